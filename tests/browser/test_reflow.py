"""What stands where: nothing out of sight at the side of a narrow page, and nothing that moves while a page loads."""

import time

import pytest

from tests.site import DRAWN_LATER, pages_among

pytestmark = pytest.mark.django_db(transaction=True)

FAR_IN = {"width": 320, "height": 256}  # a window of 1280 by 1024 pixels at 400 %
SIZES = [FAR_IN, *({"width": width, "height": 800} for width in (360, 768, 2000))]
SLOWLY = 0.1  # seconds that a font takes on its way
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


def too_wide(page, sizes):
    """What stands out at the side of the page that is open, by the width of the window."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    found = {}
    for size in sizes:
        page.set_viewport_size(size)
        if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
            found[size["width"]] = page.evaluate(WIDEST)
    return found


@pytest.mark.slow
@pytest.mark.usefixtures("everything")
def test_an_article_with_everything_does_not_scroll_sideways(page):
    page.goto("/articles/everything/")

    assert too_wide(page, SIZES) == {}


@pytest.mark.slow
def test_no_page_scrolls_sideways(page, pages, everything):
    found = {}

    for path in pages:
        assert page.goto(path).status == everything[path], path
        found |= {(path, width): widest for width, widest in too_wide(page, SIZES).items()}

    assert found == {}


def test_what_stands_out_at_the_side_is_found(page):
    page.set_content("<main><p>Words</p><div style='width: 700px'>Wide</div></main>")

    assert list(too_wide(page, SIZES)) == [320, 360]


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
        page.goto(path)
        page.evaluate("document.fonts.ready.then(() => null)")
        page.mouse.wheel(0, 1500)
        page.wait_for_timeout(80)
        if moved := page.evaluate("window.moved"):
            found[path] = moved
        context.close()

    assert found == {}
