"""The sizes and shapes in which a picture is sent: their addresses, and the files, made where they are missing."""

from __future__ import annotations

import io
import logging
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core import signing
from django.core.files.storage import default_storage
from PIL import Image, ImageCms

from newsroom.lib import kept
from newsroom.lib.pictures import KINDS

FOLDER = "renditions"
PUBLIC = "/media/pictures"
SIGNED = timedelta(minutes=30)  # at least, and twice that at most
# Measured on 16:9 of photographic noise: AVIF at speed 8 is as small as at 6 in a third of the time (220 ms at 1280
# pixels on two cores), at 9 a fifth larger.
WRITTEN = {
    "avif": {"quality": 60, "speed": 8},
    "webp": {"quality": 78, "method": 4},
    "jpeg": {"quality": 80, "progressive": True, "optimize": True},
}
BY_SUFFIX = {KINDS[name].suffix: KINDS[name] for name in WRITTEN}

logger = logging.getLogger(__name__)


class Lost(Exception):
    """The picture's own file is not there, or is none any more."""


@dataclass(frozen=True)
class Shape:
    """``ratio`` is width to height, or ``None`` for the picture's own."""

    name: str
    ratio: float | None
    widths: tuple[int, ...]

    def size(self, picture):
        """Of what is left of ``picture`` after cutting, in pixels."""
        width, height = picture.width, picture.height
        if self.ratio is None:
            return width, height
        if width > height * self.ratio:
            return max(1, round(height * self.ratio)), height
        return width, max(1, round(width / self.ratio))

    def widths_of(self, picture):
        """Those in which there is a rendition of ``picture``: never larger than it is."""
        longest = self.size(picture)[0]
        smaller = [width for width in self.widths if width < longest]
        return smaller if len(smaller) == len(self.widths) else [*smaller, longest]

    def height(self, picture, width):
        whole, high = self.size(picture)
        return max(1, round(width * high / whole))

    def box(self, picture):
        """What is cut out: left, top, right and bottom, as near as can be around the focal point."""
        width, height = self.size(picture)
        left = min(max(0, round(picture.width * picture.focal_x / 100 - width / 2)), picture.width - width)
        top = min(max(0, round(picture.height * picture.focal_y / 100 - height / 2)), picture.height - height)
        return left, top, left + width, top + height


WIDE = Shape("wide", None, (480, 960, 1440, 1920))
CROPPED = Shape("cropped", 16 / 9, (320, 640, 960, 1280, 1600))
SOCIAL = Shape("social", 1200 / 630, (1200,))
SHAPES = {shape.name: shape for shape in (WIDE, CROPPED, SOCIAL)}


@dataclass(frozen=True)
class Rendition:
    shape: Shape
    width: int
    suffix: str

    @property
    def name(self):
        return f"{self.shape.name}-{self.width}.{self.suffix}"

    @property
    def type(self):
        return BY_SUFFIX[self.suffix].type

    def is_of(self, picture):
        return bool(picture.width) and self.width in self.shape.widths_of(picture)

    def nearest(self, picture):
        """The one of ``picture`` that serves as well."""
        widths = self.shape.widths_of(picture)
        width = next((width for width in widths if width >= self.width), widths[-1])
        return Rendition(self.shape, width, self.suffix)


def named(name):
    """The rendition of this name, as in an address, or ``None``."""
    found = re.fullmatch(r"([a-z]{1,20})-([1-9]\d{0,4})\.([a-z]{1,5})", name)
    if not found or found[1] not in SHAPES or found[3] not in BY_SUFFIX:
        return None
    return Rendition(SHAPES[found[1]], int(found[2]), found[3])


