"""Search of the public site: articles, shows and people by one question."""

from dataclasses import dataclass
from operator import itemgetter

from django.db.models import Exists, OuterRef
from django.http import Http404, JsonResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from articles import finding
from articles.models import Article, Topic
from newsroom.lib.marked import excerpt, marked, plain
from newsroom.lib.pages import canonical
from newsroom.lib.paging import NotACursor, cursor_of, values_of
from newsroom.lib.text import one_line
from shows.finding import people_named, shows_named, surest
from shows.models import FoldedWords

PAGE = 20
MOST_NAMED = 5  # of each kind
MOST_SUGGESTED = 8
MOST_TOPICS = 2
KEPT_FOR = 60  # seconds that a suggestion may be older than what it tells of


@dataclass(frozen=True)
class Result:
    """An article that was found, and where in its words."""

    article: Article
    headline: list
    excerpt: list


@dataclass(frozen=True)
class HitPage:
    """Some of the articles that were found, from the one of this ``number`` on, and where the next pages begin."""

    hits: list
    number: int
    total: int
    is_first: bool
    better: str | None
    more: str | None


class SearchView(TemplateView):
    """What is found for ``?q=``; without it, how to ask."""

    template_name = "search.html"

    def get_context_data(self, **kwargs):
        given = self.request.GET
        narrowed = finding.SearchFilter(given, Article.objects.published())
        asked = finding.understood(given.get("q", ""))
        context = super().get_context_data(
            canonical=canonical(self.request.path),
            asked=asked,
            filter=narrowed,
            form=narrowed.form,
            is_cut=len(one_line(given.get("q", ""))) > finding.LONGEST,
            **kwargs,
        )
        if not asked.said or not narrowed.form.is_valid():
            return context
        shows, people = surest(*(named(asked.bare, most=MOST_NAMED) for named in (shows_named, people_named)))
        hits = finding.found(asked, narrowed.qs if narrowed.narrows else None)
        # What is meant rather than typed is looked for where what is typed finds nothing.
        meant = meant_by([*shows, *people])
        instead = meant is not None and not hits
        if instead:
            asked = finding.understood(f'"{meant}"')
            hits = finding.found(asked, narrowed.qs if narrowed.narrows else None)
        page = page_of(hits, given.get("before"))
        return context | {
            "shows": [named.row for named in shows],
            "people": [named.row for named in people],
            "meant": meant,
            "instead": instead,
            "results": results(asked, [hit.pk for hit in page.hits]),
            "page": page,
            "are_many": len(hits) == finding.RANKED,
            "may_miss_older": finding.may_miss_older(asked, hits),
            "kept": {"q": context["asked"].said, **narrowed.kept},
        }


def meant_by(named):
    """The show or the person whose name is nearest to what was typed, where that names none."""
    first = min(named, key=lambda one: one.order, default=None)
    return first.row if first is not None and first.is_near else None


def page_of(hits, before=None):
    """The page of those that are less good than the one that the cursor ``before`` names, found still or not.

    Raises ``Http404`` where it is no cursor.
    """
    position = position_of(before) if before else None
    begins = len(hits) if position else 0
    if position:
        begins = next((number for number, hit in enumerate(hits) if key_of(hit) < position), len(hits))
    ends, at = begins + PAGE, max(begins - PAGE, 0)
    return HitPage(
        hits=hits[begins:ends],
        number=begins + 1,
        total=len(hits),
        is_first=not position,
        better=cursor_at(hits[at - 1]) if at else None,
        more=cursor_at(hits[ends - 1]) if ends < len(hits) else None,
    )


def key_of(hit):
    return [hit.by_title, hit.rank, hit.published_at.timestamp(), hit.pk]


def cursor_at(hit):
    return cursor_of(key_of(hit))


def position_of(cursor):
    try:
        values = values_of(cursor)
    except NotACursor as error:
        raise Http404("There is no such page.") from error
    if [type(value) for value in values] != [bool, float, float, int]:
        raise Http404("There is no such page.")
    return values


def results(asked, pks):
    articles = finding.for_results(pks)
    texts = {one.pk: plain(one.live_revision.body) for one in articles}
    lines = [line for one in articles for line in (one.live_revision.headline, one.live_revision.dek)]
    words = finding.to_mark(asked, [*lines, *texts.values()])
    return [
        Result(
            article=one,
            headline=marked(one.live_revision.headline, words),
            excerpt=excerpt(texts[one.pk], words) or marked(one.live_revision.dek, words),
        )
        for one in articles
    ]


# -- as one types --------------------------------------------------------------------------------


@require_safe
def suggest(request):
    """Shows, people and topics whose names begin like ``?q=``, or are nearly that, as JSON."""
    asked = finding.understood(request.GET.get("q", ""))
    shows, people = surest(*(named(asked.bare, most=MOST_SUGGESTED) for named in (shows_named, people_named)))
    found = [(named.order, suggestion(named.row.told_apart, named.row.status_label, named.row)) for named in shows]
    found += [(named.order, suggestion(named.row.name, named.row.known_for, named.row)) for named in people]
    topics = [suggestion(topic.name, "Topic", topic) for topic in topics_named(asked.bare)]
    told = [one for _, one in sorted(found, key=itemgetter(0))][: MOST_SUGGESTED - len(topics)]
    response = JsonResponse({"q": asked.said, "suggestions": told + topics})
    patch_cache_control(response, public=True, max_age=KEPT_FOR)
    response["X-Robots-Tag"] = "noindex"
    return response


def suggestion(name, about, row):
    return {"name": name, "about": about, "url": row.get_absolute_url()}


def topics_named(bare):
    """Topics of public articles of which a word begins so."""
    if not bare:
        return Topic.objects.none()
    filed = Article.topics.through.objects.filter(topic=OuterRef("pk"), article__stage="published")
    found = Topic.objects.alias(line=FoldedWords("name")).filter(line__contains=f" {bare}")
    return found.filter(Exists(filed)).order_by("name")[:MOST_TOPICS]
