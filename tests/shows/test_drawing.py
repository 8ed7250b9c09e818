from datetime import date
from itertools import pairwise

import pytest

from articles import status_changes
from shows.drawing import APART, APART_WITH_ARTICLE, LEFT, RIGHT, draw, spread
from tests.factories import cancel_etoile, make_etoile, make_show, moment, record

TODAY = date(2025, 12, 31)


def entries_of(show):
    return list(show.ledger.for_timeline().in_ledger_order())


# -- what is drawn --------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_show_and_each_season_have_a_line_of_what_they_were():
    show = make_etoile()
    cancel_etoile(show)

    drawing = draw(entries_of(show), today=TODAY)

    assert {lane.name: [(line.look, line.label) for line in lane.lines] for lane in drawing.lanes} == {
        "The show": [("coming", "Ordered to series"), ("coming", ""), ("over", "Canceled")],
        "Season 1": [("coming", "Ordered"), ("done", "Aired")],
        "Season 2": [("coming", "Ordered"), ("over", "Order reversed")],
    }
    assert [year for _, year in drawing.years] == [2023, 2024, 2025]
    for lane in drawing.lanes:
        assert lane.lines[-1].end == RIGHT
        assert [line.x for line in lane.lines] == [mark.x for mark in lane.marks]
    assert drawing.words == "From 2023 to today. The show: canceled; Season 1: aired; Season 2: order reversed."


@pytest.mark.django_db
def test_time_runs_from_the_first_year_to_today():
    show = make_show("Étoile")
    for status, day in [("in_development", "2023-01-01"), ("series_ordered", "2024-07-02")]:
        record(show, status, day)

    (lane,) = draw(entries_of(show), today=TODAY).lanes

    assert lane.marks[0].x == LEFT
    assert lane.marks[1].x == pytest.approx((LEFT + RIGHT) / 2, abs=1)


@pytest.mark.django_db
def test_what_did_not_hold_is_struck_through_and_no_line_begins_at_it():
    show = make_show("Doctor Who")
    record(show, "airing", "2024-01-01")
    wrong = record(show, "on_hiatus", "2025-01-01", at="2025-01-02", confirmation="reported")
    status_changes.correct(wrong, status_changes.void(wrong), by=None, at=moment("2025-06-10"))

    drawing = draw(entries_of(show), today=TODAY)

    (lane,) = drawing.lanes
    assert [(mark.is_struck, mark.is_reported) for mark in lane.marks] == [(False, False), (True, True)]
    assert [line.label for line in lane.lines] == ["Airing"]
    assert lane.today.status == "airing"
    assert lane.marks[1].words == "The show: On hiatus, January 1, 2025, reported, did not hold"
    assert drawing.remarks == ["Dashed: reported, not official.", "Struck through: did not hold."]


@pytest.mark.django_db
def test_where_nothing_held_there_is_no_line():
    show = make_show("Doctor Who")
    wrong = record(show, "on_hiatus", "2025-01-01", at="2025-01-02")
    status_changes.correct(wrong, status_changes.void(wrong), by=None, at=moment("2025-06-10"))

    drawing = draw(entries_of(show), today=TODAY)

    assert [(lane.lines, lane.today, len(lane.marks)) for lane in drawing.lanes] == [([], None, 1)]
    assert drawing.words == "From 2025 to today."


@pytest.mark.django_db
def test_an_article_stands_at_what_it_reported():
    show = make_etoile()
    cancel_etoile(show)
    entries = entries_of(show)
    articles = {entries[-1].pk: {"headline": "Canceled"}}

    drawing = draw(entries, today=TODAY, articles=articles)

    assert drawing.has_articles
    marked = [mark for lane in drawing.lanes for mark in lane.marks if mark.article]
    assert [(mark.entry, mark.article["headline"]) for mark in marked] == [(entries[-1], "Canceled")]
    assert not draw(entries, today=TODAY).has_articles


def test_nothing_is_drawn_of_an_empty_ledger():
    assert draw([], today=TODAY) is None


@pytest.mark.django_db
def test_all_on_one_day_is_drawn():
    show = make_show("Étoile")
    record(show, "series_ordered", "2025-01-01")

    drawing = draw(entries_of(show), today=date(2025, 1, 1))

    assert [line.end for line in drawing.lanes[0].lines] == [RIGHT]
    assert [year for _, year in drawing.years] == [2025]


@pytest.mark.django_db
def test_of_many_years_as_many_are_written_as_have_room():
    show = make_show("Doctor Who")
    record(show, "airing", "1963-11-23")

    years = draw(entries_of(show), today=TODAY).years

    assert years[0] == (LEFT, 1963)
    assert len(years) < 16
    assert min(later - earlier for (earlier, _), (later, _) in pairwise(years)) > 40


# -- apart ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("points", "found"),
    [
        ([], []),
        ([50], [50]),
        ([0, 50, 100], [0, 50, 100]),
        ([50, 50, 50], [50, 60, 70]),
        ([95, 99, 100], [80, 90, 100]),
        ([-5, 200], [0, 100]),
    ],
)
def test_marks_stand_apart(points, found):
    assert spread(points, [10] * len(points), begin=0, end=100) == found


def test_where_there_is_no_room_all_come_nearer():
    found = spread([0] * 101, [10] * 101, begin=0, end=100)

    assert found[0] == 0
    assert found[-1] == 100
    assert found == sorted(found)


def test_a_finger_hits_one_article():
    assert APART_WITH_ARTICLE >= 24 > APART
