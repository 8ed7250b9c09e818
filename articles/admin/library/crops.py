"""The pieces of a picture that lists, pages and social networks show of it, as CSS shows them before they are cut."""

from __future__ import annotations

from dataclasses import dataclass

from articles.renditions import CROPPED, SOCIAL

SHAPES = (("Card, 16:9", CROPPED, "16/9"), ("Search engines, 1200 × 630", SOCIAL, "1200/630"))


@dataclass(frozen=True)
class Crop:
    """``left`` and ``top`` are what CSS calls the position of the picture in a box of that ratio, in percent."""

    label: str
    ratio: str
    left: float
    top: float


def crops_of(picture):
    return [Crop(label, ratio, *_position(picture, shape)) for label, shape, ratio in SHAPES]


def _position(picture, shape):
    """As static/desk/focal.js has it while the focal point is moved."""
    left, top, right, bottom = shape.box(picture)
    return _share(left, picture.width - (right - left)), _share(top, picture.height - (bottom - top))


def _share(start, room):
    return round(100 * start / room, 2) if room else 50.0
