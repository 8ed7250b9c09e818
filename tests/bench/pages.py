"""Requests to the real application, without a server in front of it."""

import io
from itertools import cycle
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.test.utils import override_settings
from django.urls import include, path

# What `startproject` gives every Django site.
USUAL = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


def empty(request):
    return HttpResponse(b"")


urlpatterns = [path("nothing/", empty), path("", include("newsroom.urls"))]


class Site:
    """The whole of the site, or with ``middleware`` less of it."""

    def __init__(self, middleware=None):
        with override_settings(MIDDLEWARE=settings.MIDDLEWARE if middleware is None else middleware):
            self.application = WSGIHandler()

    def get(self, address, **headers):
        """``(status, headers, body)`` of a page."""
        parts, answer = urlsplit(address), {}

        def start_response(status, headers, exc_info=None):
            answer["status"], answer["headers"] = int(status[:3]), dict(headers)

        response = self.application(
            {
                "REQUEST_METHOD": "GET",
                "PATH_INFO": parts.path,
                "QUERY_STRING": parts.query,
                "SERVER_NAME": "localhost",
                "SERVER_PORT": "8000",
                "HTTP_HOST": "localhost:8000",
                "wsgi.input": io.BytesIO(),
                "wsgi.errors": io.StringIO(),
                "wsgi.url_scheme": "http",
                **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
            },
            start_response,
        )
        body = b"".join(response)
        response.close()
        return answer["status"], answer["headers"], body

    def asking(self, addresses, newsroom=None, *, status=200, **headers):
        """An act that asks for one of ``addresses`` after the other, of ``newsroom``."""
        turns = cycle(addresses)

        def act():
            found, *_ = self.get(next(turns), **headers)
            if found != status:
                raise RuntimeError(f"{found} instead of {status}")

        def act_there():
            with newsroom.in_use():
                act()

        return act_there if newsroom else act
