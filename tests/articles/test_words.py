from datetime import date

import pytest

from articles import words
from newsroom.lib.periods import parse
from shows.models import Network, Season, Show, StatusEntry
from shows.statuses import SEASON_STATUSES, SHOW_STATUSES, USUAL_EVENT, Status
from tests.factories import moment

SHOW = Show(pk=1, title="Étoile")
APRIL_30 = date(2025, 4, 30)
DEADLINE = {"source_name": "Deadline", "source_url": "https://deadline.example/"}
REPORTED = DEADLINE | {"confirmation": "reported"}


def make_entry(
    status, effective="2025-06-06", *, event="", season=None, network="Prime Video", premiere=None, **fields
):
    """An entry that no database has seen."""
    effective_at, precision = parse(effective)
    if premiere:
        premiere_at, fields["premiere_precision"] = parse(premiere)
        fields["premiere_on"] = premiere_at.date()
    return StatusEntry(
        show=SHOW,
        season=Season(pk=season, show=SHOW, number=season) if season else None,
        network=Network(pk=1, name=network) if network else None,
        status=status,
        event=event or (status and USUAL_EVENT[status]) or "other",
        effective_at=effective_at,
        precision=precision,
        recorded_at=moment("2025-06-08"),
        **fields,
    )


def told(*args, **fields):
    return str(words.news(make_entry(*args, **fields), SHOW))


# -- an entry as a sentence ----------------------------------------------------------------------

