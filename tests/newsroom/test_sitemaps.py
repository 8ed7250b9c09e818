from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import exemptions, extension, sealing, status_changes, workflow
from articles.models import Article, Topic
from newsroom import sitemaps
from newsroom.lib import sitemap
from shows.models import Credit, Person
from tests.factories import (
    cancel_etoile,
    make_article,
    make_draft,
    make_etoile,
    make_every_notice,
    make_section,
    make_show,
    make_user,
    moment,
)

pytestmark = pytest.mark.django_db

JUNE_10 = moment("2025-06-10T09:30+00:00")
SITE = "https://newsroom.example"
SPACES = {"": sitemap.NAMESPACE, "news": sitemap.NEWS}


@pytest.fixture(autouse=True)
def site(settings, one_map_of_each):
    settings.SITE_URL = SITE


def fetch(client, address, status=200, **headers):
    response = client.get(address, headers=headers)
    assert response.status_code == status, response.content
    return response


def entries(client, address, site=SITE):
    """The addresses in a map, without our own site, and when each changed last."""
    root = ElementTree.fromstring(fetch(client, address).content)
    found = {}
    for entry in root:
        path = entry.findtext("loc", namespaces=SPACES)
        assert path.startswith(f"{site}/")
        found[path.removeprefix(site)] = entry.findtext("lastmod", namespaces=SPACES)
    assert len(found) == len(root)
    return found


def everything(client):
    """All that the maps name."""
    found = {}
    for address in entries(client, "/sitemap.xml"):
        found |= entries(client, address)
    return found


def dated(client, article):
    return entries(client, "/sitemaps/articles/0.xml").get(article.get_absolute_url())


def in_the_news(client):
    root = ElementTree.fromstring(fetch(client, "/news-sitemap.xml").content)
    return [entry.findtext("news:news/news:title", namespaces=SPACES) for entry in root]


@pytest.fixture
def small_files(monkeypatch):
    monkeypatch.setattr(sitemap, "MOST", 3)


@pytest.fixture
def show():
    return make_etoile()


# -- what is in them ----------------------------------------------------------------------------------


def test_the_maps_name_every_page_and_no_other(client, show):
    article = make_article("Yes", slug="yes", shows=[(show, 2)])
    article.topics.add(Topic.objects.create(name="Renewals", slug="renewals"))
    Topic.objects.create(name="Nothing", slug="nothing")
    make_section("Empty")
    make_draft("Draft")
    workflow.withdraw(make_article("Withdrawn"), by=None, at=JUNE_10)
    sealing.seal(make_article("Sealed"), reason="A court said so.", by=make_user(), at=JUNE_10)

    found = everything(client)

    assert {"/", "/shows/", "/articles/yes/", "/shows/etoile/", "/sections/television/", "/topics/renewals/"} <= set(
        found
    )
    assert not [
        path for path in found if any(word in path for word in ("nothing", "empty", "draft", "withdrawn", "seal"))
    ]
    assert {path: client.get(path).status_code for path in found if client.get(path).status_code != 200} == {}


def test_the_maps_name_the_people_who_have_a_page(client, show):
    for slug in ("amy-creator", "nobody"):
        Person.objects.create(name=slug, slug=slug)
    Credit.objects.create(show=show, person=Person.objects.get(slug="amy-creator"))

    assert entries(client, "/sitemaps/people/0.xml") == {"/people/amy-creator/": None}
    assert "/sitemaps/people/0.xml" in entries(client, "/sitemap.xml")


def test_a_page_is_as_new_as_its_feed_says(client, pictures):
    make_every_notice()
    ended = timezone.now() - timedelta(hours=1)
    picture = pictures()
    type(picture).objects.filter(pk=picture.pk).update(rights="Press kit", rights_until=ended)
    make_article("Pictured", lead_picture=picture, lead_image_alt="A stage")
    at = timezone.now()

    told = {
        article.get_absolute_url(): sitemap.timestamp(extension.modified_at(article, at=at))
        for article in Article.objects.published().for_items()
    }

    assert entries(client, "/sitemaps/articles/0.xml") == told
    assert entries(client, "/sitemap.xml")["/sitemaps/articles/0.xml"] == max(told.values())


def test_a_notice_that_comes_and_one_that_goes_make_the_page_new(client, show):
    article = make_article(shows=[(show, 2)])
    dates = [(dated(client, article), entries(client, "/sitemap.xml")["/sitemaps/articles/0.xml"])]

    reversal = cancel_etoile(show)
    dates.append((dated(client, article), entries(client, "/sitemap.xml")["/sitemaps/articles/0.xml"]))
    status_changes.correct(reversal, status_changes.void(reversal), by=None, at=moment("2026-01-02"))
    dates.append((dated(client, article), entries(client, "/sitemap.xml")["/sitemaps/articles/0.xml"]))

    assert dates == sorted(set(dates))


def test_a_show_is_as_new_as_its_ledger(client, show):
    before = entries(client, "/sitemaps/shows/0.xml")["/shows/etoile/"]

    cancel_etoile(show, at="2026-02-01T10:00:00+00:00")

    assert entries(client, "/sitemaps/shows/0.xml")["/shows/etoile/"] > before


def test_what_is_withdrawn_is_gone_at_once(client):
    article = make_article()
    assert dated(client, article)

    workflow.withdraw(article, by=None, at=JUNE_10)

    fetch(client, "/sitemaps/articles/0.xml", status=404)
    assert "/sitemaps/articles/0.xml" not in entries(client, "/sitemap.xml")


