from datetime import UTC, date, datetime

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from shows.models import (
    Credit,
    FormerPersonSlug,
    FormerSeason,
    FormerShowSlug,
    Merge,
    NameChange,
    Network,
    Person,
    Season,
    Show,
    Standing,
    StatusEntry,
    free_show_slug,
)
from shows.statuses import Status
from tests.factories import make_network, make_season, make_show, record

pytestmark = pytest.mark.django_db

NOON = datetime(2025, 6, 6, 12, tzinfo=UTC)
APPEND_ONLY = "The status ledger is append-only: record a correction of the entry instead."


def make_entry(show=None, **fields):
    """A row of the ledger as only the database sees it, past the functions that write it."""
    fields = {"status": Status.RETURNING, "event": "renewal", "effective_at": NOON, "recorded_at": NOON} | fields
    return StatusEntry.objects.create(
        show=show or make_show(), placed_at=fields["effective_at"], place=fields.pop("place", 0), **fields
    )


# -- titles --------------------------------------------------------------------------------------


def test_two_shows_of_one_title_are_told_apart():
    british = make_show("The Office", year=2001, country="GB")
    american = make_show("The Office", year=2005, country="US")
    nameless = make_show("The Office", year=2005, country="AU")

    assert [show.slug for show in (british, american, nameless)] == [
        "the-office",
        "the-office-2005",
        "the-office-2005-au",
    ]
    assert british.told_apart == "The Office (2001, GB)"
    assert american.told_apart == "The Office (2005, US)"
    assert make_show("Étoile").told_apart == "Étoile"


def test_a_fourth_show_of_one_title_gets_a_number():
    for country in ("", "GB", "US"):
        make_show("Ghosts", year=2019, country=country)

    assert free_show_slug("Ghosts", year=2019, country="US") == "ghosts-2019-us-2"


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Étoile", "etoile"),
        ("Pokémon: Größe & Maß", "pokemon-grosse-mass"),
        ("イカゲーム", "ikagemu"),
        ("M*A*S*H", "mash"),
        ("???", "show"),
        ("E\u0301toile", "etoile"),
    ],
)
def test_slugs_are_ascii(title, slug):
    assert free_show_slug(title) == slug


def test_a_slug_fits_its_column_however_long_the_title():
    title = "A very long title " * 11

    slugs = [make_show(title, year=year).slug for year in range(2000, 2011)]

    assert len(set(slugs)) == len(slugs)
    assert max(map(len, slugs)) <= Show._meta.get_field("slug").max_length


@pytest.mark.parametrize(
    "name", ["Étoile", "etoile", "ETOILE", "E\u0301TOILE", "  étoile ", "Étoile (Amazon)", "ETOILE (amazon)"]
)
def test_a_show_is_found_by_any_spelling_of_its_names(name):
    show = make_show("Étoile", also_known_as=["Étoile (Amazon)"])
    make_show("Étoiles")

    assert Show.objects.named(name).get() == show


@pytest.mark.parametrize("name", ["b99", "B99", "brooklyn nine-nine"])
def test_a_show_is_found_by_what_it_is_also_known_as(name):
    show = make_show("Brooklyn Nine-Nine", also_known_as=["B99"])

    assert Show.objects.named(name).get() == show


@pytest.mark.parametrize("name", ["", "Étoi", "toile", "%", "Étoile 2", "b9"])
def test_a_part_of_a_name_finds_no_show(name):
    make_show("Étoile", also_known_as=["B99"])

    assert not Show.objects.named(name).exists()


def test_a_decomposed_title_is_the_same_title():
    make_show("Étoile")

    with pytest.raises(IntegrityError):
        make_show("E\u0301toile")


def test_a_new_title_is_found_at_once():
    show = make_show("Étoile")

    Show.objects.filter(pk=show.pk).update(title="The Star", also_known_as=["Étoile"])

    assert Show.objects.named("the star").get() == Show.objects.named("etoile").get() == show
    assert Show.objects.get(pk=show.pk).sort_title == "star"


def test_lists_sort_by_title_with_the_leading_article_off_and_accents_ignored():
    titles = ["The Expanse", "Zoo", "Étoile", "A Man on the Inside", "Evil", "elsbeth", "“Anne”", "An Idiot Abroad"]
    for title in titles:
        make_show(title)

    assert [show.title for show in Show.objects.a_to_z()] == [
        "“Anne”",
        "elsbeth",
        "Étoile",
        "Evil",
        "The Expanse",
        "An Idiot Abroad",
        "A Man on the Inside",
        "Zoo",
    ]


@pytest.mark.parametrize(
    ("title", "sorts_as"),
    [
        ("The", "the"),
        ("The A Word", "a word"),
        ("Thea", "thea"),
        ("Another Life", "another life"),
        ("A-Team", "a-team"),
        ("…And Just Like That", "and just like that"),
        ("9-1-1", "9-1-1"),
    ],
)
def test_only_a_whole_leading_article_is_left_off(title, sorts_as):
    show = make_show(title)

    show.refresh_from_db()
    assert show.sort_title == sorts_as


