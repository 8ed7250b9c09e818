"""Comments on an article, among those who read it at the desk: said, and resolved."""

from __future__ import annotations

from django.db import transaction

from articles import audit
from articles.holding import NotAllowed, refuse_sealed
from articles.models import Article, Comment
from articles.models.audit import Act
from articles.models.comments import LONGEST
from newsroom.lib.text import without_controls


class NotSaid(NotAllowed):
    """A comment that says nothing, or too much."""


@transaction.atomic
def say(article, text, *, by, at, sent_back=False):
    """Comment on ``article`` as it is now, and return the ``Comment``. Lines stay lines. Raises ``NotSaid``."""
    text = without_controls(text).replace("\r\n", "\n").strip()
    if not text:
        raise NotSaid("Write what is to be said: an empty comment helps nobody.")
    if len(text) > LONGEST:
        raise NotSaid(f"The comment has {len(text):,} characters: shorten it to {LONGEST:,}.")
    found = Article.objects.only("latest_revision", "sealed_at").get(pk=article.pk)
    refuse_sealed(found)
    latest = found.latest_revision_id
    comment = Comment.objects.create(article=article, revision_id=latest, by=by, at=at, text=text, sent_back=sent_back)
    if not sent_back:  # else the act has its own line
        audit.note(article, Act.COMMENTED, by=by, at=at, revision=latest)
    return comment


@transaction.atomic
def resolve(comment, *, by, at):
    """Say that ``comment`` is dealt with; one that is already stays as it is."""
    if Comment.objects.open().filter(pk=comment.pk).update(resolved_by=by, resolved_at=at):
        audit.note(comment.article, Act.RESOLVED, by=by, at=at, revision=comment.revision_id)
    comment.refresh_from_db()
    return comment


def last_sent_back(articles):
    """By the pk of each of ``articles`` that is a draft again: the open comment with which it was sent back last."""
    found = Comment.objects.open().filter(article__in=articles, sent_back=True).select_related("by")
    return {comment.article_id: comment for comment in found.order_by("pk")}
