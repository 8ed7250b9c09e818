"""What stands where: nothing out of sight at the side of a narrow page, and nothing that moves while a page loads."""

import time

import pytest

from tests.site import DRAWN_LATER, pages_among

pytestmark = pytest.mark.django_db(transaction=True)

FAR_IN = {"width": 320, "height": 256}  # a window of 1280 by 1024 pixels at 400 %
SLOWLY = 0.4  # seconds that a font takes on its way
SHIFTS = """
window.moved = [];
new PerformanceObserver((list) => {
  for (const shift of list.getEntries())
    window.moved.push([shift.value, ...shift.sources.map((source) => source.node && source.node.nodeName)]);
}).observe({ type: "layout-shift", buffered: true });
"""
WIDEST = """
() => [...document.querySelectorAll("main *")].filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
  .filter((one) => !one.closest("table, pre, .unseen")).map((one) => one.outerHTML.slice(0, 120))
"""


@pytest.fixture
def pages(client, everything):
    return sorted(pages_among(client, everything).keys() - DRAWN_LATER)


@pytest.mark.parametrize(
    "size",
    [FAR_IN, *(pytest.param({"width": width, "height": 800}, marks=pytest.mark.slow) for width in (360, 768, 2000))],
    ids=lambda size: str(size["width"]),
)
def test_no_page_scrolls_sideways(page, pages, everything, size):
    page.set_viewport_size(size)
    found = {}

    for path in pages:
        assert page.goto(path).status == everything[path], path
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            found[path] = page.evaluate(WIDEST)

    assert found == {}


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 1280])
def test_nothing_moves_while_a_page_loads(browser, live_server, pages, width):
    def late(route):
        time.sleep(SLOWLY)
        route.continue_()

    found = {}
    for path in pages:
        # Each as a first visit, with nothing kept from before.
        context = browser.new_context(base_url=live_server.url, viewport={"width": width, "height": 740})
        page = context.new_page()
        page.add_init_script(SHIFTS)
        page.route("**/fonts/**", late)
        page.goto(path, wait_until="networkidle")
        page.mouse.wheel(0, 1500)
        page.wait_for_timeout(150)
        if moved := page.evaluate("window.moved"):
            found[path] = moved
        context.close()

    assert found == {}
