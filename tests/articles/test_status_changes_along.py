"""What goes along with a correction: entries that the wrong one had implied."""

import pytest

from articles import notices, recording, status_changes
from articles.models import Article
from shows.models import Standing, StatusEntry
from tests.again import again
from tests.factories import make_article, make_change, make_etoile, make_network, moment, record

pytestmark = pytest.mark.django_db

JUNE_10 = moment("2025-06-10")


@pytest.fixture
@again
def show():
    """Étoile, canceled with its second season."""
    show = make_etoile()
    record(show, "canceled", "2025-06-06", network="Prime Video", implied=None)
    return show


def pick_up(show, network="Netflix"):
    """The pickup and the order of the second season that follows from it."""
    change = make_change(show, "returning", "2025-06-08", network=make_network(network), source_name="Press release")
    return status_changes.record(change, by=None, at=moment("2025-06-08")).entries


def correct(entry, change, **options):
    return status_changes.correct(entry, change, by=None, at=JUNE_10, **options)


def told(article):
    (article,) = Article.objects.filter(pk=article.pk).for_notices()
    notice = notices.for_article(article)
    return notice and notice.text


def test_what_was_denied_takes_along_what_it_had_implied(show):
    report = make_article("It is over", shows=[(show, 2)], published="2025-06-07")
    silent = told(report)
    pickup, order = pick_up(show)
    assert "Netflix picked up Étoile" in told(report)

    done = correct(pickup, status_changes.void(pickup))

    assert [entry.corrects for entry in done.entries] == [pickup, order]
    assert told(report) == silent is None
    now = Standing.objects.get(show=show, season__number=2, is_current=True)
    assert now.entry.status == "order_reversed"


def test_what_stands_by_itself_is_told_in_its_own_words(show):
    report = make_article("It is over", shows=[(show, 2)], published="2025-06-07")
    pickup, order = pick_up(show)
    before = told(report)
    impact = status_changes.preview(status_changes.void(pickup), at=JUNE_10, corrects=pickup, implied=())

    done = correct(pickup, status_changes.void(pickup), implied=())

    assert len(done.entries) == 1
    assert told(report) != before
    assert "picked up" not in told(report)
    assert told(report).startswith("Netflix ordered season 2 of Étoile on June 8, 2025 (source: Press release).")
    (change,) = impact.changes
    assert (change.before.text, change.after.text) == (before, told(report))
    assert StatusEntry.objects.standing().filter(pk=order.pk).exists()


def test_what_follows_otherwise_is_put_right_with_it(show):
    pickup, order = pick_up(show)

    done = correct(pickup, make_change(show, "returning", "2025-06-09", network=make_network("Starz")))

    mended = done.entries[1]
    assert (mended.corrects, mended.implied_by, mended.status) == (order, done.entry, "ordered")
    assert (mended.network.name, mended.effective_text) == ("Starz", "2025-06-09")


def test_a_correction_of_a_note_takes_nothing_along(show):
    pickup, _ = pick_up(show)

    right = make_change(
        show, "returning", "2025-06-08", network=make_network("Netflix"), source_name="Press release", note="At last."
    )
    done = correct(pickup, right)

    assert len(done.entries) == 1


def test_the_preview_proposes_it_and_what_it_says_happens(show):
    report = make_article("It is over", shows=[(show, 2)], published="2025-06-07")
    pickup, order = pick_up(show)
    wanted = recording.Wanted(show, None, "", "", {"status": None})

    found = recording.look(wanted, at=JUNE_10, corrects=pickup)

    ((change, ticked),) = found.proposals
    assert (change.corrects, ticked) == (order, True)
    assert change.in_words == "season 2 of “Étoile”: Ordered, June 8, 2025, did not hold either"
    assert [one.article for one in found.impact.loses] == [report]
    assert told(report) is not None  # nothing was saved
    done = recording.record(
        wanted,
        by=None,
        at=JUNE_10,
        ticks=recording.Ticks(),
        keep=(),
        expected=found.impact.token,
        corrects=pickup,
    )
    assert [entry.corrects for entry in done.entries] == [pickup, order]
    assert told(report) is None


def test_a_correction_of_a_correction_finds_what_the_first_had_implied(show):
    pickup, order = pick_up(show)
    said = {"network": make_network("Netflix"), "source_name": "Press release", "note": "The cast stays."}
    first = correct(pickup, make_change(show, "returning", "2025-06-08", **said)).entry

    done = correct(first, status_changes.void(first))

    assert [entry.corrects for entry in done.entries] == [first, order]
