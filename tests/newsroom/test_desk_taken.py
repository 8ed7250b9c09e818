"""How long it takes until somebody decides on what has since changed."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import Outcome
from newsroom import roles
from newsroom.desk import taken
from tests.desk import sign_in
from tests.factories import cancel_etoile, make_article, make_etoile, make_section, moment
from tests.pages import read

pytestmark = pytest.mark.django_db

TAKEN = reverse("desk:taken")
JUNE_7 = moment("2025-06-07")
TODAY = date(2025, 7, 10)
DAY = timedelta(days=1)


@pytest.fixture
def stale():
    """Six that changed on the same day, of two sections."""
    etoile = make_etoile()
    reviews = make_section("Reviews")
    found = [make_article(f"News {number}", shows=[(etoile, 2)]) for number in range(4)]
    found += [make_article(f"Review {number}", shows=[(etoile, 2)], section=reviews) for number in range(2)]
    cancel_etoile(etoile)
    return found


def since(article):
    return Outcome.objects.get(article=article).since


def decide(article, at):
    workflow.review(article, by=None, at=at)


def panel(name):
    return next(one for one in taken.panels(TODAY) if one.name == name)


def test_each_month_has_what_half_and_what_nine_in_ten_waited(stale):
    for article, days in zip(stale, (1, 2, 4, 30), strict=False):
        decide(article, JUNE_7 + days * DAY)
    began = since(stale[0])

    june, july = panel("All sections").months[-2:]

    assert (june.first, june.number) == (date(2025, 6, 1), 3)
    assert june.half == JUNE_7 + 2 * DAY - began
    assert june.most == JUNE_7 + 3.6 * DAY - began
    assert (july.number, july.half) == (1, JUNE_7 + 30 * DAY - began)
    assert june.top < june.y
    assert july.y < june.y


def test_each_section_has_its_own_and_what_still_waits(stale):
    decide(stale[0], JUNE_7 + DAY)
    decide(stale[4], JUNE_7 + 3 * DAY)

    names = {one.name: (one.decided, one.waiting) for one in taken.panels(TODAY)}

    assert names == {"All sections": (2, 4), "Television": (1, 3), "Reviews": (1, 1)}
    assert panel("Reviews").months[-2].half == JUNE_7 + 3 * DAY - since(stale[4])
    assert panel("Reviews").oldest == since(stale[0])


def test_what_was_decided_more_than_a_year_ago_is_left_out(stale):
    decide(stale[0], JUNE_7 + DAY)

    assert taken.panels(date(2026, 5, 31))[0].decided == 1
    assert taken.panels(date(2026, 6, 1))[0].decided == 0


def test_months_go_back_over_the_turn_of_the_year():
    assert taken.months_until(date(2026, 2, 28))[::11] == [date(2025, 3, 1), date(2026, 2, 1)]


def test_a_month_ends_at_midnight_in_the_newsroom(stale):
    decide(stale[0], moment("2025-07-01T03:59:00+00:00"))

    assert [month.number for month in panel("All sections").months[-2:]] == [1, 0]


def test_the_page_says_in_words_and_in_a_table_what_it_draws(client, stale):
    sign_in(client, roles.EDITORS)
    at = timezone.now()
    decide(stale[0], at)
    Outcome.objects.update(since=at - timedelta(days=2, hours=3))

    page = read(client, TAKEN)
    section = page.one("section", aria_labelledby="all")

    assert f"{at:%B %Y}: 2 days, 3 hours (1)" in section.one("title").text
    row = next(row for row in section.all("tr") if row.all("td") and row.all("td")[0].text == "1")
    assert [cell.text for cell in row.all("td")] == ["1", "2 days, 3 hours", "2 days, 3 hours"]
    assert "5 waiting" in section.text
    assert TAKEN in [link.attrs.get("href") for link in read(client, reverse("desk:stale")).all("a")]


def test_where_nothing_was_decided_nothing_is_drawn(client):
    sign_in(client, roles.EDITORS)

    page = read(client, TAKEN)

    assert page.all("svg", class_="taken-drawing") == []
    assert "nothing waits" in page.one("section", aria_labelledby="all").text


def test_it_is_for_those_who_decide(client):
    sign_in(client, roles.REPORTERS)

    assert client.get(TAKEN).status_code == 403
    assert TAKEN not in [link.attrs.get("href") for link in read(client, reverse("desk:stale")).all("a")]


def test_it_takes_as_many_queries_for_many_as_for_one(client, stale):
    sign_in(client, roles.EDITORS)

    def queries():
        with CaptureQueriesContext(connection) as context:
            read(client, TAKEN)
        return len(context)

    decide(stale[0], JUNE_7 + DAY)
    one = queries()
    for article in stale[1:]:
        decide(article, JUNE_7 + 2 * DAY)

    assert queries() == one <= 25


def test_what_took_years_is_drawn_above_what_took_one():
    heights = [taken.height_of(timedelta(days=365 * years)) for years in (1, 2, 5)]

    assert heights == sorted(heights, reverse=True)
    assert len(set(heights)) == 3
