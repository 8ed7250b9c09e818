"""What both of two shows recorded that are one since is told once to readers."""

import pytest

from articles import merging, status_changes
from shows.ledger import Change
from tests.articles.test_merging import AT
from tests.factories import make_show, record
from tests.pages import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def show():
    gone, kept = make_show("Minks"), make_show("Minx")
    for one, source in ((gone, "Deadline"), (kept, "Variety")):
        record(one, "canceled", "2025-06-06", network="Max", source_name=source)
    merging.merge(gone, kept, by=None, at=AT)
    return kept


def said(page):
    return [one.one(class_="entry-status").text for one in page.all("li", class_="entry")]


def test_readers_see_it_once_with_both_sources(client, show):
    page = read(client, show.get_absolute_url())

    assert said(page) == ["The show: Canceled (Max)"]
    (entry,) = page.all("li", class_="entry")
    assert "source: Variety" in entry.text
    assert "Also recorded December 31, 2025" in entry.text
    assert "source: Deadline" in entry.text
    assert show.ledger.count() == 2
    assert read(client, "/status/").text.count("Canceled by Max") <= 1


def test_where_the_one_was_put_right_the_other_is_told(client, show):
    wrong = show.ledger.get(source_name="Variety")
    status_changes.correct(wrong, Change(show=show, status=None), by=None, at=AT)

    page = read(client, show.get_absolute_url())

    assert said(page).count("The show: Canceled (Max)") == 2  # struck through, and what still stands
    assert "Also recorded" not in page.text
