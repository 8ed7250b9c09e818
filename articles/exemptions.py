"""Articles and single subjects that carry no notice: an obituary, a review, a piece from the archive."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F

from articles import audit, clock, outcomes, pins
from articles.holding import refuse_sealed
from articles.models import Article, Coverage, Exemption, Outcome
from newsroom.lib.text import one_line
from shows import ledger
from shows.models import Show


class NeedsReason(Exception):
    """An exemption without a reason."""


@transaction.atomic
def exempt(article, *, reason, by, at, coverage=None):
    """Let ``article``, or one subject of it, carry no notice from now on; returns the logged ``Exemption``."""
    return _set(article, True, reason=reason, by=by, at=at, coverage=coverage)


@transaction.atomic
def lift(article, *, reason, by, at, coverage=None):
    """Let ``article``, or one subject of it, carry its notice again; returns the logged ``Exemption``."""
    return _set(article, False, reason=reason, by=by, at=at, coverage=coverage)


def _set(article, is_exempt, *, reason, by, at, coverage):
    reason = one_line(reason)
    if not reason:
        raise NeedsReason("Give the reason: it is logged, and others will ask.")
    if len(reason) > (longest := Exemption._meta.get_field("reason").max_length):
        raise NeedsReason(f"The reason has {len(reason)} characters: shorten it to {longest}.")
    if coverage is not None and coverage.article_id != article.pk:
        raise ValidationError(f"“{article}” does not cover this: choose one of its own shows.")
    shows = ledger.lock(Coverage.objects.filter(article=article).values_list("show", flat=True))
    locked = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    refuse_sealed(locked)
    turned = outcomes.turns_of(locked, coverage=coverage)
    if coverage is None:
        Article.objects.filter(pk=locked.pk).update(is_exempt=is_exempt)
    else:
        Coverage.objects.filter(pk=coverage.pk, article=locked).update(is_exempt=is_exempt)
    if locked.first_published_at:
        Article.objects.filter(pk=locked.pk).update(modified_at=at)
    Show.objects.filter(pk__in=shows).update(version=F("version") + 1)
    log = Exemption.objects.create(
        article=locked,
        coverage_of=str(coverage) if coverage else "",
        act=Exemption.Act.EXEMPTED if is_exempt else Exemption.Act.LIFTED,
        reason=reason,
        at=at,
        by=by,
    )
    audit.note(locked, log.act, by=by, at=at, note=reason, subject=log.coverage_of)
    if not is_exempt and locked.is_public:
        # It waits for a decision again.
        again = Coverage.objects.filter(article=locked) if coverage is None else Coverage.objects.filter(pk=coverage.pk)
        pins.note_newest(set(again.values_list("standing", flat=True)), locked.published_at)
    settled = is_exempt and outcomes.write(locked, Outcome.Kind.EXEMPTED, turned, by=by, at=at, reason=reason)
    log.seq, _ = clock.advance(exemptions=[log.pk], outcomes=[settled.pk] if settled else ())
    article.refresh_from_db()
    return log
