"""The page at an address of nothing."""

import pytest

from articles import sealing, workflow
from newsroom import nowhere
from shows.models import Credit, Person
from tests.factories import make_article, make_draft, make_etoile, make_show, make_user, moment
from tests.pages import read

pytestmark = pytest.mark.django_db

JUNE_10 = moment("2025-06-10")
# What the address says, what it nearly names, the menu.
QUERIES = 3


def lost(client, path):
    """The page at ``path``: what its field asks for, and the names that it leads to."""
    page = read(client, path, status=404)
    return page.one("input", id="id_q").attrs["value"], [link.text for ul in found(page) for link in ul.all("a")]


def found(page):
    return page.all("ul", class_="show-list")


# -- what it says -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/articles/etoile-season-2/", "etoile season 2"),
        ("/shows/%C3%89toile", "etoile"),
        ("/Étoile_2", "etoile 2"),
        ("/2019/05/b99-saved.html", "05 b99 saved"),
        ("/shows/mr.robot", "mr robot"),
        ("/a-" * 30, " ".join("a" * 12)),
        ("/", ""),
        ("/\x00//..%00/", ""),
        ("/🩰/", "ballet shoes"),
        *((path, "") for path in ("/wp-login.php", "/.env", "/static/site.1.css", "/media/stage.png", "/a/b.JSON/")),
        *((path, "") for path in ("/preview/a-secret-key/", "/archive/2025/13/", "/admin/shows/", "/api/v1/shows/x/")),
    ],
)
def test_an_address_has_words_to_be_searched_for(path, words):
    assert nowhere.words_of(path) == words


def test_the_page_searches_for_what_the_address_says_and_names_the_shows_that_it_nearly_does(client):
    make_etoile()
    make_show("Minx")

    assert lost(client, "/shows/etiole-2025/") == ("etiole 2025", ["Étoile"])
    assert lost(client, "/articles/is-etoile-canceled/") == ("is etoile canceled", ["Étoile"])
    assert lost(client, "/Étiole") == ("etiole", ["Étoile"])
    assert lost(client, "/nothing/of/the/kind") == ("of the kind", [])


def test_under_the_address_of_people_it_names_people(client):
    Credit.objects.create(show=make_etoile(), person=Person.objects.create(name="Amy Créator", slug="amy-creator"))
    Person.objects.create(name="Amy Creatore", slug="amy-creatore")

    assert lost(client, "/people/amy-creater/") == ("amy creater", ["Amy Créator"])
    assert lost(client, "/people/etoile/") == ("etoile", [])


@pytest.mark.parametrize(
    "path", ["/search/?q=etoile&before=9", "/shows/?before=x", "/?before=x", "/search/?before=x&q=x"]
)
def test_a_page_that_is_there_is_not_searched_for(client, path):
    make_show("Search")
    make_show("Shows")

    assert lost(client, path) == ("", [])


def test_the_page_can_be_searched_from_by_everybody(client):
    page = read(client, "/shows/<b>etiole</b>/", status=404)

    (form,) = page.all("form")
    assert (form.attrs["action"], form.attrs["method"]) == ("/search/", "get")
    assert form.one("input").attrs["value"] == "b etiole b"
    assert "noindex" in page.one("meta", name="robots").attrs["content"]


# -- what it does not say ------------------------------------------------------------------------------


def test_what_is_withdrawn_is_searched_for_by_nobody(client):
    show = make_etoile()
    withdrawn, sealed = (make_article(f"Étoile {word}", slug=f"etoile-{word}", shows=[show]) for word in ("one", "two"))
    workflow.withdraw(withdrawn, by=None, at=JUNE_10)
    sealing.seal(sealed, reason="A court said so.", by=make_user(), at=JUNE_10)

    for article in (withdrawn, sealed):
        page = read(client, article.get_absolute_url(), status=410)
        assert found(page) == page.all("input", id="id_q") == []
        assert "etoile" not in page.one("main").text.lower()


def test_a_draft_is_as_unknown_as_what_nobody_wrote(client):
    make_etoile()
    make_draft(slug="etoile-saved")

    pages = [client.get(f"/articles/{slug}/").content for slug in ("etoile-saved", "etoile-saves")]

    assert pages[0].replace(b"saved", b"saves") == pages[1]


def test_a_key_that_leads_nowhere_stands_on_no_page(client):
    answer = client.get("/preview/a-secret-key/")

    assert answer.status_code == 404
    assert b"secret" not in answer.content


@pytest.mark.parametrize("path", ["/api/nothing/", "/shows/nothing/feed.json", "/media/nothing.png", "/admin/nothing/"])
def test_programs_and_the_desk_are_answered_as_before(client, path):
    make_show("Nothings")

    answer = client.get(path)

    assert answer.status_code in (302, 404)
    assert b"Were you looking" not in answer.content


# -- what it costs ----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_flood_of_bad_addresses_asks_for_little_each(client, django_assert_num_queries):
    # Under the address of a show: what is due, the show, twice by its former address.
    paths = {"/shows/about-etoile/": 4, "/nothing/etoile/": 0, "/" + "etoile-" * 500: 0, "/%00etoile%FF/": 0}

    for shows in (1, 50):
        for number in range(shows):
            make_show(f"Étoile {shows} {number}")
        for path, more in paths.items():
            with django_assert_num_queries(QUERIES + more):
                assert client.get(path).status_code == 404
    with django_assert_num_queries(1):
        client.get("/wp-login.php")


def test_who_is_led_on_waits_for_no_search(client, django_assert_num_queries):
    make_show("Étoile")

    with django_assert_num_queries(1):
        assert client.get("/shows/Étoile").status_code == 301
