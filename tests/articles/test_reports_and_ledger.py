"""Whatever the order of acts, what has gone out and the ledger say the same."""

from contextlib import suppress
from datetime import timedelta

import hypothesis.strategies as st
import pytest
from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from articles import reports, status_changes, workflow
from articles.models import Article, Report, Stage
from shows.models import StatusEntry
from tests.articles.test_from_scratch import run
from tests.articles.test_reports import NOW, SAID
from tests.factories import make_change, make_draft, make_show, record
from tests.often import often

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
statuses = st.sampled_from(["canceled", "canceled", "ending", "airing"])
hours = st.integers(0, 3)
numbers = st.integers(0, 9)


class Reporting(RuleBasedStateMachine):
    """Articles that report changes are published and scheduled, while the same and other changes are recorded."""

    def __init__(self):
        super().__init__()
        self.savepoint = transaction.savepoint_create()
        self.now, self.show = NOW, make_show(seasons=[2])
        record(self.show, "returning", "2025-04-24", at="2025-04-24T18:00:00+00:00")
        record(self.show, "ordered", "2023-04-26", season=2, at="2025-04-24T18:00:00+00:00")
        self.told = {}

    def teardown(self):
        transaction.savepoint_rollback(self.savepoint)

    @initialize(status=statuses)
    def begin(self, status):
        """With one that waits: chance alone seldom has news come while one does."""
        self.schedule(status, 0, 1)

    @rule(status=statuses)
    def publish(self, status):
        news = self.fill_in(status, 0)
        self.tried(workflow.publish, news, at=self.now, seen=reports.look(news, at=self.now).seen)

    @rule(status=statuses, effective=hours, ahead=hours)
    def schedule(self, status, effective, ahead):
        news, moment = self.fill_in(status, effective), self.now + ahead * HOUR
        seen = reports.look(news, at=moment).seen
        self.tried(workflow.schedule, news, at=self.now, publish_at=moment, seen=seen)

    @rule(which=numbers)
    def publish_anyway(self, which):
        for news in self.waiting(which):
            self.tried(workflow.publish, news, at=self.now, seen=reports.look(news, at=self.now).seen)

    def fill_in(self, status, ahead):
        news = make_draft("News", shows=[self.show, (self.show, 2)], at=self.now)
        said = SAID | {"status": status, "effective_at": (self.now + ahead * HOUR).isoformat()}
        reports.save(news, show=self.show, season=None, network=None, said=said, version=0, by=None, at=self.now)
        return news

    @rule(status=statuses)
    def record_something(self, status):
        change = make_change(self.show, status, self.now.isoformat())
        self.tried(status_changes.record, change, at=self.now)

    @rule(which=numbers)
    def record_the_same(self, which):
        for report in map(reports.waiting, self.waiting(which)):
            self.tried(status_changes.record, status_changes.Change(show=self.show, **report.fields), at=self.now)

    @rule(which=numbers)
    def deny(self, which):
        entries = list(StatusEntry.objects.filter(corrects=None, correction=None, implied_by=None).order_by("pk")[2:])
        for entry in entries[which % len(entries) :][:1] if entries else ():
            self.tried(status_changes.correct, entry, status_changes.void(entry), at=self.now)

    @rule(span=hours)
    def come_by(self, span):
        self.now += span * HOUR
        workflow.publish_due(at=self.now)

    def waiting(self, which):
        found = list(Article.objects.exclude(stage=Stage.PUBLISHED).order_by("pk"))
        return [found[which % len(found)]] if found else []

    def tried(self, act, *about, **how):
        with suppress(workflow.NotAllowed, status_changes.Refused):
            act(*about, by=None, **how)

    @invariant()
    def what_has_gone_out_is_in_the_ledger(self):
        for report in Report.objects.select_related("entry", "article"):
            if report.article.stage != Stage.PUBLISHED:
                assert report.entry is None
                continue
            entry, said = report.entry, report.fields
            assert (entry.status, entry.effective_at, entry.season) == (said["status"], said["effective_at"], None)
            # As it went out nobody had denied it; what became of it since is told by its notice.
            if report.pk not in self.told:
                assert not StatusEntry.objects.filter(corrects=entry).exists()
            self.told[report.pk] = entry.pk


def test_news_and_ledger_do_not_disagree():
    run(examples=2, steps=8, machine=Reporting)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_news_and_ledger_do_not_disagree_after_many_acts():
    run(examples=often(6), steps=25, machine=Reporting)
