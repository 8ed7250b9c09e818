import json

import jsonschema
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import exemptions, extension, feeds, status_changes, workflow
from articles.models import Article, Topic
from tests.again import make_copies
from tests.factories import (
    cancel_etoile,
    cover,
    make_article,
    make_draft,
    make_etoile,
    make_every_notice,
    make_show,
    moment,
    record,
)
from tests.pages import parse

pytestmark = pytest.mark.django_db

JUNE_10 = moment("2025-06-10T09:30+00:00")
SITE = "https://newsroom.example"


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE


def fetch(client, query="", status=200, **headers):
    response = client.get(f"/feed.json{query}", headers=headers)
    assert response.status_code == status, response.content
    return response


def feed(client, query=""):
    return json.loads(fetch(client, query).content)


def titles(client, query=""):
    return [item["title"] for item in feed(client, query)["items"]]


def only_item(client):
    (item,) = feed(client)["items"]
    return item


def schema(client):
    return json.loads(client.get("/partners/docs/extension/schema.json").content)


# -- the document --------------------------------------------------------------------------------


def test_the_feed_is_a_json_feed(client):
    response = fetch(client)

    assert response["Content-Type"] == "application/feed+json"
    assert json.loads(response.content) == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Newsroom",
        "description": "Television news that says when it has gone out of date.",
        "home_page_url": f"{SITE}/",
        "feed_url": f"{SITE}/feed.json",
        "language": "en-US",
        "items": [],
    }


def test_an_item_is_as_documented(client):
    show = make_etoile()
    article = make_article(
        "Yes, season 2 is coming",
        slug="yes",
        shows=[(show, 2)],
        dek="What we know & what we don’t.",
        authors=["TV desk", "Streaming desk"],
    )
    article.topics.add(Topic.objects.create(name="Renewals", slug="renewals"))

    assert only_item(client) == {
        "id": f"urn:uuid:{article.uuid}",
        "url": f"{SITE}/articles/yes/",
        "title": "Yes, season 2 is coming",
        "summary": "What we know & what we don’t.",
        "content_html": "<p>What we know &amp; what we don’t.</p>",
        "date_published": "2025-04-30T12:00:00Z",
        "date_modified": "2025-04-30T12:00:00Z",
        "authors": [
            {"name": "TV desk", "url": f"{SITE}/authors/tv-desk/"},
            {"name": "Streaming desk", "url": f"{SITE}/authors/streaming-desk/"},
        ],
        "tags": ["Renewals"],
        "language": "en-US",
        "_newsroom": {
            "about": f"{SITE}/partners/docs/extension/",
            "revision": 1,
            "pubstatus": "usable",
            "since_changed": False,
            "notice": None,
            "subjects": [
                {
                    "show": {"title": "Étoile", "slug": "etoile", "url": f"{SITE}/shows/etoile/"},
                    "season": 2,
                    "at_publication": ordered(),
                    "now": ordered(),
                    "kind": "same",
                    "since_changed": False,
                }
            ],
            "corrections": [],
        },
    }


def ordered():
    return {
        "status": "ordered",
        "label": "Ordered",
        "network": "Prime Video",
        "effective": "2023-04-26",
        "source_url": "https://variety.example/etoile",
    }


def test_an_item_tells_what_has_since_changed(client):
    show = make_etoile()
    make_article(shows=[(show, 2)], dek="What we know.")
    cancel_etoile(show, at="2025-06-06T18:20:11+00:00")
    make_article("Étoile is canceled", slug="canceled", shows=[(show, 2)], published="2025-06-06T20:00+00:00")

    _, item = feed(client)["items"]

    ours = item["_newsroom"]
    assert ours["since_changed"] is True
    html = ours["notice"].pop("html")
    assert ours["notice"] == {
        "kind": "contradiction",
        "headline": "This has since changed",
        "text": (
            "Prime Video has reversed its order for season 2 of Étoile, Deadline reported on June 6, 2025. "
            "When this article was published, on April 30, 2025, the season was ordered."
        ),
        "changed_on": "2025-06-06",
        "recorded_at": "2025-06-06T18:20:11Z",
        "latest_url": f"{SITE}/articles/canceled/",
    }
    assert ours["subjects"][0]["at_publication"] == ordered()
    assert ours["subjects"][0]["now"] == {
        "status": "order_reversed",
        "label": "Order reversed",
        "network": "Prime Video",
        "effective": "2025-06-06",
        "source_url": "https://deadline.example/etoile",
    }
    assert item["content_html"] == f"{html}<p>What we know.</p>"
    notice, _ = (child for child in parse(item["content_html"]).children if not isinstance(child, str))
    assert notice.attrs["data-notice"] == "contradiction"
    assert [link.attrs["href"] for link in notice.all("a")] == [
        "https://deadline.example/etoile",
        f"{SITE}/articles/canceled/",
    ]


