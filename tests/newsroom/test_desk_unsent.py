"""The page of what could not be sent to people."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles import comments
from newsroom import roles
from newsroom.models import Message
from newsroom.telling import outbox
from tests.desk import post, sign_in, told
from tests.factories import make_draft, make_user
from tests.newsroom.telling.mail import make_reader_of_mail
from tests.pages import read

pytestmark = pytest.mark.django_db

PATH = "/admin/unsent/"


def give_up(number):
    """So many messages that were given up, to somebody else each."""
    at = timezone.now()
    for _ in range(number):
        comments.say(make_draft("Zanzibar", by=make_reader_of_mail()), "Zanzibar", by=make_user(), at=at)
    outbox.take(at=at)
    Message.objects.update(state="given_up", tries=7, settled_at=at, error="SMTPRecipientsRefused: <no such user>")
    return list(Message.objects.not_sent())


def test_managing_editors_see_what_could_not_be_sent_and_why(client):
    sign_in(client, roles.MANAGING_EDITORS)
    (message,) = give_up(1)

    page = read(client, PATH)

    assert message.to.email in page.text
    assert "A piece of yours is sent back, or commented on" in page.text
    assert "after 7 tries. SMTPRecipientsRefused: <no such user>" in page.text
    assert "Zanzibar" not in page.text


def test_home_counts_it_and_leads_to_it(client):
    sign_in(client, roles.MANAGING_EDITORS)
    assert read(client, "/admin/").all("section", aria_labelledby="unsent") == []

    give_up(2)

    card = read(client, "/admin/").one("section", aria_labelledby="unsent")
    assert card.one("a").attrs["href"] == PATH
    assert "2 messages" in card.text


def test_send_again_sends_it_again(client, mailoutbox):
    sign_in(client, roles.MANAGING_EDITORS)
    first, second = give_up(2)

    page = post(client, PATH, {"message": first.pk})
    outbox.send_due(at=timezone.now() + timedelta(minutes=1))

    assert f"It is sent to {first.to} again within a minute." in page.text
    assert [mail.to for mail in mailoutbox] == [[first.to.email]]
    assert list(Message.objects.not_sent()) == [second]


@pytest.mark.parametrize("sent", ["", "x", "²", "0", "9" * 30])
def test_what_is_no_such_message_is_refused(client, sent):
    sign_in(client, roles.MANAGING_EDITORS)

    answer = client.post(PATH, {"message": sent})

    assert told(answer) == ["It is on its way already, or there is no such message: look at what is left."]


def test_nobody_else_sees_or_sends_it(client):
    sign_in(client, roles.EDITORS)
    (message,) = give_up(1)

    assert client.get(PATH).status_code == client.post(PATH, {"message": message.pk}).status_code == 403
    assert Message.objects.not_sent().exists()
    assert read(client, "/admin/").all("a", href=PATH) == []


def test_the_page_costs_the_same_for_one_message_and_for_fifty(client, django_assert_num_queries):
    sign_in(client, roles.MANAGING_EDITORS)
    give_up(1)
    client.get(PATH)
    counted = []

    for more in (0, 20):
        give_up(more)
        with django_assert_num_queries(100, exact=False) as queries:
            client.get(PATH)
        counted.append(len(queries))

    assert counted[0] == counted[1]
