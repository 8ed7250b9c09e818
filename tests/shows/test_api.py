import json

import jsonschema
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import status_changes
from newsroom.api import described
from shows.models import Credit, Network, Person, Show
from shows.statuses import SEASON_STATUSES, SHOW_STATUSES, Status
from tests.factories import cancel_etoile, make_change, make_etoile, make_season, make_show, moment, record

pytestmark = pytest.mark.django_db

SITE = "https://newsroom.example"


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE


def ask(client, path="", status=200, **headers):
    response = client.get(f"/api/v1/shows/{path}", headers=headers)
    assert response.status_code == status, response.content
    return response


def answer(client, path="", status=200):
    return json.loads(ask(client, path, status).content)


def titles(client, query=""):
    return [show["title"] for show in answer(client, query)["results"]]


def ledger(client, query=""):
    return answer(client, f"etoile/ledger/{query}")["results"]


def validator(name):
    schema = {"$ref": f"#/components/schemas/{name}", "components": described()["components"]}
    return jsonschema.Draft202012Validator(json.loads(json.dumps(schema)))


# -- shows ---------------------------------------------------------------------------------------


def test_a_show_is_told_with_todays_status_its_seasons_and_people(client):
    show = make_etoile()
    reversal = cancel_etoile(show)
    Show.objects.update(year=2025, country="US")
    show.seasons.filter(number=1).update(episodes=8, release="all at once")
    person = Person.objects.create(name="An actor", slug="an-actor")
    Credit.objects.create(show=show, person=person, character="The director")

    told = answer(client, "etoile/")

    canceled = show.ledger.get(status="canceled")
    deadline = {
        "effective": "2025-06-06",
        "precision": "day",
        "confirmation": "reported",
        "source_name": "Deadline",
        "source_url": "https://deadline.example/etoile",
        "network": {"name": "Prime Video", "slug": "prime-video"},
        "recorded_at": "2025-06-06T18:20:11Z",
    }
    first, second = told.pop("seasons")
    assert told == {
        "title": "Étoile",
        "slug": "etoile",
        "url": f"{SITE}/shows/etoile/",
        "api_url": f"{SITE}/api/v1/shows/etoile/",
        "year": 2025,
        "country": "US",
        "also_known_as": ["Etoile"],
        "network": {"name": "Prime Video", "slug": "prime-video"},
        "status": {"entry": canceled.pk, "status": "canceled", "label": "Canceled", **deadline},
        "credits": [{"name": "An actor", "slug": "an-actor", "role": "cast", "character": "The director"}],
        "ledger_url": f"{SITE}/api/v1/shows/etoile/ledger/",
        "articles_url": f"{SITE}/api/v1/articles/?show=etoile",
    }
    assert (first["number"], first["episodes"], first["release"]) == (1, 8, "all at once")
    assert first["status"]["status"] == "aired"
    assert second == {
        "number": 2,
        "status": {"entry": reversal.pk, "status": "order_reversed", "label": "Order reversed", **deadline},
        "episodes": None,
        "premiered_on": None,
        "finale_on": None,
        "release": "",
    }


def test_a_show_of_which_nothing_is_recorded_has_no_status(client):
    make_show("Étoile", seasons=[1])

    told = answer(client, "etoile/")

    assert (told["status"], told["network"], told["seasons"][0]["status"]) == (None, None, None)


def test_shows_stand_from_a_to_z(client):
    for title in ("The Zoo", "Minx", "Étoile", "1923", "A Farewell"):
        make_show(title)

    assert titles(client) == ["1923", "Étoile", "A Farewell", "Minx", "The Zoo"]


def test_shows_are_found_by_a_part_of_any_name(client):
    make_show("Étoile")
    make_show("Brooklyn Nine-Nine", also_known_as=["B99"])

    assert titles(client, "?q=ETOI") == titles(client, "?q=%C3%A9to") == ["Étoile"]
    assert titles(client, "?q=b99") == ["Brooklyn Nine-Nine"]
    assert titles(client, "?q=%25") == titles(client, "?q=nothing") == []


def test_shows_are_found_by_status_and_network_of_today(client):
    show = make_etoile()
    record(make_show("Minx"), "airing", "2025-01-01", network="Starz")
    assert titles(client, "?status=returning") == ["Étoile"]

    cancel_etoile(show)

    assert titles(client, "?status=returning") == []
    assert titles(client, "?status=canceled&network=Prime%20Video") == ["Étoile"]
    assert titles(client, "?network=starz") == ["Minx"]


