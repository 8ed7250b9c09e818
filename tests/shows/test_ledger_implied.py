"""What an entry proposes for the show or its other seasons."""

from dataclasses import replace

import pytest

from articles import notices, status_changes
from articles.models import Article
from shows import ledger
from shows.history import History
from shows.models import StatusEntry
from tests.factories import make_article, make_change, make_network, make_show, moment, record

pytestmark = pytest.mark.django_db

DEADLINE = {
    "confirmation": "reported",
    "source_name": "Deadline",
    "source_url": "https://deadline.example/etoile",
}


def show_with(*entries):
    """A show with a ledger of ``(season, status)``, one a day from January 1, 2025 on."""
    show = make_show()
    for day, (season, status) in enumerate(entries, start=1):
        premiere = "2025-09-01" if status == "dated" else None
        record(show, status, f"2025-01-{day:02}", season=season, premiere=premiere, network="Prime Video")
    return show


def implied(show, status, effective="2025-06-06", **fields):
    """The further changes that are proposed: season, status, event."""
    history = History.of(show)
    change = ledger.complete(make_change(show, status, effective, **fields), history)
    return [(one.season and one.season.number, one.status, str(one.event)) for one in _implied(change, history)]


def _implied(change, history):
    return [ledger.complete(one, history) for one in ledger.implied(change, history)]


# -- an end of the show --------------------------------------------------------------------------


@pytest.mark.parametrize("end", ["canceled", "not_proceeding"])
@pytest.mark.parametrize(
    ("status", "becomes", "event"),
    [
        ("airing", "cut_short", "cancellation"),
        ("on_break", "cut_short", "cancellation"),
        ("ordered", "order_reversed", "order_reversal"),
        ("dated", "order_reversed", "order_reversal"),
        ("delayed", "order_reversed", "order_reversal"),
        ("in_production", "shelved", "shelving"),
    ],
)
def test_a_cancellation_ends_what_was_under_way(end, status, becomes, event):
    show = show_with((None, "returning"), (1, "aired"), (2, status))

    assert implied(show, end) == [(2, becomes, event)]


@pytest.mark.parametrize("status", ["aired", "cut_short", "order_reversed", "shelved", "not_happening"])
def test_a_cancellation_leaves_what_is_settled(status):
    assert implied(show_with((None, "returning"), (2, status)), "canceled") == []


def test_a_cancellation_speaks_of_every_season():
    show = show_with((None, "airing"), (1, "aired"), (2, "airing"), (3, "in_production"), (4, "ordered"))

    assert [(number, status) for number, status, _ in implied(show, "canceled")] == [
        (2, "cut_short"),
        (3, "shelved"),
        (4, "order_reversed"),
    ]


def test_a_season_is_judged_by_its_last_entry():
    show = show_with((2, "ordered"), (2, "in_production"), (2, "dated"), (2, "aired"))

    assert implied(show, "canceled") == []


def test_an_end_settles_the_undecided():
    show = show_with((None, "ending"), (5, "aired"), (6, "undecided"))

    assert implied(show, "ended") == [(6, "not_happening", "cancellation")]


def test_a_planned_end_reverses_no_order():
    assert implied(show_with((None, "ending"), (5, "ordered")), "ended") == []


def test_late_news_of_a_cancellation_leaves_later_entries():
    show = show_with((None, "returning"), (2, "ordered"))

    assert implied(show, "canceled", "2024-06-06") == []


# -- a return after a cancellation ---------------------------------------------------------------


@pytest.mark.parametrize("back", ["returning", "series_ordered", "ending"])
def test_a_return_after_a_cancellation_orders_what_was_lost(back):
    show = show_with((None, "canceled"), (1, "aired"), (2, "shelved"), (3, "order_reversed"))

    assert implied(show, back, network="Starz") == [(2, "ordered", "season_order"), (3, "ordered", "season_order")]


def test_what_was_lost_is_ordered_by_the_new_network():
    show = show_with((None, "canceled"), (2, "shelved"))

    done = status_changes.record(
        make_change(show, "returning", "2025-06-06", network="Starz"), by=None, at=moment("2025-06-06")
    )

    assert [entry.network for entry in done.entries] == [make_network("Starz")] * 2


@pytest.mark.parametrize("before", ["returning", "on_hiatus", "ended"])
def test_a_return_after_anything_else_orders_nothing(before):
    assert implied(show_with((2, "shelved"), (None, before)), "returning") == []


# -- a season speaks for its show ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "event"),
    [("awaiting_decision", "renewal"), ("on_hiatus", "renewal"), ("canceled", "revival"), ("ended", "revival")],
)
def test_the_order_of_a_season_returns_the_show(before, event):
    show = show_with((1, "aired"), (None, before))

    assert implied(show, "ordered", season=2) == [(None, "returning", event)]


