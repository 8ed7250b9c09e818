import json

import jsonschema
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import exemptions, feeds, workflow
from articles.models import Article, Topic
from newsroom.api import described
from tests.again import make_copies
from tests.factories import (
    cancel_etoile,
    make_article,
    make_draft,
    make_etoile,
    make_every_notice,
    make_section,
    make_show,
    moment,
)

pytestmark = pytest.mark.django_db

JUNE_10 = moment("2025-06-10T09:30+00:00")
SITE = "https://newsroom.example"


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE


def ask(client, path="", status=200, **headers):
    response = client.get(f"/api/v1/articles/{path}", headers=headers)
    assert response.status_code == status, response.content
    return response


def answer(client, path="", status=200):
    return json.loads(ask(client, path, status).content)


def headlines(client, query=""):
    return [article["headline"] for article in answer(client, query)["results"]]


# -- one article ---------------------------------------------------------------------------------


def test_an_article_is_told_in_full(client):
    show = make_etoile()
    article = make_article(
        "Yes, season 2 is coming",
        slug="yes",
        shows=[(show, 2)],
        dek="What we know.",
        body="<p>Yes.</p>",
        authors=["TV desk", "Streaming desk"],
    )
    article.topics.add(Topic.objects.create(name="Renewals", slug="renewals"))
    state = {
        "status": "ordered",
        "label": "Ordered",
        "network": "Prime Video",
        "effective": "2023-04-26",
        "source_url": "https://variety.example/etoile",
    }

    assert answer(client, "yes/") == {
        "id": f"urn:uuid:{article.uuid}",
        "slug": "yes",
        "url": f"{SITE}/articles/yes/",
        "api_url": f"{SITE}/api/v1/articles/yes/",
        "headline": "Yes, season 2 is coming",
        "dek": "What we know.",
        "image": None,
        "section": {"name": "Television", "slug": "television"},
        "topics": [{"name": "Renewals", "slug": "renewals"}],
        "authors": [{"name": "TV desk", "slug": "tv-desk"}, {"name": "Streaming desk", "slug": "streaming-desk"}],
        "first_published_at": "2025-04-30T12:00:00Z",
        "published_at": "2025-04-30T12:00:00Z",
        "modified_at": "2025-04-30T12:00:00Z",
        "revision": 1,
        "since_changed": False,
        "notice": None,
        "subjects": [
            {
                "show": {"title": "Étoile", "slug": "etoile", "url": f"{SITE}/shows/etoile/"},
                "season": 2,
                "at_publication": state,
                "now": state,
                "kind": "same",
                "since_changed": False,
            }
        ],
        "corrections": [],
        "body_html": "<p>Yes.</p>",
    }


def test_a_list_tells_all_but_the_text(client):
    make_article(slug="yes", body="<p>Yes.</p>")

    (listed,) = answer(client)["results"]

    full = answer(client, "yes/")
    assert full.pop("body_html") == "<p>Yes.</p>"
    assert listed == full


def test_the_api_and_the_feed_tell_the_same(client):
    make_every_notice()

    listed = answer(client)["results"]

    items = feeds.items(Article.objects.published().for_items().order_by("-first_published_at", "-pk"), at=JUNE_10)
    assert len(listed) == 5
    for article, item in zip(listed, items, strict=True):
        ours = item["_newsroom"]
        told = ("revision", "since_changed", "notice", "subjects", "corrections")
        assert {name: article[name] for name in told} == {name: ours[name] for name in told}
        assert (article["id"], article["modified_at"]) == (item["id"], item["date_modified"])


def test_an_exempted_article_still_tells_the_kind(client):
    show = make_etoile()
    article = make_article(slug="yes", shows=[(show, 2)])
    cancel_etoile(show)

    exemptions.exempt(article, reason="A review.", by=None, at=JUNE_10)

    told = answer(client, "yes/")
    assert (told["since_changed"], told["notice"]) == (False, None)
    assert (told["subjects"][0]["kind"], told["subjects"][0]["since_changed"]) == ("contradiction", False)


