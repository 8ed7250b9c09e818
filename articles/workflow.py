"""Stage by stage: draft, in review, scheduled, published, withdrawn.

What each act needs of the stage stands at the head; every act is all or
nothing, logs itself, and advances the clock last.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from articles import audit, clock, notices, pins, status_changes, tasks
from articles.models import Article, Correction, Coverage, Publication, Reliance, Stage
from articles.models.audit import Act as Audited
from newsroom.lib.periods import to_the_minute, with_zone
from newsroom.lib.prepared import Prepared
from newsroom.lib.text import one_line
from shows import ledger, standings
from shows.history import History
from shows.models import Show

Act = Publication.Act
logger = logging.getLogger(__name__)

POSSIBLE_AT = {
    "submit": [Stage.DRAFT],
    "assign": [Stage.DRAFT, Stage.IN_REVIEW, Stage.SCHEDULED],
    "send_back": [Stage.IN_REVIEW],
    "schedule": [Stage.DRAFT, Stage.IN_REVIEW, Stage.SCHEDULED],
    "unschedule": [Stage.SCHEDULED],
    "publish": [Stage.DRAFT, Stage.IN_REVIEW, Stage.SCHEDULED],
    "update": [Stage.PUBLISHED],
    "review": [Stage.PUBLISHED],
    "redate": [Stage.PUBLISHED],
    "withdraw": [Stage.PUBLISHED],
    "restore": [Stage.WITHDRAWN],
}


class NotAllowed(Exception):
    """The article is at a stage from which this act is not possible, or lacks what it needs."""


class UnderEmbargo(NotAllowed):
    """Nobody may publish the article yet."""


class SavedMeanwhile(NotAllowed):
    """The latest revision is not the one that was read before the act."""

    def __init__(self, article, *, read):
        latest = article.latest_revision
        who, when = latest.saved_by or "An import", to_the_minute(latest.saved_at)
        super().__init__(
            f"{who} saved revision {latest.number} of “{article}” on {when}, and you had read revision {read}. "
            f"Nothing was done: read revision {latest.number}, then confirm again."
        )


@dataclass
class Held:
    """An article with the ledgers of its shows held still: the only way into an act."""

    article: Article
    coverage: list[Coverage]
    shows: dict[int, Show]
    histories: dict[int, History]
    tables: dict[int, standings.Table]

    def rely(self, *, at, by):
        pins.rely(self.coverage, at=at, by=by, tables=self.tables, histories=self.histories)

    def rely_fresh(self, *, at, by):
        """What the article covers only since its last act cannot have relied before."""
        fresh = [one for one in self.coverage if one.relied_at is None]
        pins.rely(fresh, at=at, by=by, tables=self.tables, histories=self.histories)

    def save_coverage(self, *, published_at):
        for one in self.coverage:
            one.published_at = published_at if one.relied_at else None
        fields = ["standing", "relied_at", "relied_by", "hand_set", "hand_set_at", "published_at"]
        Coverage.objects.bulk_update(self.coverage, fields)
        if published_at is not None:
            pins.note_newest({one.standing_id for one in self.coverage}, published_at)

    def touch_shows(self):
        Show.objects.filter(pk__in=self.shows).update(version=F("version") + 1)


class _CoversMore(Exception):
    """The article was given another show while we waited for the ones that it had."""


def _hold(article, act, *, with_ledgers=False, revision=None):
    """Lock the shows of ``article`` by id, then the article, and read its coverage again.

    ``revision`` is the number of the one that goes out, where who acts has read
    it: until the transaction ends, nobody can save another.
    """
    while True:
        try:
            locked, shows, coverage = _locked(article)
        except _CoversMore:
            continue
        break
    if locked.stage not in POSSIBLE_AT[act]:
        stage = locked.get_stage_display().lower()
        raise NotAllowed(f"“{locked}” is {stage}: to {act.replace('_', ' ')} it is not possible now.")
    if revision is not None and locked.latest_revision_id and locked.latest_revision.number != revision:
        raise SavedMeanwhile(locked, read=revision)
    histories = History.of_all(list(shows)) if with_ledgers else {}
    tables = standings.load_all(list(shows)) if with_ledgers else {}
    return Held(locked, coverage, shows, histories, tables)


@transaction.atomic  # a savepoint: rolled back, it lets go of what it locked, so that the next try begins in order
def _locked(article):
    shows = ledger.lock(Coverage.objects.filter(article=article).values_list("show", flat=True))
    locked = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    coverage = list(Coverage.objects.filter(article=locked).select_related("season").order_by("position", "pk"))
    if not {one.show_id for one in coverage} <= set(shows):
        raise _CoversMore
    return locked, shows, coverage


def _log(held, act, *, at, by, note="", by_clock=False, **details):
    """Write the act into both logs, and advance the clock: nothing comes after it."""
    article = held.article
    audit.note(
        article, act, by=None if by_clock else by, at=at, revision=article.live_revision_id, note=note, **details
    )
    log = Publication.objects.create(
        article=article,
        act=act,
        at=at,
        by=by,
        revision_id=article.live_revision_id,
        pins=pins.of_article(article),
        note=note,
    )
    held.touch_shows()
    log.seq, _ = clock.advance(publications=[log.pk])
    return log


def _note_act(held, act, *, by, at, **details):
    """Write an act that readers don't see into the audit log."""
    audit.note(held.article, act, by=by, at=at, revision=held.article.latest_revision_id, **details)


