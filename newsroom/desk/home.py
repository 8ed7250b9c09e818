"""The first page of the desk: what waits for the person who signed in."""

from operator import itemgetter

from django.db.models import F

from articles import notices
from articles.models import Article, Coverage, Stage
from shows.models import Standing, StatusEntry
from shows.statuses import SINCE_CHANGED

SHOWN = 8


def home(request, context):
    """What the index page shows, for Unfold: a bounded number of queries, however much there is."""
    user = request.user
    context["title"] = "Home"
    if user.has_perm("articles.view_article"):
        context["lists"] = _lists(user)
        context["since_changed"] = since_changed()
    if user.has_perm("shows.view_statusentry"):
        context["latest"] = (
            StatusEntry.objects.for_timeline().select_related("show").order_by("-recorded_at", "-pk")[:SHOWN]
        )
    return context


def _lists(user):
    articles = Article.objects.select_related("latest_revision", "created_by")
    waiting = articles.filter(stage=Stage.IN_REVIEW).order_by("pk")
    held = articles.filter(stage=Stage.SCHEDULED, held_at__isnull=False).order_by("held_at")
    scheduled = articles.filter(stage=Stage.SCHEDULED, held_at=None).order_by("scheduled_for")
    mine = articles.filter(stage=Stage.DRAFT).assigned_to(user).order_by("due_at", "-pk")
    lists = [
        ("held", "Held: news has overtaken them", held, ""),
        ("review", "Waiting in review", waiting, "Nothing waits in review."),
        ("scheduled", "Scheduled", scheduled, "Nothing is scheduled."),
        ("drafts", "Your drafts", mine, ""),
    ]
    found = [(name, title, list(articles[:SHOWN]), empty) for name, title, articles, empty in lists]
    return [
        {"id": name, "title": title, "articles": articles, "empty": empty}
        for name, title, articles, empty in found
        if articles or empty
    ]


def since_changed():
    """The published articles whose notice changed last, as ``(article, notice)``: what readers are told of them."""
    last = [F("flip_seq").desc(nulls_last=True), F("turned_by__effective_at").desc(nulls_last=True)]
    changed = Standing.objects.filter(kind__in=SINCE_CHANGED, newest_pin_at__isnull=False)
    rows = changed.order_by(*last, "-newest_pin_at", "-pk")[: SHOWN * 4]
    pins = Coverage.objects.newest_on(Standing.objects.filter(pk__in=rows.values("pk")), each=SHOWN)
    # In a statement of their own: joined to the articles, PostgreSQL would read the whole archive first.
    found = Article.objects.published().filter(pk__in=set(pins.values_list("article", flat=True)), is_exempt=False)
    told = []
    for article in found.for_cards():
        everything = notices.subjects(article)
        notice = notices.for_article(article, everything=everything)
        if notice and notice.since_changed:
            told.append((_changed_last(article, everything), article, notice))
    told.sort(key=itemgetter(0), reverse=True)
    return [(article, notice) for _, article, notice in told[:SHOWN]]


def _changed_last(article, everything):
    """By what ``article`` stands in line: the last change of any of its subjects, then its own date."""
    rows = [one.coverage.standing for one in everything if one.since_changed]
    return *max((row.flip_seq or 0, row.turned_by.effective_at) for row in rows), article.published_at, article.pk
