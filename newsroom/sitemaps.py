"""Every address that search engines may know, in files that are found by keys and not by counting."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.db.models import Case, DateTimeField, Exists, F, Max, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Greatest
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles import clock, lists
from articles.models import Article, Author, Coverage, Section, Topic
from newsroom.lib import sitemap
from newsroom.lib.slugs import path_of
from newsroom.lib.structured import NAME, place
from shows.models import Person, Season, Show, Standing, StatusEntry, season_path

NEWS_FOR = timedelta(hours=48)
MOST_NEWS = 1000
KEPT_FOR = 60  # seconds that what no clock tells of, such as a new section, may take to be in the map of maps
NEVER = Value(None, output_field=DateTimeField())  # nobody can tell when


@dataclass(frozen=True)
class Pages:
    """The pages of one kind: those of the rows of a model, by their keys.

    ``sources`` are, at a moment, QuerySets of these rows with what says when their
    pages changed; the first has all rows, the others those that have changed since.
    """

    name: str
    sources: Callable
    path: Callable
    columns: tuple[str, ...] = ("slug",)

    def files(self, at):
        """The number of each file that has something in it, with when that changed last."""
        found = {}
        for rows, changed in self.sources(at):
            numbered = rows.order_by().annotate(file=F("pk") / sitemap.MOST).values_list("file")
            _keep_latest(found, numbered.annotate(at=Max(changed)))
        return sorted(found.items())

    def within(self, number, at):
        """The path of each page of the file of that ``number``, with when it changed last."""
        first = number * sitemap.MOST
        found = {}
        for rows, changed in self.sources(at):
            within = rows.order_by().filter(pk__gte=first, pk__lt=first + sitemap.MOST)
            dated = within.annotate(at=Max(changed)).values_list("pk", "at", *self.columns)
            _keep_latest(found, (((pk, *words), changed_at) for pk, changed_at, *words in dated))
        return [(self.path(*words), changed_at) for (_, *words), changed_at in sorted(found.items())]


def _keep_latest(found, rows):
    for key, changed_at in rows:
        known = found.get(key)
        found[key] = max(known, changed_at) if known and changed_at else known or changed_at


def _articles(at):
    articles = Article.objects.published()
    yield articles, Greatest("modified_at", "coverage__moved_at", "coverage__standing__flipped_at")
    shown = "live_revision__uses__picture"
    # Readers get artwork of ours from then on.
    ended = Q((f"{shown}__rights_until__lte", at))
    dated = articles.filter(ended | Q((f"{shown}__changed_at__isnull", False)))
    yield dated, Greatest(Case(When(ended, then=f"{shown}__rights_until")), f"{shown}__changed_at")


def _shows(at):
    def last(model, name):
        return Subquery(model.objects.filter(show=OuterRef("pk")).order_by().values("show").values(at=Max(name)))

    # By the index of a show's page, however many articles there are.
    newest = Coverage.objects.filter(show=OuterRef("pk"), published_at__isnull=False).order_by("-published_at")
    articles = Subquery(newest.values("published_at")[:1])
    yield Show.objects.all(), Greatest(last(StatusEntry, "recorded_at"), last(Standing, "flipped_at"), articles)


def _seasons(at):
    def last(model, name):
        return Subquery(model.objects.filter(season=OuterRef("pk")).order_by().values("season").values(at=Max(name)))

    yield Season.objects.all(), Greatest(last(StatusEntry, "recorded_at"), last(Standing, "flipped_at"))


_ON_A_TOPIC = Article.topics.through.objects.filter(topic=OuterRef("pk"), article__stage="published")

MAPS = {
    pages.name: pages
    for pages in [
        Pages("articles", _articles, lambda slug: path_of("articles:detail", slug)),
        Pages("shows", _shows, lambda slug: path_of("shows:detail", slug)),
        Pages(
            "seasons",
            _seasons,
            season_path,
            columns=("show__slug", "number"),
        ),
        Pages(
            "people",
            lambda at: [(Person.objects.with_credits(), NEVER)],
            lambda slug: path_of("shows:person", slug),
        ),
        Pages(
            "sections",
            lambda at: [(Section.objects.with_articles(), NEVER)],
            lambda slug: path_of("articles:section", slug),
        ),
        Pages(
            "topics",
            lambda at: [(Topic.objects.filter(Exists(_ON_A_TOPIC)), NEVER)],
            lambda slug: path_of("articles:topic", slug),
        ),
        Pages(
            "authors",
            lambda at: [(Author.objects.with_articles(), NEVER)],
            lambda slug: path_of("articles:author", slug),
        ),
    ]
}
# Pages that are there whatever there is.
ALONE = ("front", "shows:list", "status", "articles:corrections", "articles:archive_index", "extension")


def _address(path):
    return settings.SITE_URL + path


@require_safe
def index(request):
    """The map of maps: as all articles are read for it, once for each tick of the clock, however often it is asked."""
    at = timezone.now()
    seq, ended = clock.mark(at=at)
    key = f"sitemap:{settings.SITE_URL}:{seq}:{ended}"
    document = cache.get(key)
    if document is None:
        document = sitemap.index(_files(at))
        cache.set(key, document, KEPT_FOR)
    return sitemap.answer(request, document)


def _files(at):
    yield _address(reverse("sitemap_pages")), None
    for name, pages in MAPS.items():
        for number, changed_at in pages.files(at):
            yield _address(reverse("sitemap_file", args=[name, number])), changed_at


@require_safe
def pages(request):
    archive = [reverse("articles:archive", args=[f"{month:%Y}", f"{month:%m}"]) for month in lists.months()]
    found = [(_address(path), None) for path in [*map(place, ALONE), *archive] if path]
    return sitemap.answer(request, sitemap.urlset(found))


@require_safe
def file(request, name, number):
    found = MAPS[name].within(number, timezone.now()) if name in MAPS else []
    if not found:
        raise Http404("There is no such map.")
    return sitemap.answer(request, sitemap.urlset((_address(path), changed_at) for path, changed_at in found))


@require_safe
def news(request):
    """What came out first in the last two days: news of an old article brings it back nowhere."""
    newest = Article.objects.published().filter(first_published_at__gt=timezone.now() - NEWS_FOR)
    stories = newest.order_by("-first_published_at", "-pk").values_list(
        "slug", "live_revision__headline", "first_published_at"
    )[:MOST_NEWS]
    told = [(_address(path_of("articles:detail", slug)), headline, at) for slug, headline, at in stories]
    return sitemap.answer(request, sitemap.news(told, publication=NAME, language="en"))
