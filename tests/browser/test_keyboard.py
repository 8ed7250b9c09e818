"""The main paths of the desk by the keyboard alone: nothing is clicked, and nothing is focused by a script."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import Article
from newsroom import roles
from tests.desk import SECRET, make_member
from tests.drawn import drawn
from tests.factories import make_article, make_draft, make_etoile, make_section

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.timeout(600)]
FARTHEST = 150  # stops on the way to a field or button
# Whether the element that has the focus is in the window, with a line around it or around what holds it.
IS_SEEN = """() => {
  const held = document.activeElement;
  const box = held.getBoundingClientRect();
  if (box.bottom <= 0 || box.right <= 0 || box.top >= innerHeight || box.left >= innerWidth) return false;
  for (let one = held, up = 0; one && up < 4; one = one.parentElement, up += 1) {
    const style = getComputedStyle(one);
    if (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) return true;
  }
  return false;
}"""


def go_to(page, target, *, key="Tab"):
    """Press ``key`` until ``target`` has the focus."""
    target.first.wait_for()
    for _ in range(FARTHEST):
        if target.first.evaluate("one => one === document.activeElement || one.contains(document.activeElement)"):
            assert page.evaluate(IS_SEEN), f"the focus on {target} is not seen"
            return
        page.keyboard.press(key)
    raise AssertionError(f"{target} is not reached by {key}")


def press(page, name, *, role="button"):
    go_to(page, page.get_by_role(role, name=name))
    page.keyboard.press("Enter")


def fill(page, target, words):
    go_to(page, target)
    page.keyboard.type(words)


@pytest.fixture
def desk(page):
    """The first page of the desk, for an editor who typed name and password."""
    user = make_member(roles.EDITORS, "editor", password=SECRET)
    page.goto("/admin/")
    fill(page, page.get_by_label("Username"), user.username)
    fill(page, page.get_by_label("Password"), SECRET)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"^[^?]*/admin/$"))
    return page


def test_a_show_is_found_and_opened(desk):
    show = make_etoile()
    desk.wait_for_function("window.Alpine && window.htmx")

    desk.keyboard.press("Control+k")
    desk.locator("#search-input-command").wait_for()
    desk.keyboard.type("etoile")
    found = desk.locator("#command-results a[data-title='Étoile']")
    found.wait_for()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")

    desk.wait_for_url(f"**/admin/shows/show/{show.pk}/change/")


def test_an_article_is_written_compared_looked_at_and_published(desk):
    make_etoile()
    make_section()

    press(desk, "Write an article", role="link")
    desk.locator(".field-body .tiptap").wait_for()
    fill(desk, desk.get_by_label("Headline"), "By the keyboard")
    fill(desk, desk.locator(".field-body .tiptap"), "A sentence.")
    go_to(desk, desk.locator("#coverage-group .select2-selection"))
    desk.keyboard.press("Enter")
    desk.keyboard.type("etoile")
    desk.get_by_role("option", name="Étoile").wait_for()
    desk.keyboard.press("Enter")
    fill(desk, desk.locator("#id_coverage-0-season_number"), "2")
    go_to(desk, desk.locator("#id_section"))
    desk.keyboard.type("Tele")
    press(desk, re.compile("^Save$"))
    desk.get_by_text("is saved as a draft").wait_for()

    desk.locator(".field-body .tiptap").wait_for()
    go_to(desk, desk.locator(".field-body .tiptap"))
    desk.keyboard.press("Control+End")
    desk.keyboard.type(" Another.")
    press(desk, re.compile("^Save$"))
    desk.get_by_text("Saved as revision 2").wait_for()

    article = Article.objects.get()
    assert (article.coverage.get().season.number, article.latest_revision.body) == (2, "<p>A sentence. Another.</p>")
    with desk.context.expect_page() as opened:
        press(desk, re.compile("^Preview$"))
    opened.value.frame_locator("#look-frame").get_by_role("heading", name="By the keyboard").wait_for()
    opened.value.close()
    desk.goto(f"/admin/articles/article/{article.pk}/revisions/")
    press(desk, re.compile("Compare"))
    desk.get_by_role("heading", name="From revision 1 to 2").wait_for()

    desk.goto(f"/admin/articles/article/{article.pk}/change/")
    desk.locator(".field-body .tiptap").wait_for()
    press(desk, "Publish…")
    desk.wait_for_url("**/act/publish/**")
    press(desk, re.compile("^Publish$"))
    desk.wait_for_url("**/change/")
    article.refresh_from_db()
    assert article.stage == "published"


def open_article(desk, article):
    desk.goto(f"/admin/articles/article/{article.pk}/change/")
    desk.locator(".field-body .tiptap").wait_for()


def test_an_update_of_a_live_article_is_published(desk):
    article = make_article("First", shows=[make_etoile()], body="<p>A sentence.</p>")
    open_article(desk, article)

    go_to(desk, desk.locator(".field-body .tiptap"))
    desk.keyboard.press("Control+End")
    desk.keyboard.type(" Another.")
    press(desk, re.compile("^Save$"))
    desk.get_by_text("Saved as revision 2").wait_for()
    desk.locator(".field-body .tiptap").wait_for()
    press(desk, "Publish the changes…")
    desk.wait_for_url("**/act/update/**")
    go_to(desk, desk.get_by_role("radio").first)
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowDown")
    fill(desk, desk.get_by_label("public note"), "We misspelled a name.")
    press(desk, re.compile("^Publish the changes$"))

    desk.wait_for_url("**/change/")
    article.refresh_from_db()
    assert article.live_revision.body == "<p>A sentence. Another.</p>"
    assert article.corrections.get().text == "We misspelled a name."


def test_a_picture_is_uploaded_and_put_into_the_text(desk, media, tmp_path):
    file = tmp_path / "stage.png"
    file.write_bytes(drawn(size=(1000, 600)))
    article = make_draft(body="<p>One</p><p>Two</p>", by=None)
    # Listened to before there is a key to press: a dialog that opens meanwhile would be the machine's own.
    choosers = []
    desk.on("filechooser", lambda chooser: choosers.append(chooser))
    open_article(desk, article)

    go_to(desk, desk.locator(".field-body .tiptap"))
    desk.keyboard.press("Control+Home")
    desk.keyboard.press("End")
    # Back from the text to the tools above it.
    go_to(desk, desk.locator("[data-name=picture]"), key="Shift+Tab")
    desk.keyboard.press("Enter")
    go_to(desk, desk.locator("#picker-files"))
    with desk.expect_event("filechooser"):
        desk.keyboard.press("Space")
    choosers[0].set_files(file)
    go_to(desk, desk.locator(".picker-choice"))
    desk.keyboard.press("Enter")

    desk.wait_for_function("document.activeElement.closest('.figure-field')")
    desk.keyboard.type("Two dancers")
    desk.keyboard.press("Escape")
    desk.keyboard.type("On stage")
    desk.keyboard.press("Alt+ArrowDown")
    press(desk, re.compile("^Save$"))
    desk.get_by_text("Saved as revision 2").wait_for()

    article.refresh_from_db()
    picture = article.latest_revision.uses.get().picture_id
    assert article.latest_revision.body == (
        f'<p>One</p><p>Two</p><figure data-picture="{picture}"><img alt="Two dancers">'
        "<figcaption>On stage</figcaption></figure>"
    )


def test_a_status_is_recorded_once_its_preview_was_read(desk):
    show = make_etoile()
    article = make_article("Hopeful", shows=[(show, 2)])

    desk.wait_for_function("window.htmx")
    press(desk, "Record a status change", role="link")
    desk.wait_for_url("**/record/")
    desk.wait_for_function("window.htmx")
    # The field that is asked for has the focus already.
    desk.keyboard.type("etoi")
    press(desk, "Étoile", role="link")
    go_to(desk, desk.get_by_label("Status required"))
    desk.keyboard.type("Canceled")
    fill(desk, desk.get_by_label("Source", exact=True), "Variety")
    press(desk, "Preview what this changes")
    go_to(desk, desk.get_by_role("checkbox", name=re.compile("season 2", re.I)))
    expect(desk.get_by_role("region", name="Articles that gain a notice")).to_contain_text("Hopeful")
    press(desk, "Record it")

    desk.get_by_text("Recorded: “Étoile” canceled").first.wait_for()
    assert Article.objects.since_changed().get() == article
