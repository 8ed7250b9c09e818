from datetime import date

import pytest
from django.http import Http404
from django.test import RequestFactory

from articles.models import Article
from articles.models.article import LATEST_FIRST
from newsroom.lib.pages import KeyPage, newer_page, page_by_key
from newsroom.lib.paging import Order
from shows.models import Show
from tests.factories import make_article, make_section, make_show, moment

A_TO_Z = Order(Show, "sort_title", "pk")
LETTERS = "abcdefghijk"


def asked(**parameters):
    return RequestFactory().get("/shows/", parameters)


def titles(page):
    return "".join(show.title for show in page.rows)


def walk(request=None, size=4):
    """All pages from the first on, by their links."""
    page = page_by_key(request or asked(), A_TO_Z, Show.objects.all(), size)
    return [page, *(walk(asked(before=page.older), size) if page.older else [])]


@pytest.mark.django_db
def test_the_pages_hold_each_row_once_in_its_order():
    for letter in LETTERS:
        make_show(letter)

    pages = walk()

    assert [titles(page) for page in pages] == ["abcd", "efgh", "ijk"]
    assert [page.is_first for page in pages] == [True, False, False]


@pytest.mark.django_db
def test_the_way_back_leads_to_the_same_addresses():
    for letter in LETTERS:
        make_show(letter)
    _, second, third = walk()

    back = newer_page(asked(after=third.newer), A_TO_Z, Show.objects.all(), 4)
    front = newer_page(asked(after=second.newer), A_TO_Z, Show.objects.all(), 4)

    assert back["Location"] == f"/shows/?before={second.before}"
    assert front["Location"] == "/shows/"
    assert newer_page(asked(), A_TO_Z, Show.objects.all(), 4) is None


@pytest.mark.django_db
def test_a_row_that_comes_or_goes_moves_no_page():
    for letter in LETTERS:
        make_show(letter)
    second = walk()[1]

    make_show("a new one")
    Show.objects.filter(title="d").delete()

    assert titles(page_by_key(asked(before=second.before), A_TO_Z, Show.objects.all(), 4)) == "efgh"


@pytest.mark.django_db
def test_a_page_after_the_last_row_is_empty_and_leads_back():
    last = make_show("a")

    page = page_by_key(asked(before=A_TO_Z.cursor_at(last)), A_TO_Z, Show.objects.all(), 4)

    assert (page.rows, page.older, page.newer) == ([], None, page.before)


@pytest.mark.parametrize("before", ["", "2", "\x00", "é", "W10"])
def test_what_is_no_cursor_is_no_page(before):
    for find, name in ((page_by_key, "before"), (newer_page, "after")):
        with pytest.raises(Http404):
            find(asked(**{name: before}), A_TO_Z, Show.objects.all(), 4)


def test_a_page_keeps_what_else_was_asked_for(settings):
    settings.SITE_URL = "https://newsroom.example"
    page = KeyPage([], before="x", kept={"network": ["hbo", "fox"]})

    assert page.canonical("/status/") == "https://newsroom.example/status/?network=hbo&network=fox&before=x"


def test_a_page_says_where_it_stands():
    since = moment("2025-06-06T18:20:00Z")

    assert KeyPage([], since=since).place == ""
    assert KeyPage([], before="x", since=since).place == " before June 6, 2025, 2:20 p.m. EDT"
    assert KeyPage([], before="x", since=date(2025, 6, 6)).place == " before June 6, 2025"
    assert KeyPage([], before="x", since=date(2025, 6, 6), among=37).place == " before June 6, 2025, no. 37"


@pytest.mark.django_db
def test_pages_among_articles_of_one_minute_have_places_of_their_own():
    section = make_section("News")
    for second in range(9):
        make_article(f"Article {second}", section=section, published=f"2025-06-06T18:20:0{second % 3}+00:00")
    make_article("The first", section=section, published="2025-06-05T18:20:00+00:00")

    pages = [page_by_key(asked(), LATEST_FIRST, Article.objects.all(), 2)]
    while pages[-1].older:
        pages.append(page_by_key(asked(before=pages[-1].older), LATEST_FIRST, Article.objects.all(), 2))

    assert len({page.place for page in pages}) == len(pages) == 5
    assert pages[1].place.startswith(" before June 6, 2025, 2:20 p.m. EDT, no. ")
