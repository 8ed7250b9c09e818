"""Stage by stage: draft, in review, approved, scheduled, published, withdrawn.

Every act holds the article by ``articles.holding``, where stands at which stages
it is possible.
"""

from __future__ import annotations

import logging

from django.db import transaction

from articles import comments, notices, outcomes, pins, status_changes, tasks, updates
from articles import reports as reporting
from articles.holding import (
    NotAllowed,
    PublishedMeanwhile,
    SavedMeanwhile,
    UnderEmbargo,
    hold,
    is_embargoed,
    log,
    needs_text,
    note_act,
    public_note,
    wrote_it,
)
from articles.models import Article, Outcome, Publication, Reliance, Stage
from articles.models.audit import Act as Audited
from newsroom.lib.periods import with_zone
from newsroom.lib.prepared import Prepared

__all__ = ["NotAllowed", "PublishedMeanwhile", "SavedMeanwhile", "UnderEmbargo"]

Act = Publication.Act
logger = logging.getLogger(__name__)

NOT_SCHEDULED = {"scheduled_for": None, "scheduled_by": None, "held_at": None, "held_because": ""}
NOT_APPROVED = {"approved_revision": None, "approved_by": None, "approved_at": None}

# -- on the way to the public --------------------------------------------------------------------


@transaction.atomic
def submit(article, *, by, at, revision=None):
    """Hand a draft in for review. ``revision`` as in ``publish``."""
    held = hold(article, "submit", revision=revision)
    needs_text(held.article)
    Article.objects.filter(pk=held.article.pk).update(stage=Stage.IN_REVIEW)
    note_act(held, Audited.SUBMITTED, by=by, at=at)
    article.refresh_from_db()
    return article


@transaction.atomic
def approve(article, *, by, at, revision=None):
    """Say that the latest revision, which somebody else saved, may go out. ``revision`` as in ``publish``.

    It holds for that revision: once another is saved, the article is in review again.
    """
    held = hold(article, "approve", revision=revision)
    locked = held.article
    if wrote_it(locked, by):
        number = locked.latest_revision.number
        raise NotAllowed(f"You saved revision {number} of “{locked}” yourself: somebody else approves it.")
    approval = {"approved_revision": locked.latest_revision_id, "approved_by": by, "approved_at": at}
    Article.objects.filter(pk=locked.pk).update(stage=Stage.APPROVED, **approval)
    note_act(held, Audited.APPROVED, by=by, at=at)
    article.refresh_from_db()
    return article


@transaction.atomic
def send_back(article, *, by, at, comment):
    """Send an article in review, or approved, back to its writer, with a comment that says what is to be done."""
    held = hold(article, "send_back")
    Article.objects.filter(pk=held.article.pk).update(stage=Stage.DRAFT, **NOT_APPROVED)
    comments.say(held.article, comment, by=by, at=at, sent_back=True)
    note_act(held, Audited.SENT_BACK, by=by, at=at)
    article.refresh_from_db()
    return article


@transaction.atomic
def schedule(article, *, by, at, publish_at, revision=None, seen=None):
    """Have the latest revision published at ``publish_at`` by whoever comes first then.

    The article relies on the ledger at ``at``: scheduling is the last human
    act. News that contradicts or decides what it relies on holds it.
    What it reports is recorded at its moment, and of that show it relies on that.
    ``revision`` and ``seen`` as in ``publish``.
    """
    held = hold(article, "schedule", with_ledgers=True, revision=revision)
    needs_text(held.article)
    if publish_at <= at:
        raise NotAllowed(f"{with_zone(publish_at)} is not in the future: publish “{held.article}” instead.")
    if is_embargoed(held.article, publish_at):
        raise UnderEmbargo(f"“{held.article}” is under embargo until {with_zone(held.article.embargo_until)}.")
    report = reporting.foresee(held.article, by=by, at=publish_at, seen=seen)
    held.rely(at=at, by=Reliance.SCHEDULED, without=report and report.show_id)
    held.save_coverage(published_at=None)
    Article.objects.filter(pk=held.article.pk).update(
        stage=Stage.SCHEDULED, scheduled_for=publish_at, scheduled_by=by, held_at=None, held_because=""
    )
    held.touch_shows()
    note_act(held, Audited.SCHEDULED, by=by, at=at, moment=publish_at.isoformat())
    tasks.publish_due.configure(schedule_at=publish_at).defer()
    article.refresh_from_db()
    return article


@transaction.atomic
def unschedule(article, *, by, at):
    """Take a scheduled or held article back into review; what is as it was approved stays approved."""
    _unschedule(hold(article, "unschedule"), by=by, at=at)
    article.refresh_from_db()
    return article


@transaction.atomic
def free_if_held(article, *, by, at):
    """Take ``article``, or its update, off the schedule if news still holds it: somebody is at work on it."""
    try:
        held = hold(article, "unschedule")
    except NotAllowed:
        updates.free_if_held(article, by=by, at=at)  # somebody published it anyway, or long ago
        return
    if held.article.held_at:
        _unschedule(held, by=by, at=at)


