"""What search engines read in the page of an article, as extruct finds it."""

import json

import extruct
import pytest
from django.templatetags.static import static

from articles import exemptions, status_changes, workflow
from articles.models import Article, Topic
from tests.factories import (
    cancel_etoile,
    cover,
    make_article,
    make_draft,
    make_etoile,
    make_every_notice,
    make_show,
    moment,
)
from tests.pages import read

pytestmark = pytest.mark.django_db

JUNE_10 = moment("2025-06-10T09:30+00:00")
SITE = "https://newsroom.example"
EVIL = "</script><script>alert(1)</script> & “é”"


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE


def told_in(client, address):
    """All that the page says in JSON-LD, by its type."""
    html = client.get(address).content.decode()
    documents = extruct.extract(html, syntaxes=["json-ld"])["json-ld"]
    assert {document["@context"] for document in documents} == {"https://schema.org"}
    things = [thing for document in documents for thing in document.get("@graph", [document])]
    return {thing["@type"]: {name: thing[name] for name in thing if name != "@context"} for thing in things}


def article_in(client, article):
    return told_in(client, article.get_absolute_url())["NewsArticle"]


@pytest.fixture
def show():
    return make_etoile()


def test_an_article_says_what_it_is(client, show, pictures):
    picture = pictures()
    article = make_article(
        "Yes, season 2 is coming",
        slug="yes",
        shows=[(show, 2), make_show("Minx")],
        dek="What we know.",
        authors=["TV desk", "Amy Sherman"],
        lead_picture=picture,
        lead_image_alt="A stage",
        lead_image_credit="Prime Video",
    )
    article.topics.add(Topic.objects.create(name="Renewals", slug="renewals"))

    told = article_in(client, article)

    publisher, authors = told.pop("publisher"), told.pop("author")
    assert told == {
        "@type": "NewsArticle",
        "@id": f"{SITE}/articles/yes/#article",
        "identifier": f"urn:uuid:{article.uuid}",
        "url": f"{SITE}/articles/yes/",
        "mainEntityOfPage": f"{SITE}/articles/yes/",
        "headline": "Yes, season 2 is coming",
        "description": "What we know.",
        "image": [
            {
                "@type": "ImageObject",
                "url": f"{SITE}/media/pictures/{picture.pk}/1/wide-160.jpg",
                "width": 160,
                "height": 90,
                "caption": "A stage",
                "creditText": "Prime Video",
            },
            {
                "@type": "ImageObject",
                "url": f"{SITE}/media/pictures/{picture.pk}/1/social-160.jpg",
                "width": 160,
                "height": 84,
                "caption": "A stage",
                "creditText": "Prime Video",
            },
        ],
        "datePublished": "2025-04-30T12:00:00Z",
        "dateModified": "2025-04-30T12:00:00Z",
        "articleSection": "Television",
        "keywords": ["Renewals"],
        "inLanguage": "en-US",
        "isAccessibleForFree": True,
        "about": [
            {
                "@type": "TVSeason",
                "@id": f"{SITE}/shows/etoile/season-2/#season",
                "url": f"{SITE}/shows/etoile/season-2/",
                "name": "Étoile, season 2",
                "seasonNumber": 2,
                "partOfSeries": {
                    "@type": "TVSeries",
                    "@id": f"{SITE}/shows/etoile/#series",
                    "name": "Étoile",
                    "url": f"{SITE}/shows/etoile/",
                },
            },
            {
                "@type": "TVSeries",
                "@id": f"{SITE}/shows/minx/#series",
                "name": "Minx",
                "url": f"{SITE}/shows/minx/",
            },
        ],
    }
    assert [(author["@type"], author["name"]) for author in authors] == [
        ("Organization", "TV desk"),
        ("Person", "Amy Sherman"),
    ]
    assert (publisher["@type"], publisher["name"]) == ("NewsMediaOrganization", "Newsroom")
    assert publisher["logo"]["url"].startswith(f"{SITE}/static/icons/icon-512")


def test_the_way_to_an_article_leads_over_its_section(client):
    article = make_article("Yes")

    items = told_in(client, article.get_absolute_url())["BreadcrumbList"]["itemListElement"]

    assert [(item["name"], item.get("item")) for item in items] == [
        ("Newsroom", f"{SITE}/"),
        ("Television", f"{SITE}/sections/television/"),
        ("Yes", None),
    ]


