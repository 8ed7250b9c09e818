import pytest

from newsroom.lib.length import Length, words_of


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("", []),
        ("<p>Yes, it isn’t over.</p>", ["Yes", "it", "isn’t", "over"]),
        ("<p>one</p><p>two</p>", ["one", "two"]),
        ("<p>one<br>two</p>", ["one", "two"]),
        ("<p><b>un</b>real</p>", ["unreal"]),
        ('<p><a href="/a-b/">here</a></p>', ["here"]),
        (
            "<p>1,250.5 in a half-hour of R&amp;D &mdash; Étoile</p>",
            ["1,250.5", "in", "a", "half-hour", "of", "R", "D", "Étoile"],
        ),
    ],
)
def test_words_are_what_is_read(html, words):
    assert words_of(html) == words


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (0, "No words yet"),
        (1, "1 word, 1 min to read"),
        (238, "238 words, 1 min to read"),
        (239, "239 words, 2 min to read"),
        (1204, "1,204 words, 6 min to read"),
    ],
)
def test_the_length_is_said_in_words_and_minutes(words, said):
    assert str(Length(words)) == said
