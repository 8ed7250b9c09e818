"""People at the desk, in a browser: work is given, found at home, and handed over when somebody leaves."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Article
from newsroom import roles
from newsroom.models import User
from tests.desk import session_of
from tests.desk import sign_in as sign_client_in
from tests.factories import make_section

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sign_in(browser, live_server):
    """Opens the desk as somebody of a role, by the given name."""
    contexts = []

    def enter(role, name):
        client = Client()
        user = sign_client_in(client, role)
        User.objects.filter(pk=user.pk).update(first_name=name)
        context = browser.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
        context.add_cookies([session_of(client, live_server)])
        contexts.append(context)
        page = context.new_page()
        page.goto("/admin/")
        return page, user

    yield enter
    for context in contexts:
        context.close()


def press(page, *, role, name):
    button = page.get_by_role(role, name=name)
    button.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def choose(page, label, name):
    """By typing its first letters, as who has no mouse does."""
    page.get_by_label(label).focus()
    page.keyboard.type(name)


@pytest.mark.slow
def test_work_is_given_found_at_home_and_handed_over_by_the_keyboard(sign_in):
    make_section()
    reporter, writer = sign_in(roles.REPORTERS, "Rae")
    _, successor = sign_in(roles.REPORTERS, "Sol")
    editor, _ = sign_in(roles.EDITORS, "Edda")
    manager, _ = sign_in(roles.MANAGING_EDITORS, "Mo")

    press(editor, role="link", name="Commission one")
    editor.get_by_label("Headline").focus()
    editor.keyboard.type("What is next for Étoile")
    choose(editor, "Section", "Television")
    choose(editor, "Who writes it?", "Rae")
    tomorrow = timezone.localtime(timezone.now() + timedelta(days=1), timezone.get_default_timezone())
    editor.get_by_label("To be handed in by").fill(f"{tomorrow:%Y-%m-%dT%H:%M}")
    editor.get_by_label("What it is to be").focus()
    editor.keyboard.type("600 words.")
    press(editor, role="button", name="Commission it")
    editor.get_by_text("“What is next for Étoile” is commissioned from Rae.").wait_for()

    reporter.reload()
    waiting = reporter.get_by_role("region", name="Yours to write").inner_text()
    assert f"Due {tomorrow:%B} {tomorrow.day}, {tomorrow.year}" in waiting
    assert "600 words." in waiting
    press(reporter, role="link", name="What is next for Étoile")
    expect(reporter.get_by_label("Headline").first).to_be_editable()

    manager.goto(f"/admin/newsroom/user/{writer.pk}/change/")
    press(manager, role="link", name="Deactivate…")
    manager.get_by_role("region", name="What “Rae” has in hand").get_by_text("What is next for Étoile").wait_for()
    choose(manager, "Who takes it over?", "Sol")
    press(manager, role="button", name="Deactivate “Rae”")

    manager.get_by_text("“Rae” is switched off").first.wait_for()
    assert Article.objects.get().assigned_to == successor
    assert not User.objects.get(pk=writer.pk).is_active
    reporter.goto("/admin/")
    assert "/admin/login/" in reporter.url


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 1280])
def test_what_an_account_has_in_hand_fits_its_screen(sign_in, width):
    make_section()
    manager, _ = sign_in(roles.MANAGING_EDITORS, "Mo")
    _, writer = sign_in(roles.REPORTERS, "Rae")
    for number in range(3):
        Article.objects.create(
            slug=f"a-long-address-of-an-article-{number}" * 3, section=make_section(), assigned_to=writer
        )

    manager.set_viewport_size({"width": width, "height": 900})
    for path in (f"/admin/newsroom/user/{writer.pk}/deactivate/", "/admin/", "/admin/articles/article/commission"):
        manager.goto(path)
        assert manager.evaluate("document.documentElement.scrollWidth") <= width, path
