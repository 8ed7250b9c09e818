"""The link of a message ends its kind, for whoever has it, and for programs of mail."""

import email.policy
import re
from urllib.parse import urlsplit

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from articles import comments
from newsroom.models import Wishes
from newsroom.telling import letters, outbox, unsubscribing
from newsroom.telling.models import Kind, Message
from tests.factories import make_draft, make_user, moment
from tests.newsroom.telling.mail import make_reader_of_mail, work
from tests.pages import parse, read

pytestmark = pytest.mark.django_db

AT = moment("2025-06-05")


@pytest.fixture
def rae():
    return make_reader_of_mail()


@pytest.fixture
def mail(rae, mailoutbox, settings):
    settings.SITE_URL = "https://newsroom.example"
    comments.say(make_draft(by=rae), "Nice lede", by=make_user(), at=AT)
    work(at=AT)
    return mailoutbox[0]


def test_the_link_stands_in_its_header_as_it_is_however_long(mail, settings):
    settings.SITE_URL = f"https://{'a-long-name-of-a-newsroom.' * 3}example"
    (message,) = letters.with_all_they_name(Message.objects.all())
    sent = outbox.mail(letters.of(message), message.to, message.kind, 1)

    for policy in (email.policy.default, email.policy.SMTP):
        lines = sent.message(policy=policy).as_bytes().decode().splitlines()
        (line,) = [one for one in lines if one.startswith("List-Unsubscribe:")]
        assert re.fullmatch(r"List-Unsubscribe: <https://a-long-name\S+>", line)


def path_in(mail):
    (link,) = re.fullmatch(r"<(https://newsroom\.example/\S+)>", mail.message()["List-Unsubscribe"]).groups()
    assert f"Be told nothing like this any more: {link}" in mail.body
    return urlsplit(link).path


def test_looking_at_the_link_ends_nothing(client, rae, mail):
    page = read(client, path_in(mail))

    assert "A piece of yours is sent back, or commented on" in page.text
    assert page.one("form").attrs["method"] == "post"
    assert not Wishes.objects.exists()


def test_the_button_ends_this_kind_and_no_other_without_signing_in(rae, mail):
    answer = Client(enforce_csrf_checks=True).post(path_in(mail))

    assert "You get no more mail of this kind" in parse(answer.content.decode()).text
    assert answer["Cache-Control"].startswith("max-age=0")
    wishes = Wishes.objects.get(user=rae)
    assert (wishes.remark, wishes.change, wishes.digest) == (
        "never",
        "at_once",
        "week",
    )  # the others as the role begins


def test_a_program_of_mail_ends_it_in_one_step(rae, mail):
    assert mail.message()["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    for _ in range(2):
        answer = Client(enforce_csrf_checks=True).post(path_in(mail), {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200

    assert Wishes.objects.get(user=rae).remark == "never"


def test_a_link_works_years_later_and_whoever_is_signed_in(client, rae, monkeypatch):
    other = make_reader_of_mail(name="other")
    client.force_login(other)
    monkeypatch.setattr(signing.time, "time", lambda: 1_000_000_000)
    path = urlsplit(unsubscribing.address(rae, Kind.CHANGE)).path
    monkeypatch.undo()

    client.post(path)

    assert list(Wishes.objects.values_list("user", "change")) == [(rae.pk, "never")]


@pytest.mark.parametrize(
    "forged", ["x", "W10:1a:x", "é", "%00", "WzEsImNoYW5nZSJd:1xVNBS:SNfZ4KoK89Az6Q7HnpDldU6FgCA8927IBh7q5jHr0Q0"]
)
def test_a_forged_link_ends_nothing_and_says_how_to(client, forged):
    answer = client.post(f"/admin/unsubscribe/{forged}/")

    assert answer.status_code == 404
    assert not Wishes.objects.exists()


def test_a_link_with_another_account_in_it_is_refused(client, rae, mail):
    token = path_in(mail).rstrip("/").rpartition("/")[2]
    _, _, signed = token.partition(":")
    forged = f"{signing.b64_encode(b'[1,"change"]').decode()}:{signed}"

    answer = client.post(reverse("unsubscribe", args=[forged]))

    assert answer.status_code == 404
    assert "This link leads nowhere: log in" in answer.content.decode()


def test_a_link_of_an_account_that_is_gone_leads_nowhere(client):
    gone = make_user()
    path = urlsplit(unsubscribing.address(gone, Kind.CHANGE)).path
    gone.delete()

    assert client.get(path).status_code == client.post(path).status_code == 404


def test_what_was_chosen_before_stays(client, rae, mail):
    Wishes.objects.create(user=rae, change="never", digest="week")

    client.post(path_in(mail))

    wishes = Wishes.objects.get(user=rae)
    assert (wishes.remark, wishes.change, wishes.digest) == ("never", "never", "week")
