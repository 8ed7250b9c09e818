from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from articles import status_changes
from newsroom.lib.periods import NotADate
from shows.history import History
from shows.ledger import AlreadyRecorded, Refused
from shows.models import Standing, StatusEntry
from shows.statuses import SEASON_STATUSES, SHOW_STATUSES
from tests.factories import make_change, make_network, make_show, make_user, moment, record

pytestmark = pytest.mark.django_db

# 22:30 on June 6 in New York: whoever types it in UTC is in June 7 already.
LATE_IN_THE_EVENING = datetime(2025, 6, 7, 2, 30, tzinfo=UTC)


def correct(entry, status, effective, *, at="2026-01-02", **fields):
    change = make_change(entry.show, status, effective, **fields)
    return status_changes.correct(entry, change, by=None, at=moment(at)).entry


def void(entry, *, at="2026-01-02"):
    return status_changes.correct(entry, status_changes.void(entry), by=None, at=moment(at)).entry


def standing(show):
    """What stands in the ledger of ``show``: subject, status and date, in ledger order."""
    entries = StatusEntry.objects.filter(show=show).standing().in_ledger_order().select_related("season")
    return [(entry.season and entry.season.number, entry.status, entry.effective_text) for entry in entries]


# -- what an entry keeps -------------------------------------------------------------------------


def test_an_entry_keeps_what_became_true_and_when_we_learned_it():
    show, editor = make_show("Étoile"), make_user()

    entry = record(
        show,
        "canceled",
        "2025-06-06",
        at=LATE_IN_THE_EVENING,
        by=editor,
        network="Prime Video",
        source_name="Deadline",
        source_url="https://deadline.example/etoile",
        confirmation="reported",
        episodes_remain="no",
        reason="Performance against cost",
        note="There will be no second season.",
    )

    entry.refresh_from_db()
    assert entry.effective_at == datetime(2025, 6, 6, 4, tzinfo=UTC)
    assert (entry.recorded_at, entry.recorded_by) == (LATE_IN_THE_EVENING, editor)
    assert (entry.event, entry.network.name, entry.confirmation) == ("cancellation", "Prime Video", "reported")
    assert (entry.source_name, entry.source_url) == ("Deadline", "https://deadline.example/etoile")
    assert (entry.episodes_remain, entry.reason) == ("no", "Performance against cost")
    assert entry.note == "There will be no second season."


def test_a_show_knows_todays_network():
    show = make_show()
    record(show, "series_ordered", "2019-01-01", network="NBC")
    record(show, "canceled", "2018-01-01", network="Fox")
    record(show, "airing", "2020-01-01")

    show.refresh_from_db()

    assert show.network == make_network("NBC")


def test_a_change_without_a_network_means_that_of_the_show():
    show = make_show()
    record(show, "returning", "2025-01-01", network="Prime Video")

    meant = record(show, "canceled", "2025-06-06")
    unknown = record(show, "on_hiatus", "2025-06-07", network_unknown=True)

    assert meant.network == make_network("Prime Video")
    assert unknown.network is None


@pytest.mark.parametrize(
    ("before", "network", "event"),
    [
        ("canceled", "NBC", "pickup"),
        ("canceled", "Fox", "revival"),
        ("airing", "Fox", "renewal"),
        (None, "Fox", "renewal"),
    ],
)
def test_an_event_that_nobody_named_is_the_usual_one(before, network, event):
    show = make_show()
    if before:
        record(show, before, "2018-05-10", network="Fox")

    entry = record(show, "returning", "2018-05-11", network=network)

    assert entry.event == event


# -- what the ledger does not take ---------------------------------------------------------------


@pytest.mark.parametrize("effective", ["2025-06-07", "2025-07", "2025-Q3", "2026", "2025-06-07T02:31Z"])
def test_the_ledger_does_not_hold_the_future(effective):
    with pytest.raises(Refused, match="lies in the future: the ledger holds what has happened") as refused:
        record(make_show(), "canceled", effective, at=LATE_IN_THE_EVENING)

    assert refused.value.field == "effective"
    assert not StatusEntry.objects.exists()


@pytest.mark.parametrize("effective", ["2025-06-06", "2025-06", "2025-Q2", "2025", "2025-06-07T02:30Z"])
def test_the_current_day_of_the_newsroom_is_allowed(effective):
    entry = record(make_show(), "canceled", effective, at=LATE_IN_THE_EVENING)

    assert entry.effective_text.startswith(effective[:4])


