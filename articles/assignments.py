"""Who works on an article, until when, and what it is to be."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.db import transaction

from articles import audit, holding, text
from articles.models import Article
from articles.models.audit import Act
from newsroom.lib.periods import with_zone
from newsroom.lib.text import one_line

LONGEST_BRIEF = Article._meta.get_field("brief").max_length


class NotPossible(Exception):
    """The article cannot be given to this person, or not by then."""


def writers():
    """Who may be given an article: active accounts of the desk that may write, by name."""
    people = get_user_model().objects.with_perm("articles.change_article").filter(is_staff=True)
    return people.order_by("first_name", "last_name", "username")


@transaction.atomic
def assign(article, to, *, by, at, due_at=None, brief=None):
    """Let ``to`` work on ``article``, to be handed in at ``due_at``; returns the article.

    A ``brief`` of ``None`` leaves what it is to be as it was. Raises
    ``NotPossible`` where ``to`` may not write, the time has passed, or the
    article is out.
    """
    # People before articles, as whoever hands over the work of an account does: it is switched off before, or after.
    _hold_writer(to)
    locked = Article.objects.select_for_update(of=("self",), no_key=True).get(pk=article.pk)
    holding.refuse_sealed(locked)
    if locked.stage not in holding.POSSIBLE_AT["assign"]:
        raise NotPossible(f"“{locked}” is {locked.get_stage_display().lower()}: nobody has to hand it in any more.")
    if due_at is not None and due_at <= at and due_at != locked.due_at:
        raise NotPossible(f"{with_zone(due_at)} has passed: choose a later time for “{locked}”, or none.")
    locked.assigned_to, locked.due_at = to, due_at
    if brief is not None:
        locked.brief = _short(brief)
    locked.save(update_fields=["assigned_to", "due_at", "brief"])
    audit.note(locked, Act.ASSIGNED, by=by, at=at, subject=str(to))
    article.refresh_from_db()
    return article


@transaction.atomic
def entrust(article, to, *, by, at):
    """Let ``to`` decide on a published ``article``; returns it. Raises ``NotPossible``."""
    _hold_writer(to)
    locked = Article.objects.select_for_update(of=("self",), no_key=True).get(pk=article.pk)
    holding.refuse_sealed(locked)
    if not locked.is_public:
        raise NotPossible(f"“{locked}” is {locked.get_stage_display().lower()}: there is nothing to decide on.")
    Article.objects.filter(pk=locked.pk).update(assigned_to=to)
    audit.note(locked, Act.ASSIGNED, by=by, at=at, subject=str(to))
    article.refresh_from_db()
    return article


@transaction.atomic
def commission(headline, to, *, section, slug, by, at, due_at=None, brief=""):
    """A draft that is nothing but its headline, for ``to`` to write; returns it."""
    article = Article.objects.create(slug=slug, section=section, created_by=by)
    text.save_revision(article, base=0, by=by, at=at, headline=headline)
    return assign(article, to, by=by, at=at, due_at=due_at, brief=brief)


def _hold_writer(person):
    # Asked only then: what somebody may do, another may have taken away while we waited.
    held = get_user_model().objects.select_for_update(of=("self",), no_key=True).filter(pk=person.pk)
    if held.first() is None or not writers().filter(pk=person.pk).exists():
        raise NotPossible(f"“{person}” can’t be given an article: the account is switched off, or may not write.")


def _short(brief):
    brief = one_line(brief)
    if len(brief) > LONGEST_BRIEF:
        raise NotPossible(f"What it is to be has {len(brief)} characters: shorten it to {LONGEST_BRIEF}.")
    return brief
