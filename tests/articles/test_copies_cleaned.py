"""What is settled or old goes at night, and no text with it that somebody may still want."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from articles import copies, sealing, tasks, text
from articles.copies import Window
from articles.models import KeptText, Presence, WorkingCopy
from newsroom import roles
from tests.articles.test_concurrency import alone, result_of, threads, unfinished
from tests.articles.test_cost import plans, scanned, statements
from tests.articles.writing import change
from tests.desk import sign_in
from tests.factories import make_draft, make_user, moment
from tests.pages import read

__all__ = ["threads"]

pytestmark = pytest.mark.django_db

NOON = moment("2025-06-06")
DAY = timedelta(days=1)
LATER = NOON + 91 * DAY


@pytest.fixture
def writer():
    return make_user("writer")


@pytest.fixture
def article(writer):
    return make_draft("First", by=writer)


def typed(article, by, *, at=NOON, headline="Typed"):
    return copies.keep(article, Window.new(), base=1, fields={"headline": [headline]}, by=by, at=at)


def set_aside(article, by, *, at=NOON):
    fields = {"headline": ["Refused"]}
    return copies.set_aside(article, Window.new(), base=1, fields=fields, why="stale", by=by, at=at)


def save(article, *, at):
    text.save_revision(article, base=1, by=None, at=at, headline="Saved")


def left():
    return {one.headline for model in (WorkingCopy, KeptText) for one in model.objects.all()}


def test_a_kept_text_goes_after_its_days(article, writer, settings):
    set_aside(article, writer)
    settings.KEPT_TEXT_DAYS = 30

    copies.clean_up(at=NOON + 30 * DAY)
    assert left() == {"Refused"}
    copies.clean_up(at=NOON + 30 * DAY + DAY)

    assert left() == set()


def test_a_copy_that_a_revision_has_overtaken_goes(article, writer):
    typed(article, writer)
    save(article, at=NOON + DAY)

    copies.clean_up(at=LATER)

    assert left() == set()


@pytest.mark.parametrize("new", [True, False], ids=["a new article", "newer than its article"])
def test_what_may_be_all_that_there_is_stays_while_its_writer_is_here(article, writer, new):
    typed(None if new else article, writer)

    copies.clean_up(at=LATER + 1000 * DAY)
    assert left() == {"Typed"}
    writer.is_active = False
    writer.save()
    copies.clean_up(at=LATER)

    assert left() == set()


def test_what_was_typed_into_a_sealed_article_waits_with_it(article, writer):
    set_aside(article, writer)
    typed(article, writer)
    save(article, at=NOON + DAY)
    sealing.seal(article, reason="A letter.", by=make_user(), at=NOON + DAY)

    copies.clean_up(at=LATER)

    assert left() == {"Refused", "Typed"}


@pytest.mark.slow
def test_the_worker_does_it_a_batch_at_a_time(article, writer, monkeypatch):
    monkeypatch.setattr(copies, "BATCH", 3)
    for number in range(10):
        set_aside(article, writer, at=NOON - number * DAY)
        copies.be_present(make_draft(f"Other {number}"), writer, is_writing=False, at=NOON)
    kept = set_aside(make_draft("Another"), writer, at=moment("2999-01-01"))

    with statements() as found:
        tasks.clean_up_copies(timestamp=0)

    assert (KeptText.objects.get(), Presence.objects.count()) == (kept, 0)
    assert len(found) < 60


@pytest.mark.slow
def test_a_batch_reads_its_own_rows_alone(article, writer, monkeypatch):
    monkeypatch.setattr(copies, "BATCH", 500)
    KeptText.objects.bulk_create(
        (
            KeptText(article=article, by=writer, base=1, fields={}, window=f"w{number}", why="stale", at=LATER)
            for number in range(20_000)
        ),
        batch_size=5_000,
    )
    KeptText.objects.filter(window="w777").update(at=NOON)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_kepttext")

    with plans() as found:
        copies.clean_up(at=LATER)

    assert KeptText.objects.count() == 19_999
    assert [sql for sql, plan in found if "articles_kepttext" in scanned(plan)] == []


def test_a_page_says_before_when_its_text_goes(client):
    writer = sign_in(client, roles.EDITORS)
    article = make_draft("First", by=writer)
    set_aside(article, writer, at=NOON)
    typed(article, writer, at=NOON)

    bars = [one.text for one in read(client, change(article)).all(class_="kept-bar")]

    assert ["goes by itself on September 4, 2025" in said for said in bars] == [False, True]


@pytest.mark.django_db(transaction=True)
def test_a_text_that_somebody_goes_on_with_in_this_moment_stays(article, writer, threads):
    typed(article, writer)
    save(article, at=NOON + DAY)

    with unfinished(threads, lambda: typed(article, writer, at=LATER, headline="Typed on")):
        cleaning = threads.submit(alone, lambda: copies.clean_up(at=LATER))
        assert result_of(cleaning) is None

    assert "Typed on" in left()


def test_what_was_typed_on_between_looking_and_holding_stays(article, writer):
    copy = typed(article, writer)
    save(article, at=NOON + DAY)
    WorkingCopy.objects.update(saved_at=LATER)

    with transaction.atomic():
        copies._delete_still(WorkingCopy, copies.Q(saved_at__lt=NOON + DAY), [copy.pk])

    assert left() == {"Typed"}