def test_a_network_is_found_by_its_other_names():
    network = make_network("HBO Max", also_known_as=["Max", "HBO Max (2020)"])

    assert Network.objects.named("max").get() == Network.objects.named("hbo max").get() == network


def test_a_person_is_found_without_accents():
    person = Person.objects.create(name="Léa Seydoux", slug="lea-seydoux")

    assert Person.objects.named("lea seydoux").get() == person


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "B\x0099"])
def test_another_name_is_neither_blank_nor_endless(name):
    show = make_show(also_known_as=["Etoile"])

    show.also_known_as = ["Etoile", name]

    with pytest.raises(ValidationError) as refused:
        show.full_clean()
    assert list(refused.value.message_dict) == ["also_known_as"]


# -- the ledger is only added to -----------------------------------------------------------------


def _save(entry):
    entry.note = "Changed."
    entry.save()


REWRITINGS = {
    "save": _save,
    "update": lambda entry: StatusEntry.objects.filter(pk=entry.pk).update(note="Changed."),
    "update without a change": lambda entry: StatusEntry.objects.filter(pk=entry.pk).update(note=entry.note),
    "bulk_update": lambda entry: StatusEntry.objects.bulk_update([entry], ["status"]),
    "delete": lambda entry: entry.delete(),
    "delete of many": lambda entry: StatusEntry.objects.filter(pk=entry.pk).delete(),
    "SQL UPDATE": lambda entry: run("UPDATE shows_statusentry SET recorded_at = now() WHERE id = %s", [entry.pk]),
    "SQL DELETE": lambda entry: run("DELETE FROM shows_statusentry WHERE id = %s", [entry.pk]),
}


def run(sql, parameters=()):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


@pytest.mark.parametrize("way", REWRITINGS)
def test_the_ledger_refuses_to_be_rewritten(way):
    entry = make_entry()

    with pytest.raises(IntegrityError, match=APPEND_ONLY), transaction.atomic():
        REWRITINGS[way](entry)

    assert StatusEntry.objects.get().note == ""


def test_the_ledger_may_be_emptied_as_a_whole():
    make_entry()
    run("SET CONSTRAINTS ALL IMMEDIATE")

    run("TRUNCATE shows_statusentry CASCADE")

    assert not StatusEntry.objects.exists()


def test_a_show_with_a_ledger_is_not_deleted():
    show = make_show()
    record(show, "returning", "2025-06-06")

    with pytest.raises(IntegrityError), transaction.atomic():
        show.delete()
    with pytest.raises(IntegrityError, match="shows_statusentry_show_id"), transaction.atomic():
        run("DELETE FROM shows_standing; DELETE FROM shows_show; SET CONSTRAINTS ALL IMMEDIATE")


# -- what the database keeps so ------------------------------------------------------------------


def _twice():
    show = make_show()
    make_entry(show)
    make_entry(show, place=1)


def _corrected_by_itself():
    entry = make_entry()
    StatusEntry.objects.bulk_create([StatusEntry(pk=entry.pk + 1, corrects_id=entry.pk + 1, **_fields(entry.show))])


def _fields(show):
    moments = {"effective_at": NOON, "recorded_at": NOON, "placed_at": NOON, "place": 1}
    return {"show": show, "status": "canceled", "event": "cancellation"} | moments


def _two_current():
    show = make_show()
    entries = [make_entry(show), make_entry(show, status="canceled", place=1)]
    for entry in entries:
        Standing.objects.create(show=show, entry=entry, is_current=True)


def _two_rows_of_nothing():
    season = make_season(make_show())
    for _ in range(2):
        Standing.objects.create(show=season.show, season=season, later=True)


def _a_former_season_twice():
    season = make_season(make_show())
    for _ in range(2):
        FormerSeason.objects.create(show=season.show, number=5, season=season)


def _another_shows_season():
    make_entry(season=make_season(make_show("GLOW")), status="ordered", event="season_order")


def _a_correction_of_another_shows_entry():
    make_entry(status="canceled", corrects=make_entry(make_show("GLOW")))


def _a_standing_of_another_shows_entry():
    Standing.objects.create(show=make_show("GLOW"), entry=make_entry())


def _corrected_twice():
    show = make_show()
    wrong = make_entry(show)
    for place in (1, 2):
        make_entry(show, status="canceled", corrects=wrong, place=place)


def _one_credit_twice():
    show, person = make_show(), Person.objects.create(name="Léa Seydoux", slug="lea-seydoux")
    for _ in range(2):
        Credit.objects.create(show=show, person=person, character="Cheyenne")


