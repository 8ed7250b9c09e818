"""What may be entered twice."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from newsroom import roles
from shows.models import Credit, Network, Person, Show
from shows.twins import twins_of
from tests.desk import send, sign_in
from tests.factories import make_network, make_show, record
from tests.pages import parse, read

pytestmark = pytest.mark.django_db
ADD = reverse("admin:shows_show_add")
ROWS = {f"{prefix}-{name}": 0 for prefix in ("seasons", "credits") for name in ("TOTAL_FORMS", "INITIAL_FORMS")}


def form(title, **fields):
    return {"title": title, "slug": "another", "year": "", "country": "", "also_known_as": ""} | ROWS | fields


@pytest.fixture
def etoile():
    show = make_show("Étoile", year=2025, country="US", also_known_as=["The Ballet"])
    record(show, "series_ordered", "2023-04-26", network="Prime Video")
    return show


@pytest.mark.parametrize(
    ("typed", "is_same"),
    [
        ("Etoile", True),
        ("ÉTOILE", True),
        ("É-toile", True),
        ("Ballet", True),
        ("Etiole", False),
        ("The Bellet", False),
    ],
)
def test_a_name_that_is_here_is_found_however_it_is_typed(etoile, typed, is_same):
    (twin,) = twins_of(Show, [typed])

    assert (twin.row, twin.typed) == (etoile, typed)
    assert twin.is_same is is_same


@pytest.mark.parametrize(
    ("here", "typed"),
    [("Lost", "Lust"), ("Station 18", "Station 19"), ("Star Trek", "Star"), ("BBC", "BBC One"), ("Étoile", "")],
)
def test_names_of_two_things_are_told_apart(here, typed):
    make_show(here)

    assert twins_of(Show, [typed]) == []


def test_long_titles_with_a_slip_in_two_words_are_nearly_the_same():
    make_show("The Marvelous Mrs. Maisel")

    (twin,) = twins_of(Show, ["Marvellous Mrs Maizel"])

    assert twin.is_same is False


def test_the_row_itself_is_no_twin(etoile):
    assert twins_of(Show, ["Etoile"], but=etoile.pk) == []


def test_as_many_queries_however_many_are_alike(etoile):
    def queries():
        with CaptureQueriesContext(connection) as context:
            twins_of(Show, ["Etoile"])
        return len(context)

    few = queries()
    for year in range(1960, 2010):
        make_show("Étoile", year=year)

    assert queries() == few <= 3


# -- on saving -----------------------------------------------------------------------------------


def test_a_show_that_is_here_is_refused_once(client, etoile):
    sign_in(client, roles.EDITORS)

    page = parse(client.post(ADD, form("Etoile")).content.decode())

    assert Show.objects.count() == 1
    alert = page.one("section", data_mistakes=True).text
    assert "“Etoile” is here already: Étoile (2025, US). If it is another one, save it all the same." in alert
    assert page.one("input", id="id_title").attrs["value"] == "Etoile"
    button = page.one("button", name="all_the_same")
    assert client.post(ADD, form("Etoile", all_the_same=button.attrs["value"])).status_code == 302
    assert Show.objects.count() == 2


def test_what_could_not_be_told_apart_is_not_said_to_be_possible(client, etoile):
    sign_in(client, roles.EDITORS)

    page = parse(client.post(ADD, form("Etoile", year=2025, country="US")).content.decode())

    alert = page.one("section", data_mistakes=True).text
    assert "“Etoile” is here already: Étoile (2025, US)." in alert
    assert "There is a show of this title already: give the year or the country." in page.text
    assert [one.attrs["href"] for one in page.one("div", class_="desk-warning").all("a")] == [
        reverse("admin:shows_show_change", args=[etoile.pk])
    ]
    assert "all the same" not in page.text
    assert not page.all("button", name="all_the_same")


@pytest.mark.parametrize(("year", "free"), [("", "etoile-2"), (2027, "etoile-2027")])
def test_an_address_that_is_taken_is_answered_by_one_that_is_free(client, etoile, year, free):
    sign_in(client, roles.EDITORS)

    page = parse(client.post(ADD, form("Etoile", slug=etoile.slug, year=year)).content.decode())

    assert f"Another show has this address. A free one: {free}" in page.text
    button = page.one("button", name="all_the_same")
    known = {"slug": free, "year": year, "all_the_same": button.attrs["value"]}
    assert client.post(ADD, form("Etoile", **known)).status_code == 302
    assert Show.objects.filter(slug=free).exists()


def test_who_was_told_of_one_is_told_of_another_that_came_since(client, etoile):
    sign_in(client, roles.EDITORS)
    button = parse(client.post(ADD, form("Etoile")).content.decode()).one("button", name="all_the_same")
    make_show("Étoile", year=1990)

    answer = client.post(ADD, form("Etoile", year=2000, all_the_same=button.attrs["value"]))

    assert "Étoile (1990)" in answer.content.decode()
    assert Show.objects.count() == 2


def test_another_name_is_asked_about_when_it_is_new(client, etoile):
    sign_in(client, roles.EDITORS)
    minx = make_show("Minx", also_known_as=["Ballet"])
    change = reverse("admin:shows_show_change", args=[minx.pk])

    assert send(client, change, form("Minx", also_known_as="Ballet\nM")).status_code == 302
    refused = send(client, change, form("Minx", also_known_as="Ballet\nM\nEtiole"))

    assert "“Etiole” is nearly what is here already: Étoile (2025, US)." in refused.content.decode()
    assert Show.objects.get(pk=minx.pk).also_known_as == ["Ballet", "M"]


@pytest.mark.parametrize(("name", "found"), [("Max", "HBO Max"), ("HBO Mox", "HBO Max"), ("Starz", None)])
def test_a_network_is_found_by_its_other_names(client, name, found):
    sign_in(client, roles.EDITORS)
    make_network("HBO Max", also_known_as=["Max"])
    fields = {"name": name, "slug": "new", "kind": "streamer", "also_known_as": ""}

    answer = client.post(reverse("admin:shows_network_add"), fields)

    assert answer.status_code == (200 if found else 302)
    assert Network.objects.count() == (1 if found else 2)


def test_a_person_is_told_by_some_shows(client, etoile):
    sign_in(client, roles.EDITORS)
    person = Person.objects.create(name="Lou de Laâge", slug="lou")
    Credit.objects.create(show=etoile, person=person)

    page = parse(client.post(reverse("admin:shows_person_add"), {"name": "Lou de Laage", "slug": "x"}).content.decode())

    assert "Lou de Laâge · Étoile" in page.one("div", class_="desk-warning").text
    assert Person.objects.count() == 1


# -- while typing --------------------------------------------------------------------------------


def test_the_page_asks_as_one_types(client, etoile):
    sign_in(client, roles.EDITORS)

    title = read(client, ADD).one("input", id="id_title")
    answer = client.get(title.attrs["hx-get"], {"title": "Etoile"})

    assert "Étoile (2025, US)" in answer.content.decode()
    assert "Prime Video · also The Ballet" in answer.content.decode()
    assert client.get(title.attrs["hx-get"], {"title": "Minx"}).content.strip() == b""


@pytest.mark.parametrize("given", ["but=x&title=Etoile", "but=9999999999999999999&title=Etoile", "title=%00", ""])
def test_whatever_is_asked_is_answered(client, etoile, given):
    sign_in(client, roles.EDITORS)

    assert client.get(f"{reverse('desk:twins_of_show')}?{given}").status_code == 200


def test_who_enters_no_shows_learns_nothing(client, etoile):
    sign_in(client, roles.REPORTERS)

    answer = client.get(reverse("desk:twins_of_show"), {"title": "Etoile"})

    assert answer.status_code == 403
    assert "Étoile" not in answer.content.decode()
