"""Letting somebody go, and back in, at the desk."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import assignments, copies, preview_links, sealing
from articles.models import Article
from newsroom import handover, roles
from newsroom.models import User
from tests.articles.test_admin_unsaved import bars, type_in
from tests.articles.test_assignments import make_writer
from tests.articles.writing import change
from tests.desk import send, sign_in, told
from tests.factories import make_draft, make_user
from tests.newsroom.test_admin import form_of
from tests.pages import parse, read

pytestmark = pytest.mark.django_db

PAGES = ("deactivate", "reactivate", "hand_over")


def address(name, account):
    return reverse(f"desk:{name}", args=[account.pk])


def page_of(account):
    return reverse("admin:newsroom_user_change", args=[account.pk])


def sent(client, path, **fields):
    """What the form at ``path`` brings back."""
    return {"seen": read(client, path).one("input", name="seen").attrs["value"], **fields}


def buttons(client, account):
    links = [one.attrs.get("href", "") for one in read(client, page_of(account)).all("a")]
    return [name for name in ("hand-over", "deactivate", "reactivate") if any(f"/{name}" in link for link in links)]


def test_a_managing_editor_deactivates_a_reporter(client):
    sign_in(client, roles.MANAGING_EDITORS)
    reporter, successor = make_writer(), make_writer("successor")
    article = make_draft("Half a story", by=reporter)
    preview_links.make(article, by=reporter, at=timezone.now())
    path = address("deactivate", reporter)

    page = read(client, path)
    response = client.post(path, sent(client, path, to=successor.pk, links="hand_over"))

    article.refresh_from_db()
    reporter.refresh_from_db()
    assert "Half a story" in page.one("section", aria_labelledby="work").text
    assert "Preview links that work 1" in page.text
    assert response["Location"] == page_of(reporter)
    assert told(response)[0].startswith(f"“{reporter}” is switched off")
    assert (article.assigned_to, reporter.is_active) == (successor, False)


def test_a_page_that_lacks_something_asks_again_with_what_was_chosen(client):
    sign_in(client, roles.MANAGING_EDITORS)
    reporter, successor = make_writer(), make_writer("successor")
    make_draft("Half a story", by=reporter)
    path = address("deactivate", reporter)
    form = sent(client, path)

    nobody = client.post(path, form)
    make_draft("Begun meanwhile", by=reporter)
    more = client.post(path, form | {"to": successor.pk})

    assert "has work in hand: choose who takes it over." in nobody.content.decode()
    page = parse(more.content.decode())
    assert "has more in hand by now than you were shown" in page.one(class_="desk-alert").text
    assert "Begun meanwhile" in page.text
    chosen = [one.attrs["value"] for one in page.one("select", name="to").all("option") if "selected" in one.attrs]
    assert chosen == [str(successor.pk)]
    again = client.post(path, {"to": successor.pk, "seen": page.one("input", name="seen").attrs["value"]})
    assert again.status_code == 302
    assert Article.objects.assigned_to(successor).count() == 2


def test_active_is_no_checkbox_any_more(client):
    sign_in(client, roles.MANAGING_EDITORS)
    reporter = make_writer()

    page = read(client, page_of(reporter))
    send(client, page_of(reporter), {**form_of(reporter, is_staff="on"), "is_active": ""})

    reporter.refresh_from_db()
    assert page.all("input", name="is_active") == []
    assert reporter.is_active


@pytest.mark.parametrize("taken", ["is_staff", "groups"])
def test_who_has_work_in_hand_keeps_what_it_needs(client, taken):
    sign_in(client, roles.MANAGING_EDITORS)
    reporter = make_writer()
    article = make_draft("Half a story", by=reporter)
    fields = {"is_staff": "on", "groups": [Group.objects.get(name=roles.REPORTERS).pk]}
    del fields[taken]

    refused = send(client, page_of(reporter), form_of(reporter, **fields))
    assignments.assign(article, make_writer("other"), by=None, at=timezone.now())
    done = send(client, page_of(reporter), form_of(reporter, **fields))

    assert "has work in hand, and could not go on with it" in refused.content.decode()
    assert done.status_code == 302


def test_an_editor_becomes_a_reporter_with_work_in_hand(client):
    sign_in(client, roles.MANAGING_EDITORS)
    editor = make_writer("editor", roles.EDITORS)
    make_draft("Half a story", by=editor)
    reporters = Group.objects.get(name=roles.REPORTERS)

    response = send(client, page_of(editor), form_of(editor, is_staff="on", groups=[reporters.pk]))

    assert response.status_code == 302
    assert list(editor.groups.all()) == [reporters]


def test_the_account_offers_what_can_be_done(client):
    sign_in(client, roles.MANAGING_EDITORS)
    reporter = make_writer()
    assert buttons(client, reporter) == ["hand-over", "deactivate"]

    User.objects.filter(pk=reporter.pk).update(is_active=False)

    assert buttons(client, reporter) == ["hand-over", "reactivate"]


def test_what_is_left_of_an_account_that_is_off_is_handed_over(client):
    sign_in(client, roles.MANAGING_EDITORS)
    reporter, successor = make_writer(is_active=False), make_writer("successor")
    make_draft("Left behind", by=reporter)
    path = address("hand_over", reporter)

    off = read(client, address("deactivate", reporter))
    response = client.post(path, sent(client, path, to=successor.pk))

    assert "is switched off already. It still has work in hand" in off.text
    assert told(response) == [f"What “{reporter}” had in hand is handed over."]
    assert Article.objects.get().assigned_to == successor


def test_an_account_is_switched_on_again(client):
    sign_in(client, roles.MANAGING_EDITORS)
    reporter = make_writer(is_active=False)

    read(client, address("reactivate", reporter))
    response = client.post(address("reactivate", reporter))

    reporter.refresh_from_db()
    assert reporter.is_active
    assert told(response) == [f"“{reporter}” is switched on again. What was handed over stays where it is."]


def test_nobody_deactivates_himself(client):
    manager = sign_in(client, roles.MANAGING_EDITORS)
    path = address("deactivate", manager)

    response = client.post(path, sent(client, path))

    assert "You can’t switch your own account off" in response.content.decode()
    assert User.objects.get(pk=manager.pk).is_active


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("role", [None, roles.REPORTERS, roles.EDITORS])
def test_who_manages_no_people_learns_nothing(client, name, role):
    somebody = make_user("nobody", is_staff=True)
    client.force_login(somebody)
    if role:
        sign_in(client, role)
    reporter = make_writer()
    missing = User(pk=reporter.pk + 1000)

    answers = [do(address(name, account)) for do in (client.get, client.post) for account in (reporter, missing)]

    assert [one.status_code for one in answers] == [403] * 4
    assert len({one.content for one in answers}) == 1


@pytest.mark.parametrize("name", PAGES)
def test_an_account_that_may_do_more_is_not_touched(client, name):
    sign_in(client, roles.MANAGING_EDITORS)
    owner = make_user("owner", is_staff=True, is_superuser=True)

    assert client.get(address(name, owner)).status_code == 403
    assert client.post(address(name, owner), {"seen": ""}).status_code == 403
    assert User.objects.get(pk=owner.pk).is_active


@pytest.mark.parametrize("name", ["deactivate", "hand_over"])
def test_what_is_withdrawn_for_legal_reasons_is_handed_over_unnamed(client, name):
    person, reporter, successor = sign_in(client, roles.REPORTERS), make_writer(), make_writer("successor")
    person.user_permissions.add(Permission.objects.get(codename="change_user"))
    make_user("manager").groups.add(Group.objects.get(name=roles.MANAGING_EDITORS))
    article = make_draft("Sealed words", by=reporter)
    preview_links.make(article, by=reporter, at=timezone.now())
    sealing.seal(article, reason="A court said so.", by=person, at=timezone.now())

    page = read(client, address(name, reporter))
    client.post(address(name, reporter), sent(client, address(name, reporter), to=successor.pk))

    assert "An article withdrawn for legal reasons" in page.text
    assert "Sealed" not in page.text
    assert article.slug not in page.text
    assert Article.objects.get().assigned_to == successor


@pytest.mark.parametrize("name", ["deactivate", "hand_over"])
def test_much_in_hand_takes_as_many_queries_as_little(client, name):
    sign_in(client, roles.MANAGING_EDITORS)
    reporter = make_writer()

    def queries():
        with CaptureQueriesContext(connection) as context:
            read(client, address(name, reporter))
        return len(context)

    def work(number):
        preview_links.make(make_draft(f"Draft {number}", by=reporter), by=reporter, at=timezone.now())

    work(0)
    one = queries()
    for number in range(1, 30):
        work(number)

    assert queries() == one
    assert one <= 25
    assert "And more: 10." in read(client, address(name, reporter)).text


def test_handing_over_takes_few_more_queries_for_many_articles(django_assert_max_num_queries):
    manager = make_writer("managing-editor", roles.MANAGING_EDITORS)
    reporter, successor = make_writer(), make_writer("successor")
    for number in range(20):
        make_draft(f"Draft {number}", by=reporter)
    seen = handover.Work.of(reporter, at=timezone.now()).seen

    with django_assert_max_num_queries(60):
        handover.deactivate(reporter, by=manager, at=timezone.now(), seen=seen, to=successor)

    assert Article.objects.assigned_to(successor).count() == 20


def test_a_text_that_was_handed_over_is_not_called_ones_own(client):
    writer, article = sign_in(client, roles.EDITORS), make_draft("First")
    type_in(client, article, headline="Theirs")
    successor = sign_in(client, roles.EDITORS)
    copies.hand_over(writer, to=successor, at=timezone.now())

    page = read(client, change(article))

    assert bars(page)[0].startswith("You were given a text from")
    take = page.one(class_="kept-bar").all("a")[0]
    assert "This is the text from" in read(client, take.attrs["href"]).text


def test_how_a_password_is_kept_is_not_told(client):
    sign_in(client, roles.MANAGING_EDITORS)
    account = make_user("somebody", password="a long enough secret")

    said = read(client, page_of(account)).text

    assert "A password is set. Reset password" in said
    assert "pbkdf2" not in said
    assert "algorithm" not in said
