"""Whom something concerns: the people behind an article, and those who decide on it."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q

from articles.models import Article, AuditEntry, Author, Byline, Coverage, Section
from articles.models.audit import Act
from newsroom.telling.models import Kind
from shows.models import Standing

KIND_OF = {
    Act.SUBMITTED: Kind.REVIEW,
    Act.SENT_BACK: Kind.REMARK,
    Act.COMMENTED: Kind.REMARK,
    Act.HELD: Kind.HELD,
    Act.HELD_UPDATE: Kind.HELD,
    Act.ASSIGNED: Kind.ASSIGNED,
    Act.HANDED_OVER: Kind.ASSIGNED,
}
EDITS = Section.editors.through.objects


def kind_of(occasion):
    return Kind.CHANGE if occasion.entry_id else KIND_OF[occasion.audit.act]


def reachable():
    """Who can be told at all: active accounts of the desk that may read articles, and have an address."""
    return get_user_model().objects.with_perm("articles.view_article").filter(is_staff=True).exclude(email="")


def concerned_by(occasion):
    """Those whom ``occasion`` concerns, but for who did it."""
    if occasion.entry_id:
        found = behind(touched_by(occasion))
    elif occasion.audit.act == Act.HANDED_OVER:
        found = _successors(occasion.audit)
    else:
        found = _WHOM[KIND_OF[occasion.audit.act]](occasion.audit.article)
    return found.exclude(pk=occasion.by).order_by("pk")


# -- a change of status --------------------------------------------------------------------------


def touched_by(occasion):
    """The published articles of which readers may be told something else since the change of status."""
    telling = Coverage.objects.filter(published_at__isnull=False, mention_only=False, is_exempt=False).order_by()
    flipped = telling.filter(standing__in=Standing.objects.filter(flip_seq=occasion.seq)).values("article")
    moved = telling.filter(moved_seq=occasion.seq).values("article")
    # Each by its own index.
    return Article.objects.published().filter(sealed_at=None, is_exempt=False, pk__in=flipped.union(moved, all=True))


def behind(articles):
    """The people behind ``articles``: who signed them, who works on them, who edits their sections."""
    pks = articles.order_by().values("pk")
    signed = Author.objects.filter(bylines__article__in=pks, account__isnull=False).values("account")
    working = articles.order_by().filter(assigned_to__isnull=False).values("assigned_to")
    editing = EDITS.filter(section__in=articles.order_by().values("section")).values("user")
    return reachable().filter(Q(pk__in=signed) | Q(pk__in=working) | Q(pk__in=editing))


def of_person(articles, person):
    """Those of ``articles`` behind which ``person`` is."""
    signed = Exists(Byline.objects.filter(article=OuterRef("pk"), author__account=person))
    edits = EDITS.filter(user=person).values("section")
    return articles.filter(Q(signed) | Q(assigned_to=person) | Q(section__in=edits))


# -- an act on an article ------------------------------------------------------------------------


def _editors(article):
    """Those of its section who may publish, or all who may where it has none of them."""
    publish = get_user_model().objects.with_perm("articles.publish_article")
    editors = reachable().filter(pk__in=publish.values("pk"))
    own = editors.filter(pk__in=EDITS.filter(section=article.section_id).values("user"))
    return own if own.exists() else editors


def _writers(article):
    """Who works on it, began it, saved it last, signs it."""
    latest = article.latest_revision
    pks = [article.assigned_to_id, article.created_by_id, latest and latest.saved_by_id]
    signed = Author.objects.filter(bylines__article=article, account__isnull=False).values("account")
    return reachable().filter(Q(pk__in=[pk for pk in pks if pk]) | Q(pk__in=signed))


def _behind_the_schedule(article):
    update = getattr(article, "scheduled_update", None)
    pks = [article.scheduled_by_id, update and update.by_id]
    return _writers(article) | reachable().filter(pk__in=[pk for pk in pks if pk]) | _editors(article)


def handed_over_with(audit):
    """The log's entries of all that was handed over in one act with the article of ``audit``."""
    return AuditEntry.objects.filter(act=Act.HANDED_OVER, at=audit.at, by=audit.by_id, details=audit.details)


def _successors(audit):
    together = Article.objects.filter(pk__in=handed_over_with(audit).order_by().values("article"))
    return reachable().filter(pk__in=together.order_by().values("assigned_to"))


def _assignee(article):
    return reachable().filter(pk=article.assigned_to_id)


_WHOM = {
    Kind.REVIEW: _editors,
    Kind.REMARK: _writers,
    Kind.HELD: _behind_the_schedule,
    Kind.ASSIGNED: _assignee,
}
