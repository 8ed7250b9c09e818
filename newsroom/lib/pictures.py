"""Pictures as they come from outside: known by their content, kept without anything but what is seen.

A name or a type that came along is never believed. What is kept is written
anew from the pixels: whatever else a file held (where it was taken and by
whose camera, a second file behind the first) has gone.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import Image, ImageOps

LARGEST = 20 * 1024 * 1024
MOST_PIXELS = 50_000_000
MOST_IN_FRAMES = 500_000_000  # of all pictures of an animation

NAMED = "JPEG, PNG, WebP, AVIF or GIF"
_SVG = (b"<svg", b"<!doctype svg")
# How files of pictures begin, of our kinds and of others that can be saved again as one of these.
_BEGINNINGS = (b"\xff\xd8", b"\x89PNG", b"RIFF", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"8BPS")
_ORIENTATION = 0x0112


@dataclass(frozen=True)
class Kind:
    name: str
    label: str
    suffix: str
    type: str


KINDS = {
    kind.name: kind
    for kind in (
        Kind("jpeg", "JPEG", "jpg", "image/jpeg"),
        Kind("png", "PNG", "png", "image/png"),
        Kind("webp", "WebP", "webp", "image/webp"),
        Kind("avif", "AVIF", "avif", "image/avif"),
        Kind("gif", "GIF", "gif", "image/gif"),
    )
}
# Telephones write several pictures into what is a JPEG to everybody else.
_KIND_OF = {"JPEG": "jpeg", "MPO": "jpeg", "PNG": "png", "WEBP": "webp", "AVIF": "avif", "GIF": "gif"}
_READ = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")


class NoPicture(ValueError):
    """A file that is no picture of ours. The text goes on after the file's name: what is wrong, and what to do."""


@dataclass(frozen=True)
class Cleaned:
    """A picture without its metadata; ``digest`` is that of the file as it came, by which it is known again."""

    content: bytes
    kind: Kind
    width: int
    height: int
    digest: str


def look(file):
    """Read a picture to its end, as readers' browsers will, and return its ``Kind``; raises ``NoPicture``."""
    with _opened(file) as (image, kind):
        image.load()
    return kind


def cleaned(file):
    """What is to be kept of ``file``, open for reading: pixels, upright, and their color profile."""
    with _opened(file) as (image, kind):
        image.load()
        lossless = kind.name == "webp" and b"VP8L" in _head(file)
        upright, turned = _upright(image)
        content = _encoded(upright, kind, turned=turned, lossless=lossless)
    return Cleaned(content, kind, *upright.size, digest_of(file))


def digest_of(file):
    file.seek(0)
    found = hashlib.sha256()
    while piece := file.read(1024 * 1024):
        found.update(piece)
    file.seek(0)
    return found.hexdigest()


# -- looking ---------------------------------------------------------------------------------------


@contextmanager
def _opened(file):
    """The open image of ``file`` with its kind, after what can be told without decoding it."""
    _check_size(file)
    if _is_svg(file):
        raise NoPicture("is an SVG drawing, which can hold scripts: save it as a PNG.")
    file.seek(0)
    try:
        with warnings.catch_warnings():
            # Ours is the stricter limit, but it can be read only from an open picture.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            # What a broken file holds beside its pixels is dropped, and so is the complaint.
            warnings.filterwarnings("ignore", module="PIL")
            with Image.open(file, formats=_READ) as image:
                _check_pixels(image)
                yield image, KINDS[_KIND_OF[image.format]]
    except (NoPicture, PermissionError):
        raise
    except Image.DecompressionBombError as error:
        raise NoPicture(f"has far more pixels than {MOST_PIXELS // 1_000_000} million: make it smaller.") from error
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:
        if not _begins_as_one(file):
            raise NoPicture(f"is not a picture at all: choose a {NAMED}.") from error
        raise NoPicture(f"is no whole picture: save it again as {NAMED}.") from error
    finally:
        file.seek(0)


def _head(file, length=1024):
    file.seek(0)
    return file.read(length)


def _begins_as_one(file):
    head = _head(file, 12)
    return head.startswith(_BEGINNINGS) or head[4:8] == b"ftyp"  # AVIF, and what telephones write


def _check_size(file):
    size = file.seek(0, io.SEEK_END)
    if size > LARGEST:
        limit = LARGEST // 1024**2
        raise NoPicture(f"has {size / 1024**2:.1f} MB, more than the {limit} that a picture may have: shrink it.")
    if not size:
        raise NoPicture("is empty: choose another file.")


def _is_svg(file):
    head = _head(file).removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return head.startswith(_SVG) or (head.startswith((b"<?xml", b"<!--")) and any(one in head for one in _SVG))


def _check_pixels(image):
    width, height = image.size
    if width * height > MOST_PIXELS:
        limit = MOST_PIXELS // 1_000_000
        raise NoPicture(f"has {width} × {height} pixels, more than {limit} million: make it smaller.")
    frames = getattr(image, "n_frames", 1)
    if width * height * frames > MOST_IN_FRAMES:
        raise NoPicture(f"is an animation of {frames:,} pictures, too much to read: save the one that you need.")


# -- writing anew ----------------------------------------------------------------------------------


def _upright(image):
    """``image`` as it is meant to be seen, and whether it had to be turned."""
    try:
        if image.getexif().get(_ORIENTATION, 1) in (0, 1):
            return image, False
        return ImageOps.exif_transpose(image), True
    except Exception:  # whatever a camera, or somebody malicious, has written there
        return image, False


def _encoded(image, kind, *, turned, lossless):
    options = {}
    if profile := image.info.get("icc_profile"):
        options["icc_profile"] = profile
    if kind.name in ("png", "gif") and "transparency" in image.info:
        options["transparency"] = image.info["transparency"]
    # Writers look in there for what they aren't told.
    image.info.clear()
    if kind.name == "jpeg":
        # With the tables that it came with, hardly a pixel changes.
        options |= {"quality": "keep"} if image.format == "JPEG" and not turned else {"quality": 95, "subsampling": 0}
    elif kind.name == "webp":
        options |= {"lossless": True} if lossless else {"quality": 95}
    elif kind.name == "avif":
        options |= {"quality": 90, "speed": 8}
    written = io.BytesIO()
    image.save(written, kind.name.upper(), exif=b"", **options)
    return written.getvalue()
