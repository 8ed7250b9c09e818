"""The articles as other sites and partners take them: JSON Feed and Atom, with what has become of each."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.html import escape
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles import body, extension, filters, notices
from articles.models import Article, Author, Section
from articles.showing import Showing
from newsroom.lib import atom, jsonfeed
from newsroom.lib.paging import query_of
from newsroom.lib.problems import ProblemResponse, in_a_sentence
from newsroom.lib.slugs import path_of
from shows.models import Show

TITLE = "Newsroom"
DESCRIPTION = "Television news that says when it has gone out of date."
LANGUAGE = "en-US"
ITEMS = 50


@dataclass(frozen=True)
class Channel:
    """What a feed is of; ``home`` is the path of the page that shows the same to readers."""

    title: str
    description: str
    home: str
    articles: QuerySet


# -- of what there are feeds -----------------------------------------------------------------------


def whole_site():
    return Channel(TITLE, DESCRIPTION, reverse("front"), Article.objects.published())


def of_section(slug):
    section = get_object_or_404(Section, slug=slug)
    told = f"{section}: our articles, each with what has become of it since."
    return Channel(f"{section} | {TITLE}", told, section.get_absolute_url(), section.articles.published())


def of_author(slug):
    author = get_object_or_404(Author.objects.with_articles(), slug=slug)
    told = f"Articles by {author}, each with what has become of it since."
    articles = Article.objects.published().filter(bylines__author=author)
    return Channel(f"{author} | {TITLE}", told, reverse("articles:author", args=[slug]), articles)


def of_show(slug):
    show = get_object_or_404(Show, slug=slug)
    told = f"All that we wrote about {show}, each with what has become of it since."
    articles = Article.objects.published().covering(show)
    return Channel(f"{show.told_apart} | {TITLE}", told, show.get_absolute_url(), articles)


# -- how they are asked for ------------------------------------------------------------------------


def feeds_of(channel):
    """The views of what ``channel`` finds by the words of an address: as JSON Feed, and as Atom."""
    return _view(channel, _as_json), _view(channel, _as_atom)


def _view(channel, response_of):
    """The notice and the dek of each article of ``channel``, newest first publication first."""

    @csrf_exempt  # whoever posts is told that it is not allowed, rather than that a token is missing
    @require_http_methods(["GET", "HEAD", "OPTIONS"])
    def feed(request, **words):
        if request.method == "OPTIONS":
            return HttpResponse(status=204)
        asked = channel(**words)
        articles = asked.articles
        if request.GET:  # else there is nothing to read, and reading it would take most of the time of a 304
            wanted = filters.FeedFilter(request.GET, articles)
            if problems := wanted.problems():
                return ProblemResponse(400, in_a_sentence(problems), errors=problems)
            articles = wanted.qs
        # Before the rows: what is published meanwhile is at worst told again.
        at = timezone.now()
        etag = extension.etag(request, at=at, title=asked.title)
        response = get_conditional_response(request, etag=etag)
        response = response or response_of(request, _document(request, asked, articles, at=at))
        response["ETag"] = etag
        patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
        return response

    return feed


def _as_json(request, document):
    return jsonfeed.FeedResponse(document)


def _as_atom(request, document):
    self_url = _with_query(request.path, query_of(request, cursor=request.GET.get("cursor")))
    return atom.AtomResponse(document, publisher=TITLE, self_url=self_url)


def _document(request, channel, articles, *, at):
    page, cursor = filters.NEWEST_FIRST.page(articles.for_items(), ITEMS)
    return jsonfeed.feed(
        title=channel.title,
        description=channel.description,
        home_page_url=extension.address(channel.home),
        feed_url=_with_query(request.path, query_of(request)),
        language=LANGUAGE,
        next_url=cursor and _with_query(request.path, query_of(request, cursor=cursor)),
        items=items(page, at=at),
    )


def _with_query(path, query):
    return extension.address(f"{path}?{query}" if query else path)


def items(articles, *, at, full=False):
    """The feed's items for ``articles``, fetched by ``for_items``; ``full`` with their whole text."""
    articles = list(articles)
    reporters, showing = notices.reporters_of(articles), Showing(at, site=settings.SITE_URL)
    library = body.library_of(article.live_revision.body for article in articles) if full else None
    return [item(article, reporters=reporters, showing=showing, library=library) for article in articles]


def item(article, *, reporters, showing, library=None):
    """The item of ``article``, with its whole text if there is the ``library`` of its pictures."""
    revision, told = article.live_revision, notices.subjects(article)
    image = showing.raster(revision)
    found = notices.for_article(article, reporters=reporters, everything=told)
    ours = extension.of(article, told, found)
    notice = ours["notice"]
    return jsonfeed.item(
        id=article.urn,
        url=extension.address(article.get_absolute_url()),
        title=revision.headline,
        summary=_summary(revision, found),
        content_html=(notice["html"] if notice else "") + _content(article, told, showing, library),
        image=image and image.address,
        published_at=article.first_published_at,
        modified_at=extension.modified_at(article, at=showing.at),
        authors=[_author(**one) for one in article.signed],
        tags=[topic.name for topic in article.tags],
        language=LANGUAGE,
        _newsroom=ours,
    )


def _author(name, slug):
    return {"name": name, "url": extension.address(path_of("articles:author", slug))}


def _summary(revision, notice):
    words = notices.elsewhere(revision.dek or revision.headline, notice)
    return "" if words == revision.headline else words  # the title says it already


def _content(article, told, showing, library):
    revision = article.live_revision
    dek = f"<p>{escape(revision.dek or revision.headline)}</p>"
    if library is None:
        return dek
    return dek + body.with_notices(article, told, showing=showing, library=library)


json_feed, atom_feed = feeds_of(whole_site)
section_feed, section_atom = feeds_of(of_section)
show_feed, show_atom = feeds_of(of_show)
author_feed, author_atom = feeds_of(of_author)
