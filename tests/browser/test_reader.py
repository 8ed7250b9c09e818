"""What a reader sees, in a browser."""

import re

import pytest
from playwright.sync_api import expect

from articles import status_changes, workflow
from tests.factories import cancel_etoile, cover, make_article, make_draft, make_etoile, moment, record

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "Anextraordinarilylongwordwithoutanyspaceinit" * 3
KINDS = ("contradiction", "decided", "record-corrected", "progress")


@pytest.fixture
def article(live_server):
    """The hopeful piece on the second season of Étoile, before the news."""
    show = make_etoile()
    article = make_draft(
        "Will there be a season 2 of Étoile?",
        slug="hopeful",
        dek="What we know.",
        body=f"<p>Yes, {LONG}.</p><h2>Is it ordered?</h2><table><tr><td>{LONG}</td><td>{LONG}</td></tr></table>",
    )
    cover(article, (show, 2), heading="Is it ordered?")
    return workflow.publish(article, by=None, at=moment("2025-04-30"))


@pytest.fixture
def reader(browser, live_server):
    """Opens pages of new visitors, with what a browser may be told; none of them runs scripts."""
    contexts = []

    def open_page(**options):
        context = browser.new_context(base_url=live_server.url, java_script_enabled=False, **options)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


def notices_on(page):
    return [notice.get_attribute("data-notice") for notice in page.locator("[data-notice]").all()]


def test_a_reader_sees_the_notice_come_without_scripts(reader, article):
    page = reader()
    page.goto("/articles/hopeful/")
    assert notices_on(page) == []

    cancel_etoile(article.shows.get())
    page.reload()

    assert notices_on(page) == ["contradiction", "contradiction"]
    notice = page.locator("[data-notice]").first
    expect(notice).to_be_visible()
    expect(notice).to_contain_text("This has since changed")
    expect(notice).to_contain_text("Prime Video has reversed its order for season 2 of Étoile")


def test_the_notice_stands_above_the_text_and_is_read_first(reader, article):
    cancel_etoile(article.shows.get())

    page = reader(viewport={"width": 360, "height": 740})
    page.goto("/articles/hopeful/")

    notice, body = page.locator("[data-notice]").first.bounding_box(), page.locator(".body").bounding_box()
    assert notice["y"] + notice["height"] <= body["y"]
    assert notice["y"] < 740


def test_a_reader_finds_the_show_and_its_news(reader, article):
    cancel_etoile(article.shows.get())
    page = reader()
    page.goto("/")
    changed = page.get_by_role("region", name="Since changed")
    assert notices_on(changed) == ["contradiction"]

    changed.get_by_role("link", name="Will there be a season 2 of Étoile?").click()
    page.get_by_role("region", name="Shows in this article").get_by_role("link", name="Étoile").click()

    expect(page).to_have_url("/shows/etoile/")
    expect(page.get_by_role("region", name="Status today")).to_contain_text("Canceled")
    expect(page.get_by_role("region", name="Timeline").locator("li").get_by_text("Order reversed")).to_be_visible()


PATHS = ["/", "/articles/hopeful/", "/shows/", "/shows/etoile/", "/sections/television/", "/partners/docs/extension/"]


@pytest.mark.slow
def test_no_page_complains_or_keeps_anything(page, article):
    cancel_etoile(article.shows.get())
    complaints = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("response", lambda answer: answer.status < 400 or complaints.append(f"{answer.status} {answer.url}"))

    for path in PATHS:
        page.goto(path, wait_until="networkidle")

    assert complaints == []
    assert page.context.cookies() == []


@pytest.mark.slow
def test_shows_are_narrowed_without_scripts(reader, article):
    page = reader()
    page.goto("/shows/")

    page.get_by_label("Title").fill("etoi")
    page.get_by_label("Status today").select_option("Canceled")
    page.get_by_role("button", name="Show them").click()
    expect(page.get_by_text("No show fits.")).to_be_visible()

    page.get_by_label("Status today").select_option("Returning")
    page.get_by_role("button", name="Show them").click()
    expect(page.get_by_label("Title")).to_have_value("etoi")
    expect(page.locator(".show-list").get_by_role("link", name="Étoile")).to_be_visible()


