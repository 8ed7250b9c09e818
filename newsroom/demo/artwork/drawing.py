"""Flat shapes on a large sheet, drawn several times too big and reduced, so that their edges are smooth."""

from __future__ import annotations

from colorsys import hls_to_rgb, rgb_to_hls
from itertools import pairwise
from math import cos, hypot, pi, sin

from PIL import Image, ImageColor, ImageDraw

WIDTH, HEIGHT = 1600, 900
SCALE = 3


def mix(one, other, share):
    """The color that lies ``share`` of the way from ``one`` to ``other``."""
    pairs = zip(ImageColor.getrgb(one), ImageColor.getrgb(other), strict=True)
    return "#{:02x}{:02x}{:02x}".format(*(round(a + (b - a) * share) for a, b in pairs))


def turned(color, degrees):
    """The color, its hue turned by ``degrees``."""
    hue, light, full = rgb_to_hls(*(value / 255 for value in ImageColor.getrgb(color)))
    return "#{:02x}{:02x}{:02x}".format(
        *(round(value * 255) for value in hls_to_rgb((hue + degrees / 360) % 1, light, full))
    )


def polar(x, y, radius, degrees):
    """The point at ``radius`` and an angle from (x, y): 0 is to the right, 90 is up."""
    return x + radius * cos(degrees * pi / 180), y - radius * sin(degrees * pi / 180)


def around(x, y, across, down, degrees):
    """The point that lies ``across`` and ``down`` from (x, y), turned around it."""
    c, s = cos(degrees * pi / 180), sin(degrees * pi / 180)
    return x + across * c + down * s, y - across * s + down * c


def bow(start, over, end, steps=80):
    """The points of a curve from ``start`` to ``end`` that is pulled toward ``over``."""
    points = []
    for step in range(steps + 1):
        t = step / steps
        weights = ((1 - t) ** 2, 2 * t * (1 - t), t**2)
        points.append(
            tuple(sum(w * p[axis] for w, p in zip(weights, (start, over, end), strict=True)) for axis in (0, 1))
        )
    return points


class Sheet:
    """1600 by 900 units of paper; ``finished`` gives the picture."""

    def __init__(self, top, bottom=None):
        self.image = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), top)
        self.pen = ImageDraw.Draw(self.image)
        if bottom:
            bands = 60  # broad enough to be seen as print, and cheap to compress
            for band in range(bands):
                self.box(0, HEIGHT * band / bands, WIDTH, HEIGHT / bands + 1, mix(top, bottom, band / (bands - 1)))

    def finished(self, *, zoom=1.0, across=0.5, down=0.5, mirrored=False):
        """The picture, or a part of it: ``zoom`` times nearer, moved by shares of what is left out then."""
        width, height = self.image.size
        left, top = (width - width / zoom) * across, (height - height / zoom) * down
        part = (left, top, left + width / zoom, top + height / zoom)
        image = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS, box=part)
        return image.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if mirrored else image

    def box(self, x, y, width, height, fill, radius=0):
        corners = [value * SCALE for value in (x, y, x + width, y + height)]
        if radius:
            self.pen.rounded_rectangle(corners, radius * SCALE, fill=fill)
        else:
            self.pen.rectangle(corners, fill=fill)

    def shape(self, points, fill):
        self.pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=fill)

    def leaf(self, x, y, width, height, degrees, fill):
        """A box around (x, y), turned."""
        corners = [(-1, -1), (1, -1), (1, 1), (-1, 1)]
        self.shape([around(x, y, a * width / 2, b * height / 2, degrees) for a, b in corners], fill)

    def disc(self, x, y, radius, fill):
        self.pen.ellipse([value * SCALE for value in (x - radius, y - radius, x + radius, y + radius)], fill=fill)

    def flat(self, x, y, across, down, fill):
        """A disc seen from the side: an ellipse."""
        self.pen.ellipse([value * SCALE for value in (x - across, y - down, x + across, y + down)], fill=fill)

    def slice(self, x, y, radius, begin, end, fill):
        """A piece of a disc between two angles, counted as ``polar`` does."""
        box = [value * SCALE for value in (x - radius, y - radius, x + radius, y + radius)]
        self.pen.pieslice(box, -end, -begin, fill=fill)

    def ring(self, x, y, radius, width, fill):
        box = [value * SCALE for value in (x - radius, y - radius, x + radius, y + radius)]
        self.pen.ellipse(box, outline=fill, width=round(width * SCALE))

    def oval(self, x, y, across, down, tilt, width, fill):
        """The outline of an ellipse, turned by ``tilt`` degrees."""
        points = []
        for step in range(181):
            points.append(around(x, y, across * cos(step * pi / 90), down * sin(step * pi / 90), tilt))
        self.line(points, width, fill)

    def line(self, points, width, fill):
        """A line through ``points`` with round ends."""
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self.pen.line(scaled, fill=fill, width=round(width * SCALE), joint="curve")
        for x, y in (points[0], points[-1]):
            self.disc(x, y, width / 2, fill)

    def dashes(self, points, width, fill, *, dash=26, gap=22):
        """A dashed line through close ``points``."""
        stretch, far = [points[0]], 0.0
        for one, other in pairwise(points):
            far += hypot(other[0] - one[0], other[1] - one[1])
            if far % (dash + gap) < dash:
                stretch.append(other)
            else:
                if len(stretch) > 1:
                    self.line(stretch, width, fill)
                stretch = [other]
        if len(stretch) > 1:
            self.line(stretch, width, fill)

    def star(self, x, y, radius, fill, *, points=4, waist=0.28, turn=0):
        corners = []
        for step in range(points * 2):
            reach = radius if step % 2 == 0 else radius * waist
            corners.append(polar(x, y, reach, 90 + turn + step * 180 / points))
        self.shape(corners, fill)
