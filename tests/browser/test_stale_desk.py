"""The stale desk, worked through: one article is still right, two are followed up at once, and all are gone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from articles.models import Outcome
from newsroom import roles
from tests.desk import session_of, sign_in
from tests.factories import cancel_etoile, make_article, make_etoile

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]


def titles(page):
    return page.locator(".stale-title")


def breaches(page):
    page.wait_for_load_state()
    page.wait_for_function("!document.querySelector('[x-cloak]:not([x-show])')")
    found = Axe().run(page).response["violations"]
    return [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")]


@pytest.fixture
def desk(browser, live_server, client, settings):
    """The stale desk of an editor; the policy of the page is put aside for the checker's own script."""
    settings.MFA_REQUIRED = False
    sign_in(client, roles.EDITORS)
    context = browser.new_context(base_url=live_server.url, bypass_csp=True, reduced_motion="reduce")
    context.add_cookies([session_of(client, live_server)])
    yield context.new_page()
    context.close()


def test_an_editor_decides_on_one_and_on_two_at_once(desk):
    etoile = make_etoile()
    for number in (1, 2, 3):
        make_article(f"Season 2 comes, part {number}", shows=[(etoile, 2)])
    cancel_etoile(etoile)
    newer = make_article("No second season", shows=[(etoile, 2)], published="2025-06-07")

    desk.goto("/admin/stale/")
    expect(titles(desk)).to_have_text(["Season 2 comes, part 3", "Season 2 comes, part 2", "Season 2 comes, part 1"])
    assert breaches(desk) == []
    desk.get_by_role("button", name="Still right: “Season 2 comes, part 3”").click()
    assert breaches(desk) == []
    desk.get_by_label("Why is it still right?").fill("Its last paragraph says so.")
    desk.get_by_role("button", name="Still right", exact=True).click()

    expect(titles(desk)).to_have_text(["Season 2 comes, part 2", "Season 2 comes, part 1"])
    desk.get_by_text("Narrow the list").click()
    desk.get_by_label("Headline", exact=True).fill("part 1")
    desk.get_by_role("button", name="Narrow", exact=True).click()
    desk.get_by_label("Name required").fill("First parts")
    desk.get_by_text("For the whole newsroom").click()
    desk.get_by_role("button", name="Keep as a view").click()
    expect(desk.get_by_role("link", name="First parts")).to_have_attribute("aria-current", "page")
    expect(titles(desk)).to_have_text(["Season 2 comes, part 1"])
    desk.get_by_role("link", name="Change views").click()
    assert breaches(desk) == []
    desk.set_viewport_size({"width": 360, "height": 740})
    desk.goto("/admin/stale/")
    assert breaches(desk) == []
    assert desk.evaluate("document.documentElement.scrollWidth") <= 360
    desk.set_viewport_size({"width": 1280, "height": 720})

    for number in (1, 2):
        desk.get_by_label(f"Season 2 comes, part {number}", exact=True).check()
    desk.get_by_role("button", name="Link the follow-up…", exact=True).click()
    desk.get_by_label("The newer article").select_option(str(newer.pk))
    desk.get_by_role("button", name="Link the follow-up", exact=True).click()

    expect(desk.locator("#content")).to_contain_text("Somebody has decided on everything", use_inner_text=True)
    expect(titles(desk)).to_have_count(0)
    assert [one.kind for one in Outcome.objects.order_by("pk")] == ["reviewed", "followed_up", "followed_up"]
    desk.goto("/articles/" + Outcome.objects.first().article.slug + "/")
    expect(desk.get_by_role("note").get_by_role("link", name="No second season")).to_be_visible()
