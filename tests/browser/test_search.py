"""Search by the keyboard, with suggestions as one types and without any script."""

import pytest
from playwright.sync_api import expect

from tests.factories import cancel_etoile, make_article, make_etoile, make_show

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def newsroom(live_server):
    show = make_etoile()
    make_show("Étage")
    make_article("Season 2 is coming", shows=[(show, 2)])
    cancel_etoile(show)


@pytest.mark.usefixtures("newsroom")
def test_a_show_is_suggested_chosen_and_read_by_the_keyboard(page):
    page.goto("/")
    field = page.get_by_role("combobox", name="Search articles, shows and people")
    before = page.locator("main").bounding_box()

    field.press_sequentially("et")
    options = page.get_by_role("option")
    expect(options).to_have_count(2)
    assert page.locator("main").bounding_box() == before
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.get_by_role("status")).to_have_text("2 suggestions, by the arrow keys.")
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(field).to_have_value("et")

    field.press_sequentially("oi")
    expect(options).to_have_count(1)
    page.keyboard.press("ArrowDown")
    chosen = page.locator(f"#{field.get_attribute('aria-activedescendant')}")
    expect(chosen).to_have_text("Étoile Canceled", use_inner_text=True)
    expect(chosen).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")

    page.wait_for_url("**/shows/etoile/")


@pytest.mark.slow
@pytest.mark.usefixtures("newsroom")
def test_without_scripts_the_form_finds_as_well(browser, live_server):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/")

    page.get_by_label("Search articles, shows and people").fill("season etiole or coming")
    page.keyboard.press("Enter")

    page.wait_for_url("**/search/?q=**")
    expect(page.locator("[data-notice=contradiction]")).to_have_count(1)
    context.close()
