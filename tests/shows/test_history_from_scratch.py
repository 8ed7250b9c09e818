"""Order, pins and what has become of them: the histories of any ledger against the naive model."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsroom.lib.periods import start_of
from shows.history import History, Line, place
from tests import naive
from tests.often import often

waits = st.sampled_from([timedelta(hours=hours) for hours in (0, 1, 10, 24, 9 * 24)])
agos = st.sampled_from([timedelta(hours=hours) for hours in (0, 0, 3, 24, 4 * 24, 60 * 24, 200 * 24)])
precisions = st.sampled_from(["minute", "minute", "day", "day", "day", "month", "quarter", "year"])
networks = st.sampled_from([None, "Fox", "Fox", "NBC"])
premieres = st.tuples(st.sampled_from([-4, 0, 1, 2, 9, 40]), st.sampled_from(["day", "day", "month", "quarter"]))
casts = st.sampled_from([(None,), (1,), (None, 1), (None, 1, 2), (None, 1, 2, 3)])


def a_few(statuses, *stories):
    """A few statuses at random, or those of a story whose turns chance would seldom meet."""
    at_random = st.lists(st.sampled_from(sorted(statuses)), min_size=1, max_size=5)
    return at_random | st.sampled_from([story.split() for story in stories])


show_statuses = a_few(
    naive.OF_A_SHOW,
    "ending airing canceled",
    "ending ended returning",
    "canceled returning airing ended",
    "awaiting_decision on_hiatus returning canceled",
)
season_statuses = a_few(
    naive.OF_A_SEASON,
    "dated airing",
    "dated delayed aired",
    "undecided ordered airing",
    "ordered order_reversed aired",
)


@st.composite
def ledgers(draw):
    """The entries of one show in the order in which they arrived: a few statuses of a few subjects, over and over."""
    subjects, of_show, of_season = draw(casts), draw(show_statuses), draw(season_statuses)
    now, entries = datetime(2025, 1, 5, 15, tzinfo=UTC), []
    for number in range(1, draw(st.integers(1, 8)) + 1):
        now += draw(waits)
        season = draw(st.sampled_from(subjects))
        status = draw(st.sampled_from(of_show if season is None else of_season))
        precision = draw(precisions)
        said = {
            "season": season,
            "status": status,
            "effective": start_of(now - draw(agos), precision).astimezone(UTC),
            "precision": precision,
            "network": draw(networks),
        }
        if status == "dated" or draw(st.integers(0, 9)) == 0:
            said |= premiere(now, *draw(premieres))
        if draw(st.integers(0, 3)) == 0:
            said |= draw(corrections(entries, said))
        late = said["effective"] + draw(waits)  # what was imported has its own recorded time
        recorded = late if "corrects" not in said and draw(st.integers(0, 4)) == 0 and late < now else now
        before = draw(st.integers(0, 9)) == 0
        entries.append(naive.Entry(pk=number, recorded=recorded, before=before, **said))
    return entries


def premiere(now, ahead, precision):
    day = (now + timedelta(days=ahead)).astimezone(naive.NEWSROOM).date()
    return {"premiere_on": naive.days(day, precision)[0], "premiere_precision": precision}


def corrections(entries, said):
    """What a correction of one of ``entries`` says: the same but for some of what is ``said``, or nothing."""
    corrected = {entry.corrects for entry in entries}
    choices = []
    for entry in entries:
        if entry.pk in corrected or entry.status is None:
            continue
        names = ("season", "status", "effective", "precision", "network", "premiere_on", "premiere_precision")
        kept = {name: getattr(entry, name) for name in names} | {"corrects": entry.pk}
        time = {name: said[name] for name in ("effective", "precision")}
        choices += [kept, kept | time, kept | {"network": said["network"]}, said | {"corrects": entry.pk}]
        choices.append(kept | {"status": None, "network": None, "premiere_on": None, "premiere_precision": ""})
        if said["season"] == entry.season and (said["status"] != "dated" or entry.premiere_on):
            choices.append(kept | {"status": said["status"]})
        if said["season"] and entry.season:
            choices.append(kept | {"season": said["season"]})
    return st.sampled_from(choices) if choices else st.just({})


def history_of(entries):
    """The same ledger as the rules read it, each entry in the place that it got when it arrived."""
    lines = []
    for entry in entries:
        history = History(lines)
        placed_at, number = place(
            history,
            effective_at=entry.effective,
            precision=entry.precision,
            corrects=history.by_pk.get(entry.corrects),
            before=entry.before,
        )
        line = Line(
            pk=entry.pk,
            season=entry.season,
            status=entry.status,
            effective_at=entry.effective,
            precision=entry.precision,
            placed_at=placed_at,
            place=number,
            recorded_at=entry.recorded,
            corrects=entry.corrects,
            network=entry.network,
            premiere_on=entry.premiere_on,
            premiere_precision=entry.premiere_precision,
        )
        lines.append(line)
    return History(lines)


def compare(entries):
    history, model = history_of(entries), naive.Ledger(entries)

    assert [line.pk for line in history.standing] == [entry.pk for entry in model.standing()]
    for season in (None, 1, 2, 3, 4):
        for moment in moments_that_matter(entries):
            key, (entry, later) = history.pin(season, moment), model.pin(season, moment)
            assert key.entry == (entry and entry.pk), (season, moment)
            outcome = history.become(key)
            assert (outcome.kind, outcome.turned_by) == model.become(season, entry, later), (season, moment)
    for key in history.own_keys():
        outcome = history.become(key)
        assert (outcome.kind, outcome.turned_by) == model.become(key.season, model.by_pk.get(key.entry), key.later), key


def moments_that_matter(entries):
    turns = {moment for entry in entries for moment in (entry.effective, entry.recorded)}
    return sorted({turn + timedelta(minutes=minutes) for turn in turns for minutes in (-1, 0, 1)})


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(ledgers())
def test_pins_and_what_became_of_them_are_those_of_the_naive_model(entries):
    compare(entries)


@pytest.mark.slow
@pytest.mark.timeout(900)
@settings(max_examples=often(3_000), suppress_health_check=[HealthCheck.too_slow])
@given(ledgers())
def test_pins_and_what_became_of_them_are_those_of_the_naive_model_in_many_ledgers(entries):
    compare(entries)
