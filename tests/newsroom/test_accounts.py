"""Logging in: by password, second factor and mail, and what is refused."""

import re
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, Permission
from django.core.cache import cache
from django.urls import NoReverseMatch, reverse

from newsroom import roles
from newsroom.demo.setup import make_accounts
from newsroom.models import User
from tests.desk import SECRET, code_of, log_in, make_member, set_up_app
from tests.factories import make_article, make_user
from tests.pages import parse, read

pytestmark = pytest.mark.django_db

LOGIN, DESK, SECURITY = "/admin/login/", "/admin/", "/admin/security/"


@pytest.fixture(autouse=True)
def nobody_tried_before():
    """Attempts are counted in the cache."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def editor():
    return make_member(roles.EDITORS, "editor", password=SECRET, email="Editor@example.com")


def errors_in(response):
    assert response.status_code == 200
    return [error.text for error in parse(response.content.decode()).all(class_="desk-error") if error.text]


# -- name and password ---------------------------------------------------------------------------


def test_name_and_password_open_the_desk(client, editor):
    response = log_in(client, editor)

    assert (response.status_code, response["Location"]) == (302, DESK)
    assert client.get(DESK).status_code == 200


def test_the_desk_leads_to_logging_in_and_back(client, editor):
    asked = client.get("/admin/shows/show/")
    assert asked["Location"] == f"{LOGIN}?next=/admin/shows/show/"
    field = read(client, asked["Location"]).one("form", id="login-form").one("input", name="next")

    response = log_in(client, editor, next=field.attrs["value"])

    assert response["Location"] == "/admin/shows/show/"


@pytest.mark.parametrize("there", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_logging_in_leads_nowhere_else(client, editor, there):
    response = log_in(client, editor, next=there)

    assert response["Location"] == DESK
    assert client.get(LOGIN, {"next": there})["Location"] == DESK


def test_whoever_may_not_gets_the_same_answer_whether_there_is_such_an_account_or_not(client, editor):
    inactive = make_user("inactive", is_staff=True, is_active=False, password=SECRET)
    reader = make_user("reader", password=SECRET)
    nobody = User(username="nobody")
    refused = [(editor, "wrong"), (nobody, "wrong"), (inactive, SECRET), (reader, SECRET)]

    answers = [errors_in(log_in(client, user, password)) for user, password in refused]

    assert answers == [["Please enter the correct username and password. Capitals count in both."]] * 4
    assert "_auth_user_id" not in client.session


def test_what_was_typed_is_kept_but_for_the_password(client, editor):
    page = parse(log_in(client, editor, "wrong").content.decode())

    assert page.one("input", name="login").attrs["value"] == editor.username
    assert "value" not in page.one("input", name="password").attrs


@pytest.mark.parametrize("name", ["editor", "nobody"])
def test_guessing_is_stopped_after_five_times_for_any_name(client, editor, name):
    user = editor if name == "editor" else User(username=name)
    for _ in range(5):
        log_in(client, user, "wrong")

    response = log_in(client, user)

    assert errors_in(response) == ["Too many attempts that failed. Wait five minutes, or reset your password."]


def test_guessing_at_many_names_is_stopped_for_the_address(client, editor):
    for number in range(20):
        log_in(client, User(username=f"nobody{number}"), "wrong")

    assert errors_in(log_in(client, editor))[0].startswith("Too many attempts")
    other = client.post(LOGIN, {"login": editor.username, "password": SECRET}, REMOTE_ADDR="192.0.2.7")
    assert other.status_code == 302


def test_whoever_asks_again_and_again_is_told_to_wait(client, editor):
    for _ in range(30):
        assert log_in(client, User(username=""), "").status_code == 200

    response = log_in(client, editor)

    assert response.status_code == 429
    assert parse(response.content.decode()).one("h1").text == "Too many attempts"


def test_an_account_that_leaves_the_desk_is_led_in_no_circle(client, editor):
    log_in(client, editor)
    User.objects.filter(pk=editor.pk).update(is_staff=False)

    response = client.get(DESK, follow=True)

    assert response.redirect_chain == [(f"{LOGIN}?next=/admin/", 302)]
    assert "_auth_user_id" not in client.session


def test_demo_accounts_log_in_by_this_page_while_debug_is_on(client, settings):
    make_accounts()
    user = User.objects.get(username="editor")

    settings.DEBUG = False
    assert errors_in(log_in(client, user, "editor"))
    settings.DEBUG = True
    assert log_in(client, user, "editor")["Location"] == DESK


def test_logging_out_takes_a_form(client, editor):
    log_in(client, editor)

    assert client.get("/admin/logout/").status_code == 405
    assert client.post("/admin/logout/")["Location"] == LOGIN
    assert client.get(DESK).status_code == 302


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_confirm_email"])
def test_nobody_signs_up_or_changes_an_address_of_mail(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_no_public_page_sets_a_cookie(client, editor):
    make_article("Public", slug="public")
    addresses = ["/", "/articles/public/", "/shows/", "/feed.json", "/api/v1/articles/", "/nothing/"]

    assert [address for address in addresses if client.get(address).cookies] == []
    log_in(client, editor)
    again = [client.get(address) for address in addresses]
    assert [one.request["PATH_INFO"] for one in again if one.cookies or "Cookie" in one.get("Vary", "")] == []


# -- a new password ------------------------------------------------------------------------------


def test_a_new_password_comes_by_a_link_in_a_mail(client, editor, mailoutbox, settings):
    settings.SITE_URL = "https://newsroom.example"
    sent = client.post("/admin/password/reset/", {"email": "editor@example.com"}, follow=True)
    assert sent.status_code == 200
    (mail,) = mailoutbox
    (link,) = re.findall(r"https://\S+", mail.body)
    assert (mail.to, urlsplit(link).netloc) == (["editor@example.com"], "newsroom.example")

    form = client.get(urlsplit(link).path, follow=True)
    words = {"password1": "another secret of mine", "password2": "another secret of mine"}
    done = client.post(form.redirect_chain[-1][0], words, follow=True)

    assert parse(done.content.decode()).one("h1").text.endswith("Your password is changed")
    assert log_in(client, editor, "another secret of mine").status_code == 302
    client.logout()
    assert "used already" in client.get(urlsplit(link).path).content.decode()


def test_asking_for_a_link_tells_nothing_of_who_has_an_account(client, editor, mailoutbox):
    make_user("reader", email="reader@example.com", password=SECRET)

    answers = {
        (response.status_code, parse(response.content.decode()).one("main").text)
        for response in (
            client.post("/admin/password/reset/", {"email": f"{name}@example.com"}, follow=True)
            for name in ("editor", "nobody", "reader")
        )
    }

    assert len(answers) == 1
    assert [mail.to for mail in mailoutbox] == [["editor@example.com"]]


def test_a_password_that_is_too_simple_is_refused_by_name(client, editor):
    log_in(client, editor)

    response = client.post(
        "/admin/password_change/", {"oldpassword": SECRET, "password1": "password", "password2": "password"}
    )

    assert "This password is too common." in errors_in(response)


# -- the second factor ---------------------------------------------------------------------------


def test_the_second_factor_comes_between_password_and_desk(client, editor):
    secret = set_up_app(editor)

    response = log_in(client, editor, next="/admin/shows/show/")
    assert response["Location"].startswith("/admin/login/code/")
    assert client.get(DESK).status_code == 302
    wrong = client.post("/admin/login/code/", {"code": "000000" if code_of(secret) != "000000" else "111111"})
    assert errors_in(wrong) == ["This code is not right, or no longer: enter the one that is shown now."]
    right = client.post("/admin/login/code/", {"code": code_of(secret)})

    assert right["Location"] == "/admin/shows/show/"
    assert client.get(DESK).status_code == 200


def test_whose_second_factor_is_removed_while_he_is_asked_for_it_logs_in_again(client, editor):
    set_up_app(editor)
    log_in(client, editor)
    Authenticator.objects.all().delete()

    assert client.get("/admin/login/code/", follow=True).redirect_chain == [(LOGIN, 302)]
    assert log_in(client, editor)["Location"] == DESK


def test_codes_are_not_guessed(client, editor):
    set_up_app(editor)
    log_in(client, editor)

    answers = [errors_in(client.post("/admin/login/code/", {"code": f"{number:06}"})) for number in range(8)]

    assert answers[-1] == ["Too many attempts that failed. Wait five minutes, or reset your password."]


def test_an_app_is_set_up_after_the_password_was_asked_again(client, editor):
    log_in(client, editor)

    asked = client.get("/admin/security/app/")
    assert asked["Location"] == "/admin/confirm/?next=%2Fadmin%2Fsecurity%2Fapp%2F"
    client.post(asked["Location"], {"password": SECRET, "next": "/admin/security/app/"})
    page = read(client, "/admin/security/app/")
    done = client.post("/admin/security/app/", {"code": code_of(page.one(class_="account-secret").text)})

    assert page.one("img", class_="account-code").attrs["src"].startswith("data:image/svg+xml;base64,")
    assert done["Location"] == "/admin/security/codes/"
    assert len(read(client, "/admin/security/codes/").one(class_="account-codes").all("li")) == 10


@pytest.fixture
def asked_for(settings):
    settings.MFA_REQUIRED = {"editors", "managing editors"}


@pytest.mark.usefixtures("asked_for")
def test_an_editor_without_a_second_factor_is_led_to_one_before_anything_else(client, editor):
    log_in(client, editor)

    for path in (DESK, "/admin/shows/show/", "/admin/record/", "/admin/search/?s=e", "/admin/nothing/"):
        assert client.get(path)["Location"] == SECURITY, path
    assert client.post("/admin/articles/article/add/", {"headline": "No"})["Location"] == SECURITY
    page = read(client, SECURITY)
    assert page.one(class_="desk-alert").text.startswith("Your role asks for a second factor")
    assert client.get("/").status_code == 200


@pytest.mark.usefixtures("asked_for")
def test_with_a_second_factor_the_desk_opens(client, editor):
    log_in(client, editor)

    set_up_app(editor)

    assert client.get(DESK).status_code == 200
    assert read(client, SECURITY).all(class_="desk-alert") == []


@pytest.mark.usefixtures("asked_for")
@pytest.mark.parametrize(
    ("group", "superuser", "asked"),
    [(roles.REPORTERS, False, False), (roles.MANAGING_EDITORS, False, True), (None, True, True), (None, False, False)],
)
def test_it_is_asked_of_editors_and_above(client, group, superuser, asked):
    user = make_user("somebody", is_staff=True, is_superuser=superuser)
    user.groups.set(Group.objects.filter(name=group))
    client.force_login(user)

    assert client.get(DESK).status_code == (302 if asked else 200)


def test_where_nobody_asks_for_it_no_query_is_made(client, editor, django_assert_num_queries):
    client.force_login(editor)

    with django_assert_num_queries(2):  # the session, and the account with whether it is one of the demo's
        assert client.get("/admin/login/")["Location"] == DESK


def test_who_may_what_is_asked_in_one_query(django_assert_num_queries):
    own = Permission.objects.get(codename="withdraw_article")
    user = make_member(roles.REPORTERS)
    user.user_permissions.add(own)
    expected = user.get_user_permissions() | user.get_group_permissions()
    again = User.objects.get(pk=user.pk)

    with django_assert_num_queries(1):
        assert again.get_all_permissions() == expected

    assert again.has_perm("articles.withdraw_article")
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert User.objects.get(pk=user.pk).get_all_permissions() == set()


def test_a_page_of_accounts_is_called_as_the_navigation_calls_it(client):
    user = make_user("boss", is_staff=True, is_superuser=True)
    client.force_login(user)

    for address in ("changelist", "add"):
        page = read(client, reverse(f"admin:newsroom_user_{address}"))
        assert "People chevron_right Accounts" in page.text
        assert "Users" not in page.text
