"""What the page of an article shows: to its readers, and to those who look at it before."""

from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from articles import body, notices
from articles.models import Correction, Publication, Sealing, Section, Topic
from newsroom.lib.html import reachable, trusted

Act = Publication.Act
PUBLIC_NOTES = (Act.CORRECTED, Act.WITHDRAWN)  # others are for the log
RELATED = 3


def last(*acts, by=None):
    """The moment of the last of ``acts`` on an article, in the article's own query."""
    log = Publication.objects.filter(article=OuterRef("pk"), act__in=acts).order_by("-pk")
    if by is not None:
        log = log.filter(at__lte=by)
    return Subquery(log.values("at")[:1])


def listed(rows, *fields):
    """The ``fields`` of ``rows`` as a list, in the article's own query."""
    return ArraySubquery(rows.values(row=JSONObject(**{name: name for name in fields})))


def public_acts(article, *, by=None):
    """What was done to ``article`` in public, latest first; that it was withdrawn for legal reasons is told nobody."""
    log = Publication.objects.filter(article=article).only("act", "at", "note").order_by("-pk")
    legal = Sealing.objects.filter(Q(at=OuterRef("at")) | Q(lifted_at=OuterRef("at")), article=OuterRef("article"))
    log = log.exclude(Exists(legal), act__in=[Act.WITHDRAWN, Act.RESTORED])
    return log if by is None else log.filter(at__lte=by)


def with_all_of_it(articles, *, by=None):
    """``articles`` with what their pages show, but for the pins and the acts; with ``by``, as it was logged by then."""
    corrections = Correction.objects.filter(article=OuterRef("pk"))
    if by is not None:
        corrections = corrections.filter(corrected_at__lte=by)
    return (
        articles.with_text()
        .with_bylines()
        .with_pictures_dated()
        .annotate(
            updated_at=last(Act.UPDATED, Act.CORRECTED, by=by),
            reviewed_at=last(Act.REVIEWED, by=by),
            filed_under=listed(Topic.objects.filter(articles=OuterRef("pk")), "name", "slug"),
            put_right=listed(corrections, "text", "corrected_at"),
            sections=listed(Section.objects.with_articles(), "name", "slug"),
        )
    )


def context_of(article, *, reporters, showing, acts=(), related=()):
    """What the template of the page is given. ``article`` has its ``pins``, and its words in ``live_revision``."""
    told, revision = notices.subjects(article), article.live_revision
    notice = notices.for_article(article, reporters=reporters, everything=told)
    return {
        "showing": showing,
        "article": article,
        "revision": revision,
        "notice": notice,
        "title_elsewhere": notices.elsewhere(revision.title_elsewhere, notice),
        "description_elsewhere": notices.elsewhere(revision.description_elsewhere, notice),
        "body": trusted(reachable(body.with_notices(article, told, showing=showing))),
        "subjects": [one for one in told if not one.coverage.mention_only],
        "mentions": [one.coverage for one in told if one.coverage.mention_only],
        "corrections": [(datetime.fromisoformat(one["corrected_at"]), one["text"]) for one in article.put_right],
        "acts": [_told(one) for one in acts],
        "related": related,
        "sections": article.sections,
    }


def _told(publication):
    return publication.get_act_display(), publication.at, publication.note if publication.act in PUBLIC_NOTES else ""
