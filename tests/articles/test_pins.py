"""Which entry an article relies on, and what becomes of it in whole ledgers."""

import pytest
from django.db import transaction

from articles import notices, pins, status_changes, workflow
from articles.models import Article, Coverage
from shows import ledger, standings
from shows.history import History
from shows.models import Network
from tests.again import again
from tests.factories import make_article, make_change, make_draft, make_network, make_show, moment, record

pytestmark = pytest.mark.django_db

SAME = ("same", None)


def told(article, season=None):
    """What has become of a subject of ``article``: the kind, and the entry that turned it."""
    article = Article.objects.for_notices().get(pk=article.pk)
    (one,) = [one for one in notices.subjects(article) if one.coverage.season_number == season]
    return one.kind, one.turned_by


def pin(article, season=None):
    article = Article.objects.for_notices().get(pk=article.pk)
    (coverage,) = [coverage for coverage in article.pins if coverage.season_number == season]
    return coverage.standing.entry


def notice(article):
    return notices.for_article(Article.objects.for_notices().get(pk=article.pk))


def correct(entry, status, effective, *, at="2026-01-02", **fields):
    change = make_change(entry.show, status, effective, **fields)
    return status_changes.correct(entry, change, by=None, at=moment(at)).entry


def deny(entry, *, at="2026-01-02"):
    return status_changes.correct(entry, status_changes.void(entry), by=None, at=moment(at)).entry


@pytest.fixture
@again
def etoile():
    show = make_show("Étoile")
    record(show, "series_ordered", "2023-04-26", at="2023-04-26T20:00+00:00", network="Prime Video")
    record(show, "ordered", "2023-04-26", at="2023-04-26T20:00+00:00", network="Prime Video", season=1)
    record(show, "ordered", "2023-04-26", at="2023-04-26T20:00+00:00", network="Prime Video", season=2)
    record(show, "aired", "2025-04-24", at="2025-04-24T20:00+00:00", network="Prime Video", season=1)
    record(show, "returning", "2025-04-24", at="2025-04-24T20:00+00:00", network="Prime Video")
    return show


# -- the pin -------------------------------------------------------------------------------------


def test_hopeful_pieces_carry_the_notice_and_reports_of_the_news_never_do(etoile):
    hopeful = make_article(shows=[etoile], published="2025-04-25T12:00+00:00")
    explainer = make_article(shows=[(etoile, 2)], published="2025-04-30T12:00+00:00")

    canceled = record(etoile, "canceled", "2025-06-06", at="2025-06-06T18:20+00:00")
    reversed_ = record(etoile, "order_reversed", "2025-06-06", at="2025-06-06T18:20+00:00", season=2)
    report = make_article(shows=[etoile, (etoile, 2)], published="2025-06-06T19:00+00:00")
    follow_up = make_article(shows=[etoile], published="2025-06-07T12:00+00:00")

    assert told(hopeful) == ("contradiction", canceled.pk)
    assert told(explainer, 2) == ("contradiction", reversed_.pk)
    assert notice(report) is None
    assert notice(follow_up) is None


def test_a_piece_of_the_afternoon_knows_news_of_its_day_that_is_typed_an_hour_later(etoile):
    report = make_article(shows=[etoile], published="2025-06-06T17:00+00:00")

    canceled = record(etoile, "canceled", "2025-06-06", at="2025-06-06T18:00+00:00")

    assert pin(report) == canceled
    assert told(report) == SAME


def test_to_the_minute_the_hopeful_piece_of_the_morning_is_flagged_and_the_report_is_not(etoile):
    morning = make_article(shows=[etoile], published="2025-06-06T14:00+00:00")
    canceled = record(etoile, "canceled", "2025-06-06T14:20-04:00", at="2025-06-06T18:30+00:00")

    afternoon = make_article(shows=[etoile], published="2025-06-06T19:00+00:00")

    assert told(morning) == ("contradiction", canceled.pk)
    assert told(afternoon) == SAME


def test_the_second_news_of_a_day_is_the_current_one(etoile):
    record(etoile, "canceled", "2025-06-06", at="2025-06-06T18:00+00:00")
    saved = record(etoile, "returning", "2025-06-06", at="2025-06-06T22:00+00:00", event="revival")

    article = make_article(shows=[etoile], published="2025-06-07T12:00+00:00")

    assert pin(article) == saved


