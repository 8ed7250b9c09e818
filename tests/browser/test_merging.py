"""A network, or a show, that was entered twice becomes one, and readers are told nothing wrong any more."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from newsroom import roles
from shows.models import Network
from tests.desk import session_of, sign_in
from tests.factories import make_article, make_show, record

pytestmark = pytest.mark.django_db(transaction=True)


def page_of(browser, client, live_server):
    context = browser.new_context(
        base_url=live_server.url, bypass_csp=True, viewport={"width": 1280, "height": 900}, reduced_motion="reduce"
    )
    context.add_cookies([session_of(client, live_server)])
    return context.new_page()


def is_sound(page):
    """Whether nothing serious is wrong with it, and it is no wider than a phone."""
    page.wait_for_load_state()
    found = [one for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]
    return found == [] and page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_network_that_was_entered_twice_becomes_one(browser, live_server, client):
    sign_in(client, roles.MANAGING_EDITORS)
    show = make_show("Minx")
    record(show, "returning", "2025-01-01", network="HBO Max")
    make_article("It returns", slug="minx", shows=[show], published="2025-01-10")
    record(show, "canceled", "2025-02-01", network="HBO Max")
    record(show, "returning", "2025-03-01", network="HBO Mox")
    page = page_of(browser, client, live_server)
    page.goto("/articles/minx/")
    expect(page.locator("[data-notice]")).not_to_have_count(0)

    page.goto(f"/admin/shows/network/{Network.objects.get(name='HBO Mox').pk}/change/")
    page.goto(page.get_by_role("link", name="Merge…").first.get_attribute("href"))
    page.get_by_role("link", name="HBO Max").click()
    page.set_viewport_size({"width": 360, "height": 740})
    page.get_by_role("heading", name="Articles that tell something else").wait_for()
    assert is_sound(page)
    page.get_by_role("button", name="Merge “HBO Mox” into “HBO Max”").click()
    page.get_by_text("“HBO Mox” is “HBO Max” from now on.").wait_for()

    page.goto("/articles/minx/")
    expect(page.locator("[data-notice]")).to_have_count(0)
    page.context.close()


def test_a_show_that_was_entered_twice_becomes_one(browser, live_server, client):
    sign_in(client, roles.MANAGING_EDITORS)
    kept, gone = make_show("Étoile", year=2025), make_show("Etoile", slug="etoile-2")
    record(gone, "returning", "2025-01-01", network="Prime Video", source_name="Variety")
    make_article("It returns", slug="etoile", shows=[gone], published="2025-01-10")
    for show in (kept, gone):
        record(show, "ordered", "2025-01-01", season=2, network="Prime Video", source_name="Variety")
    record(kept, "canceled", "2025-06-06", network="Prime Video", source_name="Deadline")
    page = page_of(browser, client, live_server)
    page.goto("/articles/etoile/")
    expect(page.locator("[data-notice]")).to_have_count(0)

    page.goto(f"/admin/shows/show/{gone.pk}/change/")
    page.goto(page.get_by_role("link", name="Merge…").first.get_attribute("href"))
    page.get_by_role("link", name="Étoile (2025)").click()
    page.set_viewport_size({"width": 360, "height": 740})
    page.get_by_role("heading", name="Articles that tell something else").wait_for()
    assert is_sound(page)
    page.get_by_role("button", name="Merge “Etoile” into “Étoile (2025)”").click()
    page.get_by_text("“Etoile” is “Étoile (2025)” from now on.").wait_for()

    page.goto("/articles/etoile/")
    page.locator("[data-notice=contradiction]").first.wait_for()
    page.goto("/shows/etoile-2/")
    expect(page).to_have_url(kept.get_absolute_url())
    page.get_by_text("Also recorded").wait_for()
    expect(page.locator(".entry", has_text="Season 2: Ordered")).to_have_count(1)
    assert is_sound(page)
    page.context.close()
