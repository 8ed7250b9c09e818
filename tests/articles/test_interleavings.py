"""Everybody at work at once on the same shows: nothing locks up, and all that is derived ends right."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

import pytest
from django.db import connection

from articles import clock, exemptions, status_changes, text, updates, workflow
from articles.models import Article, Coverage, Exemption, Publication, Stage
from shows import ledger
from shows.history import History, Key
from shows.models import Show, Standing, StatusEntry
from tests.factories import make_article, make_change, make_draft, make_show, moment, record
from tests.often import often

pytestmark = pytest.mark.django_db(transaction=True)

NOW = moment("2025-07-01")
HOUR = timedelta(hours=1)
REFUSALS = (workflow.NotAllowed, ledger.Refused, text.Stale)
ADDED = 9  # the position of what an article covers only since
SHOW = ["returning", "canceled", "airing", "awaiting_decision", "ending", "ended"]
SEASON = ["ordered", "airing", "aired", "order_reversed", "in_production"]


class World:
    """Two or three shows with articles in every stage, and what anybody may do to them."""

    def __init__(self, number):
        self.chance = random.Random(number)
        self.shows = [make_show(f"Show {number}", year=year, seasons=[1, 2]) for year in range(2001, 2004)]
        self.shows = self.shows[: self.chance.choice([2, 3])]
        for show in self.shows:
            record(show, "returning", "2025-01-10", network="Fox")
        for stage in ("draft", "draft", "scheduled", "published", "withdrawn"):
            self.make_piece(stage)

    def make_piece(self, stage):
        covers = self.chance.sample(self.shows, self.chance.randint(1, len(self.shows)))
        covers = [(show, 2) if self.chance.random() < 0.4 else show for show in covers]
        if stage in ("draft", "scheduled"):
            article = make_draft(shows=covers, authors=())
            if stage == "scheduled":
                workflow.schedule(article, by=None, at=NOW - HOUR, publish_at=NOW)
        else:
            article = make_article(shows=covers, authors=(), published=self.some_day())
            if stage == "withdrawn":
                workflow.withdraw(article, by=None, at=NOW - HOUR)

    def some_day(self):
        return f"2025-0{self.chance.randint(2, 6)}-{self.chance.randint(10, 28)}"

    def some_change(self, show):
        """Like a form's: the network and the day drawn, the season one of two or none."""
        season = self.chance.choice([None, None, 1, 2])
        status = self.chance.choice(SEASON if season else SHOW)
        return make_change(show, status, self.some_day(), season=season, network=self.chance.choice(["Fox", "NBC"]))

    def some_act(self):
        """An act, drawn now and done later by some thread."""
        show = self.chance.choice(self.shows)
        article = self.chance.choice(list(Article.objects.filter(shows__in=self.shows).distinct().order_by("pk")))
        act = self.chance.choice(ACTS)
        if act is correct:
            return partial(act, show, self.some_change(show), self.chance.random())
        if act in (record_one, preview_one):
            return partial(act, self.some_change(show))
        if act is record_many:
            return partial(act, show, [(self.some_change(show), None) for _ in range(3)])
        if act is cover_too:
            return partial(act, article, show)
        return partial(act, article)


def record_one(change):
    return status_changes.record(change, by=None, at=NOW)


def preview_one(change):
    return status_changes.preview(change, at=NOW)


def record_many(show, changes):
    return status_changes.record_all(show, changes, by=None, at=NOW)


def correct(show, change, which):
    entries = list(StatusEntry.objects.filter(show=show).standing().in_ledger_order())
    return status_changes.correct(entries[int(which * len(entries))], change, by=None, at=NOW)


def publish(article):
    return workflow.publish(article, by=None, at=NOW)


def schedule(article):
    return workflow.schedule(article, by=None, at=NOW - HOUR, publish_at=NOW)


def publish_due(article):
    return workflow.publish_due(at=NOW)


def unschedule(article):
    return workflow.unschedule(article, by=None, at=NOW)


def cover_too(article, show):
    Coverage.objects.bulk_create([Coverage(article=article, show=show, position=ADDED)], ignore_conflicts=True)


