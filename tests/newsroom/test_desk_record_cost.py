"""What the preview of a change asks of the database."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import text, updates, workflow
from newsroom import roles
from tests.desk import sign_in
from tests.factories import make_article, make_draft, make_show, moment, record
from tests.newsroom.test_desk_record import said

pytestmark = pytest.mark.django_db

LATER = moment("2030-01-01")


def make_world(number, seasons=2):
    """A show with ``number`` articles, as many scheduled ones and as many scheduled updates, each about two shows."""
    show, other = (
        make_show(f"Show {number} {seasons}", seasons=range(1, seasons + 1)),
        make_show(f"Other {number} {seasons}"),
    )
    for season in range(1, seasons + 1):
        record(show, "ordered", "2025-04-01", season=season)
    record(other, "returning", "2025-04-01")
    for one in range(number):
        subjects = [show, (show, 2), other]
        make_article(f"Out {number} {one}", shows=subjects, published="2025-05-01")
        waiting = make_draft(f"Waiting {number} {one}", shows=subjects)
        workflow.schedule(waiting, by=None, at=moment("2025-05-02"), publish_at=LATER)
        live = make_article(f"Live {number} {one}", shows=subjects, published="2025-05-01")
        text.save_revision(live, base=1, by=None, at=moment("2025-05-02"), dek="More.")
        update = {"revision": 2, "what": "substantive", "publish_at": LATER}
        updates.schedule(live, by=None, at=moment("2025-05-03"), **update)
    return show


def preview_of(client, show, **fields):
    """The page of the preview, and the statements that it took."""
    form = said(status="canceled", effective_on="2025-06-06", **fields)
    sent = client.post(reverse("desk:record", args=[show.pk]), form)
    with CaptureQueriesContext(
        connection,
    ) as taken:
        page = client.get(sent["Location"])
    asked = [one["sql"] for one in taken if "SAVEPOINT" not in one["sql"]]
    return page.content.decode(), asked


@pytest.mark.slow
def test_a_preview_takes_as_many_statements_for_one_as_for_ten(client):
    sign_in(client, roles.EDITORS)
    one, ten = make_world(1), make_world(10)

    (_, few), (page, many) = preview_of(client, one), preview_of(client, ten)

    assert [one for one in ("Out", "Waiting", "Live") if f"{one} 10 9" not in page] == []
    assert len(many) == len(few), many
    assert len(many) <= 25, many


def test_a_preview_takes_as_many_statements_for_many_seasons_as_for_two(client):
    sign_in(client, roles.EDITORS)
    two, nine = make_world(1), make_world(1, seasons=9)

    (_, few), (page, many) = preview_of(client, two), preview_of(client, nine)

    assert "season 9" in page.lower()
    assert len(many) == len(few), many
