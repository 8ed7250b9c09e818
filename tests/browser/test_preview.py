"""Looking at an article before its readers do, in a browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from articles.models import Revision
from newsroom import roles
from tests.desk import session_of, sign_in
from tests.factories import cancel_etoile, make_article, make_draft, make_etoile

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def complaints():
    return []


@pytest.fixture
def desk(browser, live_server, client, complaints, settings):
    """A page of an editor, at the desk."""
    settings.SITE_URL = live_server.url
    sign_in(client, roles.EDITORS)
    context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
    context.add_cookies([session_of(client, live_server)])
    context.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield context.new_page()
    context.close()


def edit(article):
    return reverse("admin:articles_article_change", args=[article.pk])


def framed(page):
    return page.frame_locator("#look-frame")


@pytest.mark.slow
def test_what_is_typed_is_seen_by_the_keyboard_alone(desk, complaints):
    article = make_draft("Saved", shows=[(make_etoile(), 2)])
    desk.goto(edit(article))
    desk.locator(".field-body .tiptap").wait_for()
    desk.get_by_label("Headline").fill("Typed, not saved")

    desk.get_by_role("button", name="Preview", exact=True).focus()
    with desk.context.expect_page() as opened:
        desk.keyboard.press("Enter")
    look = opened.value
    framed(look).get_by_role("heading", name="Typed, not saved").wait_for()
    offered = "[...document.querySelectorAll('#look optgroup')].filter(one => !one.disabled).map(one => one.label)"
    look.get_by_label("Suppose a change of").select_option(label="Étoile, season 2")
    assert look.evaluate(offered) == ["A season"]
    look.get_by_label("Suppose a change of").select_option(label="Étoile, the show")
    assert look.evaluate(offered) == ["The show as a whole"]
    look.get_by_label("Status").select_option("canceled")
    look.get_by_role("button", name="Show", exact=True).focus()
    look.keyboard.press("Enter")

    framed(look).get_by_text("This has since changed").wait_for()
    expect(framed(look).locator("h1")).to_have_text("Typed, not saved")
    assert [one.headline for one in Revision.objects.all()] == ["Saved"]
    expect(desk.get_by_label("Headline")).to_have_value("Typed, not saved")
    assert complaints == []


@pytest.mark.slow
def test_the_page_is_seen_at_three_widths(desk):
    article = make_article(shows=[make_etoile()])
    desk.goto(reverse("admin:articles_article_preview", args=[article.pk]))
    framed(desk).locator("h1").wait_for()
    desk.get_by_label("Desktop").focus()

    widths = []
    for _ in range(3):
        widths.append(framed(desk).locator("html").evaluate("() => innerWidth"))
        desk.keyboard.press("ArrowRight")

    assert widths == [1280, 390, 768]
    assert desk.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.slow
def test_leaving_goes_on_to_warn_after_a_look(desk):
    article = make_draft("Saved")
    desk.goto(edit(article))
    desk.get_by_label("Headline").press_sequentially(" and typed")
    with desk.context.expect_page():
        desk.get_by_role("button", name="Preview", exact=True).click()

    asked = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    desk.close(run_before_unload=True)
    other = desk.context.pages[-1]
    for _ in range(50):
        if not asked:
            other.wait_for_timeout(50)

    assert asked == ["beforeunload"]


@pytest.mark.slow
def test_links_in_the_frame_lead_out_of_it(desk):
    show = make_etoile()
    article = make_article(shows=[(show, 2)])
    cancel_etoile(show)
    desk.goto(reverse("admin:articles_article_preview", args=[article.pk]))
    link = framed(desk).locator(".subject-name a").first
    link.wait_for()

    with desk.context.expect_page() as opened:
        link.click()

    opened.value.wait_for_url("**/shows/etoile/")


@pytest.mark.slow
def test_an_outsider_reads_the_draft_by_its_link(desk, page):
    article = make_draft("In confidence")
    desk.goto(edit(article))
    with desk.context.expect_page() as opened:
        desk.get_by_role("link", name="Make a link").click()
    links = opened.value
    links.get_by_role("button", name="Make a link").click()
    url = links.get_by_label("Copy it now").input_value()

    page.goto(url)
    expect(page.get_by_role("heading", name="In confidence")).to_be_visible()
    expect(page.get_by_text("it is not published")).to_be_visible()
    assert page.context.cookies() == []
    links.get_by_role("button", name="Revoke").click()
    links.get_by_text("The link is revoked").wait_for()

    assert page.goto(url).status == 404
