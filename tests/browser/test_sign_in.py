import re

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import expect

from tests.factories import make_show

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_desk_opens_and_its_policy_lets_it_work(page):
    get_user_model().objects.create_superuser("editor", password="secret")
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    page.goto("/admin/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("secret")
    page.get_by_role("button", name="Log in").click()

    page.wait_for_url(re.compile(r"^[^?]*/admin/$"))
    # Alpine.js has come to life.
    page.wait_for_function("window.Alpine && !document.querySelector('[x-cloak]')")
    assert complaints == []


@pytest.fixture
def desk(page):
    """The first page of the desk, as wide as a small laptop."""
    get_user_model().objects.create_superuser("editor", password="secret")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto("/admin/")
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill("secret")
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(re.compile(r"^[^?]*/admin/$"))
    return page


@pytest.mark.slow
def test_the_navigation_is_there_and_is_put_away_by_the_keyboard(desk):
    link = desk.locator("#nav-sidebar").get_by_role("link", name="All entries")
    link.wait_for()

    desk.get_by_role("button", name="Show or hide the navigation").press("Enter")

    link.wait_for(state="hidden")


def test_the_palette_finds_a_show(desk):
    show = make_show("Étoile", also_known_as=["B99"])

    desk.get_by_role("button", name="Find shows and articles").click()
    desk.locator("#search-input-command").press_sequentially("b99")

    found = desk.locator('#command-results a[data-title="Étoile"]')
    found.wait_for()
    expect(found).to_have_attribute("href", f"/admin/shows/show/{show.pk}/change/")