BREACHES = {
    "shows_network_name_is_unique": lambda: [make_network("Max"), make_network("MAX", slug="other")],
    "shows_show_title_year_country_is_unique": lambda: [make_show("Étoile"), make_show("etoile", slug="other")],
    "shows_show_country_is_two_letters": lambda: make_show(country="us"),
    "shows_show_title_language_is_a_tag": lambda: make_show(title_language="French"),
    "shows_season_number_is_unique": lambda: [Season.objects.create(show=show, number=1) for show in [make_show()] * 2],
    "shows_season_number_counts_from_one": lambda: make_season(make_show(), 0),
    "shows_season_ends_after_it_begins": lambda: make_season(
        make_show(), premiered_on=date(2025, 4, 24), finale_on=date(2025, 4, 23)
    ),
    "shows_credit_is_given_once": _one_credit_twice,
    "shows_statusentry_is_recorded_once": _twice,
    "shows_statusentry_took_effect_before_it_was_recorded": lambda: make_entry(effective_at=NOON.replace(hour=13)),
    "shows_statusentry_status_fits_its_subject": lambda: make_entry(status="ordered"),
    "shows_statusentry_only_a_correction_states_nothing": lambda: make_entry(status=None),
    "shows_statusentry_dated_has_a_date": lambda: make_entry(
        season=make_season(show := make_show()), show=show, status="dated"
    ),
    "shows_statusentry_premiere_has_its_precision": lambda: make_entry(premiere_on=date(2026, 1, 1)),
    "shows_statusentry_does_not_correct_itself": _corrected_by_itself,
    "shows_statusentry_source_is_a_web_address": lambda: make_entry(source_url="javascript:alert(1)"),
    "shows_standing_is_one_row_an_entry": _two_rows_of_nothing,
    "shows_standing_one_entry_is_current": _two_current,
    # declared in migrations, or by the fields themselves
    "shows_statusentry_season_is_of_its_show": _another_shows_season,
    "shows_statusentry_corrects_within_its_show": _a_correction_of_another_shows_entry,
    "shows_standing_entry_is_of_its_show": _a_standing_of_another_shows_entry,
    "shows_statusentry_corrects_id_key": _corrected_twice,
    "shows_formerseason_leads_to_one": _a_former_season_twice,
    "shows_show_slug_key": lambda: [make_show("Étoile"), make_show("GLOW", slug="etoile")],
}


@pytest.mark.parametrize("name", BREACHES)
def test_the_database_keeps(name):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        BREACHES[name]()

    assert refused.value.__cause__.diag.constraint_name == name


def test_every_constraint_has_its_breach():
    models = {Network, Person, FormerPersonSlug, NameChange}
    models |= {Show, FormerShowSlug, Season, FormerSeason, Credit, StatusEntry, Standing, Merge}
    declared = {constraint.name for model in models for constraint in model._meta.constraints}

    assert declared <= set(BREACHES)
    assert models == set(apps.get_app_config("shows").get_models())


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"title": "Etoile"}, "There is a show of this title already: give the year or the country."),
        ({"title": "GLOW", "country": "us"}, "Write the country as two capital letters, such as US."),
    ],
)
def test_an_editor_reads_why(fields, words):
    make_show("Étoile")
    show = Show(slug="new", **fields)

    with pytest.raises(ValidationError, match=words):
        show.full_clean()


def test_a_void_correction_and_a_restatement_are_kept():
    show = make_show()
    wrong = make_entry(show)

    void = make_entry(show, status=None, event="other", corrects=wrong, place=1)
    again = make_entry(show, corrects=void, place=2)

    assert list(StatusEntry.objects.filter(show=show).in_ledger_order()) == [wrong, void, again]
    assert list(StatusEntry.objects.standing()) == [again]


# -- how an entry reads --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("effective", "text", "words"),
    [
        ("2025", "2025", "2025"),
        ("2025-Q2", "2025-Q2", "the second quarter of 2025"),
        ("2025-06", "2025-06", "June 2025"),
        ("2025-06-06", "2025-06-06", "June 6, 2025"),
        ("2025-06-07T03:30Z", "2025-06-06T23:30-04:00", "June 6, 2025"),
    ],
)
def test_a_date_is_shown_as_precisely_as_it_is_known(effective, text, words):
    entry = record(make_show(), "canceled", effective)

    assert entry.effective_text == text
    assert entry.effective_words == words


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "Pacific/Honolulu"])
def test_a_day_is_never_shifted_to_the_zone_of_the_reader(zone):
    entry = record(make_show(), "canceled", "2025-06-06")

    with timezone.override(zone):
        assert StatusEntry.objects.get(pk=entry.pk).effective_text == "2025-06-06"


def test_an_entry_names_its_subject():
    show = make_show("Étoile")

    season = record(show, "order_reversed", "2025-06-06", season=2)
    whole = record(show, "canceled", "2025-06-06")

    assert str(season) == "season 2 of “Étoile”: order reversed 2025-06-06"
    assert str(whole) == "“Étoile”: canceled 2025-06-06"


def test_two_shows_of_one_title_are_told_apart_where_they_are_listed():
    shows = [make_show("The Office", year=2005, country="US"), make_show("The Office", year=2001, country="GB")]

    assert [show.told_apart for show in Show.objects.a_to_z()] == [shows[1].told_apart, shows[0].told_apart]
