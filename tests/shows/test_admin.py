import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import clock, status_changes
from shows.models import Credit, Network, Person, Season, Show, StatusEntry
from tests.desk import send
from tests.factories import make_change, make_network, make_season, make_show, make_user, moment, record
from tests.pages import read

pytestmark = pytest.mark.django_db

LEDGER = reverse("admin:shows_statusentry_changelist")


@pytest.fixture
def desk(client):
    """The client of somebody who may do everything."""
    client.force_login(make_user("admin", is_staff=True, is_superuser=True))
    return client


def sign_in(client, *permissions):
    user = make_user("editor", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(user)


def rows(client, path):
    return [row.text for row in read(client, path).one("table", id="result_list").all("tbody")]


# -- the ledger ----------------------------------------------------------------------------------


def test_the_ledger_can_be_read(desk):
    show = make_show("Étoile")
    wrong = record(show, "canceled", "2025-06-06", network="Prime Video", confirmation="reported")
    change = make_change(show, "on_hiatus", "2025-06-05", network="Prime Video")
    status_changes.correct(wrong, change, by=None, at=moment("2026-02-01"))

    page = read(desk, LEDGER)

    listed = page.one("table", id="result_list").text
    assert "Canceled" in listed
    assert "On hiatus" in listed
    detail = read(desk, reverse("admin:shows_statusentry_change", args=[wrong.pk]))
    assert "Reported by another outlet" in detail.text


def test_nobody_writes_the_ledger_here(desk):
    entry = record(make_show("Étoile"), "canceled", "2025-06-06")
    change = reverse("admin:shows_statusentry_change", args=[entry.pk])

    assert desk.get(reverse("admin:shows_statusentry_add")).status_code == 403
    assert desk.post(change, {"status": "ended"}).status_code == 403
    assert desk.post(reverse("admin:shows_statusentry_delete", args=[entry.pk]), {"post": "yes"}).status_code == 403
    desk.post(LEDGER, {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"})

    assert StatusEntry.objects.get().status == "canceled"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=etoile", 1),
        ("q=%C3%89toile", 1),
        ("q=minx", 1),
        ("q=nothing", 0),
        ("confirmation__exact=reported", 1),
        ("event__exact=cancellation", 1),
        ("status__exact=airing", 1),
        ("about=season", 0),
        ("about=show", 2),
        ("stands=today", 2),
        ("effective_at_from=2025-06-07", 0),
        ("effective_at_from=2025-06-01&effective_at_to=2025-06-30", 2),
        ("recorded_at_to=2025-12-30", 0),
        ("show__id__exact=1000000", 0),
        ("recorded_at_from=2025-12-31", 2),
        ("recorded_at_from=yesterday&effective_at_to=9999-12-31", 2),
    ],
)
def test_the_ledger_is_searched_and_filtered(desk, query, found):
    record(make_show("Étoile"), "canceled", "2025-06-06", confirmation="reported")
    record(make_show("Minx"), "airing", "2025-06-06")

    page = read(desk, f"{LEDGER}?{query}")

    assert len(page.all(class_="field-show")) == found


def test_the_ledger_is_filtered_by_network(desk):
    record(make_show("Étoile"), "canceled", "2025-06-06", network="Prime Video")
    record(make_show("Minx"), "airing", "2025-06-06", network="Starz")

    page = read(desk, f"{LEDGER}?network__id__exact={make_network('Starz').pk}")

    assert [cell.text for cell in page.all(class_="field-show")] == ["Minx"]


# -- who may do what -----------------------------------------------------------------------------


@pytest.mark.parametrize("model", ["statusentry", "show", "season", "network", "person", "credit"])
def test_the_desk_is_for_those_who_may(client, model):
    path = reverse(f"admin:shows_{model}_changelist")
    assert client.get(path).status_code == 302

    sign_in(client)
    assert client.get(path).status_code == 403

    sign_in(client, f"view_{model}")
    assert client.get(path).status_code == 200


def test_who_may_look_may_not_change(client):
    show = make_show("Étoile")
    sign_in(client, "view_show")

    response = client.post(reverse("admin:shows_show_change", args=[show.pk]), {"title": "Star"})

    assert response.status_code == 403
    assert Show.objects.get().title == "Étoile"


# -- the forms -----------------------------------------------------------------------------------


def show_form(**fields):
    empty = {f"{prefix}-{name}": 0 for prefix in ("seasons", "credits") for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    return {"title": "Étoile", "slug": "etoile", "year": "", "country": "", "also_known_as": ""} | empty | fields


def test_a_show_is_entered(desk):
    form = show_form(title="  É\u202etoile\u200b ", also_known_as="Etoile,\u2066Ètoile")

    response = desk.post(reverse("admin:shows_show_add"), form)

    assert response.status_code == 302
    show = Show.objects.get()
    assert (show.title, show.slug, show.also_known_as) == ("Étoile", "etoile", ["Etoile", "Ètoile"])


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"title": "\u200b"}, "This field cannot be blank."),
        ({"slug": "étoile"}, "Enter a valid “slug”"),
        ({"country": "us"}, "Write the country as two capital letters, such as US."),
        ({"title": "minx"}, "There is a show of this title already: give the year or the country."),
    ],
)
def test_a_show_that_cannot_be_is_refused(desk, fields, message):
    make_show("Minx")

    page = read(desk, reverse("admin:shows_show_add"))
    response = desk.post(reverse("admin:shows_show_add"), show_form(**fields))

    assert page.one("input", id="id_title")
    assert message in response.content.decode()
    assert Show.objects.count() == 1


