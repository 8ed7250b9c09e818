import pytest

from articles import status_changes, workflow
from shows.models import Credit, Person
from tests.factories import (
    cancel_etoile,
    cover,
    make_article,
    make_change,
    make_draft,
    make_etoile,
    make_network,
    make_season,
    make_show,
    moment,
    record,
)
from tests.pages import read, scripts

pytestmark = pytest.mark.django_db

JUNE_10 = moment("2025-06-10")


def credit(show, name, **fields):
    person, _ = Person.objects.get_or_create(name=name, defaults={"slug": name.lower().replace(" ", "-")})
    return Credit.objects.create(show=show, person=person, **fields)


def entries_on(page):
    return page.one(class_="timeline").all("li")


# -- the show ------------------------------------------------------------------------------------


def test_the_page_tells_the_status_of_today_with_its_source(client):
    show = make_etoile()
    cancel_etoile(show)

    page = read(client, "/shows/etoile/")

    assert page.one("h1").text == "Étoile"
    today = page.one(class_="show-today")
    assert today.text == "Status today Canceled Prime Video Since June 6, 2025 · Reported by Deadline"
    assert today.one("a").attrs["href"] == "https://deadline.example/etoile"


def test_a_show_without_a_ledger_says_so(client):
    make_show("Étoile")

    page = read(client, "/shows/etoile/")

    assert "No status has been recorded" in page.one(class_="show-today").text
    assert page.one(class_="timeline").text == "The ledger of this show is empty."


def test_the_timeline_has_every_entry_newest_first(client):
    show = make_show("Étoile")
    record(show, "in_development", "2022")
    record(show, "series_ordered", "2023-Q2", network="Prime Video")
    record(show, "dated", "2025-03", season=1, premiere="2025-04-24")
    record(show, "airing", "2025-04-24", event="premiere", source_name="Variety")
    record(show, "canceled", "2025-06-06T14:05-04:00", confirmation="on_record", reason="Cost.", note="It is over.")

    entries = entries_on(read(client, "/shows/etoile/"))

    assert [entry.text for entry in entries] == [
        "June 6, 2025, 2:05 p.m. EDT The show: Canceled (Prime Video) It is over. Reason given: Cost. "
        "Cancellation · On record, unsourced",
        "April 24, 2025 The show: Airing (Prime Video) Premiere · Official, source: Variety",
        "March 2025 Season 1: Dated (Prime Video), premiere April 24, 2025 Date set · Official, unsourced",
        "The second quarter of 2023 The show: Ordered to series (Prime Video) Series order · Official, unsourced",
        "2022 The show: In development Announced · Official, unsourced",
    ]


def test_a_reported_entry_without_a_name_says_that_too(client):
    record(make_show("Étoile"), "canceled", "2025-06-06", confirmation="reported")

    (entry,) = entries_on(read(client, "/shows/etoile/"))

    assert entry.one(class_="entry-source").text == "Cancellation · Reported by another outlet, unsourced"


def test_a_corrected_entry_is_struck_through_and_says_so(client):
    show = make_show("Étoile")
    wrong = record(show, "canceled", "2025-06-06")
    status_changes.correct(wrong, make_change(show, "on_hiatus", "2025-06-05"), by=None, at=JUNE_10)

    struck, correction = entries_on(read(client, "/shows/etoile/"))

    assert struck.one("del").text == "The show: Canceled"
    assert "Corrected on June 10, 2025: it should have said “On hiatus” as of June 5, 2025." in struck.text
    assert correction.all("del") == []
    assert "Corrects “Canceled” of June 6, 2025." in correction.text


def test_a_void_entry_is_explained(client):
    show = make_show("Étoile")
    record(show, "returning", "2025-04-24")
    denied = record(show, "canceled", "2025-06-06", confirmation="reported", source_name="Deadline")
    status_changes.correct(denied, status_changes.void(denied), by=None, at=JUNE_10)

    page = read(client, "/shows/etoile/")

    void, struck, returning = entries_on(page)
    assert void.text == "Recorded June 10, 2025 The show: Denied “Canceled” of June 6, 2025 did not hold."
    assert "Corrected on June 10, 2025: it did not hold." in struck.text
    assert struck.one("del").text == "The show: Canceled"
    assert returning.all("del") == []
    assert "Returning" in page.one(class_="show-today-label").text