def test_a_change_of_status_is_a_comment_of_ours_and_no_correction(client, show):
    article = make_article("Yes", shows=[(show, 2)], dek="What we know.")
    before = article_in(client, article)

    cancel_etoile(show)

    after = article_in(client, article)
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    assert changed == {"dateModified", "description", "comment"}
    assert after["dateModified"] > before["dateModified"]
    assert after["description"] == "Since changed: What we know."
    assert after["comment"] == {
        "@type": "Comment",
        "name": "This has since changed",
        "text": (
            "Prime Video has reversed its order for season 2 of Étoile, Deadline reported on June 6, 2025. "
            "When this article was published, on April 30, 2025, the season was ordered."
        ),
        "dateCreated": "2025-06-06T18:20:11Z",
        "author": {"@id": f"{SITE}/#publisher"},
    }


def test_only_what_we_got_wrong_is_a_correction(client, show):
    article = make_article("Yes", shows=[(show, 2)])
    cancel_etoile(show)

    workflow.update(article, by=None, at=JUNE_10, substantive=False, correction="We named the <wrong> studio.")

    told = article_in(client, article)
    assert told["correction"] == [
        {
            "@type": "CorrectionComment",
            "text": "We named the <wrong> studio.",
            "datePublished": "2025-06-10T09:30:00Z",
        }
    ]
    assert told["comment"]["@type"] == "Comment"


def test_what_is_taken_back_leaves_nothing_but_its_date(client, show):
    article = make_article("Yes", shows=[(show, 2)])
    before = article_in(client, article)
    reversal = cancel_etoile(show)

    status_changes.correct(reversal, status_changes.void(reversal), by=None, at=moment("2026-01-02"))

    after = article_in(client, article)
    assert after["dateModified"] > before["dateModified"]
    assert after | {"dateModified": None} == before | {"dateModified": None}


def test_the_date_of_publication_never_moves(client):
    article = make_article(published="2025-04-30")

    workflow.redate(article, by=None, at=JUNE_10, published_at=moment("2025-05-10"))

    told = article_in(client, article)
    assert (told["datePublished"], told["dateModified"]) == ("2025-04-30T12:00:00Z", "2025-06-10T09:30:00Z")


def test_it_agrees_with_the_page_and_with_the_feed(client):
    make_every_notice()
    items = {item["id"]: item for item in json.loads(client.get("/feed.json").content)["items"]}

    for article in Article.objects.published():
        told, page = article_in(client, article), read(client, article.get_absolute_url())
        item = items[told["identifier"]]
        assert told["headline"] == page.one("h1").text == item["title"]
        assert told["url"] == page.one("link", rel="canonical").attrs["href"] == item["url"]
        assert told["description"] == page.one("meta", name="description").attrs["content"]
        assert (told["datePublished"], told["dateModified"]) == (item["date_published"], item["date_modified"])
        assert [author["name"] for author in told["author"]] == [author["name"] for author in item["authors"]]
        notice = item["_newsroom"]["notice"]
        assert told.get("comment", {}).get("text") == (notice and notice["text"])
        assert {one["name"] for one in told.get("about", [])} <= {one.text for one in page.all("a")} | {
            f"{one['show']['title']}, season {one['season']}" for one in item["_newsroom"]["subjects"]
        }


def test_what_is_only_mentioned_is_not_what_it_is_about(client, show):
    article = make_draft()
    cover(article, show, mention_only=True)
    workflow.publish(article, by=None, at=JUNE_10)

    told = article_in(client, article)

    assert "about" not in told
    assert [one["name"] for one in told["mentions"]] == ["Étoile"]


def test_an_exempted_article_says_nothing(client, show):
    article = make_article("Yes", shows=[(show, 2)], dek="What we know.")
    cancel_etoile(show)

    exemptions.exempt(article, reason="A review.", by=None, at=JUNE_10)

    told = article_in(client, article)
    assert ("comment" in told, told["description"]) == (False, "What we know.")


def test_hostile_words_stay_words(client):
    article = make_article(EVIL, dek=EVIL, authors=[EVIL], shows=[make_show(EVIL, slug="evil")])

    told = article_in(client, article)

    assert told["headline"] == told["description"] == told["author"][0]["name"] == told["about"][0]["name"] == EVIL
    ours, *told = read(client, article.get_absolute_url()).all("script")
    assert ours.attrs == {"type": "module", "src": static("js/search.js")}
    assert [script.attrs for script in told] == [{"type": "application/ld+json"}] * 2


def test_what_was_withdrawn_says_nothing(client):
    article = make_article()
    workflow.withdraw(article, by=None, at=JUNE_10)

    assert read(client, article.get_absolute_url(), status=410).all("script", type="application/ld+json") == []


def test_the_front_page_says_whose_it_is(client):
    told = told_in(client, "/")

    assert told["NewsMediaOrganization"]["@id"] == told["WebSite"]["publisher"]["@id"] == f"{SITE}/#publisher"
    assert told["WebSite"]["url"] == f"{SITE}/"
