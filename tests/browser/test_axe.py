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


IN_THE_DARK = ["color-contrast", "link-in-text-block"]  # rules to which the scheme makes a difference


def violations_on(page, rules=None):
    options = {"resultTypes": ["violations"], **({"runOnly": rules} if rules else {})}
    found = page.evaluate("options => axe.run(document, options)", options)["violations"]
    return [(one["id"], one["help"], [node["html"][:200] for node in one["nodes"]]) for one in found]


@pytest.fixture
def look(browser, live_server):
    """What is wrong with the page at a path, on a phone and at a desk, in the light and in the dark."""
    context = browser.new_context(base_url=live_server.url, bypass_csp=True, reduced_motion="reduce")
    page = context.new_page()
    script = AXE.read_text(encoding="utf-8")

    def violations_at(path, status=200):
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(PHONE)
        assert page.goto(path).status == status, path
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        page.evaluate(script)
        found = []
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            for scheme, rules in (("light", None), ("dark", IN_THE_DARK)):
                page.emulate_media(color_scheme=scheme)
                found += [(size["width"], scheme, *one) for one in violations_on(page, rules)]
        return found

    yield violations_at
    context.close()


@pytest.mark.slow
def test_an_article_with_everything_keeps_nobody_out(look, everything):
    assert look("/articles/everything/") == []


@pytest.mark.slow
def test_no_public_page_keeps_anybody_out(client, everything, look):
    pages = pages_among(client, everything).keys() - DRAWN_LATER

    found = {path: look(path, everything[path]) for path in sorted(pages)}

    assert len(pages) > 15
    assert {path: violations for path, violations in found.items() if violations} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_cannot_be_read_is_found(page, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_content(
        f"<style>p {{ color: #777; background: {'#888' if scheme == 'dark' else '#eee'} }}</style><p>Words"
    )
    page.evaluate(AXE.read_text(encoding="utf-8"))

    assert [one for one, *_ in violations_on(page, IN_THE_DARK)] == ["color-contrast"]


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