def test_a_new_day_begins_at_midnight_in_the_newsroom():
    midnight = datetime(2025, 6, 7, 4, tzinfo=UTC)
    change = make_change(make_show(), "canceled", "2025-06-07")

    with pytest.raises(Refused, match="June 7, 2025 lies in the future"):
        status_changes.record(change, by=None, at=midnight - timedelta(seconds=1))

    assert status_changes.record(change, by=None, at=midnight).entry.effective_at == midnight


@pytest.mark.parametrize("status", sorted(set(SEASON_STATUSES) - set(SHOW_STATUSES)))
def test_a_show_takes_no_status_of_a_season(status):
    with pytest.raises(Refused, match=f"“{status}” is no status of a show: choose one of in_development, ") as refused:
        record(make_show(), status, "2025-06-06")

    assert refused.value.field == "status"


@pytest.mark.parametrize("status", sorted(set(SHOW_STATUSES) - set(SEASON_STATUSES)))
def test_a_season_takes_no_status_of_a_show(status):
    with pytest.raises(Refused, match=f"“{status}” is no status of a season: choose one of undecided, ") as refused:
        record(make_show(), status, "2025-06-06", season=2)

    assert refused.value.field == "status"


def test_an_entry_states_something():
    show = make_show()

    with pytest.raises(Refused) as refused:
        record(show, None, "2025-06-06")

    assert refused.value.field == "status"
    assert not StatusEntry.objects.exists()


def test_a_season_is_of_its_show():
    change = make_change(make_show("GLOW"), "ordered", "2025-06-06", season=2)

    with pytest.raises(Refused, match="Season 2 is not of “Étoile”") as refused:
        status_changes.record(replace(change, show=make_show("Étoile")), by=None, at=moment("2026-01-01"))

    assert refused.value.field == "season"


def test_what_is_dated_has_a_date():
    show = make_show()

    with pytest.raises(Refused, match="A season that is dated needs its premiere date") as refused:
        record(show, "dated", "2025-06-06", season=2)

    assert refused.value.field == "premiere"
    assert record(show, "dated", "2025-06-06", season=2, premiere="2026-04").premiere_words == "April 2026"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("source_name", "x" * 201),
        ("source_url", "https://deadline.example/" + "x" * 1000),
        ("source_url", "javascript:alert(1)"),
        ("source_url", "ftp://deadline.example/"),
        ("source_url", "deadline"),
        ("reason", "x" * 301),
        ("note", "x" * 301),
        ("event", "fire"),
        ("confirmation", "rumor"),
        ("episodes_remain", "some"),
        ("episodes", -1),
        ("episodes", 40_000),
        ("precision", "week"),
    ],
)
def test_what_a_field_cannot_hold_is_refused_by_its_name(field, value):
    show = make_show()
    record(show, "airing", "2025-06-06T09:00-04:00")
    change = replace(make_change(show, "canceled", "2025-06-06"), **{field: value})

    with pytest.raises(Refused) as refused:
        status_changes.record(change, by=None, at=moment("2026-01-01"))

    assert refused.value.field == field
    assert str(refused.value).startswith(field.replace("_", " ").capitalize())
    assert standing(show) == [(None, "airing", "2025-06-06T09:00-04:00")]


@pytest.mark.parametrize("field", ["source_name", "reason", "note"])
def test_control_and_direction_characters_come_out_cleaned(field):
    hostile = "\u202eDead\x00line\u2066,\n in\tE\u0301toile\u200b\x1b[31m "

    entry = record(make_show(), "canceled", "2025-06-06", **{field: hostile})

    assert getattr(StatusEntry.objects.get(pk=entry.pk), field) == "Deadline, in Étoile[31m"


def test_an_address_comes_out_cleaned():
    entry = record(make_show(), "canceled", "2025-06-06", source_url=" https://deadline.example/\u202e1\x00 ")

    assert entry.source_url == "https://deadline.example/1"


def test_a_void_is_cleaned_and_checked_like_any_entry():
    wrong = record(make_show(), "canceled", "2025-06-06")
    denied = replace(status_changes.void(wrong), note="Denied\x00 by\u202e the network.", source_name="x" * 201)

    with pytest.raises(Refused) as refused:
        status_changes.correct(wrong, denied, by=None, at=moment("2026-01-02"))
    entry = status_changes.correct(wrong, replace(denied, source_name=""), by=None, at=moment("2026-01-02")).entry

    assert refused.value.field == "source_name"
    assert entry.note == "Denied by the network."


# -- once ----------------------------------------------------------------------------------------

TWICE = {"effective": "2025-06-06", "season": 2, "network": "Prime Video", "premiere": "2026-04"}


