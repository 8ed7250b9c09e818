"""Whoever goes back to the preview of a change, or loads it again, sends nothing again."""

import pytest
from django.utils import timezone

from articles import merging
from newsroom import roles
from shows.models import StatusEntry
from tests.desk import form_of, sign_in, told
from tests.factories import cancel_etoile, make_etoile, make_network, make_show
from tests.newsroom.test_desk_record import address, saved_by_netflix
from tests.pages import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    return sign_in(client, roles.EDITORS)


@pytest.fixture
def etoile():
    show = make_etoile()
    cancel_etoile(show)
    make_network("Netflix")
    return show


def test_who_goes_back_or_loads_a_page_again_sends_nothing(client, editor, etoile):
    asked = client.post(address(etoile), saved_by_netflix(note="Back"))
    preview = read(client, asked.url)
    before = StatusEntry.objects.count()
    again = read(client, asked.url)

    client.post(address(etoile), form_of(preview, "save"))
    back = read(client, asked.url)

    assert asked.status_code == 302
    assert again.one("input", name="note").attrs["value"] == "Back"
    assert StatusEntry.objects.count() == before + 2
    assert "is recorded already" in back.one(role="alert").text


def test_what_was_sent_is_nobody_else_s_and_of_no_other_page(client, editor, etoile):
    minx, sent = make_show("Minx"), client.post(address(etoile), saved_by_netflix(note="Mine")).url
    elsewhere = client.get(sent.replace(address(etoile), address(minx)))
    sign_in(client, roles.EDITORS)

    somebody_else = client.get(sent)

    assert (elsewhere.status_code, elsewhere.url) == (302, address(minx))
    assert (somebody_else.status_code, somebody_else.url) == (302, address(etoile))
    assert told(somebody_else)[-1] == "What you had typed here is no longer kept."


def test_only_the_last_forms_are_kept(client, editor, etoile):
    first, *_, last = [client.post(address(etoile), saved_by_netflix(note=str(number))).url for number in range(6)]

    assert client.get(first).status_code == 302
    assert read(client, last).one("input", name="note").attrs["value"] == "5"


def test_what_was_typed_of_a_show_that_was_merged_meanwhile_is_kept(client, editor, etoile):
    old, kept = address(etoile), make_show("L’Étoile", year=2025)
    merging.merge(etoile, kept, by=None, at=timezone.now())

    asked = client.post(old, saved_by_netflix(note="Mine"))
    page = read(client, asked.url)

    assert page.one("input", name="note").attrs["value"] == "Mine"
    assert "went into this one, meanwhile" in page.one(role="alert").text
    assert client.get(old).url == address(kept)
    assert client.get(address(kept).replace(str(kept.pk), "999999")).status_code == 404
