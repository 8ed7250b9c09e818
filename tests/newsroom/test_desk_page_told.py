"""Beside each article that a change touches: its page as it will look, in the words that the preview has."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from newsroom import roles
from newsroom.models import User
from shows.models import StatusEntry
from tests.again import again
from tests.desk import form_of, post, sign_in
from tests.factories import cancel_etoile, make_article, make_etoile, make_network
from tests.newsroom.test_desk_record import said
from tests.pages import parse, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    return sign_in(client, roles.EDITORS)


@pytest.fixture
@again
def etoile():
    show = make_etoile()
    cancel_etoile(show)
    make_network("Netflix")
    return show


def notices_on(content):
    return [one.text for one in parse(content.decode()).all(role="note", data_notice=True)]


def test_the_page_as_it_will_look_is_the_page_as_it_is_then(client, editor, etoile):
    article = make_article("Gone", shows=[etoile, (etoile, 2)], published="2025-06-07")
    address = reverse("desk:record", args=[etoile.pk])
    page = post(client, address, said(new_network="Hulu", new_network_kind="streamer", network=""))
    (frame,) = page.one("section", aria_labelledby="gains").all("iframe")

    shown = client.get(address + frame.attrs["src"])

    assert shown.status_code == 200
    assert not StatusEntry.objects.filter(network__name="Hulu").exists()
    client.post(address, form_of(page, "save"))
    assert notices_on(shown.content) == notices_on(client.get(article.get_absolute_url()).content) != []


@pytest.mark.parametrize("number", ["0", "x", "9" * 30, ""])
def test_there_is_no_page_of_what_is_not_touched(client, editor, etoile, number):
    address = reverse("desk:record", args=[etoile.pk])
    make_article("Gone", shows=[etoile], published="2025-06-07")
    page = post(client, address, said(network="", new_network="Hulu", new_network_kind="streamer"))
    (frame,) = page.one("section", aria_labelledby="gains").all("iframe")
    kept = frame.attrs["src"].partition("page=")[0]

    assert client.get(f"{address}{kept}page={number}").status_code == 404


def test_who_may_not_read_articles_gets_no_page(client, editor, etoile):
    make_article("Gone", shows=[etoile], published="2025-06-07")
    address = reverse("desk:record", args=[etoile.pk])
    page = post(client, address, said(network="", new_network="Hulu", new_network_kind="streamer"))
    (frame,) = page.one("section", aria_labelledby="gains").all("iframe")
    User.objects.get(pk=editor.pk).groups.clear()
    editor.user_permissions.add(Permission.objects.get(codename="record_status"))

    assert client.get(address + frame.attrs["src"]).status_code == 403


def test_what_is_no_longer_kept_leads_back_to_the_form(client, editor, etoile):
    address = reverse("desk:record", args=[etoile.pk])

    response = client.get(f"{address}?sent=gone&page=1")

    assert response.url == address
    assert read(client, address).one("form", id="record")
