"""Shows, seasons and the ledger as tables for spreadsheets."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from newsroom import roles
from newsroom.imports import columns
from newsroom.lib import sheets
from shows.models import Season, StatusEntry
from tests.desk import sign_in
from tests.factories import cancel_etoile, make_etoile, make_season, make_show, record
from tests.pages import read

pytestmark = pytest.mark.django_db


def path(what, form="csv"):
    return reverse(f"desk:export_{what}", args=[form])


def table(client, what, **asked):
    answer = client.get(path(what), asked)
    assert answer["Content-Type"] == sheets.CSV
    text = b"".join(answer.streaming_content).decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(text.removeprefix("\ufeff").splitlines()))


def workbook(client, what):
    sheet = load_workbook(io.BytesIO(client.get(path(what, "xlsx")).content)).active
    return [[cell.value for cell in row] for row in sheet.rows]


@pytest.fixture
def etoile(client):
    sign_in(client, roles.REPORTERS)
    show = make_etoile()
    cancel_etoile(show)
    return show


def test_shows_are_told_as_the_list_has_them(client, etoile):
    make_show("Minx", year=2022, country="US", also_known_as=["Minx!", "a | b"])

    first, second = table(client, "shows")

    assert tuple(first) == columns.SHOWS.columns
    assert (first["title"], first["slug"], first["network"], first["status"]) == (
        *("Étoile", "etoile", "Prime Video", "canceled"),
    )
    assert (second["year"], second["country"], second["also_known_as"]) == ("2022", "US", r"Minx! | a \| b")
    assert columns.parted(second["also_known_as"]) == ["Minx!", "a | b"]
    assert [row["title"] for row in table(client, "shows", q="minx")] == ["Minx"]


def test_seasons_have_their_facts(client, etoile):
    Season.objects.filter(show=etoile, number=2).update(episodes=8, premiered_on=date(2025, 4, 24))

    rows = table(client, "seasons", q="2")

    assert [(row["title"], row["season"], row["episodes"], row["premiered_on"]) for row in rows] == [
        ("Étoile", "2", "8", "2025-04-24")
    ]


def test_the_ledger_is_told_in_its_order_with_what_did_not_hold(client, etoile):
    rows = table(client, "ledger")

    assert [row["entry"] for row in rows] == [str(one.pk) for one in StatusEntry.objects.in_ledger_order()]
    assert (rows[-1]["status"], rows[-1]["standing"]) == ("canceled", "stands")
    assert {row["status"] for row in table(client, "ledger", status__exact="canceled")} == {"canceled"}
    assert len(table(client, "ledger", about="season")) < len(rows)


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@A1", "'=1", "＝1", "'Allo 'Allo!"])
def test_no_cell_is_a_formula_and_every_cell_comes_back(client, title):
    sign_in(client, roles.REPORTERS)
    make_show(title)

    (row,) = table(client, "shows")

    assert not row["title"].startswith(sheets.FORMULAS)
    assert sheets.as_meant(row["title"]) == title
    assert workbook(client, "shows")[1][0] == title
    sheet = load_workbook(io.BytesIO(client.get(path("shows", "xlsx")).content)).active
    assert sheet["A2"].data_type == "s"


def test_a_workbook_has_numbers_as_numbers_and_dates_as_they_are_known(client, etoile):
    record(etoile, "ordered", "2025-07", season=2, network="Netflix")

    head, *rows = workbook(client, "ledger")

    last = dict(zip(head, rows[-1], strict=True))
    assert (last["season"], last["effective"], last["network"]) == (2, "2025-07", "Netflix")
    assert tuple(head) == columns.LEDGER.columns


def test_a_workbook_is_bounded(client, etoile, monkeypatch):
    monkeypatch.setattr(sheets, "MOST", 1)

    answer = client.get(path("ledger", "xlsx"), {"about": "show"}, follow=True)

    assert answer.redirect_chain == [(reverse("admin:shows_statusentry_changelist") + "?about=show", 302)]
    assert "narrow the list, or take it as CSV" in answer.content.decode()


def test_more_rows_are_no_more_statements(client, etoile):
    table(client, "ledger")
    with CaptureQueriesContext(connection) as few:
        table(client, "ledger")
    for number in range(3, 9):
        make_season(etoile, number)
        record(etoile, "ordered", f"2025-08-0{number}", season=number, network="Netflix")

    with CaptureQueriesContext(connection) as many:
        table(client, "ledger")

    assert len(many) == len(few) < 25


def test_what_is_no_filter_leads_back_to_the_list(client, etoile):
    assert client.get(path("ledger"), {"nothing": "1"}).status_code == 302
    assert client.get(path("ledger"), {"q": "a\x00b"}).status_code == 302
    assert client.get(path("ledger", "pdf")).status_code == 404


def test_the_list_leads_to_what_it_shows(client, etoile):
    page = read(client, reverse("admin:shows_statusentry_changelist") + "?about=season")

    links = [link.attrs["href"] for link in page.all("a", class_="desk-button")]
    assert links == [path("ledger") + "?about=season", path("ledger", "xlsx") + "?about=season"]