def test_a_network_is_entered_once(desk):
    make_network("Prime Video")

    form = {"name": "prime vidéo", "slug": "prime", "kind": "streamer", "also_known_as": ""}
    response = desk.post(reverse("admin:shows_network_add"), form)

    assert "There is a network of this name already." in response.content.decode()


def test_the_network_of_a_show_is_the_ledger_s(desk):
    show = make_show("Étoile")
    record(show, "airing", "2025-01-01", network="Prime Video")

    send(desk, reverse("admin:shows_show_change", args=[show.pk]), show_form(network=make_network("NBC").pk))

    show.refresh_from_db()
    assert show.network.name == "Prime Video"


def test_a_season_keeps_its_show_and_number(desk):
    season = make_season(make_show("Étoile"), 1)
    other = make_show("Minx")
    form = {"show": other.pk, "number": 2, "episodes": 8, "premiered_on": "", "finale_on": "", "release": ""}

    send(desk, reverse("admin:shows_season_change", args=[season.pk]), form)

    season.refresh_from_db()
    assert (season.show.title, season.number, season.episodes) == ("Étoile", 1, 8)


def test_a_new_title_or_name_moves_the_clock(desk):
    show, network = make_show("Étoile"), make_network("Prime Video")
    before = clock.now()

    send(desk, reverse("admin:shows_show_change", args=[show.pk]), show_form(title="Étoile!"))
    send(
        desk,
        reverse("admin:shows_network_change", args=[network.pk]),
        {"name": "Prime", "slug": "prime", "kind": "streamer", "also_known_as": "Prime Video"},
    )

    assert Show.objects.get().title == "Étoile!"
    assert Network.objects.get().name == "Prime"
    assert clock.now() == before + 2


# -- what the lists cost -------------------------------------------------------------------------


def make_row(number):
    show = make_show(f"Show {number}")
    record(show, "ordered", "2025-01-01", season=1, network=f"Network {number % 2}", by=make_user())
    record(show, "airing", "2025-01-01", network=f"Network {number % 2}")
    person = Person.objects.create(name=f"Person {number}", slug=f"person-{number}")
    Credit.objects.create(show=show, person=person)


@pytest.mark.parametrize("model", [StatusEntry, Show, Season, Network, Person, Credit])
def test_a_full_page_takes_as_many_queries_as_two_rows(desk, model):
    def queries():
        with CaptureQueriesContext(connection) as context:
            read(desk, reverse(f"admin:shows_{model._meta.model_name}_changelist"))
        return len(context)

    make_row(0)
    make_row(1)
    few = queries()
    for number in range(2, 25):
        make_row(number)

    assert queries() == few
