"""A show on one page, and how shows are found at the desk."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import status_changes
from shows.admin.shows import ShowForm
from shows.models import Credit, Network, Person, Season, Show
from tests.again import again
from tests.desk import send
from tests.factories import make_network, make_season, make_show, make_user, moment, record
from tests.pages import parse, read

pytestmark = pytest.mark.django_db

SHOWS = reverse("admin:shows_show_changelist")


@pytest.fixture
def desk(client):
    """The client of somebody who may do everything."""
    client.force_login(make_user("admin", is_staff=True, is_superuser=True))
    return client


def page_of(show):
    return reverse("admin:shows_show_change", args=[show.pk])


def credit(show, name, **fields):
    person = Person.objects.get_or_create(name=name, defaults={"slug": name.lower().replace(" ", "-")})[0]
    return Credit.objects.create(show=show, person=person, **fields)


def form_on(page):
    """What the form of a show's page would send as it stands."""
    sent = {}
    form = page.one("form", id="show_form")
    for field in [*form.all("input"), *form.all("textarea"), *form.all("select")]:
        name = field.attrs.get("name")
        if not name or "__prefix__" in name or field.attrs.get("type") == "checkbox":
            continue
        if field.tag == "select":
            chosen = [option.attrs["value"] for option in field.all("option") if "selected" in option.attrs]
            sent[name] = chosen[0] if chosen else ""
        else:
            sent[name] = field.text if field.tag == "textarea" else field.attrs.get("value", "")
    return sent


def fill(show, numbers):
    for number in numbers:
        make_season(show, number, episodes=8)
        credit(show, f"Person {number}", role="cast", character=f"Character {number}", billing=number)


def queries(act):
    with CaptureQueriesContext(connection) as context:
        assert act().status_code in (200, 302)
    return len(context)


# -- the page ------------------------------------------------------------------------------------


def test_the_page_has_the_status_with_its_source_and_the_ledger(desk):
    show = make_show("Étoile")
    record(show, "airing", "2025-01-01", network="Prime Video")
    record(
        show,
        "canceled",
        "2025-06-06",
        network="Prime Video",
        confirmation="reported",
        source_name="Deadline",
        source_url="https://deadline.example/etoile",
    )

    page = read(desk, page_of(show))

    today = page.one("section", aria_labelledby="today")
    assert "The show Canceled Prime Video Since June 6, 2025 · Reported by another outlet · Deadline" in today.text
    assert today.one("a", href="https://deadline.example/etoile")
    assert today.one("a", href=reverse("desk:record", args=[show.pk]))
    statuses = [one.text for one in page.one("section", id="ledger").all(class_="desk-status")]
    assert statuses == ["Canceled", "Airing"]


def test_a_page_takes_as_many_queries_for_fifty_rows_as_for_one(desk):
    show = make_show("Étoile")
    record(show, "airing", "2025-01-01", network="Prime Video")
    fill(show, [1])
    read(desk, page_of(show))  # each process looks for its content types once
    one = queries(lambda: desk.get(page_of(show)))

    fill(show, range(2, 51))

    assert queries(lambda: desk.get(page_of(show))) == one
    assert one <= 25


@pytest.mark.slow
def test_saving_takes_as_many_queries_for_fifty_rows_as_for_one(desk):
    show = make_show("Étoile")
    fill(show, [1])
    one = queries(lambda: desk.post(page_of(show), form_on(read(desk, page_of(show)))))
    fill(show, range(2, 51))
    form = form_on(read(desk, page_of(show))) | {"credits-7-character": "Somebody else", "seasons-7-release": "weekly"}

    many = queries(lambda: desk.post(page_of(show), form))

    assert Credit.objects.filter(character="Somebody else").count() == 1
    assert Season.objects.get(release="weekly").number == 8
    # One row of each kind was changed, is checked and written, and 98 are not.
    assert many <= one + 20


def test_a_page_saved_as_it_stands_changes_nothing(desk):
    show = make_show("Étoile", also_known_as=["Etoile"])
    fill(show, [1, 2])
    before = [list(model.objects.values()) for model in (Show, Season, Credit)]

    response = desk.post(page_of(show), form_on(read(desk, page_of(show))))

    assert response.status_code == 302
    assert [list(model.objects.values()) for model in (Show, Season, Credit)] == before