def test_an_item_for_partners_has_the_whole_text(client):
    show = make_etoile()
    article = make_draft(dek="What we know.", body="<h2>Is it coming?</h2><p>Yes.</p>")
    cover(article, (show, 2), heading="Is it coming?")
    workflow.publish(article, by=None, at=moment("2025-04-30"))
    cancel_etoile(show)

    (item,) = feeds.items(Article.objects.for_items(), at=JUNE_10, full=True)

    top = [child for child in parse(item["content_html"]).children if not isinstance(child, str)]
    assert [element.tag for element in top] == ["aside", "p", "h2", "aside", "p"]


def test_a_mention_tells_its_kind_and_is_no_notice(client):
    show = make_etoile()
    article = make_draft()
    cover(article, (show, 2), mention_only=True)
    workflow.publish(article, by=None, at=moment("2025-04-30"))

    cancel_etoile(show)

    ours = only_item(client)["_newsroom"]
    assert (ours["since_changed"], ours["notice"]) == (False, None)
    assert (ours["subjects"][0]["kind"], ours["subjects"][0]["since_changed"]) == ("contradiction", False)


def test_an_exempted_article_still_tells_the_kind(client):
    show = make_etoile()
    article = make_article(shows=[(show, 2)])
    cancel_etoile(show)

    exemptions.exempt(article, reason="A review.", by=None, at=JUNE_10)

    ours = only_item(client)["_newsroom"]
    assert (ours["since_changed"], ours["notice"]) == (False, None)
    assert (ours["subjects"][0]["kind"], ours["subjects"][0]["since_changed"]) == ("contradiction", False)


def test_where_nothing_was_recorded_both_states_are_null(client):
    make_article(shows=[make_show("Étoile")])

    (subject,) = only_item(client)["_newsroom"]["subjects"]

    assert (subject["at_publication"], subject["now"], subject["season"]) == (None, None, None)


def test_corrections_are_told(client):
    article = make_article()

    workflow.update(article, by=None, at=JUNE_10, substantive=False, correction="We were <wrong>.")

    assert only_item(client)["_newsroom"]["corrections"] == [
        {"text": "We were <wrong>.", "corrected_at": "2025-06-10T09:30:00Z"}
    ]


def test_an_image_is_told_where_there_is_one(client, pictures):
    picture = pictures()
    make_article(lead_picture=picture, lead_image_alt="A stage")

    assert only_item(client)["image"] == f"{SITE}/media/pictures/{picture.pk}/1/wide-160.jpg"


def test_every_item_fits_the_schema(client):
    make_every_notice()
    document = schema(client)
    jsonschema.Draft202012Validator.check_schema(document)
    validator = jsonschema.Draft202012Validator(document)

    items = feed(client)["items"]

    assert {(item["_newsroom"]["notice"] or {}).get("kind") for item in items} == {
        *("contradiction", "decided", "record-corrected", "progress", None)
    }
    for item in items:
        validator.validate(item)


def test_the_schema_refuses_what_is_not_documented(client):
    make_every_notice()
    validator = jsonschema.Draft202012Validator(schema(client))
    item = next(item for item in feed(client)["items"] if item["_newsroom"]["notice"])

    for path, value in (("kind", "alarm"), ("recorded_at", "yesterday"), ("changed_on", None), ("html", "")):
        broken = json.loads(json.dumps(item))
        broken["_newsroom"]["notice"][path] = value
        assert not validator.is_valid(broken), path