def _note(text):
    """A public note on one line, no longer than its column."""
    note, longest = one_line(text), Publication._meta.get_field("note").max_length
    if len(note) > longest:
        raise NotAllowed(f"The note has {len(note)} characters: shorten it to {longest}.")
    return note


def _needs_text(article):
    if article.latest_revision_id is None:
        raise NotAllowed(f"“{article}” has no text yet: save a revision first.")


# -- on the way to the public --------------------------------------------------------------------


@transaction.atomic
def submit(article, *, by, at, revision=None):
    """Hand a draft in for review. ``revision`` as in ``publish``."""
    held = _hold(article, "submit", revision=revision)
    _needs_text(held.article)
    Article.objects.filter(pk=held.article.pk).update(stage=Stage.IN_REVIEW)
    _note_act(held, Audited.SUBMITTED, by=by, at=at)
    article.refresh_from_db()
    return article


@transaction.atomic
def send_back(article, *, by, at):
    """Send an article in review back to its writer."""
    held = _hold(article, "send_back")
    Article.objects.filter(pk=held.article.pk).update(stage=Stage.DRAFT)
    _note_act(held, Audited.SENT_BACK, by=by, at=at)
    article.refresh_from_db()
    return article


@transaction.atomic
def schedule(article, *, by, at, publish_at, revision=None):
    """Have the latest revision published at ``publish_at`` by whoever comes first then.

    The article relies on the ledger at ``at``: scheduling is the last human
    act. News that contradicts or decides what it relies on holds it.
    ``revision`` as in ``publish``.
    """
    held = _hold(article, "schedule", with_ledgers=True, revision=revision)
    _needs_text(held.article)
    if publish_at <= at:
        raise NotAllowed(f"{with_zone(publish_at)} is not in the future: publish “{held.article}” instead.")
    if held.article.embargo_until and publish_at < held.article.embargo_until:
        raise UnderEmbargo(f"“{held.article}” is under embargo until {with_zone(held.article.embargo_until)}.")
    held.rely(at=at, by=Reliance.SCHEDULED)
    held.save_coverage(published_at=None)
    Article.objects.filter(pk=held.article.pk).update(
        stage=Stage.SCHEDULED, scheduled_for=publish_at, scheduled_by=by, held_at=None, held_because=""
    )
    held.touch_shows()
    _note_act(held, Audited.SCHEDULED, by=by, at=at, moment=publish_at.isoformat())
    tasks.publish_due.configure(schedule_at=publish_at).defer()
    article.refresh_from_db()
    return article


@transaction.atomic
def unschedule(article, *, by, at):
    """Take a scheduled or held article back into review."""
    _unschedule(_hold(article, "unschedule"), by=by, at=at)
    article.refresh_from_db()
    return article


@transaction.atomic
def free_if_held(article, *, by, at):
    """Take ``article`` back into review if news still holds it: its writer is at work on it."""
    try:
        held = _hold(article, "unschedule")
    except NotAllowed:
        return  # somebody published it anyway
    if held.article.held_at:
        _unschedule(held, by=by, at=at)


