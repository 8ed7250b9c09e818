"""The table of what statuses tell readers, and the paths that real shows took through it."""

import re
from dataclasses import dataclass

import pytest

from newsroom.lib.periods import newsroom_date, parse, period_of
from shows import statuses
from shows.statuses import SEASON_STATUSES, SHOW_STATUSES, Outcome, Step

FOX, NBC = "Fox", "NBC"


@dataclass
class Row:
    """A row of the table: which later statuses keep what readers were told, break it or answer it.

    ``moved`` are those that break it on another network only.
    """

    kept: str = ""
    broken: str = ""
    answered: str = ""
    moved: str = ""
    breaker: str = ""  # one that breaks it on its own network, to see what is closed and what is mended

    def kind(self, status, *, elsewhere):
        """The kind of the notice when ``status`` is all that followed, and is not the pinned one."""
        if status in self.answered.split():
            return "decided"
        if status in self.broken.split() or (elsewhere and (self.moved == "any" or status in self.moved.split())):
            return "contradiction"
        return "progress"


IT_IS_COMING = Row(
    kept="airing returning awaiting_decision on_hiatus ended",
    broken="canceled not_proceeding",
    moved="any",
    breaker="canceled",
)
AN_OPEN_QUESTION = Row(answered="series_ordered returning ending airing canceled ended not_proceeding")
NO_MORE = Row(broken="pilot_ordered series_ordered returning ending airing", breaker="returning")
SHOWS = {
    "in_development": IT_IS_COMING,
    "pilot_ordered": IT_IS_COMING,
    "series_ordered": IT_IS_COMING,
    "returning": Row(kept="airing awaiting_decision ended", broken="canceled", moved="any", breaker="canceled"),
    "airing": Row(kept="returning ending ended", broken="canceled", moved="any", breaker="canceled"),
    "ending": Row(kept="ended", broken="returning series_ordered canceled", breaker="canceled"),
    "awaiting_decision": AN_OPEN_QUESTION,
    "on_hiatus": AN_OPEN_QUESTION,
    "canceled": Row(broken="pilot_ordered series_ordered returning ending", moved="airing", breaker="returning"),
    "ended": NO_MORE,
    "not_proceeding": NO_MORE,
}

THE_SEASON_IS_COMING = Row(
    kept="airing aired", broken="order_reversed shelved not_happening", moved="any", breaker="order_reversed"
)
IT_IS_ON = Row(kept="aired", broken="cut_short shelved", breaker="cut_short")
THE_SEASON_IS_NOT_COMING = Row(broken="ordered in_production dated delayed airing aired", breaker="ordered")
SEASONS = {
    "ordered": THE_SEASON_IS_COMING,
    "in_production": THE_SEASON_IS_COMING,
    "delayed": THE_SEASON_IS_COMING,
    # Here everything airs and is dated within the pinned date; other dates have tests of their own below.
    "dated": Row(
        kept="airing aired",
        broken="delayed order_reversed shelved not_happening",
        moved="any",
        breaker="order_reversed",
    ),
    "airing": IT_IS_ON,
    "on_break": IT_IS_ON,
    "aired": Row(),
    "cut_short": Row(broken="dated airing aired", breaker="dated"),
    "order_reversed": THE_SEASON_IS_NOT_COMING,
    "shelved": THE_SEASON_IS_NOT_COMING,
    "not_happening": THE_SEASON_IS_NOT_COMING,
    "undecided": Row(answered="ordered in_production dated delayed order_reversed shelved not_happening"),
}
ROWS = [pytest.param(status, row, SHOWS, id=f"show {status}") for status, row in SHOWS.items()]
ROWS += [pytest.param(status, row, SEASONS, id=f"season {status}") for status, row in SEASONS.items()]
BREAKABLE = [param for param in ROWS if param.values[1].breaker]

PREMIERE = period_of(newsroom_date(parse("2025-06-01")[0]), "day")


def step(status, network=FOX, *, entry=None):
    premiere = PREMIERE if status == "dated" else None
    return Step(status, network, on=PREMIERE, premiere=premiere, entry=entry or status)


def become(pinned, path, subjects):
    return statuses.become(pinned, path, of_season=subjects is SEASONS)


