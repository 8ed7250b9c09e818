"""News breaks while the editor is on the way: a phone, a thumb, a minute."""

from time import perf_counter

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from newsroom import roles
from shows.models import StatusEntry
from tests.desk import session_of, sign_in
from tests.factories import make_article, make_etoile, record

pytestmark = pytest.mark.django_db(transaction=True)

TOLD = "From home to the page that readers see: "
TARGETS = """() => [...document.querySelectorAll('#content a[href], #content button, #content select')]
    .filter(one => one.checkVisibility({visibilityProperty: true}) && !one.closest('p, .desk-hidden'))
    .filter(one => !['absolute', 'fixed'].includes(getComputedStyle(one).position))
    .map(one => [one.innerText.trim().slice(0, 40), one.getBoundingClientRect()])
    .filter(([, box]) => box.width && (box.height < 23.5 || box.width < 23.5))
    .map(([name, box]) => `${name}: ${Math.round(box.width)}×${Math.round(box.height)}`)"""


class Thumb:
    """Taps, and counts its taps; wherever it gets, the page fits the screen and can be hit."""

    def __init__(self, page):
        self.page, self.taps = page, 0

    def tap(self, found):
        assert self.page.evaluate("document.documentElement.scrollWidth") <= 360
        assert self.page.evaluate(TARGETS) == []
        found.tap()
        self.taps += 1

    def go(self, found):
        """Taps what leads to another page."""
        with self.page.expect_navigation():
            self.tap(found)

    def write(self, found, text):
        self.tap(found)
        found.press_sequentially(text)


@pytest.fixture
def thumb(browser, live_server, client):
    sign_in(client, roles.EDITORS)
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )
    context.add_cookies([session_of(client, live_server)])
    yield Thumb(context.new_page())
    context.close()


def test_a_cancellation_is_public_in_twelve_taps(thumb):
    show = make_etoile()
    make_article("Yes, it returns", slug="returns", shows=[show], published="2025-04-30")
    page = thumb.page
    page.goto("/admin/")
    begins = perf_counter()

    thumb.go(page.locator("#content").get_by_role("link", name="Record a status change"))
    thumb.write(page.get_by_label("Which show is it about?"), "etoi")
    thumb.go(page.locator("#found").get_by_role("link", name="Étoile"))
    thumb.tap(page.get_by_role("link", name="Canceled", exact=True))
    expect(page.get_by_label("Status required")).to_have_value("canceled")
    thumb.write(page.get_by_label("Source", exact=True), "Deadline")
    thumb.write(page.get_by_label("Address of the source"), "https://deadline.com/etoile")
    thumb.go(page.get_by_role("button", name="Preview what this changes"))
    page.get_by_role("region", name="Articles that gain a notice").wait_for()
    thumb.go(page.get_by_role("button", name="Record it"))
    thumb.go(page.get_by_role("link", name="See it on the site"))
    page.wait_for_url("**/shows/etoile/")
    public = perf_counter()

    expect(page.locator(".show-today")).to_contain_text("Canceled")
    page.goto("/articles/returns/")
    expect(page.locator("[data-notice]").first).to_contain_text("canceled Étoile")
    assert StatusEntry.objects.get(status="canceled").source_name == "Deadline"
    print(f"{TOLD}{thumb.taps} taps, {public - begins:.1f} s")
    assert thumb.taps <= 12


@pytest.mark.slow
def test_a_report_is_denied_after_a_look_at_the_page_as_it_will_be(page, client, live_server):
    show = make_etoile()
    make_article("Yes, it returns", slug="returns", shows=[show], published="2025-04-30")
    reported = {"confirmation": "reported", "source_name": "Deadline"}
    entry = record(show, "canceled", "2025-06-06", network="Prime Video", **reported)
    sign_in(client, roles.MANAGING_EDITORS)
    page.context.add_cookies([session_of(client, live_server)])
    complaints = []
    page.on("console", lambda one: complaints.append(one.text) if one.type == "error" else None)
    page.goto(reverse("desk:ledger", args=[show.pk]))

    page.get_by_role("link", name="Deny the report").click()
    loses = page.get_by_role("region", name="Articles that lose their notice")
    loses.get_by_text("The page as it will look").click()
    frame = loses.frame_locator("iframe")
    frame.get_by_role("heading", name="Yes, it returns").wait_for()
    expect(frame.locator("[data-notice]")).to_have_count(0)
    page.get_by_label("Who denies it?").fill("Prime Video")
    page.get_by_role("button", name="Correct the ledger").click()
    page.wait_for_url("**/ledger/**")

    assert StatusEntry.objects.get(corrects=entry).source_name == "Prime Video"
    page.goto("/articles/returns/")
    expect(page.locator("[data-notice]")).to_have_count(0)
    assert complaints == []