def _unschedule(held, *, by, at):
    forget_reliance(held)
    # What news has overtaken was approved before the news.
    keeps = held.article.is_reviewed and not held.article.held_at
    back = {"stage": Stage.APPROVED} if keeps else {"stage": Stage.IN_REVIEW, **NOT_APPROVED}
    Article.objects.filter(pk=held.article.pk).update(**NOT_SCHEDULED, **back)
    note_act(held, Audited.UNSCHEDULED, by=by, at=at)


def forget_reliance(held):
    """What is not on its way out relies on nothing."""
    for one in held.coverage:
        one.relied_at, one.relied_by, one.standing_id = None, "", None
        one.hand_set, one.hand_set_at = False, None
    held.save_coverage(published_at=None)


@transaction.atomic
def publish(article, *, by, at, revision=None, reports=None, implied=None, seen=None):
    """Put the latest revision before the public, pinned to its shows' status as of ``at``.

    Also publishes a scheduled or held article at once. What nobody has approved
    goes out all the same, and is logged as unreviewed. ``reports`` is the
    ``ledger.Change`` that the article itself reports: it is recorded, with what
    it implies, in the same transaction, so the news and the ledger cannot
    disagree; else what is kept with it as its report is, as ``seen`` names what
    ``reports.look`` has shown. ``revision`` is the number of the latest one, as whoever publishes
    has read it; without it, whatever is latest goes out. Raises ``NotAllowed``
    from other stages, ``SavedMeanwhile`` where another revision is the latest,
    ``UnderEmbargo`` until its embargo lifts, and what ``status_changes.record`` raises.
    """
    held = hold(article, "publish", with_ledgers=reports is None, revision=revision)
    if reports is not None:
        if reports.show.pk not in held.shows:
            raise NotAllowed(f"“{held.article}” does not cover “{reports.show}”, whose change it reports.")
        status_changes.record(reports, by=by, at=at, implied=implied)
        held = hold(article, "publish", with_ledgers=True, revision=revision)
    elif reporting.record(held.article, by=by, at=at, seen=seen):
        held = hold(article, "publish", with_ledgers=True, revision=revision)
    locked = held.article
    needs_text(locked)
    if is_embargoed(locked, at):
        raise UnderEmbargo(f"“{locked}” is under embargo until {with_zone(locked.embargo_until)}.")
    held.rely(at=at, by=Reliance.PUBLISHED)
    _go_public(held, at=at, by=by)
    article.refresh_from_db()
    return article


def _go_public(held, *, at, by, by_clock=False):
    article = held.article
    unreviewed = not article.is_reviewed
    held.save_coverage(published_at=at)
    article.stage = Stage.PUBLISHED
    article.live_revision_id = article.latest_revision_id
    article.first_published_at = article.first_published_at or at
    article.published_at = article.modified_at = at
    article.scheduled_for = article.scheduled_by = article.held_at = None
    article.held_because = ""
    article.save()
    return log(held, Act.PUBLISHED, at=at, by=by, by_clock=by_clock, unreviewed=unreviewed)


# Before each public page, and nearly always nothing.
_DUE = Prepared(lambda at: Article.objects.coming_out(at).only("slug", "stage"))


def publish_due(*, at):
    """Publish and update what is due, or hold what news has overtaken; returns the articles that went out.

    The worker calls it at the moment, and so does every public request after
    it: whoever comes first. Each article is a transaction of its own, and one
    that fails does not keep the others waiting.
    """
    published = []
    for article in _DUE(at):
        try:
            first = article.stage == Stage.SCHEDULED
            if _publish_if_due(article, at=at) if first else updates.publish_if_due(article, at=at):
                published.append(article)
        except Exception:
            logger.exception("“%s” is due and could not be published.", article.slug)
    return published


@transaction.atomic
def _publish_if_due(article, *, at):
    try:
        held = hold(article, "publish", with_ledgers=True)
    except NotAllowed:
        return False  # somebody else came first
    locked = held.article
    if locked.stage != Stage.SCHEDULED or locked.held_at or locked.scheduled_for > at:
        return False
    if is_embargoed(locked, at):
        return False
    moment = max(locked.scheduled_for, locked.embargo_until or locked.scheduled_for)
    try:
        held = _rely_at_its_moment(held, at=moment)
    except NotAllowed as overtaken:
        because = str(overtaken)[:500]
        Article.objects.filter(pk=locked.pk).update(held_at=at, held_because=because)
        note_act(held, Audited.HELD, by=None, at=at, note=because)
        return False
    _go_public(held, at=moment, by=locked.scheduled_by, by_clock=True)
    article.refresh_from_db()
    return True


