import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.lib.text import one_line, without_controls


@pytest.mark.parametrize(
    "hidden",
    ["\x00", "\x08", "\x1b", "\x7f", "\x85", "\u200b", "\u200e", "\u202a", "\u202e", "\u2066", "\u2069", "\ufeff"],
    ids=ascii,
)
def test_what_hides_or_reorders_text_goes(hidden):
    assert without_controls(f"Prime{hidden} Video") == "Prime Video"


def test_accents_are_composed():
    assert without_controls("E\u0301toile") == "Étoile"


def test_a_lone_surrogate_does_not_reach_the_database():
    assert without_controls("a\ud800b") == "a?b"


def test_joined_emoji_and_other_scripts_stay():
    text = "오징어 게임 👩\u200d🚀 میں\u200cهم"

    assert without_controls(text) == unicodedata.normalize("NFC", text)


def test_a_headline_is_one_line():
    assert one_line("  Yes,\n\tseason 2\u00a0is  coming ") == "Yes, season 2 is coming"


@given(st.text())
def test_cleaning_again_changes_nothing(text):
    assert one_line(one_line(text)) == one_line(text)
    assert without_controls(without_controls(text)) == without_controls(text)
