"""The first page of the desk: what waits for the person who signed in."""

from django.db.models import F

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
    mine = articles.filter(stage=Stage.DRAFT, created_by=user).order_by("-pk")
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
    """The published articles that changed last, each with its coverage that turned and what it turned to."""
    last = F("flip_seq").desc(nulls_last=True)
    changed = Standing.objects.filter(kind__in=SINCE_CHANGED, newest_pin_at__isnull=False)
    rows = changed.order_by(last, "-newest_pin_at", "-pk")[: SHOWN * 4]
    pins = Coverage.objects.newest_on(Standing.objects.filter(pk__in=rows.values("pk")), each=SHOWN)
    turned = (
        # In a statement of their own: with all these joins PostgreSQL would read the whole archive first.
        Coverage.objects.filter(pk__in=list(pins.values_list("pk", flat=True)), article__is_exempt=False)
        .select_related("article__live_revision", "show", "season", "standing__entry", "standing__now")
        .order_by(F("standing__flip_seq").desc(nulls_last=True), "-published_at", "-article")
    )
    found = {}
    # An article about several shows has several; a few rows more than are shown are enough.
    for coverage in turned[: SHOWN * 4]:
        found.setdefault(coverage.article_id, coverage)
    return list(found.values())[:SHOWN]
