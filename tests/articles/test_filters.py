import json

import pytest

from tests.factories import (
    cancel_etoile,
    cover,
    make_article,
    make_etoile,
    make_every_notice,
    make_section,
    make_show,
    record,
)

pytestmark = pytest.mark.django_db


def ask(client, query, status=200):
    response = client.get(f"/feed.json{query}")
    assert response.status_code == status, response.content
    return response


def titles(client, query):
    return [item["title"] for item in json.loads(ask(client, query).content)["items"]]


def test_by_show(client):
    etoile, minx = make_etoile(), make_show("Minx")
    make_article("Both", shows=[etoile, (etoile, 2), minx])
    make_article("Minx", shows=[minx])
    cover(make_article("Not yet public"), etoile)

    assert titles(client, "?show=etoile") == ["Both"]


def test_by_network_of_today_under_any_of_its_names(client):
    show = make_etoile()
    network = show.ledger.first().network
    network.also_known_as = ["Amazon Prime Vidéo"]
    network.save()
    moved = make_show("Minx")
    record(moved, "airing", "2025-01-01", network="Prime Video")
    make_article("Étoile", shows=[show])
    make_article("Minx", shows=[moved])
    record(moved, "returning", "2025-06-01", network="Starz")

    assert titles(client, "?network=prime-video") == ["Étoile"]
    assert titles(client, "?network=PRIME%20video") == ["Étoile"]
    assert titles(client, "?network=amazon%20prime%20video") == ["Étoile"]
    assert titles(client, "?network=starz") == ["Minx"]


def test_by_section(client):
    make_article("Film", section=make_section("Film"))
    make_article("Television")

    assert titles(client, "?section=film") == ["Film"]


@pytest.mark.slow
def test_by_whether_something_since_changed(client):
    make_every_notice()

    assert set(titles(client, "?since_changed=true")) == {"Decided", "Contradicted", "Corrected"}
    assert set(titles(client, "?since_changed=false")) == {"Right", "Kept"}


@pytest.mark.parametrize(
    ("moment_asked", "found"),
    [
        ("2025-04-30", ["noon", "start"]),
        ("2025-04-30T04:00:00Z", ["noon", "start"]),
        ("2025-04-30T00:00:00-04:00", ["noon", "start"]),
        ("2025-04-30T16:00:00.000001Z", []),
        ("2025-04-30T16:00:00Z", ["noon"]),
        ("0001-01-01T00:00:00%2B14:00", ["noon", "start", "day before"]),
        ("9999-12-31T23:59:59-14:00", []),
    ],
)
def test_published_after_is_inclusive_and_in_the_days_of_the_newsroom(client, moment_asked, found):
    make_article("day before", published="2025-04-29T23:59:59-04:00")
    make_article("start", published="2025-04-30T00:00:00-04:00")
    make_article("noon", published="2025-04-30T12:00:00-04:00")

    assert titles(client, f"?published_after={moment_asked}") == found


def test_what_narrows_can_be_combined(client):
    show = make_etoile()
    make_article("Old", shows=[(show, 2)], published="2025-04-25")
    make_article("New", shows=[(show, 2)], published="2025-05-25")
    make_article("Other", shows=[make_show("Minx")], published="2025-05-25")
    cancel_etoile(show)

    assert titles(client, "?show=etoile&since_changed=true&published_after=2025-05-01") == ["New"]


BAD = [
    ("?colour=red", "colour", "There is no such parameter: there are show, season, network, section, topic, author"),
    ("?show=nothing", "show", "There is no “nothing”: give the slug of a show's page."),
    ("?show=", "show", "It is empty: give a value, or leave it out."),
    ("?show=a&show=b", "show", "It is given more than once: give it once."),
    ("?show=%00", "show", "Null characters are not allowed."),
    ("?network=Quibi", "network", "There is no “Quibi”: give the slug or a name of a network."),
    ("?section=nothing", "section", "There is no “nothing”: give the slug of a section."),
    ("?since_changed=yes", "since_changed", "“yes” is neither: give true or false."),
    ("?since_changed=True", "since_changed", "“True” is neither: give true or false."),
    ("?published_after=2025-02-30", "published_after", "“2025-02-30” is no date: give YYYY-MM-DD, or a time"),
    ("?published_after=2025-06-06T10:00", "published_after", "is no date: give YYYY-MM-DD, or a time with its offset"),
    ("?published_after=2025-06-06T10:00:00+00:00", "published_after", "+ is written %2B"),
    ("?published_after=99999-01-01", "published_after", "is no date"),
    ("?cursor=nonsense", "cursor", "This is no cursor of ours: follow next_url, or begin without one."),
    ("?cursor=%C3%A9", "cursor", "This is no cursor of ours"),
    ("?cursor=MTIz", "cursor", "This is no cursor of ours"),
    ("?cursor=OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5LjE", "cursor", "This is no cursor of ours"),
]


@pytest.mark.parametrize(("query", "name", "remedy"), BAD, ids=[query for query, *_ in BAD])
def test_what_the_feed_does_not_know_is_named_with_the_remedy(client, query, name, remedy):
    response = ask(client, query, status=400)

    problem = json.loads(response.content)
    assert response["Content-Type"] == "application/problem+json"
    assert (problem["type"], problem["title"], problem["status"]) == ("about:blank", "Bad Request", 400)
    (error,) = problem["errors"]
    assert error["parameter"] == name
    assert remedy in error["detail"]
    assert name in problem["detail"]


def test_all_that_is_wrong_is_named_at_once(client):
    problem = json.loads(ask(client, "?colour=red&since_changed=maybe&show=x", status=400).content)

    assert [error["parameter"] for error in problem["errors"]] == ["colour", "show", "since_changed"]
