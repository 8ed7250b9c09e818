"""The articles as other sites and partners take them: JSON Feed, with what has become of each."""

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.html import escape
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from articles import body, extension, filters, notices
from articles.models import Article
from articles.showing import Showing
from newsroom.lib import jsonfeed
from newsroom.lib.paging import query_of
from newsroom.lib.problems import ProblemResponse, in_a_sentence

TITLE = "Newsroom"
DESCRIPTION = "Television news that says when it has gone out of date."
LANGUAGE = "en-US"
ITEMS = 50


@csrf_exempt  # whoever posts is told that it is not allowed, rather than that a token is missing
@require_http_methods(["GET", "HEAD", "OPTIONS"])
def json_feed(request):
    """The public feed: the notice and the dek of each article, newest first publication first."""
    if request.method == "OPTIONS":
        return HttpResponse(status=204)
    articles = Article.objects.published()
    if request.GET:  # else there is nothing to read, and reading it would take most of the time of a 304
        wanted = filters.FeedFilter(request.GET, articles)
        if problems := wanted.problems():
            return ProblemResponse(400, in_a_sentence(problems), errors=problems)
        articles = wanted.qs
    # Before the rows: what is published meanwhile is at worst told again.
    at = timezone.now()
    etag = extension.etag(request, at=at)
    response = get_conditional_response(request, etag=etag)
    response = response or jsonfeed.FeedResponse(_document(request, articles, at=at))
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return response


def _document(request, articles, *, at):
    page, cursor = filters.NEWEST_FIRST.page(articles.for_items(), ITEMS)
    return jsonfeed.feed(
        title=TITLE,
        description=DESCRIPTION,
        home_page_url=extension.address("/"),
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
    ours = extension.of(article, told, notices.for_article(article, reporters=reporters, everything=told))
    notice = ours["notice"]
    return jsonfeed.item(
        id=article.urn,
        url=extension.address(article.get_absolute_url()),
        title=revision.headline,
        summary=revision.dek,
        content_html=(notice["html"] if notice else "") + _content(article, told, showing, library),
        image=image and image.address,
        published_at=article.first_published_at,
        modified_at=extension.modified_at(article, at=showing.at),
        authors=article.authors,
        tags=[topic.name for topic in article.tags],
        language=LANGUAGE,
        _newsroom=ours,
    )


def _content(article, told, showing, library):
    revision = article.live_revision
    dek = f"<p>{escape(revision.dek or revision.headline)}</p>"
    if library is None:
        return dek
    return dek + body.with_notices(article, told, showing=showing, library=library)
