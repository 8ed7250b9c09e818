"""The pages of people."""

import json

import pytest

from articles import workflow
from shows.models import Credit, FormerPersonSlug, Person
from tests.factories import cancel_etoile, make_article, make_draft, make_etoile, make_show, moment, record
from tests.pages import read

pytestmark = pytest.mark.django_db

PATH = "/people/amy-creator/"


@pytest.fixture
def person(settings):
    """Somebody who made one show, in which she plays as well, and plays in another."""
    settings.SITE_URL = "https://newsroom.example"
    person = Person.objects.create(name="Amy Créator", slug="amy-creator")
    etoile, minx = make_etoile(), make_show("Minx")
    cancel_etoile(etoile)
    Credit.objects.create(show=etoile, person=person, role="creator")
    Credit.objects.create(show=etoile, person=person, character="A dancer")
    Credit.objects.create(show=minx, person=person)
    return person


def headlines(page):
    return [card.one(class_="card-headline").text for card in page.all("article", class_="card")]


def test_the_page_has_each_show_with_the_parts_in_it_and_its_status_today(client, person):
    page = read(client, PATH)

    assert page.one("h1").text == "Amy Créator"
    assert [part.text for part in page.one(class_="parts").all("li")] == [
        "Étoile Creator, A dancer Canceled · Prime Video",
        "Minx Cast No status recorded",
    ]
    assert [link.attrs["href"] for link in page.one(class_="parts").all("a")] == ["/shows/etoile/", "/shows/minx/"]
    head = page.one("head")
    assert head.one("title").text == "Amy Créator: shows and their status | Newsroom"
    assert head.one("link", rel="canonical").attrs["href"] == f"https://newsroom.example{PATH}"


def test_articles_about_the_shows_are_listed_once_with_their_notices(client, person):
    etoile, minx = person.credits.first().show, Credit.objects.get(show__title="Minx").show
    make_article("About both", shows=[etoile, minx, (etoile, 2)], published="2025-04-30")
    make_article("Elsewhere", shows=[make_show("GLOW")])
    make_draft("Draft", shows=[etoile])
    workflow.withdraw(make_article("Withdrawn", shows=[minx]), by=None, at=moment("2025-06-10"))

    page = read(client, PATH)

    assert headlines(page) == ["About both"]
    assert [one.attrs["data-notice"] for one in page.all(role="note")] == ["contradiction"]


@pytest.mark.slow
def test_articles_are_paged_by_key(client, person):
    show = person.credits.first().show
    for number in range(21):
        make_article(f"{number}", shows=[show, (show, 2)], published=f"2024-05-{number + 1:02}")

    first = read(client, PATH)
    older = first.one("a", rel="next").attrs["href"]
    second = read(client, f"{PATH}{older}")

    assert (len(headlines(first)), headlines(second)) == (20, ["0"])
    assert first.one("head").one("title").text != second.one("head").one("title").text
    newer = client.get(f"{PATH}{second.one('a', rel='prev').attrs['href']}")
    assert (newer.status_code, newer["Location"]) == (302, PATH)


def test_shows_lead_to_their_people(client, person):
    links = read(client, "/shows/etoile/").one("section", aria_labelledby="people").all("a")

    assert [(link.text, link.attrs["href"]) for link in links] == [("Amy Créator", PATH)] * 2


def test_a_person_is_told_to_search_engines(client, person):
    def linked(path):
        (told,) = read(client, path).one("head").all("script", type="application/ld+json")
        return json.loads(told.children[0])

    told, series = linked(PATH), linked("/shows/etoile/")

    assert told.pop("@context") == "https://schema.org"
    assert told == {
        "@type": "Person",
        "@id": f"https://newsroom.example{PATH}#person",
        "name": "Amy Créator",
        "url": f"https://newsroom.example{PATH}",
    }
    assert series["creator"] == [told]
    assert series["actor"] == [{"@type": "PerformanceRole", "actor": told, "characterName": "A dancer"}]


# -- addresses ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/people/nobody/", "/people/", "/people/%00/", f"{PATH}?before=x"])
def test_who_is_not_known_is_not_found(client, person, path):
    assert client.get(path).status_code == 404


def test_who_has_no_part_in_anything_has_no_page(client):
    Person.objects.create(name="Nobody", slug="nobody")

    assert client.get("/people/nobody/").status_code == 404


def test_every_address_leads_to_the_present_one(client, person):
    for slug in ("second", "third"):
        Person.objects.filter(pk=person.pk).update(slug=slug)

    for path in (PATH, "/people/second/", "/people/Third", "/People/Amy-Créator"):
        response = client.get(path)
        assert (response.status_code, response["Location"]) == (301, "/people/third/"), path
    assert set(FormerPersonSlug.objects.values_list("slug", flat=True)) == {"amy-creator", "second"}


# -- cost -----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_page_takes_as_many_queries_for_one_as_for_fifty(client, person, django_assert_num_queries):
    show = person.credits.first().show
    make_article("First", shows=[(show, 2)])
    with django_assert_num_queries(9):
        read(client, PATH)
    for number in range(50):
        another = make_show(f"Show {number}")
        record(another, "airing", "2025-01-01", network=f"Network {number}")
        Credit.objects.create(show=another, person=person)
        make_article(f"{number}", shows=[another], authors=["TV desk", "Streaming desk"])

    with django_assert_num_queries(9):
        page = read(client, PATH)
    assert (len(page.one(class_="parts").all("li")), len(headlines(page))) == (52, 20)
