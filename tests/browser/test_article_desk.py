"""Writing and publishing at the desk, in a browser."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from articles import text
from articles.models import Article
from newsroom import roles
from tests.desk import make_member, session_of
from tests.drawn import drawn
from tests.factories import make_draft, make_etoile, make_picture, make_section, moment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def complaints():
    return []


@pytest.fixture
def sign_in(browser, live_server, complaints):
    """Opens the desk as somebody of a role, in a browser of their own."""
    contexts = []

    def enter(role, name):
        client, user = Client(), make_member(role, name)
        client.force_login(user)
        context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
        context.add_cookies([session_of(client, live_server)])
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page, user

    yield enter
    for context in contexts:
        context.close()


def body(page):
    return page.locator(".field-body .tiptap")


def save(page):
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_load_state()


def post(page, path, **fields):
    """What a page's own session gets for a form that no button sends."""
    token = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "csrftoken")
    return page.request.post(path, form={"csrfmiddlewaretoken": token, **fields})


def test_a_reporter_writes_and_an_editor_publishes(sign_in, complaints, page):
    make_etoile()
    make_section()
    reporter, _ = sign_in(roles.REPORTERS, "reporter")

    reporter.goto("/admin/articles/article/add/")
    reporter.get_by_label("Headline").fill("What is next for Étoile")
    body(reporter).click()
    reporter.keyboard.type("A second season was ordered.")
    reporter.locator("#id_section").select_option(label="Television")
    reporter.locator("#coverage-group .select2-selection").first.click()
    reporter.locator(".select2-dropdown .select2-search__field").fill("etoile")
    reporter.get_by_role("option", name="Étoile").click()
    reporter.locator("#id_coverage-0-season_number").fill("2")
    save(reporter)
    reporter.get_by_text("is saved as a draft").wait_for()
    expect(reporter.get_by_text("If it were published now, it would rely on")).to_be_visible()
    reporter.get_by_role("button", name="Submit for review").click()
    reporter.get_by_text("is in review: an editor takes it from here").wait_for()

    article = Article.objects.get()
    assert article.latest_revision.body == "<p>A second season was ordered.</p>"
    assert str(article.coverage.get()) == "Étoile, season 2"
    reporter.wait_for_load_state()
    expect(reporter.get_by_role("button", name="Publish")).to_have_count(0)
    assert post(reporter, f"/admin/articles/article/{article.pk}/act/publish/").status == 403

    editor, _ = sign_in(roles.EDITORS, "editor")
    editor.goto("/admin/articles/article/")
    editor.get_by_role("link", name="What is next for Étoile").click()
    editor.get_by_role("button", name="Publish…").click()
    editor.get_by_role("button", name="Publish", exact=True).click()
    editor.get_by_text("is live").wait_for()

    page.goto(f"/articles/{article.slug}/")
    expect(page.get_by_text("A second season was ordered.")).to_be_visible()
    assert [said for said in complaints if "403" not in said] == []


@pytest.mark.slow
def test_a_mistake_is_told_first_and_leads_to_its_field(sign_in, complaints):
    make_section()
    page, _ = sign_in(roles.REPORTERS, "reporter")
    page.goto("/admin/articles/article/add/")
    page.locator("#id_coverage-0-season_number").fill("2")
    save(page)

    page.wait_for_function("document.activeElement.matches('[data-mistakes]')")
    for label, place in {"Section": ".field-section", "Show 1, show": ".field-show .select2-selection"}.items():
        page.get_by_role("link", name=f"{label}: ").press("Enter")
        assert page.evaluate("place => document.activeElement.closest(place) !== null", place)
    # An editor stands in the place of the text.
    page.locator("[data-mistakes] a").first.evaluate("link => link.href = '#id_body'")
    page.locator("[data-mistakes] a").first.press("Enter")
    assert page.evaluate("document.activeElement.matches('.tiptap')")
    assert complaints == []


