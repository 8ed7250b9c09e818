"""What is typed is kept until it is saved, window by window, and no text is overwritten by another's."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from articles import copies, text
from articles.copies import Window
from articles.models import Article, KeptText, Presence, WorkingCopy
from tests.articles.test_concurrency import alone, at_once, unfinished
from tests.factories import make_draft, make_user, moment

pytestmark = pytest.mark.django_db

NOON = moment("2025-06-06")
SECOND = timedelta(seconds=1)


@pytest.fixture
def writer():
    return make_user("writer")


@pytest.fixture
def article(writer):
    return make_draft("First", by=writer)


def typed(headline, **fields):
    return {"headline": [headline], "body": ["<p>Words</p>"], **fields}


def keep(article, by, window, headline, *, at=NOON, base=1):
    return copies.keep(article, window, base=base, fields=typed(headline), by=by, at=at)


def texts(person, **narrowed):
    return [(one.key == "copy", one.headline) for one in copies.of(person, **narrowed)]


# -- one window ----------------------------------------------------------------------------------


def test_a_window_replaces_what_it_kept_before(article, writer):
    keep(article, writer, Window("a", 2), "One")
    copy = keep(article, writer, Window("a", 3), "Two", at=NOON + SECOND)

    assert (copy.stamp, copy.saved_at) == ("a.3", NOON + SECOND)
    assert texts(writer) == [(True, "Two")]


def test_what_arrives_late_is_older_and_does_not_count(article, writer):
    keep(article, writer, Window("a", 3), "Three")

    assert keep(article, writer, Window("a", 2), "Two") is None
    assert texts(writer) == [(True, "Three")]


def test_a_text_of_a_new_article_is_kept_without_one(writer):
    keep(None, writer, Window("a", 2), "New", base=0)
    keep(None, writer, Window("a", 3), "Newer", base=0)

    assert texts(writer, article=None) == [(True, "Newer")]


def test_each_has_a_copy_of_his_or_her_own(article, writer):
    other = make_user("other")
    keep(article, writer, Window("a"), "Mine")
    keep(article, other, Window("b"), "Theirs")

    assert (texts(writer), texts(other)) == ([(True, "Mine")], [(True, "Theirs")])


def test_what_the_database_does_not_hold_is_left_out(article, writer):
    copy = copies.keep(article, Window("a"), base=1, fields={"headline": ["A\x00B"]}, by=writer, at=NOON)

    copy.refresh_from_db()
    assert copy.headline == "AB"


def test_what_is_too_long_is_refused_and_what_was_kept_stays(article, writer):
    keep(article, writer, Window("a", 2), "Short")

    with pytest.raises(copies.TooLong, match="more than the 1,000,000 that are kept"):
        keep(article, writer, Window("a", 3), "x" * 1_000_001)

    assert texts(writer) == [(True, "Short")]


def test_a_copy_that_ended_holds_no_text(article, writer):
    copy = keep(article, writer, Window("a"), "One")

    with pytest.raises(IntegrityError, match="has_no_text_once_ended"), transaction.atomic():
        WorkingCopy.objects.filter(pk=copy.pk).update(ended_at=NOON)


# -- two windows ---------------------------------------------------------------------------------


def test_another_window_sets_the_text_aside(article, writer):
    keep(article, writer, Window("a"), "In a")
    keep(article, writer, Window("b"), "In b")

    assert texts(writer) == [(True, "In b"), (False, "In a")]
    assert KeptText.objects.get().get_why_display() == "you went on writing in another window"


def test_two_windows_in_turn_leave_one_text_of_each(article, writer):
    for turn in range(2, 6):
        keep(article, writer, Window("a", turn), f"In a, {turn}")
        keep(article, writer, Window("b", turn), f"In b, {turn}")

    assert texts(writer) == [(True, "In b, 5"), (False, "In a, 5")]


def test_what_arrives_late_from_a_window_that_was_set_aside_does_not_count(article, writer):
    keep(article, writer, Window("a", 5), "In a, the last")
    keep(article, writer, Window("b", 2), "In b")

    assert keep(article, writer, Window("a", 4), "In a, before") is None
    assert texts(writer) == [(True, "In b"), (False, "In a, the last")]


def test_who_takes_a_copy_over_goes_on_with_it(article, writer):
    lost = keep(article, writer, Window("a", 7), "From the closed window")
    keep(article, writer, Window("b", 2, seen=lost.stamp), "And on")

    assert texts(writer) == [(True, "And on")]


def test_a_copy_that_went_on_after_it_was_taken_over_is_set_aside(article, writer):
    lost = keep(article, writer, Window("a", 7), "From the open window")
    keep(article, writer, Window("a", 8), "And on there")
    keep(article, writer, Window("b", 2, seen=lost.stamp), "And on here")

    assert texts(writer) == [(True, "And on here"), (False, "And on there")]


# -- saved ---------------------------------------------------------------------------------------


def test_saving_ends_the_copy_of_its_window(article, writer):
    keep(article, writer, Window("a", 2), "One")

    copies.finish(article, Window("a", 3), by=writer, at=NOON)

    assert texts(writer) == []


def test_what_was_under_way_when_it_was_saved_is_no_new_text(article, writer):
    copies.finish(article, Window("a", 3), by=writer, at=NOON)

    assert keep(article, writer, Window("a", 2), "One") is None
    assert texts(writer) == []


def test_saving_leaves_the_copy_of_another_window(article, writer):
    keep(article, writer, Window("a", 2), "In a")

    copies.finish(article, Window("b", 2), by=writer, at=NOON)

    assert texts(writer) == [(True, "In a")]


def test_saving_what_was_taken_over_keeps_it_no_longer(article, writer):
    kept = copies.set_aside(
        article, Window("a"), base=1, fields=typed("Refused"), why=KeptText.Why.STALE, by=writer, at=NOON
    )

    copies.finish(article, Window("b", kept=kept.pk), by=writer, at=NOON)

    assert texts(writer) == []


def test_saving_new_text_after_a_refusal_leaves_what_was_refused(article, writer):
    window = Window("a")
    for headline in ("Refused", "Merged"):
        copies.set_aside(article, window, base=1, fields=typed(headline), why=KeptText.Why.STALE, by=writer, at=NOON)
    article.latest_revision = text.save_revision(
        article, base=1, by=writer, at=NOON, headline="Merged", body="<p>Words</p>"
    )

    copies.finish(article, window, by=writer, at=NOON)

    assert texts(writer) == [(False, "Refused")]


def test_nobody_ends_the_texts_of_another(article, writer):
    kept = copies.set_aside(
        article, Window("a"), base=1, fields=typed("Refused"), why=KeptText.Why.STALE, by=writer, at=NOON
    )

    copies.finish(article, Window("a", kept=kept.pk), by=make_user("other"), at=NOON)

    assert texts(writer) == [(False, "Refused")]


def test_the_same_text_refused_twice_is_kept_once(article, writer):
    for _ in range(2):
        copies.set_aside(
            article, Window("a"), base=1, fields=typed("Refused"), why=KeptText.Why.STALE, by=writer, at=NOON
        )

    assert KeptText.objects.count() == 1


# -- given up, handed over -----------------------------------------------------------------------


def test_a_copy_is_given_up_as_it_was_looked_at(article, writer):
    copy = keep(article, writer, Window("a", 2), "Looked at")
    keep(article, writer, Window("a", 3), "Written since")

    assert not copies.discard_copy(copy, stamp="a.2", at=NOON)
    assert texts(writer) == [(True, "Written since")]
    assert copies.discard_copy(copy, stamp="a.3", at=NOON)
    assert texts(writer) == []


def test_texts_are_handed_over_as_kept_texts(article, writer):
    keep(article, writer, Window("a"), "In a")
    keep(article, writer, Window("b"), "In b")
    successor = make_user("successor")

    assert copies.hand_over(writer, to=successor, at=NOON) == 2
    assert texts(writer) == []
    assert sorted(texts(successor)) == [(False, "In a"), (False, "In b")]
    assert keep(article, writer, Window("b", 1), "Late") is None


# -- who is there --------------------------------------------------------------------------------


def test_who_else_is_there_is_seen_for_fifteen_seconds(article, writer):
    other = make_user("other")
    copies.be_present(article, writer, is_writing=True, at=NOON)

    (seen,) = copies.others(article, other, at=NOON + 14 * SECOND)
    assert (seen.person, seen.since, seen.is_writing) == (writer, NOON, True)
    assert copies.others(article, writer, at=NOON) == []
    assert copies.others(article, other, at=NOON + 15 * SECOND) == []


def test_who_stays_is_there_since_the_beginning(article, writer):
    for seconds in range(0, 60, 6):
        copies.be_present(article, writer, is_writing=False, at=NOON + seconds * SECOND)

    assert Presence.objects.get().since == NOON


def test_who_comes_again_begins_anew(article, writer):
    copies.be_present(article, writer, is_writing=True, at=NOON)
    copies.be_present(article, writer, is_writing=False, at=NOON + 60 * SECOND)

    assert (Presence.objects.get().since, Presence.objects.get().is_writing) == (NOON + 60 * SECOND, False)


def test_who_leaves_is_gone(article, writer):
    copies.be_present(article, writer, is_writing=True, at=NOON)
    copies.leave(article, writer)

    assert copies.others(article, make_user("other"), at=NOON) == []


def test_what_is_over_is_cleaned_up_and_no_text_with_it(article, writer):
    keep(article, writer, Window("a"), "Unsaved")
    copies.finish(make_draft("Second"), Window("b"), by=writer, at=NOON)
    copies.be_present(article, writer, is_writing=True, at=NOON)

    copies.clean_up(at=NOON + timedelta(days=2))

    assert texts(writer) == [(True, "Unsaved")]
    assert (WorkingCopy.objects.count(), Presence.objects.count()) == (1, 0)


# -- at once -------------------------------------------------------------------------------------


@pytest.fixture
def threads():
    with ThreadPoolExecutor(max_workers=4) as pool:
        yield pool


@pytest.mark.django_db(transaction=True)
def test_typing_waits_for_nobody_who_has_the_article(article, writer, threads):
    with unfinished(threads, lambda: Article.objects.select_for_update().get(pk=article.pk)), connection.cursor() as db:
        db.execute("SET lock_timeout = '2s'")
        keep(article, writer, Window("a"), "Typed meanwhile")
        copies.be_present(article, writer, is_writing=True, at=NOON)
        db.execute("SET lock_timeout = 0")

    assert texts(writer) == [(True, "Typed meanwhile")]


@pytest.mark.django_db(transaction=True)
def test_typing_holds_nobody_up(article, writer, threads):
    with unfinished(threads, lambda: keep(article, writer, Window("a"), "Typed")), connection.cursor() as db:
        db.execute("SET lock_timeout = '2s'")
        text.save_revision(article, base=1, by=make_user("other"), at=NOON, headline="Saved")
        db.execute("SET lock_timeout = 0")

    assert texts(writer) == [(True, "Typed")]


@pytest.mark.django_db(transaction=True)
def test_four_windows_at_once_lose_nothing(article, writer, threads):
    def window(name):
        return lambda: keep(article, writer, Window(name), f"In {name}")

    assert None not in at_once(threads, *(window(name) for name in "abcd"))
    assert sorted(headline for _, headline in texts(writer)) == ["In a", "In b", "In c", "In d"]


@pytest.mark.django_db(transaction=True)
def test_what_is_typed_while_it_is_saved_elsewhere_stays(article, writer, threads):
    keep(article, writer, Window("a", 2), "In a")

    at_once(
        threads,
        lambda: copies.finish(article, Window("a", 3), by=writer, at=NOON),
        lambda: keep(article, writer, Window("b", 2), "In b"),
    )

    assert (True, "In b") in texts(writer)
    assert alone(lambda: texts(writer)) in ([(True, "In b")], [(True, "In b"), (False, "In a")])


# -- in lists ------------------------------------------------------------------------------------


def test_a_list_reads_the_headlines_and_none_of_the_words(article, writer):
    for index in range(3):
        words = typed(f"Refused {index}", body=["x" * 900_000])
        copies.set_aside(article, Window("a"), base=1, fields=words, why="stale", by=writer, at=NOON + index * SECOND)
    keep(article, writer, Window("b"), "Now", at=NOON)

    listed = copies.listed(writer)

    assert [one.headline for one in listed] == ["Now", "Refused 2", "Refused 1", "Refused 0"]
    assert [one.key for one in listed] == [one.key for one in copies.of(writer)]
    assert all(set(one.fields) == {"headline"} for one in listed)
    assert [one.headline for one in copies.listed(writer, most=2)] == ["Now", "Refused 2"]


def test_a_text_that_was_typed_without_a_headline_is_listed_without_one(writer):
    copies.keep(None, Window("a"), base=0, fields={"dek": ["Alone"]}, by=writer, at=NOON)

    assert [one.headline for one in copies.listed(writer)] == [""]
