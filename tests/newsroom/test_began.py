"""Whoever had a page of the desk open writes over nothing that a colleague saved since, whichever page it is."""

from dataclasses import dataclass

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article, Author, Picture, Section, Topic
from newsroom.lib.began import BEGAN_WITH
from newsroom.models import User
from shows.models import Credit, Network, Person, Season, Show
from tests.articles.writing import held
from tests.factories import make_network, make_picture, make_season, make_show, make_user, moment
from tests.pages import parse, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

# Its words are revisions, and its filing is compared as a whole: see test_admin_writing.
OF_ITS_OWN = {Article}


@dataclass(frozen=True)
class Case:
    """How a row is made, and two of its fields as two people write them: ``(theirs, mine)``, as the form sends them."""

    make: object
    field: str
    theirs: object
    mine: str
    other: str
    also: str
    shown: str = ""


def named(model, **fields):
    return lambda: model.objects.create(name="First", slug="first", **fields)


def make_credit():
    return Credit.objects.create(show=make_show(), person=named(Person)(), role="cast", character="Jack")


CASES = {
    Section: Case(named(Section), "name", "Theirs", "Mine", "slug", "mine"),
    Topic: Case(named(Topic), "name", "Theirs", "Mine", "slug", "mine"),
    Author: Case(named(Author), "biography", "Theirs", "Mine", "role", "Critic"),
    Picture: Case(make_picture, "caption", "Theirs", "Mine", "credit", "Press"),
    Network: Case(make_network, "also_known_as", ["One", "Two"], "Three", "slug", "mine", "One, Two"),
    Person: Case(named(Person), "name", "Theirs", "Mine", "slug", "mine"),
    Show: Case(make_show, "year", 2024, "2025", "country", "FR"),
    Season: Case(lambda: make_season(make_show()), "release", "weekly", "all at once", "episodes", "8"),
    Credit: Case(make_credit, "character", "Theirs", "Mine", "billing", "3"),
    User: Case(
        lambda: make_user(date_joined=moment("2025-01-01")), "first_name", "Theirs", "Mine", "last_name", "Last"
    ),
    Group: Case(lambda: Group.objects.create(name="First"), "name", "Theirs", "Mine", "permissions", "1"),
}


@pytest.fixture
def desk(client):
    client.force_login(make_user("admin", is_staff=True, is_superuser=True))
    return client


@pytest.fixture(params=CASES, ids=lambda model: model._meta.model_name)
def case(request):
    return CASES[request.param]


def page_of(row):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def name_of(row):
    return f"{row._meta.model_name}_form"


def form_of(desk, row):
    return held(read(desk, page_of(row)), name_of(row))


def said(row, name):
    value = getattr(type(row).objects.get(pk=row.pk), name)
    return value if isinstance(value, list) else str(value)


def theirs_is_saved(row, case):
    type(row).objects.filter(pk=row.pk).update(**{case.field: case.theirs})


def test_every_page_that_saves_is_tried_here(rf):
    request = rf.get("/")
    request.user = User(is_superuser=True, is_active=True)
    saving = {model for model, desk in admin.site._registry.items() if desk.has_change_permission(request)}

    assert saving - OF_ITS_OWN == set(CASES)


def test_what_both_wrote_is_refused_with_theirs_beside_it(desk, case):
    row = case.make()
    form = form_of(desk, row) | {case.field: case.mine}
    theirs_is_saved(row, case)

    response = desk.post(page_of(row), form)

    page = parse(response.content.decode())
    theirs = case.shown or case.theirs
    assert f"Somebody else wrote here meanwhile: “{theirs}”. Save again to put yours in its place." in page.text
    assert str(said(row, case.field)) == str(case.theirs)
    again = held(page, name_of(row))
    assert again[case.field] == case.mine


def test_what_both_wrote_is_saved_by_who_has_seen_it(desk, case):
    row = case.make()
    form = form_of(desk, row) | {case.field: case.mine}
    theirs_is_saved(row, case)
    refused = desk.post(page_of(row), form)

    response = desk.post(page_of(row), held(parse(refused.content.decode()), name_of(row)))

    assert response.status_code == 302
    assert said(row, case.field) in (case.mine, [case.mine])


def test_what_only_the_other_wrote_stays(desk, case):
    row = case.make()
    form = form_of(desk, row) | {case.other: case.also}
    theirs_is_saved(row, case)

    assert desk.post(page_of(row), form).status_code == 302

    assert str(said(row, case.field)) == str(case.theirs)
    assert form_of(desk, row)[case.other] in (case.also, [case.also])


@pytest.mark.parametrize("began", ["", "no", "[]", "{}", '{"name": 7}'])
def test_a_form_that_does_not_tell_what_it_began_with_overwrites_nothing(desk, began):
    section = CASES[Section].make()

    response = desk.post(page_of(section), {"name": "Mine", "slug": "first", BEGAN_WITH: began})

    assert "Somebody else wrote here meanwhile: “First”." in response.content.decode()
    assert said(section, "name") == "First"


def test_a_page_saved_as_it_stands_says_nothing_new(desk, case):
    row = case.make()
    before = type(row).objects.values().get(pk=row.pk)

    assert desk.post(page_of(row), form_of(desk, row)).status_code == 302

    assert type(row).objects.values().get(pk=row.pk) == before


def test_what_is_no_key_is_no_error(desk):
    for key in ("x", "9" * 30, "0"):
        assert desk.post(f"/admin/articles/section/{key}/change/", {"name": "Mine"}).status_code == 302


def test_a_row_is_held_before_it_is_compared(desk):
    section = CASES[Section].make()
    form = form_of(desk, section) | {"name": "Mine"}

    with CaptureQueriesContext(connection) as queries:
        desk.post(page_of(section), form)

    of_it = [query["sql"] for query in queries if '"articles_section"' in query["sql"]]
    assert of_it[0].endswith("FOR NO KEY UPDATE")


def test_rows_on_the_page_of_a_show_are_met_one_by_one(desk):
    show = make_show()
    make_season(show, 1, episodes=8)
    form = form_of(desk, show) | {"seasons-0-episodes": "10", "seasons-0-release": "weekly"}
    Season.objects.update(episodes=9)

    refused = desk.post(page_of(show), form)
    page = parse(refused.content.decode())
    assert "Somebody else wrote here meanwhile: “9”." in page.text
    assert Season.objects.get().episodes == 9
    assert desk.post(page_of(show), held(page, name_of(show))).status_code == 302

    season = Season.objects.get()
    assert (season.episodes, season.release) == (10, "weekly")


def test_a_row_that_only_the_other_changed_stays(desk):
    show = make_show()
    make_season(show, 1, episodes=8)
    form = form_of(desk, show) | {"year": "2025"}
    Season.objects.update(episodes=9)

    assert desk.post(page_of(show), form).status_code == 302

    show.refresh_from_db()
    assert (show.year, Season.objects.get().episodes) == (2025, 9)