# -- how they are found --------------------------------------------------------------------------------


@pytest.mark.usefixtures("small_files")
def test_files_begin_at_keys_and_hold_only_so_many(client):
    articles = [make_article(f"{number}") for number in range(8)]
    workflow.withdraw(articles[4], by=None, at=JUNE_10)

    files = {path: entries(client, path) for path in entries(client, "/sitemap.xml") if "/articles/" in path}

    assert max(len(found) for found in files.values()) <= 3
    assert len(files) >= 3
    assert sum(len(found) for found in files.values()) == 7
    for article in articles[:4]:
        assert article.get_absolute_url() in files[f"/sitemaps/articles/{article.pk // 3}.xml"]


@pytest.mark.parametrize("path", ["none/0", "articles/7", "articles/99999999999999999999", f"articles/{'9' * 5000}"])
def test_there_is_no_file_of_nothing(client, path):
    fetch(client, f"/sitemaps/{path}.xml", status=404)


def test_asked_again_nothing_new_is_answered_without_a_document(client, show):
    article = make_article(shows=[(show, 2)])
    for address in ("/sitemap.xml", "/sitemaps/articles/0.xml"):
        tag = fetch(client, address)["ETag"]
        assert fetch(client, address, status=304, if_none_match=tag).content == b""

        exemptions.exempt(article, reason="A review.", by=None, at=JUNE_10)
        cancel_etoile(show) if not show.ledger.filter(status="canceled") else make_article("Another")

        assert fetch(client, address, if_none_match=tag)["ETag"] != tag


@pytest.mark.slow
def test_fifty_articles_take_as_many_queries_as_one(client, show):
    def queries(address):
        with CaptureQueriesContext(connection) as context:
            fetch(client, address)
        return len(context)

    make_article("0", shows=[(show, 2)])
    one = [queries(address) for address in ("/sitemap.xml", "/sitemaps/articles/0.xml", "/news-sitemap.xml")]
    for number in range(1, 50):
        make_article(f"{number}", shows=[(show, 2), make_show(f"{number}")])

    assert [queries(address) for address in ("/sitemap.xml", "/sitemaps/articles/0.xml", "/news-sitemap.xml")] == one
    assert one[1:] == [3, 2]


def test_a_file_is_read_by_the_key_of_its_rows(client):
    make_article()
    with CaptureQueriesContext(connection) as context:
        fetch(client, "/sitemaps/articles/0.xml")

    asked = [query["sql"] for query in context if "articles_article" in query["sql"] and "GROUP BY" in query["sql"]]
    assert len(asked) == 2
    assert not [sql for sql in asked if "OFFSET" in sql]
    assert all('"articles_article"."id" >= ' in sql and '"articles_article"."id" < ' in sql for sql in asked)


def test_the_map_of_maps_is_made_once_until_something_public_changes(client, show):
    article = make_article(shows=[show])

    def costs():
        with CaptureQueriesContext(connection) as context:
            fetch(client, "/sitemap.xml")
        return len(context)

    made, *again = [costs() for _ in range(3)]
    workflow.withdraw(article, by=None, at=JUNE_10)

    assert made > 5
    assert again == [2, 2]  # what is due, and the clock
    assert "/sitemaps/articles/0.xml" not in entries(client, "/sitemap.xml")


# -- news ------------------------------------------------------------------------------------------------


def test_news_is_what_came_out_in_the_last_two_days(client):
    now = timezone.now()
    make_article("Today", published=now - timedelta(hours=1))
    make_article("Yesterday", published=now - timedelta(hours=47))
    make_article("Before", published=now - timedelta(hours=49))
    workflow.withdraw(make_article("Withdrawn", published=now - timedelta(hours=1)), by=None, at=now)
    sealing.seal(make_article("Sealed", published=now), reason="A court said so.", by=make_user(), at=now)

    assert in_the_news(client) == ["Today", "Yesterday"]


def test_news_is_told_as_search_engines_ask_for_it(client):
    published = timezone.now().replace(microsecond=0) - timedelta(hours=1)
    make_article("Étoile & “more” <b>", slug="yes", published=published)

    (entry,) = ElementTree.fromstring(fetch(client, "/news-sitemap.xml").content)

    said = {element.tag.rpartition("}")[2]: element.text for element in entry.iter() if element.text}
    assert said == {
        "loc": f"{SITE}/articles/yes/",
        "name": "Newsroom",
        "language": "en",
        "publication_date": sitemap.timestamp(published),
        "title": "Étoile & “more” <b>",
    }


def test_neither_a_notice_nor_an_act_brings_an_old_article_back(client, show):
    now = timezone.now()
    article = make_article("Old", shows=[(show, 2)], published="2025-04-30")

    cancel_etoile(show, at=now.isoformat())
    workflow.update(article, by=None, at=now, substantive=False, correction="We were wrong.")
    workflow.withdraw(article, by=None, at=now)
    workflow.restore(article, by=None, at=now)

    assert in_the_news(client) == []


def test_news_are_a_thousand_at_most(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "MOST_NEWS", 2)
    now = timezone.now()
    for number in range(3):
        make_article(f"{number}", published=now - timedelta(hours=3 - number))

    assert in_the_news(client) == ["2", "1"]
