import json
from datetime import date, timedelta
from functools import partial

import pytest
from django.utils import timezone

from articles import status_changes
from newsroom.lib.periods import Precision
from shows.models import Credit, Network, Person, Season, Show, StatusEntry
from tests.factories import make_article, make_network, make_season, make_show, moment, record
from tests.newsroom import importing
from tests.newsroom.importing import ETOILE, FILE, changed, everything, file_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def write(tmp_path):
    return lambda content: importing.write(tmp_path / "shows.json", content)


run = partial(importing.run, "import_shows")
refusal = partial(importing.refusal, "import_shows")


# -- what is imported ----------------------------------------------------------------------------


def test_a_show_is_imported_with_all_that_the_file_tells(write):
    said = run(write(FILE))

    assert said == "1 show, 4 entries recorded; 0 left alone\n"
    show = Show.objects.get()
    assert (show.title, show.slug, show.also_known_as, show.network.name) == (
        "Étoile",
        "etoile",
        ["Etoile"],
        "Prime Video",
    )
    assert [(credit.role, str(credit.person), credit.character) for credit in show.credits.order_by("billing")] == [
        ("creator", "Amy Sherman-Palladino", ""),
        ("creator", "Daniel Palladino", ""),
        ("cast", "Luke Kirby", "Jack McMillan"),
        ("cast", "Charlotte Gainsbourg", "Geneviève Lavigne"),
    ]
    first, second = show.seasons.order_by("number")
    assert (first.episodes, first.premiered_on, first.finale_on, first.release) == (
        *(8, date(2025, 4, 24), date(2025, 4, 24)),
        "all at once",
    )
    assert (second.episodes, second.premiered_on, second.release) == (8, None, "")
    assert Network.objects.get(name="HBO Max").also_known_as == ["Max"]


def test_entries_keep_all_that_the_file_tells(write):
    run(write(FILE))

    order, season, reversal, end = StatusEntry.objects.order_by("pk")
    assert (order.status, order.event, order.episodes, order.source_name, order.source_url) == (
        *("series_ordered", "series_order", 16),
        *("TVLine", "https://tvline.example/etoile"),
    )
    assert (season.season.number, season.event, season.effective_text) == (2, "season_order", "2023-04-26")
    assert (reversal.confirmation, reversal.recorded_at) == ("reported", moment("2025-06-06T18:20:11+00:00"))
    assert (end.episodes_remain, end.reason, end.note) == (
        *("no", "Performance against cost."),
        "The second season was ordered in 2023.",
    )
    assert timezone.now() - end.recorded_at < timedelta(minutes=5)


@pytest.mark.slow
def test_the_real_histories_are_imported(request):
    said = run(request.config.rootpath / "newsroom" / "demo" / "histories.json")

    assert said == "14 shows, 259 entries recorded; 0 left alone\n"
    assert (Show.objects.count(), Network.objects.count(), StatusEntry.objects.count()) == (14, 10, 259)
    assert Show.objects.named("B99").get().network.name == "NBC"


@pytest.mark.slow
def test_a_second_run_changes_nothing(request):
    path = request.config.rootpath / "newsroom" / "demo" / "histories.json"
    run(path)
    before = everything()

    said = run(path)

    assert said == "14 shows, 0 entries recorded; 259 left alone\n"
    assert everything() == before


def test_a_dry_run_says_what_would_be_done_and_does_nothing(write):
    before = everything()

    said = run(write(FILE), "--dry-run")

    assert said == "Dry run, nothing was written: 1 show, 4 entries recorded; 0 left alone\n"
    assert everything() == before


def test_entries_of_one_day_stand_as_in_the_file(write):
    ledger = [{"effective": "2025-06-06", "status": status} for status in ("returning", "canceled", "ended")]

    run(write(file_of({"title": "Étoile", "ledger": ledger})))

    assert [entry.status for entry in StatusEntry.objects.in_ledger_order()] == ["returning", "canceled", "ended"]


@pytest.mark.parametrize(
    ("effective", "precision", "kept"),
    [
        ("2025-06-06T14:05-04:00", None, ("2025-06-06T14:05-04:00", Precision.MINUTE)),
        ("2018-05-12T04:00:00Z", "minute", ("2018-05-12T00:00-04:00", Precision.MINUTE)),
        ("2025-06-17", "month", ("2025-06", Precision.MONTH)),
        ("2025-06", None, ("2025-06", Precision.MONTH)),
        ("2025-05-17", "quarter", ("2025-Q2", Precision.QUARTER)),
        ("2025", None, ("2025", Precision.YEAR)),
    ],
)
def test_a_date_is_as_precise_as_the_file_says(write, effective, precision, kept):
    entry = {"effective": effective, "precision": precision, "status": "canceled"}

    run(write(file_of({"title": "Étoile", "ledger": [entry]})))

    entry = StatusEntry.objects.get()
    assert (entry.effective_text, entry.precision) == kept


