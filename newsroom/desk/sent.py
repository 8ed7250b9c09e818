"""What a form sent, kept in the session of who sent it: the page that answers has an address, as any page has."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.http import QueryDict

MOST = 5  # forms that somebody goes back to
_NAME = "sent"


@dataclass(frozen=True)
class Sent:
    """The fields of a form; ``told`` is what the page that answers has to say first."""

    fields: QueryDict
    told: str = ""


def keep(request, *, told="", path=""):
    """Keep what ``request`` sent; returns the address that answers it, at ``path`` where that is another page."""
    fields = request.POST.copy()
    fields.pop("csrfmiddlewaretoken", None)
    kept, key = request.session.get(_NAME, {}), secrets.token_urlsafe(9)
    kept[key] = {"path": path or request.path, "fields": fields.urlencode(), "told": told}
    request.session[_NAME] = dict(list(kept.items())[-MOST:])
    return f"{path or request.path}?{_NAME}={key}"


def of(request):
    """What was sent to this page, as its address names it; ``None`` if that is not kept, or nothing is named."""
    found = request.session.get(_NAME, {}).get(request.GET.get(_NAME, ""))
    if not found or found["path"] != request.path:
        return None
    return Sent(QueryDict(found["fields"]), found["told"])


def is_named(request):
    return _NAME in request.GET
