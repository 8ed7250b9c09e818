"""A table is taken along from the ledger, and news comes back in one."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from newsroom import roles
from tests.desk import session_of, sign_in
from tests.factories import make_article, make_etoile

pytestmark = pytest.mark.django_db(transaction=True)


def breaches(page):
    page.wait_for_load_state()
    return [one for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]


def test_news_in_a_table_is_looked_at_and_imported(browser, live_server, client):
    sign_in(client, roles.EDITORS)
    make_article("Yes, season 2 is coming", slug="coming", shows=[(make_etoile(), 2)])
    context = browser.new_context(
        base_url=live_server.url, bypass_csp=True, viewport={"width": 1280, "height": 900}, reduced_motion="reduce"
    )
    context.add_cookies([session_of(client, live_server)])
    page, complaints = context.new_page(), []
    page.on("pageerror", lambda error: complaints.append(str(error)))

    page.goto("/admin/shows/statusentry/")
    with page.expect_download() as taken:
        page.get_by_role("link", name="CSV").click()
    table = Path(taken.value.path()).read_text(encoding="utf-8")
    page.get_by_role("link", name="Import a table…").click()
    page.set_viewport_size({"width": 360, "height": 740})
    wrong = f"{table}Étoile,,,,2,6/6/2025,order_reversed\r\n"
    page.set_input_files("#file", {"name": "wrong.csv", "mimeType": "text/csv", "buffer": wrong.encode()})
    page.get_by_role("button", name="Preview what this does").click()
    page.get_by_role("heading", name="cannot be imported yet: 1 row").wait_for()
    assert breaches(page) == []
    news = f"{table}Étoile,,,,2,2025-06-06,order_reversed\r\n"
    page.set_input_files("#file", {"name": "news.csv", "mimeType": "text/csv", "buffer": news.encode()})
    page.get_by_role("button", name="Preview what this does").click()
    page.get_by_text("season 2 of “Étoile”: Order reversed, June 6, 2025").wait_for()
    assert breaches(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.get_by_role("button", name="Import it").click()
    page.get_by_text("Imported “news.csv”.").wait_for()

    page.goto("/articles/coming/")
    expect(page.locator("[data-notice=contradiction]")).not_to_have_count(0)
    assert complaints == []
    context.close()
