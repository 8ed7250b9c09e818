"""What a preview says is what happens, for any ledger and any articles."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, note, settings
from hypothesis import strategies as st

from articles import clock, exemptions, foresight, notices, status_changes, text, updates, workflow
from articles.models import Article, Coverage, ScheduledUpdate
from newsroom.lib.periods import Precision, newsroom_date, start_of
from shows.ledger import Change, Refused
from shows.models import Show, Standing, StatusEntry
from shows.statuses import SEASON_STATUSES, SHOW_STATUSES
from tests.factories import cover, make_draft, make_network, make_season, make_show
from tests.often import often

pytestmark = pytest.mark.django_db

START = datetime(2025, 3, 1, 12, tzinfo=UTC)
NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)

hours = st.integers(0, 60 * 24)
subjects = st.sampled_from([None, 1, 2, 3])
# Newsrooms write of few things: what matters most for notices comes most often.
show_statuses = st.sampled_from([*SHOW_STATUSES, *["returning", "canceled"] * 4, "airing"])
season_statuses = st.sampled_from([*SEASON_STATUSES, *["ordered", "order_reversed"] * 3, "airing", "dated"])


@st.composite
def facts(draw):
    """What is to be recorded, as the fields of a change by name."""
    season = draw(subjects)
    status = draw(season_statuses if season else show_statuses)
    premiere = draw(st.one_of(st.none(), hours)) if status != "dated" else draw(hours)
    return {
        "season": season,
        "status": status,
        "hours": draw(hours),
        "precision": draw(st.sampled_from(["day", "day", "day", "minute", "month"])),
        "network": draw(st.sampled_from([None, "Fox", "Fox", "NBC"])),
        "premiere": premiere,
        "before": draw(st.booleans()),
    }


recordings = st.tuples(facts(), st.integers(0, 20 * 24))
corrections = st.tuples(st.integers(0, 9), st.one_of(st.none(), facts()))
pieces = st.tuples(
    st.sampled_from(["published", "published", "published", "scheduled", "withdrawn", "substantive", "minor"]),
    hours,
    st.lists(subjects, min_size=1, max_size=3, unique=True),
    st.sampled_from([None, None, None, "mention", "exempt", "exempt subject"]),
)
worlds = st.fixed_dictionaries(
    {
        "recorded": st.lists(recordings, min_size=1, max_size=5),
        "corrected": st.lists(corrections, max_size=2),
        "pieces": st.lists(pieces, min_size=1, max_size=4),
        "glow": st.booleans(),
        "came_due": st.booleans(),
        "act": st.one_of(facts(), facts(), corrections),
        "implied": st.sampled_from([None, None, ()]),
        "tick_all": st.booleans(),
    }
)


def fact(status, hours):
    return {
        **{"season": None, "status": status, "hours": hours, "precision": "day"},
        **{"network": "Fox", "premiere": None, "before": False},
    }


# What chance brings too rarely to count on.
A_PIECE_IS_HELD = {
    "recorded": [(fact("returning", 0), 24)],
    "corrected": [],
    "pieces": [("scheduled", 48, [None], None)],
    "glow": False,
    "came_due": False,
    "act": fact("canceled", 96),
    "implied": (),
    "tick_all": False,
}
AN_UPDATE_IS_HELD = A_PIECE_IS_HELD | {"pieces": [("substantive", 48, [None], None)]}
A_PIECE_IS_FREED = A_PIECE_IS_HELD | {
    "recorded": [(fact("returning", 0), 24), (fact("canceled", 96), 24)],
    "came_due": True,
    "act": (1, None),
}
AN_UPDATE_IS_FREED = A_PIECE_IS_FREED | {"pieces": [("substantive", 48, [None], None)]}
A_NOTICE_GOES = A_PIECE_IS_HELD | {
    "recorded": [(fact("returning", 0), 24), (fact("canceled", 96), 24)],
    "pieces": [("published", 48, [None], None)],
    "act": (1, None),
}


# -- a world -------------------------------------------------------------------------------------


def change_of(show, fact):
    premiere = None if fact["premiere"] is None else newsroom_date(START + fact["premiere"] * HOUR)
    return Change(
        show=show,
        season=make_season(show, fact["season"]) if fact["season"] else None,
        status=fact["status"],
        effective_at=START + fact["hours"] * HOUR,
        precision=fact["precision"],
        network=make_network(fact["network"]) if fact["network"] else None,
        premiere_on=premiere,
        premiere_precision=Precision.DAY if premiere else "",
        before=fact["before"],
    )


def correction_of(show, correction):
    """The entry and the change that a drawn correction means."""
    index, fact = correction
    entries = list(StatusEntry.objects.filter(show=show).order_by("pk"))
    entry = entries[index % len(entries)]
    return entry, change_of(show, fact) if fact else status_changes.void(entry)


def build(world):
    show = make_show("Étoile", seasons=[1, 2, 3])
    status_changes.record_all(show, dated(show, world["recorded"]), by=None, at=NOW)
    for number, correction in enumerate(world["corrected"]):
        entry, change = correction_of(show, correction)
        at = max(entry.recorded_at, START + 60 * 24 * HOUR * number) + HOUR
        try_to(status_changes.correct, entry, change, by=None, at=at)
    others = [make_show("GLOW")] if world["glow"] else []
    for piece in world["pieces"]:
        make_piece(show, piece, others)
    return show


def dated(show, recorded):
    """The changes with the moments at which they were recorded."""
    for fact, lag in recorded:
        change = change_of(show, fact)
        yield change, start_of(change.effective_at, change.precision) + lag * HOUR


def try_to(act, *arguments, **options):
    """``act``, which the ledger may well refuse."""
    try:
        return act(*arguments, **options)
    except Refused as refusal:
        note(f"refused: {refusal}")
        return None


def make_piece(show, piece, others):
    stage, hour, covers, silent = piece
    at = START + hour * HOUR
    article = make_draft(authors=(), at=at)
    for position, season in enumerate([*covers, *others]):
        subject = (show, season) if season in covers else season
        cover(article, subject, position=position, mention_only=silent == "mention")
    if silent and silent.startswith("exempt"):
        coverage = Coverage.objects.filter(article=article).first() if silent == "exempt subject" else None
        exemptions.exempt(article, reason="A review.", by=None, at=at, coverage=coverage)
    if stage == "scheduled":
        workflow.schedule(article, by=None, at=at, publish_at=NOW + HOUR)
    else:
        workflow.publish(article, by=None, at=at)
    if stage == "withdrawn":
        workflow.withdraw(article, by=None, at=NOW)
    if stage in ScheduledUpdate.What:
        later = min(at + 100 * HOUR, NOW)
        text.save_revision(article, base=1, by=None, at=later, dek="More.")
        updates.schedule(article, by=None, at=later, publish_at=NOW + HOUR, revision=2, what=stage)


# -- what is there to be seen --------------------------------------------------------------------


def told():
    """What readers are told on every published article."""
    found = {}
    for article in Article.objects.published().for_notices():
        notice = notices.for_article(article)
        found[article.pk] = notice and (notice.kind, notice.headline, notice.text)
    return found


def overtaken():
    """What would be held if its moment came now: tried, and taken back."""
    with transaction.atomic():
        workflow.publish_due(at=NOW + HOUR)
        found = held()
        transaction.set_rollback(True)
    return found


def held():
    return set(Article.objects.held().values_list("pk", flat=True))


def held_by_something():
    """What is held, and would be held again."""
    return foresight.foreseen([], held=held()).keys()


def rows():
    models = (Show, StatusEntry, Standing, Coverage, Article, ScheduledUpdate)
    return [list(model.objects.order_by("pk").values()) for model in models] + [clock.now()]


def pins():
    return dict(Coverage.objects.filter(relied_at__isnull=False).values_list("pk", "standing"))


def hand_set():
    return set(Coverage.objects.filter(hand_set=True).values_list("pk", flat=True))


def differences(before, after):
    """Articles by what happened to their notice, with the words before and after."""
    gains = {pk: (None, after[pk]) for pk in before if before[pk] is None and after[pk] is not None}
    loses = {pk: (before[pk], None) for pk in before if before[pk] is not None and after[pk] is None}
    changes = {pk: (before[pk], after[pk]) for pk in before if before[pk] and after[pk] and before[pk] != after[pk]}
    return gains, loses, changes


def announced(changes):
    def words(notice):
        return notice and (notice.kind, notice.headline, notice.text)

    return {change.article.pk: (words(change.before), words(change.after)) for change in changes}


# -- the promise ---------------------------------------------------------------------------------


def check(world):
    show, at = build(world), NOW
    if world["came_due"]:
        at = NOW + 2 * HOUR
        workflow.publish_due(at=at)
    corrects, options = None, {}
    if isinstance(world["act"], tuple):
        corrects, change = correction_of(show, world["act"])
    else:
        change, options = change_of(show, world["act"]), {"implied": world["implied"]}
    keep = () if world["tick_all"] else None
    found = rows()

    impact = try_to(status_changes.preview, change, at=at, corrects=corrects, keep=keep, **options)

    assert rows() == found
    if impact is None:
        return None
    asked = {"at": at, "corrects": corrects, "keep": keep} | options
    for most in (1, 2):
        is_part(status_changes.preview(change, most=most, **asked), impact)
    for one in Article.objects.published():
        alone = status_changes.preview(change, only=one.pk, **asked)
        assert changed_by(alone) == {pk: words for pk, words in changed_by(impact).items() if pk == one.pk}
    kept = impact.unticked if keep is None else keep
    before = told(), overtaken(), pins(), hand_set(), held_by_something()
    if corrects:
        done = status_changes.correct(corrects, change, by=None, at=at, keep=kept, expected=impact.token)
    else:
        done = status_changes.record(change, by=None, at=at, keep=kept, expected=impact.token, **options)
    after = told(), overtaken(), pins(), hand_set(), held_by_something()
    compare(impact, done, kept, before, after)
    return impact


def changed_by(impact):
    return {
        name: told for kind in ("gains", "loses", "changes") for name, told in announced(getattr(impact, kind)).items()
    }


def is_part(some, impact):
    """Whether a preview of ``some`` articles, the newest, is part of the preview of all of them."""
    shown, every = changed_by(some), changed_by(impact)
    assert shown.items() <= every.items()
    assert {one.pk for one in some.held} == {one.pk for one in impact.held}
    assert {one.pk for one in some.freed} == {one.pk for one in impact.freed}
    missing = every.keys() - shown.keys()
    assert len(missing) <= some.further
    # Of what is to be updated all is looked at.
    newest = list(
        Article.objects.filter(pk__in=every, scheduled_update=None).newest_first().values_list("pk", flat=True)
    )
    assert missing == set(newest[len(newest) - len(missing) :])


def compare(impact, done, kept, before, after):
    gains, loses, changes = differences(before[0], after[0])
    assert announced(impact.gains) == gains
    assert announced(impact.loses) == loses
    assert announced(impact.changes) == changes
    assert {article.pk for article in impact.held} == after[1] - before[1]
    assert {article.pk for article in impact.freed} == before[4] - after[4]
    moving = {move.coverage.pk for move in impact.moves}
    assert {pk for pk in before[2] if after[2][pk] != before[2][pk]} == moving - set(kept)
    assert done.moved == len(moving - set(kept))
    assert after[3] - before[3] == moving & set(kept)
    workflow.publish_due(at=NOW + HOUR)
    assert held() == after[1]


def in_vain(world):
    """``check``, taken back; returns what the impact was made of."""
    with transaction.atomic():
        impact = check(world)
        transaction.set_rollback(True)
    return {name for name in ("gains", "loses", "changes", "moves", "held", "freed") if getattr(impact, name, None)}


@given(worlds)
@settings(max_examples=8, suppress_health_check=[HealthCheck.too_slow])
def test_what_a_preview_says_is_what_happens(world):
    in_vain(world)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_what_a_preview_says_is_what_happens_in_many_worlds():
    seen = set()

    @given(worlds)
    @example(A_PIECE_IS_HELD)
    @example(AN_UPDATE_IS_HELD)
    @example(A_PIECE_IS_FREED)
    @example(AN_UPDATE_IS_FREED)
    @example(A_NOTICE_GOES)
    @settings(max_examples=often(80), suppress_health_check=[HealthCheck.too_slow])
    def look(world):
        seen.update(in_vain(world))

    look()

    assert seen == {"gains", "loses", "changes", "moves", "held", "freed"}
