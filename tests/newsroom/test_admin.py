import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from newsroom import roles
from newsroom.models import User
from tests.desk import ROLES, send, sign_in
from tests.factories import make_user
from tests.pages import read

pytestmark = pytest.mark.django_db

USERS = reverse("admin:newsroom_user_changelist")


@pytest.fixture
def people_manager(client):
    """Somebody who manages people and is no superuser."""
    user = make_user("managing-editor", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__model="user"))
    client.force_login(user)
    return user


def form_of(user, **fields):
    return {
        "username": user.username,
        "email": "",
        "is_active": "on",
        "date_joined_0": "2025-01-01",
        "date_joined_1": "12:00:00",
        **fields,
    }


def test_an_account_is_made(client):
    client.force_login(make_user("admin", is_staff=True, is_superuser=True))

    read(client, reverse("admin:newsroom_user_add"))
    words = {"password1": "a long enough secret", "password2": "a long enough secret", "usable_password": "true"}
    client.post(reverse("admin:newsroom_user_add"), {"username": "reporter", **words})

    assert User.objects.get(username="reporter").check_password("a long enough secret")


def test_who_manages_people_gives_roles_and_nothing_more(client, people_manager):
    editors = Group.objects.create(name="Some editors")
    user = make_user("reporter")
    permission = Permission.objects.get(codename="publish_article")
    form = form_of(user, groups=[editors.pk], is_superuser="on", user_permissions=[permission.pk])

    response = send(client, reverse("admin:newsroom_user_change", args=[user.pk]), form)

    user.refresh_from_db()
    assert response.status_code == 302
    assert list(user.groups.all()) == [editors]
    assert (user.is_superuser, user.user_permissions.count()) == (False, 0)


def test_nobody_gives_himself_more_than_he_may_do(client, people_manager):
    stronger = Group.objects.create(name="Owners")
    stronger.permissions.add(Permission.objects.get(codename="publish_article"))
    address = reverse("admin:newsroom_user_change", args=[people_manager.pk])

    response = send(client, address, form_of(people_manager, is_staff="on", groups=[stronger.pk], is_superuser="on"))

    people_manager.refresh_from_db()
    assert response.status_code == 200
    assert "Select a valid choice." in response.content.decode()
    assert (people_manager.is_superuser, people_manager.groups.count()) == (False, 0)


def test_nobody_takes_over_an_account_that_may_do_more(client, people_manager):
    publisher = make_user("publisher", password="the old secret of theirs")
    publisher.user_permissions.add(Permission.objects.get(codename="publish_article"))
    words = {"password1": "a new secret of mine", "password2": "a new secret of mine", "usable_password": "true"}

    changed = client.post(reverse("admin:newsroom_user_change", args=[publisher.pk]), form_of(publisher))
    taken = client.post(reverse("admin:auth_user_password_change", args=[publisher.pk]), words)

    publisher.refresh_from_db()
    assert (changed.status_code, taken.status_code) == (403, 403)
    assert publisher.check_password("the old secret of theirs")


@pytest.mark.parametrize("through", ["a group", "its own permission"])
def test_an_account_that_is_switched_off_is_not_taken_over_either(client, people_manager, through):
    publisher = make_user("publisher", password="the old secret of theirs", is_active=False)
    permission = Permission.objects.get(codename="publish_article")
    if through == "a group":
        owners = Group.objects.create(name="Owners")
        owners.permissions.add(permission)
        publisher.groups.add(owners)
    else:
        publisher.user_permissions.add(permission)
    words = {"password1": "a new secret of mine", "password2": "a new secret of mine", "usable_password": "true"}

    changed = client.post(reverse("admin:newsroom_user_change", args=[publisher.pk]), form_of(publisher))
    taken = client.post(reverse("admin:auth_user_password_change", args=[publisher.pk]), words)

    publisher.refresh_from_db()
    assert (changed.status_code, taken.status_code) == (403, 403)
    assert publisher.check_password("the old secret of theirs")
    assert not publisher.is_active


def test_nobody_learns_which_accounts_there_are_from_their_history(client):
    somebody = sign_in(client, roles.REPORTERS)

    answers = [
        client.get(reverse("admin:newsroom_user_history", args=[pk])) for pk in (somebody.pk, somebody.pk + 1000)
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert answers[0].content == answers[1].content


@pytest.mark.parametrize("query", ["shows_show_changelist?status=", "articles_article_changelist?stage="])
def test_a_null_byte_is_no_error_in_a_list(client, query):
    client.force_login(make_user("admin", is_staff=True, is_superuser=True))
    name, _, parameter = query.partition("?")

    response = client.get(f"{reverse(f'admin:{name}')}?{parameter}%00")

    assert response.status_code == 302
    assert response["Location"].endswith("?e=1")


def test_a_managing_editor_gives_the_roles_of_the_newsroom(client):
    sign_in(client, roles.MANAGING_EDITORS)
    user = make_user("reporter")
    groups = Group.objects.filter(name__in=ROLES)

    form = form_of(user, groups=[group.pk for group in groups])
    response = send(client, reverse("admin:newsroom_user_change", args=[user.pk]), form)

    assert response.status_code == 302
    assert set(user.groups.all()) == set(groups)


@pytest.mark.parametrize("page", ["change", "delete"])
def test_who_manages_people_does_not_touch_a_superuser(client, people_manager, page):
    superuser = make_user("admin", is_superuser=True)

    response = client.post(reverse(f"admin:newsroom_user_{page}", args=[superuser.pk]), form_of(superuser, post="yes"))

    assert response.status_code == 403
    assert User.objects.filter(pk=superuser.pk, is_superuser=True).exists()


def test_the_password_of_a_superuser_is_safe_from_who_manages_people(client, people_manager):
    superuser = make_user("admin", is_superuser=True, password="the old secret of theirs")
    words = {"password1": "a new secret of mine", "password2": "a new secret of mine", "usable_password": "true"}

    response = client.post(reverse("admin:auth_user_password_change", args=[superuser.pk]), words)

    superuser.refresh_from_db()
    assert response.status_code == 403
    assert superuser.check_password("the old secret of theirs")


@pytest.mark.parametrize("path", [USERS, reverse("admin:auth_group_changelist")])
def test_people_are_managed_by_those_who_may(client, path):
    client.force_login(make_user("reporter", is_staff=True))

    assert client.get(path).status_code == 403


def test_fifty_accounts_take_as_many_queries_as_one(client):
    client.force_login(make_user("admin", is_staff=True, is_superuser=True))

    def queries():
        with CaptureQueriesContext(connection) as context:
            read(client, USERS)
        return len(context)

    one = queries()
    for _ in range(50):
        make_user("reporter")

    assert queries() == one


def test_what_the_worker_does_is_seen_by_whoever_runs_it(client):
    client.force_login(make_user("admin", is_staff=True, is_superuser=True))

    page = read(client, reverse("admin:procrastinate_procrastinatejob_changelist"))

    assert "procrastinate jobs" in page.text.lower()
