"""Pages of what a search found: each begins after an article by its rank, not at a number."""

from urllib.parse import urlencode

import pytest

from articles import finding, workflow
from newsroom.lib.paging import cursor_of
from newsroom.search import cursor_at
from tests.factories import make_article, moment
from tests.pages import read

pytestmark = pytest.mark.django_db


def search_page(client, q, **more):
    return read(client, f"/search/?{urlencode({'q': q, **more})}")


def further(client, page, rel):
    """The page to which a link leads, ``None`` where there is no such link."""
    links = page.all("a", rel=rel)
    return read(client, f"/search/{links[0].attrs['href']}") if links else None


def numbers_on(page):
    return [int(headline.text.removeprefix("Season ")) for headline in page.all(class_="row-headline")]


@pytest.mark.slow
def test_pages_end_where_nobody_reads_on(client, monkeypatch):
    monkeypatch.setattr("articles.finding.RANKED", 30)
    for number in range(35):
        make_article(f"Season {number}")

    first = search_page(client, "season")
    second = further(client, first, "next")

    assert [len(numbers_on(page)) for page in (first, second)] == [20, 10]
    assert "add a word, or narrow" in second.text
    assert further(client, second, "next") is None


def test_what_comes_and_goes_repeats_and_hides_nothing(client, monkeypatch):
    monkeypatch.setattr("newsroom.search.PAGE", 2)
    made = [make_article(f"Season {number}", published=f"2025-05-0{number}") for number in range(1, 7)]
    first = search_page(client, "season")
    make_article("Season 7", published="2025-05-08")
    workflow.withdraw(made[4], by=None, at=moment("2025-06-01"), note="Gone.")

    second = further(client, first, "next")
    third = further(client, second, "next")

    assert [numbers_on(page) for page in (first, second, third)] == [[6, 5], [4, 3], [2, 1]]
    assert further(client, third, "next") is None
    assert numbers_on(further(client, third, "prev")) == [4, 3]
    assert numbers_on(further(client, second, "prev")) == [7, 6]
    assert third.one("ol", class_="search-articles").attrs["start"] == "5"


def test_after_the_last_there_is_nothing_further_and_a_way_back(client):
    make_article("Season 1")
    (last,) = finding.found(finding.understood("season"))

    page = search_page(client, "season", before=cursor_at(last))

    assert "There is nothing further." in page.text
    assert numbers_on(further(client, page, "prev")) == [1]


@pytest.mark.parametrize("said", ["x", "W10", "WzFd", cursor_of([True, 1, 1.0, 1]), cursor_of([True, "1", 1.0, 1])])
def test_what_is_no_place_among_the_found_is_not_found(client, said):
    make_article("Season 1")

    assert client.get("/search/", {"q": "season", "before": said}).status_code == 404
