import io
import struct
import zlib

import pytest
from PIL import Image, ImageChops

from newsroom.lib import pictures
from newsroom.lib.pictures import NoPicture, cleaned, look
from tests.drawn import SECRET, SEE_UPRIGHT, SRGB, drawn, taken_somewhere


def opened(content):
    return Image.open(io.BytesIO(content))


def refusal(content):
    with pytest.raises(NoPicture) as raised:
        cleaned(io.BytesIO(content))
    with pytest.raises(NoPicture, match="^" + str(raised.value)[:20]):
        look(io.BytesIO(content))
    return str(raised.value)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width, height):
    """A PNG that says how large it is, and holds next to nothing."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 10)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("kind", "name", "suffix"),
    [("JPEG", "jpeg", "jpg"), ("PNG", "png", "png"), ("WEBP", "webp", "webp"), ("AVIF", "avif", "avif"), ("GIF",) * 3],
)
def test_a_picture_is_known_by_its_content(kind, name, suffix):
    content = drawn(kind, size=(40, 30))

    found = cleaned(io.BytesIO(content))

    assert (found.kind.name, found.kind.suffix) == (name.lower(), suffix.lower())
    assert (found.width, found.height) == (40, 30)
    assert look(io.BytesIO(content)) == found.kind
    assert opened(found.content).format == kind


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_what_is_kept_does_not_say_where_it_was_taken(kind):
    content = taken_somewhere(kind)

    kept = cleaned(io.BytesIO(content)).content

    assert SECRET not in kept
    for trace in (b"Exif", b"eXIf", b"EXIF", b"XMP", b"xmp", b"tEXt", b"iTXt", b"Photoshop"):
        assert trace not in kept
    assert dict(opened(kept).getexif()) == {}
    assert opened(kept).info["icc_profile"] == SRGB


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_what_the_camera_saw_on_its_side_is_kept_upright(kind):
    found = cleaned(io.BytesIO(taken_somewhere(kind, size=(160, 90), orientation=SEE_UPRIGHT)))

    assert (found.width, found.height) == opened(found.content).size == (90, 160)


def test_a_jpeg_keeps_its_pixels():
    content = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(content, "JPEG", quality=60)

    kept = cleaned(content).content

    difference = ImageChops.difference(opened(content.getvalue()), opened(kept))
    assert max(high for _, high in difference.getextrema()) <= 2
    assert len(kept) <= len(content.getvalue()) * 1.02


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP"])
def test_what_is_transparent_stays_so(kind):
    kept = cleaned(io.BytesIO(drawn(kind, mode="RGBA", color=(0, 0, 0, 0)))).content

    assert opened(kept).convert("RGBA").getpixel((5, 5))[3] == 0


def test_the_several_pictures_of_a_telephone_are_one():
    written = io.BytesIO()
    first, second = (Image.new("RGB", (40, 30), color) for color in ("red", "blue"))
    first.save(written, "MPO", save_all=True, append_images=[second])
    assert opened(written.getvalue()).format == "MPO"

    found = cleaned(written)

    assert found.kind.name == "jpeg"
    assert opened(found.content).format == "JPEG"
    assert len(found.content) < len(written.getvalue())


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_an_animation_the_first_picture_is_kept(kind):
    written = io.BytesIO()
    frames = [Image.new("RGB", (20, 20), color) for color in ("red", "lime", "blue")]
    frames[0].save(written, kind, save_all=True, append_images=frames[1:], duration=100)
    assert opened(written.getvalue()).n_frames == 3

    kept = opened(cleaned(written).content)

    assert getattr(kept, "n_frames", 1) == 1
    red, green, _ = kept.convert("RGB").getpixel((5, 5))
    assert red > 200 > 50 > green


@pytest.mark.parametrize("behind", [b"PK\x03\x04 a second file", b"<script>alert(1)</script>", b"%PDF-1.7"])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_a_second_file_behind_the_first_is_gone(kind, behind):
    kept = cleaned(io.BytesIO(drawn(kind) + behind)).content

    assert behind not in kept


@pytest.mark.parametrize(
    "drawing",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\xef\xbb\xbf  <SVG onload='alert(1)'/>",
        b"<?xml version='1.0'?>\n<!-- a drawing -->\n<svg/>",
        b"<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'x'><svg/>",
    ],
)
def test_drawings_that_can_hold_scripts_are_refused(drawing):
    assert refusal(drawing) == "is an SVG drawing, which can hold scripts: save it as a PNG."


@pytest.mark.parametrize(
    "content",
    [drawn("BMP"), drawn("TIFF"), drawn()[:60], b"GIF89a", b"\0\0\0\x18ftypheic"],
)
def test_what_is_no_whole_picture_is_refused(content):
    assert refusal(content) == "is no whole picture: save it again as JPEG, PNG, WebP, AVIF or GIF."


@pytest.mark.parametrize("content", [b"hello", b"<html><script>alert(1)</script>", b"%PDF-1.7", b"\0"])
def test_what_is_no_picture_at_all_is_told_so(content):
    assert refusal(content) == "is not a picture at all: choose a JPEG, PNG, WebP, AVIF or GIF."


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_half_a_picture_is_refused(kind):
    written = io.BytesIO()
    Image.effect_noise((200, 200), 90).convert("RGB").save(written, kind)
    content = written.getvalue()

    assert "is no whole picture" in refusal(content[: len(content) // 2])


def test_an_empty_file_is_refused():
    assert refusal(b"") == "is empty: choose another file."


def test_a_bomb_is_refused_before_it_is_decoded(monkeypatch):
    monkeypatch.setattr(Image.Image, "load", lambda self: pytest.fail("It was decoded."))

    assert refusal(png(50_000, 50_000)).startswith("has far more pixels than 50 million")
    assert refusal(png(60_000, 1000)).startswith("has 60000 × 1000 pixels, more than 50 million")


def test_an_animation_counts_with_all_its_pictures(monkeypatch):
    written = io.BytesIO()
    frames = [Image.new("RGB", (100, 100), (number * 20, 0, 0)) for number in range(12)]
    frames[0].save(written, "GIF", save_all=True, append_images=frames[1:], duration=100)
    monkeypatch.setattr(pictures, "MOST_IN_FRAMES", 110_000)

    assert refusal(written.getvalue()).startswith("is an animation of 12 pictures, too much to read")


def test_what_is_too_large_is_refused_unread(monkeypatch):
    monkeypatch.setattr(pictures, "LARGEST", 1024**2)

    assert refusal(b"x" * 1_500_000) == "has 1.4 MB, more than the 1 that a picture may have: shrink it."
