import json

import pytest

from articles import feeds, workflow
from tests.again import make_copies
from tests.factories import make_article, make_draft, make_show, moment

pytestmark = pytest.mark.django_db

JUNE_10 = moment("2025-06-10T09:30+00:00")
SITE = "https://newsroom.example"


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE


def feed(client, query=""):
    return json.loads(client.get(f"/feed.json{query}").content)


def titles(client, query=""):
    return [item["title"] for item in feed(client, query)["items"]]


def test_items_are_newest_first_by_first_publication(client):
    make_article("Old", published="2025-04-01")
    make_article("New", published="2025-04-30")
    older = make_article("Updated", published="2025-04-15")
    workflow.update(older, by=None, at=JUNE_10, substantive=True)
    make_draft("Draft")

    assert titles(client) == ["New", "Updated", "Old"]


def follow(client, query=""):
    """All pages, by their ``next_url``."""
    pages, address = [], f"{SITE}/feed.json{query}"
    while address:
        document = feed(client, address.removeprefix(f"{SITE}/feed.json"))
        pages.append([item["title"] for item in document["items"]])
        address = document.get("next_url")
    return pages


@pytest.fixture
def pages_of_three(monkeypatch):
    monkeypatch.setattr(feeds, "ITEMS", 3)


@pytest.mark.slow
@pytest.mark.usefixtures("pages_of_three")
def test_pages_follow_each_other_without_loss_or_repetition(client):
    same_moment = moment("2025-04-10")
    for number in range(7):
        make_article(f"{number}", published=same_moment)

    assert follow(client) == [["6", "5", "4"], ["3", "2", "1"], ["0"]]


@pytest.mark.usefixtures("pages_of_three")
def test_a_full_last_page_leads_nowhere(client):
    for number in range(3):
        make_article(f"{number}")

    assert follow(client) == [["2", "1", "0"]]


@pytest.mark.slow
@pytest.mark.usefixtures("pages_of_three")
def test_paging_is_stable_while_articles_come_and_go(client):
    articles = [make_article(f"{number}", published=f"2025-04-{number + 1:02}") for number in range(7)]
    first = feed(client)

    make_article("newest", published="2025-06-01")
    workflow.withdraw(articles[4], by=None, at=JUNE_10)
    workflow.withdraw(articles[2], by=None, at=JUNE_10)

    second = titles(client, first["next_url"].removeprefix(f"{SITE}/feed.json"))
    assert [item["title"] for item in first["items"]] == ["6", "5", "4"]
    assert second == ["3", "1", "0"]


@pytest.mark.slow
@pytest.mark.usefixtures("pages_of_three")
def test_the_next_page_keeps_what_was_asked_for(client):
    show = make_show("Étoile")
    for number in range(4):
        make_article(f"{number}", shows=[show])
        make_article("else")

    assert follow(client, "?show=etoile") == [["3", "2", "1"], ["0"]]
    assert feed(client, "?show=etoile")["feed_url"] == f"{SITE}/feed.json?show=etoile"


def test_a_page_has_fifty_items(client):
    make_copies(make_article(), 50)

    assert [len(page) for page in follow(client)] == [50, 1]