def test_the_same_entry_twice_is_recorded_already():
    show = make_show()
    first = record(show, "dated", **TWICE, at="2025-06-08", note="One note.")

    with pytest.raises(AlreadyRecorded) as again:
        record(show, "dated", **TWICE, at="2025-06-09", note="Another note.", source_name="Deadline")

    assert again.value.entry == first
    assert str(again.value) == (
        "season 2 of “Étoile”: Dated, June 6, 2025, Prime Video is recorded already, since June 8, 2025."
    )
    assert StatusEntry.objects.count() == 1


@pytest.mark.parametrize(
    "other",
    [
        {"season": 3},
        {"effective": "2025-06-07"},
        {"effective": "2025-06"},
        {"effective": "2025-06-06T00:00-04:00"},
        {"network": "Apple TV+"},
        {"premiere": "2026-05"},
        {"premiere": "2026-04-01"},
        {"premiere": "2026-Q2"},
        {"event": "announced"},
    ],
    ids=str,
)
def test_what_differs_is_another_entry(other):
    show = make_show()
    record(show, "dated", **TWICE)

    record(show, "dated", **(TWICE | other))

    assert StatusEntry.objects.count() == 2


def test_a_corrected_entry_is_recorded_too():
    show = make_show()
    wrong = record(show, "canceled", "2025-06-06")
    right = correct(wrong, "on_hiatus", "2025-06-06")

    with pytest.raises(AlreadyRecorded) as again:
        record(show, "canceled", "2025-06-06")

    assert again.value.entry == wrong
    assert standing(show) == [(None, right.status, "2025-06-06")]


@pytest.mark.parametrize(
    ("before", "status", "network"),
    [
        ("canceled", "returning", "NBC"),
        ("canceled", "returning", "Fox"),
        ("canceled", "ending", "NBC"),
        ("ended", "series_ordered", "Fox"),
        ("airing", "returning", "NBC"),
    ],
)
def test_the_same_news_twice_is_recorded_already_where_nobody_named_the_event(before, status, network):
    show = make_show()
    record(show, before, "2018-05-10", network="Fox")
    first = record(show, status, "2018-05-11", network=network)

    with pytest.raises(AlreadyRecorded) as again:
        record(show, status, "2018-05-11", network=network)

    assert again.value.entry == first


def test_a_void_entry_is_recorded_too():
    show = make_show()
    void(wrong := record(show, "canceled", "2025-06-06"))

    with pytest.raises(AlreadyRecorded) as again:
        record(show, "canceled", "2025-06-06")

    assert again.value.entry == wrong


def test_a_correction_does_not_repeat_what_stands_elsewhere():
    show = make_show()
    twin = record(show, "canceled", "2025-06-06")
    wrong = record(show, "ended", "2025-06-07")

    with pytest.raises(AlreadyRecorded) as again:
        correct(wrong, "canceled", "2025-06-06")

    assert again.value.entry == twin


# -- what a refusal leaves -----------------------------------------------------------------------


def test_a_refusal_leaves_no_trace():
    show = make_show()
    record(show, "returning", "2025-01-10")
    before = (History.of(show).lines, list(Standing.objects.values()), show.version)

    with pytest.raises(AlreadyRecorded):
        record(show, "returning", "2025-01-10")

    show.refresh_from_db()
    assert (History.of(show).lines, list(Standing.objects.values())) == before[:2]


def test_a_date_of_long_ago_is_a_date():
    entry = record(make_show(), "canceled", "1936-11-02")

    assert StatusEntry.objects.get(pk=entry.pk).effective_text == "1936-11-02"


@pytest.mark.parametrize(
    "dates",
    [
        {"effective": "0001-01-01"},
        {"effective": "0001"},
        {"effective": "2025-06-06", "premiere": "9999-12-31"},
        {"effective": "2025-06-06", "premiere": "9999"},
    ],
    ids=str,
)
def test_a_date_at_an_end_of_the_calendar_is_refused(dates):
    show = make_show()
    fields = {"premiere": "2026-04"} | dates

    with pytest.raises((Refused, NotADate)):
        record(show, "dated", season=2, **fields)

    assert not StatusEntry.objects.exists()


def test_the_usual_event_of_a_correction_leaves_out_what_it_corrects():
    show = make_show()
    record(show, "returning", "2025-01-01", network="Starz")
    wrong = record(show, "canceled", "2025-06-06", network="Starz")
    moved = record(make_show("Minx"), "returning", "2025-06-06", network="Netflix")

    renewed = correct(wrong, "returning", "2025-06-06", event="")
    stayed = correct(moved, "returning", "2025-06-06", event="", network=make_network("Starz"))

    assert (renewed.event, stayed.event) == ("renewal", "renewal")
