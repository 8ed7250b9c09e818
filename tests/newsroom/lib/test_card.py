"""The face of a card, looked at by its pixels."""

import io
from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageColor

from newsroom.lib import card
from newsroom.lib.card import Face
from newsroom.lib.tokens import token

FACE = Face("Will there be a season 2 of ‘Étoile’?", "Explainers", "April 30, 2025", "tone-5")
NEWS = {"mark": "contradiction", "stamp": "This has since changed", "news": "Prime Video has reversed its order."}
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen"


def drawn(face=FACE, picture=None):
    return Image.open(io.BytesIO(card.drawn(face, picture))).convert("RGB")


def plain(color):
    return lambda size: Image.new("RGB", size, color)


def is_near(pixel, color):
    return max(abs(one - other) for one, other in zip(pixel, ImageColor.getrgb(color), strict=True)) < 12


def is_written(face, area, picture=None):
    """Whether anything stands on the ground of an area."""
    found = drawn(face, picture).crop(area)
    blank = Image.new("RGB", found.size, token("ground"))
    return max(high for _, high in ImageChops.difference(found, blank).getextrema()) > 60


def test_a_card_is_of_the_size_that_social_networks_ask_for():
    assert (drawn().size, drawn().format) == ((1200, 630), None)
    assert len(card.drawn(FACE)) < 300_000


def test_it_has_the_colors_of_the_site():
    image = drawn(picture=plain("teal"))

    assert is_near(image.getpixel((1190, 10)), token("deep"))
    assert is_near(image.getpixel((20, 300)), token("ground"))
    assert is_near(image.getpixel((1000, 620)), "teal")
    assert any(is_near(color, token("marker")) for _, color in image.getcolors(1 << 24))


@pytest.mark.parametrize("mark", ["contradiction", "decided", "corrected"])
def test_a_notice_is_drawn_in_along_the_lower_edge_in_its_colors(mark):
    image = drawn(replace(FACE, **NEWS | {"mark": mark}), plain("teal"))

    assert is_near(image.getpixel((1190, 620)), token(f"{mark}-ground"))
    assert is_near(image.getpixel((10, 540)), token(f"{mark}-edge"))
    assert not is_near(drawn(picture=plain("teal")).getpixel((10, 540)), token(f"{mark}-edge"))


def test_other_words_are_another_picture():
    faces = [
        FACE,
        replace(FACE, headline="Yes"),
        replace(FACE, section="News"),
        replace(FACE, date="May 1, 2025"),
        replace(FACE, tone="tone-1"),
        replace(FACE, **NEWS),
        replace(FACE, **NEWS | {"news": "It has been canceled."}),
    ]

    assert len({card.drawn(face) for face in faces}) == len(faces)


@pytest.mark.parametrize("headline", ["Minx", "A " * 150, LONG * 5, f"{LONG} {LONG}", "W" * 300, "é" * 300])
@pytest.mark.parametrize("picture", [None, plain("white")])
def test_no_headline_runs_over_its_edges(headline, picture):
    face = replace(FACE, headline=headline, section=headline, **NEWS | {"news": headline})
    right = card.WIDTH - (card.PICTURE if picture else 0)

    assert not is_written(face, (0, card.STRIP, card.MARGIN - 8, 400), picture)
    assert not is_written(face, (right - card.MARGIN + 20, card.STRIP, right, 400), picture)


@pytest.mark.parametrize("headline", ["Minx", "A " * 150, LONG * 5])
def test_no_headline_runs_into_what_stands_below(headline):
    face = replace(FACE, headline=headline, date="")

    assert not is_written(face, (0, card.HEIGHT - 54, card.WIDTH, card.HEIGHT))


@settings(max_examples=25)
@given(st.text(max_size=300))
@example("\r\x85\ud800\u0301\u202e")
def test_whatever_is_written_is_drawn(text):
    card.drawn(Face(text, text, text, "tone-1", "decided", text[:40], text))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Škoda, Łódź, Đorđe – “Étoile” …", "Škoda, Łódź, Đorđe – “Étoile” …"),
        ("Việt Nam", "Viet Nam"),
        ("Война и мир", "Voyna i mir"),
        ("日本", "RiBen"),
        ("On 📺 tonight", "On tonight"),
        ("A\u200b\u0000B", "AB"),
    ],
)
def test_what_the_fonts_lack_is_written_in_latin_letters_or_left_out(text, written):
    assert card._writable(text) == written


def test_a_short_headline_is_large_and_a_long_one_small():
    sizes = [card._fitted(text, 600, 350, 84)[0] for text in ("Minx", FACE.headline * 2, FACE.headline * 4)]

    assert sizes[0] == 84 > sizes[1] > sizes[2] >= card.SMALLEST


def test_lines_are_of_about_one_length():
    _, lines = card._fitted("Prime Video cancels ‘Étoile’ after one season, undoing a two-season order", 620, 400, 60)

    lengths = [card._length(line, 60, card.BOLD) for line in lines]
    assert max(lengths) < 1.6 * min(lengths)
