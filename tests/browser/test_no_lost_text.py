"""Nothing that is typed is lost, in a browser: kept while it is typed, found again, and told to others."""

import re

import pytest
from playwright.sync_api import expect

from articles import copies
from articles.models import WorkingCopy
from newsroom import roles
from tests.browser.test_article_desk import body, complaints, save, sign_in
from tests.factories import make_draft, make_section

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

__all__ = ["complaints", "sign_in"]


def open_article(page, article):
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    body(page).wait_for()


def type_at_the_end(page, words):
    body(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def is_kept(page):
    page.locator("#kept-state").get_by_text(re.compile(r"^Kept \d\d:\d\d$")).wait_for()


@pytest.mark.slow
def test_what_was_typed_when_the_page_died_is_taken_over_and_saved(sign_in, complaints):
    editor, user = sign_in(roles.EDITORS, "editor")
    article = make_draft("First", body="<p>It began.</p>", by=user)
    open_article(editor, article)
    type_at_the_end(editor, " And went on.")
    is_kept(editor)
    dead = editor
    editor = dead.context.new_page()
    dead.close(run_before_unload=False)

    open_article(editor, article)
    editor.get_by_text("that was not saved (begun from revision 1)").wait_for()
    expect(body(editor)).not_to_contain_text("went on")
    editor.keyboard.press("Tab")
    editor.get_by_role("link", name="Take it over").focus()
    editor.keyboard.press("Enter")
    editor.get_by_text("This is your text from").wait_for()
    expect(body(editor)).to_contain_text("It began. And went on.")
    save(editor)
    editor.get_by_text("Saved as revision 2").wait_for()

    article.refresh_from_db()
    assert article.latest_revision.body == "<p>It began. And went on.</p>"
    assert copies.of(user) == []
    assert complaints == []


@pytest.mark.slow
def test_a_second_person_is_seen_and_what_he_saves_is_told(sign_in, complaints):
    mine, me = sign_in(roles.EDITORS, "first")
    theirs, they = sign_in(roles.EDITORS, "second")
    article = make_draft("Piece", body="<p>Old words</p>", by=me)
    open_article(mine, article)
    open_article(theirs, article)
    type_at_the_end(theirs, " of theirs")

    mine.get_by_text(f"{they} is writing here, since").wait_for(timeout=15_000)
    theirs.get_by_text(f"{me} has this open, since").wait_for(timeout=15_000)
    type_at_the_end(mine, " of mine")
    save(theirs)
    theirs.get_by_text("Saved as revision 2").wait_for()
    mine.get_by_text(f"Revision 2 was saved by {they}").wait_for(timeout=15_000)
    save(mine)

    conflict = mine.locator(".copy-conflict")
    conflict.get_by_text("Two texts of this article").wait_for()
    expect(conflict.locator("del").last).to_contain_text("theirs")
    expect(conflict.locator("ins").last).to_contain_text("mine")
    expect(body(mine)).to_contain_text("Old words of mine")
    assert [one.why for one in copies.of(me)] == ["stale"]
    save(mine)
    mine.get_by_text("Saved as revision 3").wait_for()
    assert copies.of(me) == []
    assert complaints == []


@pytest.mark.slow
def test_a_session_that_ends_loses_no_text(sign_in):
    editor, user = sign_in(roles.EDITORS, "editor")
    article = make_draft("First", body="<p>It began.</p>", by=user)
    open_article(editor, article)
    cookies = editor.context.cookies()
    editor.context.clear_cookies(name="sessionid")
    type_at_the_end(editor, " And went on.")
    editor.locator("#kept-state").get_by_text("Not kept: you are signed out").wait_for()

    save(editor)
    editor.get_by_label("Username").wait_for()
    editor.context.add_cookies(cookies)
    open_article(editor, article)

    editor.get_by_text("Text of yours could not be sent, and was kept in this browser").wait_for()
    (kept,) = copies.of(user)
    assert "And went on." in kept.first("body")


@pytest.mark.slow
def test_without_a_connection_it_says_so_and_tries_again(sign_in):
    editor, _ = sign_in(roles.EDITORS, "editor")
    make_section()
    editor.goto("/admin/articles/article/add/")
    body(editor).wait_for()
    editor.route("**/keep/", lambda route: route.abort())
    editor.get_by_label("Headline").fill("Written in a tunnel")
    editor.locator("#kept-state").get_by_text("Not kept: no connection; trying again").wait_for()
    assert editor.evaluate("() => !window.dispatchEvent(new Event('beforeunload', {cancelable: true}))")

    editor.unroute("**/keep/")
    is_kept(editor)

    assert WorkingCopy.objects.get().headline == "Written in a tunnel"
    assert editor.evaluate("() => window.dispatchEvent(new Event('beforeunload', {cancelable: true}))")


@pytest.mark.slow
def test_who_only_looks_leaves_no_copy(sign_in):
    editor, user = sign_in(roles.EDITORS, "editor")
    article = make_draft("First", body="<h2>One</h2><ul><li>two</li></ul>", by=user)
    open_article(editor, article)
    body(editor).click()
    editor.wait_for_timeout(4_000)

    assert not WorkingCopy.objects.unsaved().exists()