def test_seasons_are_listed_with_their_status(client):
    show = make_show("Étoile")
    make_season(show, 1, episodes=8, premiered_on="2025-04-24", release="all at once")
    record(show, "aired", "2025-04-24", season=1)
    record(show, "dated", "2025-05-01", season=2, premiere="2026-04")
    make_season(show, 3)

    seasons = read(client, "/shows/etoile/").one(class_="show-seasons").all("li")

    assert [season.text for season in seasons] == [
        "Season 1: Aired, since April 24, 2025 8 episodes Premiered April 24, 2025 All at once",
        "Season 2: Dated for April 2026, since May 1, 2025",
        "Season 3: no status recorded",
    ]


def test_people_stand_in_billing_order(client):
    show = make_show("Étoile")
    credit(show, "Daniel Palladino", role="creator", billing=2)
    credit(show, "Amy Sherman-Palladino", role="creator", billing=1)
    credit(show, "Charlotte Gainsbourg", billing=2, character="Geneviève Lavigne")
    credit(show, "Luke Kirby", billing=1)

    page = read(client, "/shows/etoile/")

    assert "Created by Amy Sherman-Palladino and Daniel Palladino" in page.text
    assert [item.text for item in page.one(class_="show-cast").all("li")] == [
        "Luke Kirby",
        "Charlotte Gainsbourg as Geneviève Lavigne",
    ]


def test_other_names_are_given_and_other_spellings_are_not(client):
    others = ["The Brooklyn Nine Nine", "BROOKLYN NINE–NINE", "B99", "Brooklyn 99", "B-99", "Bróoklyn Nine-Nine"]
    make_show("Brooklyn Nine-Nine", slug="b99", also_known_as=others)
    make_show("Étoile", also_known_as=["Etoile", "Ètoile"])

    assert read(client, "/shows/b99/").one(class_="show-aka").text == "Also known as B99, Brooklyn 99"
    assert read(client, "/shows/etoile/").all(class_="show-aka") == []


def test_a_long_timeline_shows_its_newest_entries_and_keeps_the_others_at_hand(client):
    show = make_show("Étoile")
    for year in range(2010, 2020):
        record(show, "airing" if year % 2 else "returning", f"{year}-05-01", network="NBC")

    page = read(client, "/shows/etoile/")

    assert [entry.one("time").text for entry in entries_on(page)] == [
        f"May 1, {year}" for year in range(2019, 2011, -1)
    ]
    earlier = page.one("details")
    assert earlier.one("summary").text == "2 earlier entries"
    assert [entry.one("time").text for entry in earlier.all("li")] == ["May 1, 2011", "May 1, 2010"]


def test_the_artwork_is_that_of_the_newest_article_with_a_picture_about_the_show_alone(client, pictures):
    show = make_show("Étoile")
    make_article(
        "Old", shows=[show], published="2025-04-01", lead_picture=pictures("old.png"), lead_image_alt="Dancers"
    )
    make_article(
        "New", shows=[show], published="2025-04-02", lead_picture=pictures("new.png"), lead_image_alt="A stage"
    )
    make_article("Newest", shows=[show], published="2025-04-03")

    both = [show, make_show("Minx")]
    make_article("List", shows=both, published="2025-04-04", lead_picture=pictures("list.png"), lead_image_alt="Doors")

    (art,) = read(client, "/shows/etoile/").one(class_="show-art").all("img")
    assert read(client, "/shows/minx/").one(class_="show-art").one("img").attrs["alt"] == "Doors"
    assert art.attrs["alt"] == "A stage"


# -- its articles --------------------------------------------------------------------------------


def test_coverage_is_listed_newest_first_each_with_its_notice(client):
    show = make_etoile()
    make_article("Hopeful", shows=[show, (show, 2)], published="2025-04-30")
    cancel_etoile(show)
    make_article("Report", shows=[(show, 2)], published="2025-06-06T20:00+00:00")
    make_draft("Draft", shows=[show])
    make_article("Of another show", shows=[make_show("Minx")])

    cards = read(client, "/shows/etoile/").all("article", class_="card")

    assert [card.one(class_="card-headline").text for card in cards] == ["Report", "Hopeful"]
    assert cards[0].all(data_notice=True) == []
    assert cards[1].one(data_notice="contradiction").text.startswith("This has since changed. ")


