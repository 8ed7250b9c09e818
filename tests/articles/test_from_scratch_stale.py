"""Whatever has happened, the stale desk has what a plain computation over the whole ledger has, in its order."""

from datetime import timedelta
from unittest.mock import patch

import hypothesis.strategies as st
import pytest
from hypothesis.stateful import initialize, invariant, precondition, rule

from articles import exemptions, outcomes, stale
from articles.holding import NotAllowed
from articles.models import Article, Coverage, Outcome, Stage, Undecided, UndecidedOf
from tests import naive
from tests.articles.test_from_scratch import Newsroom, long_spans, numbers, run, seasons, spans
from tests.often import often

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
RANKS = ["contradiction", "decided", "record-corrected"]
SETTLES = {"update": "updated", "review": "reviewed"}
TAKES_AWAY = {"withdraw": "withdrawn", "redate": "redated"}


class Stale(Newsroom):
    """The same newsroom, in which somebody decides on what has since changed."""

    def __init__(self):
        super().__init__()
        self.settled = {}  # by the pk of a coverage, the entry that had turned it when somebody decided
        self.exempt = set()

    @initialize()
    def begin(self):
        """With one that has changed: chance alone seldom brings news to what it has published."""
        self.turn(DAY, "returning")
        self.publish(DAY, [None, 2], timedelta(0), mention_only=False)
        self.turn(DAY, "canceled")

    @rule(wait=spans, status=st.sampled_from(["canceled", "returning", "awaiting_decision"]))
    def turn(self, wait, status):
        """News of this minute."""
        self.record(wait, (None, status), timedelta(0), "minute", "as now", None, before=False, implied=(), keep=False)

    # -- the plain computation -------------------------------------------------------------------

    def turned(self, piece):
        """Of the subjects of a published piece that have since changed, by the pk of each: the kind, and the entry."""
        if piece.mention_only or piece.article.pk in self.exempt or piece.article.stage != Stage.PUBLISHED:
            return {}
        model, found = naive.Ledger(self.entries), {}
        for one in piece.covers:
            at = naive.relied_at(one.acts)
            if at is None:
                continue
            if one.set_to:
                row = Coverage.objects.select_related("standing").get(pk=one.pk).standing
                kind, turn = model.become(one.season, model.by_pk.get(row.entry_id), row.later)
            else:
                kind, turn = model.become(one.season, *model.pin(one.season, at))
            if kind in RANKS:
                found[one.pk] = kind, turn
        return found

    def on_desk(self):
        """The pks of the articles in the order of the desk, each with its worst rank."""
        found = []
        for piece in self.pieces:
            open_ones = [kind for pk, (kind, turn) in self.turned(piece).items() if self.settled.get(pk) != turn]
            if open_ones:
                rank = min(RANKS.index(kind) for kind in open_ones) + 1
                found.append((rank, -piece.article.published_at.timestamp(), -piece.article.pk))
        return [(-pk, rank) for rank, _, pk in sorted(found)]

    def settle(self, turned):
        self.settled |= {pk: turn for pk, (_, turn) in turned.items()}

    # -- the decisions ---------------------------------------------------------------------------

    @precondition(lambda self: any(piece.article.stage == Stage.PUBLISHED for piece in self.pieces))
    @rule(
        wait=spans,
        which=numbers,
        act=st.sampled_from(["typo", "update", "review", "redate", "withdraw", "cover more"]),
        ago=long_spans,
        season=seasons,
    )
    def work_on(self, wait, which, act, ago, season):
        piece = self.piece(which, Stage.PUBLISHED)
        turned, there, known = self.turned(piece), dict(self.on_desk()), Outcome.objects.count()
        super().work_on(wait, which, act, ago, season)
        if act in SETTLES:
            self.settle(turned)
        gone = piece.article.pk in there and piece.article.pk not in dict(self.on_desk())
        if turned and (act in SETTLES or act == "withdraw" or gone):
            assert Outcome.objects.first().kind == (SETTLES | TAKES_AWAY)[act]
        else:
            assert Outcome.objects.count() - known <= (act == "redate" and bool(turned))

    @precondition(lambda self: len([piece for piece in self.pieces if piece.article.stage == Stage.PUBLISHED]) > 1)
    @rule(wait=spans, which=numbers, by=numbers)
    def follow_up(self, wait, which, by):
        self.now += wait
        piece, newer = self.piece(which, Stage.PUBLISHED), self.piece(by, Stage.PUBLISHED)
        turned = self.turned(piece)
        try:
            outcomes.follow_up(piece.article, newer.article, by=None, at=self.now)
        except NotAllowed:
            return  # nothing has changed, or the other is no follow-up
        assert turned
        self.settle(turned)

    @precondition(lambda self: self.pieces)
    @rule(wait=spans, which=numbers)
    def exempt_or_lift(self, wait, which):
        self.now += wait
        article = self.pieces[which % len(self.pieces)].article
        act = exemptions.lift if article.pk in self.exempt else exemptions.exempt
        act(article, reason="A review.", by=None, at=self.now)
        self.exempt ^= {article.pk}

    # -- what has to be true after each act ------------------------------------------------------

    @invariant()
    def notices_are_those_of_the_naive_model(self):
        """Checked without exemptions, of which it does not know; the kinds of all coverage are checked here, too."""
        self.kinds()

    @invariant()
    def the_desk_is_as_computed_from_scratch(self):
        listed = [(place["article"], place["worst"]) for place in Undecided.objects.in_order()]

        assert listed == self.on_desk()
        assert [(place.article, place.worst) for place in self.from_the_top()] == listed
        # The same rows, from the side of the articles; and their number, by the index.
        assert sorted(UndecidedOf.objects.values_list()) == sorted(Undecided.objects.values_list())
        assert [Undecided.objects.counted(most) for most in (1, 2, 1000)] == [
            min(most, len(listed)) for most in (1, 2, 1000)
        ]

    def from_the_top(self):
        """All of it, a page of two and a row at a time."""
        with patch("articles.stale.ROWS", 1):
            found, page = [], stale.first(2)
            while page:
                found += page
                page = stale.first(2, after=page[-1])
        return found

    @invariant()
    def what_is_undecided_has_since_changed(self):
        """By the rule of the public lists, too."""
        changed = set(Article.objects.published().since_changed().values_list("pk", flat=True))

        assert {pk for pk, _ in self.on_desk()} <= changed


def test_the_stale_desk_is_as_computed_from_scratch():
    run(examples=6, steps=12, machine=Stale)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_stale_desk_is_as_computed_from_scratch_after_many_acts():
    run(examples=often(10), steps=25, machine=Stale)
