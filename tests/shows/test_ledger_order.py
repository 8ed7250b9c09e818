"""The order of the ledger, and how a correction takes its place in it."""

import pytest

from articles import status_changes
from shows.ledger import AlreadyRecorded, Refused
from shows.models import Standing, StatusEntry
from tests.factories import make_change, make_show, moment, record

pytestmark = pytest.mark.django_db


def correct(entry, status, effective, *, at="2026-01-02", **fields):
    change = make_change(entry.show, status, effective, **fields)
    return status_changes.correct(entry, change, by=None, at=moment(at)).entry


def void(entry, *, at="2026-01-02"):
    return status_changes.correct(entry, status_changes.void(entry), by=None, at=moment(at)).entry


def standing(show):
    """What stands in the ledger of ``show``: subject, status and date, in ledger order."""
    entries = StatusEntry.objects.filter(show=show).standing().in_ledger_order().select_related("season")
    return [(entry.season and entry.season.number, entry.status, entry.effective_text) for entry in entries]


# -- the order of a day --------------------------------------------------------------------------


def test_entries_of_one_day_stand_in_the_order_recorded():
    show = make_show()
    for status in ("canceled", "returning", "ending"):
        record(show, status, "2018-05-11")

    assert [status for _, status, _ in standing(show)] == ["canceled", "returning", "ending"]
    assert Standing.objects.get(show=show, is_current=True).entry.status == "ending"


def test_late_news_does_not_become_current():
    show = make_show()
    record(show, "canceled", "2025-06-06")

    record(show, "series_ordered", "2023-04-26")

    assert Standing.objects.get(show=show, is_current=True).entry.status == "canceled"


def test_a_day_goes_after_its_minutes():
    show = make_show()
    record(show, "canceled", "2025-06-06T14:05-04:00")

    record(show, "returning", "2025-06-06")
    record(show, "on_hiatus", "2025-06-06", before=True)

    assert [status for _, status, _ in standing(show)] == ["on_hiatus", "canceled", "returning"]


def test_a_coarse_entry_of_a_season_goes_after_the_finer_ones_of_its_show():
    show = make_show()
    record(show, "canceled", "2025-06-06T14:05-04:00")

    record(show, "order_reversed", "2025-06", season=2)

    assert standing(show) == [(None, "canceled", "2025-06-06T14:05-04:00"), (2, "order_reversed", "2025-06")]


# -- corrections ---------------------------------------------------------------------------------


def test_a_correction_of_the_same_date_takes_the_place():
    show = make_show()
    wrong = record(show, "canceled", "2018-05-11")
    record(show, "returning", "2018-05-11")

    correct(wrong, "on_hiatus", "2018-05-11")

    assert [status for _, status, _ in standing(show)] == ["on_hiatus", "returning"]


def test_a_correction_of_the_date_stands_at_its_own():
    show = make_show()
    wrong = record(show, "canceled", "2018-05-11")
    record(show, "returning", "2018-05-12")

    correct(wrong, "canceled", "2018-05-13")

    assert standing(show) == [(None, "returning", "2018-05-12"), (None, "canceled", "2018-05-13")]


def test_a_correction_moves_what_was_booked_on_the_wrong_season():
    show = make_show()
    wrong = record(show, "ordered", "2025-01-10", season=3)

    correct(wrong, "ordered", "2025-01-10", season=2)

    assert standing(show) == [(2, "ordered", "2025-01-10")]


def test_a_denied_entry_states_nothing_and_stays_in_the_ledger():
    show = make_show()
    wrong = record(show, "canceled", "2025-06-06")

    denial = void(wrong)

    assert standing(show) == []
    assert (denial.status, denial.corrects, denial.event) == (None, wrong, "other")
    assert (denial.effective_at, denial.precision) == (wrong.effective_at, wrong.precision)
    assert list(StatusEntry.objects.in_ledger_order()) == [wrong, denial]


