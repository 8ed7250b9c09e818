"""The rule against real life: dated headlines about real shows, and whether they went stale.

``tests/data/headlines.jsonl`` says of each headline what it asserts, about a
show or one of its seasons, and whether, when and why it went stale.
"""

import json
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

import newsroom
from articles import notices
from articles.models import Article
from shows.models import Show
from tests.factories import make_article, make_show

pytestmark = pytest.mark.django_db

HEADLINES = Path(__file__).parent.parent / "data" / "headlines.jsonl"
HISTORIES = Path(newsroom.__file__).parent / "demo" / "histories.json"
NEW_YORK = ZoneInfo("America/New_York")
FLAGGED = {"contradiction", "decided"}


def usable(histories):
    """The headlines with a full date, right on their own day, with what they assert about the shows of the ledger."""
    titles = {show["title"] for show in histories["shows"]}
    for line in HEADLINES.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        row["subjects"] = {(one["show"], one["scope"]) for one in row["asserts"] if one["show"] in titles}
        if row["subjects"] and len(row["published"] or "") == 10 and not row.get("wrong_when_published"):
            yield row


def publish(row):
    """The headline as an article of the end of its day."""
    subjects = []
    for title, scope in sorted(row["subjects"], key=str):
        show = Show.objects.named(title).get()
        subjects.append(show if scope == "show" else (show, scope))
    at = datetime.combine(date.fromisoformat(row["published"]), time(23, 59, 59), tzinfo=NEW_YORK)
    return make_article(row["headline"], shows=subjects, published=at)


@pytest.mark.parametrize(
    "ledger_first",
    [pytest.param(True, id="ledger first", marks=pytest.mark.slow), pytest.param(False, id="headlines first")],
)
def test_real_headlines_are_flagged_where_they_went_stale_and_nowhere_else(ledger_first):
    histories = json.loads(HISTORIES.read_text(encoding="utf-8"))
    rows = list(usable(histories))
    if ledger_first:
        call_command("import_shows", HISTORIES)
    else:
        for show in histories["shows"]:
            make_show(show["title"], also_known_as=show["also_known_as"])
    rows_of = {publish(row).pk: row for row in rows}
    if not ledger_first:
        call_command("import_shows", HISTORIES)

    flagged, stale = set(), {pk for pk, row in rows_of.items() if row["went_stale"]}
    for article in Article.objects.for_notices():
        row, notice = rows_of[article.pk], notices.for_article(article)
        if notice and notice.kind in FLAGGED:
            flagged.add(article.pk)
        if (article.pk in flagged) != row["went_stale"]:
            tells = notice.text if notice else "nothing"
            print(f"{row['published']} {row['headline']}: {row['stale_because']}. We tell: {tells}")

    recall, precision = len(flagged & stale) / len(stale), len(flagged & stale) / len(flagged)
    print(f"{len(rows)} headlines, {len(stale)} went stale: recall {recall:.2f}, precision {precision:.2f}")
    assert (len(rows), len(stale)) == (51, 16)
    assert recall >= 0.85
    assert precision >= 0.95
