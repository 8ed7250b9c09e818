import pytest

from shows.models import Show
from tests.again import again
from tests.factories import make_network, make_show, record
from tests.pages import read

pytestmark = pytest.mark.django_db


def titles_on(page):
    return [row.one("a").text for row in page.all(class_="show-list") for row in row.all("li")]


@pytest.fixture
@again
def shows():
    """Three shows on two networks, one of them without a ledger."""
    etoile = make_show("Étoile", also_known_as=["Les Danseurs"])
    record(etoile, "canceled", "2025-06-06", network="Prime Video")
    record(make_show("The Expanse"), "ended", "2022-01-14", network="Syfy")
    make_show("Dark")


# -- from A to Z ---------------------------------------------------------------------------------


def test_the_list_runs_from_a_to_z(client):
    for title in ("The Expanse", "Warrior Nun", "Étoile", "Dark"):
        make_show(title)
    make_show("Ghosts", year=2021, country="US")
    record(make_show("Minx"), "canceled", "2023-07-21", network="Starz")

    page = read(client, "/shows/")

    assert [row.text for group in page.all(class_="show-list") for row in group.all("li")] == [
        "Dark No status recorded",
        "Étoile No status recorded",
        "The Expanse No status recorded",
        "Ghosts (2021, US) No status recorded",
        "Minx Canceled · Starz",
        "Warrior Nun No status recorded",
    ]


def test_titles_stand_under_their_letters(client):
    for title in ("9-1-1", "Étoile", "Ella", "ムーン", "…And Counting", "Zorro"):
        make_show(title)

    page = read(client, "/shows/")

    groups = {
        group.one("h2").text: [row.one("a").text for row in group.all("li")] for group in page.all(class_="letter")
    }
    assert groups == {
        "0–9": ["9-1-1"],
        "A": ["…And Counting"],
        "E": ["Ella", "Étoile"],
        "Z": ["Zorro"],
        "Other": ["ムーン"],
    }
    ids = {heading.attrs["id"] for heading in page.all("h2")}
    links = page.one(class_="letters").all("a")
    assert [link.text for link in links] == list(groups)
    assert {link.attrs["href"].removeprefix("#") for link in links} == ids


def test_a_single_letter_needs_no_bar_of_letters(client, shows):
    page = read(client, "/shows/?q=etoile")

    assert [group.one("h2").text for group in page.all(class_="letter")] == ["E"]
    assert page.all(class_="letters") == []


def test_a_letter_leads_to_the_page_on_which_it_begins(client):
    Show.objects.bulk_create(Show(title=f"B {number:03}", slug=f"b-{number}") for number in range(150))
    make_show("Alias")
    make_show("Zorro")

    def addresses(page):
        return [link.attrs["href"] for link in page.one(class_="letters").all("a")]

    first = read(client, "/shows/")
    letter_a, letter_b, letter_z = addresses(first)
    last = read(client, f"/shows/{letter_z.partition('#')[0]}")

    assert (letter_a, letter_b) == ("#letter-a", "#letter-b")
    assert titles_on(last) == ["Zorro"]
    assert addresses(last)[2] == "#letter-z"
    for letter, title in zip(addresses(last)[:2], ["Alias", "B 000"], strict=True):
        assert titles_on(read(client, f"/shows/{letter.partition('#')[0]}"))[0] == title
    assert last.one("title").text == "Shows from A to Z, from Zorro | Newsroom"


def test_the_pages_follow_each_other_while_shows_come(client):
    Show.objects.bulk_create(Show(title=f"B {number:03}", slug=f"b-{number}") for number in range(150))
    Show.objects.bulk_create(Show(title="B 099", slug=f"remake-{year}", year=year) for year in (2001, 2002, 2003))

    first = read(client, "/shows/")
    make_show("Alias")
    second = read(client, f"/shows/{first.one('a', rel='next').attrs['href']}")
    back = client.get(f"/shows/{second.one('a', rel='prev').attrs['href']}")

    found = [title.partition(" (")[0] for title in titles_on(first) + titles_on(second)]
    assert found == sorted([f"B {number:03}" for number in range(150)] + ["B 099"] * 3)
    assert second.all("a", rel="next") == []
    assert titles_on(read(client, back["Location"]))[-1] == titles_on(first)[-1]


