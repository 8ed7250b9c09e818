from datetime import timedelta

import pytest

from articles import revisions, text, workflow
from tests.factories import make_article, make_draft, make_user, moment

pytestmark = pytest.mark.django_db

NOON = moment("2025-05-01")


def saved(article, **words):
    base = article.revisions.count()
    return text.save_revision(article, base=base, by=None, at=NOON + timedelta(hours=base), **words)


def body_of(*paragraphs):
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def changed(article, a, b):
    old, new = (article.revisions.get(number=number) for number in (a, b))
    return {field.name: field for field in revisions.compared(old, new) if field.is_changed}


# -- the difference ------------------------------------------------------------------------------


def test_every_field_is_compared(pictures):
    article = make_draft("Old", dek="A dek", body="<p>Words</p>")
    saved(
        article,
        **{"headline": "New", "dek": "", "body": "<p>Other</p>", "lead_picture": pictures()},
        **{"lead_image_alt": "A stage", "lead_image_caption": "On stage", "lead_image_credit": "Us"},
        **{"seo_title": "Found", "seo_description": "Described"},
    )

    assert list(changed(article, 1, 2)) == list(revisions.LABELS)


def test_only_what_changed_is_told():
    article = make_draft("Yes, it is coming", dek="A dek", body="<p>Words</p>")
    saved(article, headline="No, it is canceled")

    (field,) = changed(article, 1, 2).values()

    assert field.label == "Headline"
    assert [(piece.did, piece.text) for piece in field.rows[0].pieces if piece.did != "kept"] == [
        *(("deleted", "Yes"), ("inserted", "No"), ("deleted", "coming"), ("inserted", "canceled"))
    ]


def test_what_is_far_from_a_change_is_folded():
    article = make_draft("Old", body=body_of("one", "two", "three", "four", "five", "six a b"))
    saved(article, body=body_of("one", "two", "three", "four", "five", "six a c"))

    folds = changed(article, 1, 2)["body"].folds

    assert [(fold.is_folded, len(fold.rows)) for fold in folds] == [(True, 4), (False, 2)]


def test_a_little_that_is_the_same_is_not_folded():
    article = make_draft("Old", body=body_of("one", "two", "three", "six a b"))
    saved(article, body=body_of("one", "two", "three", "six a c"))

    assert [fold.is_folded for fold in changed(article, 1, 2)["body"].folds] == [False, False]


def test_a_change_that_no_reader_sees_is_shown_as_html():
    article = make_draft("Old", body='<ol start="2"><li>one</li></ol>')
    saved(article, body='<ol start="3"><li>one</li></ol>')

    pieces = changed(article, 1, 2)["body"].markup.pieces

    assert [(piece.did, piece.text) for piece in pieces if piece.did != "kept"] == [("deleted", "2"), ("inserted", "3")]


def test_html_is_shown_only_where_the_blocks_tell_nothing():
    article = make_draft("Old", body="<p>one</p>")
    saved(article, body="<p>two</p>")
    saved(article, headline="New")

    assert changed(article, 1, 2)["body"].markup is None
    assert "body" not in changed(article, 2, 3)


# -- the list ------------------------------------------------------------------------------------


def test_the_list_tells_the_size_of_each_change():
    article = make_draft("Old", body="<p>one two three</p>")
    saved(article, body="<p>one two four five</p>", dek="A dek")
    saved(article, body="<p>five four <b>two</b> one</p>")

    last, middle, first = revisions.lines(list(article.revisions.order_by("-number")), {})

    assert (last.inserted, last.deleted, [one.name for one in last.changed]) == (0, 0, ["body"])
    assert (middle.inserted, middle.deleted, [one.name for one in middle.changed]) == (2, 1, ["dek", "body"])
    assert (first.is_first, first.length.words) == (True, 3)


def test_a_part_of_the_list_knows_the_one_before_it():
    article = make_draft("Old")
    for number in range(3):
        saved(article, headline=f"New {number}")

    lines = revisions.lines(list(article.revisions.order_by("-number")[:3]), {})

    assert [line.revision.number for line in lines] == [4, 3]


def test_readers_saw_a_revision_while_it_was_live():
    article = make_article("Old", published="2025-05-01")
    saved(article, headline="Never seen")
    second = saved(article, headline="New")
    workflow.update(article, substantive=False, correction="", by=None, at=moment("2025-05-03"))
    workflow.review(article, note="", by=None, at=moment("2025-05-04"))
    workflow.withdraw(article, note="", by=None, at=moment("2025-05-05"))
    workflow.restore(article, by=None, at=moment("2025-05-06"))

    spans = revisions.spans_of(article)

    seen = {pk: [(one.since, one.until) for one in spans[pk]] for pk in spans}
    assert seen == {
        article.revisions.get(number=1).pk: [(moment("2025-05-01"), moment("2025-05-03"))],
        second.pk: [(moment("2025-05-03"), moment("2025-05-05")), (moment("2025-05-06"), None)],
    }


# -- the way back --------------------------------------------------------------------------------


def test_restoring_makes_a_new_revision_of_the_old_words(pictures):
    article = make_draft("Old", dek="A dek", body="<p>Words</p>", lead_picture=pictures(), lead_image_alt="A stage")
    saved(article, headline="New", dek="", body="", lead_picture=None, seo_title="Found")
    editor = make_user()

    restored = revisions.restore(article.revisions.get(number=1), base=2, by=editor, at=NOON)

    assert (restored.number, restored.saved_by) == (3, editor)
    assert changed(article, 1, 3) == {}
    assert article.revisions.get(number=2).headline == "New"


def test_restoring_leaves_readers_what_they_see():
    article = make_article("Old")
    saved(article, headline="New")

    revisions.restore(article.revisions.get(number=1), base=2, by=None, at=NOON)

    article.refresh_from_db()
    assert (article.live_revision.number, article.latest_revision.number) == (1, 3)


def test_restoring_is_refused_to_who_has_not_seen_the_latest():
    article = make_draft("Old")
    saved(article, headline="New")

    with pytest.raises(text.Stale):
        revisions.restore(article.revisions.get(number=1), base=1, by=None, at=NOON)

    assert article.revisions.count() == 2


def test_restoring_what_is_there_already_makes_no_revision():
    article = make_draft("Old")
    saved(article, headline="New")
    saved(article, headline="Old")

    with pytest.raises(revisions.NothingToRestore, match="Revision 3 says what revision 1 says"):
        revisions.restore(article.revisions.get(number=1), base=3, by=None, at=NOON)

    assert article.revisions.count() == 3
