"""The rules of access, by axe, on every kind of public page."""

from pathlib import Path

import axe_playwright_python
import pytest
from django.views.defaults import server_error

from tests.pages import parse
from tests.site import DRAWN_LATER, pages_among

pytestmark = pytest.mark.django_db(transaction=True)

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}


def violations_on(page):
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    return [(one["id"], one["help"], [node["html"][:200] for node in one["nodes"]]) for one in found]


@pytest.mark.parametrize(
    ("scheme", "viewport"),
    [
        ("light", PHONE),
        *(pytest.param(*one, marks=pytest.mark.slow) for one in [("light", DESK), ("dark", PHONE), ("dark", DESK)]),
    ],
    ids=["light-phone", "light-desk", "dark-phone", "dark-desk"],
)
def test_no_public_page_keeps_anybody_out(browser, client, live_server, everything, scheme, viewport):
    context = browser.new_context(base_url=live_server.url, color_scheme=scheme, viewport=viewport, bypass_csp=True)
    page = context.new_page()
    pages = pages_among(client, everything).keys() - DRAWN_LATER
    found = {}

    for path in sorted(pages):
        assert page.goto(path).status == everything[path], path
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        page.evaluate(AXE.read_text(encoding="utf-8"))
        if violations := violations_on(page):
            found[path] = violations

    context.close()
    assert len(pages) > 15
    assert found == {}


def test_a_page_that_fails_is_open_to_all_as_well(page, rf):
    body = server_error(rf.get("/")).content.decode()
    page.set_content(body)
    page.evaluate(AXE.read_text(encoding="utf-8"))

    assert parse(body).one("h1").text == "Something went wrong on our side"
    assert violations_on(page) == []


FOCUSED = """
() => {
  const one = document.activeElement;
  return [one.textContent.trim(), getComputedStyle(one).outlineStyle, one.getBoundingClientRect().left];
}
"""


@pytest.mark.usefixtures("everything")
def test_all_can_be_reached_by_the_keyboard_and_is_seen_when_it_is(page):
    page.goto("/articles/everything/")
    reached = []

    for _ in page.locator("a").all():
        page.keyboard.press("Tab")
        text, outline, left = page.evaluate(FOCUSED)
        assert (outline, left >= 0) == ("solid", True), text
        reached.append(text)

    assert reached[0] == "Skip to the content"
    assert {"Newsroom", "Latest", "Shows A to Z", "Television", "Étoile", "Ballet"} <= set(reached)