def test_the_table_has_every_status():
    assert set(SHOWS) == set(SHOW_STATUSES)
    assert set(SEASONS) == set(SEASON_STATUSES)


@pytest.mark.parametrize("network", [FOX, NBC, None], ids=["own network", "another network", "no network named"])
@pytest.mark.parametrize(("pinned", "row", "subjects"), ROWS)
def test_every_status_after_every_other(pinned, row, subjects, network):
    elsewhere = network == NBC
    expected = {status: Outcome(row.kind(status, elsewhere=elsewhere), status) for status in subjects}
    if not elsewhere:
        expected[pinned] = Outcome("same")

    outcomes = {status: become(step(pinned), [step(status, network)], subjects) for status in subjects}

    assert outcomes == expected


@pytest.mark.parametrize("network", [FOX, NBC], ids=["own network", "another network"])
@pytest.mark.parametrize(("pinned", "row", "subjects"), BREAKABLE)
def test_only_what_keeps_a_promise_at_home_closes_the_matter(pinned, row, subjects, network):
    expected = {}
    for status in subjects:
        if status == pinned and network == FOX:
            expected[status] = Outcome("contradiction", "later")
        elif (kind := row.kind(status, elsewhere=network == NBC)) == "contradiction":
            expected[status] = Outcome("contradiction", status)
        elif status in row.kept.split() and network == FOX:
            expected[status] = Outcome("progress", status)
        else:
            assert kind == "progress"
            expected[status] = Outcome("contradiction", "later")
    if pinned == "ending":
        expected["airing"] = Outcome("progress", "later")  # the final season aired: it can only end

    breaker = step(row.breaker, FOX, entry="later")
    outcomes = {status: become(step(pinned), [step(status, network), breaker], subjects) for status in subjects}

    assert outcomes == expected


@pytest.mark.parametrize("network", [FOX, NBC], ids=["own network", "another network"])
@pytest.mark.parametrize(("pinned", "row", "subjects"), BREAKABLE)
def test_only_the_same_or_what_keeps_it_mends_a_broken_promise_and_only_at_home(pinned, row, subjects, network):
    expected = dict.fromkeys(subjects, Outcome("contradiction", "broke it"))
    if network == FOX:
        expected |= {status: Outcome("progress", status) for status in row.kept.split() if status != "ended"}
        if pinned != "ended":
            expected[pinned] = Outcome("same")

    broken = step(row.breaker, FOX, entry="broke it")
    outcomes = {status: become(step(pinned), [broken, step(status, network)], subjects) for status in subjects}

    assert outcomes == expected


@pytest.mark.parametrize(("pinned", "row", "subjects"), BREAKABLE)
def test_where_the_pinned_network_is_unknown_nothing_is_another_network(pinned, row, subjects):
    expected = {status: Outcome(row.kind(status, elsewhere=False), status) for status in subjects}
    expected[pinned] = Outcome("same")

    outcomes = {status: become(step(pinned, None), [step(status, NBC)], subjects) for status in subjects}

    assert outcomes == expected


def test_a_later_season_of_which_nothing_was_recorded_is_an_open_question():
    answers = SEASONS["undecided"].answered.split()
    expected = {status: Outcome("decided" if status in answers else "progress", status) for status in SEASONS}
    expected["undecided"] = Outcome("same")
    expected["airing"] = expected["aired"] = Outcome("same")  # a gap in the ledger, and no news

    outcomes = {status: become(None, [step(status)], SEASONS) for status in SEASONS}

    assert outcomes == expected


# -- longer paths --------------------------------------------------------------------------------

_SHAPE = re.compile(r"(?P<status>\w+)(?: for (?P<premiere>\S+))?(?: at (?P<at>\S+))?(?: on (?P<network>\w+))?")


def period(text):
    moment, precision = parse(text)
    return period_of(newsroom_date(moment), precision)


def read(text):
    """A step such as ``dated for 2025-06 on Fox``, or ``airing at 2025-06-01``; its entry is the text."""
    found = _SHAPE.fullmatch(text)
    premiere = found["premiere"] and period(found["premiere"])
    return Step(
        found["status"], found["network"], on=period(found["at"] or "2025-01-01"), premiere=premiere, entry=text
    )


