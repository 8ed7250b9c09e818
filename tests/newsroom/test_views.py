import json
from uuid import UUID

import jsonschema
import pytest
from django.views.defaults import server_error

from articles import exemptions, status_changes, workflow
from articles.models import Article, Topic
from tests.again import again, make_copies
from tests.factories import (
    cancel_etoile,
    make_article,
    make_draft,
    make_etoile,
    make_section,
    make_show,
    moment,
    record,
)
from tests.pages import parse, read, scripts

pytestmark = pytest.mark.django_db

JUNE_10 = moment("2025-06-10")


def ways_on(page):
    return [link.attrs["href"] for link in page.one(class_="ways-on").all("a")]


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


@pytest.mark.slow
def test_the_front_page_is_paged(client):
    for number in range(31):
        make_article(f"{number}", published=f"2025-05-{number + 1:02}")

    first = read(client, "/")
    older = first.one("a", rel="next").attrs["href"]
    second = read(client, f"/{older}")

    assert len(headlines(first)) == 30
    assert headlines(second) == ["0"]
    newer = client.get(f"/{second.one('a', rel='prev').attrs['href']}")
    assert (newer.status_code, newer["Location"]) == (302, "/")


@pytest.mark.parametrize("before", ["", "0", "x", "%00", "9" * 5000])
def test_a_page_that_is_not_there_is_not_found(client, before):
    for name in ("before", "after"):
        assert client.get(f"/?{name}={before}").status_code == 404


def test_the_lead_story_comes_first_and_its_picture_is_not_waited_for(client, pictures):
    for number in range(5):
        picture = {"lead_picture": pictures(f"{number}.png"), "lead_image_alt": f"Drawing {number}"}
        make_article(f"{number}", published=f"2025-05-{number + 1:02}", **picture)

    page = read(client, "/")

    lead, *others = page.all("img")
    assert (lead.attrs["alt"], lead.attrs["fetchpriority"]) == ("Drawing 4", "high")
    assert "loading" not in lead.attrs
    assert {other.attrs["loading"] for other in others} == {"lazy"}
    assert page.one(class_="card-lead").one("h2").text == "4"


def test_a_card_without_a_picture_has_no_empty_frame(client):
    make_article("Bare")

    assert read(client, "/").all(class_="picture") == []


def test_the_rail_has_the_latest_status_changes_of_all_shows(client):
    record(make_show("Minx"), "canceled", "2024-01-05", network="Starz")
    cancel_etoile(make_etoile())
    # Typed last, and old news.
    record(make_show("Lost"), "ended", "2010-05-23", network="ABC")

    news = read(client, "/").one(class_="news").all("li")

    assert [item.text for item in news] == [
        "Étoile Canceled June 6, 2025 · Prime Video · reported",
        "Étoile Returning April 24, 2025 · Prime Video",
        "Minx Canceled January 5, 2024 · Starz",
        "Étoile Ordered to series April 26, 2023 · Prime Video",
        "Lost Ended May 23, 2010 · ABC",
    ]
    assert news[0].one("a").attrs["href"] == "/shows/etoile/"


def test_a_status_that_was_taken_back_leaves_the_rail(client):
    show = make_show("Étoile")
    denied = record(show, "canceled", "2025-06-06")

    status_changes.correct(denied, status_changes.void(denied), by=None, at=JUNE_10)

    assert read(client, "/").all(class_="news") == []


def test_what_has_changed_lately_is_listed_by_its_news(client):
    etoile, minx = make_etoile(), make_show("Minx")
    record(minx, "ordered", "2021", season=2, network="HBO Max")
    make_article("Hopeful about Étoile", shows=[(etoile, 2)], published="2025-04-30")
    make_article("Hopeful about Minx", shows=[(minx, 2)], published="2022-01-01")
    make_article("Exempted", shows=[(etoile, 2)], published="2025-05-01")
    exemptions.exempt(Article.objects.get(slug__startswith="exempted"), reason="A review.", by=None, at=JUNE_10)
    assert read(client, "/").all(class_="changed") == []

    record(minx, "shelved", "2022-12-12", season=2, network="HBO Max")
    cancel_etoile(etoile)

    rows = read(client, "/").one(class_="changed").all("li")
    assert [row.one(class_="row-headline").text for row in rows] == ["Hopeful about Étoile", "Hopeful about Minx"]
    assert rows[1].one(data_notice="contradiction", role="note").text == (
        "This has since changed. HBO Max shelved season 2 of Minx on December 12, 2022."
    )