def test_pages_of_shows_follow_each_other_without_loss_or_repetition(client):
    for year in range(2000, 2005):
        make_show("Étoile", year=year)
    make_show("Étoile")
    pages, path = [], "?limit=4"

    while path is not None:
        page = answer(client, path)
        pages.append([show["year"] for show in page["results"]])
        path = page["next_url"] and page["next_url"].removeprefix(f"{SITE}/api/v1/shows/")

    assert pages == [[2000, 2001, 2002, 2003], [2004, None]]


def test_an_unknown_show_says_where_to_look(client):
    for path in ("nothing/", "nothing/ledger/"):
        problem = answer(client, path, status=404)
        assert problem["detail"] == "There is no show “nothing”: the list at shows/ has their slugs."


# -- the ledger ----------------------------------------------------------------------------------


def test_a_ledger_is_told_in_its_order(client):
    show = make_etoile()
    cancel_etoile(show)

    entries = ledger(client)

    assert [(entry["season"], entry["status"], entry["effective"]) for entry in entries] == [
        (None, "series_ordered", "2023-04-26"),
        (1, "ordered", "2023-04-26"),
        (2, "ordered", "2023-04-26"),
        (1, "aired", "2025-04-24"),
        (None, "returning", "2025-04-24"),
        (2, "order_reversed", "2025-06-06"),
        (None, "canceled", "2025-06-06"),
    ]


def test_an_entry_tells_all_that_readers_may_know(client):
    show = make_show("Étoile")
    source = {"source_name": "Variety", "source_url": "https://variety.example/etoile", "confirmation": "on_record"}
    entry = record(
        show,
        "dated",
        "2025-02",
        season=2,
        network="Prime Video",
        premiere="2026-Q2",
        at="2025-03-01",
        note="So.",
        **source,
    )

    assert ledger(client) == [
        {
            "id": entry.pk,
            "season": 2,
            "status": "dated",
            "label": "Dated",
            "event": "date_set",
            "effective": "2025-02",
            "precision": "month",
            "recorded_at": "2025-03-01T12:00:00Z",
            **source,
            "network": {"name": "Prime Video", "slug": "prime-video"},
            "premiere": "2026-Q2",
            "episodes": None,
            "episodes_remain": "",
            "reason": "",
            "note": "So.",
            "stands": True,
            "corrects": None,
            "corrected_by": None,
            "implied_by": None,
        }
    ]


def test_what_was_wrong_stays_with_what_corrects_it(client):
    show = make_show("Étoile")
    wrong = record(show, "canceled", "2025-06-06", at="2025-06-06")

    status_changes.correct(wrong, status_changes.void(wrong), by=None, at=moment("2025-06-10"))

    entry, correction = ledger(client)
    assert (entry["stands"], entry["corrected_by"]) == (False, correction["id"])
    assert (correction["status"], correction["label"], correction["stands"]) == (None, "Void", False)
    assert correction["corrects"] == entry["id"]
    assert ledger(client, "?standing=true") == []
    assert len(ledger(client, "?standing=false")) == 2


def test_the_ledger_answers_what_was_believed_then(client):
    show = make_show("Étoile")
    wrong = record(show, "canceled", "2025-06-06", at="2025-06-06")
    status_changes.correct(wrong, make_change(show, "on_hiatus", "2025-06-06"), by=None, at=moment("2025-06-10"))

    (believed,) = ledger(client, "?recorded_before=2025-06-09")
    (standing,) = ledger(client, "?recorded_before=2025-06-09&standing=true")
    (today,) = ledger(client, "?standing=true")

    assert believed == standing
    assert (believed["status"], believed["stands"], believed["corrected_by"]) == ("canceled", True, None)
    assert today["status"] == "on_hiatus"
    assert ledger(client, "?recorded_before=2025-06-05") == []
    assert len(ledger(client, "?recorded_before=2025-06-10")) == 2


def test_what_follows_from_an_entry_names_it(client):
    show = make_etoile()
    record(show, "canceled", "2025-06-06", network="Prime Video", at="2025-06-07", implied=None)

    cancellation, reversal = ledger(client)[-2:]

    assert (cancellation["status"], reversal["status"]) == ("canceled", "order_reversed")
    assert reversal["implied_by"] == cancellation["id"]