def test_the_news_of_a_day_that_is_typed_last_is_current_also_after_a_report_was_denied(etoile):
    rumor = record(etoile, "canceled", "2025-06-06T14:05-04:00", at="2025-06-06T18:10+00:00")
    record(etoile, "awaiting_decision", "2025-06-06", at="2025-06-06T19:00+00:00")
    deny(rumor, at="2025-06-06T20:00+00:00")
    returning = record(etoile, "returning", "2025-06-06", at="2025-06-06T22:00+00:00")

    article = make_article(shows=[etoile], published="2025-06-07T12:00+00:00")

    assert pin(article) == returning


def test_late_news_that_names_no_network_is_of_the_network_of_its_time():
    show = make_show("Brooklyn Nine-Nine")
    record(show, "airing", "2013-09-17", at="2013-09-18", network="Fox")
    article = make_article(shows=[show], published="2014-01-01")
    record(show, "returning", "2018-05-11", at="2018-05-12", network="NBC")

    late = record(show, "returning", "2017-05-12", at="2018-06-12")

    assert late.network.name == "Fox"
    assert told(article) == ("progress", late.pk)


def test_news_entered_late_lands_in_its_place_and_is_not_current(etoile):
    canceled = record(etoile, "canceled", "2025-06-06")
    record(etoile, "pilot_ordered", "2022-01-10")

    article = make_article(shows=[etoile], published="2026-01-05")

    assert pin(article) == canceled


def test_late_news_moves_the_pins_of_those_that_came_out_after_the_fact_and_no_others(etoile):
    before = make_article(shows=[etoile], published="2025-06-05T12:00+00:00")
    after = make_article(shows=[etoile], published="2025-06-08T12:00+00:00")
    relied_on = pin(before)

    canceled = record(etoile, "canceled", "2025-06-06", at="2025-06-09")

    assert pin(before) == relied_on
    assert told(before) == ("contradiction", canceled.pk)
    assert pin(after) == canceled
    assert told(after) == SAME


def set_by_hand(article, entry, *, at):
    coverage, show = article.coverage.get(), entry.show
    with transaction.atomic():
        ledger.lock([show])
        pins.set_by_hand(coverage, entry, at=moment(at), history=History.of(show), table=standings.load(show))
        coverage.save()


def test_a_pin_set_by_hand_is_moved_by_no_rule(etoile):
    article = make_article(shows=[etoile], published="2025-06-08T12:00+00:00")
    ordered = etoile.ledger.get(status="series_ordered")
    set_by_hand(article, ordered, at="2025-06-08")

    canceled = record(etoile, "canceled", "2025-06-06", at="2025-06-09")
    correct(canceled, "canceled", "2025-06-05", at="2025-06-10")
    workflow.review(article, by=None, at=moment("2025-06-11"))

    assert pin(article) == ordered


def test_taken_back_into_review_an_article_forgets_what_was_set_by_hand(etoile):
    article = make_draft(shows=[etoile], at="2025-06-01")
    workflow.schedule(article, by=None, at=moment("2025-06-02"), publish_at=moment("2025-06-20"))
    set_by_hand(article, etoile.ledger.get(status="series_ordered"), at="2025-06-03")

    workflow.unschedule(article, by=None, at=moment("2025-06-04"))
    workflow.publish(article, by=None, at=moment("2025-06-08"))
    canceled = record(etoile, "canceled", "2025-06-06", at="2025-06-09")

    assert pin(article) == canceled


def test_reviewed_as_still_right_it_relies_on_the_ledger_anew(etoile):
    article = make_article(shows=[etoile], published="2025-04-30")
    canceled = record(etoile, "canceled", "2025-06-06", at="2025-06-06T18:20+00:00")

    workflow.review(article, by=None, at=moment("2025-06-07"))

    assert pin(article) == canceled
    assert notice(article) is None


# -- corrections ---------------------------------------------------------------------------------


def test_a_corrected_entry_tells_those_that_relied_on_it_and_not_those_that_come_after(etoile):
    canceled = record(etoile, "canceled", "2025-06-06", at="2025-06-06T18:20+00:00")
    misled = make_article(shows=[etoile], published="2025-06-07T12:00+00:00")

    corrected = correct(canceled, "awaiting_decision", "2025-06-06", at="2025-06-08T12:00+00:00")
    informed = make_article(shows=[etoile], published="2025-06-09T12:00+00:00")

    assert told(misled) == ("record-corrected", corrected.pk)
    assert pin(informed) == corrected
    assert told(informed) == SAME