@pytest.mark.slow
def test_pictures_keep_their_place_before_they_are_there(page, article, pictures):
    make_article("Pictured", slug="pictured", lead_picture=pictures(), lead_image_alt="A stage", published="2025-05-01")
    page.route("**/media/**", lambda route: route.abort())

    for path, width in (("/articles/pictured/", 360), ("/articles/pictured/", 1280), ("/", 1280)):
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(path)
        box = page.locator(".picture").first.bounding_box()
        assert abs(box["width"] / box["height"] - 16 / 9) < 0.01, path


def test_lines_stay_readable_on_a_wide_screen(page, article):
    page.set_viewport_size({"width": 2000, "height": 800})

    page.goto("/articles/hopeful/")

    assert page.locator(".body").bounding_box()["width"] < 720


# -- contrast ------------------------------------------------------------------------------------

COLORS = """
() => {
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const color = getComputedStyle(one).backgroundColor;
      if (!color.endsWith(", 0)")) return color;
    }
    return getComputedStyle(document.documentElement).colorScheme;
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (walker.currentNode.data.trim() && element.getClientRects().length)
      found.push([walker.currentNode.data.trim(), getComputedStyle(element).color, ground(element)]);
  }
  return found;
}
"""


def luminance(color):
    channels = [int(channel) / 255 for channel in re.findall(r"\d+", color)[:3]]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.fixture
def every_kind(article):
    """A newsroom with an article of every kind of notice."""
    show = article.shows.get()
    record(show, "awaiting_decision", "2025-05-01", network="Prime Video", at="2025-05-02")
    make_article("Decided", shows=[show], published="2025-05-03")
    make_article("Kept", shows=[(show, 1)], published="2024-05-03")
    wrong = record(show, "in_production", "2025-05-01", season=2, network="Prime Video", at="2025-05-02")
    make_article("Corrected", shows=[(show, 2)], published="2025-05-03")
    cancel_etoile(show)
    status_changes.correct(wrong, status_changes.void(wrong), by=None, at=moment("2026-02-01"))


@pytest.mark.slow
@pytest.mark.usefixtures("every_kind")
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_stands_out_from_its_ground(page, scheme):
    page.emulate_media(color_scheme=scheme)
    grounds = set()

    for path in PATHS:
        page.goto(path)
        for text, color, ground in page.evaluate(COLORS):
            grounds.add(ground)
            assert contrast(color, ground) >= 4.5, f"{path}: “{text[:40]}” {color} on {ground}"

    page.goto("/")
    assert sorted(set(notices_on(page))) == sorted(KINDS)
    assert len(grounds) > 4


@pytest.mark.slow
@pytest.mark.usefixtures("every_kind")
def test_the_kinds_look_different_and_say_so_in_words(page):
    page.goto("/")

    looks = {
        notice.get_attribute("data-notice"): (
            notice.evaluate("one => getComputedStyle(one).backgroundColor"),
            notice.locator(".notice-headline").inner_text(),
        )
        for notice in page.locator("[data-notice]").all()
    }

    assert {kind: words for kind, (_, words) in looks.items()} == {
        "contradiction": "This has since changed.",
        "decided": "This has since been decided.",
        "record-corrected": "Our record has since been corrected.",
        "progress": "Since then.",
    }
    assert len({color for color, _ in looks.values()}) == 4


@pytest.mark.slow
def test_the_printed_article_has_its_notice_and_no_navigation(page, article):
    cancel_etoile(article.shows.get())
    page.emulate_media(media="print")

    page.goto("/articles/hopeful/")

    expect(page.locator("[data-notice]").first).to_be_visible()
    expect(page.locator(".notice-states").get_by_text("Order reversed")).to_be_visible()
    address = page.locator(".notice-told a").first.evaluate("one => getComputedStyle(one, '::after').content")
    assert address == '" (https://deadline.example/etoile)"'
    shown = [nav.get_attribute("aria-label") for nav in page.locator("nav").all() if nav.is_visible()]
    assert shown == ["Breadcrumb"]


MOVING = """
() => [document.documentElement, ...document.querySelectorAll("body *")].filter((one) => {
  const style = getComputedStyle(one);
  return style.animationName !== "none" || parseFloat(style.transitionDuration) > 0 || style.scrollBehavior !== "auto";
}).map((one) => one.nodeName)
"""


@pytest.mark.slow
def test_nothing_moves_on_a_page_for_who_wants_less_motion(page, article):
    page.goto("/articles/hopeful/")
    assert page.evaluate(MOVING) == ["HTML"]  # to what was asked for on the same page

    page.emulate_media(reduced_motion="reduce")

    assert page.evaluate(MOVING) == []