def test_a_premiere_may_lie_ahead_and_be_known_to_the_quarter_only(write):
    entry = {"effective": "2025-06-06", "season": 1, "status": "dated", "premiere_on": "2150-Q3"}

    run(write(file_of({"title": "Étoile", "ledger": [entry]})))

    entry = StatusEntry.objects.get()
    assert (entry.premiere_on, entry.premiere_precision) == (date(2150, 7, 1), Precision.QUARTER)


def test_an_entry_without_a_network_stays_without_on_every_run(write):
    ledger = [
        {"effective": "2020", "status": "in_development"},
        {"effective": "2021", "status": "airing", "network": "Fox"},
    ]
    path = write(file_of({"title": "Étoile", "ledger": ledger}))
    run(path)

    said = run(path)

    assert said == "1 show, 0 entries recorded; 2 left alone\n"
    assert StatusEntry.objects.order_by("pk").first().network is None


def test_an_entry_without_an_event_has_the_usual_one_and_is_recorded_once(write):
    ledger = [{"effective": "2020", "status": "canceled"}, {"effective": "2021", "status": "returning"}]
    path = write(file_of({"title": "Étoile", "ledger": ledger}))
    run(path)

    said = run(path)

    assert said == "1 show, 0 entries recorded; 2 left alone\n"
    assert [entry.event for entry in StatusEntry.objects.order_by("pk")] == ["cancellation", "revival"]


def test_what_was_corrected_here_is_left_alone(write):
    path = write(FILE)
    run(path)
    entry = StatusEntry.objects.get(status="canceled")
    status_changes.correct(entry, status_changes.void(entry), by=None, at=timezone.now())
    before = everything()

    said = run(path)

    assert said == "1 show, 0 entries recorded; 4 left alone\n"
    assert everything() == before


def test_a_longer_ledger_adds_what_is_new_and_notices_follow(write):
    run(write(changed("shows.0.ledger", ETOILE["ledger"][:2])))
    article = make_article(published="2025-04-30", shows=[(Show.objects.get(), 2)])

    said = run(write(FILE))

    assert said == "1 show, 2 entries recorded; 2 left alone\n"
    assert article.coverage.get().standing.kind == "contradiction"


def test_text_is_cleaned_of_controls_and_overrides(write):
    run(write(file_of({"title": "Ét\x00oi\u202ele\x1b  \n X", "creators": ["Amy\ud800 \u200bS."]})))

    assert Show.objects.get().title == "Étoile X"
    assert Person.objects.get().name == "Amy? S."


def test_a_byte_order_mark_is_no_harm(write):
    said = run(write(b"\xef\xbb\xbf" + json.dumps(FILE, ensure_ascii=False).encode()))

    assert said == "1 show, 4 entries recorded; 0 left alone\n"


# -- what is found again -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"title": "Étoile"}, {"title": "ETOILE"}),
        ({"title": "Étoile", "also_known_as": ["Ballet Show"]}, {"title": "ballet show"}),
        ({"title": "Ballet Show"}, {"title": "Étoile", "also_known_as": ["Ballet Show"]}),
        ({"title": "Étoile", "year": 2025}, {"title": "Étoile"}),
        ({"title": "Étoile"}, {"title": "Étoile", "year": 2025, "country": "us"}),
    ],
)
def test_a_show_is_found_again(write, ours, theirs):
    show = make_show(**ours)

    run(write(file_of(theirs | {"ledger": ETOILE["ledger"]})))

    assert Show.objects.get() == show
    assert show.ledger.count() == 4


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"title": "Étoile", "year": 1995}, {"title": "Étoile", "year": 2025}),
        ({"title": "Étoile", "country": "FR"}, {"title": "Étoile", "country": "US"}),
    ],
)
def test_year_and_country_tell_shows_apart(write, ours, theirs):
    show = make_show(**ours)

    run(write(file_of(theirs)))

    made = Show.objects.exclude(pk=show.pk).get()
    assert (made.year, made.country) == (theirs.get("year"), theirs.get("country", ""))


def test_the_language_of_a_title_is_filled_in_where_we_have_none(write):
    make_show("Étoile")
    make_show("Minx", title_language="lt")

    run(write(file_of({"title": "Étoile", "title_language": "fr"}, {"title": "Minx", "title_language": "sv"})))

    assert list(Show.objects.order_by("title").values_list("title_language", flat=True)) == ["lt", "fr"]


