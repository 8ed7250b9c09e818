"""A reporter hands in, an editor sends back, approves and schedules: by the keyboard alone."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from articles.models import Article
from newsroom import roles
from tests.desk import session_of
from tests.factories import make_draft, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(120)]


@pytest.fixture
def desk(page, settings, live_server):
    """Opens a page of the desk as somebody; each is signed in without a form."""
    settings.MFA_REQUIRED = False

    def sit(user, path):
        client = Client()
        client.force_login(user)
        page.context.clear_cookies()
        page.context.add_cookies([session_of(client, live_server)])
        page.goto(path)
        return page

    return sit


def make_colleague(name, role):
    user = make_user(name, is_staff=True)
    user.groups.add(roles.make_groups()[role])
    return user


def press(page, name, role="button"):
    found = page.get_by_role(role, name=name, exact=True)
    found.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.slow
def test_a_draft_is_sent_back_approved_and_scheduled_by_keyboard(desk):
    reporter, editor = make_colleague("reporter", roles.REPORTERS), make_colleague("editor", roles.EDITORS)
    article = make_draft("Season 2 is coming", by=reporter)
    Article.objects.filter(pk=article.pk).update(assigned_to=reporter)
    path = f"/admin/articles/article/{article.pk}/change/"

    press(desk(reporter, path), "Submit for review")
    page = desk(editor, f"/admin/articles/article/{article.pk}/act/send_back/")
    page.get_by_label("What is to be done?").focus()
    page.keyboard.type("Say since when.")
    press(page, "Send back")

    page = desk(reporter, path)
    expect(page.get_by_role("region", name="Stage")).to_contain_text("Say since when.")
    page.get_by_label("Add a comment").focus()
    page.keyboard.type("It says so now.")
    press(page, "Submit for review")

    page = desk(editor, path)
    expect(page.get_by_role("region", name="Comments")).to_contain_text("It says so now.")
    press(page, "Approve…")
    press(page, "Approve")
    expect(page.locator("body")).to_contain_text("is approved.", use_inner_text=True)
    press(page, "Schedule…")
    page.get_by_label("Publish at").fill("2099-07-01T18:00")
    press(page, "Schedule")

    article.refresh_from_db()
    assert (article.stage, article.approved_by) == ("scheduled", editor)
    assert [comment.text for comment in article.comments.all()] == ["Say since when.", "It says so now."]
