"""Where people are logged in, and how that ends at once."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsroom import roles, sessions
from newsroom.models import User
from tests.desk import SECRET, log_in, make_member, set_up_app, sign_in
from tests.factories import make_user
from tests.pages import read

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

DESK, SECURITY, END = "/admin/", "/admin/security/", "/admin/security/sessions/end/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0"


@pytest.fixture(autouse=True)
def nobody_tried_before():
    cache.clear()


@pytest.fixture
def reporter():
    return make_member(roles.REPORTERS, "reporter", password=SECRET)


def logged_in(user, **headers):
    client = Client(headers=headers)
    assert log_in(client, user).status_code == 302
    return client


def is_in(client):
    return client.get(DESK).status_code == 200


def rows_on(page):
    return page.one("table", class_="account-sessions").one("tbody").all("tr")


# -- one's own -----------------------------------------------------------------------------------


def test_one_sees_where_one_is_logged_in(reporter):
    logged_in(reporter, user_agent=FIREFOX)
    here = logged_in(reporter)

    rows = rows_on(read(here, SECURITY))

    assert ["this one" in row.text for row in rows] == [True, False]
    assert rows[1].text.startswith("Firefox on Linux 127.0.0.1")


def test_ending_one_session_ends_it_at_once_and_no_other(reporter):
    there, third, here = logged_in(reporter), logged_in(reporter), logged_in(reporter)
    row = UserSession.objects.get(session_key=there.session.session_key)

    response = here.post(f"/admin/security/sessions/{row.pk}/end/")

    assert response["Location"] == SECURITY
    assert [is_in(client) for client in (there, third, here)] == [False, True, True]
    assert len(rows_on(read(here, SECURITY))) == 2


def test_ending_all_others_leaves_this_one(reporter):
    others = [logged_in(reporter), logged_in(reporter)]
    unlisted = Client()
    unlisted.force_login(reporter)
    here = logged_in(reporter)
    stranger = logged_in(make_user("stranger", is_staff=True, password=SECRET))

    here.post(END)

    assert [is_in(client) for client in (*others, unlisted)] == [False] * 3
    assert (is_in(here), is_in(stranger)) == (True, True)


def test_the_session_in_use_is_not_ended_by_mistake(reporter):
    here = logged_in(reporter)
    row = UserSession.objects.get()

    here.post(f"/admin/security/sessions/{row.pk}/end/")

    assert is_in(here)


def test_nobody_ends_another_ones_session(reporter):
    theirs = logged_in(make_user("stranger", is_staff=True, password=SECRET))
    here = logged_in(reporter)
    row = UserSession.objects.get(session_key=theirs.session.session_key)

    assert here.post(f"/admin/security/sessions/{row.pk}/end/").status_code == 404
    assert here.get(END).status_code == 405
    assert is_in(theirs)


def test_a_new_password_ends_the_other_sessions(reporter):
    there, here = logged_in(reporter), logged_in(reporter)
    words = {"oldpassword": SECRET, "password1": "another secret of mine", "password2": "another secret of mine"}

    assert here.post("/admin/password_change/", words).status_code == 302

    assert (is_in(there), is_in(here)) == (False, True)
    assert len(rows_on(read(here, SECURITY))) == 1


def test_when_a_session_was_last_seen_is_noted_every_five_minutes(reporter):
    here = logged_in(reporter)
    before = timezone.now() - timedelta(minutes=6)
    UserSession.objects.update(last_seen_at=before)
    assert is_in(here)
    assert UserSession.objects.get().last_seen_at == before
    session = here.session
    session[sessions.SEEN] = before.timestamp()
    session.save()

    assert is_in(here)

    assert timezone.now() - UserSession.objects.get().last_seen_at < timedelta(minutes=1)


def test_fifty_sessions_take_as_many_queries_as_two(reporter):
    here = logged_in(reporter)
    logged_in(reporter)

    def queries():
        with CaptureQueriesContext(connection) as context:
            read(here, SECURITY)
        return len(context)

    two = queries()
    for _ in range(48):
        cache.clear()
        logged_in(reporter)

    assert (queries(), len(rows_on(read(here, SECURITY)))) == (two, 50)
    assert two <= 10


# -- another one's -------------------------------------------------------------------------------


def address_of(user):
    return f"/admin/newsroom/user/{user.pk}/sign-in/"


def test_a_managing_editor_ends_all_sessions_of_an_account(client, reporter):
    theirs = [logged_in(reporter), logged_in(reporter)]
    sign_in(client, roles.MANAGING_EDITORS)
    page = read(client, f"/admin/newsroom/user/{reporter.pk}/change/")
    assert "Sessions and second factors" in [link.text for link in page.all("a")]
    assert client.get(f"/admin/newsroom/user/{reporter.pk}/how-it-signs-in/")["Location"] == address_of(reporter)
    assert len(rows_on(read(client, address_of(reporter)))) == 2

    client.post(address_of(reporter), {"act": "end"})

    assert [is_in(one) for one in theirs] == [False, False]
    assert is_in(client)


@pytest.mark.parametrize("act", ["end", "remove"])
def test_a_superusers_sessions_are_not_for_managing_editors(client, act):
    superuser = make_user("owner", is_staff=True, is_superuser=True, password=SECRET)
    theirs = logged_in(superuser)
    sign_in(client, roles.MANAGING_EDITORS)

    assert client.get(address_of(superuser)).status_code == 403
    assert client.post(address_of(superuser), {"act": act}).status_code == 403
    assert is_in(theirs)


@pytest.mark.parametrize("role", [roles.REPORTERS, roles.EDITORS])
def test_who_manages_no_people_learns_nothing_of_accounts(client, reporter, role):
    sign_in(client, role)

    answers = [client.get(address_of(reporter)), client.get("/admin/newsroom/user/999999/sign-in/")]

    assert [one.status_code for one in answers] == [403, 403]


def test_deactivating_an_account_ends_its_sessions_for_good(client, reporter):
    theirs = logged_in(reporter)
    sign_in(client, roles.MANAGING_EDITORS)

    response = client.post(f"/admin/newsroom/user/{reporter.pk}/deactivate/", {"seen": ""})

    assert response.status_code == 302
    assert not is_in(theirs)
    User.objects.filter(pk=reporter.pk).update(is_active=True)
    assert not is_in(theirs)


def test_a_lost_second_factor_is_removed_once_the_managing_editor_has_confirmed(client, reporter):
    set_up_app(reporter)
    theirs = Client()
    theirs.force_login(reporter)
    manager = sign_in(client, roles.MANAGING_EDITORS)
    manager.set_password(SECRET)
    manager.save()
    client.force_login(manager)

    asked = client.post(address_of(reporter), {"act": "remove"})
    assert Authenticator.objects.filter(user=reporter).exists()
    client.post(asked["Location"], {"password": SECRET, "next": address_of(reporter)})

    assert not Authenticator.objects.filter(user=reporter).exists()
    assert not is_in(theirs)
    assert is_in(client)
