"""Whatever the order in which things happen, what is stored equals what is computed from scratch."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from tempfile import NamedTemporaryFile

import hypothesis.strategies as st
import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, assume, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from articles import notices, pins, status_changes, text, workflow
from articles.models import Article, Coverage, Stage
from articles.rebuild import rebuild
from newsroom.imports.articles import import_articles
from shows import ledger, standings
from shows.history import History
from shows.ledger import Change, Refused
from shows.models import Standing
from tests import naive
from tests.factories import cover, make_draft, make_network, make_season, make_show
from tests.often import often

pytestmark = pytest.mark.django_db

BEGINNING = datetime(2025, 1, 5, 15, tzinfo=UTC)
BY_STRENGTH = ["contradiction", "decided", "record-corrected", "progress"]

spans = st.sampled_from([timedelta(0), timedelta(hours=4, minutes=5), timedelta(days=1), timedelta(days=9)])
long_spans = st.sampled_from([timedelta(hours=hours) for hours in (0, 3, 24, 4 * 24, 60 * 24)])
precisions = st.sampled_from(["minute", "minute", "day", "day", "day", "month", "quarter", "year"])
networks = st.sampled_from(["as now", "unknown", "Fox", "Fox", "NBC"])
seasons = st.sampled_from([None, 1, 2, 3, 4])
subjects = st.lists(seasons, min_size=1, max_size=3, unique=True)
numbers = st.integers(0, 9)
said = st.one_of(
    st.tuples(st.none(), st.sampled_from(sorted(naive.OF_A_SHOW))),
    st.tuples(st.integers(1, 4), st.sampled_from(sorted(naive.OF_A_SEASON))),
)
premieres = st.none() | st.tuples(
    st.sampled_from([-4, 0, 1, 9, 40]), st.sampled_from(["day", "day", "month", "quarter"])
)


@dataclass
class Covered:
    """One coverage, and the acts by which it relied on the ledger."""

    pk: int
    season: int | None
    acts: list = field(default_factory=list)
    set_to: int | None = None  # the row to which an editor set it by hand


@dataclass
class Piece:
    """An article and what happened to it."""

    article: Article
    covers: list[Covered]
    mention_only: bool

    def relied(self, act, at):
        for one in self.covers:
            one.acts.append((act, at))


class Newsroom(RuleBasedStateMachine):
    """A newsroom of one show, and beside it what the naive model has to know."""

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.show = make_show("Minx")
        self.now = BEGINNING
        self.entries = []
        self.pieces = []

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    # -- the ledger ------------------------------------------------------------------------------

    def change(self, subject, ago, precision, network, premiere, *, before=False):
        season, status = subject
        fields = {}
        if status == "dated" or premiere:
            ahead, premiere_precision = premiere or (1, "day")
            fields["premiere_on"] = (self.now + timedelta(days=ahead)).date()
            fields["premiere_precision"] = premiere_precision
        return Change(
            show=self.show,
            season=make_season(self.show, season) if season else None,
            status=status,
            effective_at=self.now - ago,
            precision=precision,
            network=make_network(network) if network in ("Fox", "NBC") else None,
            network_unknown=network == "unknown",
            before=before,
            **fields,
        )

    def note(self, *, before=False):
        """Take down the entries that are new in the ledger, in the order in which they arrived."""
        known = [entry.pk for entry in self.entries]
        for entry in self.show.ledger.exclude(pk__in=known).select_related("season").order_by("pk"):
            self.entries.append(
                naive.Entry(
                    pk=entry.pk,
                    season=entry.season and entry.season.number,
                    status=entry.status,
                    effective=entry.effective_at,
                    precision=entry.precision,
                    recorded=entry.recorded_at,
                    network=entry.network_id,
                    premiere_on=entry.premiere_on,
                    premiere_precision=entry.premiere_precision,
                    corrects=entry.corrects_id,
                    before=before,
                )
            )

    @rule(
        wait=spans,
        subject=said,
        ago=long_spans,
        precision=precisions,
        network=networks,
        premiere=premieres,
        before=st.booleans(),
        implied=st.sampled_from([None, ()]),
        keep=st.booleans(),
    )
    def record(self, wait, subject, ago, precision, network, premiere, before, implied, keep):
        self.now += wait
        change = self.change(subject, ago, precision, network, premiere, before=before)
        automatic = [one for piece in self.pieces for one in piece.covers if one.acts and not one.set_to]
        pinned = {one.pk: self.pin(one) for one in automatic}
        kept = list(pinned) if keep else []
        try:
            status_changes.record(change, by=None, at=self.now, implied=implied, keep=kept)
        except Refused:
            return  # recorded already
        self.note(before=before)
        # What would have moved and was kept has been set by hand.
        by_hand = Coverage.objects.filter(pk__in=kept, hand_set=True).in_bulk()
        for one in automatic:
            if one.pk in by_hand:
                one.set_to = by_hand[one.pk].standing_id
                assert by_hand[one.pk].standing.entry_id == pinned[one.pk]
            elif keep:
                assert self.pin(one) == pinned[one.pk]

    @precondition(lambda self: self.entries)
    @rule(
        wait=spans,
        which=numbers,
        how=st.sampled_from(["void", "note", "status", "season", "time", "network", "premiere"]),
        subject=said,
        ago=long_spans,
        precision=precisions,
        network=networks,
        premiere=premieres,
    )
    def correct(self, wait, which, how, subject, ago, precision, network, premiere):
        self.now += wait
        uncorrected = [one for one in self.entries if one.pk not in {other.corrects for other in self.entries}]
        wrong = uncorrected[-1 - which % len(uncorrected)]
        assume(wrong.status or how != "void")
        entry = self.show.ledger.get(pk=wrong.pk)
        new = self.change(subject, ago, precision, network, premiere)
        parts = {
            "void": [],
            "note": [],
            "status": ["status", "season"] if subject[0] != wrong.season else ["status"],
            "season": ["status", "season"],
            "time": ["effective_at", "precision"],
            "network": ["network", "network_unknown"],
            "premiere": ["premiere_on", "premiere_precision"],
        }[how]
        if how == "void":
            change = status_changes.void(entry)
        else:
            names = ("season", "status", "effective_at", "precision", "event", "network", "premiere_on")
            fields = {name: getattr(entry, name) for name in (*names, "premiere_precision")}
            fields |= {"network_unknown": entry.network_id is None, "note": "Put right."}
            fields |= {name: getattr(new, name) for name in parts}
            change = Change(show=self.show, **fields)
        try:
            status_changes.correct(entry, change, by=None, at=self.now)
        except Refused:
            return  # repeats another entry, or dates a season without a date
        self.note()

    @rule(
        wait=spans,
        lines=st.lists(
            st.tuples(said, long_spans, precisions, networks, premieres, long_spans), min_size=1, max_size=4
        ),
    )
    def import_ledger(self, wait, lines):
        self.now += wait
        changes = []
        for *line, delay in lines:
            change = self.change(*line)
            changes.append((change, min(self.now, change.effective_at + delay)))
        status_changes.record_all(self.show, changes, by=None, at=self.now)
        self.note()

    # -- the articles ----------------------------------------------------------------------------

    def pin(self, one):
        """The pk of the entry on which a coverage relies, by the naive model."""
        entry, _ = naive.Ledger(self.entries).pin(one.season, naive.relied_at(one.acts))
        return entry and entry.pk

    def draft(self, subjects, *, mention_only=False):
        article = make_draft(at=self.now)
        for position, season in enumerate(subjects):
            cover(article, (self.show, season) if season else self.show, position=position, mention_only=mention_only)
        return self.piece_of(article, mention_only=mention_only)

    def piece_of(self, article, *, mention_only=False):
        covers = [Covered(one.pk, one.season_number) for one in article.coverage.select_related("season")]
        self.pieces.append(Piece(article, covers, mention_only))
        return self.pieces[-1]

    def piece(self, which, *stages):
        """One of the pieces at these stages, if there is one."""
        there = [piece for piece in self.pieces if piece.article.stage in stages]
        assume(there)
        return there[which % len(there)]

    @rule(wait=spans, subjects=subjects, ago=long_spans, mention_only=st.booleans())
    def publish(self, wait, subjects, ago, mention_only):
        self.now += wait
        piece = self.draft(subjects, mention_only=mention_only)
        workflow.publish(piece.article, by=None, at=self.now - ago)
        piece.relied("published", self.now - ago)

    @rule(wait=spans, subjects=subjects, subject=said, ago=long_spans, precision=precisions, network=networks)
    def publish_the_news(self, wait, subjects, subject, ago, precision, network):
        self.now += wait
        change = self.change(subject, ago, precision, network, None)
        piece = self.draft(subjects)
        try:
            workflow.publish(piece.article, by=None, at=self.now, reports=change)
        except Refused:
            return  # recorded already: nothing is published
        self.note()
        piece.relied("published", self.now)

    @rule(wait=spans, versions=st.lists(st.tuples(subjects, long_spans), min_size=1, max_size=2))
    def import_articles(self, wait, versions):
        self.now += wait
        slug = f"imported-{len(self.pieces)}"
        for number, (subjects, ago) in enumerate(versions):
            line = {"slug": slug, "headline": f"Version {number}", "dek": "", "body_html": "", "section": "Television"}
            line |= {"published_at": (self.now - ago).isoformat(), "bylines": [], "topics": []}
            line["coverage"] = [{"show": "Minx", "season": season, "mention_only": False} for season in subjects]
            with NamedTemporaryFile("w", suffix=".jsonl") as file:
                file.write(json.dumps(line))
                file.flush()
                import_articles(file.name, at=self.now)
        piece = self.piece_of(Article.objects.get(slug=slug))
        piece.relied("published", self.now - ago)

    @rule(wait=spans, subjects=subjects, ahead=spans)
    def schedule(self, wait, subjects, ahead):
        self.now += wait
        piece = self.draft(subjects)
        workflow.schedule(piece.article, by=None, at=self.now, publish_at=self.now + ahead + timedelta(minutes=1))
        piece.relied("scheduled", self.now)

    @precondition(lambda self: any(piece.article.stage == Stage.SCHEDULED for piece in self.pieces))
    @rule(wait=spans)
    def publish_due(self, wait):
        self.now += wait
        kinds = self.kinds()
        due = [piece for piece in self.pieces if piece.article in Article.objects.due(self.now)]

        published = workflow.publish_due(at=self.now)

        overtaken = {"contradiction", "decided"}
        assert {article.pk for article in published} == {
            piece.article.pk for piece in due if not overtaken & {kinds[one.pk] for one in piece.covers}
        }
        for piece in due:
            piece.article.refresh_from_db()
            assert bool(piece.article.held_at) == (piece.article not in published)

    @precondition(lambda self: any(piece.article.stage == Stage.SCHEDULED for piece in self.pieces))
    @rule(wait=spans, which=numbers)
    def publish_scheduled_at_once(self, wait, which):
        self.now += wait
        piece = self.piece(which, Stage.SCHEDULED)
        workflow.publish(piece.article, by=None, at=self.now)
        piece.relied("published", self.now)

    @precondition(lambda self: any(piece.article.stage == Stage.SCHEDULED for piece in self.pieces))
    @rule(which=numbers)
    def unschedule(self, which):
        piece = self.piece(which, Stage.SCHEDULED)
        workflow.unschedule(piece.article, by=None, at=self.now)
        for one in piece.covers:
            one.acts, one.set_to = [], None

    @precondition(lambda self: any(piece.article.stage == Stage.IN_REVIEW for piece in self.pieces))
    @rule(which=numbers)
    def publish_reviewed(self, which):
        piece = self.piece(which, Stage.IN_REVIEW)
        workflow.publish(piece.article, by=None, at=self.now)
        piece.relied("published", self.now)

    @precondition(lambda self: any(piece.article.stage == Stage.PUBLISHED for piece in self.pieces))
    @rule(
        wait=spans,
        which=numbers,
        act=st.sampled_from(["typo", "update", "review", "redate", "withdraw", "cover more"]),
        ago=long_spans,
        season=seasons,
    )
    def work_on(self, wait, which, act, ago, season):
        self.now += wait
        piece = self.piece(which, Stage.PUBLISHED)
        article, when = piece.article, {"by": None, "at": self.now}
        match act:
            case "typo":
                text.save_revision(article, base=article.latest_revision.number, dek="A typo less.", **when)
                workflow.update(article, substantive=False, **when)
            case "update":
                workflow.update(article, substantive=True, **when)
                piece.relied("updated", self.now)
            case "review":
                workflow.review(article, **when)
                piece.relied("reviewed", self.now)
            case "redate":
                workflow.redate(article, published_at=self.now - ago, **when)
                piece.relied("redated", self.now - ago)
            case "withdraw":
                workflow.withdraw(article, **when)
            case "cover more":
                assume(season not in [one.season for one in piece.covers])
                coverage = cover(article, (self.show, season) if season else self.show, mention_only=piece.mention_only)
                text.save_revision(article, base=article.latest_revision.number, dek="One more.", **when)
                workflow.update(article, substantive=False, **when)
                piece.covers.append(Covered(coverage.pk, season, [("updated", self.now)]))

    @precondition(lambda self: any(piece.article.stage == Stage.WITHDRAWN for piece in self.pieces))
    @rule(wait=spans, which=numbers)
    def restore(self, wait, which):
        self.now += wait
        workflow.restore(self.piece(which, Stage.WITHDRAWN).article, by=None, at=self.now)

    @precondition(lambda self: any(piece.article.stage in (Stage.PUBLISHED, Stage.SCHEDULED) for piece in self.pieces))
    @rule(which=numbers, subject=numbers, to=numbers)
    def set_by_hand(self, which, subject, to):
        piece = self.piece(which, Stage.PUBLISHED, Stage.SCHEDULED)
        one = piece.covers[subject % len(piece.covers)]
        coverage = Coverage.objects.get(pk=one.pk)
        choices = [
            None,
            *(entry for entry in self.show.ledger.all() if entry.status and entry.season_id == coverage.season_id),
        ]
        ledger.lock([self.show])
        pins.set_by_hand(
            coverage,
            choices[to % len(choices)],
            at=self.now,
            history=History.of(self.show),
            table=standings.load(self.show),
        )
        coverage.save()
        if coverage.published_at:
            pins.note_newest({coverage.standing_id}, coverage.published_at)
        one.set_to = coverage.standing_id

    # -- what has to be true after each act ------------------------------------------------------

    def kinds(self):
        """What the naive model says of each coverage, by pk; checks pins and rows on the way."""
        model = naive.Ledger(self.entries)
        rows = Coverage.objects.filter(relied_at__isnull=False).select_related("standing").in_bulk()
        kinds = {}
        for piece in self.pieces:
            for one in piece.covers:
                at = naive.relied_at(one.acts)
                assert (at is None) == (one.pk not in rows), piece
                if at is None:
                    continue
                row = rows[one.pk].standing
                assert rows[one.pk].relied_at == at
                if one.set_to:
                    assert row.pk == one.set_to, "an editor's pin moved"
                    expected = model.become(one.season, model.by_pk.get(row.entry_id), row.later)
                else:
                    entry, later = model.pin(one.season, at)
                    assert row.entry_id == (entry and entry.pk), (one, entry, later)
                    expected = model.become(one.season, entry, later)
                assert (row.kind, row.turned_by_id) == expected, (one, row)
                knew = row.kind == "progress" and not one.set_to and model.by_pk[row.turned_by_id].effective <= at
                kinds[one.pk] = None if knew else row.kind
        return kinds

    @invariant()
    def notices_are_those_of_the_naive_model(self):
        kinds = self.kinds()
        articles = Article.objects.for_notices().in_bulk()
        for piece in self.pieces:
            told = [] if piece.mention_only else [kinds.get(one.pk) for one in piece.covers]
            expected = next((kind for kind in BY_STRENGTH if kind in told), None)
            notice = notices.for_article(articles[piece.article.pk])
            assert (notice and notice.kind) == expected, piece

    @invariant()
    def every_row_says_what_it_says_from_scratch(self):
        model, current = naive.Ledger(self.entries), []
        for row in Standing.objects.filter(show=self.show).select_related("season"):
            number = row.season and row.season.number
            assert (row.kind, row.turned_by_id) == model.become(number, model.by_pk.get(row.entry_id), row.later), row
            current += [(number, row.entry_id)] if row.is_current and row.entry_id else []
        last = {entry.season: entry.pk for entry in model.standing()}
        assert sorted(current, key=str) == sorted(last.items(), key=str)
        assert rebuild(self.show, repair=False) == []


def run(*, examples, steps, machine=Newsroom):
    limits = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        # Explaining a failure traces every line of Django, for minutes.
        phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=limits)


def test_pins_and_notices_are_those_of_the_naive_model_after_every_act():
    run(examples=10, steps=12)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_pins_and_notices_are_those_of_the_naive_model_after_many_acts():
    run(examples=often(12), steps=25)
