import json
from datetime import datetime, timedelta, timezone

from newsroom.lib import jsonfeed

NOON = datetime(2025, 6, 6, 14, 5, tzinfo=timezone(timedelta(hours=-4)))


def make_item(**fields):
    return jsonfeed.item(
        **{
            "id": "urn:uuid:1",
            "url": "https://example.com/1/",
            "title": "Étoile",
            "content_html": "<p>Étoile</p>",
            "published_at": NOON,
            "modified_at": NOON,
            "authors": [{"name": "TV desk"}],
            "tags": [],
            "language": "en-US",
            **fields,
        }
    )


def test_a_timestamp_is_in_utc():
    assert jsonfeed.timestamp(NOON) == "2025-06-06T18:05:00Z"


def test_a_timestamp_keeps_what_is_finer_than_a_second():
    assert jsonfeed.timestamp(NOON.replace(microsecond=250)) == "2025-06-06T18:05:00.000250Z"


def test_an_item_leaves_out_what_says_nothing():
    item = make_item(summary="", image=None, _newsroom={"about": "x"})

    assert "summary" not in item
    assert "image" not in item
    assert item["_newsroom"] == {"about": "x"}
    assert item["authors"] == [{"name": "TV desk"}]


def test_a_feed_names_its_version_and_the_next_page():
    feed = jsonfeed.feed(
        title="Newsroom",
        description="News",
        home_page_url="https://example.com/",
        feed_url="https://example.com/feed.json",
        items=[],
        language="en-US",
        next_url="https://example.com/feed.json?cursor=x",
    )

    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["next_url"] == "https://example.com/feed.json?cursor=x"
    assert feed["items"] == []


def test_the_last_page_has_no_next_one():
    feed = jsonfeed.feed(title="", description="", home_page_url="", feed_url="", items=[], language="en-US")

    assert "next_url" not in feed


def test_the_response_has_the_media_type_and_plain_letters():
    response = jsonfeed.FeedResponse({"items": [make_item()]})

    assert response["Content-Type"] == "application/feed+json"
    assert "Étoile" in response.content.decode()
    assert json.loads(response.content)["items"][0]["title"] == "Étoile"