# -- dates ---------------------------------------------------------------------------------------


def test_the_date_of_first_publication_is_frozen(client):
    article = make_article(published="2025-04-30")

    workflow.withdraw(article, by=None, at=JUNE_10)
    workflow.restore(article, by=None, at=JUNE_10)
    workflow.redate(article, by=None, at=JUNE_10, published_at=moment("2025-05-10"))

    item = only_item(client)
    assert (item["date_published"], item["date_modified"]) == ("2025-04-30T12:00:00Z", "2025-06-10T09:30:00Z")


def test_a_notice_that_comes_and_one_that_goes_move_the_modified_date(client):
    show = make_etoile()
    make_article(shows=[(show, 2)])
    published = only_item(client)["date_modified"]

    reversal = cancel_etoile(show)
    changed = only_item(client)["date_modified"]
    status_changes.correct(reversal, status_changes.void(reversal), by=None, at=moment("2026-01-02"))

    item = only_item(client)
    assert item["_newsroom"]["notice"] is None
    assert published < changed < item["date_modified"]


def test_late_news_moves_the_modified_date_of_what_it_moves(client):
    show = make_show("Étoile")
    record(show, "airing", "2025-01-01", network="NBC")
    make_article(shows=[show], published="2025-04-30")
    published = only_item(client)["date_modified"]

    record(show, "returning", "2025-04-29", network="NBC")

    item = only_item(client)
    assert item["_newsroom"]["subjects"][0]["at_publication"]["status"] == "returning"
    assert item["date_modified"] > published


# -- how it is asked for ---------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_feed_is_only_read(client, method):
    assert getattr(client, method)("/feed.json").status_code == 405


def test_head_answers_as_get_without_the_body(client):
    make_article()

    response = client.head("/feed.json")

    assert (response.status_code, response["ETag"]) == (200, fetch(client)["ETag"])


# -- what it costs and does ----------------------------------------------------------------------


def test_fifty_items_take_as_many_queries_as_one(client):
    show = make_etoile()

    def make(number):
        article = make_article(f"{number}", shows=[(show, 2), make_show(f"{number}")], authors=["A", "B"])
        article.topics.add(Topic.objects.get_or_create(name="Renewals", slug="renewals")[0])
        workflow.update(article, by=None, at=JUNE_10, substantive=False, correction="We were wrong.")
        return article

    def queries():
        with CaptureQueriesContext(connection) as context:
            feed(client)
        return len(context)

    article = make(0)
    cancel_etoile(show)
    one = queries()
    make(1)
    make_copies(article, 48)

    assert queries() == one
    assert one <= 8


def test_readers_get_no_cookie(client):
    response = fetch(client)

    assert response.cookies == {}
    assert "Cookie" not in response.get("Vary", "")


def test_hostile_text_does_no_harm(client):
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    show = make_show(evil, slug="evil")
    record(show, "ordered", "2025-01-01", season=2, network=evil)
    body = f"<p>{evil}</p><a href='java&#x200b;script:alert(1)'>x</a>"
    make_article(evil, shows=[(show, 2)], dek=evil, body=body, authors=[evil])
    source = {"source_name": evil, "source_url": "https://x.example/\"'><script>"}
    record(show, "order_reversed", "2025-06-06", season=2, confirmation="reported", note=evil, **source)

    (short,) = feed(client)["items"]
    (full,) = feeds.items(Article.objects.for_items(), at=JUNE_10, full=True)

    assert short["title"] == evil
    for html in (short["content_html"], full["content_html"], short["_newsroom"]["notice"]["html"]):
        element = parse(html)
        assert element.all("script") == element.all("img") == element.all(onerror=True) == []
        assert len(element.all(data_notice="contradiction")) == 1


def test_other_words_for_a_status_are_another_feed():
    names = {file.name for file in extension.sources()}

    assert {"statuses.py", "ledger.py", "words.py", "coverage.py", "periods.py", "_notice.html"} <= names