def test_a_corrected_record_is_listed_by_when_we_learned_it(client):
    etoile, minx = make_etoile(), make_show("Minx")
    make_article("Hopeful", shows=[(etoile, 2)], published="2025-04-30")
    wrong = record(minx, "dated", "2020-01-01", season=2, premiere="2026-04", at="2020-01-02")
    make_article("Misled", shows=[(minx, 2)], published="2021-02-10")
    cancel_etoile(etoile)

    status_changes.correct(wrong, status_changes.void(wrong), by=None, at=JUNE_10)

    rows = read(client, "/").one(class_="changed").all("li")
    assert [row.one(class_="row-headline").text for row in rows] == ["Misled", "Hopeful"]
    assert rows[0].one(role="note").attrs["data-notice"] == "record-corrected"


@pytest.mark.slow
def test_further_pages_are_the_list_alone(client):
    show = make_etoile()
    for number in range(31):
        make_article(f"{number}", shows=[(show, 2)], published=f"2025-05-{number + 1:02}")
    cancel_etoile(show)

    page = read(client, f"/{read(client, '/').one('a', rel='next').attrs['href']}")

    assert page.all(class_="news") == page.all(class_="changed") == page.all(class_="card-lead") == []
    assert page.one("h1").text == "Latest before May 2, 2025, 8 a.m. EDT"


def test_the_front_page_takes_as_many_queries_for_one_as_for_fifty(client, django_assert_num_queries, pictures):
    show = make_etoile()

    def make(number):
        picture = {"lead_picture": pictures(f"{number}.png"), "lead_image_alt": "A drawing"}
        authors = ["TV desk", "Streaming desk"]
        return make_article(f"{number}", shows=[show, (show, 2)], authors=authors, **picture)

    make(0)
    cancel_etoile(show)
    with django_assert_num_queries(10):
        read(client, "/")
    for number in range(1, 9):
        make_copies(make(number), 5)
        record(make_show(f"Show {number}"), "canceled", "2025-06-01", network=f"Network {number}")

    with django_assert_num_queries(10):
        assert len(headlines(read(client, "/"))) == 30


# -- every public page ---------------------------------------------------------------------------

EXTENSION = "/partners/docs/extension/"
PAGES = ["/", "/shows/", "/sections/television/", "/topics/ballet/", EXTENSION]
PUBLIC = [*PAGES, f"{EXTENSION}schema.json", "/feed.json", "/nothing/"]


@pytest.fixture
@again
def filed():
    """An article in a section, on a topic."""
    article = make_article("Filed", section=make_section("Television"))
    article.topics.add(Topic.objects.create(name="Ballet", slug="ballet"))
    return article


@pytest.mark.usefixtures("filed")
@pytest.mark.parametrize("path", PUBLIC)
def test_readers_get_no_cookie(client, path):
    response = client.get(path)

    assert response.cookies == {}
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.usefixtures("filed")
@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_nothing_but_our_own_styles(client, path):
    page = read(client, path)

    assert scripts(page) == page.all("style") == page.all(style=True) == []
    assert {link.attrs["href"].split("/")[1] for link in page.all("link", rel="stylesheet")} == {"static"}


@pytest.mark.usefixtures("filed")
@pytest.mark.parametrize("path", PAGES)
def test_pages_are_only_read(client, path):
    assert client.post(path).status_code == 405


def test_what_is_nowhere_is_answered_by_a_page_of_ours(client):
    page = read(client, "/nothing/", status=404)

    assert page.one("h1").text == "There is nothing at this address"
    assert ways_on(page) == ["/", "/shows/"]


def test_the_menu_has_the_sections_in_which_there_is_something_to_read(client, filed):
    make_section("Empty")
    make_draft(section=make_section("Not yet"))

    for path in ["/", "/shows/", "/nothing/", filed.get_absolute_url()]:
        menu = read(client, path, status=404 if "nothing" in path else 200).one("nav", aria_label="Main")
        assert [link.text for link in menu.all("a")] == ["Latest", "Television", "Shows A to Z", "Renewed or canceled"]


def test_the_menu_says_where_one_is(client, filed):
    for path, name in [("/", "Latest"), ("/sections/television/", "Television"), ("/shows/", "Shows A to Z")]:
        assert read(client, path).one("a", aria_current="page").text == name


def test_what_machines_read_is_in_the_footer_alone(client, filed):
    page = read(client, "/")

    assert [link.text for link in page.one("footer").all("a", href="/feed.json")] == ["JSON Feed"]
    assert len(page.all("a", href="/feed.json")) == 1


def test_an_error_of_ours_is_answered_by_a_page_of_ours_that_asks_the_database_for_nothing(
    rf, django_assert_num_queries
):
    with django_assert_num_queries(0):
        response = server_error(rf.get("/"))

    page = parse(response.content.decode())
    assert (response.status_code, page.one("h1").text) == (500, "Something went wrong on our side")
    assert ways_on(page) == ["/", "/shows/"]


def test_what_was_withdrawn_leads_on(client):
    article = make_article()
    workflow.withdraw(article, by=None, at=JUNE_10)

    assert ways_on(read(client, article.get_absolute_url(), status=410)) == ["/", "/shows/"]


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
