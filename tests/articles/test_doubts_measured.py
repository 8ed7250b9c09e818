"""The claim check against real life: dated headlines about real shows, as of today and as of their own day."""

import json
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

import newsroom
from articles import claims, doubts, known
from articles.naming import read
from shows.history import History
from shows.models import Show

pytestmark = pytest.mark.django_db

HEADLINES = Path(__file__).parent.parent / "data" / "headlines.jsonl"
HISTORIES = Path(newsroom.__file__).parent / "demo" / "histories.json"
NEW_YORK = ZoneInfo("America/New_York")


def asserting(titles):
    """The dated headlines that assert something of the shows of the ledger, with whether that went stale."""
    for line in HEADLINES.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        said = [one for one in row["asserts"] if one["show"] in titles and one["stated_in"] == "headline"]
        if said and len(row["published"] or "") == 10 and not row.get("wrong_when_published"):
            row["shows"] = sorted({one["show"] for one in said})
            yield row


def warned(row, names, histories):
    """The lines of the ledgers that contradict the headline of an article about its shows."""
    passages = read(row["headline"])
    mentions = names.found_in(passages)
    covered = [pk for pk, (title, _) in histories.items() if title in row["shows"]]
    made = claims.made_in(passages, mentions, covered=covered)
    return doubts.of(made, {pk: history for pk, (_, history) in histories.items()})


def as_of(history, at):
    return History(line for line in history.lines if line.effective_at <= at)


def end_of(day):
    return datetime.combine(date.fromisoformat(day), time(23, 59, 59), tzinfo=NEW_YORK)


def test_headlines_that_went_stale_are_doubted_and_on_their_own_day_none():
    call_command("import_shows", HISTORIES)
    histories = {show.pk: (show.title, History.of(show)) for show in Show.objects.all()}
    rows = list(asserting({title for title, _ in histories.values()}))
    names = known.names()

    stale, told, early = 0, 0, 0
    for row in rows:
        now = warned(row, names, histories)
        then = {pk: (title, as_of(history, end_of(row["published"]))) for pk, (title, history) in histories.items()}
        too_early = warned(row, names, then)
        stale, told, early = stale + row["went_stale"], told + bool(row["went_stale"] and now), early + bool(too_early)
        if row["went_stale"] and not now:
            print(f"missed: {row['published']} {row['headline']}: {row['stale_because']}")
        if too_early:
            print(f"on its own day: {row['published']} {row['headline']}: {too_early[0].line.status}")
        if now and not row["went_stale"]:
            print(f"today, though it stayed right: {row['headline']}: {now[0].line.status}")

    print(
        f"{len(rows)} headlines, {stale} went stale: told {told / stale:.2f}; on their own day {early / len(rows):.2f}"
    )
    assert (len(rows), stale) == (45, 12)
    assert told / stale >= 0.7
    assert early / len(rows) <= 0.05