# status, and event where it isn't the usual one: told officially, on another outlet's word, and without a network
OF_A_SHOW = {
    "in_development": (
        "Prime Video put Étoile into development on June 6, 2025.",
        "Prime Video has put Étoile into development, Deadline reported on June 6, 2025.",
        "Étoile was put into development on June 6, 2025.",
    ),
    "pilot_ordered": (
        "Prime Video ordered a pilot of Étoile on June 6, 2025.",
        "Prime Video has ordered a pilot of Étoile, Deadline reported on June 6, 2025.",
        "A pilot of Étoile was ordered on June 6, 2025.",
    ),
    "series_ordered": (
        "Prime Video ordered Étoile to series on June 6, 2025.",
        "Prime Video has ordered Étoile to series, Deadline reported on June 6, 2025.",
        "Étoile was ordered to series on June 6, 2025.",
    ),
    "airing": (
        "Étoile premiered on Prime Video on June 6, 2025.",
        "Étoile has premiered on Prime Video, Deadline reported on June 6, 2025.",
        "Étoile premiered on June 6, 2025.",
    ),
    "returning": (
        "Prime Video renewed Étoile on June 6, 2025.",
        "Prime Video has renewed Étoile, Deadline reported on June 6, 2025.",
        "Étoile was renewed on June 6, 2025.",
    ),
    "returning pickup": (
        "Prime Video picked up Étoile on June 6, 2025.",
        "Prime Video has picked up Étoile, Deadline reported on June 6, 2025.",
        "Étoile was picked up on June 6, 2025.",
    ),
    "returning revival": (
        "Prime Video revived Étoile on June 6, 2025.",
        "Prime Video has revived Étoile, Deadline reported on June 6, 2025.",
        "Étoile was revived on June 6, 2025.",
    ),
    "awaiting_decision": (
        "Prime Video left the future of Étoile open on June 6, 2025.",
        "Prime Video has left the future of Étoile open, Deadline reported on June 6, 2025.",
        "The future of Étoile was left open on June 6, 2025.",
    ),
    "on_hiatus": (
        "Prime Video put Étoile on hiatus on June 6, 2025.",
        "Prime Video has put Étoile on hiatus, Deadline reported on June 6, 2025.",
        "Étoile was put on hiatus on June 6, 2025.",
    ),
    "ending": (
        "Prime Video announced the final season of Étoile on June 6, 2025.",
        "Prime Video has announced the final season of Étoile, Deadline reported on June 6, 2025.",
        "The final season of Étoile was announced on June 6, 2025.",
    ),
    "ended": (
        "Étoile ended its run on Prime Video on June 6, 2025.",
        "Étoile has ended its run on Prime Video, Deadline reported on June 6, 2025.",
        "Étoile ended its run on June 6, 2025.",
    ),
    "canceled": (
        "Prime Video canceled Étoile on June 6, 2025.",
        "Prime Video has canceled Étoile, Deadline reported on June 6, 2025.",
        "Étoile was canceled on June 6, 2025.",
    ),
    "not_proceeding": (
        "Prime Video dropped Étoile on June 6, 2025.",
        "Prime Video has dropped Étoile, Deadline reported on June 6, 2025.",
        "Étoile was dropped on June 6, 2025.",
    ),
}
OF_A_SEASON = {
    "undecided": (
        "Prime Video left the future of season 2 of Étoile open on June 6, 2025.",
        "Prime Video has left the future of season 2 of Étoile open, Deadline reported on June 6, 2025.",
        "The future of season 2 of Étoile was left open on June 6, 2025.",
    ),
    "ordered": (
        "Prime Video ordered season 2 of Étoile on June 6, 2025.",
        "Prime Video has ordered season 2 of Étoile, Deadline reported on June 6, 2025.",
        "Season 2 of Étoile was ordered on June 6, 2025.",
    ),
    "in_production": (
        "Season 2 of Étoile entered production on June 6, 2025.",
        "Season 2 of Étoile has entered production, Deadline reported on June 6, 2025.",
        "Season 2 of Étoile entered production on June 6, 2025.",
    ),
    "dated": (
        "On June 6, 2025, Prime Video set the premiere of season 2 of Étoile for April 2026.",
        "Prime Video has set the premiere of season 2 of Étoile for April 2026, Deadline reported on June 6, 2025.",
        "On June 6, 2025, the premiere of season 2 of Étoile was set for April 2026.",
    ),
    "delayed": (
        "Prime Video delayed season 2 of Étoile on June 6, 2025.",
        "Prime Video has delayed season 2 of Étoile, Deadline reported on June 6, 2025.",
        "Season 2 of Étoile was delayed on June 6, 2025.",
    ),
    "airing": (
        "Season 2 of Étoile premiered on Prime Video on June 6, 2025.",
        "Season 2 of Étoile has premiered on Prime Video, Deadline reported on June 6, 2025.",
        "Season 2 of Étoile premiered on June 6, 2025.",
    ),
    "on_break": (
        "Season 2 of Étoile paused on Prime Video on June 6, 2025.",
        "Season 2 of Étoile has paused on Prime Video, Deadline reported on June 6, 2025.",
        "Season 2 of Étoile paused on June 6, 2025.",
    ),
    "aired": (
        "Season 2 of Étoile finished airing on Prime Video on June 6, 2025.",
        "Season 2 of Étoile has finished airing on Prime Video, Deadline reported on June 6, 2025.",
        "Season 2 of Étoile finished airing on June 6, 2025.",
    ),
    "aired premiere": (
        "Season 2 of Étoile premiered on Prime Video on June 6, 2025.",
        "Season 2 of Étoile has premiered on Prime Video, Deadline reported on June 6, 2025.",
        "Season 2 of Étoile premiered on June 6, 2025.",
    ),
    "cut_short": (
        "Prime Video cut season 2 of Étoile short on June 6, 2025.",
        "Prime Video has cut season 2 of Étoile short, Deadline reported on June 6, 2025.",
        "Season 2 of Étoile was cut short on June 6, 2025.",
    ),
    "order_reversed": (
        "Prime Video reversed its order for season 2 of Étoile on June 6, 2025.",
        "Prime Video has reversed its order for season 2 of Étoile, Deadline reported on June 6, 2025.",
        "The order for season 2 of Étoile was reversed on June 6, 2025.",
    ),
    "shelved": (
        "Prime Video shelved season 2 of Étoile on June 6, 2025.",
        "Prime Video has shelved season 2 of Étoile, Deadline reported on June 6, 2025.",
        "Season 2 of Étoile was shelved on June 6, 2025.",
    ),
    "not_happening": (
        "Prime Video decided against season 2 of Étoile on June 6, 2025.",
        "Prime Video has decided against season 2 of Étoile, Deadline reported on June 6, 2025.",
        "Season 2 of Étoile was ruled out on June 6, 2025.",
    ),
}
EVERY = [(what, None, said) for what, said in OF_A_SHOW.items()] + [
    (what, 2, said) for what, said in OF_A_SEASON.items()
]


@pytest.mark.parametrize(("what", "season", "said"), EVERY, ids=[f"{what} {season or ''}" for what, season, _ in EVERY])
def test_every_status_has_its_sentence(what, season, said):
    status, _, event = what.partition(" ")
    about = {"season": season, "event": event, "premiere": "2026-04" if status == "dated" else None}

    assert told(status, **about) == said[0]
    assert told(status, **about, **REPORTED) == said[1]
    assert told(status, **about, network=None) == said[2]


def test_no_status_is_without_a_sentence():
    assert {what.partition(" ")[0] for what in OF_A_SHOW} == set(SHOW_STATUSES)
    assert {what.partition(" ")[0] for what in OF_A_SEASON} == set(SEASON_STATUSES)


