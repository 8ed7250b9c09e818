"""Pictures in a text: figures that name them, and no image else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.lib.html import figures, sanitized, under_headings, with_figures, without_figures

FIGURE = (
    '<figure data-picture="12"><img alt="A “stage” &amp; more"><figcaption>At <em>night</em> '
    "<cite>Newsroom</cite></figcaption></figure>"
)


def test_a_figure_stays_as_it_is_written():
    assert sanitized(FIGURE) == FIGURE
    assert sanitized(f"<p>Before</p>{FIGURE}<p>After</p>") == f"<p>Before</p>{FIGURE}<p>After</p>"


ONE = '<figure data-picture="1"><img alt="a"></figure>'
PLAIN = '<figure data-picture="1"><img alt="">{}</figure>'
WITHIN = '<figure data-picture="1"><img alt="a"><figcaption>{}</figcaption></figure>'


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ('<p>a<img src="https://elsewhere.example/x.png" alt="x">b</p>', "<p>ab</p>"),
        ('<figure data-picture="1"><img src=x onerror=alert(1) alt="a" width=3></figure>', ONE),
        ('<figure data-picture="1">\n <img alt="a" lang="fr"><img alt="b"></figure>', ONE),
        ('<figure data-picture="1"><p><img alt="a"></p></figure>', PLAIN.format("<p></p>")),
        ('<figure data-picture="1"><figcaption>a</figcaption></figure>', PLAIN.format("<figcaption>a</figcaption>")),
        ('<figure data-picture="1"><img></figure>', PLAIN.format("")),
        ('<figure><img alt="a"></figure>', "<figure></figure>"),
        *(
            (f'<figure data-picture="{number}"><img alt="a"></figure>', "<figure></figure>")
            for number in ("", "x", "0", "-1", "01", "1.5", "1 2", "9" * 19, "١")
        ),
        (WITHIN.format('<figure data-picture="2"><img alt="b"></figure>'), WITHIN.format("<figure></figure>")),
        ('<picture><source srcset="x"><img alt="a" srcset="y"></picture>', ""),
        ('<p data-picture="1">a</p>', "<p>a</p>"),
    ],
)
def test_any_other_image_is_gone(written, kept):
    assert sanitized(written) == kept


def test_what_a_text_shows_is_known_with_its_place():
    html = f'<p>x</p>{FIGURE}<blockquote><figure data-picture="7"><img></figure></blockquote>'

    first, second = figures(html)

    assert (first.picture, first.alt) == (12, "A “stage” & more")
    assert first.caption == "<figcaption>At <em>night</em> <cite>Newsroom</cite></figcaption>"
    assert html[first.begins : first.ends] == FIGURE
    assert (second.picture, second.alt, second.caption) == (7, "", "")


def test_text_that_looks_like_a_figure_is_none():
    assert figures(sanitized("<p>&lt;figure data-picture=&quot;1&quot;&gt;&lt;img alt=&quot;&quot;&gt;</p>")) == []


def test_figures_can_be_shown_otherwise():
    html = f"<p>a</p>{FIGURE}<p>b</p>{FIGURE}"

    assert with_figures(html, lambda figure: f"[{figure.picture}]") == "<p>a</p>[12]<p>b</p>[12]"


def test_a_text_can_do_without_its_pictures():
    other = '<figure data-picture="7"><img alt="a"></figure>'
    html = f"<p>a</p>{FIGURE}{other}"

    assert without_figures(html, but={12}) == f"<p>a</p>{FIGURE}"
    assert without_figures(html) == (
        "<p>a</p><figure><figcaption>At <em>night</em> <cite>Newsroom</cite></figcaption></figure>"
    )


def test_a_heading_behind_a_picture_is_found():
    assert under_headings(f"{FIGURE}<h2>Étoile</h2><p>a</p>", [("etoile", "!")]) == f"{FIGURE}<h2>Étoile</h2>!<p>a</p>"


PIECES = [
    "<figure",
    ' data-picture="3"',
    ">",
    "<img",
    ' alt="a>"',
    "</figure>",
    "<figcaption>",
    "<p>",
    "x",
    '"',
    "</p>",
]


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_whatever_is_written_every_image_is_a_picture_of_the_library(written):
    kept = sanitized(written)

    assert sanitized(kept) == kept
    assert kept.count("<img") == len(figures(kept))
