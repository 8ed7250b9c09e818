import json
from datetime import date
from functools import partial

import pytest

from articles import status_changes
from newsroom.imports.reading import SHOWN
from tests.factories import make_season, make_show
from tests.newsroom import importing
from tests.newsroom.importing import ETOILE, FILE, changed, file_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def write(tmp_path):
    return lambda content: importing.write(tmp_path / "shows.json", content)


refusal = partial(importing.refusal, "import_shows")

BAD = [
    ("format", ..., "shows.json: format: is missing: give it."),
    ("format", "newsroom.shows/2", "format: “newsroom.shows/2” is not the form that this reads"),
    ("shows", ..., "shows.json: shows: is missing"),
    ("shows", {}, "shows.json: shows: must be a list in brackets, not an object."),
    ("shows.0", "Étoile", "shows.json: shows[0]: must be an object in braces, not “Étoile”."),
    ("shows.0.title", ..., "shows.json: shows[0].title: is missing: give it."),
    ("shows.0.title", " \x00 ", "shows[0].title: is blank: give it."),
    ("shows.0.title", 7, "shows[0].title: must be text in quotation marks, not 7."),
    ("shows.0.title", "É" * 201, "shows[0].title: has 201 characters, more than the 200 that it may have: shorten it."),
    ("shows.0.titel", "Étoile", "shows[0].titel: is an unknown key: perhaps “title” is meant."),
    ("shows.0.year", 1066, "shows[0].year: must be a whole number from 1920 to 2200, not 1066."),
    ("shows.0.country", "USA", "shows[0].country: “USA” is no country: write two letters, such as US."),
    ("shows.0.title_language", "French", "shows[0].title_language: “French” is no tag of a language: write it as fr"),
    ("shows.0.also_known_as", "Etoile", "shows[0].also_known_as: must be a list in brackets, not “Etoile”."),
    ("shows.0.also_known_as", [None], "shows[0].also_known_as[0]: must be text in quotation marks, not null."),
    ("shows.0.networks.0.name", ..., "shows[0].networks[0].name: is missing: give it."),
    ("shows.0.networks.0.kind", "streaming", "shows[0].networks[0].kind: “streaming” is none of streamer, broadcast"),
    ("shows.0.networks.0.from", "soon", "shows[0].networks[0].from: “soon” is no date: write YYYY"),
    ("shows.0.networks.0.to", "2020", "shows[0].networks[0].to: comes before “from”"),
    ("shows.0.cast.0.person", ..., "shows[0].cast[0].person: is missing: give it."),
    ("shows.0.cast.1.character", "C" * 201, "shows[0].cast[1].character: has 201 characters"),
    ("shows.0.creators", [""], "shows[0].creators[0]: is blank: give it."),
    ("shows.0.seasons.0.number", 0, "shows[0].seasons[0].number: must be a whole number from 1 to 200, not 0."),
    ("shows.0.seasons.0.number", True, "seasons[0].number: must be a whole number from 1 to 200, not true."),
    ("shows.0.seasons.1.number", 1, "shows[0].seasons[1].number: season 1 stands at shows[0].seasons[0] already"),
    ("shows.0.seasons.0.episodes", 8.5, "seasons[0].episodes: must be a whole number from 0 to 10000, not 8.5."),
    ("shows.0.seasons.0.episodes", 10**30, "seasons[0].episodes: must be a whole number from 0 to 10000, not 1e+30."),
    (
        "shows.0.seasons.0.episodes",
        float("nan"),
        "seasons[0].episodes: must be a whole number from 0 to 10000, not nan",
    ),
    ("shows.0.seasons.0.premiered_on", "2025-04", "seasons[0].premiered_on: must be known to the day"),
    ("shows.0.seasons.0.finale_on", "2025-04-23", "seasons[0].finale_on: comes before the premiere"),
    ("shows.0.ledger.0.effective", ..., "shows.json: shows[0].ledger[0].effective: is missing: give it."),
    ("shows.0.ledger.0.effective", "2025-02-30", "ledger[0].effective: “2025-02-30” is no date of the calendar."),
    ("shows.0.ledger.0.effective", "June 2025", "ledger[0].effective: “June 2025” is no date: write YYYY"),
    ("shows.0.ledger.0.effective", "2023-04-26T10:00", "ledger[0].effective: “2023-04-26T10:00” has a time without"),
    ("shows.0.ledger.0.effective", "2100-01-01", "ledger[0].effective: lies in the future"),
    ("shows.0.ledger.0.effective", "0025-04-26", "ledger[0].effective: “0025-04-26” is out of range: give"),
    ("shows.0.ledger.0.effective", 2023, "ledger[0].effective: must be text in quotation marks, not 2023."),
    ("shows.0.ledger.0.effective", "2023-04", "effective: is known to the month, but “precision” is “day”: make them"),
    ("shows.0.ledger.0.effective", "2023-04-26T10:00Z", "effective: has a time, but “precision” is “day”"),
    ("shows.0.ledger.0.precision", "minute", "effective: has no time, but “precision” is “minute”"),
    ("shows.0.ledger.0.precision", "week", "ledger[0].precision: “week” is none of minute, day, month, quarter, year"),
    ("shows.0.ledger.1.status", ..., "ledger[1].status: is missing: give it."),
    ("shows.0.ledger.1.status", "cancelled", "ledger[1].status: “cancelled” is none of"),
    ("shows.0.ledger.3.status", "cancelled", "ledger[3].status: “cancelled” is none of in_development"),
    ("shows.0.ledger.3.status", "cancelled", "choose one (perhaps “canceled”)."),
    ("shows.0.ledger.3.status", ["canceled"], "ledger[3].status: a list is none of"),
    ("shows.0.ledger.1.status", "canceled", "ledger[1].status: “canceled” is a status of a show, not of a season"),
    ("shows.0.ledger.1.status", "dated", "ledger[1].premiere_on: is missing: a season that is dated needs"),
    ("shows.0.ledger.1.premiere_precision", "day", "ledger[1].premiere_on: is missing, though its precision is given"),
    ("shows.0.ledger.1.premiere_on", "2025-06-06T10:00Z", "premiere_on: has a time, which nobody can know here"),
    ("shows.0.ledger.0.event", "renewel", "ledger[0].event: “renewel” is none of"),
    ("shows.0.ledger.0.season", "two", "ledger[0].season: must be a whole number from 1 to 200, not “two”."),
    ("shows.0.ledger.0.network", "N" * 101, "ledger[0].network: has 101 characters"),
    (
        "shows.0.ledger.0.confirmation",
        "rumor",
        "ledger[0].confirmation: “rumor” is none of official, on_record, reported",
    ),
    ("shows.0.ledger.0.source_url", "javascript:alert(1)", "source_url: “javascript:alert(1)” is no web address"),
    ("shows.0.ledger.0.source_url", "https://x.example/" + "x" * 1000, "ledger[0].source_url: has 1018 characters"),
    ("shows.0.ledger.3.episodes_remain", "maybe", "ledger[3].episodes_remain: “maybe” is none of yes, no, unknown"),
    ("shows.0.ledger.3.note", "n" * 301, "ledger[3].note: has 301 characters"),
    ("shows.0.ledger.2.recorded", "2025-06-06", "ledger[2].recorded: “2025-06-06” has no offset"),
    ("shows.0.ledger.2.recorded", "yesterday", "ledger[2].recorded: “yesterday” is no date with a time"),
    ("shows.0.ledger.2.recorded", "2100-01-01T00:00Z", "ledger[2].recorded: “2100-01-01T00:00Z” lies in the future"),
    ("shows.0.ledger.2.recorded", "2025-06-05T00:00Z", "ledger[2].recorded: lies before “effective”"),
    ("shows.0.ledger.2.by", "editor", "ledger[2].by: is an unknown key"),
    ("networks.0.also_known_as", [3], "networks[0].also_known_as[0]: must be text in quotation marks, not 3."),
]