@pytest.mark.parametrize(
    ("effective", "when"),
    [
        ("2025", "in 2025"),
        ("2025-Q3", "in the third quarter of 2025"),
        ("2025-06", "in June 2025"),
        ("2025-06-06", "on June 6, 2025"),
        ("2025-06-07T03:59Z", "on June 6, 2025"),
        ("2025-06-07T00:00-04:00", "on June 7, 2025"),
    ],
)
def test_a_date_is_told_as_precisely_as_it_is_known(effective, when):
    assert told("canceled", effective) == f"Prime Video canceled Étoile {when}."
    assert told("canceled", effective, **REPORTED) == f"Prime Video has canceled Étoile, Deadline reported {when}."
    assert told("dated", effective, season=2, premiere="2026").startswith(f"{when.capitalize()[:2]}{when[2:]}, Prime")


@pytest.mark.parametrize(
    ("premiere", "when"),
    [
        ("2026", "2026"),
        ("2026-Q2", "the second quarter of 2026"),
        ("2026-04", "April 2026"),
        ("2026-04-01", "April 1, 2026"),
    ],
)
def test_a_premiere_is_told_as_precisely_as_it_is_announced(premiere, when):
    assert told("dated", season=2, premiere=premiere).endswith(f"set the premiere of season 2 of Étoile for {when}.")


# -- by whose word -------------------------------------------------------------------------------


@pytest.mark.parametrize("confirmation", ["official", "on_record"])
def test_what_is_certain_names_its_source(confirmation):
    sentence = words.news(make_entry("canceled", confirmation=confirmation, **DEADLINE), SHOW)

    assert str(sentence) == "Prime Video canceled Étoile on June 6, 2025 (source: Deadline)."
    assert (sentence.source, sentence.source_url) == ("Deadline", "https://deadline.example/")


def test_what_is_reported_is_told_as_the_report_of_another():
    sentence = words.news(make_entry("canceled", **REPORTED), SHOW)

    assert (sentence.before, sentence.source, sentence.after) == (
        "Prime Video has canceled Étoile, ",
        "Deadline",
        " reported on June 6, 2025.",
    )
    assert sentence.source_url == "https://deadline.example/"


def test_what_is_reported_by_nobody_in_particular_says_so():
    assert told("canceled", confirmation="reported") == (
        "Prime Video canceled Étoile on June 6, 2025, as reported by an unnamed source."
    )


def test_what_has_no_source_names_none():
    sentence = words.news(make_entry("canceled"), SHOW)

    assert str(sentence) == "Prime Video canceled Étoile on June 6, 2025."
    assert (sentence.source, sentence.source_url) == ("", "")


def test_a_source_with_a_comma_is_set_off():
    assert told("canceled", confirmation="reported", source_name="Nellie Andreeva, Deadline") == (
        "Prime Video has canceled Étoile, Nellie Andreeva, Deadline, reported on June 6, 2025."
    )


def test_an_implied_entry_is_told_by_the_one_that_implied_it():
    cancellation = make_entry("canceled", **REPORTED)
    cancellation.pk = 7

    reversal = make_entry("order_reversed", season=2, implied_by=cancellation)

    assert str(words.news(reversal, SHOW)) == "Prime Video has canceled Étoile, Deadline reported on June 6, 2025."


def test_names_are_taken_as_they_are():
    odd = Show(pk=1, title="{n} & <b>Étoile</b> %s")

    sentence = words.news(make_entry("canceled", network="{s}", confirmation="reported", source_name="{on}"), odd)

    assert str(sentence) == "{s} has canceled {n} & <b>Étoile</b> %s, {on} reported on June 6, 2025."


# -- how it stood --------------------------------------------------------------------------------

SHOW_STOOD = {
    "in_development": "the show was in development",
    "pilot_ordered": "a pilot had been ordered",
    "series_ordered": "the show had been ordered to series",
    "airing": "the show was on the air",
    "returning": "the show was to return for another season",
    "awaiting_decision": "its future was undecided",
    "on_hiatus": "the show was on hiatus",
    "ending": "its final season had been announced",
    "ended": "the show had ended",
    "canceled": "the show had been canceled by Prime Video",
    "not_proceeding": "the show was not going ahead",
}
SEASON_STOOD = {
    "undecided": "nothing had been decided about season 2",
    "ordered": "the season was ordered",
    "in_production": "the season was in production",
    "dated": "the season was to premiere in April 2026",
    "delayed": "the season was delayed",
    "airing": "the season was on the air",
    "on_break": "the season was on a break",
    "aired": "the season had aired",
    "cut_short": "the season had been cut short",
    "order_reversed": "the order for the season had been reversed",
    "shelved": "the season had been shelved",
    "not_happening": "the season was not going ahead",
}
STOOD = [(status, None, was) for status, was in SHOW_STOOD.items()]
STOOD += [(status, 2, was) for status, was in SEASON_STOOD.items()]


