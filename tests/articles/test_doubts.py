"""What the ledger contradicts of what is claimed."""

import pytest

from articles import claims, doubts, known
from articles.naming import read
from shows.history import History
from shows.models import Show
from tests.factories import cancel_etoile, make_etoile, make_network, make_show, record

pytestmark = pytest.mark.django_db


def doubted(headline):
    passages = read(headline)
    made = claims.made_in(passages, known.names().found_in(passages))
    histories = {show.pk: History.of(show) for show in Show.objects.all()}
    return [(one.line.season, one.line.status) for one in doubts.of(made, histories)]


def test_a_renewal_that_was_reversed_is_doubted_and_before_that_is_not():
    show = make_etoile()
    assert doubted("Étoile season 2 is coming") == []

    cancel_etoile(show)

    assert doubted("Étoile season 2 is coming") == [(2, "order_reversed")]
    assert doubted("Étoile will return") == [(None, "canceled")]
    assert doubted("Prime Video cancels Étoile") == []


def test_a_season_that_nobody_ordered_is_doubted_where_its_show_is_over():
    cancel_etoile(make_etoile())

    assert doubted("Étoile renewed for season 5") == [(None, "canceled")]


def test_a_cancellation_is_doubted_as_long_as_the_show_goes_on():
    make_etoile()

    assert doubted("Étoile has been canceled") == [(None, "returning")]
    assert doubted("Season 2 of Étoile scrapped") == [(2, "ordered")]


def test_the_entry_beside_it_is_how_it_stands_today():
    show = make_show("The Expanse")
    record(show, "canceled", "2018-05-11", network="Syfy")
    record(show, "returning", "2018-05-26", network="Prime Video")
    record(show, "ended", "2022-01-14", network="Prime Video")

    assert doubted("The Expanse is canceled") == [(None, "ended")]


def test_an_open_question_doubts_nothing():
    record(make_show("Minx"), "awaiting_decision", "2025-01-01")

    assert doubted("Minx renewed for season 2") == []
    assert doubted("Minx canceled") == []


def test_what_a_network_did_is_asked_of_that_network():
    minx = make_show("Minx")
    for name in ("HBO Max", "Starz"):
        make_network(name)
    record(minx, "ordered", "2022-05-05", season=2, network="HBO Max")
    record(minx, "shelved", "2022-12-12", season=2, network="HBO Max")
    record(minx, "ordered", "2023-01-17", season=2, network="Starz")
    record(minx, "aired", "2023-07-21", season=2, network="Starz")

    assert doubted("HBO Max renews Minx for season 2") == [(2, "shelved")]
    assert doubted("Starz renews Minx for season 2") == []


def test_a_cancellation_after_so_many_seasons_is_the_one_of_then():
    show = make_show("Manifest")
    for number, day in ((1, "2018-09-24"), (2, "2020-01-06"), (3, "2021-04-01")):
        record(show, "aired", day, season=number, network="NBC")
    record(show, "canceled", "2021-06-14", network="NBC")
    record(show, "returning", "2021-08-28", network="Netflix")
    record(show, "aired", "2022-11-04", season=4, network="Netflix")
    record(show, "ended", "2023-06-02", network="Netflix")

    assert doubted("Manifest is dead after three seasons") == [(None, "returning")]
    assert doubted("Manifest is over after four seasons") == []


def test_a_last_season_is_doubted_once_there_is_a_further_one():
    show = make_show("Lucifer")
    record(show, "ordered", "2019-06-06", season=5)
    record(show, "ending", "2019-06-06")
    assert doubted("Season 5 of Lucifer will be its last") == []

    record(show, "ordered", "2020-06-23", season=6)

    assert doubted("Season 5 of Lucifer will be its last") == [(6, "ordered")]


@pytest.mark.parametrize(
    ("headline", "found"),
    [
        ("Étoile season 2 premieres on April 24", []),
        ("Étoile season 2 premieres in April", []),
        ("Étoile season 2 premieres on April 24, 2026", []),
        ("Étoile season 2 premieres on May 1", [(2, "dated")]),
        ("Étoile season 2 arrives in June", [(2, "dated")]),
        ("Étoile season 2 arrives April 24, 2027", [(2, "dated")]),
        ("Étoile season 2 arrives on April 31", []),
    ],
)
def test_a_date_is_held_against_the_date_of_the_season(headline, found):
    record(make_etoile(), "dated", "2025-05-01", season=2, premiere="2026-04-24")

    assert doubted(headline) == found


def test_a_date_of_a_season_that_was_delayed_is_doubted():
    show = make_etoile()
    record(show, "dated", "2025-05-01", season=2, premiere="2026-04-24")
    record(show, "delayed", "2025-05-20", season=2)

    assert doubted("Étoile season 2 premieres on April 24") == [(2, "delayed")]


def test_a_show_without_a_ledger_is_not_doubted():
    make_show("Minx")

    assert doubted("Minx canceled") == []
