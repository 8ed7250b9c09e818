"""Every address that readers and programs can ask for, asked for well and badly."""

import pytest
from django.test import Client

from newsroom import views
from tests.site import ADDRESSES, routes

pytestmark = pytest.mark.django_db

POLICY = {
    "default-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
}


def test_every_route_has_an_address_here():
    assert sorted(routes()) == sorted(ADDRESSES)


# -- how it is asked ------------------------------------------------------------------------------


def test_each_answers_as_it_should_with_its_content_and_without(client, everything):
    assert {path: client.get(path).status_code for path in everything} == everything

    answers = {path: client.head(path) for path in everything}

    assert {path: answer.status_code for path, answer in answers.items()} == everything
    assert {path for path, answer in answers.items() if not answer.streaming and answer.content} == set()


def test_nothing_can_be_sent_to_any(everything):
    client = Client(enforce_csrf_checks=True)

    for path in everything:
        refused = {404, 405} if path.startswith("/api/") else {405}
        for method in ("post", "put", "patch", "delete"):
            answer = getattr(client, method)(path)
            assert answer.status_code in refused, f"{method} {path}"
            assert answer.status_code == 404 or {"GET", "HEAD"} <= set(answer["Allow"].split(", ")), path
            assert answer.cookies == {}
        assert client.options(path).status_code in (200, 204, 404, 405), path


# -- what comes along --------------------------------------------------------------------------------


def has_all_headers(answer, path):
    assert answer.cookies == {}, path
    assert "Cookie" not in answer.get("Vary", ""), path
    policy = set(answer["Content-Security-Policy"].split("; "))
    own = {one for one in policy if one.startswith("img-src")} if path.startswith("/api/docs/") else set()
    assert policy == POLICY | own, path
    assert answer["X-Content-Type-Options"] == "nosniff", path
    assert answer["X-Frame-Options"] == "DENY", path
    assert answer["Referrer-Policy"] in ("same-origin", "no-referrer"), path
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin", path
    assert "geolocation=()" in answer["Permissions-Policy"], path
    assert answer["Strict-Transport-Security"].startswith("max-age=31536000"), path


def test_each_protects_its_reader_and_knows_nothing_of_them(client, settings, everything):
    settings.SECURE_HSTS_SECONDS = 31_536_000

    for path in everything:
        has_all_headers(client.get(path, secure=True), path)


def test_an_error_of_ours_protects_readers_as_well(client, settings, monkeypatch):
    settings.SECURE_HSTS_SECONDS = 31_536_000
    client.raise_request_exception = False

    def fail(*args, **kwargs):
        raise RuntimeError("a mistake")

    monkeypatch.setattr(views.FrontPageView, "get", fail)
    answer = client.get("/", secure=True)

    assert answer.status_code == 500
    assert b"a mistake" not in answer.content
    has_all_headers(answer, "/")
