"""What a colleague deleted while a page was open, and what changed since somebody meant to delete it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse, reverse_lazy

from articles.models import Section, Topic
from newsroom import roles
from shows.models import Credit, Person, Season
from tests.articles.writing import held
from tests.desk import sign_in, told
from tests.factories import make_season, make_show, make_user
from tests.pages import parse, read

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def desk(client):
    client.force_login(make_user("admin", is_staff=True, is_superuser=True))
    return client


def page_of(row, act="change"):
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{act}", args=[row.pk])


def credit(show, name, billing):
    person = Person.objects.create(name=name, slug=name.lower())
    return Credit.objects.create(show=show, person=person, role="cast", character=f"As {name}", billing=billing)


def form_of(desk, show):
    return held(read(desk, page_of(show)), "show_form")


def characters():
    return list(Credit.objects.order_by("billing").values_list("character", flat=True))


def cast():
    show = make_show()
    return show, [credit(show, name, billing) for billing, name in enumerate(["Ann", "Bob", "Cid"], 1)]


def asked(desk, row):
    """What the page that asks before it deletes would send."""
    began = read(desk, page_of(row, "delete")).one("input", name="began_with").attrs["value"]
    return {"post": "yes", "began_with": began}


# -- rows that are gone ----------------------------------------------------------------------------


def test_a_row_that_is_gone_and_was_not_written_into_is_no_obstacle(desk):
    show, credits = cast()
    form = form_of(desk, show) | {"credits-2-character": "Mine", "year": "2025"}
    credits[0].delete()

    assert desk.post(page_of(show), form).status_code == 302

    show.refresh_from_db()
    assert show.year == 2025
    assert characters() == ["As Bob", "Mine"]


def test_what_was_written_into_a_row_that_is_gone_is_kept_and_told_of(desk):
    show, credits = cast()
    form = form_of(desk, show) | {"credits-0-character": "Mine"}
    credits[0].delete()

    page = parse(desk.post(page_of(show), form).content.decode())

    mistake = page.one("a", href="#id_credits-2-person")
    assert "Somebody else deleted this credit meanwhile. Save again to add it anew, or remove the row." in page.text
    assert mistake.text.startswith("Credit 3, person")
    again = held(page, "show_form")
    assert [again[f"credits-{number}-character"] for number in range(3)] == ["As Bob", "As Cid", "Mine"]
    assert characters() == ["As Bob", "As Cid"]


def test_a_row_that_is_gone_is_added_anew_by_who_saves_again(desk):
    show, credits = cast()
    form = form_of(desk, show) | {"credits-0-character": "Mine"}
    credits[0].delete()
    refused = parse(desk.post(page_of(show), form).content.decode())

    assert desk.post(page_of(show), held(refused, "show_form")).status_code == 302

    assert characters() == ["Mine", "As Bob", "As Cid"]


def test_a_row_that_both_delete_is_gone(desk):
    show, credits = cast()
    form = form_of(desk, show) | {"credits-0-character": "Mine", "credits-0-DELETE": "on"}
    credits[0].delete()

    assert desk.post(page_of(show), form).status_code == 302
    assert characters() == ["As Bob", "As Cid"]


def test_a_season_that_is_gone_keeps_its_number(desk):
    show = make_show()
    season = make_season(show, 3, episodes=8)
    form = form_of(desk, show) | {"seasons-0-episodes": "10"}
    season.delete()
    refused = parse(desk.post(page_of(show), form).content.decode())
    assert "Somebody else deleted this season meanwhile." in refused.text

    assert desk.post(page_of(show), held(refused, "show_form")).status_code == 302

    assert Season.objects.values_list("number", "episodes").get() == (3, 10)


def test_a_row_that_somebody_added_meanwhile_moves_nothing(desk):
    show, credits = cast()
    form = form_of(desk, show) | {"credits-1-character": "Mine", "year": "never"}
    credit(show, "Eve", 0)

    page = parse(desk.post(page_of(show), form).content.decode())

    again = held(page, "show_form")
    assert [again[f"credits-{number}-character"] for number in range(3)] == ["As Ann", "Mine", "As Cid"]
    assert [again[f"credits-{number}-id"] for number in range(3)] == [str(one.pk) for one in credits]


@pytest.mark.parametrize("count", ["", "x", "-1", "99999"])
def test_a_form_that_does_not_count_its_rows_is_refused(desk, count):
    show, _ = cast()
    form = form_of(desk, show) | {"credits-INITIAL_FORMS": count, "year": "2025"}

    assert desk.post(page_of(show), form).status_code == 200
    assert len(characters()) == 3


# -- deleting what changed -------------------------------------------------------------------------


def test_a_row_that_changed_since_is_not_deleted_unseen(desk):
    show, _ = cast()
    form = form_of(desk, show) | {"credits-0-DELETE": "on"}
    Credit.objects.filter(billing=1).update(character="Theirs")

    page = parse(desk.post(page_of(show), form).content.decode())

    message = "Somebody else wrote here meanwhile: “Theirs”. Tick Delete again to delete it anyway."
    assert message in page.text
    again = held(page, "show_form")
    assert again["credits-0-character"] == "Theirs"
    assert "credits-0-DELETE" not in again
    assert len(characters()) == 3


@pytest.mark.parametrize(("more", "left"), [({"credits-0-DELETE": "on"}, 2), ({}, 3)])
def test_a_row_that_changed_since_is_deleted_by_who_has_seen_it(desk, more, left):
    show, _ = cast()
    form = form_of(desk, show) | {"credits-0-DELETE": "on"}
    Credit.objects.filter(billing=1).update(character="Theirs")
    refused = parse(desk.post(page_of(show), form).content.decode())

    assert desk.post(page_of(show), held(refused, "show_form") | more).status_code == 302

    assert len(characters()) == left
    assert ("Theirs" in characters()) == (left == 3)


def test_what_changed_since_it_was_asked_is_not_deleted(desk):
    section = Section.objects.create(name="First", slug="first")
    sure = asked(desk, section)
    Section.objects.update(name="Theirs")

    response = desk.post(page_of(section, "delete"), sure)

    assert response.url == page_of(section, "delete")
    assert told(response) == [
        "“Theirs” was changed meanwhile and not deleted: Name is now “Theirs”. Look again first.",
    ]
    assert desk.post(page_of(section, "delete"), asked(desk, section)).status_code == 302
    assert not Section.objects.exists()


def test_who_may_not_delete_learns_nothing(client):
    sign_in(client, roles.REPORTERS)

    for key in (Section.objects.create(name="First", slug="first").pk, 999):
        assert client.post(reverse("admin:articles_section_delete", args=[key]), {"post": "yes"}).status_code == 403


# -- deleting several ------------------------------------------------------------------------------

TOPICS = reverse_lazy("admin:articles_topic_changelist")


def topics_named(*names):
    return [Topic.objects.create(name=name, slug=name.lower()) for name in names]


def ask_for(desk, rows, path=TOPICS):
    """What the page that asks whether to delete those ``rows`` would send."""
    chosen = {"action": "delete_selected", "_selected_action": [row.pk for row in rows]}
    page = parse(desk.post(path, chosen).content.decode())
    return chosen | {"post": "yes", "began_with": page.one("input", name="began_with").attrs["value"]}


def names():
    return list(Topic.objects.order_by("pk").values_list("name", flat=True))


def test_those_that_were_chosen_and_seen_are_deleted(desk):
    one, two, _ = topics_named("One", "Two", "Three")

    response = desk.post(TOPICS, ask_for(desk, [one, two]))

    assert told(response) == ["Successfully deleted 2 topics."]
    assert names() == ["Three"]


def test_of_those_that_were_chosen_what_changed_since_stays_and_is_named(desk):
    one, two = topics_named("One", "Two")
    sure = ask_for(desk, [one, two])
    Topic.objects.filter(pk=one.pk).update(name="Theirs")

    response = desk.post(TOPICS, sure)

    changed = "“Theirs” was changed meanwhile and not deleted: Name is now “Theirs”. Look again first."
    assert told(response) == [changed, "Successfully deleted 1 topic."]
    assert names() == ["Theirs"]
    assert desk.post(TOPICS, ask_for(desk, [one])).status_code == 302
    assert names() == []


@pytest.mark.parametrize("began", [None, "", "[]", "nonsense", '{"%d": 1}'])
def test_what_was_never_shown_is_not_deleted(desk, began):
    (one,) = topics_named("One")
    sure = ask_for(desk, [one]) | {"began_with": began and began.replace("%d", str(one.pk))}

    response = desk.post(TOPICS, {name: value for name, value in sure.items() if value is not None})

    assert told(response) == [
        "“One” was changed meanwhile and not deleted: Name is now “One”; Slug is now “one”. Look again first."
    ]
    assert names() == ["One"]


def test_what_somebody_else_deleted_meanwhile_keeps_nothing_waiting(desk):
    one, two = topics_named("One", "Two")
    sure = ask_for(desk, [one, two])
    one.delete()

    assert desk.post(TOPICS, sure).status_code == 302
    assert names() == []


def test_asking_for_fifty_takes_as_many_queries_as_for_one(desk):
    rows = topics_named(*(f"Topic {number}" for number in range(50)))

    def queries(rows):
        with CaptureQueriesContext(connection) as context:
            ask_for(desk, rows)
        return len(context)

    assert queries(rows[:1]) == queries(rows)


def test_who_may_not_delete_several_is_not_asked(client):
    sign_in(client, roles.REPORTERS)
    (one,) = topics_named("One")
    chosen = {"action": "delete_selected", "_selected_action": [one.pk], "post": "yes", "began_with": "{}"}

    response = client.post(TOPICS, chosen)

    assert "delete_selected" not in response.content.decode()
    assert names() == ["One"]
