"""“Renewed or canceled”: what has changed lately."""

from datetime import date

import pytest
from django.db import connection
from django.http import QueryDict

from articles import status_changes, workflow
from shows.models import StatusEntry
from shows.news import NEWEST_FIRST, NewsFilter, months
from shows.statuses import SEASON_STATUSES, SHOW_STATUSES, Event
from shows.telling import LOOK_OF, News, news_of, which_are
from tests.articles.test_cost import plans, scanned
from tests.factories import (
    cancel_etoile,
    make_article,
    make_change,
    make_etoile,
    make_season,
    make_show,
    moment,
    record,
)
from tests.pages import read, scripts

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

JUNE_10 = moment("2025-06-10")


def changes_on(page):
    """What each row says of a show, by headings."""
    return {
        month.one("h2").text: [
            (
                change.one("h3").text,
                [entry.one(class_="change-what").text for entry in change.all(class_="change-entry")],
            )
            for change in month.all(class_="change")
        ]
        for month in page.all(class_="month")
    }


def kinds_on(page):
    return [link.text for link in page.one(class_="kinds").all("a")]


# -- what is listed -------------------------------------------------------------------------------


def test_the_news_of_all_shows_stands_under_its_months_newest_first(client):
    cancel_etoile(make_etoile())
    record(make_show("Minx"), "canceled", "2023", network="Starz")

    page = read(client, "/status/")

    assert changes_on(page) == {
        "June 2025": [("Étoile", ["Canceled (Prime Video)", "Season 2: Order reversed (Prime Video)"])],
        "April 2025": [("Étoile", ["Returning (Prime Video)", "Season 1: Aired (Prime Video)"])],
        "April 2023": [
            (
                "Étoile",
                [
                    "Season 2: Ordered (Prime Video)",
                    "Season 1: Ordered (Prime Video)",
                    "Ordered to series (Prime Video)",
                ],
            )
        ],
        "2023": [("Minx", ["Canceled (Starz)"])],
    }
    (canceled, *_) = page.all(class_="change-entry")
    assert "June 6, 2025 · Cancellation · Reported by Deadline" in canceled.text
    assert canceled.one("a").attrs["href"] == "https://deadline.example/etoile"
    assert page.one("title").text == "Renewed or canceled | Newsroom"


def test_a_row_has_the_article_that_reported_it_with_its_notice(client):
    show = make_etoile()
    make_article("Étoile is here", shows=[show], published="2025-04-25")
    cancel_etoile(show)
    gone = make_article("Étoile is canceled", shows=[show], published="2025-06-07")

    def articles():
        rows = read(client, "/status/").all(class_="change-article")
        return [(row.one("a").text, [one.attrs["data-notice"] for one in row.all(role="note")]) for row in rows]

    hopeful = ("Étoile is here", ["contradiction"])
    assert articles() == [("Étoile is canceled", []), hopeful]
    workflow.withdraw(gone, by=None, at=JUNE_10)
    assert articles() == [hopeful]


def test_what_did_not_hold_stays_and_says_so(client):
    show = make_show("Doctor Who")
    wrong = record(show, "on_hiatus", "2025-06-01", at="2025-06-02")
    status_changes.correct(wrong, status_changes.void(wrong), by=None, at=JUNE_10)

    (entry,) = read(client, "/status/").all(class_="change-entry")

    assert entry.one("del").text == "On hiatus"
    assert "Corrected on June 10, 2025: it did not hold." in entry.text


def test_what_is_corrected_to_something_else_tells_both(client):
    show = make_show("Minx")
    wrong = record(show, "canceled", "2025-06-01", at="2025-06-02")
    status_changes.correct(wrong, make_change(show, "on_hiatus", "2025-06-01"), by=None, at=JUNE_10)

    (right, before) = read(client, "/status/").all(class_="change-entry")

    assert "Corrects “Canceled” of June 1, 2025." in right.text
    assert "it should have said “On hiatus” as of June 1, 2025." in before.text


