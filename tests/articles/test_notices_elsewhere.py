"""What others show of an article without its notice."""

import json

import pytest

from articles import exemptions, notices, status_changes, workflow
from articles.models import Article
from tests.factories import cancel_etoile, make_article, make_etoile, make_every_notice, moment
from tests.pages import read

pytestmark = pytest.mark.django_db

JUNE_10 = moment("2025-06-10")
HOPE = "Yes, season 2 is coming"


def head_of(client, article):
    head = read(client, article.get_absolute_url()).one("head")
    told = {name: head.one("meta", property=name).attrs["content"] for name in ("og:title", "og:description")}
    return told | {
        "title": head.one("title").text,
        "description": head.one("meta", name="description").attrs["content"],
    }


def items(client):
    return {item["title"]: item for item in json.loads(client.get("/feed.json").content)["items"]}


@pytest.fixture
def show():
    return make_etoile()


@pytest.fixture
def hopeful(show):
    return make_article(HOPE, slug="hope", shows=[(show, 2)], dek="What we know.")


def test_what_is_contradicted_says_so_before_its_title_and_its_description(client, show, hopeful):
    before = head_of(client, hopeful)

    cancel_etoile(show)

    assert before == {
        "title": f"{HOPE} | Newsroom",
        "description": "What we know.",
        "og:title": HOPE,
        "og:description": "What we know.",
    }
    assert head_of(client, hopeful) == {name: f"Since changed: {words}" for name, words in before.items()}


def test_headline_address_and_id_stay(client, show, hopeful):
    before = items(client)[HOPE]

    cancel_etoile(show)

    after = items(client)[HOPE]
    assert [after[name] for name in ("id", "url", "title")] == [before[name] for name in ("id", "url", "title")]
    assert (before["summary"], after["summary"]) == ("What we know.", "Since changed: What we know.")
    assert read(client, "/articles/hope/").one("h1").text == HOPE


def test_a_summary_is_made_of_the_headline_where_there_is_nothing_else(client, show):
    make_article("Hope", shows=[(show, 2)])
    assert "summary" not in items(client)["Hope"]

    cancel_etoile(show)

    assert items(client)["Hope"]["summary"] == "Since changed: Hope"


def test_when_the_news_is_taken_back_so_is_the_word(client, show, hopeful):
    before = head_of(client, hopeful)
    reversal = cancel_etoile(show)

    status_changes.correct(reversal, status_changes.void(reversal), by=None, at=moment("2026-02-01"))

    assert head_of(client, hopeful) == before


def test_an_exempted_article_and_one_that_was_reviewed_do_not_say_it(client, show, hopeful):
    reviewed = make_article("Reviewed", shows=[(show, 2)])
    cancel_etoile(show)

    exemptions.exempt(hopeful, reason="A review.", by=None, at=JUNE_10)
    workflow.review(reviewed, by=None, at=JUNE_10)

    said = {words for article in (hopeful, reviewed) for words in head_of(client, article).values()}
    assert [words for words in said if words.startswith("Since changed")] == []


def test_only_a_contradiction_is_said_first():
    make_every_notice()

    said = {}
    for article in Article.objects.published().for_notices().select_related("live_revision"):
        said[str(article)] = notices.elsewhere("Words", notices.for_article(article))

    assert said == {
        "Decided": "Words",
        "Contradicted": "Since changed: Words",
        "Right": "Words",
        "Corrected": "Words",
        "Kept": "Words",
    }


def test_a_withdrawn_article_says_nothing_of_itself(client, show, hopeful):
    cancel_etoile(show)

    workflow.withdraw(hopeful, by=None, at=JUNE_10)

    head = read(client, hopeful.get_absolute_url(), status=410).one("head")
    assert "Since changed" not in head.one("title").text
    assert head.all("meta", property="og:title") == []
    assert "/media/cards/" not in head.one("meta", property="og:image").attrs["content"]
