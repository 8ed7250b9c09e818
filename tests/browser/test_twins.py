"""What is here already is told while it is typed."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from newsroom import roles
from shows.models import Show
from tests.desk import session_of, sign_in
from tests.factories import make_show, record

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_show_that_is_here_is_told_while_it_is_typed(browser, live_server, client):
    sign_in(client, roles.EDITORS)
    record(make_show("Étoile", year=2025), "series_ordered", "2023-04-26", network="Prime Video")
    context = browser.new_context(
        base_url=live_server.url, bypass_csp=True, viewport={"width": 360, "height": 740}, reduced_motion="reduce"
    )
    context.add_cookies([session_of(client, live_server)])
    page = context.new_page()
    page.goto("/admin/shows/show/add/")

    page.get_by_label("Title", exact=False).first.press_sequentially("Etiole")
    told = page.locator("#id_title_twins[aria-live=polite]")
    told.get_by_role("link", name="Étoile (2025)").wait_for()

    expect(told).to_contain_text("Did you mean")
    assert [one for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Save it all the same").wait_for()
    with page.expect_navigation():
        page.get_by_label("Year", exact=True).press("Enter")
    assert not Show.objects.filter(title="Etiole").exists()
    page.get_by_role("button", name="Save it all the same").click()
    page.wait_for_url("**/admin/shows/show/")
    assert Show.objects.filter(title="Etiole").exists()
    context.close()
