"""The stale desk as a table."""

import csv

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article
from newsroom import roles
from newsroom.desk import stale_export
from tests.desk import sign_in
from tests.factories import cancel_etoile, make_article, make_etoile, make_every_notice

pytestmark = pytest.mark.django_db

EXPORT = reverse("desk:stale_export")


def table(client, **asked):
    answer = client.get(EXPORT, asked)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.streaming
    text = b"".join(answer.streaming_content).decode()
    return list(csv.DictReader(text.removeprefix("\ufeff").splitlines()))


def test_the_table_has_what_the_desk_has_in_its_order(client):
    sign_in(client, roles.EDITORS)
    make_every_notice()

    rows = table(client)

    assert [row["headline"] for row in rows] == ["Contradicted", "Decided", "Corrected"]
    assert (rows[0]["kind"], rows[0]["subject"], rows[0]["when published"]) == (
        *("Contradiction", "Étoile", "Returning on Prime Video"),
    )
    assert rows[0]["notice"].startswith(rows[0]["now"])
    address = Article.objects.filter(live_revision__headline="Contradicted").get().get_absolute_url()
    assert rows[0]["address"] == f"http://testserver{address}"
    assert [row["headline"] for row in table(client, kind="decided")] == ["Decided"]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_no_cell_is_a_formula(client, sign):
    sign_in(client, roles.EDITORS)
    etoile = make_etoile()
    make_article(f"{sign}1+1 seasons", shows=[(etoile, 2)])
    cancel_etoile(etoile)

    assert table(client)[0]["headline"] == f"'{sign}1+1 seasons"


def test_what_is_long_is_read_in_parts(client, monkeypatch):
    sign_in(client, roles.EDITORS)
    etoile = make_etoile()
    for number in range(5):
        make_article(f"Number {number}", shows=[(etoile, 2)])
    cancel_etoile(etoile)
    whole = table(client)
    monkeypatch.setattr(stale_export, "AT_ONCE", 2)

    with CaptureQueriesContext(connection) as few:
        assert table(client) == whole
    monkeypatch.setattr(stale_export, "AT_ONCE", 5)
    with CaptureQueriesContext(connection) as once:
        table(client)

    assert len(few) > len(once)


def test_a_reporter_gets_what_is_his_or_hers(client):
    sign_in(client, roles.REPORTERS)
    make_every_notice()

    assert table(client) == []
