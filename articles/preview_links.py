"""Preview links: made, revoked, and followed by somebody outside of the newsroom."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction

from articles import audit
from articles.holding import refuse_sealed
from articles.models import Article, PreviewLink, Stage
from articles.models.audit import Act
from articles.models.previews import LONGEST_LIFE

DAYS, MOST_DAYS = 7, LONGEST_LIFE.days
MOST_LINKS = 20  # that work at a time, of one article
TOKEN_BYTES = 32


class NotPossible(Exception):
    """The link cannot be made."""


def hashed(token):
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make(article, *, by, at, days=DAYS, revision=None):
    """Make a link to the draft of ``article``; returns it with its token, which nobody can tell again.

    It leads to ``revision``, or else always to the latest. Raises
    ``NotPossible`` for an article that is withdrawn or has no text.
    """
    article = Article.objects.select_for_update(of=("self",), no_key=True).get(pk=article.pk)
    refuse_sealed(article)
    if article.stage == Stage.WITHDRAWN:
        raise NotPossible(f"“{article}” is withdrawn: nobody outside reads it. Restore it first.")
    if article.latest_revision_id is None:
        raise NotPossible(f"“{article}” has no text yet: save a revision first.")
    if not 1 <= days <= MOST_DAYS:
        raise NotPossible(f"A link works for 1 to {MOST_DAYS} days.")
    if article.preview_links.working(at).count() >= MOST_LINKS:
        raise NotPossible(f"“{article}” has {MOST_LINKS} links that work: revoke one that nobody needs.")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    link = PreviewLink.objects.create(
        article=article,
        revision=revision,
        token_hash=hashed(token),
        made_by=by,
        made_at=at,
        expires_at=at + timedelta(days=days),
    )
    audit.note(article, Act.LINKED, by=by, at=at, revision=revision, moment=link.expires_at.isoformat())
    return link, token


@transaction.atomic
def revoke(link, *, by, at):
    """End ``link`` at once; one that has ended already stays as it is."""
    if PreviewLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_by=by, revoked_at=at):
        audit.note(link.article, Act.REVOKED, by=by, at=at, revision=link.revision_id)
    link.refresh_from_db()
    return link


def followed(token, *, at):
    """The link of ``token`` with its article, or ``None``: expired, revoked and unknown are the same."""
    links = PreviewLink.objects.working(at).select_related("article", "revision")
    return links.filter(token_hash=hashed(token)).first()
