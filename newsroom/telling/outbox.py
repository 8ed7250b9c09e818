"""From what happened to messages, and from messages to mail: the worker's part, never in the way of what happens.

A message is sent at least once: its row is held while the mail is handed over,
so two workers never send it twice, but a crash between handing it over and
noting so sends it again, with the same Message-ID.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPAuthenticationError, SMTPConnectError, SMTPException, SMTPServerDisconnected
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction

from articles.models import Occasion
from newsroom.telling import letters, people
from newsroom.telling.models import How, Message, Wishes

TOO_OLD = timedelta(days=7)  # nobody is told anew what was so weeks ago
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
    found = people.concerned_by(occasion).select_related("wishes")
    for person in found:
        how = (getattr(person, "wishes", None) or Wishes()).how(kind)
        if how in states:
            yield Message(to=person, kind=kind, occasion=occasion, state=states[how], due_at=at)


# -- sending -------------------------------------------------------------------------------------


def send_due(*, at):
    """Send what is due; where there is no mail server, the rest waits for the next time. Returns how many were sent."""
    sent = 0
    for pk in list(Message.objects.due(at).values_list("pk", flat=True)[:AT_A_TIME]):
        error = _send(pk, at=at)
        if _is_no_server(error):
            break
        sent += error is None
    return sent


@transaction.atomic
def _send(pk, *, at):
    """Send the message and note so, or why it could not be sent; returns the error."""
    held = Message.objects.due(at).select_for_update(of=("self",), skip_locked=True)
    related = ("to__wishes", "occasion__entry__show", "occasion__entry__season", "occasion__entry__network")
    related += ("occasion__entry__recorded_by", "occasion__entry__corrects", "occasion__audit__by")
    message = held.select_related(*related).filter(pk=pk).first()
    if message is None:
        return None  # another worker has it
    try:
        with transaction.atomic():
            letter = letters.of(message) if _is_wanted(message) else None
            if letter is not None:
                mail(letter, message.to, message.kind, f"{message.pk}.message").send()
    except Exception as error:
        _note_failure(message, error, at=at)
        return error
    message.state, message.settled_at, message.error = State.SENT if letter else State.NEEDLESS, at, ""
    message.save(update_fields=["state", "settled_at", "error"])
    return None


def _is_wanted(message):
    """People leave, and change their minds, after something was written down for them."""
    wishes = getattr(message.to, "wishes", None) or Wishes()
    return wishes.how(message.kind) != How.NEVER and people.reachable().filter(pk=message.to_id).exists()


def mail(letter, person, kind, number):
    subject, text, html, link = letters.parts(letter, person, kind)
    headers = {
        "Message-ID": f"<{number}@{urlsplit(settings.SITE_URL).hostname}>",
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    sent = EmailMultiAlternatives(subject, text, None, [person.email], headers=headers)
    sent.attach_alternative(html, "text/html")
    return sent


def _is_no_server(error):
    return isinstance(error, OSError) and (not isinstance(error, SMTPException) or isinstance(error, NO_SERVER))


def _note_failure(message, error, *, at):
    logger.warning("Message %s could not be sent: %s: %s", message.pk, type(error).__name__, error)
    message.error = f"{type(error).__name__}: {error}"[:300]
    if message.tries < len(PAUSES):
        message.due_at = at + PAUSES[message.tries]
    else:
        message.state, message.settled_at = State.GIVEN_UP, at
    message.tries += 1
    message.save(update_fields=["error", "due_at", "state", "settled_at", "tries"])


# -- what could not be sent ----------------------------------------------------------------------


@transaction.atomic
def send_again(pk, *, at):
    """Have a message that was given up tried again, as often as a new one; returns it. Raises ``NotPossible``."""
    message = Message.objects.not_sent().select_for_update(of=("self",)).filter(pk=pk).first()
    if message is None:
        raise NotPossible("It is on its way already, or there is no such message: look at what is left.")
    message.state, message.tries, message.due_at, message.settled_at = State.WAITING, 0, at, None
    message.save(update_fields=["state", "tries", "due_at", "settled_at"])
    return message