def usual(picture):
    """All that pages ask for: what the worker makes before they do."""
    for shape in (CROPPED, WIDE):
        widths = shape.widths_of(picture)
        yield from (Rendition(shape, width, suffix) for width in widths for suffix in ("webp", "avif"))
        yield Rendition(shape, widths[-1], "jpg")
        yield Rendition(shape, widths[len(widths) // 2], "jpg")
    yield Rendition(SOCIAL, SOCIAL.widths_of(picture)[-1], "jpg")


# -- addresses -------------------------------------------------------------------------------------


def folder_of(picture, *, until=None):
    """Where the addresses of the renditions of ``picture`` begin; with ``until``, for the desk until that moment."""
    own = f"{picture.pk}/{picture.version}"
    if until is None:
        return f"{PUBLIC}/{own}/"
    moment = int(until.timestamp())
    return f"{PUBLIC}/at-the-desk/{moment}/{_signature(own, moment)}/{own}/"


def signed_until(now):
    """The end of an address that is signed ``now``: the same for half an hour, so that browsers know it again."""
    step = SIGNED.total_seconds()
    return datetime.fromtimestamp((now.timestamp() // step + 2) * step, UTC)


def is_signed(pk, version, *, until, signature, now):
    fresh = now.timestamp() <= until <= (now + 2 * SIGNED).timestamp()
    return fresh and signing.constant_time_compare(_signature(f"{pk}/{version}", until), signature)


def _signature(own, moment):
    return signing.Signer(salt="articles.renditions").signature(f"{own}/{moment}")


# -- files -----------------------------------------------------------------------------------------


def content(picture, rendition):
    """The bytes of a rendition: kept from before, or made now and kept. Raises ``Lost``."""
    return kept.content(_path(picture, rendition), lambda: make(picture, rendition))


def make_usual(picture):
    for rendition in usual(picture):
        content(picture, rendition)


def forget(picture, version):
    """Remove what was made of an earlier ``version``."""
    shutil.rmtree(default_storage.path(f"{FOLDER}/{picture.pk}/{version}"), ignore_errors=True)


def _path(picture, rendition):
    return default_storage.path(f"{FOLDER}/{picture.pk}/{picture.version}/{rendition.name}")


# -- making ----------------------------------------------------------------------------------------


def make(picture, rendition):
    """The bytes of a rendition, made of the picture's own file; raises ``Lost``."""
    shape, width = rendition.shape, rendition.width
    size = width, shape.height(picture, width)
    try:
        with picture.file.open("rb") as file, Image.open(file) as image:
            # A JPEG is read at half the size, or a quarter, where that is enough.
            before = image.size
            image.draft(None, _enough(image, shape.box(picture), size))
            scale = image.width / before[0]
            box = tuple(edge * scale for edge in shape.box(picture))
            small = _in_srgb(image).resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)
    except (OSError, SyntaxError, ValueError) as error:
        raise Lost(f"The file of picture {picture.pk} cannot be read.") from error
    kind = BY_SUFFIX[rendition.suffix]
    if kind.name == "jpeg" and small.mode == "RGBA":
        ground = Image.new("RGB", small.size, "white")
        ground.paste(small, mask=small.getchannel("A"))
        small = ground
    small.info.clear()  # writers look in there for profiles and comments
    written = io.BytesIO()
    small.save(written, kind.name.upper(), **WRITTEN[kind.name])
    return written.getvalue()


def _enough(image, box, size):
    """How large ``image`` has to be read so that what is cut out of it is at least ``size``."""
    share = size[0] / (box[2] - box[0])
    return round(image.width * share), round(image.height * share)


def _in_srgb(image):
    """As every browser takes a picture that names no colors of its own."""
    profile = image.info.get("icc_profile")
    clear = image.has_transparency_data
    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value / 256, "L") if image.mode == "I;16" else image.convert("I")
    if profile and image.mode in ("RGB", "RGBA", "CMYK"):
        try:
            of_its_own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            mode = "RGBA" if image.mode == "RGBA" else "RGB"
            image = ImageCms.profileToProfile(image, of_its_own, ImageCms.createProfile("sRGB"), outputMode=mode)
        except (ImageCms.PyCMSError, OSError, ValueError):
            logger.info("A color profile could not be read: the picture is taken as it is.")
    return image.convert("RGBA" if clear else "RGB")
