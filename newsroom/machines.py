"""What programs ask every site for, at addresses that are agreed upon."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from newsroom.lib.jsonfeed import timestamp
from newsroom.lib.structured import NAME, address
from newsroom.lib.tokens import token

DAY = 86_400
ICONS = {"icon-192.png": "192x192", "icon-512.png": "512x512"}
MASKABLE = {"maskable-512.png": "512x512"}
# The desk and drafts are nobody's to index, results of searches have no end, and the API is for those who know of it.
CLOSED = ("/admin/", "/preview/", "/search/", "/api/")
RIGHT_FOR = timedelta(days=180)


@require_safe
def robots(request):
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED), ""]
    lines += [f"Sitemap: {address(reverse(name))}" for name in ("sitemap", "news_sitemap")]
    return _text(lines)


@require_safe
def security(request):
    """Whom to tell of a hole (RFC 9116), where anybody is named."""
    if not settings.SECURITY_CONTACT:
        raise Http404("Nobody is named.")
    # From midnight on, so that for a day it is the same document.
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return _text(
        [
            f"Contact: {settings.SECURITY_CONTACT}",
            f"Expires: {timestamp(today + RIGHT_FOR)}",
            "Preferred-Languages: en",
            f"Canonical: {address(request.path)}",
        ]
    )


@require_safe
def manifest(request):
    """How the site stands among the applications of a telephone."""
    icons = [_icon(name, size) for name, size in ICONS.items()]
    icons += [_icon(name, size) | {"purpose": "maskable"} for name, size in MASKABLE.items()]
    document = {
        "name": NAME,
        "short_name": NAME,
        "description": "Entertainment news that knows when it has changed",
        "lang": "en-US",
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "background_color": token("ground"),
        "theme_color": token("ground"),
        "icons": icons,
    }
    response = JsonResponse(document, content_type="application/manifest+json")
    return _kept(response)


@require_safe
def favicon(request):
    """Browsers ask for it by this name wherever a page names none."""
    return _kept(redirect(static("favicon.ico")))


def _icon(name, size):
    return {"src": static(f"icons/{name}"), "sizes": size, "type": "image/png"}


def _text(lines):
    return _kept(HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8"))


def _kept(response):
    patch_cache_control(response, public=True, max_age=DAY)
    return response
