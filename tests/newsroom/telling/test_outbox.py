"""Messages on their way: once, again after a failure, and given up after some tries."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected
from threading import Barrier

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import connection

from articles.models import Occasion
from newsroom.models import Message
from newsroom.telling import outbox, people
from newsroom.telling.outbox import PAUSES
from tests.factories import make_article, make_show, moment, record
from tests.newsroom.telling.mail import make_reader_of_mail, work

AT = moment("2025-06-06T19:00")


@pytest.fixture
def waiting():
    """Two people who are to be told of one change."""
    show = make_show("Étoile")
    record(show, "returning", "2025-01-10", at="2025-01-10")
    for name in ("ann", "bea"):
        make_article("It returns", shows=[show], by=make_reader_of_mail(name=name))
    record(show, "canceled", "2025-06-06", at=AT)
    outbox.take(at=AT)
    return Message.objects.order_by("pk")


@pytest.fixture
def fail(monkeypatch):
    """The mail server answers as it is told to."""

    def with_error(error):
        def send(mail, **kwargs):
            raise error

        monkeypatch.setattr(EmailMultiAlternatives, "send", send)

    return with_error


@pytest.mark.django_db
def test_nobody_is_told_the_same_twice(waiting, mailoutbox):
    outbox.take(at=AT)
    Occasion.objects.update(taken_at=None)
    outbox.take(at=AT)

    sent = [outbox.send_due(at=AT), outbox.send_due(at=AT + timedelta(days=1))]

    assert sent == [2, 0]
    assert len(mailoutbox) == 2


@pytest.mark.django_db
def test_no_mail_server_stands_in_the_way_of_nothing_and_is_tried_again(waiting, fail, monkeypatch, mailoutbox):
    fail(ConnectionRefusedError("nobody listens"))

    assert outbox.send_due(at=AT) == 0
    first, second = waiting.all()
    assert (first.tries, first.due_at, first.state) == (1, AT + PAUSES[0], "waiting")
    assert first.error == "ConnectionRefusedError: nobody listens"
    assert second.tries == 0  # the server is not asked again for each

    monkeypatch.undo()
    assert outbox.send_due(at=AT + PAUSES[0]) == 2
    assert len(mailoutbox) == 2


@pytest.mark.django_db
def test_an_address_that_is_refused_keeps_nobody_else_waiting(waiting, monkeypatch, mailoutbox):
    send, (first, _) = EmailMultiAlternatives.send, waiting.all()

    def refuse(mail, **kwargs):
        if mail.to == [first.to.email]:
            raise SMTPRecipientsRefused({first.to.email: (550, b"no such user")})
        return send(mail, **kwargs)

    monkeypatch.setattr(EmailMultiAlternatives, "send", refuse)

    assert outbox.send_due(at=AT) == 1
    assert [one.state for one in waiting.all()] == ["waiting", "sent"]


@pytest.mark.django_db
def test_the_pauses_grow_and_then_it_is_given_up(waiting, fail):
    waiting.last().delete()
    fail(SMTPServerDisconnected("gone"))
    at, pauses = AT, []

    while (message := waiting.get()).state == "waiting":
        at = message.due_at
        outbox.send_due(at=at)
        pauses.append(waiting.get().due_at - at)

    assert pauses[:-1] == PAUSES == sorted(PAUSES)
    assert (message.state, message.tries, message.settled_at) == ("given_up", 7, at)
    assert outbox.send_due(at=at + timedelta(days=9)) == 0


@pytest.mark.django_db
def test_what_was_given_up_is_sent_again_once(waiting, mailoutbox):
    message = waiting.first()
    Message.objects.update(state="given_up", tries=7, settled_at=AT)

    outbox.send_again(message.pk, at=AT)
    with pytest.raises(outbox.NotPossible, match="on its way already"):
        outbox.send_again(message.pk, at=AT)

    assert outbox.send_due(at=AT) == 1
    assert [mail.to for mail in mailoutbox] == [[message.to.email]]


@pytest.mark.django_db
def test_a_crash_after_sending_sends_it_again_under_the_same_number(waiting, monkeypatch, mailoutbox):
    waiting.last().delete()

    def crash(*args, **kwargs):
        raise SystemExit  # as a process that is killed: nothing of ours answers

    with monkeypatch.context() as patched:
        patched.setattr(Message, "save", crash)
        with pytest.raises(SystemExit):
            outbox.send_due(at=AT)
    outbox.send_due(at=AT)

    assert len(mailoutbox) == 2
    assert mailoutbox[0].message()["Message-ID"] == mailoutbox[1].message()["Message-ID"]


@pytest.mark.django_db
def test_an_occasion_that_fails_keeps_no_other_waiting(waiting, monkeypatch, caplog):
    Occasion.objects.update(taken_at=None)
    good = people.concerned_by
    first = Occasion.objects.order_by("pk").first()
    monkeypatch.setattr(people, "concerned_by", lambda one: 1 / 0 if one.pk == first.pk else good(one))

    outbox.take(at=AT)

    assert list(Occasion.objects.waiting()) == [first]
    assert f"occasion {first.pk}" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_message_once(waiting, mailoutbox):
    Occasion.objects.update(taken_at=None)
    Message.objects.all().delete()
    ready = Barrier(4)

    def worker(_):
        try:
            ready.wait(10)
            return work(at=AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(worker, range(4)))
    work(at=AT)

    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(waiting.values_list("to__email", flat=True))
    assert len(mailoutbox) == 2
