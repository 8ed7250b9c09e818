import json
from xml.etree import ElementTree

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import feeds, status_changes, workflow
from articles.models import Section, Topic
from shows.models import Show
from tests.factories import (
    cancel_etoile,
    make_article,
    make_draft,
    make_etoile,
    make_every_notice,
    make_section,
    moment,
)
from tests.pages import parse, read

pytestmark = pytest.mark.django_db

JUNE_10 = moment("2025-06-10T09:30+00:00")
SITE = "https://newsroom.example"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE


def fetch(client, address="/feed.xml", status=200, **headers):
    response = client.get(address, headers=headers)
    assert response.status_code == status, response.content
    return response


def atom(client, address="/feed.xml"):
    """The feed as feedparser reads it, which has nothing to say against it."""
    response = fetch(client, address)
    feed = feedparser.parse(response.content, response_headers={"content-type": response["Content-Type"]})
    assert (feed.bozo, feed.version, feed.encoding) == (False, "atom10", "utf-8")
    return feed


def elements(client, address="/feed.xml"):
    return ElementTree.fromstring(fetch(client, address).content)


def links(element):
    return {link.get("rel"): link.get("href") for link in element.findall(f"{ATOM}link")}


def jsons(client, address="/feed.json"):
    return json.loads(client.get(address).content)


