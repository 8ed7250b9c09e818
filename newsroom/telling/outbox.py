"""From what happened to messages, and from messages to mail: the worker's part, never in the way of what happens.

A message is sent at least once: its row is held while the mail is handed over,
so two workers never send it twice, but a crash between handing it over and
noting so sends it again, with the same Message-ID.
"""

from __future__ import annotations

import email.policy
import logging
from datetime import timedelta
from smtplib import SMTPAuthenticationError, SMTPConnectError, SMTPException, SMTPServerDisconnected
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from articles.models import Occasion
from newsroom.telling import digests, letters, people, wishes
from newsroom.telling.models import Digest, Every, How, Message
from newsroom.telling.unsubscribing import DIGEST

TOO_OLD = timedelta(days=7)  # nobody is told anew what was so weeks ago
LONGEST_LINE = 998  # characters: more may not stand in a line of a mail
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720)]
AT_A_TIME = 500
NO_SERVER = (SMTPAuthenticationError, SMTPConnectError, SMTPServerDisconnected)

logger = logging.getLogger(__name__)
State = Message.State


class NotPossible(Exception):
    """The message is not one that could not be sent."""


# -- whom to tell --------------------------------------------------------------------------------


def take(*, at):
    """Find out whom to tell of what happened; an occasion that fails keeps no other waiting."""
    for pk in list(Occasion.objects.waiting().order_by("pk").values_list("pk", flat=True)[:AT_A_TIME]):
        try:
            _take(pk, at=at)
        except Exception:
            logger.exception("Whom to tell of occasion %s could not be found out.", pk)


@transaction.atomic
def _take(pk, *, at):
    waiting = Occasion.objects.waiting().select_for_update(of=("self",), skip_locked=True)
    occasion = waiting.select_related("entry", "audit__article__latest_revision").filter(pk=pk).first()
    if occasion is None:
        return  # another worker has it
    if at - occasion.at < TOO_OLD:
        Message.objects.bulk_create(_messages(occasion, at=at), batch_size=1000, ignore_conflicts=True)
    occasion.taken_at = at
    occasion.save(update_fields=["taken_at"])


def _messages(occasion, *, at):
    kind, states = people.kind_of(occasion), {How.AT_ONCE: State.WAITING, How.DIGEST: State.FOR_DIGEST}
    found = list(people.concerned_by(occasion).select_related("wishes"))
    wanted = wishes.of_all(found)
    for person in found:
        how = wanted[person.pk].how(kind)
        if how in states:
            yield Message(to=person, kind=kind, occasion=occasion, state=states[how], due_at=at)


# -- sending -------------------------------------------------------------------------------------


def send_due(*, at):
    """Send what is due; where there is no mail server, the rest waits for the next time. Returns how many were sent."""
    sent = 0
    for outgoing in (Message, Digest):
        for pk in list(outgoing.objects.due(at).values_list("pk", flat=True)[:AT_A_TIME]):
            error = _send(outgoing, pk, at=at)
            if _is_no_server(error):
                return sent
            sent += error is None
    return sent


@transaction.atomic
def _send(outgoing, pk, *, at):
    """Send the message or digest and note so, or why it could not be sent; returns the error."""
    held = outgoing.objects.due(at).select_for_update(of=("self",), skip_locked=True)
    found = held.select_related("to__wishes").filter(pk=pk).first()
    if found is None:
        return None  # another worker has it
    try:
        with transaction.atomic():
            kind = DIGEST if outgoing is Digest else found.kind
            letter, told = _letter_of(found) if _is_wanted(found, kind) else (None, [])
            if letter is not None:
                mail(letter, found.to, kind, f"{pk}.{outgoing._meta.model_name}").send()
            # What a digest has told, or was kept for it and is to be told no more.
            Message.objects.filter(pk__in=[one.pk for one in told]).update(state=State.SENT, settled_at=at)
    except Exception as error:
        _note_failure(found, error, at=at)
        return error
    found.state, found.settled_at, found.error = State.SENT if letter else State.NEEDLESS, at, ""
    found.save(update_fields=["state", "settled_at", "error"])
    return None


def _letter_of(found):
    """What it says now, and the messages that are told by it."""
    if isinstance(found, Digest):
        return digests.letter_of(found)
    (message,) = letters.with_all_they_name([found])
    return letters.of(message), []


def _is_wanted(found, kind):
    """People leave, and change their minds, after something was written down for them."""
    wanted = wishes.of(found.to)
    told = wanted.digest != Every.NEVER if kind == DIGEST else wanted.how(kind) != How.NEVER
    return told and people.reachable().filter(pk=found.to_id).exists()


def mail(letter, person, kind, number):
    subject, text, html, link = letters.parts(letter, person, kind)
    headers = {
        "Message-ID": f"<{number}@{urlsplit(settings.SITE_URL).hostname}>",
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    sent = _Mail(subject, text, None, [person.email], headers=headers)
    sent.attach_alternative(html, "text/html")
    return sent


class _Mail(EmailMultiAlternatives):
    """Its headers are as long as they are: an address that is folded or encoded is read by no mail program."""

    def message(self, *, policy=email.policy.default):
        return super().message(policy=policy.clone(max_line_length=LONGEST_LINE))


def _is_no_server(error):
    return isinstance(error, OSError) and (not isinstance(error, SMTPException) or isinstance(error, NO_SERVER))


def _note_failure(message, error, *, at):
    logger.warning("%s could not be sent: %s: %s", message, type(error).__name__, error)
    message.error = f"{type(error).__name__}: {error}"[:300]
    if message.tries < len(PAUSES):
        message.due_at = at + PAUSES[message.tries]
    else:
        message.state, message.settled_at = State.GIVEN_UP, at
    message.tries += 1
    message.save(update_fields=["error", "due_at", "state", "settled_at", "tries"])


# -- what could not be sent ----------------------------------------------------------------------


@transaction.atomic
def send_again(pk, *, at, outgoing=Message):
    """Have a message, or a digest, that was given up tried again, as often as a new one; returns it.

    Raises ``NotPossible``.
    """
    found = outgoing.objects.not_sent().select_for_update(of=("self",)).filter(pk=pk).first()
    if found is None:
        raise NotPossible("It is on its way already, or there is no such message: look at what is left.")
    found.state, found.tries, found.due_at, found.settled_at = State.WAITING, 0, at, None
    found.save(update_fields=["state", "tries", "due_at", "settled_at"])
    return found
