"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/): the document, without a word of what is in it."""

from datetime import UTC

from django.http import JsonResponse

VERSION = "https://jsonfeed.org/version/1.1"
CONTENT_TYPE = "application/feed+json"


def timestamp(moment):
    """An aware ``moment`` as RFC 3339 writes it, in UTC: ``2025-06-06T18:20:11Z``."""
    return moment.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def item(*, id, url, title, content_html, published_at, modified_at, authors, tags, language, **optional):
    """One item; ``authors`` are objects with a name at least.

    What of ``optional`` (``summary``, ``image``, extensions) says nothing is left out.
    """
    said = {name: value for name, value in optional.items() if value}
    return {
        "id": id,
        "url": url,
        "title": title,
        "content_html": content_html,
        "date_published": timestamp(published_at),
        "date_modified": timestamp(modified_at),
        "authors": list(authors),
        "tags": list(tags),
        "language": language,
    } | said


def feed(*, title, description, home_page_url, feed_url, items, language, next_url=None):
    """The whole document; ``next_url`` leads to the items after these."""
    document = {
        "version": VERSION,
        "title": title,
        "description": description,
        "home_page_url": home_page_url,
        "feed_url": feed_url,
        "language": language,
    }
    if next_url:
        document["next_url"] = next_url
    return document | {"items": items}


class FeedResponse(JsonResponse):
    def __init__(self, document, **kwargs):
        super().__init__(
            document, content_type=CONTENT_TYPE, json_dumps_params={"ensure_ascii": False, "allow_nan": False}, **kwargs
        )