@pytest.mark.parametrize(("status", "season", "was"), STOOD)
def test_every_status_says_how_it_stood(status, season, was):
    entry = make_entry(status, season=season, premiere="2026-04" if status == "dated" else None)

    stood = words.stood(APRIL_30, "published", Status(status), season=season, entry=entry)

    assert stood == f"When this article was published, on April 30, 2025, {was}."


def test_no_status_is_without_a_past():
    assert (set(SHOW_STOOD), set(SEASON_STOOD)) == (set(SHOW_STATUSES), set(SEASON_STATUSES))


@pytest.mark.parametrize("act", ["published", "scheduled", "updated", "reviewed"])
def test_the_act_that_relied_is_named(act):
    stood = words.stood(APRIL_30, act, Status.UNDECIDED, season=4)

    assert stood == f"When this article was {act}, on April 30, 2025, nothing had been decided about season 4."


def test_a_cancellation_without_a_network_names_none():
    entry = make_entry("canceled", network=None)

    assert words.stood(APRIL_30, "published", Status.CANCELED, season=None, entry=entry).endswith("had been canceled.")


def test_todays_status_has_its_date():
    assert (
        words.today("Canceled", make_entry("canceled")) == "Status today: Canceled (Prime Video), since June 6, 2025."
    )
    assert words.today("Canceled", make_entry("canceled", "2025-Q2", network=None)) == (
        "Status today: Canceled, since the second quarter of 2025."
    )


@pytest.mark.parametrize(
    ("source", "said"), [("Deadline", "as Deadline reported"), ("", "as reported by an unnamed source")]
)
def test_todays_status_that_is_only_reported_is_told_as_a_report(source, said):
    entry = make_entry("canceled", confirmation="reported", source_name=source)

    assert words.today("Canceled", entry) == f"Status today, {said}: Canceled (Prime Video), since June 6, 2025."


# -- a corrected record --------------------------------------------------------------------------


def corrected(pinned, correction):
    return str(words.corrected(pinned, correction, SHOW))


def test_a_void_record_did_not_hold():
    assert corrected(make_entry("canceled", **REPORTED), make_entry(None, network=None)) == (
        "Our record of Étoile was corrected on June 8, 2025: it said “Canceled” as of June 6, 2025, which did not hold."
    )


def test_another_status_should_have_been_said():
    assert corrected(make_entry("canceled"), make_entry("on_hiatus", **DEADLINE)) == (
        "Our record of Étoile was corrected on June 8, 2025: it said “Canceled” as of June 6, 2025; "
        "it should have said “On hiatus” as of June 6, 2025 (source: Deadline)."
    )


def test_another_date_should_have_been_said():
    assert corrected(make_entry("canceled"), make_entry("canceled", "2025-05")) == (
        "Our record of Étoile was corrected on June 8, 2025: it said “Canceled” as of June 6, 2025; "
        "it should have said “Canceled” as of May 2025."
    )


def test_another_season_should_have_been_said():
    assert corrected(make_entry("ordered", season=3), make_entry("ordered", season=2)) == (
        "Our record of season 3 of Étoile was corrected on June 8, 2025: it said “Ordered” as of June 6, 2025; "
        "it should have said “Ordered” as of June 6, 2025 for season 2 of Étoile."
    )


def test_another_network_should_have_been_said():
    other = make_entry("returning")
    other.network = Network(pk=2, name="Apple TV+")

    assert corrected(make_entry("returning"), other) == (
        "Our record of Étoile was corrected on June 8, 2025: it said “Returning” as of June 6, 2025 on Prime Video; "
        "it should have said “Returning” as of June 6, 2025 on Apple TV+."
    )


def test_another_premiere_should_have_been_said():
    pinned = make_entry("dated", season=2, premiere="2026-04-01")

    assert corrected(pinned, make_entry("dated", season=2, premiere="2026-05")) == (
        "Our record of season 2 of Étoile was corrected on June 8, 2025: "
        "it said “Dated” as of June 6, 2025, to premiere on April 1, 2026; "
        "it should have said “Dated” as of June 6, 2025, to premiere in May 2026."
    )


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (make_entry("returning"), make_entry("returning", network=None)),
        (
            make_entry("ordered", season=2, premiere="2026-04"),
            make_entry("ordered", season=2, premiere="2026-05"),
        ),
        (make_entry("ordered", season=2, premiere="2026-04"), make_entry("ordered", season=2)),
    ],
    ids=["network unknown", "another premiere of an order", "premiere unknown"],
)
def test_what_it_said_and_what_it_should_have_said_differ(wrong, right):
    said, _, should_have_said = corrected(wrong, right).partition("; it should have said ")

    assert said.partition("it said ")[2] != should_have_said.rstrip(".")