@transaction.atomic
def _rely_at_its_moment(held, *, at):
    """Record what the article reports, and rely on the ledger where it doesn't yet; returns it held anew.

    Raises ``NotAllowed`` where news has overtaken it, and then nothing is done.
    """
    if reporting.record_as_foreseen(held.article, by=held.article.scheduled_by, at=at):
        held = hold(held.article, "publish", with_ledgers=True)
    held.rely_fresh(at=at, by=Reliance.PUBLISHED)
    held.save_coverage(published_at=None)
    with_pins = Article.objects.select_related("latest_revision").for_notices().get(pk=held.article.pk)
    if overtaken := notices.overtaken(with_pins):
        raise NotAllowed(notices.because(overtaken))
    return held


# -- when it is public ---------------------------------------------------------------------------


@transaction.atomic
def update(article, *, by, at, substantive, correction="", revision=None, seen=None):
    """Put the latest revision of a published article before the public.

    A ``substantive`` update relies on the ledger anew; a fixed typo does not.
    ``correction`` is the public note that we were wrong; it does not rely anew
    by itself. An update that was scheduled goes, as this takes its place.
    ``revision`` and ``seen`` as in ``publish``.
    """
    held = hold(article, "update", with_ledgers=True, revision=revision)
    if substantive and reporting.record(held.article, by=by, at=at, seen=seen):
        held = hold(article, "update", with_ledgers=True, revision=revision)
    locked = held.article
    note = public_note(correction)
    if locked.live_revision_id == locked.latest_revision_id and not substantive and not note:
        raise NotAllowed(f"“{locked}” has no text that readers do not see already.")
    if substantive:
        outcomes.settle(held, Outcome.Kind.UPDATED, by=by, at=at, reason=note)
        held.rely(at=at, by=Reliance.UPDATED)
    else:
        held.rely_fresh(at=at, by=Reliance.UPDATED)
    held.save_coverage(published_at=locked.published_at)
    # The latest revision is no older than what was to go out later.
    updates.drop(held, by=by, at=at)
    updates.put_live(held, locked.latest_revision, by=by, at=at, substantive=substantive, note=note)
    article.refresh_from_db()
    return article


@transaction.atomic
def review(article, *, by, at, note="", revision=None):
    """Say that a published article is still right: it relies on the ledger anew, without a change of text.

    ``revision`` is the number of the one that readers see, as whoever reviews
    has read it; raises ``PublishedMeanwhile`` where they see another.
    """
    held = hold(article, "review", with_ledgers=True)
    if revision is not None and held.article.live_revision.number != revision:
        raise PublishedMeanwhile(held.article, read=revision)
    note = public_note(note)
    outcomes.settle(held, Outcome.Kind.REVIEWED, by=by, at=at, reason=note)
    held.rely(at=at, by=Reliance.REVIEWED)
    held.save_coverage(published_at=held.article.published_at)
    Article.objects.filter(pk=held.article.pk).update(modified_at=at)
    log(held, Act.REVIEWED, at=at, by=by, note=note)
    article.refresh_from_db()
    return article


@transaction.atomic
def redate(article, *, by, at, published_at):
    """Give a published article another date. Feeds keep the date of the first publication.

    Where the article last relied on the ledger by being published, it relies on
    it as of the new date.
    """
    held = hold(article, "redate", with_ledgers=True)
    if published_at > at:
        raise NotAllowed("An article cannot be dated into the future: schedule it instead.")
    before = held.article.published_at
    turned = outcomes.turns_of(held.article)
    relied = [one for one in held.coverage if one.relied_by == Reliance.PUBLISHED]
    pins.rely(relied, at=published_at, by=Reliance.PUBLISHED, tables=held.tables, histories=held.histories)
    held.save_coverage(published_at=published_at)
    Article.objects.filter(pk=held.article.pk).update(published_at=published_at, modified_at=at)
    outcomes.settle(held, Outcome.Kind.REDATED, outcomes.left(held.article, turned), by=by, at=at)
    log(held, Act.REDATED, at=at, by=by, before=before.isoformat(), after=published_at.isoformat())
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
    held, note = hold(article, "withdraw"), public_note(note)
    outcomes.settle(held, Outcome.Kind.WITHDRAWN, by=by, at=at, reason=note)
    held.save_coverage(published_at=None)
    updates.drop(held, by=by, at=at)
    held.article.stage, held.article.modified_at = Stage.WITHDRAWN, at
    held.article.save(update_fields=["stage", "modified_at"])
    log(held, Act.WITHDRAWN, at=at, by=by, note=note)
    article.refresh_from_db()
    return article


@transaction.atomic
def restore(article, *, by, at):
    """Put a withdrawn article before the public again, as it was: what it relies on does not move."""
    held = hold(article, "restore")
    held.save_coverage(published_at=held.article.published_at)
    held.article.stage, held.article.modified_at = Stage.PUBLISHED, at
    held.article.save(update_fields=["stage", "modified_at"])
    log(held, Act.RESTORED, at=at, by=by)
    article.refresh_from_db()
    return article