def test_who_was_wrong_again_corrects_the_correction():
    show = make_show()
    wrong = record(show, "canceled", "2025-06-06")
    still_wrong = correct(wrong, "ended", "2025-06-06")

    correct(still_wrong, "on_hiatus", "2025-06-06", at="2026-01-03")

    assert standing(show) == [(None, "on_hiatus", "2025-06-06")]


@pytest.mark.parametrize("how", ["restated", "void"])
def test_a_correction_may_go_back_to_what_its_chain_said(how):
    show = make_show()
    first = record(show, "canceled", "2025-06-06")
    doubted = void(first) if how == "void" else correct(first, "on_hiatus", "2025-06-06")

    correct(doubted, "canceled", "2025-06-06", at="2026-01-03")

    assert standing(show) == [(None, "canceled", "2025-06-06")]


@pytest.mark.parametrize("how", ["restated", "void"])
def test_a_corrected_entry_is_not_corrected_again(how):
    show = make_show()
    wrong = record(show, "canceled", "2025-06-06")
    void(wrong) if how == "void" else correct(wrong, "on_hiatus", "2025-06-06")

    with pytest.raises(Refused, match="This entry was corrected already: correct the correction instead") as refused:
        correct(wrong, "ended", "2025-06-06")

    assert refused.value.field == "corrects"
    assert StatusEntry.objects.count() == 2


@pytest.mark.parametrize(
    "act",
    [
        lambda entry, change: status_changes.correct(entry, change, by=None, at=moment("2026-01-02")),
        lambda entry, change: status_changes.preview(change, at=moment("2026-01-02"), corrects=entry),
    ],
    ids=["correct", "preview"],
)
def test_a_correction_stays_in_its_ledger(act):
    elsewhere = record(make_show("GLOW"), "canceled", "2025-06-06")
    change = make_change(make_show("Étoile"), "ended", "2025-06-06")

    with pytest.raises(Refused, match="The entry is not in the ledger of “Étoile”"):
        act(elsewhere, change)

    assert StatusEntry.objects.count() == 1


def test_a_correction_is_held_to_the_present_too():
    wrong = record(make_show(), "canceled", "2025-06-06", at="2025-06-06")

    with pytest.raises(Refused, match="lies in the future"):
        correct(wrong, "canceled", "2025-06-08", at="2025-06-07")

    assert standing(wrong.show) == [(None, "canceled", "2025-06-06")]


# -- a correction that changes nothing -----------------------------------------------------------

SAID = {"network": "Starz", "source_name": "Deadline", "confirmation": "reported", "note": "It is over."}


def put_right(wrong, **fields):
    change = make_change(wrong.show, "canceled", "2025-06-06", **SAID | fields)
    return status_changes.correct(wrong, change, by=None, at=moment("2026-01-02")).entry


@pytest.mark.parametrize("event", ["", "cancellation"])
def test_a_correction_says_something_else_than_the_entry(event):
    wrong = record(make_show("Minx"), "canceled", "2025-06-06", **SAID)

    with pytest.raises(AlreadyRecorded) as refused:
        put_right(wrong, event=event)

    assert str(refused.value) == (
        "“Minx”: Canceled, June 6, 2025, Starz is what the entry says already: "
        "change what was wrong, or say that it did not hold."
    )
    assert refused.value.entry == wrong
    assert StatusEntry.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"note": ""},
        {"source_name": "Variety"},
        {"source_url": "https://variety.example/minx"},
        {"confirmation": "official"},
        {"episodes_remain": "yes"},
        {"reason": "Cost."},
        {"event": "other"},
    ],
    ids=str,
)
def test_a_correction_may_be_of_one_thing_alone(fields):
    wrong = record(make_show("Minx"), "canceled", "2025-06-06", **SAID)

    right = put_right(wrong, **fields)

    assert (right.corrects, right.status) == (wrong, "canceled")
