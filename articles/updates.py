"""Changes of published articles: put before readers, at once or at a moment to come."""

from __future__ import annotations

from django.db import transaction

from articles import notices, outcomes, reports, tasks
from articles.holding import (
    NotAllowed,
    UnderEmbargo,
    hold,
    is_embargoed,
    log,
    note_act,
    public_note,
)
from articles.models import (
    Article,
    Correction,
    Outcome,
    Publication,
    Reliance,
    Revision,
    ScheduledUpdate,
)
from articles.models.audit import Act as Audited
from newsroom.lib.periods import with_zone

What = ScheduledUpdate.What


def put_live(held, revision, *, by, at, substantive, note="", by_clock=False):
    """Put ``revision`` before readers in place of what they see, as the last act of the transaction."""
    article = held.article
    if note:
        Correction.objects.create(article=article, text=note, corrected_at=at, by=by)
    article.live_revision, article.modified_at = revision, at
    article.save(update_fields=["live_revision", "modified_at"])
    act = Publication.Act.CORRECTED if note else Publication.Act.UPDATED
    log(held, act, at=at, by=by, by_clock=by_clock, note=note, substantive=substantive)


@transaction.atomic
def schedule(article, *, by, at, publish_at, revision, what, note="", seen=None):
    """Have the revision of this number go before readers of a published article at ``publish_at``.

    ``what`` is a ``ScheduledUpdate.What``. What is brought up to date relies on
    the ledger at ``at``, and is held where news has contradicted that by its
    moment; what the article reports is recorded at that, as ``seen`` names what
    ``reports.look`` has shown. Another that was scheduled before goes. Returns
    the ``ScheduledUpdate``.
    """
    held = hold(article, "schedule_update")
    locked, note = held.article, public_note(note)
    if publish_at <= at:
        raise NotAllowed(f"{with_zone(publish_at)} is not in the future: publish the changes of “{locked}” instead.")
    if is_embargoed(locked, publish_at):
        raise UnderEmbargo(f"“{locked}” is under embargo until {with_zone(locked.embargo_until)}.")
    if (what == What.CORRECTION) != bool(note):
        raise NotAllowed("A correction needs its public note, and nothing else has one.")
    if what == What.SUBSTANTIVE:
        reports.foresee(locked, by=by, at=publish_at, seen=seen)
    ScheduledUpdate.objects.update_or_create(
        article=locked,
        defaults={
            "revision": _chosen(locked, revision, what),
            "publish_at": publish_at,
            "what": what,
            "note": note,
            "by": by,
            "at": at,
            "held_at": None,
            "held_because": "",
        },
    )
    note_act(held, Audited.SCHEDULED_UPDATE, by=by, at=at, moment=publish_at.isoformat(), number=revision, what=what)
    tasks.publish_due.configure(schedule_at=publish_at).defer()
    return ScheduledUpdate.objects.get(article=locked)


def _chosen(article, number, what):
    revision = Revision.objects.filter(article=article, number=number).first()
    if revision is None:
        raise NotAllowed(f"“{article}” has no revision {number}: choose another.")
    live = article.live_revision.number
    if number < live:
        raise NotAllowed(
            f"Readers see revision {live} already: choose a newer one, or restore revision {number} first."
        )
    if number == live and what == What.MINOR:
        raise NotAllowed(f"Readers see revision {live} already: choose a newer one.")
    return revision


@transaction.atomic
def cancel(article, *, by, at):
    """Take the scheduled update of ``article`` back: readers see what they see."""
    held = hold(article, "cancel_update")
    if not drop(held, by=by, at=at):
        raise NotAllowed(f"No changes of “{held.article}” are scheduled.")


def drop(held, *, by, at):
    """Whatever was scheduled for a held article goes; returns whether anything was."""
    gone, _ = ScheduledUpdate.objects.filter(article=held.article).delete()
    if gone:
        note_act(held, Audited.CANCELED_UPDATE, by=by, at=at)
    return bool(gone)


@transaction.atomic
def free_if_held(article, *, by, at):
    """Take back what news holds: its writer is at work on it."""
    try:
        held = hold(article, "cancel_update")
    except NotAllowed:
        return
    if ScheduledUpdate.objects.filter(article=held.article, held_at__isnull=False).exists():
        drop(held, by=by, at=at)


@transaction.atomic
def publish_if_due(article, *, at):
    """Put the scheduled update of ``article`` before readers, or hold it; returns whether it was published."""
    try:
        held = hold(article, "update", with_ledgers=True)
    except NotAllowed:
        return False  # somebody else came first
    due = ScheduledUpdate.objects.filter(article=held.article, held_at=None, publish_at__lte=at)
    update = due.select_related("revision", "by").first()
    if update is None or is_embargoed(held.article, at):
        return False
    substantive = update.what == What.SUBSTANTIVE
    moment = max(update.publish_at, held.article.embargo_until or update.publish_at)
    turned = outcomes.turns_of(held.article) if substantive else []
    if substantive:
        try:
            held = _rely_on_schedule(held, update, at=moment)
        except NotAllowed as overtaken:
            _hold_back(held, update, str(overtaken)[:500], at=at)
            return False
    else:
        held.rely_fresh(at=moment, by=Reliance.UPDATED)
        held.save_coverage(published_at=held.article.published_at)
    update.delete()
    if substantive:
        outcomes.settle(held, Outcome.Kind.UPDATED, turned, by=update.by, at=moment, reason=update.note)
    put_live(held, update.revision, by=update.by, at=moment, substantive=substantive, note=update.note, by_clock=True)
    article.refresh_from_db()
    return True


@transaction.atomic
def _rely_on_schedule(held, update, *, at):
    """Rely on the ledger as of the scheduling, and on what the article reports; returns it held anew.

    Raises ``NotAllowed`` where news has overtaken it, and then nothing relies anew.
    """
    report = reports.record_as_foreseen(held.article, by=update.by, at=at)
    if report:
        held = hold(held.article, "update", with_ledgers=True)
        held.rely(at=at, by=Reliance.UPDATED)
    held.rely(at=update.at, by=Reliance.PREPARED, without=report and report.show_id)
    held.save_coverage(published_at=held.article.published_at)
    if overtaken := notices.overtaken(Article.objects.for_notices().get(pk=held.article.pk)):
        raise NotAllowed(notices.because(overtaken))
    return held


def _hold_back(held, update, because, *, at):
    ScheduledUpdate.objects.filter(pk=update.pk).update(held_at=at, held_because=because)
    note_act(held, Audited.HELD_UPDATE, by=None, at=at, note=because)
