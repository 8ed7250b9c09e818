"""What we said, believed and knew, gone through by the keyboard, and without any script."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from newsroom import roles
from tests.desk import session_of, sign_in
from tests.factories import cancel_etoile, make_article, make_show, record

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def article(live_server):
    show = make_show("Étoile")
    record(show, "ordered", "2023-04-26", season=2, at="2023-04-26", network="Prime Video")
    article = make_article("Season 2 is coming", shows=[(show, 2)], published="2025-04-30")
    cancel_etoile(show, at="2025-06-09T18:20:11+00:00")
    return article


@pytest.fixture
def address(article):
    return reverse("admin:articles_article_as_of", args=[article.pk])


@pytest.fixture
def visitors(browser, live_server, client):
    """Opens pages of an editor, with scripts or without."""
    sign_in(client, roles.EDITORS)
    contexts = []

    def opened(**options):
        context = browser.new_context(base_url=live_server.url, timezone_id="Asia/Tokyo", **options)
        context.add_cookies([session_of(client, live_server)])
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def test_an_editor_slides_along_the_changes_by_the_keyboard(visitors, address):
    page, complaints = visitors(), []
    page.on("console", lambda one: complaints.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{address}?at=2025-06-07T12:00")
    slider = page.get_by_role("slider", name="Along the changes")
    believed = page.locator("section", has=page.get_by_role("heading", name="What we believed"))
    page.get_by_text("Every change", exact=True).click()

    slider.focus()
    page.keyboard.press("ArrowRight")
    believed.get_by_text("This has since changed").wait_for()
    said = slider.get_attribute("aria-valuetext")
    shown = page.url
    page.keyboard.press("Home")
    page.get_by_text("Before anything: nothing had been written or recorded yet.").wait_for()

    assert said.startswith("June 9, 2025, 2:20:11 p.m. EDT: Recorded: season 2 order reversed")
    assert "at=2025-06-09T14%3A20%3A11-04%3A00" in shown
    expect(page.get_by_label("As of", exact=True)).to_have_value(re.compile("^2023-04-25T23:59:59"))
    expect(page.locator(".then-changes")).to_have_attribute("open", "")
    assert slider.evaluate("one => one === document.activeElement")
    assert complaints == []


def test_without_scripts_the_form_and_the_links_do_the_same(visitors, address):
    page = visitors(java_script_enabled=False)
    page.goto(address)
    true = page.locator("section", has=page.get_by_role("heading", name="What was true"))

    page.get_by_label("As of", exact=True).fill("2025-06-07T12:00:00")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(true).to_contain_text("Not what we believed")
    page.get_by_role("link", name="Next change →").click()

    expect(page.get_by_text("As of June 9, 2025, 2:20:11 p.m. EDT")).to_be_visible()
    page.wait_for_load_state()
    expect(true).not_to_contain_text("Not what we believed")
    expect(page.get_by_role("slider")).to_have_count(0)