def test_a_picture_is_told_with_its_words(client, pictures):
    picture = pictures()
    words = {"lead_image_alt": "A stage", "lead_image_caption": "The stage.", "lead_image_credit": "Newsroom"}
    make_article(slug="yes", lead_picture=picture, **words)

    assert answer(client, "yes/")["image"] == {
        "url": f"{SITE}/media/pictures/{picture.pk}/1/wide-160.jpg",
        "width": 160,
        "height": 90,
        "alt": "A stage",
        "caption": "The stage.",
        "credit": "Newsroom",
    }


def test_what_is_not_public_is_not_there(client):
    make_draft(slug="draft")
    scheduled = make_draft(slug="scheduled")
    workflow.schedule(scheduled, by=None, at=moment("2050-01-01"), publish_at=moment("2050-01-02"))

    for slug in ("draft", "scheduled", "never"):
        problem = answer(client, f"{slug}/", status=404)
        assert problem["detail"] == f"There is no published article “{slug}”: the list at articles/ has their slugs."
    assert headlines(client) == []


def test_a_withdrawn_article_says_why_it_is_gone(client):
    article = make_article(slug="yes")

    workflow.withdraw(article, by=None, at=JUNE_10, note="It was published too early.")

    response = ask(client, "yes/", status=410)
    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(response.content) == {
        "type": "about:blank",
        "title": "Gone",
        "status": 410,
        "detail": "It was published too early.",
        "id": f"urn:uuid:{article.uuid}",
        "withdrawn_at": "2025-06-10T09:30:00Z",
    }
    assert headlines(client) == []


def test_what_is_told_is_as_described(client):
    make_every_notice()
    schema = {"$ref": "#/components/schemas/ArticlePage", "components": described()["components"]}

    page = answer(client)

    jsonschema.Draft202012Validator(json.loads(json.dumps(schema))).validate(page)
    kinds = {article["notice"] and article["notice"]["kind"] for article in page["results"]}
    assert kinds == {"contradiction", "decided", "record-corrected", "progress", None}


# -- what is asked for ---------------------------------------------------------------------------


def test_articles_are_found_by_season(client):
    show = make_etoile()
    make_article("Second", shows=[(show, 2)])
    make_article("First", shows=[(show, 1)])
    make_article("Another second", shows=[(make_show("Minx"), 2), show])

    assert headlines(client, "?show=etoile&season=2") == ["Second"]
    assert headlines(client, "?show=etoile&season=9") == []
    problem = answer(client, "?season=2", status=400)
    assert problem["errors"] == [{"parameter": "season", "detail": "It is a season of no show: give show, too."}]


def test_articles_are_found_by_topic_and_author(client):
    tagged = make_article("Tagged", authors=["Streaming desk"])
    tagged.topics.add(Topic.objects.create(name="Renewals", slug="renewals"))
    make_article("Other", section=make_section("Film"))

    assert headlines(client, "?topic=renewals") == ["Tagged"]
    assert headlines(client, "?author=streaming-desk") == ["Tagged"]
    assert headlines(client, "?author=Streaming%20desk") == ["Tagged"]
    assert headlines(client, "?author=tv-desk&section=film") == ["Other"]


@pytest.mark.parametrize("kind", ["contradiction", "decided", "record-corrected", "progress"])
def test_articles_are_found_by_the_kind_of_their_notice(client, kind):
    make_every_notice()
    everything = answer(client)["results"]

    found = headlines(client, f"?kind={kind}")

    wanted = [one["headline"] for one in everything if one["notice"] and one["notice"]["kind"] == kind]
    assert found == wanted != []


def test_the_kind_is_that_of_the_notice_and_no_weaker_one(client):
    show, glow = make_etoile(), make_show("GLOW")
    article = make_article("Both", shows=[(show, 2), show])
    make_article("None", shows=[glow])
    cancel_etoile(show)
    assert headlines(client, "?kind=contradiction") == ["Both"]

    exemptions.exempt(article, reason="A review.", by=None, at=JUNE_10)

    assert headlines(client, "?kind=contradiction") == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("2025-04-30", ["noon", "day before"]),
        ("2025-04-29", ["day before"]),
        ("2025-04-30T16:00:00Z", ["noon", "day before"]),
        ("2025-04-30T15:59:59Z", ["day before"]),
        ("9999-12-31", ["noon", "day before"]),
    ],
)
def test_published_before_is_inclusive_and_in_the_days_of_the_newsroom(client, asked, found):
    make_article("day before", published="2025-04-29T23:59:59-04:00")
    make_article("noon", published="2025-04-30T12:00:00-04:00")

    assert headlines(client, f"?published_before={asked}") == found