def test_each_page_has_its_own_address_and_a_search_has_that_of_the_list(client, settings):
    settings.SITE_URL = "https://newsroom.example"
    Show.objects.bulk_create(Show(title=f"B {number:03}", slug=f"b-{number}") for number in range(101))
    following = read(client, "/shows/").one("a", rel="next").attrs["href"]

    paths = ["/shows/", f"/shows/{following}", "/shows/?q=b&utm_source=x", f"/shows/{following}&q=b"]
    heads = [read(client, path).one("link", rel="canonical").attrs["href"] for path in paths]

    list_address = "https://newsroom.example/shows/"
    assert heads == [list_address, f"{list_address}{following}", list_address, list_address]


def test_an_empty_newsroom_says_so(client):
    page = read(client, "/shows/")

    assert "No show has been entered yet." in page.text
    assert page.all(class_="letters") == []


# -- narrowed ------------------------------------------------------------------------------------


@pytest.mark.usefixtures("shows")
@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("q=etoile", ["Étoile"]),
        ("q=OIL", ["Étoile"]),
        ("q=danseurs", ["Étoile"]),
        ("q=%25", []),
        ("network=syfy", ["The Expanse"]),
        ("status=canceled", ["Étoile"]),
        ("status=canceled&network=syfy", []),
        ("q=&network=&status=", ["Dark", "Étoile", "The Expanse"]),
        ("whatever=1&Q=dark", ["Dark", "Étoile", "The Expanse"]),
    ],
)
def test_it_is_narrowed_by_title_network_and_status(client, query, titles):
    assert titles_on(read(client, f"/shows/?{query}")) == titles


@pytest.mark.usefixtures("shows")
def test_what_was_asked_for_stays_in_the_form(client):
    page = read(client, "/shows/?q=É&network=prime-video&status=canceled")

    assert page.one("main").one("input", name="q").attrs["value"] == "É"
    assert [option.text for option in page.all("option", selected=True)] == ["Prime Video", "Canceled"]
    assert page.one(class_="found").text == "1 show found."


@pytest.mark.usefixtures("shows")
def test_where_no_show_fits_there_is_a_way_on(client):
    page = read(client, "/shows/?q=nothing")

    assert page.one(class_="empty").text == "No show fits. Leave something out, or show all."
    assert page.one(class_="empty").one("a").attrs["href"] == "/shows/"


@pytest.mark.usefixtures("shows")
@pytest.mark.parametrize(
    ("query", "name", "remedy"),
    [
        ("status=gone", "status", "“gone” is no status: choose one of the list."),
        ("network=nobody", "network", "We know no such network: choose one of the list."),
        ("q=%00", "q", "Null characters are not allowed."),
        (f"q={'x' * 201}", "q", "Ensure this value has at most 200 characters (it has 201)."),
    ],
)
def test_a_bad_value_is_named_at_its_field_and_narrows_nothing(client, query, name, remedy):
    page = read(client, f"/shows/?{query}")

    assert page.one(id=f"id_{name}_error").text == remedy
    assert page.one(id=f"id_{name}").attrs["aria-invalid"] == "true"
    assert titles_on(page) == ["Dark", "Étoile", "The Expanse"]


def test_further_pages_keep_what_was_asked_for_and_nothing_else(client):
    network = make_network("NBC")
    Show.objects.bulk_create(Show(title=f"B {number:03}", slug=f"b-{number}", network=network) for number in range(101))

    page = read(client, "/shows/?network=nbc&q=&utm_source=x")

    following = page.one("a", rel="next").attrs["href"]
    assert following.startswith("?network=nbc&before=")
    assert titles_on(read(client, f"/shows/{following}")) == ["B 100"]


@pytest.mark.parametrize("page", ["0", "", "-1", "x", "%00", "9" * 5000, "WyJhIl0"])
def test_a_page_that_is_not_there_is_not_found(client, page):
    make_show("Étoile")

    assert client.get(f"/shows/?before={page}").status_code == 404
    assert client.get(f"/shows/?after={page}").status_code == 404


# -- what it costs -------------------------------------------------------------------------------


def test_the_list_takes_as_many_queries_for_one_as_for_fifty(client, django_assert_num_queries):
    def make(number):
        record(make_show(f"{number % 10} show {number}"), "airing", "2025-01-01", network=f"Network {number}")

    make(0)
    with django_assert_num_queries(6):
        read(client, "/shows/")
    for number in range(1, 50):
        make(number)

    with django_assert_num_queries(6):
        assert len(titles_on(read(client, "/shows/"))) == 50
