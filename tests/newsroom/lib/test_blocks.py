import pytest

from newsroom.lib.blocks import Run, blocks_of


def seen(html):
    return [(block.kind, block.text) for block in blocks_of(html)]


@pytest.mark.parametrize(
    ("html", "blocks"),
    [
        ("", []),
        ("<p></p><p> <br> </p>", []),
        ("no element", [("Paragraph", "no element")]),
        ("<p>One\n  two</p><p>Three</p>", [("Paragraph", "One two"), ("Paragraph", "Three")]),
        ("<p>One<br>two</p>", [("Paragraph", "One\ntwo")]),
        ("<h2>Is it?</h2><h3>Is it?</h3>", [("Heading", "Is it?"), ("Heading 3", "Is it?")]),
        ("<ul><li>a</li><li><p>b</p></li></ul>", [("List item", "a"), ("List item", "b")]),
        ("<ul><li>a<ol><li>b</li></ol></li></ul>", [("List item", "a"), ("Numbered item", "b")]),
        ("<blockquote><p>a</p></blockquote><hr>", [("Quote", "a"), ("Line", "")]),
        ("<dl><dt>a</dt><dd>b</dd></dl>", [("Term", "a"), ("Definition", "b")]),
        ("<p>a &lt;b&gt; &amp; c</p>", [("Paragraph", "a <b> & c")]),
        (
            "<table><tbody><tr><th>a</th><td><p>b</p><p>c</p></td></tr><tr><td></td><td>d</td></tr></tbody></table>",
            [("Table row", "a | b c"), ("Table row", "| d")],
        ),
    ],
)
def test_blocks_are_what_a_reader_sees(html, blocks):
    assert seen(html) == blocks


def test_runs_tell_their_looks_in_words():
    (block,) = blocks_of('<p>a <strong><em>b</em></strong> <a href="/c/">d</a> <abbr title="e">f</abbr></p>')

    assert block.runs == (
        Run("a "),
        Run("b", ("bold", "italic")),
        Run(" "),
        Run("d", ("link to /c/",)),
        Run(" "),
        Run("f", ("short for e",)),
    )


def test_the_same_look_is_the_same_however_it_was_made():
    assert blocks_of("<p><b><i>a</i></b></p>") == blocks_of("<p><em><strong>a</strong></em></p>")


def test_lists_within_lists_stand_deeper():
    assert [block.level for block in blocks_of("<p>a</p><ul><li>b<ul><li>c</li></ul></li></ul>")] == [0, 1, 2]


def test_a_figure_is_its_picture_and_its_caption_with_the_credit():
    picture, caption = blocks_of(
        '<figure data-picture="12"><img alt="A stage"><figcaption>On stage <cite>Agency</cite></figcaption></figure>'
    )

    assert (picture.kind, picture.runs) == ("Picture", (Run("A stage", ("picture 12",)),))
    assert (caption.kind, caption.runs) == ("Caption", (Run("On stage "), Run("Agency", ("credit",))))


def test_another_picture_is_told_where_its_words_are_the_same():
    (one,), (other,) = (blocks_of(f'<figure data-picture="{pk}"><img alt=""></figure>') for pk in (12, 13))

    assert one.text == other.text == "no alternative text"
    assert one != other