def test_a_status_that_is_recorded_while_the_page_is_saved_stays(desk, monkeypatch):
    show = make_show("Minx")
    record(show, "canceled", "2025-01-01", network="Starz")
    form = form_on(read(desk, page_of(show))) | {"year": "2022"}
    clean = ShowForm.clean

    def with_news(self):
        record(show, "returning", "2025-02-01", network="Netflix")
        return clean(self)

    monkeypatch.setattr(ShowForm, "clean", with_news)
    desk.post(page_of(show), form)

    version = show.version
    show.refresh_from_db()
    assert (show.year, show.network.name) == (2022, "Netflix")
    assert show.version >= version + 2


def test_seasons_and_credits_are_added_on_the_page(desk):
    show = make_show("Étoile")
    person = Person.objects.create(name="Luke Kirby", slug="luke-kirby")
    form = form_on(read(desk, page_of(show))) | {
        **{"seasons-TOTAL_FORMS": "1", "seasons-0-number": "1", "seasons-0-episodes": "8"},
        **{"credits-TOTAL_FORMS": "1", "credits-0-person": str(person.pk), "credits-0-role": "cast"},
        **{"credits-0-character": "Jack", "credits-0-billing": "1"},
    }

    assert desk.post(page_of(show), form).status_code == 302

    assert show.seasons.get().episodes == 8
    assert (show.credits.get().person, show.credits.get().character) == (person, "Jack")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"seasons-TOTAL_FORMS": "3", "seasons-2-number": "201"}, "Ensure this value is less than or equal to 200."),
        ({"seasons-TOTAL_FORMS": "3", "seasons-2-number": "1"}, "The show has this season already."),
        ({"credits-0-person": ""}, "This field is required."),
        ({"credits-0-person": "999999"}, "Select a valid choice."),
        ({"credits-0-person": "nobody"}, "Select a valid choice."),
        ({"seasons-0-premiered_on": "2025-02-01", "seasons-0-finale_on": "2025-01-01"}, "before the premiere"),
    ],
)
def test_a_row_that_cannot_be_is_refused(desk, fields, message):
    show = make_show("Étoile")
    fill(show, [1, 2])

    response = desk.post(page_of(show), form_on(read(desk, page_of(show))) | fields)

    assert response.status_code == 200
    assert message in parse(response.content.decode()).text
    assert [season.number for season in show.seasons.all()] == [1, 2]


def test_a_season_keeps_the_number_by_which_ledger_and_articles_know_it(desk):
    show = make_show("Étoile")
    record(show, "ordered", "2025-01-01", season=2, network="Prime Video")
    page = read(desk, page_of(show))

    response = desk.post(page_of(show), form_on(page) | {"seasons-0-number": "7", "seasons-0-episodes": "8"})

    assert response.status_code == 302
    assert "disabled" in page.one("input", name="seasons-0-number").attrs
    assert list(show.seasons.values_list("number", "episodes")) == [(2, 8)]


def test_a_row_of_another_show_is_not_changed_from_here(desk):
    show, other = make_show("Étoile"), make_show("Minx")
    fill(show, [1])
    stranger = make_season(other, 1)
    form = form_on(read(desk, page_of(show))) | {"seasons-0-id": str(stranger.pk), "seasons-0-episodes": "99"}

    desk.post(page_of(show), form)

    stranger.refresh_from_db()
    assert stranger.episodes is None


def test_what_has_a_ledger_is_not_deleted(desk):
    show = make_show("Étoile")
    record(show, "airing", "2025-01-01")
    empty = make_show("Minx")

    assert desk.post(reverse("admin:shows_show_delete", args=[show.pk]), {"post": "yes"}).status_code == 403
    assert send(desk, reverse("admin:shows_show_delete", args=[empty.pk]), {"post": "yes"}).status_code == 302
    assert Show.objects.get() == show


# -- other names ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Etoile\r\nB99", ["Etoile", "B99"]),
        ("Etoile, B99,", ["Etoile", "B99"]),
        (" Etoile \n\n Etoile ", ["Etoile"]),
        ("", []),
    ],
)
def test_other_names_are_typed_one_a_line(desk, typed, names):
    show = make_show("Étoile", also_known_as=["Old"])

    desk.post(page_of(show), form_on(read(desk, page_of(show))) | {"also_known_as": typed})

    show.refresh_from_db()
    assert show.also_known_as == names
    assert read(desk, page_of(show)).one("textarea", name="also_known_as").text == " ".join(names)