@pytest.mark.parametrize(("path", "value", "told"), BAD)
def test_what_is_wrong_is_told_with_its_place(write, path, value, told):
    said = refusal(write(changed(path, value)))

    assert told in said
    assert said.endswith("\nNothing was written.")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "shows.json is empty: nothing was written."),
        (b"  \n", "shows.json, line 2, column 1: this is no JSON, it ends in the middle: fetch it whole."),
        (json.dumps(FILE).encode()[:-40], "this is no JSON, it ends in the middle: fetch it whole."),
        (json.dumps(FILE).encode()[:60], "this is no JSON, it ends in the middle: fetch it whole."),
        (b"title,year\n\xc3\x89toile,2025\n", "shows.json, line 1, column 1: this is no JSON, expecting value"),
        (json.dumps(FILE).encode("utf-16"), "shows.json: this is UTF-16, not UTF-8: save the file as UTF-8."),
        (json.dumps(FILE).encode("utf-16-le"), "shows.json: this is UTF-16, not UTF-8: save the file as UTF-8."),
        ('{"format":\n"Étoile"}'.encode("latin-1"), "shows.json, line 2: the byte 0xC9 is no UTF-8: save the file as"),
        (b"[" * 100_000, "shows.json: this is nested too deeply"),
        (b"[]", "shows.json: must be an object in braces, not a list."),
        (b'{"format": "newsroom.shows/1", "shows": [], "shows": []}', "shows.json: shows: is given twice: keep one."),
        (b'{"format": "newsroom.shows/1", "shows": [{"title": "A", "title": "B"}]}', "shows[0].title: is given twice"),
        (b'{"format": "newsroom.shows/1", "shows": [{"year": -Infinity}]}', "shows[0].year: must be a whole number"),
        (
            b'{"format": "newsroom.shows/1", "shows": [{"year": ' + b"9" * 5000 + b"}]}",
            "shows[0].year: must be a whole",
        ),
    ],
    ids=range(14),
)
def test_a_file_that_is_none_is_refused(write, content, told):
    said = refusal(write(content))

    assert told in said


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert refusal(tmp_path / "shows.json") == (
        f"There is no file “{tmp_path / 'shows.json'}”: check its name and folder."
    )