def _unschedule(held, *, by, at):
    for one in held.coverage:
        one.relied_at, one.relied_by, one.standing_id = None, "", None
        one.hand_set, one.hand_set_at = False, None
    held.save_coverage(published_at=None)
    Article.objects.filter(pk=held.article.pk).update(
        stage=Stage.IN_REVIEW, scheduled_for=None, scheduled_by=None, held_at=None, held_because=""
    )
    _note_act(held, Audited.UNSCHEDULED, by=by, at=at)


@transaction.atomic
def publish(article, *, by, at, revision=None, reports=None, implied=None):
    """Put the latest revision before the public, pinned to its shows' status as of ``at``.

    Also publishes a scheduled or held article at once. ``reports`` is the
    ``ledger.Change`` that the article itself reports: it is recorded, with what
    it implies, in the same transaction, so the news and the ledger cannot
    disagree. ``revision`` is the number of the latest one, as whoever publishes
    has read it; without it, whatever is latest goes out. Raises ``NotAllowed``
    from other stages, ``SavedMeanwhile`` where another revision is the latest,
    ``UnderEmbargo`` until its embargo lifts, and what ``status_changes.record`` raises.
    """
    held = _hold(article, "publish", with_ledgers=reports is None, revision=revision)
    if reports is not None:
        if reports.show.pk not in held.shows:
            raise NotAllowed(f"“{held.article}” does not cover “{reports.show}”, whose change it reports.")
        status_changes.record(reports, by=by, at=at, implied=implied)
        held = _hold(article, "publish", with_ledgers=True, revision=revision)
    locked = held.article
    _needs_text(locked)
    if locked.embargo_until and at < locked.embargo_until:
        raise UnderEmbargo(f"“{locked}” is under embargo until {with_zone(locked.embargo_until)}.")
    held.rely(at=at, by=Reliance.PUBLISHED)
    _go_public(held, at=at, by=by)
    article.refresh_from_db()
    return article


def _go_public(held, *, at, by, by_clock=False):
    article = held.article
    held.save_coverage(published_at=at)
    article.stage = Stage.PUBLISHED
    article.live_revision_id = article.latest_revision_id
    article.first_published_at = article.first_published_at or at
    article.published_at = article.modified_at = at
    article.scheduled_for = article.scheduled_by = article.held_at = None
    article.held_because = ""
    article.save()
    return _log(held, Act.PUBLISHED, at=at, by=by, by_clock=by_clock)


# Before each public page, and nearly always nothing.
_DUE = Prepared(lambda at: Article.objects.due(at).only("slug"))


def publish_due(*, at):
    """Publish what is due, or hold what news has overtaken; returns the articles that were published.

    The worker calls it at the moment, and so does every public request after
    it: whoever comes first. Each article is a transaction of its own, and one
    that fails does not keep the others waiting.
    """
    published = []
    for article in _DUE(at):
        try:
            if _publish_if_due(article, at=at):
                published.append(article)
        except Exception:
            logger.exception("“%s” is due and could not be published.", article.slug)
    return published


@transaction.atomic
def _publish_if_due(article, *, at):
    try:
        held = _hold(article, "publish", with_ledgers=True)
    except NotAllowed:
        return False  # somebody else came first
    locked = held.article
    if locked.stage != Stage.SCHEDULED or locked.held_at or locked.scheduled_for > at:
        return False
    if locked.embargo_until and at < locked.embargo_until:
        return False
    moment = max(locked.scheduled_for, locked.embargo_until or locked.scheduled_for)
    held.rely_fresh(at=moment, by=Reliance.PUBLISHED)
    held.save_coverage(published_at=None)
    with_pins = Article.objects.select_related("latest_revision").for_notices().get(pk=locked.pk)
    if overtaken := notices.overtaken(with_pins):
        because = " ".join(str(told.sentences[0]) for told in overtaken)[:500]
        Article.objects.filter(pk=locked.pk).update(held_at=at, held_because=because)
        _note_act(held, Audited.HELD, by=None, at=at, note=because)
        tasks.tell_held.defer(article=locked.pk)
        return False
    _go_public(held, at=moment, by=locked.scheduled_by, by_clock=True)
    article.refresh_from_db()
    return True


