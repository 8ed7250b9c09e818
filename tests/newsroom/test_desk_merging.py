"""The pages on which shows, seasons, networks and people are merged."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from newsroom import roles
from shows.models import Network, Person
from tests.desk import sign_in, told
from tests.factories import make_article, make_network, make_season, make_show, record
from tests.pages import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def gone(client):
    sign_in(client, roles.MANAGING_EDITORS)
    show = make_show("Minx")
    record(show, "returning", "2025-01-01", network="HBO Max")
    make_article("It returns", shows=[show], published="2025-01-10")
    record(show, "canceled", "2025-02-01", network="HBO Max")
    record(show, "returning", "2025-03-01", network="HBO Macs")
    make_network("Starz")
    return make_network("HBO Macs")


def path(row, into=None):
    address = reverse(f"desk:merge_{row._meta.model_name}", args=[row.pk])
    return f"{address}?into={into.pk}" if into else address


def found(page):
    return [link.one("strong").text for link in page.all("a", class_="desk-found-show")]


def test_who_stays_is_searched_for(client, gone):
    assert read(client, reverse("admin:shows_network_change", args=[gone.pk])).text.count("Merge…") == 1
    assert found(read(client, path(gone) + "?q=HBO")) == ["HBO Max"]
    assert found(read(client, path(gone) + "?q=x")) == ["HBO Max"]
    assert found(read(client, path(gone) + "?q=zzz")) == []


def test_what_it_does_is_read_and_confirmed(client, gone):
    kept = make_network("HBO Max")

    page = read(client, path(gone, kept))
    text = page.one(id="main").text if page.all(id="main") else page.text
    assert "1 entry in the ledger of 1 show will be of “HBO Max”" in text
    assert "Articles that tell something else 1" in text
    assert "was to return for another season. ThenNo notice." in text
    form = page.one("form", class_="desk-card")
    sent = {field.attrs["name"]: field.attrs["value"] for field in form.all("input")}
    answer = client.post(path(gone), sent)

    assert answer.url == reverse("admin:shows_network_change", args=[kept.pk])
    assert told(answer) == ["“HBO Macs” is “HBO Max” from now on."]
    assert list(Network.objects.values_list("name", flat=True)) == ["HBO Max", "Starz"]


@pytest.mark.parametrize("into", ["", "x", "999999999", "9" * 30, "self"])
def test_nobody_who_could_stay_is_nobody(client, gone, into):
    into = str(gone.pk) if into == "self" else into

    answer = client.post(path(gone), {"into": into, "token": "x"})

    assert "Choose the one that is to stay." in answer.content.decode()
    assert Network.objects.filter(pk=gone.pk).exists()
    assert client.get(f"{path(gone)}?into={into}").status_code == 200


def test_what_was_not_looked_at_is_not_done(client, gone):
    kept = make_network("HBO Max")

    answer = client.post(path(gone), {"into": kept.pk, "token": "another"})

    assert "Something changed since you looked." in answer.content.decode()
    assert Network.objects.filter(pk=gone.pk).exists()


def test_people_are_merged_as_well(client, gone):
    kept = Person.objects.create(name="Lou de Laâge", slug="lou")
    twin = Person.objects.create(name="Lou de Laage", slug="lou-1")
    assert found(read(client, path(twin))) == ["Lou de Laâge"]
    assert found(read(client, path(twin) + "?q=laage")) == ["Lou de Laâge"]

    page = read(client, path(twin, kept))
    sent = {field.attrs["name"]: field.attrs["value"] for field in page.one("form", class_="desk-card").all("input")}
    client.post(path(twin), sent)

    assert list(Person.objects.all()) == [kept]


@pytest.fixture
def shows(client, gone):
    kept, twin = make_show("Étoile", year=2025), make_show("Etoile", slug="etoile-2")
    record(kept, "canceled", "2025-06-06")
    record(twin, "returning", "2025-01-01")
    make_article("Étoile returns", shows=[twin], published="2025-02-01")
    return twin, kept


def confirmed(client, gone, kept):
    sent = {field.attrs["name"]: field.attrs["value"] for field in confirming(client, gone, kept).all("input")}
    return client.post(path(gone), sent)


def confirming(client, gone, kept):
    return read(client, path(gone, kept)).one("form", class_="desk-card")


def test_shows_are_merged_as_well(client, shows):
    twin, kept = shows
    assert read(client, reverse("admin:shows_show_change", args=[twin.pk])).text.count("Merge…") == 1
    assert found(read(client, path(twin))) == found(read(client, path(twin) + "?q=etoile")) == ["Étoile (2025)"]

    text = read(client, path(twin, kept)).text
    assert "1 entry of the ledger will be of “Étoile (2025)”" in text
    assert "1 article will cover “Étoile (2025)” instead." in text
    assert "Articles that tell something else 1" in text
    answer = confirmed(client, twin, kept)

    assert answer.url == reverse("admin:shows_show_change", args=[kept.pk])
    assert told(answer) == ["“Etoile” is “Étoile (2025)” from now on."]
    assert kept.ledger.count() == 2


def test_seasons_go_into_others_of_their_show_alone(client, shows):
    twin, other = shows
    first, second, elsewhere = make_season(twin, 1), make_season(twin, 2), make_season(other, 1)
    assert found(read(client, path(second))) == ["Etoile, season 1"]
    assert "Choose the one" in client.post(path(second), {"into": elsewhere.pk}).content.decode()

    answer = confirmed(client, second, first)

    assert answer.url == reverse("admin:shows_season_change", args=[first.pk])
    assert told(answer) == ["“Etoile, season 2” is “Etoile, season 1” from now on."]


def test_the_warning_of_twins_leads_to_where_they_are_merged(client, shows):
    twin, kept = shows
    address = f"{reverse('desk:twins_of_show')}?title=Etoile&but={twin.pk}"

    assert f"{path(twin, kept)}" in client.get(address).content.decode()
    assert "Merge" not in client.get(f"{reverse('desk:twins_of_show')}?title=Etoile").content.decode()
    sign_in(client, roles.EDITORS)
    assert "Merge" not in client.get(address).content.decode()


def test_looking_at_it_costs_the_same_whatever_is_there(client, shows):
    def statements():
        with CaptureQueriesContext(connection) as context:
            client.get(path(*shows))
        return len(context)

    few = statements()
    for day in range(1, 9):
        record(shows[0], "airing", f"2025-03-{day:02}")
        make_article(f"Piece {day}", shows=[shows[0]], published="2025-02-10")

    assert statements() <= few + 1


def test_editors_merge_nothing_and_learn_nothing(client, gone):
    sign_in(client, roles.EDITORS)

    assert client.get(path(gone)).status_code == 403
    assert client.post(path(gone), {"into": make_network("HBO Max").pk}).status_code == 403
    assert client.get(reverse("desk:merge_network", args=[999999])).status_code == 403
    assert "Merge…" not in read(client, reverse("admin:shows_network_change", args=[gone.pk])).text