def test_a_folder_is_refused(tmp_path):
    assert refusal(tmp_path) == f"“{tmp_path}” is no file, but a folder or a device: name the file to import."


def test_several_problems_are_told_at_once(write):
    file = file_of(ETOILE | {"year": "2025"}, {"titel": "X"}, ETOILE | {"title": ""})

    said = refusal(write(file))

    assert said.splitlines() == [
        "shows.json: shows[0].year: must be a whole number from 1920 to 2200, not “2025”.",
        "shows.json: shows[1].title: is missing: give it.",
        "shows.json: shows[1].titel: is an unknown key: perhaps “title” is meant.",
        "shows.json: shows[2].title: is blank: give it.",
        "Nothing was written.",
    ]


def test_no_more_than_twenty_problems_are_told(write):
    said = refusal(write(file_of(*({"year": 1} for _ in range(25)))))

    assert len(said.splitlines()) == SHOWN + 2
    assert said.splitlines()[-2:] == ["There are 30 more.", "Nothing was written."]


def test_what_the_ledger_refuses_takes_everything_back(write, monkeypatch):
    def refuse(change, *, at):
        if change.status == "canceled":
            raise status_changes.Refused("It is not to be.", field="effective_at")

    monkeypatch.setattr("shows.ledger.check", refuse)

    said = refusal(write(file_of({"title": "First"}, ETOILE)))

    assert said == "shows.json: shows[1].ledger[3].effective: It is not to be.\nNothing was written."


def test_a_finale_before_the_premiere_that_we_have_is_refused(write):
    make_season(make_show("Étoile"), 1, premiered_on=date(2025, 5, 1))

    said = refusal(write(FILE))

    assert said.startswith(
        "shows.json: shows[0].seasons[0].finale_on: does not fit what we have: it premiered on 2025-05-01 and ended on "
        "2025-04-24."
    )
