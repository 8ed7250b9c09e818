"""The same news, typed a minute later."""

import pytest
from django.urls import reverse

from newsroom import roles
from shows.models import StatusEntry
from tests.again import again
from tests.desk import form_of, post, sign_in
from tests.factories import cancel_etoile, make_etoile, make_network, record
from tests.pages import read

pytestmark = pytest.mark.django_db


@pytest.fixture
@again
def etoile():
    """Canceled in June 2025, and saved by Netflix on a morning."""
    show = make_etoile()
    cancel_etoile(show)
    record(show, "returning", "2025-11-22T10:11-05:00", network="Netflix", source_name="Press release")
    record(show, "dated", "2025-11-23", season=2, network="Netflix", premiere="2026-04")
    return show


def look(client, show, network="Netflix", **fields):
    """The preview of the same news, with the minute that the form offers."""
    said = {
        "status": "returning",
        "precision": "minute",
        "effective_on": "2025-11-22",
        "effective_time": "10:12",
        "confirmation": "official",
        "source_name": "Variety",
        "network": make_network(network).pk,
        "premiere_precision": "day",
        "step": "preview",
    } | fields
    return post(client, reverse("desk:record", args=[show.pk]), said)


def warnings(page):
    return [box.text for box in page.all(id="already")]


SAYS = (
    "“Étoile” is on record as Returning on Netflix already, since November 22, 2025, 10:11 a.m. "
    "Source: Press release Record it again only if it happened again. To put its source or its date right,"
)


def test_the_same_news_a_minute_later_is_pointed_out(client, etoile):
    sign_in(client, roles.EDITORS)

    page = look(client, etoile)

    assert warnings(page) == [f"{SAYS} have a managing editor correct that entry."]
    assert page.one("button", value="save").text == "Record it"


def test_who_may_correct_is_led_to_the_entry(client, etoile):
    sign_in(client, roles.MANAGING_EDITORS)
    entry = StatusEntry.objects.get(status="returning", network__name="Netflix")

    page = look(client, etoile)

    assert warnings(page) == [f"{SAYS} correct that entry."]
    link = page.one(id="already").one("a").attrs["href"]
    assert link == reverse("desk:correct", args=[entry.pk])
    read(client, link)


@pytest.mark.parametrize(
    "fields",
    [
        {"effective_time": "09:30"},
        {"precision": "day"},
        {"precision": "month", "effective_on": "2025-11-01"},
        {"effective_on": "2025-12-24"},
    ],
)
def test_whatever_date_it_was_typed_with(client, etoile, fields):
    sign_in(client, roles.EDITORS)

    assert len(warnings(look(client, etoile, **fields))) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "ended"},
        {"network": "Hulu"},
        {"effective_on": "2025-11-20"},
        {"season": "2", "status": "dated", "premiere_on": "2026-05-01", "effective_on": "2025-12-24"},
    ],
)
def test_other_news_is_not(client, etoile, fields):
    sign_in(client, roles.EDITORS)

    assert warnings(look(client, etoile, **fields)) == []


def test_a_season_is_named_with_its_date(client, etoile):
    sign_in(client, roles.EDITORS)
    again = {"status": "dated", "season": "2", "premiere_on": "2026-04-01", "premiere_precision": "month"}

    page = look(client, etoile, effective_on="2025-12-24", **again)

    assert warnings(page)[0].startswith(
        "Season 2 of “Étoile” is on record as Dated on Netflix to premiere in April 2026 already, since November 23, "
        "2025. Source: unsourced Record it again only"
    )


def test_it_can_be_recorded_all_the_same(client, etoile):
    sign_in(client, roles.EDITORS)
    before = StatusEntry.objects.count()

    client.post(reverse("desk:record", args=[etoile.pk]), form_of(look(client, etoile), "save"))

    assert StatusEntry.objects.count() == before + 1


def test_what_somebody_recorded_while_it_was_read_is_pointed_out_too(client):
    show = make_etoile()
    cancel_etoile(show)
    sign_in(client, roles.EDITORS)
    page = look(client, show)
    assert warnings(page) == []
    record(show, "returning", "2025-11-22T10:11-05:00", network="Netflix", source_name="Press release")

    page = post(client, reverse("desk:record", args=[show.pk]), form_of(page, "save"))

    assert warnings(page)[0].startswith(SAYS)
    assert StatusEntry.objects.filter(status="returning", network__name="Netflix").count() == 1
