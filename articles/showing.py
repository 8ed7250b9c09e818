"""Pictures as somebody sees them: decided when it is read, whatever was saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.templatetags.static import static

from articles import renditions
from articles.renditions import SOCIAL, WIDE, Rendition

FALLBACK = 960  # for browsers that know neither AVIF nor WebP
FEEDS = 1440
STAND_IN = {"light": "pictures/stand-in.svg", "dark": "pictures/stand-in-dark.svg", "raster": "pictures/stand-in.png"}
STAND_IN_SIZE = 1600, 900


@dataclass(frozen=True)
class Showing:
    """Where pictures are shown, and when.

    ``at`` is the moment that decides on their rights, ``site`` what goes before
    the addresses. At the desk, and in what is only a preview, addresses are
    signed, and answer ``until`` then: who may read the draft may see its pictures.
    """

    at: datetime
    site: str = ""
    until: datetime | None = None

    @classmethod
    def privately(cls, now, *, at=None):
        return cls(at or now, until=renditions.signed_until(now))

    def lead(self, revision, shape="cropped", sizes="100vw"):
        """The lead picture of ``revision``, our artwork in its place, or ``None`` where it has none."""
        picture = revision.lead_picture
        if picture is None:
            return None
        if not self.shows(picture):
            return StandIn(self.site)
        found = Shown(self, picture, renditions.SHAPES[shape], revision.lead_image_alt, sizes)
        found.caption, found.credit = revision.lead_image_caption, revision.lead_image_credit
        return found

    def figure(self, picture, alt, *, sizes="(min-width: 42rem) 40rem, 100vw"):
        return Shown(self, picture, WIDE, alt, sizes) if self.shows(picture) else StandIn(self.site)

    def shows(self, picture):
        return picture.is_usable(self.at) and picture.width > 0

    def social(self, revision):
        """The picture that others put beside a link to us; none of ours in its place."""
        picture = revision.lead_picture
        if picture is None or not self.shows(picture):
            return None
        return Shown(self, picture, SOCIAL, revision.lead_image_alt, "").fallback

    def raster(self, revision):
        """The one address that a program takes the lead picture from, or ``None``."""
        shown = self.lead(revision, "wide")
        return shown and shown.raster


class Shown:
    """A picture in one shape; its addresses hold as long as its version."""

    is_gone = False
    caption = credit = ""

    def __init__(self, showing, picture, shape, alt, sizes):
        self.showing, self.picture, self.shape, self.alt, self.sizes = showing, picture, shape, alt, sizes
        self.folder = showing.site + renditions.folder_of(picture, until=showing.until)
        self.widths = shape.widths_of(picture)

    @property
    def sources(self):
        """The type and the addresses of each kind, the best first."""
        for suffix in ("avif", "webp"):
            begin = f"{self.folder}{self.shape.name}-"
            addresses = ", ".join(f"{begin}{width}.{suffix} {width}w" for width in self.widths)
            yield f"image/{suffix}", addresses

    @property
    def fallback(self):
        return self._jpeg(FALLBACK)

    @property
    def raster(self):
        return self._jpeg(FEEDS)

    def _jpeg(self, width):
        wanted = Rendition(self.shape, width, "jpg").nearest(self.picture)
        return One(self.folder + wanted.name, wanted.width, self.shape.height(self.picture, wanted.width), self.alt)

    @property
    def width(self):
        return self.widths[-1]

    @property
    def height(self):
        return self.shape.height(self.picture, self.width)

    @property
    def focus(self):
        """Where its focal point is, in tenths from the left, for places that cut it once more; ``None`` if whole."""
        if self.shape.ratio is None:
            return None
        left, _, right, _ = self.shape.box(self.picture)
        within = (self.picture.width * self.picture.focal_x / 100 - left) / (right - left)
        return round(min(1, max(0, within)) * 10)


class StandIn:
    """Our artwork, where a picture was whose rights have ended: nothing of what was said about it is said of this."""

    is_gone = True
    alt = caption = credit = ""
    width, height = STAND_IN_SIZE

    def __init__(self, site):
        self.site = site

    @property
    def light(self):
        return self.site + static(STAND_IN["light"])

    @property
    def dark(self):
        return self.site + static(STAND_IN["dark"])

    @property
    def raster(self):
        return One(self.site + static(STAND_IN["raster"]), *STAND_IN_SIZE, "")


@dataclass(frozen=True)
class One:
    """A single file."""

    address: str
    width: int
    height: int
    alt: str