def test_a_known_year_is_preferred_to_an_unknown_one(write):
    make_show("Étoile")
    known = make_show("Étoile", year=2025)

    run(write(file_of(ETOILE | {"year": 2025})))

    assert {entry.show for entry in StatusEntry.objects.all()} == {known}


def test_a_title_says_more_than_another_name(write):
    make_show("The Peripheral", also_known_as=["Peripheral"])
    path = write(file_of({"title": "The Peripheral", "also_known_as": ["Peripheral"]}, {"title": "Peripheral"}))
    run(path)
    before = everything()

    run(path)

    assert sorted(Show.objects.values_list("title", flat=True)) == ["Peripheral", "The Peripheral"]
    assert everything() == before


def test_an_ambiguous_title_is_refused_with_the_candidates(write):
    make_show("Étoile", year=1995, country="FR")
    make_show("Étoile", year=2025, country="US")

    said = refusal(write(FILE))

    assert said == (
        "shows.json: shows[0].title: “Étoile” is the name of 2 shows, Étoile (1995, FR) [etoile], "
        "Étoile (2025, US) [etoile-2025]: add the “year” or “country” of the one that is "
        "meant; a show here that has neither gets it at the desk.\nNothing was written."
    )


def test_two_shows_of_one_title_in_a_file_need_their_year(write):
    said = refusal(write(file_of(ETOILE, {"title": "etoile"})))

    assert said.startswith("shows.json: shows[1].title: “etoile” stands at shows[0] already: give both their “year”")


def test_two_shows_of_one_title_and_other_years_are_two(write):
    path = write(file_of(ETOILE | {"year": 2025}, {"title": "Étoile", "year": 1995}))
    run(path)
    before = everything()

    run(path)

    assert sorted(Show.objects.values_list("year", flat=True)) == [1995, 2025]
    assert everything() == before


def test_what_editors_filled_in_is_left_alone(write):
    show = make_show("Étoile", year=2024)
    make_season(show, 1, episodes=7)
    person = Person.objects.create(name="Somebody Else", slug="somebody-else")
    Credit.objects.create(show=show, person=person)

    run(write(FILE))

    show.refresh_from_db()
    season = show.seasons.get(number=1)
    assert (show.year, season.episodes, season.premiered_on) == (2024, 7, date(2025, 4, 24))
    assert [str(credit.person) for credit in show.credits.all()] == ["Somebody Else"]


def test_a_show_gets_the_names_that_it_lacks(write):
    show = make_show("Étoile", also_known_as=["Ballet Show"])

    run(write(FILE))

    show.refresh_from_db()
    assert show.also_known_as == ["Ballet Show", "Etoile"]


def test_a_person_is_one_person_in_every_show(write):
    run(write(file_of(ETOILE, ETOILE | {"title": "Another", "also_known_as": [], "cast": [{"person": "LUKE KIRBY"}]})))

    kirby = Person.objects.named("Luke Kirby").get()
    assert kirby.credits.count() == 2


def test_a_credit_for_a_name_of_several_people_is_refused(write):
    for number in (1, 2):
        Person.objects.create(name="Luke Kirby", slug=f"luke-kirby-{number}")

    said = refusal(write(FILE))

    assert "shows[0].cast[0].person: “Luke Kirby” is the name of several people" in said


def test_other_names_of_a_network_are_the_same_network(write):
    ledger = [
        {"effective": "2020", "status": "airing", "network": "HBO Max"},
        {"effective": "2023", "status": "returning", "network": "max"},
    ]

    run(write(file_of({"title": "Minx", "ledger": ledger})))

    assert {entry.network.name for entry in StatusEntry.objects.all()} == {"HBO Max"}


def test_a_network_of_ours_gets_the_names_that_it_lacks(write):
    network = make_network("Max")

    run(write(FILE))

    network.refresh_from_db()
    assert (network.name, network.also_known_as) == ("Max", ["HBO Max"])


def test_a_network_that_is_two_with_us_is_refused(write):
    make_network("Max")
    make_network("HBO Max")

    said = refusal(write(FILE))

    assert "shows.json: networks[0].name: is one network here, but “HBO Max” and “Max” are two with us" in said


def test_an_entry_that_we_have_is_left_alone_however_it_came(write):
    show = make_show("Étoile")
    record(show, "ordered", "2023-04-26", season=2, network="Prime Video")

    said = run(write(FILE))

    assert said == "1 show, 3 entries recorded; 1 left alone\n"
    assert Season.objects.filter(show=show).count() == 2