def save(article):
    return text.save_revision(article, base=1, by=None, at=NOW, headline="Edited")


def submit(article):
    return workflow.submit(article, by=None, at=NOW)


def approve(article):
    return workflow.approve(article, by=None, at=NOW)


def schedule_update(article):
    return updates.schedule(article, by=None, at=NOW - HOUR, publish_at=NOW, revision=1, what="substantive")


def cancel_update(article):
    return updates.cancel(article, by=None, at=NOW)


def update(article):
    return workflow.update(article, by=None, at=NOW, substantive=True)


def fix_a_typo(article):
    return workflow.update(article, by=None, at=NOW, substantive=False, correction="We misspelled a name.")


def redate(article):
    return workflow.redate(article, by=None, at=NOW, published_at=NOW - 1000 * HOUR)


def withdraw(article):
    return workflow.withdraw(article, by=None, at=NOW)


def restore(article):
    return workflow.restore(article, by=None, at=NOW)


def exempt(article):
    return exemptions.exempt(article, reason="A review.", by=None, at=NOW)


ACTS = [record_one, record_one, correct, record_many, preview_one, publish, publish, schedule, publish_due, publish_due]
ACTS += [submit, approve, schedule_update, schedule_update, cancel_update]
ACTS += [unschedule, cover_too, save, update, fix_a_typo, redate, withdraw, restore, exempt]
QUIET = (preview_one, submit, approve, schedule, unschedule, schedule_update, cancel_update, cover_too, save)


def work(acts):
    """One colleague's acts, one after the other; how many moved the clock by how much."""
    ticks = 0
    try:
        for act in acts:
            try:
                result = act()
            except REFUSALS:
                continue
            ticks += ticks_of(act.func, result)
    finally:
        connection.close()
    return ticks


def ticks_of(act, result):
    if act is publish_due:
        return len(result)
    if act is record_many:
        return 1 if result.entries else 0
    return 0 if act in QUIET else 1


def interleave(numbers):
    """Let four colleagues work at once in each world, and look at what they leave."""
    with ThreadPoolExecutor(max_workers=4) as pool:
        for number in numbers:
            world = World(number)
            before = clock.now()
            colleagues = [[world.some_act() for _ in range(3)] for _ in range(4)]
            ticks = sum(pool.map(work, colleagues, timeout=60))
            assert clock.now() == before + ticks, f"world {number}: the clock has gaps"
            check(world)


def check(world):
    """Everything derived is as it is computed from scratch; the log has every tick once."""
    for show in Show.objects.filter(pk__in=[show.pk for show in world.shows]):
        history = History.of(show)
        assert show.network_id == history.network
        for row in Standing.objects.filter(show=show).select_related("season"):
            key = Key(row.season and row.season.number, row.entry_id, row.later)
            assert (row.kind, row.turned_by_id, row.now_id) == tuple(history.become(key))
            assert row.is_current == (key in history.current_keys)
        for one in Coverage.objects.filter(show=show).select_related("season", "standing", "article"):
            check_coverage(one, history)
    ticks = [*Publication.objects.values_list("seq", flat=True), *Exemption.objects.values_list("seq", flat=True)]
    assert len(set(ticks)) == len(ticks)
    assert None not in ticks


def check_coverage(one, history):
    article = one.article
    if one.relied_at is None and one.position == ADDED:
        return
    assert (one.published_at is None) == (article.stage != Stage.PUBLISHED)
    assert (one.relied_at is None) == (article.stage in (Stage.DRAFT, Stage.IN_REVIEW, Stage.APPROVED))
    if one.relied_at is None or one.hand_set:
        return
    pin = history.pin(one.season_number, one.relied_at)
    assert (one.standing.entry_id, one.standing.later) == (pin.entry, pin.later)
    if one.published_at:
        assert one.standing.newest_pin_at >= one.published_at
    assert bool(article.held_at) == bool(article.held_because)


def test_colleagues_at_once_leave_everything_right():
    interleave(range(6))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_eighty_mornings_at_once_leave_everything_right():
    interleave(range(1000, 1000 + often(80)))
