import json
from uuid import UUID

import jsonschema
import pytest
from django.views.defaults import server_error

from articles import workflow
from tests.factories import cancel_etoile, make_article, make_draft, make_etoile, moment
from tests.pages import read

pytestmark = pytest.mark.django_db

JUNE_10 = moment("2025-06-10")


def headlines(page):
    return [found.text for found in page.all(class_="card-headline")]


# -- the front page ------------------------------------------------------------------------------


def test_the_front_page_has_the_newest_articles(client):
    make_article("Older", published="2025-04-01")
    make_article("Newest", published="2025-04-30", dek="What we know.", authors=["TV desk", "Streaming desk"])
    make_draft("Draft")
    workflow.withdraw(make_article("Withdrawn"), by=None, at=JUNE_10)

    page = read(client, "/")

    assert headlines(page) == ["Newest", "Older"]
    newest = page.all("article", class_="card")[0]
    assert newest.text == "Television Newest What we know. By TV desk and Streaming desk April 30, 2025"


def test_each_article_on_the_front_page_has_its_notice(client):
    show = make_etoile()
    make_article("Hopeful", shows=[(show, 2)])
    make_article("Else")
    cancel_etoile(show)

    hopeful, other = sorted(read(client, "/").all("article", class_="card"), key=lambda card: "Else" in card.text)

    notice = hopeful.one(data_notice="contradiction", role="note")
    assert notice.text == (
        "This has since changed. Prime Video has reversed its order for season 2 of Étoile, "
        "Deadline reported on June 6, 2025."
    )
    assert other.all(data_notice=True) == []


def test_an_empty_newsroom_says_so(client):
    assert "Nothing has been published yet." in read(client, "/").text


def test_the_front_page_is_paged(client):
    for number in range(31):
        make_article(f"{number}", published=f"2025-05-{number + 1:02}")

    first, second = read(client, "/"), read(client, "/?page=2")

    assert len(headlines(first)) == 30
    assert headlines(second) == ["0"]
    assert second.one("a", rel="prev").attrs["href"] == "?page=1"


@pytest.mark.parametrize("page", ["0", "3", "-1", "x", "%00", "9" * 5000])
def test_a_page_that_is_not_there_is_not_found(client, page):
    assert client.get(f"/?page={page}").status_code == 404


def test_the_front_page_takes_as_many_queries_for_one_as_for_fifty(client, django_assert_num_queries):
    show = make_etoile()

    def make(number):
        make_article(f"{number}", shows=[show, (show, 2)], authors=["TV desk", "Streaming desk"])

    make(0)
    cancel_etoile(show)
    with django_assert_num_queries(5):
        read(client, "/")
    for number in range(1, 50):
        make(number)

    with django_assert_num_queries(5):
        assert len(headlines(read(client, "/"))) == 30


# -- every public page ---------------------------------------------------------------------------

EXTENSION = "/partners/docs/extension/"
PUBLIC = ["/", "/shows/", EXTENSION, f"{EXTENSION}schema.json", "/feed.json", "/nothing/"]


@pytest.mark.parametrize("path", PUBLIC)
def test_readers_get_no_cookie(client, path):
    response = client.get(path)

    assert response.cookies == {}
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("path", ["/", "/shows/", EXTENSION])
def test_a_page_loads_nothing_but_our_own_styles(client, path):
    page = read(client, path)

    assert page.all("script") == page.all("style") == page.all(style=True) == []
    assert {link.attrs["href"].split("/")[1] for link in page.all("link", rel="stylesheet")} == {"static"}


@pytest.mark.parametrize("path", ["/", "/shows/", EXTENSION])
def test_pages_are_only_read(client, path):
    assert client.post(path).status_code == 405


def test_what_is_nowhere_is_answered_by_a_page_of_ours(client):
    page = read(client, "/nothing/", status=404)

    assert page.one("h1").text == "There is nothing at this address"


def test_an_error_of_ours_is_answered_by_a_page_of_ours(rf):
    response = server_error(rf.get("/"))

    assert (response.status_code, "Something went wrong on our side" in response.content.decode()) == (500, True)


# -- for partners --------------------------------------------------------------------------------


def test_the_address_that_each_item_names_explains_it(client, settings):
    settings.SITE_URL = "http://testserver"
    make_article()
    (item,) = json.loads(client.get("/feed.json").content)["items"]

    page = read(client, item["_newsroom"]["about"].removeprefix("http://testserver"))

    terms = {term.text for term in page.all("dt")}
    assert set(item["_newsroom"]) - {"about"} <= terms
    assert page.all("a", href="/partners/docs/extension/schema.json")
    assert UUID(item["id"].removeprefix("urn:uuid:"))


def test_the_schema_has_its_own_address_in_it(client):
    response = client.get("/partners/docs/extension/schema.json")

    schema = json.loads(response.content)
    assert response["Content-Type"] == "application/schema+json"
    assert schema["$id"].endswith("/partners/docs/extension/schema.json")
    jsonschema.Draft202012Validator.check_schema(schema)
