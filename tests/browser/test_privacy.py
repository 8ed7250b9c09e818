"""What a browser asks for and keeps when somebody reads: nothing of anybody else, and nothing."""

import pytest

from tests.site import DRAWN_LATER, pages_among

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_no_page_asks_anybody_else_or_keeps_anything(page, client, live_server, everything):
    asked, complaints = set(), []
    page.on("request", lambda request: asked.add(request.url))
    page.on("console", lambda message: complaints.append((page.url, message.text)))
    pages = sorted(pages_among(client, everything).keys() - DRAWN_LATER)

    for path in pages:
        page.goto(path, wait_until="networkidle")
        assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""], path

    assert {url for url in asked if not url.startswith((f"{live_server.url}/", "data:"))} == set()
    assert page.context.cookies() == []
    # Chromium says it of every page that isn't there.
    assert [said for said in complaints if "the server responded with a status of 4" not in said[1]] == []
