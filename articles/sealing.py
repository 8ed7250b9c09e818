"""Withdrawn for legal reasons: gone at once for everybody, sealed at the desk, and restored by two people.

What was public stays withdrawn in every list by its stage; what tells it apart
is ``Article.sealed_at``: its address says nothing of it, and at the desk only
those find it who may seal and unseal articles.
"""

from __future__ import annotations

from django.db import transaction

from articles import outcomes, updates
from articles.holding import NotAllowed, hold, log, note_act
from articles.models import Article, Outcome, PreviewLink, Publication, Sealing, Stage
from articles.models.audit import Act as Audited
from articles.workflow import NOT_APPROVED, NOT_SCHEDULED, forget_reliance
from newsroom.lib.periods import with_zone
from newsroom.lib.text import one_line

LONGEST = Sealing._meta.get_field("reason").max_length
UNDONE = {"asked_because": "", "asked_at": None, "asked_by": None}
RETURNS_TO = {Stage.SCHEDULED: Stage.IN_REVIEW, Stage.APPROVED: Stage.IN_REVIEW}


@transaction.atomic
def seal(article, *, reason, by, at):
    """Withdraw ``article`` for legal reasons, wherever it stands. ``reason`` is for those only who may do so.

    Links for outsiders end. Whoever restores it brings it back to where it
    stood, but for a schedule or an approval.
    """
    held = hold(article, "seal")
    locked, reason = held.article, _said(reason)
    returns_to = RETURNS_TO.get(locked.stage, locked.stage)
    was_public, turned = locked.is_public, outcomes.turns_of(locked)
    if locked.stage == Stage.SCHEDULED:
        forget_reliance(held)
    stage = Stage.WITHDRAWN if was_public else returns_to
    Article.objects.filter(pk=locked.pk).update(sealed_at=at, stage=stage, **NOT_SCHEDULED, **NOT_APPROVED)
    Sealing.objects.create(article=locked, reason=reason, at=at, by=by, stage=returns_to)
    updates.drop(held, by=by, at=at)
    PreviewLink.objects.filter(article=locked, revoked_at=None).update(revoked_at=at, revoked_by=by)
    if was_public:
        # Why, is for those only who may seal.
        outcomes.settle(held, Outcome.Kind.WITHDRAWN, turned, by=by, at=at)
        held.save_coverage(published_at=None)
        Article.objects.filter(pk=locked.pk).update(modified_at=at)
        log(held, Publication.Act.WITHDRAWN, at=at, by=by, audited=Audited.SEALED)
    else:
        note_act(held, Audited.SEALED, by=by, at=at)
    article.refresh_from_db()
    return article


@transaction.atomic
def ask(article, *, reason, by, at):
    """Ask that ``article`` be restored: somebody else confirms it."""
    held = hold(article, "ask_restoration")
    sealing, reason = _standing(held.article), _said(reason)
    if sealing.asked_by_id is not None:
        when = with_zone(sealing.asked_at)
        raise NotAllowed(f"{sealing.asked_by} asked for it on {when} already: confirm that, or leave it.")
    Sealing.objects.filter(pk=sealing.pk).update(asked_because=reason, asked_at=at, asked_by=by)
    note_act(held, Audited.RESTORATION_ASKED, by=by, at=at)
    return article


@transaction.atomic
def take_back(article, *, by, at):
    """Take back one's own request that ``article`` be restored."""
    held = hold(article, "take_back")
    sealing = _standing(held.article)
    if sealing.asked_by_id is None or sealing.asked_by_id != by.pk:
        raise NotAllowed("Only who asked for the restoration takes the request back.")
    Sealing.objects.filter(pk=sealing.pk).update(**UNDONE)
    note_act(held, Audited.RESTORATION_TAKEN_BACK, by=by, at=at)
    return article


@transaction.atomic
def restore(article, *, by, at):
    """Confirm what somebody else asked for: ``article`` stands again where it stood."""
    held = hold(article, "confirm_restoration")
    sealing = _standing(held.article)
    if sealing.asked_by_id is None:
        raise NotAllowed("Nobody has asked for its restoration: ask for it, and somebody else confirms.")
    if sealing.asked_by_id == by.pk:
        raise NotAllowed("You asked for its restoration yourself: somebody else confirms it.")
    Sealing.objects.filter(pk=sealing.pk).update(lifted_at=at, lifted_by=by)
    Article.objects.filter(pk=held.article.pk).update(sealed_at=None, stage=sealing.stage)
    if sealing.stage == Stage.PUBLISHED:
        Article.objects.filter(pk=held.article.pk).update(modified_at=at)
        held.save_coverage(published_at=held.article.published_at)
        log(held, Publication.Act.RESTORED, at=at, by=by, audited=Audited.UNSEALED)
    else:
        note_act(held, Audited.UNSEALED, by=by, at=at)
    article.refresh_from_db()
    return article


def standing(article):
    """The ``Sealing`` that holds ``article``, or ``None``."""
    if article.sealed_at is None:
        return None
    return Sealing.objects.standing().select_related("by", "asked_by").get(article=article)


def why_not(act, sealing, *, by):
    """Why ``act`` is not for ``by`` to do now, as ``holding.why_not`` tells it."""
    asked, own = sealing.asked_by_id is not None, sealing.asked_by_id == by.pk
    if act == "ask_restoration":
        return f"{sealing.asked_by} asked for it already" if asked else ""
    if not asked:
        return "nobody has asked for its restoration yet"
    if act == "take_back":
        return "" if own else f"only {sealing.asked_by}, who asked, takes the request back"
    return "you asked for it yourself: somebody else confirms it" if own else ""


def _standing(locked):
    return Sealing.objects.standing().select_for_update(of=("self",)).select_related("asked_by").get(article=locked)


def _said(reason):
    reason = one_line(reason)
    if not reason:
        raise NotAllowed("Give the reason: those who decide on its restoration need it.")
    if len(reason) > LONGEST:
        raise NotAllowed(f"The reason has {len(reason):,} characters: shorten it to {LONGEST:,}.")
    return reason
