"""What an editor set by hand stays, also where the article is reviewed or updated, and the page of the act says so."""

import pytest

from newsroom import roles
from tests.articles.writing import act, going_out
from tests.desk import sign_in
from tests.factories import make_article, make_show, record
from tests.pages import read

pytestmark = pytest.mark.django_db

STAYS = "· set by hand, and not moved by this"


@pytest.fixture
def article():
    """It came out ignorant of a cancellation, as an editor said when that was recorded late."""
    show = make_show("Minx")
    record(show, "returning", "2025-01-10", at="2025-01-10", network="Starz")
    article = make_article(shows=[show], published="2025-06-20")
    record(show, "canceled", "2025-06-06", at="2025-06-25", network="Starz", keep=[article.coverage.get().pk])
    return article


def test_a_review_leaves_what_was_set_by_hand_and_says_so_first(client, article):
    sign_in(client, roles.EDITORS)

    page = read(client, act(article, "review"))
    client.post(act(article, "review"), going_out(article))

    pin = article.coverage.get()
    assert f"It then relies on Minx: Returning, January 10, 2025, Starz {STAYS}" in page.text
    assert (pin.relied_by, pin.hand_set, pin.standing.entry.status) == ("reviewed", True, "returning")


def test_an_update_says_the_same(client, article):
    sign_in(client, roles.EDITORS)

    page = read(client, act(article, "update"))

    assert f"Brought up to date, it relies on Minx: Returning, January 10, 2025, Starz {STAYS}" in page.text


def test_of_what_nobody_set_by_hand_nothing_of_the_kind_is_said(client):
    sign_in(client, roles.EDITORS)
    show = make_show("Minx")
    record(show, "returning", "2025-01-10", at="2025-01-10", network="Starz")

    page = read(client, act(make_article(shows=[show], published="2025-06-20"), "review"))

    assert "It then relies on Minx: Returning" in page.text
    assert STAYS not in page.text
