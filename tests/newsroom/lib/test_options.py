from datetime import date

import pytest
from django.core.management import CommandError

from newsroom.lib import options
from newsroom.lib.periods import Precision, midnight


def refusal(read, *arguments, **more):
    with pytest.raises(CommandError) as refused:
        read("--it", *arguments, **more)
    return str(refused.value)


def test_text_is_one_line_of_composed_characters():
    assert options.text("--it", "  E\u0301toile\n  again ") == "Étoile again"


@pytest.mark.parametrize("said", ["a\0b", "a\x1bb", "a\u202eb", "a\u200bb", "a\udc80b"])
def test_what_nobody_can_see_is_refused(said):
    assert refusal(options.text, said) == "--it holds a control character, or one that nobody can see: type it anew."


def test_text_has_its_longest():
    assert options.text("--it", "x" * 10, 10) == "x" * 10
    assert refusal(options.text, "x" * 1011, 1010) == "--it has 1,011 characters, more than 1,010: shorten it."


def test_a_moment_has_its_precision():
    at, precision = options.moment("--it", "2025-Q2")

    assert (at, precision) == (midnight(date(2025, 4, 1)), Precision.QUARTER)
    assert refusal(options.moment, "2025-Q5").startswith("--it: “2025-Q5” is no date: write YYYY, ")


def test_a_number_lies_between_its_ends():
    assert [options.number("--it", said, most=20) for said in ("1", "20", 7, "007")] == [1, 20, 7, 7]
    for said in ("0", "21", "-1", "1.5", "", "٣", "1e3"):
        assert refusal(options.number, said, most=20) == f"--it: “{said}” won't do: write a number from 1 to 20."


def test_a_word_of_the_trade_is_understood():
    assert refusal(options.choice, "renewed", ["ended", "returning"]).endswith("Did you mean returning?")


def test_a_choice_is_one_of_those_allowed():
    allowed = ["canceled", "ended", "airing"]

    assert options.choice("--it", "ended", allowed) == "ended"
    assert refusal(options.choice, "Cancelled", allowed, what="status") == (
        "--it: “Cancelled” is no status: choose canceled, ended or airing. Did you mean canceled?"
    )
    assert refusal(options.choice, "x", allowed) == "--it: “x” is no choice: choose canceled, ended or airing."