def test_a_ledger_is_paged_in_its_order(client):
    make_etoile()
    everything = ledger(client)
    pages, path = [], "etoile/ledger/?limit=2"

    while path is not None:
        page = answer(client, path)
        pages += page["results"]
        path = page["next_url"] and page["next_url"].removeprefix(f"{SITE}/api/v1/shows/")

    assert pages == everything
    assert [entry["season"] for entry in ledger(client, "?season=2")] == [2]


# -- the vocabulary ------------------------------------------------------------------------------


def test_the_vocabulary_is_complete(client):
    vocabulary = json.loads(client.get("/api/v1/statuses/").content)

    assert {one["value"] for one in vocabulary["show_statuses"]} == set(SHOW_STATUSES)
    assert {one["value"] for one in vocabulary["season_statuses"]} == set(SEASON_STATUSES)
    assert {"value": "reported", "label": "Reported by another outlet"} in vocabulary["confirmations"]
    assert {one["value"] for one in vocabulary["kinds"]} >= {"contradiction", "record-corrected", "same"}
    validator("Vocabulary").validate(vocabulary)


def test_a_status_tells_what_keeps_and_what_breaks_it(client):
    vocabulary = json.loads(client.get("/api/v1/statuses/").content)

    (returning,) = (one for one in vocabulary["show_statuses"] if one["value"] == Status.RETURNING)
    assert returning == {
        "value": "returning",
        "label": "Returning",
        "tells": "Another season is coming.",
        "kept_by": ["awaiting_decision", "ended", "airing"],
        "broken_by": ["canceled"],
        "answered_by": [],
        "broken_by_another_network": True,
    }


# -- what it costs and promises ------------------------------------------------------------------


def queries(client, path):
    with CaptureQueriesContext(connection) as context:
        answer(client, path)
    return len(context)


@pytest.mark.slow
def test_fifty_rows_take_as_many_queries_as_one(client):
    paths = ("", "etoile/", "etoile/ledger/")

    def grow(show, number):
        make_season(show, number)
        record(show, "undecided", "2025-01-01", season=number, network=f"Network {number}")
        person = Person.objects.create(name=f"{number}", slug=f"{number}")
        Credit.objects.create(show=show, person=person)
        record(make_show(f"{number}"), "airing", "2025-01-01", network=f"Network {number}")

    show = make_show("Étoile")
    grow(show, 1)
    one = [queries(client, path) for path in paths]
    for number in range(2, 51):
        grow(show, number)

    assert [queries(client, path) for path in paths] == one
    assert max(one) <= 6


def test_what_is_told_is_as_described(client):
    show = make_etoile()
    cancel_etoile(show)
    make_show("Nothing recorded", seasons=[1])

    validator("ShowPage").validate(answer(client))
    validator("FullShow").validate(answer(client, "etoile/"))
    validator("FullShow").validate(answer(client, "nothing-recorded/"))
    validator("LedgerPage").validate(answer(client, "etoile/ledger/"))


@pytest.mark.parametrize("path", ["", "etoile/", "etoile/ledger/"])
def test_the_tag_is_that_of_what_is_told(client, path):
    show = make_etoile()
    before = ask(client, path)["ETag"]
    assert ask(client, path, status=304, if_none_match=before)["ETag"] == before

    cancel_etoile(show)

    assert ask(client, path, if_none_match=before)["ETag"] != before


def test_what_no_clock_tells_moves_the_tag_too(client):
    show = make_etoile()
    before = ask(client, "etoile/")["ETag"]

    make_season(show, 3)

    assert ask(client, "etoile/", if_none_match=before)["ETag"] != before
    tag = ask(client)["ETag"]
    Network.objects.update(name="Amazon Prime Video")
    assert ask(client, if_none_match=tag)["ETag"] != tag


def test_nobody_learns_who_recorded_it(client, django_user_model):
    someone = django_user_model.objects.create_user("somebody-of-ours")
    show = make_show("Étoile")
    record(show, "airing", "2025-01-01", by=someone)

    told = [ask(client, path).content for path in ("", "etoile/", "etoile/ledger/")]

    assert not any(b"somebody-of-ours" in one or b"recorded_by" in one for one in told)