# -- page by page --------------------------------------------------------------------------------


def follow(client, query):
    """All pages, by their ``next_url``."""
    pages, path = [], query
    while path is not None:
        page = answer(client, path)
        pages.append([article["headline"] for article in page["results"]])
        path = page["next_url"] and page["next_url"].removeprefix(f"{SITE}/api/v1/articles/")
    return pages


def test_pages_follow_each_other_without_loss_or_repetition(client):
    for number in range(7):
        make_article(f"{number}", published="2025-04-10")

    assert follow(client, "?limit=3") == [["6", "5", "4"], ["3", "2", "1"], ["0"]]


def test_paging_is_stable_while_articles_come_and_go(client):
    articles = [make_article(f"{number}", published=f"2025-04-{number + 1:02}") for number in range(7)]
    first = answer(client, "?limit=3")

    make_article("newest", published="2025-06-01")
    for gone in (articles[4], articles[2]):
        workflow.withdraw(gone, by=None, at=JUNE_10)

    assert headlines(client, first["next_url"].removeprefix(f"{SITE}/api/v1/articles/")) == ["3", "1", "0"]


def test_the_next_page_keeps_what_was_asked_for(client):
    show = make_show("Étoile")
    for number in range(4):
        make_article(f"{number}", shows=[show])
        make_article("else")

    assert follow(client, "?show=etoile&limit=3") == [["3", "2", "1"], ["0"]]


def test_a_page_has_fifty_unless_said(client):
    make_copies(make_article(), 50)

    assert [len(page) for page in follow(client, "")] == [50, 1]
    assert len(headlines(client, "?limit=100")) == 51


# -- what it costs -------------------------------------------------------------------------------


def queries(client, path):
    with CaptureQueriesContext(connection) as context:
        answer(client, path)
    return len(context)


def test_a_hundred_articles_take_as_many_queries_as_one(client):
    show = make_etoile()

    def make(number):
        subjects = [(show, 2), make_show(f"{number}")]
        article = make_article(f"{number}", slug=f"{number}", shows=subjects, authors=["A", "B"])
        article.topics.add(Topic.objects.get_or_create(name="Renewals", slug="renewals")[0])
        workflow.update(article, by=None, at=JUNE_10, substantive=False, correction="We were wrong.")
        return article

    article = make(0)
    cancel_etoile(show)
    one, single = queries(client, ""), queries(client, "0/")
    make(1)
    make_copies(article, 98)

    assert (queries(client, "?limit=100"), queries(client, "0/")) == (one, single)
    assert one <= 8
    assert single <= 7


def test_asked_again_nothing_new_is_answered_without_reading_articles(client, django_assert_num_queries):
    make_every_notice()
    tag = ask(client)["ETag"]

    with django_assert_num_queries(2):
        response = ask(client, status=304, if_none_match=tag)

    assert (response.content, response["ETag"]) == (b"", tag)


@pytest.mark.parametrize("path", ["", "yes/"])
def test_the_tag_moves_with_the_notice(client, path):
    show = make_etoile()
    article = make_article(slug="yes", shows=[(show, 2)])
    acts = [
        lambda: cancel_etoile(show),
        lambda: exemptions.exempt(article, reason="A review.", by=None, at=JUNE_10),
        lambda: exemptions.lift(article, reason="None.", by=None, at=JUNE_10),
        lambda: workflow.review(article, by=None, at=JUNE_10),
    ]

    for act in acts:
        before = ask(client, path)["ETag"]
        assert ask(client, path, status=304, if_none_match=before)["ETag"] == before
        act()
        assert ask(client, path, if_none_match=before)["ETag"] != before
