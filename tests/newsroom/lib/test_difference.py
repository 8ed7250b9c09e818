import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.lib.blocks import blocks_of
from newsroom.lib.difference import DELETED, INSERTED, KEPT, SMALL, of_bodies, of_lines

MARK = {KEPT: "{}", DELETED: "[-{}-]", INSERTED: "{{+{}+}}"}
# Few words, so that they repeat; and anything at all.
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(["a", "b", "is", "not", ", ", " ", "\n"])).map("".join))
PARTS = st.sampled_from(["<p>{}</p>", "<h2>{}</h2>", "<ul><li>{}</li></ul>", "<p><b>{}</b> x</p>", "<p>x {}</p>"])
BODIES = st.lists(st.builds(str.format, PARTS, st.sampled_from(["", "a", "a b c", "b c d", "c d e"]))).map("".join)


def marked(pieces):
    return "".join(MARK[piece.did].format(piece.text) for piece in pieces)


def without(did, pieces):
    return "".join(piece.text for piece in pieces if piece.did != did)


@given(TEXTS, TEXTS)
def test_what_is_kept_and_deleted_is_the_old_text_and_what_is_kept_and_inserted_the_new(old, new):
    pieces = of_lines(old, new)

    assert without(INSERTED, pieces) == old
    assert without(DELETED, pieces) == new
    assert all(piece.text for piece in pieces)


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text):
    assert {piece.did for piece in of_lines(text, text)} <= {KEPT}


@given(BODIES, BODIES)
def test_pairs_of_blocks_are_both_bodies_in_their_order(old, new):
    pairs = of_bodies(old, new)

    assert [pair.old for pair in pairs if pair.old] == blocks_of(old)
    assert [pair.new for pair in pairs if pair.new] == blocks_of(new)
    for pair in pairs:
        assert without(INSERTED, pair.pieces) == (pair.old.text if pair.old else "")
        assert without(DELETED, pair.pieces) == (pair.new.text if pair.new else "")


@pytest.mark.slow
@settings(max_examples=25)
@given(st.randoms(use_true_random=False), st.integers(400, 700))
def test_long_texts_are_as_exact_as_short_ones(randomly, length):
    old = [randomly.choice("abcdefgh") + str(randomly.randrange(200)) for _ in range(length)]
    new = [word for word in old[50:] if randomly.random() > 0.2] + old[:50]

    pieces = of_lines(" ".join(old), " ".join(new))

    assert length**2 > SMALL
    assert without(INSERTED, pieces) == " ".join(old)
    assert without(DELETED, pieces) == " ".join(new)


@pytest.mark.parametrize(
    ("old", "new", "difference"),
    [
        ("Yes, it is coming", "Yes, it is canceled", "Yes, it is [-coming-]{+canceled+}"),
        ("It is coming", "It is not coming", "It is {+not +}coming"),
        ("one two three four", "one 2 3 four", "one [-two three-]{+2 3+} four"),
        ("It isn’t", "It is", "It [-isn’t-]{+is+}"),
        ("", "New", "{+New+}"),
        ("Old", "", "[-Old-]"),
        ("", "", ""),
    ],
)
def test_words_are_told_apart(old, new, difference):
    assert marked(of_lines(old, new)) == difference


@pytest.mark.parametrize(
    ("old", "new", "difference"),
    [
        ("<p>a b c</p>", "<p>a b d</p>", [("changed", "a b [-c-]{+d+}")]),
        ("<p>a b c</p>", "<h2>a b c</h2>", [("changed", "a b c")]),
        ("<p>a b c</p>", "<p>a <b>b</b> c</p>", [("changed", "a [-b-]{+b+} c")]),
        ("<p>a b c</p><p>d e</p>", "<p>d e</p>", [("deleted", "[-a b c-]"), ("kept", "d e")]),
        ("<p>a b c</p>", "<p>new one</p><p>a b</p>", [("inserted", "{+new one+}"), ("changed", "a b[- c-]")]),
        ("<p>a b c</p>", "<p>x y z</p>", [("deleted", "[-a b c-]"), ("inserted", "{+x y z+}")]),
        ("<ul><li>a</li></ul>", "<ul><li><p>a</p></li></ul>", [("kept", "a")]),
    ],
)
def test_blocks_are_paired_with_what_became_of_them(old, new, difference):
    assert [(pair.did, marked(pair.pieces)) for pair in of_bodies(old, new)] == difference


def test_another_kind_of_block_and_another_look_are_differences():
    (heading,) = of_bodies("<p>a b</p>", "<h2>a b</h2>")
    (bold,) = of_bodies("<p>a b</p>", "<p>a <b>b</b></p>")

    assert (heading.is_of_another_kind, heading.old.kind, heading.new.kind) == (True, "Paragraph", "Heading")
    assert not bold.is_of_another_kind
    assert bold.pieces[-1].runs[0].looks == ("bold",)


def body_of(words, *, per_paragraph=40):
    starts = range(0, len(words), per_paragraph)
    return "".join(f"<p>{' '.join(words[start : start + per_paragraph])}</p>" for start in starts)


def vocabulary(randomly):
    """Words as often as in English: a few all the time, most hardly ever."""
    return [f"w{int(randomly.paretovariate(0.7))}"[:5] for _ in range(4000)]


@pytest.mark.parametrize("share", [0.1, 0.4, 1])
@pytest.mark.parametrize("per_paragraph", [5, 40, 5000], ids=["short", "usual", "one"])
def test_five_thousand_words_are_compared_in_no_time(share, per_paragraph):
    randomly = random.Random(7)
    known = vocabulary(randomly)
    old = [randomly.choice(known) for _ in range(5000)]
    new = [randomly.choice(known) if randomly.random() < share else word for word in old]

    # Of the processor, not of a busy machine; the bound is 0.3 on one that is as slow as ours.
    began = time.process_time()
    of_bodies(body_of(old, per_paragraph=per_paragraph), body_of(new, per_paragraph=per_paragraph))

    assert time.process_time() - began < 0.9


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<p>" + "a " * 70_000 + "</p>", "<p>b " + "a " * 60_000 + "c</p>"),
        ("<p>" + "a b " * 30_000 + "</p>", "<p>c " + "b a " * 30_000 + "c</p>"),
        ("<p>a</p>" * 20_000, "<p>b</p>" + "<p>a</p>" * 19_000 + "<p>c</p>"),
    ],
    ids=["one word", "two words", "one paragraph"],
)
def test_what_repeats_without_end_takes_no_time_without_end(old, new):
    began = time.process_time()
    pairs = of_bodies(old, new)

    assert time.process_time() - began < 10
    assert [pair.new for pair in pairs if pair.new] == blocks_of(new)
