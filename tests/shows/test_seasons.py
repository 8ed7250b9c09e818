"""The page of a season, and the drawn timeline on it and on its show's."""

import json

import pytest

from articles import workflow
from tests.factories import cancel_etoile, cover, make_article, make_draft, make_etoile, make_show, moment, record
from tests.pages import read, scripts

pytestmark = pytest.mark.django_db

SEASON = "/shows/etoile/season-2/"


@pytest.fixture
def show(settings):
    settings.SITE_URL = "https://newsroom.example"
    show = make_etoile()
    make_article("Étoile is ordered", shows=[(show, 2)], published="2023-04-27")
    cancel_etoile(show)
    return show


def headlines(page):
    return [card.one(class_="card-headline").text for card in page.all("article", class_="card")]


# -- the season -----------------------------------------------------------------------------------


def test_the_page_tells_the_status_of_the_season_and_of_its_show(client, show):
    page = read(client, SEASON)

    assert page.one("h1").text == "Étoile, season 2"
    assert page.one(class_="show-today").text == (
        "Status today Order reversed Prime Video Since June 6, 2025 · Reported by Deadline"
        " The show: Canceled since June 6, 2025"
    )
    timeline = page.one(class_="timeline").all(class_="entry-status")
    assert [entry.one("strong").text for entry in timeline] == ["Order reversed", "Ordered"]
    head = page.one("head")
    assert head.one("title").text == "Étoile, season 2: status, dates and news | Newsroom"
    assert head.one("link", rel="canonical").attrs["href"] == f"https://newsroom.example{SEASON}"


def test_the_page_has_the_dates_of_the_season(client):
    show = make_show("Étoile", seasons=[1])
    show.seasons.update(episodes=8, premiered_on="2025-04-24", finale_on="2025-04-24", release="all at once")

    page = read(client, "/shows/etoile/season-1/")

    assert page.one(class_="show-season-line").text == (
        "8 episodes Premiered April 24, 2025 Finale April 24, 2025 All at once"
    )
    assert "No status has been recorded" in page.one(class_="show-today").text
    assert page.one(class_="timeline").text == "Nothing has been recorded about this season yet."
    assert page.all("svg", class_="drawn-lines") == []


def test_only_articles_about_the_season_are_its_coverage(client, show):
    make_article("About season 1", shows=[(show, 1)])
    make_article("About the show", shows=[show])
    workflow.withdraw(make_article("Withdrawn", shows=[(show, 2)]), by=None, at=moment("2025-06-10"))
    mention = make_draft("Mention")
    cover(mention, (show, 2), mention_only=True)
    workflow.publish(mention, by=None, at=moment("2025-05-01"))

    page = read(client, SEASON)

    assert headlines(page) == ["Mention", "Étoile is ordered"]
    assert [one.attrs["data-notice"] for one in page.all(role="note")] == ["contradiction"]


@pytest.mark.slow
def test_coverage_is_paged_by_key(client, show):
    for number in range(20):
        make_article(f"{number}", shows=[(show, 2)], published=f"2024-05-{number + 1:02}")

    first = read(client, SEASON)
    older = first.one("a", rel="next").attrs["href"]
    second = read(client, f"{SEASON}{older}")

    assert (len(headlines(first)), headlines(second)) == (20, ["Étoile is ordered"])
    assert first.one("head").one("title").text != second.one("head").one("title").text
    newer = client.get(f"{SEASON}{second.one('a', rel='prev').attrs['href']}")
    assert (newer.status_code, newer["Location"]) == (302, SEASON)


def test_seasons_lead_to_their_neighbors_and_the_show_to_all(client, show):
    neighbors = read(client, SEASON).one("nav", aria_label="Seasons").all("a")
    assert [link.attrs["href"] for link in neighbors] == ["/shows/etoile/season-1/"]

    seasons = read(client, "/shows/etoile/").one(class_="show-seasons").all("a", class_="show-season-number")
    assert [link.attrs["href"] for link in seasons] == ["/shows/etoile/season-1/", SEASON]


@pytest.mark.parametrize(
    "path", ["season-3/", "season-0/", "season-02/", "season-9999/", "season-x/", "season-2/?before=x"]
)
def test_what_is_no_season_is_not_found(client, show, path):
    assert client.get(f"/shows/etoile/{path}").status_code == 404


def test_digits_of_other_scripts_lead_to_the_season(client, show):
    response = client.get("/shows/etoile/season-٢/")

    assert (response.status_code, response["Location"]) == (301, SEASON)


def test_an_old_slug_of_the_show_leads_to_the_season(client, show):
    type(show).objects.filter(pk=show.pk).update(slug="another")

    response = client.get(SEASON)

    assert (response.status_code, response["Location"]) == (301, "/shows/another/season-2/")


def told_to_search_engines(page):
    return [json.loads(script.children[0]) for script in page.all("script", type="application/ld+json")]


def test_a_season_is_told_to_search_engines(client, show):
    season, way = told_to_search_engines(read(client, SEASON))

    assert season == {
        "@context": "https://schema.org",
        "@type": "TVSeason",
        "@id": f"https://newsroom.example{SEASON}#season",
        "name": "Étoile, season 2",
        "url": f"https://newsroom.example{SEASON}",
        "seasonNumber": 2,
        "partOfSeries": {
            "@type": "TVSeries",
            "@id": "https://newsroom.example/shows/etoile/#series",
            "name": "Étoile",
            "url": "https://newsroom.example/shows/etoile/",
            "alternateName": ["Etoile"],
        },
    }
    assert [item["name"] for item in way["itemListElement"]] == ["Newsroom", "Shows A to Z", "Étoile", "Season 2"]


def test_a_show_is_told_to_search_engines(client, show):
    series, _ = told_to_search_engines(read(client, "/shows/etoile/"))

    assert (series["@type"], series["name"], series["alternateName"]) == ("TVSeries", "Étoile", ["Etoile"])
    assert [season["seasonNumber"] for season in series["containsSeason"]] == [1, 2]


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/shows/etoile/", SEASON])
def test_a_page_takes_as_many_queries_for_one_as_for_fifty(client, show, django_assert_num_queries, path):
    queries = {"/shows/etoile/": 11, SEASON: 10}[path]
    with django_assert_num_queries(queries):
        read(client, path)
    for number in range(50):
        make_article(f"{number}", shows=[(show, 2)], authors=["TV desk", "Streaming desk"])
        record(show, "ordered", "2025-06-07", season=number + 3)

    with django_assert_num_queries(queries):
        assert len(headlines(read(client, path))) == 20


# -- drawn ----------------------------------------------------------------------------------------


def test_the_timeline_is_a_picture_with_the_articles_that_reported_the_news(client, show):
    for path, lanes in [("/shows/etoile/", ["The show", "Season 1", "Season 2"]), (SEASON, ["The show", "Season 2"])]:
        page = read(client, path)
        drawn = page.one("svg", class_="drawn-lines")
        assert [name.text for name in drawn.all("text", class_="drawn-name")] == lanes
        assert drawn.attrs["aria-label"].startswith("From 2023 to today. The show: canceled; ")
        assert drawn.attrs["role"] == "group"
        labels = {link.attrs["aria-label"] for link in drawn.all("a")}
        assert "Season 2: Ordered, April 26, 2023. Read: Étoile is ordered" in labels
        # The policy blocks what is written as a style or a script.
        assert page.all(style=True) == scripts(page) == []


def test_what_is_drawn_has_points_in_every_language(client, show):
    drawn = read(client, "/shows/etoile/").one("svg", class_="drawn-lines")

    assert all("," not in path.attrs["d"] for path in drawn.all("path"))
