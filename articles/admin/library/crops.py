"""The pieces of a picture that lists, pages and social networks show of it, around its focal point."""

from __future__ import annotations

from dataclasses import dataclass

SHAPES = (("Card, 16:9", 16, 9), ("Social networks, 1200 × 630", 1200, 630))


@dataclass(frozen=True)
class Crop:
    """``left`` and ``top`` are what CSS calls the position of the picture in a box of that shape, in percent."""

    label: str
    width: int
    height: int
    left: float
    top: float


def crops_of(picture):
    return [Crop(label, width, height, *_position(picture, width / height)) for label, width, height in SHAPES]


def _position(picture, ratio):
    """As static/desk/focal.js has it: the focal point is in the middle, as far as the picture reaches."""
    own = picture.width / picture.height if picture.height else ratio
    return _along(picture.focal_x, min(1, ratio / own)), _along(picture.focal_y, min(1, own / ratio))


def _along(focal, share):
    """How far along the box stands, if it shows ``share`` of a side."""
    if share >= 1:
        return 50.0
    start = min(max(focal / 100 - share / 2, 0), 1 - share)
    return round(100 * start / (1 - share), 2)