@pytest.mark.slow
def test_what_the_editor_makes_survives_saving(sign_in, complaints):
    editor, user = sign_in(roles.EDITORS, "editor")
    article = make_draft("First", body="<p>Start</p>", by=user)
    path = f"/admin/articles/article/{article.pk}/change/"

    editor.goto(path)
    body(editor).click()
    editor.keyboard.press("Control+End")
    editor.keyboard.press("Enter")
    editor.keyboard.type("## Is it ordered?")
    editor.keyboard.press("Enter")
    editor.keyboard.type("**Yes**, it is.")
    editor.keyboard.press("Enter")
    editor.keyboard.type("- one")
    editor.keyboard.press("Enter")
    editor.keyboard.type("two")
    save(editor)
    editor.get_by_text("Saved as revision 2").wait_for()

    article.refresh_from_db()
    made = article.latest_revision.body
    assert made.startswith("<p>Start</p><h2>Is it ordered?</h2><p><strong>Yes</strong>, it is.</p><ul><li><p>one</p>")
    editor.goto(path)
    body(editor).click()
    editor.keyboard.press("Control+End")
    editor.keyboard.type("!")
    editor.keyboard.press("Backspace")
    save(editor)
    editor.get_by_text("Nothing was changed").wait_for()
    assert article.revisions.get(number=2).body == made
    assert complaints == []


@pytest.mark.slow
def test_the_headings_of_the_text_are_offered_to_what_it_covers(sign_in):
    editor, user = sign_in(roles.EDITORS, "editor")
    article = make_draft("First", body="<h2>Is it ordered?</h2><p>Yes</p>", by=user, shows=[make_etoile()])

    editor.goto(f"/admin/articles/article/{article.pk}/change/")
    body(editor).wait_for()
    editor.locator("#id_coverage-0-heading").focus()

    assert editor.locator("#copy-headings option").evaluate_all("all => all.map(one => one.value)") == [
        "Is it ordered?"
    ]


@pytest.mark.slow
def test_the_card_of_others_is_drawn_of_what_is_typed(sign_in, complaints):
    editor, user = sign_in(roles.EDITORS, "editor")
    article = make_draft("First", by=user)
    editor.goto(f"/admin/articles/article/{article.pk}/change/")
    card = editor.locator("[data-card]")
    card.scroll_into_view_if_needed()

    with editor.expect_response("**/card/?headline=Another+one&**") as drawn_anew:
        editor.get_by_label("Headline").fill("Another one")

    assert drawn_anew.value.ok
    editor.wait_for_function("document.querySelector('[data-card]').naturalWidth === 1200")
    editor.get_by_label("Headline").fill("")
    card.wait_for(state="hidden")
    assert complaints == []


@pytest.mark.slow
def test_who_saves_second_sees_both_texts_and_loses_none(sign_in):
    editor, user = sign_in(roles.EDITORS, "editor")
    article = make_draft("First", body="<p>Old words</p>", by=user)
    editor.goto(f"/admin/articles/article/{article.pk}/change/")
    body(editor).click()
    editor.keyboard.press("Control+A")
    editor.keyboard.type("My hour of work")
    text.save_revision(article, base=1, by=None, at=moment("2025-01-02"), body="<p>Their words</p>")

    save(editor)

    editor.get_by_text("Two texts of this article").wait_for()
    expect(editor.locator(".copy-conflict del")).not_to_have_count(0)
    editor.get_by_text("Read theirs as a whole").click()
    expect(editor.locator(".copy-theirs").get_by_text("Their words")).to_be_visible()
    expect(body(editor)).to_have_text("My hour of work")
    save(editor)
    editor.get_by_text("Saved as revision 3").wait_for()
    assert list(article.revisions.values_list("body", flat=True)) == [
        "<p>Old words</p>",
        "<p>Their words</p>",
        "<p>My hour of work</p>",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.usefixtures("media")
def test_the_page_fits_its_screen(sign_in, width):
    editor, user = sign_in(roles.EDITORS, "editor")
    article = make_draft("First", body="<p>Words</p>", by=user, shows=[make_etoile()])
    picture = {"lead_picture": make_picture("wide.png", content=drawn(size=(1600, 900))), "lead_image_alt": "Wide"}
    text.save_revision(article, base=1, by=user, at=moment("2025-01-02"), **picture)
    editor.set_viewport_size({"width": width, "height": 800})

    for path in ("add/", f"{article.pk}/change/", f"{article.pk}/act/schedule/", f"{article.pk}/act/publish/"):
        editor.goto(f"/admin/articles/article/{path}")
        # The navigation folds itself away as soon as it has come to life.
        editor.wait_for_function("document.documentElement.scrollWidth <= innerWidth")