def show(pinned, *path):
    outcome = statuses.become(read(pinned), [read(text) for text in path], of_season=False)
    return outcome.kind, outcome.turned_by


def season(pinned, *path):
    outcome = statuses.become(pinned and read(pinned), [read(text) for text in path], of_season=True)
    return outcome.kind, outcome.turned_by


SAME = ("same", None)


def test_nothing_after_it_leaves_it_as_it_is():
    assert show("returning on Fox") == SAME
    assert season("dated for 2025-06-01 on Fox") == SAME
    assert season(None) == SAME


def test_canceled_by_one_network_does_not_become_right_again_when_another_ends_it_by_plan():
    path = ["returning on NBC", "airing on NBC", "ending on NBC", "airing", "ended on NBC"]

    assert show("canceled on Fox", *path) == ("contradiction", "returning on NBC")


def test_ordered_to_series_stays_right_when_it_is_canceled_one_aired_season_later():
    assert show("series_ordered on Prime", "airing on Prime", "awaiting_decision", "canceled") == (
        "progress",
        "airing on Prime",
    )


def test_ordered_to_series_and_canceled_before_it_aired_is_a_contradiction():
    assert show("series_ordered on Prime", "not_proceeding on Prime") == ("contradiction", "not_proceeding on Prime")
    assert show("pilot_ordered on Fox", "series_ordered", "canceled") == ("contradiction", "canceled")


def test_a_notice_withdraws_itself_when_a_cancellation_is_taken_back():
    assert show("returning on Fox", "canceled") == ("contradiction", "canceled")
    assert show("returning on Fox", "canceled", "returning on Fox") == SAME


def test_a_cancellation_taken_back_and_made_again_is_dated_by_the_second():
    path = ["canceled at 2025-01-01", "returning", "canceled at 2025-02-01"]

    assert show("returning on Fox", *path) == ("contradiction", "canceled at 2025-02-01")


def test_saved_by_another_network_does_not_take_the_notice_back():
    assert show("returning on Fox", "canceled on Fox", "returning on NBC") == ("contradiction", "canceled on Fox")


def test_saved_and_canceled_again_by_the_other_network_does_not_make_the_first_cancellation_right():
    assert show("canceled on Fox", "returning on NBC", "airing", "canceled on NBC") == (
        "contradiction",
        "returning on NBC",
    )


def test_saved_and_canceled_again_by_the_same_network_makes_the_cancellation_right_again():
    assert show("canceled on Fox", "returning on Fox", "canceled on Fox") == SAME


def test_canceled_shows_may_air_what_remains_on_their_own_network():
    assert show("canceled on Fox", "airing on Fox") == ("progress", "airing on Fox")
    assert show("canceled on Fox", "airing") == ("progress", "airing")


def test_canceled_shows_that_air_on_another_network_were_saved():
    assert show("canceled on Fox", "airing on NBC") == ("contradiction", "airing on NBC")


def test_what_has_ended_or_was_passed_over_does_not_air_again_anywhere():
    assert show("ended on Fox", "airing on Fox") == ("contradiction", "airing on Fox")
    assert show("not_proceeding on Fox", "airing") == ("contradiction", "airing")


def test_an_end_by_plan_makes_no_broken_promise_right():
    assert show("returning on Fox", "canceled", "ended on Fox") == ("contradiction", "canceled")
    assert show("airing on Fox", "airing on NBC", "ended on Fox") == ("contradiction", "airing on NBC")
    assert show("ended on Fox", "returning on Fox", "ended on Fox") == ("contradiction", "returning on Fox")


def test_a_final_season_is_superseded_by_a_further_one():
    assert show("ending on Netflix", "returning on Netflix") == ("contradiction", "returning on Netflix")
    assert show("ending on Netflix", "series_ordered on NBC") == ("contradiction", "series_ordered on NBC")


def test_a_superseded_final_season_is_not_the_last_even_when_a_later_one_is():
    path = ["airing on Netflix", "returning on Netflix", "ending on Netflix", "airing", "ended"]

    assert show("ending on Netflix", *path) == ("contradiction", "returning on Netflix")


