"""Who is signed in, from where, and how that ends.

Django keeps the sessions; allauth keeps beside each since when it lasts, with its
browser and address.
"""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.crypto import constant_time_compare

SEEN = "seen_at"
BETWEEN = timedelta(minutes=5)


def begin(request, *, at):
    request.session[SEEN] = at.timestamp()


def see(request, *, at):
    """Note that the session of ``request`` is in use, unless that was noted a moment ago."""
    seen = request.session.get(SEEN)
    if seen is None or at.timestamp() - seen < BETWEEN.total_seconds() or not request.user.is_authenticated:
        return
    UserSession.objects.create_from_request(request)
    request.session[SEEN] = at.timestamp()


def of(user, *, at):
    """The sessions that ``user`` is signed in by, those in use last first."""
    known = {one.session_key: one for one in UserSession.objects.filter(user=user)}
    kept = Session.objects.filter(session_key__in=known, expire_date__gt=at)
    found = [known[one.session_key] for one in kept if _signs_in(one.get_decoded(), user)]
    return sorted(found, key=lambda one: one.last_seen_at, reverse=True)


def _signs_in(data, user):
    # A new password has ended it without deleting it.
    return _is_of(data, user) and constant_time_compare(data.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash())


def _is_of(data, user):
    return data.get(SESSION_KEY) == str(user.pk)


@transaction.atomic
def end(session):
    Session.objects.filter(session_key=session.session_key).delete()
    session.delete()


@transaction.atomic
def end_all(user, *, at, but=None):
    """End every session of ``user``, except the one whose key is ``but``; returns how many there were."""
    # Each is opened, because one that allauth knows nothing of would go on.
    kept = Session.objects.filter(expire_date__gt=at).exclude(session_key=but)
    keys = [one.session_key for one in kept.iterator() if _is_of(one.get_decoded(), user)]
    UserSession.objects.filter(user=user).exclude(session_key=but).delete()
    Session.objects.filter(session_key__in=keys).delete()
    return len(keys)