def test_what_follows_is_told_with_what_it_follows_from(client):
    show = make_show("Minx")
    record(show, "ordered", "2025-01-01", season=2)
    change = make_change(show, "canceled", "2025-06-01")
    status_changes.record(change, by=None, at=JUNE_10)

    first = read(client, "/status/").all(class_="change")[0]

    assert len(first.all(class_="change-entry")) == 1
    assert "With it: season 2 order reversed." in first.text


def test_an_empty_newsroom_says_so(client):
    assert "Nothing has been recorded yet." in read(client, "/status/").text


def test_text_of_editors_is_text(client):
    evil = "</script><img src=x onerror=alert(1)>"
    record(make_show(evil, slug="evil"), "ended", "2025", source_name=evil, source_url="https://x.example/\"'><script>")

    page = read(client, "/status/")

    assert scripts(page) == page.all("img") == []
    assert evil in page.text


# -- narrowed -------------------------------------------------------------------------------------


@pytest.fixture
def news():
    record(make_show("Minx"), "canceled", "2023-07-21", network="Starz")
    manifest = make_show("Manifest")
    record(manifest, "canceled", "2021-06-14", network="NBC")
    record(manifest, "ending", "2021-08-28", network="Netflix", event="pickup")
    record(manifest, "returning", "2019-04-15", network="NBC")


@pytest.mark.usefixtures("news")
@pytest.mark.parametrize(
    ("query", "found", "words"),
    [
        ("kind=canceled", ["July 2023", "June 2021"], ": canceled"),
        ("kind=renewed", ["April 2019"], ": renewed"),
        ("network=nbc", ["June 2021", "April 2019"], ": NBC"),
        ("month=2021-06", ["June 2021"], ": June 2021"),
        ("kind=canceled&network=nbc&month=2021-06", ["June 2021"], ": canceled, NBC, June 2021"),
        ("kind=&network=&month=&utm_source=x", ["July 2023", "August 2021", "June 2021", "April 2019"], ""),
    ],
)
def test_readers_ask_by_kind_network_and_month(client, settings, query, found, words):
    settings.SITE_URL = "https://newsroom.example"

    page = read(client, f"/status/?{query}")

    assert list(changes_on(page)) == found
    assert page.one("h1").text == f"Renewed or canceled{words}"
    address = page.one("link", rel="canonical").attrs["href"]
    assert address == f"https://newsroom.example/status/{'?' + query if words else ''}"


@pytest.mark.usefixtures("news")
@pytest.mark.parametrize(
    "query",
    [
        *(f"{name}={value}" for name in ("kind", "network", "month") for value in ("x", "%00", "%FF", "9" * 5000, "é")),
        "month=2021-13",
        "month=2021-6",
        "month=2030-01",
    ],
)
def test_what_is_not_understood_is_told_and_all_is_shown(client, query):
    page = read(client, f"/status/?{query}")

    assert len(page.all(class_="change")) == 4
    assert len(page.all(class_="field-error")) == 1
    assert page.one("h1").text == "Renewed or canceled"


@pytest.mark.usefixtures("news")
def test_each_kind_is_counted_within_what_else_was_asked_for(client):
    page = read(client, "/status/?network=nbc&kind=canceled")

    assert kinds_on(page) == ["All 2", "Renewed 1", "Canceled 1"]
    assert [link.text for link in page.one(class_="kinds").all("a", aria_current=True)] == ["Canceled 1"]
    addresses = [link.attrs["href"] for link in page.one(class_="kinds").all("a")]
    assert addresses == [
        f"?{query}" for query in ("network=nbc", "kind=renewed&network=nbc", "kind=canceled&network=nbc")
    ]


@pytest.mark.usefixtures("news")
def test_nothing_of_the_kind_says_so(client):
    page = read(client, "/status/?kind=delayed")

    assert page.one(class_="empty").text == "Nothing of the kind is recorded. Leave something out, or show all."


