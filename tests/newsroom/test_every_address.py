"""Every address that readers and programs can ask for, asked for well and badly."""

import re

import pytest
from django.test import Client

from newsroom import views
from tests.site import ADDRESSES, pages_among, routes

pytestmark = pytest.mark.django_db

ODD = ["%00", "%FF%FE", "%F0%9F%98%80", "%E2%80%A6", "..%2F..%2Fetc%2Fpasswd", "%D9%A3", "-", "9" * 30, "a" * 5000]
WRONG = ["%00", "%FF", "-1", "9" * 400, "%F0%9F%98%80", "%D9%A3"]
PLACES = ["before", "after", "page"]
ASKED = ["q", "status", "kind", "month", "network", "show", "letter", "x[]"]
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


@pytest.mark.slow
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


# -- what is asked ---------------------------------------------------------------------------------


@pytest.mark.slow
def test_what_no_page_knows_changes_none(client, everything):
    pages = pages_among(client, everything)

    for path, answer in pages.items():
        asked = client.get(path + ("&" if "?" in path else "?") + "utm_source=x&fbclid=%00&x%5B%5D=%F0%9F%98%80")
        assert asked.status_code == answer.status_code, path
        assert canonical(asked) == canonical(answer), path


def canonical(answer):
    return re.findall(r'<link rel="canonical" href="([^"]+)">', answer.content.decode())


@pytest.mark.slow
def test_what_is_of_the_wrong_kind_breaks_no_page(client, everything):
    for path in {path.partition("?")[0] for path in pages_among(client, everything)}:
        for value in WRONG:
            for names in (PLACES, ASKED):
                asked = f"{path}?" + "&".join(f"{name}={value}" for name in names)
                assert client.get(asked).status_code in (200, 302, 404, 410), asked


@pytest.mark.slow
def test_no_odd_name_is_anywhere(client, everything):
    named = {path.partition("?")[0] for path in everything if path.strip("/").count("/")}

    for path in named:
        parts = path.split("/")
        last = max(number for number, part in enumerate(parts) if part)
        for odd in ODD:
            asked = "/".join([*parts[:last], odd, *parts[last + 1 :]])
            assert client.get(asked).status_code in (301, 302, 404), asked


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


def test_without_a_token_a_page_is_refused_and_nothing_kept():
    answer = Client(enforce_csrf_checks=True).post("/admin/login/", {})

    assert answer.status_code == 403
    assert "geolocation=()" in answer["Permissions-Policy"]