def test_a_final_season_that_was_kept_is_broken_by_a_revival_all_the_same():
    assert show("ending on Netflix", "airing", "ended") == ("progress", "ended")
    assert show("ending on Netflix", "airing", "ended", "returning") == ("contradiction", "returning")
    assert show("ending on Netflix", "ended", "series_ordered on NBC", "ended") == (
        "contradiction",
        "series_ordered on NBC",
    )


def test_a_final_season_canceled_before_it_airs_never_comes():
    assert show("ending on Fox", "canceled") == ("contradiction", "canceled")
    assert show("ending on Fox", "canceled", "ending on Fox") == SAME
    assert show("ending on Fox", "canceled", "returning", "ending on Fox") == ("contradiction", "canceled")


def test_a_final_season_on_air_cannot_be_canceled_any_more():
    assert show("ending on Fox", "airing", "canceled") == ("progress", "canceled")


def test_a_returning_show_that_moves_before_it_is_back_contradicts():
    assert show("returning on Fox", "returning on NBC") == ("contradiction", "returning on NBC")
    assert show("returning on Fox", "airing on NBC") == ("contradiction", "airing on NBC")
    assert season("ordered on Fox", "in_production on NBC", "airing") == ("contradiction", "in_production on NBC")


def test_a_returning_show_that_moves_after_it_was_back_does_not():
    assert show("returning on Fox", "airing on Fox", "returning on NBC") == ("progress", "airing on Fox")
    assert season("ordered on Fox", "airing on Fox", "aired on NBC") == ("progress", "airing on Fox")


def test_a_move_that_is_taken_back_is_none():
    assert show("returning on Fox", "returning on NBC", "returning on Fox") == SAME


def test_an_entry_without_a_network_is_on_the_one_that_the_path_has_reached():
    assert show("canceled on Fox", "on_hiatus on NBC", "airing") == ("contradiction", "airing")
    assert show("returning on Fox", "canceled on NBC", "returning") == ("contradiction", "canceled on NBC")


def test_an_open_question_once_answered_stays_answered_by_the_first_answer():
    assert show("awaiting_decision on Fox", "on_hiatus") == ("progress", "on_hiatus")
    assert show("awaiting_decision on Fox", "on_hiatus", "returning", "canceled") == ("decided", "returning")
    assert show("on_hiatus on Fox", "canceled on Fox", "on_hiatus on Fox") == ("decided", "canceled on Fox")
    assert show("awaiting_decision on Fox", "returning on NBC") == ("decided", "returning on NBC")


def test_a_date_is_kept_by_a_premiere_on_it():
    path = ["in_production", "airing at 2025-06-01", "aired at 2025-07-20"]

    assert season("dated for 2025-06-01 on Fox", *path) == ("progress", "airing at 2025-06-01")
    assert season("dated for 2025-06-01 on Fox", "aired at 2025-06-01") == ("progress", "aired at 2025-06-01")


def test_a_date_is_broken_by_a_premiere_on_another_day():
    assert season("dated for 2025-06-01", "airing at 2025-06-02") == ("contradiction", "airing at 2025-06-02")
    assert season("dated for 2025-06-01", "airing at 2025-05-31") == ("contradiction", "airing at 2025-05-31")
    assert season("dated for 2025-06", "airing at 2025-07-01") == ("contradiction", "airing at 2025-07-01")


def test_a_premiere_known_only_by_its_month_is_within_a_date_of_that_month():
    assert season("dated for 2025-06-15", "airing at 2025-06") == ("progress", "airing at 2025-06")
    assert season("dated for 2025-06-15", "airing at 2025-05") == ("contradiction", "airing at 2025-05")


def test_another_date_contradicts():
    assert season("dated for 2025-06-01", "dated for 2025-06-08") == ("contradiction", "dated for 2025-06-08")
    assert season("dated for 2025-06", "dated for 2025-07-01") == ("contradiction", "dated for 2025-07-01")


def test_a_finer_date_inside_the_first_is_the_same():
    assert season("dated for 2025-Q2", "dated for 2025-06", "dated for 2025-06-05") == SAME
    assert season("dated for 2025", "dated for 2025-12-31") == SAME
    assert season("dated for 2025-06", "dated for 2025-06-05", "dated for 2025-06-12") == SAME