def test_every_entry_is_found_by_the_kind_that_it_is_told_as(client):
    show = make_show("Everything")
    season = make_season(show)
    pairs = [(None, status) for status in SHOW_STATUSES] + [(season, status) for status in SEASON_STATUSES]
    at, dated = moment("2025-01-01"), {"premiere_on": "2026-01-01", "premiere_precision": "day"}
    common = {"show": show, "effective_at": at, "placed_at": at, "place": 0, "recorded_at": at, **dated}
    StatusEntry.objects.bulk_create(
        StatusEntry(season=of, status=status, event=event, **common) for of, status in pairs for event in Event
    )

    for kind in News:
        entries = StatusEntry.objects.all()
        told = {entry.pk for entry in entries if news_of(entry.status, entry.event) == kind}
        assert told == set(entries.filter(which_are(kind)).values_list("pk", flat=True)), kind
        assert told, kind
    assert LOOK_OF.keys() == {*SHOW_STATUSES, *SEASON_STATUSES}


# -- pages and cost -------------------------------------------------------------------------------


def test_further_pages_begin_after_an_entry(client, settings):
    settings.SITE_URL = "https://newsroom.example"
    for number in range(51):
        record(make_show(f"{number}"), "canceled", f"2024-{number % 12 + 1:02}-{number // 12 + 1:02}")

    first = read(client, "/status/?kind=canceled")
    older = first.one("a", rel="next").attrs["href"]
    second = read(client, f"/status/{older}")

    assert [len(page.all(class_="change")) for page in (first, second)] == [50, 1]
    assert second.one("link", rel="canonical").attrs["href"] == f"https://newsroom.example/status/{older}"
    assert first.one("title").text != second.one("title").text
    newer = client.get(f"/status/{second.one('a', rel='prev').attrs['href']}")
    assert (newer.status_code, newer["Location"]) == (302, "/status/?kind=canceled")


@pytest.mark.parametrize("query", ["before=x", "before=", "after=%00", "before=WzFd"])
def test_a_page_that_is_not_there_is_not_found(client, query):
    assert client.get(f"/status/?{query}").status_code == 404


def test_it_takes_as_many_queries_for_one_as_for_fifty(client, django_assert_num_queries, pictures):
    def make(number):
        show = make_show(f"Show {number}")
        record(show, "canceled", "2025-03-01", network=f"Network {number}")
        picture = {"lead_picture": pictures(f"{number}.png"), "lead_image_alt": "A drawing"}
        make_article(f"{number}", shows=[show], published="2025-03-02", **picture)
        record(show, "returning", "2025-03-05", network=f"Network {number}")

    make(0)
    with django_assert_num_queries(11):
        read(client, "/status/")
    for number in range(1, 30):
        make(number)

    with django_assert_num_queries(11):
        assert len(read(client, "/status/").all(class_="change-entry")) == 50


def test_fifty_thousand_entries_are_found_by_their_indexes():
    shows = [make_show(f"Show {number}") for number in range(50)]
    network = record(shows[0], "canceled", "2025-05-01", network="Starz").network_id
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO shows_statusentry (show_id, status, event, effective_at, precision, placed_at, place,"
            " recorded_at, confirmation, source_name, source_url, episodes_remain, premiere_precision, reason, note,"
            " network_id)"
            " SELECT (%s::bigint[])[n %% 50 + 1], 'returning', 'renewal', at, 'minute', at, 0, now(), 'official',"
            " '', '', '', '', '', '', CASE WHEN n %% 5000 = 0 THEN %s::bigint END"
            " FROM generate_series(1, 50000) n, LATERAL (SELECT now() - n * interval '1 hour' AS at) t",
            [[show.pk for show in shows], network],
        )
        cursor.execute("ANALYZE shows_statusentry")

    for query in ("", "network=starz", "month=2026-05", "kind=renewed", "kind=renewed&network=starz"):
        news = NewsFilter(QueryDict(query), StatusEntry.objects.for_news(), months=[date(2026, 5, 1)])
        assert not news.form.errors
        plan = news.qs.order_by(*NEWEST_FIRST.names)[:51].explain()
        assert "Seq Scan on shows_statusentry" not in plan, plan
    assert len(months()) > 60
    with plans() as found:
        months()
    assert "shows_statusentry" not in scanned(found[0][1])
