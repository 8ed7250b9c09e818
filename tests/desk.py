"""Somebody at the desk, and what the desk's forms send."""

from time import time

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages

from newsroom import roles
from tests.factories import make_user
from tests.pages import parse, read

ROLES = (roles.REPORTERS, roles.EDITORS, roles.MANAGING_EDITORS)


def make_member(role, name="somebody", **fields):
    """Somebody at the desk in one of the groups that the migrations have made."""
    user = make_user(name, is_staff=True, **fields)
    user.groups.add(Group.objects.get(name=role))
    return user


def sign_in(client, role):
    user = make_member(role)
    client.force_login(user)
    return user


def session_of(client, live_server):
    """The cookie by which a browser is signed in as ``client`` is."""
    return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}


def post(client, path, data):
    """The page that answers a form, or to which the answer leads, parsed."""
    response = client.post(path, data, follow=True)
    assert response.status_code == 200, response.status_code
    return parse(response.content.decode())


def send(client, path, fields):
    """The answer to the form at ``path``, which was looked at and is sent with ``fields``."""
    began = read(client, path).one("input", name="began_with")
    return client.post(path, {"began_with": began.attrs["value"], **fields})


def form_of(page, step, *, without=()):
    """What the preview sends by the button ``step``; boxes in ``without`` are unticked first."""
    sent = {}
    for field in page.one("form", id="preview").all("input"):
        name, value = field.attrs["name"], field.attrs.get("value", "")
        if field.attrs["type"] != "checkbox" or ("checked" in field.attrs and value not in without):
            sent.setdefault(name, []).append(value)
    return sent | {"step": step}


def errors(page):
    return [error.text for error in page.all(class_="desk-error")]


def told(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


SECRET = "a long enough secret"


def log_in(client, user, password=SECRET, **more):
    """The answer to name and password, typed into the page that asks for them."""
    return client.post("/admin/login/", {"login": user.username, "password": password, **more})


def set_up_app(user):
    """An authenticator app for ``user``; returns its key."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_of(secret):
    """What an authenticator app shows at this moment."""
    return format_hotp_value(hotp_value(secret, int(time()) // 30))