@pytest.mark.parametrize(
    ("change", "differs"),
    [
        ({"note": "Other words."}, False),
        ({"source_name": "Deadline"}, False),
        ({"effective": "2025-06-06T14:20-04:00"}, False),
        ({"effective": "2025-06-05"}, True),
        ({"effective": "2025-06"}, True),
        ({"status": "ended"}, True),
        ({"network": "Netflix"}, True),
    ],
    ids=str,
)
def test_only_another_status_season_network_or_date_is_a_corrected_record(etoile, change, differs):
    canceled = record(etoile, "canceled", "2025-06-06", at="2025-06-06T18:20+00:00")
    article = make_article(shows=[etoile], published="2025-06-07T12:00+00:00")

    corrected = correct(canceled, **{"status": "canceled", "effective": "2025-06-06", "at": "2025-06-08"} | change)

    assert told(article) == (("record-corrected", corrected.pk) if differs else SAME)


def test_a_correction_taken_back_leaves_the_record_as_it_was(etoile):
    canceled = record(etoile, "canceled", "2025-06-06", at="2025-06-06T18:20+00:00")
    article = make_article(shows=[etoile], published="2025-06-07T12:00+00:00")

    wrongly = correct(canceled, "ended", "2025-06-06", at="2025-06-08")
    correct(wrongly, "canceled", "2025-06-06", at="2025-06-09")

    assert told(article) == SAME


def test_what_became_of_a_corrected_entry_is_read_from_its_correction_on(etoile):
    canceled = record(etoile, "canceled", "2025-06-06", at="2025-06-06T18:20+00:00")
    article = make_article(shows=[etoile], published="2025-06-07T12:00+00:00")

    correct(canceled, "canceled", "2025-06-06T14:20-04:00", at="2025-06-08")
    saved = record(etoile, "returning", "2025-06-10", network="Netflix")

    assert told(article) == ("contradiction", saved.pk)


def test_the_notices_of_a_denied_report_go_and_those_who_relied_on_it_are_told(etoile):
    hopeful = make_article(shows=[etoile], published="2025-04-30")
    rumor = record(etoile, "canceled", "2025-06-06T12:00-04:00", at="2025-06-06T18:00+00:00", confirmation="reported")
    report = make_article(shows=[etoile], published="2025-06-06T19:00+00:00")

    denial = deny(rumor, at="2025-06-07")

    assert notice(hopeful) is None
    assert told(report) == ("record-corrected", denial.pk)


def test_a_correction_in_the_middle_of_a_path_is_read_instead_of_what_it_corrects(etoile):
    article = make_article(shows=[etoile], published="2025-04-30")
    canceled = record(etoile, "canceled", "2025-06-06")
    record(etoile, "ended", "2025-08-01")
    assert told(article) == ("contradiction", canceled.pk)

    kept = correct(canceled, "awaiting_decision", "2025-06-06")

    assert told(article) == ("progress", kept.pk)


def test_a_correction_that_moves_an_entry_to_another_season_is_read_there(etoile):
    first = make_article(shows=[(etoile, 2)], published="2025-04-30")
    second = make_article(shows=[(etoile, 3)], published="2025-04-30")
    reversed_ = record(etoile, "order_reversed", "2025-06-06", season=2)

    correction = correct(reversed_, "order_reversed", "2025-06-06", season=3)

    assert told(first, 2) == SAME
    assert told(second, 3) == ("decided", correction.pk)


# -- a show and its seasons ----------------------------------------------------------------------


def test_a_show_and_its_season_are_told_apart_and_the_stronger_leads(etoile):
    article = make_article(shows=[etoile, (etoile, 1), (etoile, 2)], published="2025-04-30")

    canceled = record(etoile, "canceled", "2025-06-06")
    reversed_ = record(etoile, "order_reversed", "2025-06-06", season=2)

    assert told(article) == ("contradiction", canceled.pk)
    assert told(article, 1) == SAME
    assert told(article, 2) == ("contradiction", reversed_.pk)
    assert notice(article).kind == "contradiction"


def test_a_canceled_show_says_nothing_about_a_season_with_a_decision_of_its_own(etoile):
    article = make_article(shows=[(etoile, 2)], published="2025-04-30")

    record(etoile, "canceled", "2025-06-06")

    assert told(article, 2) == SAME


