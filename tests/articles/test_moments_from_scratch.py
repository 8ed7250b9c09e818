"""Whatever happened in whatever order: of any moment, said, believed and true are what the logs give from scratch."""

from datetime import timedelta

import hypothesis.strategies as st
import pytest
from hypothesis.stateful import invariant, rule

from articles import moments, notices, text, workflow
from articles.models import Article, Coverage, Stage
from tests import naive
from tests.articles.test_from_scratch import BY_STRENGTH, Newsroom, long_spans, numbers, run, seasons, spans
from tests.articles.test_from_scratch import subjects as some_subjects
from tests.often import often

pytestmark = pytest.mark.django_db


class Remembered(Newsroom):
    """The newsroom of the other test, in which nothing says that it happened earlier than it did.

    It remembers what was done when, and what was answered of each moment.
    """

    def __init__(self):
        super().__init__()
        self.acts = {}  # by piece: (moment, stage, headline, what relied as what: (act, moment) by coverage)
        self.answered = {}
        self.steps = 0

    # What came late from elsewhere is taken at its word, and so is no memory of ours.
    import_ledger = import_articles = publish_the_news = schedule = set_by_hand = None
    publish_due = publish_scheduled_at_once = unschedule = publish_reviewed = None

    def did(self, piece, stage):
        relied = {one.pk: list(one.acts) for one in piece.covers}
        headline = piece.article.live_revision.headline
        self.acts.setdefault(piece.article.pk, []).append((self.now, stage, headline, relied))

    @rule(wait=spans, subjects=some_subjects, ago=long_spans, mention_only=st.booleans())
    def publish(self, wait, subjects, ago, mention_only):
        self.now += wait
        piece = self.draft(subjects, mention_only=mention_only)
        workflow.publish(piece.article, by=None, at=self.now)
        piece.relied("published", self.now)
        self.did(piece, Stage.PUBLISHED)

    @rule(
        wait=spans,
        which=numbers,
        act=st.sampled_from(["typo", "update", "review", "withdraw"]),
        ago=long_spans,
        season=seasons,
    )
    def work_on(self, wait, which, act, ago, season):
        self.now += wait
        piece = self.piece(which, Stage.PUBLISHED)
        article, when = piece.article, {"by": None, "at": self.now}
        if act in ("typo", "update"):
            base = article.latest_revision.number
            text.save_revision(article, base=base, headline=f"Headline {base}", **when)
            workflow.update(article, substantive=act == "update", **when)
        else:
            getattr(workflow, act)(article, **when)
        if act in ("update", "review"):
            piece.relied("updated" if act == "update" else "reviewed", self.now)
        self.did(piece, Stage.WITHDRAWN if act == "withdraw" else Stage.PUBLISHED)

    @rule(wait=spans, which=numbers)
    def restore(self, wait, which):
        self.now += wait
        piece = self.piece(which, Stage.WITHDRAWN)
        workflow.restore(piece.article, by=None, at=self.now)
        self.did(piece, Stage.PUBLISHED)

    # -- from scratch ------------------------------------------------------------------------------

    def scratch(self, piece, at):
        """What readers had and were told, and what each subject was believed to be and was."""
        then = naive.Ledger([one for one in self.entries if one.recorded <= at])
        today = naive.Ledger(self.entries)
        logged = [act for act in self.acts[piece.article.pk] if act[0] <= at]
        last = logged[-1] if logged else None
        statuses = [
            (
                self.last(one.season, then.standing()),
                self.last(one.season, [entry for entry in today.standing() if entry.effective <= at]),
            )
            for one in piece.covers
        ]
        if last is None or last[1] != Stage.PUBLISHED:
            return (None, None), statuses
        kinds = [self.kind(one, naive.relied_at(last[3][one.pk]), then, at) for one in piece.covers]
        told = [] if piece.mention_only else kinds
        return (last[2], next((kind for kind in BY_STRENGTH if kind in told), None)), statuses

    @staticmethod
    def last(season, entries):
        return next((entry.pk for entry in reversed(entries) if entry.season == season), None)

    @staticmethod
    def kind(one, relied_at, ledger, at):
        row = Coverage.objects.select_related("standing").get(pk=one.pk) if one.set_to else None
        if row and row.hand_set_at <= at:
            return ledger.become(one.season, ledger.by_pk.get(row.standing.entry_id), row.standing.later)[0]
        entry, later = ledger.pin(one.season, relied_at)
        kind, turned_by = ledger.become(one.season, entry, later)
        knew = kind == "progress" and ledger.by_pk[turned_by].effective <= relied_at
        return None if knew else kind

    # -- what has to be true after each act ----------------------------------------------------------

    def asked(self, piece, at):
        moment = moments.of(piece.article, at)
        said, notice = moment.said, moment.said.notice
        answers = [tuple(one and one.pk for one in (one.believed, one.true)) for one in moment.answers]
        had = None if said.absence else said.revision.headline
        return (had, notice and notice.kind), answers, (had, notice and notice.text)

    def turns(self):
        """When anything happened or took effect, and right before."""
        turns = {self.now, *(entry.effective for entry in self.entries), *(entry.recorded for entry in self.entries)}
        turns |= {act[0] for acts in self.acts.values() for act in acts}
        return sorted(turns | {turn - timedelta(hours=1) for turn in turns})

    def one_of(self, found):
        """Another one after each act."""
        return found[self.steps * 7 % len(found)]

    @invariant()
    def a_moment_is_answered_as_from_scratch(self):
        self.steps += 1
        if not self.pieces:
            return
        piece, at = self.one_of(self.pieces), self.one_of(self.turns())
        said, answers, words = self.asked(piece, at)
        assert (said, answers) == self.scratch(piece, at), (piece, at)
        if at < self.now:  # in the present moment more may happen yet
            self.answered[piece.article.pk, at] = words, [one for one, _ in answers]

    @invariant()
    def what_was_answered_once_is_answered_again(self):
        if self.answered:
            (pk, at), before = self.one_of(list(self.answered.items()))
            piece = next(piece for piece in self.pieces if piece.article.pk == pk)
            _, answers, words = self.asked(piece, at)
            assert (words, [one for one, _ in answers]) == before

    @invariant()
    def now_it_is_what_the_site_shows(self):
        if self.pieces:
            piece = self.pieces[-1]
            article = Article.objects.select_related("live_revision").for_notices().get(pk=piece.article.pk)
            notice = notices.for_article(article) if article.is_public else None
            headline = article.live_revision.headline if article.is_public else None
            assert self.asked(piece, self.now)[2] == (headline, notice and notice.text)

    def notices_are_those_of_the_naive_model(self):
        """Another test's."""

    def every_row_says_what_it_says_from_scratch(self):
        """Another test's."""


def test_every_moment_is_answered_from_the_logs():
    run(examples=4, steps=10, machine=Remembered)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_every_moment_is_answered_from_the_logs_after_many_acts():
    run(examples=often(10), steps=20, machine=Remembered)
