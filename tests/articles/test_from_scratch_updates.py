"""Changes that are scheduled of published articles, among all else: held and foreseen as computed from scratch."""

from datetime import timedelta

import hypothesis.strategies as st
import pytest
from hypothesis.stateful import initialize, invariant, precondition, rule

from articles import foresight, text, updates, workflow
from articles.models import Article, Coverage, ScheduledUpdate, Stage
from tests import naive
from tests.articles.test_from_scratch import Newsroom, numbers, run, spans
from tests.often import often

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
OVERTAKEN = {"contradiction", "decided"}
SUBSTANTIVE, MINOR = ScheduledUpdate.What.SUBSTANTIVE, ScheduledUpdate.What.MINOR


class Updating(Newsroom):
    """The same newsroom, in which changes of what is out are scheduled as well."""

    @initialize()
    def begin(self):
        """With one that waits: chance alone seldom has news come while one does."""
        self.turn(DAY, "returning")
        self.publish(DAY, [None, 2], timedelta(0), mention_only=False)
        self.schedule_update(DAY, 0, 9 * DAY, SUBSTANTIVE)

    @rule(wait=spans, status=st.sampled_from(["canceled", "returning"]))
    def turn(self, wait, status):
        """News of this minute."""
        self.record(wait, (None, status), timedelta(0), "minute", "as now", None, before=False, implied=(), keep=False)

    @precondition(lambda self: any(piece.article.stage == Stage.PUBLISHED for piece in self.pieces))
    @rule(wait=spans, which=numbers, ahead=spans, what=st.sampled_from([SUBSTANTIVE, SUBSTANTIVE, MINOR]))
    def schedule_update(self, wait, which, ahead, what):
        """For the first time, or at another moment and with another text."""
        self.now += wait
        article, moment = self.piece(which, Stage.PUBLISHED).article, self.now + ahead + timedelta(minutes=1)
        article.refresh_from_db()
        saved = text.save_revision(article, base=article.latest_revision.number, by=None, at=self.now, dek="More.")
        updates.schedule(article, by=None, at=self.now, publish_at=moment, revision=saved.number, what=what)

    @precondition(lambda self: ScheduledUpdate.objects.exists())
    @rule(which=numbers)
    def cancel_update(self, which):
        there = list(ScheduledUpdate.objects.select_related("article").order_by("pk"))
        updates.cancel(there[which % len(there)].article, by=None, at=self.now)

    @precondition(
        lambda self: ScheduledUpdate.objects.exists() or Article.objects.filter(stage=Stage.SCHEDULED).exists()
    )
    @rule(wait=spans)
    def publish_due(self, wait):
        self.now += wait
        foretold = self.foretold()
        first = set(Article.objects.due(self.now).values_list("pk", flat=True))
        again = {one.article_id: one for one in ScheduledUpdate.objects.filter(held_at=None, publish_at__lte=self.now)}

        published = {article.pk for article in workflow.publish_due(at=self.now)}

        assert published == (first | set(again)) - foretold
        assert set(self.held().values_list("pk", flat=True)) >= (first | set(again)) & foretold
        for piece in self.pieces:
            piece.article.refresh_from_db()
            update = again.get(piece.article.pk)
            if update and piece.article.pk in published:
                assert piece.article.live_revision_id == update.revision_id
                if update.what == SUBSTANTIVE:
                    piece.relied("scheduled", update.at)

    # -- from scratch ----------------------------------------------------------------------------

    def held(self):
        return Article.objects.held()

    def foretold(self):
        """The pks of the articles that news would hold, did their moment come now, by the naive model."""
        kinds, found = self.kinds(), set()
        waiting = {one.article_id: one for one in ScheduledUpdate.objects.filter(held_at=None, what=SUBSTANTIVE)}
        for piece in self.pieces:
            pk = piece.article.pk
            if piece.article.stage == Stage.SCHEDULED and not piece.article.held_at:
                told = {kinds[one.pk] for one in piece.covers}
            elif pk in waiting:
                told = {self.kind_as_of(one, waiting[pk].at) for one in piece.covers}
            else:
                continue
            if OVERTAKEN & told and not piece.mention_only:
                found.add(pk)
        return found

    def kind_as_of(self, one, at):
        """What has become of the entry on which a coverage relies as of ``at``."""
        model = naive.Ledger(self.entries)
        if one.set_to:
            row = Coverage.objects.select_related("standing").get(pk=one.pk).standing
            return model.become(one.season, model.by_pk.get(row.entry_id), row.later)[0]
        return model.become(one.season, *model.pin(one.season, at))[0]

    @invariant()
    def what_is_foreseen_is_what_would_be_held(self):
        assert set(foresight.foreseen([piece.article.pk for piece in self.pieces])) == self.foretold()


def test_updates_are_held_as_the_naive_model_foresees_them():
    run(examples=6, steps=12, machine=Updating)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_updates_are_held_as_the_naive_model_foresees_them_after_many_acts():
    run(examples=often(10), steps=25, machine=Updating)
