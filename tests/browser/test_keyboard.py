"""The main paths of the desk by the keyboard alone: nothing is clicked, and nothing is focused by a script."""

import re

import pytest

from articles.models import Article
from newsroom import roles
from tests.desk import SECRET, make_member
from tests.factories import make_etoile, make_section

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.timeout(600)]
FARTHEST = 150  # stops on the way to a field or button


def go_to(page, target, *, key="Tab"):
    """Press ``key`` until ``target`` has the focus."""
    target.first.wait_for()
    for _ in range(FARTHEST):
        if target.first.evaluate("one => one === document.activeElement || one.contains(document.activeElement)"):
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
    page.wait_for_url("**/admin/")
    return page


def test_a_show_is_found_and_opened(desk):
    show = make_etoile()
    desk.wait_for_function("window.Alpine && window.htmx")

    desk.keyboard.press("Control+k")
    desk.locator("#search-input-command").wait_for()
    desk.keyboard.type("etoile")
    found = desk.locator("#command-results").get_by_role("link", name="Étoile")
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
