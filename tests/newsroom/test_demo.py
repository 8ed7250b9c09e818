import io

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import connection

from newsroom import roles
from newsroom.demo.setup import ACCOUNTS, make_accounts
from shows.models import Show
from tests.factories import make_show, make_user
from tests.newsroom.importing import everything

pytestmark = pytest.mark.django_db


def run():
    out = io.StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


@pytest.mark.parametrize("make", [make_show, make_user])
def test_demo_goes_only_into_an_empty_database(make):
    make()
    before = everything()

    with pytest.raises(CommandError, match="This newsroom has shows, articles or accounts: the demo"):
        run()

    assert everything() == before
    assert not get_user_model().objects.filter(username="editor").exists()


def test_demo_goes_only_into_the_embedded_database(monkeypatch):
    monkeypatch.delitem(connection.settings_dict, "EMBEDDED")

    with pytest.raises(CommandError, match="only into the embedded database: unset DATABASE_URL"):
        run()

    assert not Show.objects.exists()


@pytest.mark.slow
def test_media_that_cannot_be_written_are_named_and_nothing_is_made(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.MEDIA_ROOT.write_text("a file where the folder should be")

    with pytest.raises(CommandError, match=r"the picture cannot be kept \(.*: make “.*media.*” writable"):
        run()

    assert not Show.objects.exists()
    assert not get_user_model().objects.exists()


# -- its accounts --------------------------------------------------------------------------------


def test_demo_accounts_sign_in_only_while_debug_is_on(client, settings):
    make_accounts()

    for name in ACCOUNTS:
        settings.DEBUG = False
        assert not client.login(username=name, password=name)
        settings.DEBUG = True
        assert client.login(username=name, password=name)


def test_a_demo_session_ends_with_debug(client, settings):
    make_accounts()
    settings.DEBUG = True
    client.login(username="editor", password="editor")
    assert client.get("/admin/").status_code == 200

    settings.DEBUG = False

    assert client.get("/admin/").status_code == 302


def test_other_accounts_sign_in_whether_debug_is_on_or_not(client, settings):
    user = make_user(password="a long one")

    for settings.DEBUG in (True, False):
        assert client.login(username=user.username, password="a long one")


@pytest.mark.parametrize(
    ("permission", "held_by"),
    [
        ("articles.add_article", ["reporter", "editor", "managing-editor", "standards-editor"]),
        ("shows.view_statusentry", ["reporter", "editor", "managing-editor", "standards-editor"]),
        ("articles.view_article", ["reporter", "editor", "managing-editor", "standards-editor"]),
        ("articles.edit_any_article", ["editor", "managing-editor", "standards-editor"]),
        ("articles.publish_article", ["editor", "managing-editor", "standards-editor"]),
        ("articles.review_article", ["editor", "managing-editor", "standards-editor"]),
        ("shows.record_status", ["editor", "managing-editor", "standards-editor"]),
        ("shows.correct_ledger", ["managing-editor", "standards-editor"]),
        ("articles.withdraw_article", ["managing-editor", "standards-editor"]),
        ("articles.redate_article", ["managing-editor", "standards-editor"]),
        ("articles.exempt_article", ["managing-editor", "standards-editor"]),
        ("newsroom.change_user", ["managing-editor", "standards-editor"]),
        ("shows.add_statusentry", []),
        ("shows.change_statusentry", []),
        ("articles.delete_article", []),
    ],
)
def test_each_role_may_do_its_own(permission, held_by):
    make_accounts()

    accounts = get_user_model().objects.filter(username__in=ACCOUNTS)
    assert [name for name in ACCOUNTS if accounts.get(username=name).has_perm(permission)] == held_by
    assert all(account.is_staff and not account.is_superuser for account in accounts)


def test_groups_are_made_once_and_keep_what_somebody_gave_them():
    reporters = roles.make_groups()[roles.REPORTERS]
    given = roles.make_groups()[roles.MANAGING_EDITORS].permissions.get(codename="correct_ledger")
    reporters.permissions.add(given)
    before = Group.objects.count(), reporters.permissions.count()

    roles.make_groups()

    assert (Group.objects.count(), reporters.permissions.count()) == before
