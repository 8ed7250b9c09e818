"""Links by which whoever gets a message ends its kind, without signing in."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from newsroom.models import User
from newsroom.telling import wishes
from newsroom.telling.models import Every, How, Kind

SALT = "newsroom.telling.unsubscribing"
DIGEST = "digest"
NAMES = {**{kind.value: kind.label for kind in Kind}, DIGEST: "the digest"}


class LeadsNowhere(Exception):
    """The link was not made here, or its account is gone."""

    def __init__(self):
        super().__init__("This link leads nowhere: log in, and choose what you are told on the page of that name.")


def address(person, kind):
    token = signing.dumps([person.pk, str(kind)], salt=SALT, compress=False)
    return settings.SITE_URL + reverse("unsubscribe", args=[token])


def read(token):
    """``(account, kind)`` of a link. It stays good: a message may be read years later. Raises ``LeadsNowhere``."""
    try:
        pk, kind = signing.loads(token, salt=SALT)
        return User.objects.get(pk=pk), kind
    except (signing.BadSignature, User.DoesNotExist):
        raise LeadsNowhere from None


def end(person, kind):
    """Tell ``person`` nothing of this ``kind`` any more; twice is as good as once."""
    chosen = {DIGEST: {"digest": Every.NEVER}}.get(kind, {kind: How.NEVER})
    wishes.choose(person, at=timezone.now(), **chosen)