def test_a_mention_is_listed_and_labelled(client):
    show = make_etoile()
    article = make_draft("Ten shows about dancing")
    cover(article, show, mention_only=True)
    workflow.publish(article, by=None, at=moment("2025-04-30"))
    make_article("Étoile", shows=[show], published="2025-04-29")
    cancel_etoile(show)

    mention, other = read(client, "/shows/etoile/").all("article", class_="card")

    assert "Mentions the show" in mention.text
    assert mention.all(data_notice=True) == []
    assert "Mentions the show" not in other.text


def test_a_withdrawn_article_leaves_the_list(client):
    show = make_etoile()
    article = make_article(shows=[show])

    workflow.withdraw(article, by=None, at=JUNE_10)

    assert read(client, "/shows/etoile/").all("article", class_="card") == []


@pytest.mark.slow
def test_each_page_of_the_coverage_has_its_own_address(client, settings):
    settings.SITE_URL = "https://newsroom.example"
    show = make_show("Étoile")
    for number in range(21):
        make_article(f"Article {number}", shows=[show, (show, 1)])

    first = read(client, "/shows/etoile/?x=1")
    older = first.one("a", rel="next").attrs["href"]
    heads = [page.one("link", rel="canonical") for page in (first, read(client, f"/shows/etoile/{older}&x=1"))]

    address = "https://newsroom.example/shows/etoile/"
    assert [head.attrs["href"] for head in heads] == [address, f"{address}{older}"]


@pytest.mark.slow
def test_coverage_is_paged(client):
    show = make_show("Étoile")
    for number in range(21):
        make_article(f"Article {number}", shows=[show, (show, 1)], published=f"2025-04-{number + 1:02}")

    first = read(client, "/shows/etoile/")
    second = read(client, f"/shows/etoile/{first.one('a', rel='next').attrs['href']}")

    assert len(first.all(class_="card")) == 20
    assert [card.one(class_="card-headline").text for card in second.all(class_="card")] == ["Article 0"]
    newer = client.get(f"/shows/etoile/{second.one('a', rel='prev').attrs['href']}")
    assert (newer.status_code, newer["Location"]) == (302, "/shows/etoile/")


@pytest.mark.parametrize("before", ["", "2", "x", "%00", "9" * 5000])
def test_a_page_that_is_not_there_is_not_found(client, before):
    make_show("Étoile")

    for name in ("before", "after"):
        assert client.get(f"/shows/etoile/?{name}={before}").status_code == 404


# -- what it costs and does ----------------------------------------------------------------------


def test_the_page_takes_eleven_queries(client, django_assert_max_num_queries):
    show = make_etoile()
    for number in range(12):
        credit(show, f"Player {number}", billing=number)
        make_article(f"Article {number}", shows=[show, (show, 2)], authors=["TV desk", "Streaming desk"])
    cancel_etoile(show)

    with django_assert_max_num_queries(11):
        assert len(read(client, "/shows/etoile/").all(data_notice="contradiction")) == 12


@pytest.mark.parametrize("path", ["/shows/", "/shows/etoile/"])
def test_readers_get_no_cookie_and_nothing_that_runs(client, path):
    make_etoile()

    response = client.get(path)
    page = read(client, path)

    assert response.cookies == {}
    assert "Cookie" not in response.get("Vary", "")
    assert scripts(page) == page.all("style") == page.all(style=True) == []


def test_hostile_names_do_no_harm(client):
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    show = make_show(evil, slug="evil", also_known_as=[evil])
    make_network(evil, slug="evil")
    credit(show, evil, character=evil)
    make_season(show, 1, release=evil)
    wrong = record(show, "canceled", "2025-06-06", network=evil, note=evil, reason=evil, source_name=evil)
    change = make_change(show, "ended", "2025-06-06", source_name=evil, source_url="https://x.example/\"'><script>")
    status_changes.correct(wrong, change, by=None, at=JUNE_10)
    make_article(evil, shows=[show])

    for path in ("/shows/evil/", "/shows/"):
        page = read(client, path)
        assert scripts(page) == page.all("img") == page.all(onerror=True) == []
        assert evil in page.text


def test_what_is_no_show_is_not_found(client):
    assert client.get("/shows/nothing/").status_code == 404
