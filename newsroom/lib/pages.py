"""Pages of lists, each with an address of its own."""

from dataclasses import dataclass, field
from datetime import date, datetime
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect
from django.utils.dateformat import format as date_format
from django.utils.timezone import localtime

from newsroom.lib.paging import NotACursor


def canonical(path, **asked):
    """The one address of a page, by which search engines know it; whatever else was asked for is no part of it."""
    return f"{settings.SITE_URL}{path}" + (f"?{urlencode(asked, doseq=True)}" if asked else "")


@dataclass(frozen=True)
class KeyPage:
    """Some rows of a list: those after the row that ``before`` names, or the first.

    ``older`` is the cursor of the rows after these or ``None``, ``since`` the first value of the row that the page
    begins after, ``among`` the number of that row where the page begins among several of the same moment, and ``kept``
    what else was asked for.
    """

    rows: list
    before: str | None = None
    older: str | None = None
    newer: str | None = None
    since: object = None
    among: int | None = None
    kept: dict = field(default_factory=dict)

    @property
    def is_first(self):
        return self.before is None

    @property
    def place(self):
        """Where it stands in the list, to be added to the list's name: `` before June 6, 2025, 2:20 p.m. EDT``.

        No two pages of a list stand at the same place.
        """
        if self.is_first:
            return ""
        return f" before {_in_words(self.since)}" + (f", no. {self.among}" if self.among else "")

    def canonical(self, path):
        return canonical(path, **self.kept, **({} if self.is_first else {"before": self.before}))


def page_by_key(request, order, rows, size, kept=None):
    """The page of ``rows`` for which ``request`` asks by ``?before=``. Raises ``Http404`` where that is no cursor."""
    before, kept = request.GET.get("before"), kept or {}
    if before is None:
        found, older = order.page(rows, size)
        return KeyPage(found, older=older, kept=kept)
    position = _position(order, before)
    found, older = order.page(order.after(rows, position), size)
    # From the row before these on, also where the page is empty.
    newer = order.cursor_at(found[0]) if found else before
    # Only a page that begins among rows of one moment can have others of the same moment after it.
    first = order.keys[0][0]
    is_among = bool(found) and _in_words(getattr(found[0], first)) == _in_words(position[0])
    return KeyPage(found, before, older, newer, position[0], position[-1] if is_among else None, kept)


def _in_words(value):
    if isinstance(value, datetime):
        return date_format(localtime(value), "F j, Y, P T")
    return date_format(value, "F j, Y") if isinstance(value, date) else str(value)


def newer_page(request, order, rows, size, kept=None):
    """The way to the page just before ``?after=``, at the address that leads there from the front, or ``None``."""
    after = request.GET.get("after")
    if after is None:
        return None
    backwards = order.reversed()
    found, _ = backwards.page(backwards.after(rows, _position(order, after)), size + 1)
    asked = dict(kept or {})
    if len(found) > size:
        asked["before"] = order.cursor_at(found[size])
    return redirect(request.path + (f"?{urlencode(asked, doseq=True)}" if asked else ""))


def _position(order, cursor):
    try:
        return order.position(cursor)
    except NotACursor as error:
        raise Http404("There is no such page.") from error


class KeysetMixin:
    """A list view whose pages begin after a row, so that articles that come and go repeat and lose none.

    ``?before=`` names the row; ``?after=`` leads to the page before it. Each page takes the same number of queries.
    """

    order = None
    size = 30
    kept = {}

    def get(self, request, *args, **kwargs):
        rows = self.get_queryset()
        newer = newer_page(request, self.order, rows, self.size, self.kept)
        if newer is not None:
            return newer
        self.pages = page_by_key(request, self.order, rows, self.size, self.kept)
        self.object_list = self.pages.rows
        return self.render_to_response(self.get_context_data())

    def get_context_data(self, **kwargs):
        address = self.pages.canonical(self.request.path)
        return {"canonical": address, "pages": self.pages} | super().get_context_data(**kwargs)
