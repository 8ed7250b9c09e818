"""The articles as other sites and partners take them: JSON Feed, with what has become of each."""

import hashlib
from functools import cache
from pathlib import Path
from urllib.parse import urljoin

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.html import escape
from django.utils.http import quote_etag, urlencode
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from articles import body, clock, filters, notices, words
from articles.models import Article
from newsroom.lib import html, jsonfeed
from newsroom.lib.jsonfeed import timestamp
from newsroom.lib.problems import ProblemResponse

TITLE = "Newsroom"
DESCRIPTION = "Television news that says when it has gone out of date."
LANGUAGE = "en-US"
ITEMS = 50


def address(path):
    return settings.SITE_URL + path


@csrf_exempt  # whoever posts is told that it is not allowed, rather than that a token is missing
@require_safe
def json_feed(request):
    """The public feed: the notice and the dek of each article, newest first publication first."""
    wanted = filters.FeedFilter(request.GET, Article.objects.published())
    if problems := wanted.problems():
        return ProblemResponse(400, " ".join(f"{name}: {remedy}" for name, remedy in problems), errors=problems)
    # Before the rows: what is published meanwhile is at worst told again.
    etag = _etag(request)
    response = get_conditional_response(request, etag=etag) or jsonfeed.FeedResponse(_document(request, wanted.qs))
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return response


def _etag(request):
    parts = (clock.now(), request.path, sorted(request.GET.items()), settings.SITE_URL, _code())
    return quote_etag(hashlib.sha256(repr(parts).encode()).hexdigest()[:32])


@cache
def _code():
    """Names the code that makes a feed: another version may put the same facts in other words."""
    files = [module.__file__ for module in (notices, words, body, filters, html, jsonfeed)]
    files += [__file__, get_template("articles/_notice.html").origin.name]
    return hashlib.sha256(b"".join(Path(file).read_bytes() for file in files)).hexdigest()


def _document(request, articles):
    found = list(articles.for_items().order_by("-first_published_at", "-pk")[: ITEMS + 1])
    page = found[:ITEMS]
    query = sorted((name, value) for name, value in request.GET.items() if name != "cursor")
    next_query = [*query, ("cursor", filters.cursor_after(page[-1]))] if len(found) > ITEMS else None
    return jsonfeed.feed(
        title=TITLE,
        description=DESCRIPTION,
        home_page_url=address("/"),
        feed_url=_with_query(request.path, query),
        language=LANGUAGE,
        next_url=next_query and _with_query(request.path, next_query),
        items=items(page),
    )


def _with_query(path, query):
    return address(f"{path}?{urlencode(query)}" if query else path)


def items(articles, *, full=False):
    """The feed's items for ``articles``, fetched by ``for_items``; ``full`` with their whole text."""
    reporters = notices.reporters_of(articles)
    return [item(article, reporters=reporters, full=full) for article in articles]


def item(article, *, reporters, full=False):
    revision, told = article.live_revision, notices.subjects(article)
    notice = notices.for_article(article, reporters=reporters)
    notice_html = notice.html if notice else ""
    return jsonfeed.item(
        id=article.urn,
        url=address(article.get_absolute_url()),
        title=revision.headline,
        summary=revision.dek,
        content_html=notice_html + _content(article, told, full=full),
        image=revision.lead_image and urljoin(settings.SITE_URL, revision.lead_image.url),
        published_at=article.first_published_at,
        modified_at=modified_at(article),
        authors=article.authors,
        tags=[topic.name for topic in article.topics.all()],
        language=LANGUAGE,
        _newsroom={
            "about": address(reverse("extension")),
            "revision": revision.number,
            "pubstatus": "usable",
            "since_changed": any(one.since_changed for one in told),
            "notice": notice and _notice(notice, notice_html),
            "subjects": [_subject(one) for one in told],
            "corrections": [
                {"text": correction.text, "corrected_at": timestamp(correction.corrected_at)}
                for correction in article.corrections.all()
            ],
        },
    )


def _content(article, told, *, full):
    revision = article.live_revision
    dek = f"<p>{escape(revision.dek or revision.headline)}</p>"
    return dek + body.with_notices(article, told, site=settings.SITE_URL) if full else dek


def modified_at(article):
    """The last public act on ``article``, or the last change of what became of its subjects."""
    moments = [article.modified_at]
    for pin in article.pins:
        moments += [pin.moved_at, pin.standing.flipped_at]
    return max(moment for moment in moments if moment)


def _notice(notice, notice_html):
    return {
        "kind": notice.kind,
        "headline": notice.headline,
        "text": notice.text,
        "html": notice_html,
        "changed_on": notice.changed_on.isoformat(),
        "recorded_at": timestamp(notice.recorded_at),
        "latest_url": notice.latest_url,
    }


def _subject(told):
    show = told.coverage.show
    return {
        "show": {"title": show.title, "slug": show.slug, "url": address(show.get_absolute_url())},
        "season": told.coverage.season_number,
        "at_publication": told.then and _state(told.then),
        "now": told.now and _state(told.now),
        "kind": told.kind,
        "since_changed": told.since_changed,
    }


def _state(state):
    return {
        "status": state.status,
        "label": state.label,
        "effective": state.effective,
        "source_url": state.source_url or None,
    }