# -- when it is public ---------------------------------------------------------------------------


@transaction.atomic
def update(article, *, by, at, substantive, correction="", revision=None):
    """Put the latest revision of a published article before the public.

    A ``substantive`` update relies on the ledger anew; a fixed typo does not.
    ``correction`` is the public note that we were wrong; it does not rely anew
    by itself. ``revision`` as in ``publish``.
    """
    held = _hold(article, "update", with_ledgers=True, revision=revision)
    locked = held.article
    note = _note(correction)
    if locked.live_revision_id == locked.latest_revision_id and not substantive and not note:
        raise NotAllowed(f"“{locked}” has no text that readers do not see already.")
    if substantive:
        held.rely(at=at, by=Reliance.UPDATED)
    else:
        held.rely_fresh(at=at, by=Reliance.UPDATED)
    held.save_coverage(published_at=locked.published_at)
    if note:
        Correction.objects.create(article=locked, text=note, corrected_at=at, by=by)
    locked.live_revision_id = locked.latest_revision_id
    locked.modified_at = at
    locked.save(update_fields=["live_revision", "modified_at"])
    _log(held, Act.CORRECTED if note else Act.UPDATED, at=at, by=by, note=note, substantive=substantive)
    article.refresh_from_db()
    return article


@transaction.atomic
def review(article, *, by, at, note=""):
    """Say that a published article is still right: it relies on the ledger anew, without a change of text."""
    held = _hold(article, "review", with_ledgers=True)
    held.rely(at=at, by=Reliance.REVIEWED)
    held.save_coverage(published_at=held.article.published_at)
    Article.objects.filter(pk=held.article.pk).update(modified_at=at)
    _log(held, Act.REVIEWED, at=at, by=by, note=_note(note))
    article.refresh_from_db()
    return article


@transaction.atomic
def redate(article, *, by, at, published_at):
    """Give a published article another date. Feeds keep the date of the first publication.

    Where the article last relied on the ledger by being published, it relies on
    it as of the new date.
    """
    held = _hold(article, "redate", with_ledgers=True)
    if published_at > at:
        raise NotAllowed("An article cannot be dated into the future: schedule it instead.")
    before = held.article.published_at
    relied = [one for one in held.coverage if one.relied_by == Reliance.PUBLISHED]
    pins.rely(relied, at=published_at, by=Reliance.PUBLISHED, tables=held.tables, histories=held.histories)
    held.save_coverage(published_at=published_at)
    Article.objects.filter(pk=held.article.pk).update(published_at=published_at, modified_at=at)
    _log(held, Act.REDATED, at=at, by=by, before=before.isoformat(), after=published_at.isoformat())
    article.refresh_from_db()
    return article


@transaction.atomic
def preview_redate(article, *, by, at, published_at):
    """What ``redate`` would do to the notice of ``article``: ``(before, after)``. It is done and taken back."""
    before = _notice(article)
    savepoint = transaction.savepoint_create()
    redate(article, by=by, at=at, published_at=published_at)
    after = _notice(article)
    transaction.savepoint_rollback(savepoint)
    article.refresh_from_db()
    return before, after


def _notice(article):
    return notices.for_article(Article.objects.select_related("live_revision").for_notices().get(pk=article.pk))


@transaction.atomic
def withdraw(article, *, by, at, note=""):
    """Take a published article from the public; its address answers with the public ``note``. Pins stay."""
    held = _hold(article, "withdraw")
    held.save_coverage(published_at=None)
    held.article.stage, held.article.modified_at = Stage.WITHDRAWN, at
    held.article.save(update_fields=["stage", "modified_at"])
    _log(held, Act.WITHDRAWN, at=at, by=by, note=_note(note))
    article.refresh_from_db()
    return article


@transaction.atomic
def restore(article, *, by, at):
    """Put a withdrawn article before the public again, as it was: what it relies on does not move."""
    held = _hold(article, "restore")
    held.save_coverage(published_at=held.article.published_at)
    held.article.stage, held.article.modified_at = Stage.PUBLISHED, at
    held.article.save(update_fields=["stage", "modified_at"])
    _log(held, Act.RESTORED, at=at, by=by)
    article.refresh_from_db()
    return article
