import json
from datetime import UTC, datetime, timedelta

import pytest

from articles import exemptions, status_changes, workflow
from tests.factories import cancel_etoile, make_article, make_draft, make_etoile, make_every_notice, moment

pytestmark = pytest.mark.django_db

JUNE_10 = moment("2025-06-10T09:30+00:00")


def fetch(client, query="", status=200, **headers):
    response = client.get(f"/feed.json{query}", headers=headers)
    assert response.status_code == status, response.content
    return response


def etag(client, query=""):
    return fetch(client, query)["ETag"]


def test_asked_again_nothing_new_is_answered_without_a_document(client, django_assert_num_queries):
    make_every_notice()
    tag = etag(client)

    with django_assert_num_queries(2):
        response = fetch(client, status=304, if_none_match=tag)

    assert response.content == b""
    assert response["ETag"] == tag
    assert "Last-Modified" not in fetch(client)
    assert fetch(client)["Cache-Control"] == response["Cache-Control"] == "public, max-age=0, must-revalidate"


@pytest.mark.slow
def test_the_tag_moves_with_all_that_readers_see(client):
    show = make_etoile()
    article = make_article(shows=[(show, 2)])
    reversal = None

    def cancel():
        nonlocal reversal
        reversal = cancel_etoile(show)

    acts = {
        "cancel": cancel,
        "exempt": lambda: exemptions.exempt(article, reason="A review.", by=None, at=JUNE_10),
        "lift": lambda: exemptions.lift(article, reason="None.", by=None, at=JUNE_10),
        "correct": lambda: status_changes.correct(reversal, status_changes.void(reversal), by=None, at=JUNE_10),
        "review": lambda: workflow.review(article, by=None, at=JUNE_10),
        "withdraw": lambda: workflow.withdraw(article, by=None, at=JUNE_10),
        "restore": lambda: workflow.restore(article, by=None, at=JUNE_10),
        "publish": lambda: make_article("Another"),
    }
    for name, act in acts.items():
        before = etag(client)
        act()
        assert fetch(client, if_none_match=before)["ETag"] != before, name


def test_the_tag_moves_when_a_scheduled_article_comes_due(client):
    draft = make_draft()
    scheduled_at = datetime.now(UTC) - timedelta(days=2)
    before = etag(client)

    workflow.schedule(draft, by=None, at=scheduled_at, publish_at=scheduled_at + timedelta(days=1))

    response = fetch(client, if_none_match=before)
    assert [item["title"] for item in json.loads(response.content)["items"]] == ["Yes, season 2 is coming"]
    assert response["ETag"] != before


def test_the_tag_belongs_to_what_was_asked_and_to_the_site(client, settings):
    make_etoile()
    tags = {etag(client), etag(client, "?show=etoile"), etag(client, "?since_changed=true")}

    settings.SITE_URL = "https://elsewhere.example"

    assert len({*tags, etag(client)}) == 4