@pytest.mark.parametrize("before", ["returning", "airing", "series_ordered", "ending"])
def test_the_order_of_a_season_says_nothing_new_of_a_show_that_comes_anyway(before):
    assert implied(show_with((1, "aired"), (None, before)), "ordered", season=2) == []


@pytest.mark.parametrize("before", ["series_ordered", "returning", "awaiting_decision", "on_hiatus"])
def test_the_premiere_of_a_season_puts_the_show_on_the_air(before):
    assert implied(show_with((None, before)), "airing", season=1) == [(None, "airing", "premiere")]


@pytest.mark.parametrize("before", ["airing", "ending"])
def test_a_premiere_leaves_a_show_that_is_on_the_air_or_ending(before):
    assert implied(show_with((None, before)), "airing", season=2) == []


@pytest.mark.parametrize("event", ["premiere", "finale"])
@pytest.mark.parametrize(
    ("ledger", "becomes"),
    [
        ([(None, "airing")], "awaiting_decision"),
        ([(None, "series_ordered")], "awaiting_decision"),
        ([(None, "airing"), (2, "ordered")], "returning"),
        ([(None, "airing"), (2, "in_production")], "returning"),
        ([(None, "airing"), (2, "dated")], "returning"),
        ([(None, "airing"), (2, "delayed")], "returning"),
        ([(None, "airing"), (2, "order_reversed")], "awaiting_decision"),
        ([(None, "ending")], "ended"),
    ],
    ids=str,
)
def test_the_end_of_a_season_leaves_the_show_waiting_or_returning(ledger, becomes, event):
    assert implied(show_with(*ledger), "aired", season=1, event=event) == [(None, becomes, event)]


@pytest.mark.parametrize(
    "ledger",
    [
        [(None, "canceled")],
        [(None, "ended")],
        [(None, "airing"), (2, "airing")],
        [(None, "ending"), (2, "ordered")],
        [(None, "awaiting_decision")],
        [(None, "returning"), (2, "ordered")],
    ],
    ids=str,
)
def test_the_end_of_a_season_says_nothing_new(ledger):
    assert implied(show_with(*ledger), "aired", season=1) == []


# -- how they are recorded -----------------------------------------------------------------------


def test_implied_entries_are_recorded_in_the_same_act():
    show = show_with((None, "returning"), (2, "ordered"))
    change = make_change(show, "canceled", "2025-06-06", network="Prime Video", reason="Cost", note="Gone.", **DEADLINE)

    done = status_changes.record(change, by=None, at=moment("2025-06-06"))

    cancellation, reversal = done.entries
    assert (reversal.implied_by, cancellation.implied_by) == (cancellation, None)
    assert (reversal.effective_at, reversal.recorded_at) == (cancellation.effective_at, cancellation.recorded_at)
    assert (reversal.source_name, reversal.confirmation) == ("Deadline", "reported")
    assert reversal.note == ""


def test_an_editor_leaves_out_what_does_not_follow():
    show = show_with((None, "returning"), (2, "ordered"))

    done = status_changes.record(
        make_change(show, "canceled", "2025-06-06"), by=None, at=moment("2025-06-06"), implied=()
    )

    assert [entry.status for entry in done.entries] == ["canceled"]


def test_what_is_implied_and_recorded_already_is_left_alone():
    show = show_with((None, "returning"), (2, "ordered"))
    record(show, "order_reversed", "2025-06-06", season=2, network="Prime Video")
    change = make_change(show, "canceled", "2025-06-06", network="Prime Video")
    proposed = [replace(change, season=show.seasons.get(number=2), status="order_reversed", event="order_reversal")]

    done = status_changes.record(change, by=None, at=moment("2025-06-06"), implied=proposed)

    assert [entry.status for entry in done.entries] == ["canceled"]
    assert StatusEntry.objects.filter(show=show, status="order_reversed").count() == 1


def told(article):
    return notices.for_article(Article.objects.for_notices().get(pk=article.pk)).text


def test_an_implied_entry_is_told_in_the_words_of_the_one_that_implied_it():
    show = show_with((None, "returning"), (2, "ordered"))
    article = make_article(shows=[(show, 2)])
    change = make_change(show, "canceled", "2025-06-06", network="Prime Video", **DEADLINE)

    status_changes.record(change, by=None, at=moment("2025-06-06"))

    assert told(article) == (
        "Prime Video has canceled Étoile, Deadline reported on June 6, 2025. "
        "When this article was published, on April 30, 2025, the season was ordered."
    )


def test_a_return_is_told_in_its_own_words_for_the_season_that_it_saves():
    show = show_with((None, "canceled"), (2, "shelved"))
    article = make_article(shows=[(show, 2)])

    status_changes.record(
        make_change(show, "returning", "2025-06-06", network="Starz", source_name="Starz"),
        by=None,
        at=moment("2025-06-06"),
    )

    assert told(article) == (
        "Starz picked up Étoile on June 6, 2025 (source: Starz). "
        "When this article was published, on April 30, 2025, the season had been shelved."
    )