def test_an_empty_feed_is_one_all_the_same(client):
    feed = atom(client).feed

    assert fetch(client)["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert (feed.id, feed.title, feed.updated) == (f"{SITE}/feed.xml", "Newsroom", "1970-01-01T00:00:00Z")
    assert links(elements(client)) == {"self": f"{SITE}/feed.xml", "alternate": f"{SITE}/"}


def test_an_entry_is_as_documented(client, pictures):
    show, picture = make_etoile(), pictures()
    article = make_article(
        "Yes, season 2 is <coming> & soon",
        slug="yes",
        shows=[(show, 2)],
        dek="What we know & what we don’t.",
        authors=["TV desk", "Streaming desk"],
        lead_picture=picture,
        lead_image_alt="A stage",
    )
    article.topics.add(Topic.objects.create(name="Renewals & more", slug="renewals"))

    (entry,) = elements(client).findall(f"{ATOM}entry")

    said = [(child.tag.removeprefix(ATOM), child.attrib, child.text) for child in entry if child.tag != f"{ATOM}author"]
    assert said == [
        ("id", {}, f"urn:uuid:{article.uuid}"),
        ("title", {}, "Yes, season 2 is <coming> & soon"),
        ("link", {"rel": "alternate", "href": f"{SITE}/articles/yes/", "type": "text/html"}, None),
        ("published", {}, "2025-04-30T12:00:00Z"),
        ("updated", {}, "2025-04-30T12:00:00Z"),
        ("category", {"term": "Renewals & more"}, None),
        (
            "link",
            {
                "rel": "enclosure",
                "href": f"{SITE}/media/pictures/{picture.pk}/1/wide-160.jpg",
                "type": "image/jpeg",
            },
            None,
        ),
        ("summary", {}, "What we know & what we don’t."),
        ("content", {"type": "html"}, "<p>What we know &amp; what we don’t.</p>"),
    ]
    assert [
        (author.findtext(f"{ATOM}name"), author.findtext(f"{ATOM}uri")) for author in entry.iter(f"{ATOM}author")
    ] == [
        ("TV desk", f"{SITE}/authors/tv-desk/"),
        ("Streaming desk", f"{SITE}/authors/streaming-desk/"),
    ]


def test_it_tells_just_what_the_json_feed_tells(client):
    make_every_notice()

    names = {"title": "title", "summary": "summary", "content": "content_html"}
    names |= {"id": "id", "published": "date_published", "updated": "date_modified"}
    told = [[item.get(name) for name in names.values()] for item in jsons(client)["items"]]

    entries = elements(client).findall(f"{ATOM}entry")
    assert [[entry.findtext(f"{ATOM}{name}") for name in names] for entry in entries] == told
    assert [entry.link for entry in atom(client).entries] == [item["url"] for item in jsons(client)["items"]]


def test_the_notice_comes_first(client):
    show = make_etoile()
    make_article(shows=[(show, 2)], dek="What we know.")
    before = atom(client).entries[0]

    cancel_etoile(show)

    (entry,) = elements(client).findall(f"{ATOM}entry")
    notice, dek = (child for child in parse(entry.find(f"{ATOM}content").text).children if not isinstance(child, str))
    assert (notice.attrs["data-notice"], dek.text) == ("contradiction", "What we know.")
    after = atom(client).entries[0]
    assert (after.id, after.title, after.published) == (before.id, before.title, before.published)
    assert after.updated_parsed > before.updated_parsed
    assert after.summary == "Since changed: What we know."


def test_the_feed_is_as_new_as_what_changed_last(client):
    make_article("Newest", published="2025-05-01")
    older = make_article("Older", published="2025-04-01")

    workflow.update(older, by=None, at=JUNE_10, substantive=True)

    assert atom(client).feed.updated == "2025-06-10T09:30:00Z"


def test_hostile_words_stay_words(client):
    evil = "]]> & <script>alert(1)</script> 📺"
    make_article(evil, dek=f"{evil} too", authors=[evil])

    (entry,) = atom(client).entries

    (element,) = elements(client).findall(f"{ATOM}entry")
    assert element.findtext(f"{ATOM}title") == entry.author == evil
    assert element.findtext(f"{ATOM}summary") == f"{evil} too"
    assert parse(element.findtext(f"{ATOM}content")).text == f"{evil} too"


# -- of what there are feeds -------------------------------------------------------------------------


@pytest.fixture
def filed():
    """Two articles, of which one is in the section and about the show."""
    show = make_etoile()
    make_article("About Étoile", shows=[(show, 2)], section=make_section("Dance"), authors=["Dance desk"])
    make_article("Else", section=make_section("Television"))
    return show


@pytest.mark.parametrize(
    ("folder", "title"),
    [
        ("/sections/dance/", "Dance | Newsroom"),
        ("/shows/etoile/", "Étoile | Newsroom"),
        ("/authors/dance-desk/", "Dance desk | Newsroom"),
    ],
)
def test_sections_shows_and_authors_have_feeds_of_their_own(client, filed, folder, title):
    feed, document = atom(client, f"{folder}feed.xml"), jsons(client, f"{folder}feed.json")

    assert [entry.title for entry in feed.entries] == [item["title"] for item in document["items"]] == ["About Étoile"]
    assert (feed.feed.title, feed.feed.link, feed.feed.id) == (title, f"{SITE}{folder}", f"{SITE}{folder}feed.xml")
    assert document["title"] == title
    assert (document["home_page_url"], document["feed_url"]) == (f"{SITE}{folder}", f"{SITE}{folder}feed.json")


def test_an_author_under_whose_name_nothing_is_public_has_no_feed(client):
    make_draft(authors=["Somebody"])

    fetch(client, "/authors/somebody/feed.xml", status=404)


@pytest.mark.parametrize("address", ["/sections/none/feed.xml", "/shows/none/feed.json", "/authors/none/feed.json"])
def test_there_is_no_feed_of_what_is_not_there(client, address):
    problem = json.loads(fetch(client, address, status=404).content)

    assert problem["status"] == 404


@pytest.mark.parametrize("folder", ["/", "/sections/dance/", "/shows/etoile/", "/authors/dance-desk/"])
def test_a_page_names_its_feeds(client, filed, folder):
    found = read(client, folder).one("head").all("link", rel="alternate")

    named = {link.attrs["href"]: link.attrs["type"] for link in found}
    own = {f"{folder}feed.json": "application/feed+json", f"{folder}feed.xml": "application/atom+xml"}
    assert named == {"/feed.json": "application/feed+json", "/feed.xml": "application/atom+xml"} | own
    assert len({link.attrs["title"] for link in found}) == len(found)
    assert {client.get(address).status_code for address in named} == {200}


# -- asked again, and page by page -------------------------------------------------------------------

FOLDERS = ["/", "/sections/television/", "/shows/etoile/", "/authors/tv-desk/"]
FEEDS = [folder + name for folder in FOLDERS for name in ("feed.xml", "feed.json")]


@pytest.mark.slow
def test_the_tag_moves_with_a_notice_that_comes_and_one_that_goes(client):
    show = make_etoile()
    make_article(shows=[(show, 2)])
    tags = [{address: fetch(client, address)["ETag"] for address in FEEDS}]

    def ask_again():
        tags.append({address: fetch(client, address, if_none_match=tag)["ETag"] for address, tag in tags[-1].items()})

    for address, tag in tags[0].items():
        fetch(client, address, status=304, if_none_match=tag)
    reversal = cancel_etoile(show)
    ask_again()
    status_changes.correct(reversal, status_changes.void(reversal), by=None, at=moment("2026-01-02"))
    ask_again()

    every = [tag for found in tags for tag in found.values()]
    assert len(set(every)) == 3 * len(FEEDS)
    assert not any(tag.startswith("W/") for tag in every)


def test_asked_again_nothing_new_costs_hardly_anything(client, django_assert_num_queries):
    make_article(shows=[make_etoile()])
    response = fetch(client, "/shows/etoile/feed.xml")

    with django_assert_num_queries(3):
        unchanged = fetch(client, "/shows/etoile/feed.xml", status=304, if_none_match=response["ETag"])

    assert (unchanged.content, unchanged["Cache-Control"]) == (b"", "public, max-age=0, must-revalidate")
    assert "Last-Modified" not in response


@pytest.mark.parametrize(("model", "folder"), [(Section, "/sections/television/"), (Show, "/shows/etoile/")])
def test_another_name_is_another_feed(client, model, folder):
    make_article(shows=[make_etoile()])
    before = fetch(client, f"{folder}feed.xml")["ETag"]

    model.objects.update(**{"name" if model is Section else "title": "Renamed"})

    fetch(client, f"{folder}feed.xml", if_none_match=before)


@pytest.mark.slow
def test_programs_anywhere_may_read_it(client):
    make_article(shows=[make_etoile()])

    for address in FEEDS:
        response, head = fetch(client, address), client.head(address)
        assert response["Access-Control-Allow-Origin"] == "*", address
        assert (head.status_code, head.content, head["ETag"]) == (200, b"", response["ETag"]), address
        assert client.options(address)["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS", address
        assert json.loads(client.post(address).content)["status"] == 405, address


@pytest.mark.slow
def test_pages_follow_each_other_and_are_of_one_feed(client, monkeypatch):
    monkeypatch.setattr(feeds, "ITEMS", 2)
    show = make_etoile()
    for number in range(5):
        make_article(f"{number}", shows=[show], published=f"2025-05-0{number + 1}")

    found, address = [], f"{SITE}/shows/etoile/feed.xml"
    while address:
        own = address.removeprefix(SITE)
        element, feed = elements(client, own), atom(client, own)
        assert (links(element)["self"], feed.feed.id) == (address, f"{SITE}/shows/etoile/feed.xml")
        assert links(element).get("first") == (f"{SITE}/shows/etoile/feed.xml" if found else None)
        found.append([entry.title for entry in feed.entries])
        address = links(element).get("next")

    assert found == [["4", "3"], ["2", "1"], ["0"]]


def test_what_can_be_asked_of_one_can_be_asked_of_the_other(client):
    show = make_etoile()
    make_article("Changed", shows=[(show, 2)])
    make_article("Right")
    cancel_etoile(show)

    assert [entry.title for entry in atom(client, "/feed.xml?since_changed=true").entries] == ["Changed"]
    assert json.loads(fetch(client, "/feed.xml?color=red", status=400).content)["errors"][0]["parameter"] == "color"


@pytest.mark.slow
def test_fifty_entries_take_as_many_queries_as_one(client):
    show = make_etoile()

    def make(number):
        article = make_article(f"{number}", shows=[(show, 2)], authors=["TV desk", f"Desk {number}"])
        article.topics.add(Topic.objects.get_or_create(name="Renewals", slug="renewals")[0])

    def queries():
        found = []
        for folder in FOLDERS:
            with CaptureQueriesContext(connection) as context:
                found.append((len(atom(client, f"{folder}feed.xml").entries), len(context)))
        return found

    make(0)
    cancel_etoile(show)
    one = queries()
    for number in range(1, 50):
        make(number)

    assert [entries for entries, _ in one] == [1] * len(FOLDERS)
    assert queries() == [(50, number) for _, number in one]
    assert max(number for _, number in one) <= 9
