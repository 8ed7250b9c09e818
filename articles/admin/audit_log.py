"""The audit log of an article, as it is read at the desk."""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.urls import path
from django.views.decorators.http import require_safe

from articles.admin.pages import address, readable
from articles.models import ScheduledUpdate
from newsroom.lib.periods import with_zone

PER_PAGE = 50

FILED = {
    "slug": "address",
    "section": "section",
    "topics": "topics",
    "embargo_until": "embargo",
    "authors": "bylines",
    "subjects": "what it covers",
}


def urls(desk):
    view = desk.admin_site.admin_view(partial(log_page, desk=desk))
    return [path("<int:pk>/audit/", view, name="articles_article_audit")]


class Lines:
    """The entries of an article's log, newest first, each with what it ``said``; fetched as they are sliced."""

    def __init__(self, entries):
        self.entries = entries

    def __getitem__(self, wanted):
        found = list(self.entries[wanted])
        for entry in found:
            entry.said = "; ".join(phrases(entry.details))
        return found

    def __len__(self):
        return self.entries.count()


def lines(article):
    return Lines(article.audit.select_related("by", "revision").defer("revision__body"))


def phrases(details):
    """What the details of an entry tell, in words."""
    if details.get("unreviewed"):
        yield "unreviewed"
    if "moment" in details:
        yield f"for {_moment(details['moment'])}"
    if "what" in details:
        yield f"revision {details['number']}, {ScheduledUpdate.What(details['what']).label.lower()}"
    elif "number" in details:
        yield f"that of revision {details['number']}"
    if details.get("subject"):
        yield details["subject"]
    if "after" in details:
        yield f"from {_moment(details['before'])} to {_moment(details['after'])}"
    if "substantive" in details:
        yield "brought up to date" if details["substantive"] else "what it relies on stays"
    for name in details.get("changed", ()):
        yield _embargo(details["embargo"]) if name == "embargo_until" else FILED[name]


def _embargo(until):
    return f"embargo until {_moment(until)}" if until else "embargo lifted"


def _moment(text):
    return with_zone(datetime.fromisoformat(text))


@require_safe
def log_page(request, pk, *, desk):
    article = readable(request, desk, pk)
    context = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "title": "Everything done at the desk",
        "subtitle": str(article),
        "article": article,
        "back": address(article),
        "page": Paginator(lines(article), PER_PAGE).get_page(request.GET.get("page")),
    }
    return TemplateResponse(request, "admin/articles/article/audit.html", context)
