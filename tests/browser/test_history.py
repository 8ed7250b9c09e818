"""The history of an article at the desk, in a browser, by the keyboard alone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from articles import text
from newsroom import roles
from tests.desk import session_of, sign_in
from tests.factories import make_article, make_draft, moment

pytestmark = pytest.mark.django_db(transaction=True)

OLD = "<h2>Is it ordered?</h2><p>Yes, season 2 <b>is coming</b>.</p>" + "<p>What stays.</p>" * 6
NEW = "<h3>Is it ordered?</h3><p>No, season 2 is canceled.</p>" + "<p>What stays.</p>" * 6 + "<ul><li>New</li></ul>"


@pytest.fixture
def complaints():
    return []


@pytest.fixture
def open_page(browser, live_server, client, complaints):
    """Opens pages of an editor, each as wide and as light as is wanted."""
    user = sign_in(client, roles.EDITORS)
    contexts = []

    def opened(*, width=1280, scheme="light", bypass_csp=False):
        viewport = {"width": width, "height": 900}
        context = browser.new_context(
            base_url=live_server.url,
            color_scheme=scheme,
            viewport=viewport,
            bypass_csp=bypass_csp,
            reduced_motion="reduce",
        )
        context.add_cookies([session_of(client, live_server)])
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.user = user
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def article(live_server):
    """Published, and twice saved since."""
    article = make_article("Yes, season 2 is coming", body=OLD)
    text.save_revision(article, base=1, by=None, at=moment("2025-05-02"), headline="Season 2 is canceled", body=NEW)
    text.save_revision(article, base=2, by=None, at=moment("2025-05-03"), dek="A dek", seo_title="Found")
    return article


def at(article, rest=""):
    return f"/admin/articles/article/{article.pk}/revisions/{rest}"


def press(page, locator, key="Enter"):
    locator.focus()
    page.keyboard.press(key)
    page.wait_for_load_state()


@pytest.mark.slow
def test_an_editor_finds_what_changed_and_brings_it_back(open_page, complaints, article):
    page = open_page()
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    press(page, page.get_by_text("History", exact=True))
    press(page, page.get_by_role("link", name="Every revision, and what changed"))
    page.get_by_role("heading", name="History").wait_for()
    expect(page.get_by_label("from revision 1")).to_be_checked()

    press(page, page.get_by_label("to revision 3"), "ArrowDown")
    expect(page.get_by_label("to revision 2")).to_be_checked()
    press(page, page.get_by_role("button", name="Compare the two chosen"))
    page.wait_for_url(f"**{at(article, '1/2/')}")
    body = page.locator("[data-field=body]")
    expect(body.get_by_text("What stays.").first).to_be_visible()
    press(page, body.locator("summary"))
    expect(body.get_by_text("What stays.").last).to_be_visible()
    press(page, page.get_by_role("link", name="In one text"))
    page.wait_for_url("**?view=inline")
    expect(page.locator("[data-field=headline] ins").last).to_have_text("canceled")

    press(page, page.get_by_role("button", name="Restore revision 1 as revision 4"))
    page.get_by_text("Revision 1 is restored as revision 4. Readers see revision 1").wait_for()
    expect(page.get_by_label("Headline")).to_have_value("Yes, season 2 is coming")
    assert complaints == []


@pytest.mark.slow
@pytest.mark.parametrize(("width", "sides"), [(1280, True), (360, False)])
def test_a_phone_reads_in_one_text_what_a_wide_screen_reads_side_by_side(open_page, article, width, sides):
    page = open_page(width=width)

    page.goto(at(article, "1/2/"))

    expect(page.locator(".diff-sides").first).to_be_visible(visible=sides)
    expect(page.locator(".diff-inline").first).to_be_visible(visible=not sides)
    page.goto(at(article, "1/2/?view=side"))
    expect(page.locator(".diff-sides").first).to_be_visible()


@pytest.mark.slow
def test_what_changed_is_told_by_more_than_color(open_page, article):
    page = open_page()
    page.goto(at(article, "1/2/?view=inline"))

    def look(selector, pseudo, name):
        script = "([one, [pseudo, name]]) => getComputedStyle(one, pseudo)[name]"
        one = page.locator(f"[data-field=headline] {selector}").first.element_handle()
        return page.evaluate(script, [one, [pseudo, name]])

    assert (look("del", None, "textDecorationLine"), look("ins", None, "textDecorationLine")) == (
        "line-through",
        "underline",
    )
    assert (look("del", "::before", "content"), look("ins", "::before", "content")) == (
        '" [deleted: "',
        '" [inserted: "',
    )


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_the_history_fits_its_screen(open_page, article, width):
    page = open_page(width=width)
    text.save_revision(
        article, base=3, by=None, at=moment("2025-05-04"), headline="x" * 300, body=f"<p>{'y' * 500}</p>"
    )

    for rest in ("", "4/", "1/2/", "3/4/", "3/4/?view=side"):
        page.goto(at(article, rest))
        # The navigation folds itself away as soon as it has come to life.
        page.wait_for_function("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.slow
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 360)])
def test_no_page_of_the_history_keeps_anybody_out(open_page, article, scheme, width):
    # The policy of the page is put aside for the checker's own script.
    page = open_page(scheme=scheme, width=width, bypass_csp=True)

    for rest in ("", "1/", "1/2/", "1/3/?view=inline", "1/3/?view=side"):
        page.goto(at(article, rest))
        page.wait_for_function("!document.querySelector('[x-cloak]:not([x-show])')")
        found = [one for one in Axe().run(page).response["violations"] if one["impact"] in ("serious", "critical")]
        assert [(rest, one["id"], node["html"][:200]) for one in found for node in one["nodes"]] == []


@pytest.mark.slow
def test_words_are_counted_while_they_are_typed(open_page, complaints):
    page = open_page()
    article = make_draft("First", body="<p>Two <b>wor</b>ds</p><p>more</p>", by=page.user)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    editor = page.locator(".field-body .tiptap")
    expect(page.locator("[data-length]")).to_have_text("3 words, 1 min to read")

    editor.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" than it’s 1,250.5 long")

    page.get_by_text("7 words, 1 min to read").wait_for()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    page.get_by_text("No words yet").wait_for()
    assert complaints == []


@pytest.mark.slow
def test_words_of_html_are_counted_while_they_are_typed(open_page):
    page = open_page()
    article = make_draft("First", body="<dl><dt>One</dt><dd>two</dd></dl>", by=page.user)
    page.goto(f"/admin/articles/article/{article.pk}/change/")

    page.locator("#id_body").fill("<dl><dt>One</dt><dd>two &amp; three</dd></dl><p>four</p>")

    page.get_by_text("4 words, 1 min to read").wait_for()