def test_the_end_of_the_show_decides_about_a_later_season_that_nobody_ordered(etoile):
    article = make_article(shows=[(etoile, 4)], published="2025-04-30")
    assert pin(article, 4) is None
    assert told(article, 4) == SAME

    canceled = record(etoile, "canceled", "2025-06-06")

    assert told(article, 4) == ("decided", canceled.pk)


def test_after_the_end_of_the_show_a_later_season_is_not_happening_until_it_is_ordered(etoile):
    canceled = record(etoile, "canceled", "2025-06-06", at="2025-06-06T18:20+00:00")
    article = make_article(shows=[(etoile, 4)], published="2025-06-07T12:00+00:00")
    assert pin(article, 4) == canceled
    assert told(article, 4) == SAME

    ordered = record(etoile, "ordered", "2025-09-01", network="Netflix", season=4)

    assert told(article, 4) == ("contradiction", ordered.pk)


def test_an_order_decides_about_a_later_season_and_a_first_airing_is_a_gap_in_the_ledger(etoile):
    asked = make_article(shows=[(etoile, 2), (etoile, 3), (etoile, 4)], published="2025-04-30")

    ordered = record(etoile, "ordered", "2025-05-10", season=3)
    record(etoile, "airing", "2025-11-10", season=4)

    assert told(asked, 3) == ("decided", ordered.pk)
    assert told(asked, 4) == SAME


def test_a_season_below_those_that_aired_is_no_later_one_and_tells_nothing():
    show = make_show("Minx")
    record(show, "aired", "2024-01-10", season=2)
    article = make_article(shows=[(show, 1)], published="2024-02-01")

    record(show, "canceled", "2024-03-01")
    record(show, "order_reversed", "2024-03-01", season=1)

    assert told(article, 1) == SAME


def test_a_later_season_is_judged_by_when_the_article_relied(etoile):
    early = make_article(shows=[(etoile, 3)], published="2025-04-30")
    record(etoile, "aired", "2025-07-01", season=3)
    late = make_article(shows=[(etoile, 3)], published="2025-07-02")

    canceled = record(etoile, "canceled", "2025-06-06")

    assert told(early, 3) == ("decided", canceled.pk)
    assert told(late, 3) == SAME


def test_the_premiere_of_a_season_counts_as_airing_for_its_show():
    show = make_show("Minx")
    record(show, "series_ordered", "2021-01-10", network="Max")
    article = make_article(shows=[show], published="2021-02-01")

    premiere = record(show, "airing", "2022-03-17", season=1)
    record(show, "aired", "2022-04-14", season=1)
    record(show, "canceled", "2022-12-12")

    assert told(article) == ("progress", premiere.pk)


def test_the_order_of_a_further_season_counts_as_returning_for_its_show():
    show = make_show("Minx")
    record(show, "aired", "2022-04-14", season=1)
    record(show, "awaiting_decision", "2022-04-14")
    article = make_article(shows=[show], published="2022-05-01")

    ordered = record(show, "ordered", "2022-05-27", season=2)

    assert told(article) == ("decided", ordered.pk)


def test_seasons_ordered_at_the_moment_of_the_pinned_entry_are_no_news_for_the_show():
    show = make_show("Étoile")
    record(show, "series_ordered", "2023-04-26")
    article = make_article(shows=[show], published="2023-04-27")

    record(show, "ordered", "2023-04-26", season=1)
    record(show, "ordered", "2023-04-26", season=2)

    assert told(article) == SAME


def test_a_network_under_its_other_name_is_the_same_network():
    show, network = make_show("Minx"), make_network("HBO Max")
    record(show, "returning", "2022-05-27", network="HBO Max")
    article = make_article(shows=[show], published="2022-06-01")

    Network.objects.filter(pk=network.pk).update(name="Max", also_known_as=["HBO Max"])
    record(show, "returning", "2023-05-23", network="Max")

    assert told(article) == SAME


def test_progress_never_looks_like_an_alarm(etoile):
    article = make_article(shows=[etoile], published="2025-04-30")

    kept = record(etoile, "awaiting_decision", "2025-06-06")
    line = notice(article)
    record(etoile, "ended", "2025-08-01")

    assert told(article) == ("progress", kept.pk)
    assert notice(article).text == line.text
    assert line.headline == "Since then"
    assert not line.since_changed
    assert article not in Article.objects.since_changed()
    assert not Coverage.objects.since_changed().filter(article=article)
