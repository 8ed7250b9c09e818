import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.factories import make_article, make_etoile

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def complaints(page):
    """What the browser complains of, and what it asks of anybody else."""
    found = []
    page.on("console", lambda message: message.type in ("error", "warning") and found.append(message.text))
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("requestfailed", lambda request: found.append(request.url))
    return found


@pytest.mark.slow
def test_the_api_is_described_and_tried_out_within_the_site(page, live_server, complaints):
    make_article("Yes, season 2 is coming", slug="yes", shows=[(make_etoile(), 2)])
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto("/api/docs/")
    page.get_by_role("button", name="/api/v1/articles/ Published articles").click()
    page.get_by_role("button", name="Execute").click()

    page.locator(".live-responses-table").get_by_text("Yes, season 2 is coming").wait_for()
    assert {url for url in asked if not url.startswith((live_server.url, "data:"))} == set()
    assert complaints == []


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_description_can_be_read_by_everybody(browser, live_server, scheme, width):
    # The policy of the page would keep axe's own script out.
    context = browser.new_context(
        base_url=live_server.url, color_scheme=scheme, viewport={"width": width, "height": 900}, bypass_csp=True
    )
    page = context.new_page()

    page.goto("/api/docs/")
    page.get_by_role("button", name="/api/v1/articles/ Published articles").wait_for()

    found = Axe().run(page).response["violations"]
    scrolls = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    context.close()
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []
    assert not scrolls