def test_a_name_that_is_too_long_is_refused_and_kept_to_be_shortened(desk):
    show = make_show("Étoile")

    response = desk.post(page_of(show), form_on(read(desk, page_of(show))) | {"also_known_as": "n" * 201})

    page = parse(response.content.decode())
    assert "is longer than 200 characters: shorten it." in page.text
    assert page.one("textarea", name="also_known_as").text == "n" * 201


def test_a_network_has_other_names_too(desk):
    network = make_network("HBO Max")
    form = {"name": "HBO Max", "slug": "hbo-max", "kind": "streamer", "also_known_as": "Max\nHBO Go"}

    send(desk, reverse("admin:shows_network_change", args=[network.pk]), form)

    assert Network.objects.get().also_known_as == ["Max", "HBO Go"]


# -- the list ------------------------------------------------------------------------------------


def titles(client, query):
    return [cell.text for cell in read(client, f"{SHOWS}?{query}").all(class_="field-title")]


@pytest.fixture
@again
def two_shows():
    etoile = make_show("Étoile", also_known_as=["B99"])
    record(etoile, "returning", "2025-01-01", network="Prime Video")
    record(etoile, "canceled", "2025-06-06", network="Prime Video")
    record(etoile, "order_reversed", "2025-06-06", season=2, network="Prime Video")
    minx = make_show("Minx")
    record(minx, "airing", "2025-01-01", network="Starz")
    make_show("Nothing Yet")


@pytest.mark.usefixtures("two_shows")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=etoile", ["Étoile"]),
        ("q=ÉTOILE", ["Étoile"]),
        ("q=b99", ["Étoile"]),
        ("q=yet+nothing", ["Nothing Yet"]),
        ("q=%25", []),
        ("status=canceled", ["Étoile"]),
        ("status=returning", []),
        ("status=none", ["Nothing Yet"]),
        ("", ["Étoile", "Minx", "Nothing Yet"]),
    ],
)
def test_shows_are_found_by_name_and_by_status(desk, query, found):
    assert titles(desk, query) == found


@pytest.mark.usefixtures("two_shows")
def test_shows_are_found_by_network(desk):
    assert titles(desk, f"network__id__exact={make_network('Starz').pk}") == ["Minx"]


@pytest.mark.usefixtures("two_shows")
def test_the_list_tells_the_status_of_today(desk):
    cells = read(desk, SHOWS).all(class_="field-status_today")

    assert [cell.text for cell in cells] == ["Canceled", "Airing", "No status recorded"]


def autocomplete(client, model, field, term):
    said = {"term": term, "app_label": "articles", "model_name": model, "field_name": field}
    return [one["text"] for one in client.get(reverse("admin:autocomplete"), said).json()["results"]]


def test_shows_of_one_title_are_told_apart_where_one_is_chosen(desk):
    make_show("Étoile", year=2025)
    make_show("Étoile", year=1991, country="FR")

    assert autocomplete(desk, "coverage", "show", "etoile") == ["Étoile (1991, FR)", "Étoile (2025)"]


@pytest.mark.parametrize("term", ["etoile 2", "Étoile season 2", "etoile, 2"])
def test_a_season_is_chosen_by_its_show_and_number(desk, term):
    make_show("Étoile", seasons=[1, 2])
    make_show("Minx", seasons=[2])

    assert autocomplete(desk, "coverage", "season", term) == ["Étoile, season 2"]


# -- the ledger's list ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"), [("source=none", ["Airing"]), ("source=any", ["Canceled"]), ("stands=yes", ["Airing"])]
)
def test_the_ledger_is_filtered_by_source_and_standing(desk, query, found):
    show = make_show("Minx")
    record(show, "airing", "2025-01-01", network="Starz")
    wrong = record(show, "canceled", "2025-06-06", network="Starz", source_name="Deadline")
    status_changes.correct(wrong, status_changes.void(wrong), by=None, at=moment("2026-02-01"))

    page = read(desk, f"{reverse('admin:shows_statusentry_changelist')}?{query}")

    assert [one.text for one in page.all(class_="field-says") if one.text != "Void"] == found