def test_a_coarser_date_is_another():
    assert season("dated for 2025-06-05", "dated for 2025-06") == ("contradiction", "dated for 2025-06")
    assert season("dated for 2025-06", "dated for 2025-Q2") == ("contradiction", "dated for 2025-Q2")


def test_a_delay_contradicts_a_date_until_the_date_stands_again():
    assert season("dated for 2025-06-01", "delayed") == ("contradiction", "delayed")
    assert season("dated for 2025-06-01", "delayed", "dated for 2025-09-01") == ("contradiction", "delayed")
    assert season("dated for 2025-06-01", "delayed", "dated for 2025-06-01") == SAME
    assert season("dated for 2025-06", "delayed", "dated for 2025-06-20") == SAME


def test_a_delay_that_came_to_nothing_leaves_the_date_kept():
    path = ["delayed", "airing at 2025-06-01"]

    assert season("dated for 2025-06-01", *path) == ("progress", "airing at 2025-06-01")


def test_no_date_is_mended_after_the_premiere():
    path = ["airing at 2025-06-10", "dated for 2025-06-01", "aired at 2025-06-01"]

    assert season("dated for 2025-06-01", *path) == ("contradiction", "airing at 2025-06-10")


def test_the_dates_of_further_parts_do_not_count_after_the_premiere():
    path = ["airing at 2025-06-01", "on_break", "dated for 2025-11-01", "airing at 2025-11-01", "aired at 2025-12-01"]

    assert season("dated for 2025-06-01", *path) == ("progress", "airing at 2025-06-01")
    assert season("airing on Netflix", *path[1:]) == ("progress", "aired at 2025-12-01")


def test_the_date_of_a_second_part_is_kept_and_broken_like_any():
    assert season("dated for 2025-11-01", "airing at 2025-11-01") == ("progress", "airing at 2025-11-01")
    assert season("dated for 2025-11-01", "dated for 2025-12-01") == ("contradiction", "dated for 2025-12-01")


def test_a_season_that_is_coming_may_be_dated_and_delayed():
    path = ["in_production", "dated for 2025-06-01", "delayed", "dated for 2025-09-01"]

    assert season("ordered on Fox", *path) == ("progress", "dated for 2025-09-01")
    assert season("ordered on Fox", *path, "airing at 2025-09-01") == ("progress", "airing at 2025-09-01")


def test_a_reversed_order_that_is_ordered_again_takes_its_notice_back():
    assert season("ordered on Fox", "order_reversed", "ordered on Fox") == SAME
    assert season("ordered on Fox", "order_reversed", "ordered on NBC") == ("contradiction", "order_reversed")


def test_a_season_shelved_and_shown_by_another_network_was_not_shown_as_announced():
    path = ["shelved on Max", "in_production on Starz", "airing on Starz", "aired on Starz"]

    assert season("in_production on Max", *path) == ("contradiction", "shelved on Max")
    assert season("shelved on Max", *path[1:]) == ("contradiction", "in_production on Starz")


def test_a_season_cut_short_is_put_right_by_its_remaining_episodes():
    assert season("airing on Fox", "cut_short") == ("contradiction", "cut_short")
    assert season("airing on Fox", "cut_short", "aired on Fox") == ("progress", "aired on Fox")
    assert season("cut_short on Fox", "dated for 2025-09-01") == ("contradiction", "dated for 2025-09-01")


def test_a_season_that_was_shown_was_shown():
    assert season("aired on Fox", "order_reversed", "cut_short") == ("progress", "cut_short")


def test_a_question_about_a_season_is_answered_once():
    assert season("undecided on Fox", "ordered on NBC", "order_reversed") == ("decided", "ordered on NBC")
    assert season(None, "not_happening", "ordered") == ("decided", "not_happening")


def test_a_season_first_answered_by_airing_is_a_gap_in_the_ledger_and_stays_one():
    assert season(None, "airing", "ordered", "order_reversed") == SAME
    assert season(None, "undecided", "aired") == SAME


def test_the_recorded_question_is_not_answered_by_airing():
    assert season("undecided", "airing") == ("progress", "airing")
