import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article
from newsroom.lib.paging import NotACursor, Order
from shows.models import Show, StatusEntry
from tests.factories import make_show, moment

NEWEST_FIRST = Order(Article, "-first_published_at", "-pk")
A_TO_Z = Order(Show, "sort_title", "pk")
IN_LEDGER_ORDER = Order(StatusEntry, "placed_at", "place", "pk")


def written(*values):
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def test_a_cursor_holds_a_place_to_the_microsecond():
    at = moment("2025-04-30T12:00:00.000001+00:00")

    assert NEWEST_FIRST.position(NEWEST_FIRST.cursor_at(Article(first_published_at=at, pk=7))) == [at, 7]


@pytest.mark.parametrize(
    "values",
    [
        (),
        ("2025-04-30T12:00:00+00:00",),
        ("2025-04-30T12:00:00+00:00", 7, 7),
        ("2025-04-30T12:00:00", 7),
        ("2025-04-30", 7),
        ("yesterday", 7),
        (7, 7),
        ("2025-04-30T12:00:00+00:00", "seven"),
        ("2025-04-30T12:00:00+00:00", None),
        ("2025-04-30T12:00:00+00:00", True),
        ("2025-04-30T12:00:00+00:00", [7]),
        ("2025-04-30T12:00:00+00:00", 1e400),
    ],
)
def test_what_is_no_place_in_the_order_is_no_cursor(values):
    with pytest.raises(NotACursor):
        NEWEST_FIRST.position(written(*values))


@pytest.mark.parametrize("title", ["\x00", "\ud800"])
def test_what_is_no_text_is_no_cursor(title):
    with pytest.raises(NotACursor):
        A_TO_Z.position(written(title, 7))


@pytest.mark.parametrize("order", [NEWEST_FIRST, A_TO_Z, IN_LEDGER_ORDER])
@given(text=st.text() | st.binary().map(lambda raw: base64.urlsafe_b64encode(raw).decode()))
def test_whatever_is_given_as_a_cursor_is_refused_cleanly(order, text):
    with pytest.raises(NotACursor):
        order.position(text)


@pytest.mark.django_db
def test_numbers_beyond_the_database_find_nothing_or_everything():
    make_show("Minx")

    for pk, found in ((10**30, []), (-(10**30), ["Minx"])):
        rows = A_TO_Z.after(Show.objects.all(), A_TO_Z.position(written("minx", pk)))
        assert [show.title for show in rows] == found
