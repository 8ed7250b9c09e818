"""What the page of an article tells of its past: the pair in its notice, and what was done to it in public."""

import pytest

from articles import sealing, status_changes, workflow
from tests.factories import (
    cancel_etoile,
    cover,
    make_article,
    make_draft,
    make_etoile,
    make_show,
    make_user,
    moment,
    record,
)
from tests.pages import parse, read

pytestmark = pytest.mark.django_db

BODY = "<h2>Is season 2 coming?</h2><p>Yes.</p>"


def pairs_on(page):
    return [[state.text for state in pair.all("dd")] for pair in page.all("dl", class_="notice-states")]


def history_on(page):
    return [act.text for history in page.all("details", class_="acts") for act in history.all("li")]


# -- the pair ------------------------------------------------------------------------------------


def test_the_notice_holds_what_was_beside_what_is(client):
    show = make_etoile()
    article = make_draft(body=BODY)
    cover(article, (show, 2), heading="Is season 2 coming?")
    workflow.publish(article, by=None, at=moment("2025-04-30"))
    cancel_etoile(show)

    page = read(client, article.get_absolute_url())

    assert len(page.all(data_notice="contradiction")) == 2
    assert pairs_on(page) == [["Ordered", "Order reversed"]]
    (pair,) = page.all("dl", class_="notice-states")
    assert [label.text for label in pair.all("dt")] == ["When published", "Today"]


def test_the_pair_names_the_networks_where_they_differ(client):
    show = make_etoile()
    article = make_article(shows=[(show, 2)])
    cancel_etoile(show)

    record(show, "ordered", "2025-09-15", season=2, network="Netflix")

    assert pairs_on(read(client, article.get_absolute_url())) == [["Ordered on Prime Video", "Ordered on Netflix"]]


def test_where_it_stands_again_as_it_stood_there_is_no_pair(client):
    show = make_show("Minx")
    record(show, "awaiting_decision", "2022-01-01", network="Starz")
    article = make_article(shows=[show], published="2022-02-01")
    record(show, "returning", "2023-01-01", network="Starz")
    record(show, "awaiting_decision", "2024-01-01", network="Starz")

    page = read(client, article.get_absolute_url())

    assert page.all(data_notice=True)
    assert pairs_on(page) == []


def test_a_notice_of_several_shows_counts_and_has_no_pair(client):
    show, other = make_etoile(), make_show("Minx")
    article = make_article(shows=[(show, 2), other])
    cancel_etoile(show)

    page = read(client, article.get_absolute_url())

    assert page.one(class_="notice-count").text == "1 of the 2 shows here has changed since."
    assert pairs_on(page) == []


def test_a_record_of_ours_that_was_wrong_never_was(client):
    show = make_show("Minx")
    wrong = record(show, "dated", "2020-01-01", season=2, premiere="2026-04", at="2020-01-02")
    article = make_article(shows=[(show, 2)], published="2021-02-10")
    record(show, "shelved", "2022-01-01", season=2)
    status_changes.correct(wrong, status_changes.void(wrong), by=None, at=moment("2022-06-10"))

    page = read(client, article.get_absolute_url())

    assert page.all(data_notice="record-corrected")
    assert pairs_on(page) == []


def test_elsewhere_the_notice_is_words_alone(client):
    show = make_etoile()
    make_article(shows=[(show, 2)])
    cancel_etoile(show)

    (item,) = client.get("/feed.json").json()["items"]

    assert parse(item["content_html"]).all(data_notice="contradiction")
    assert pairs_on(parse(item["content_html"])) == []


# -- the history ---------------------------------------------------------------------------------


def test_what_was_done_in_public_is_told_the_latest_first(client):
    article = make_article(published="2025-04-30T12:00+00:00")
    workflow.review(article, by=None, at=moment("2025-05-02T14:00+00:00"), note="Asked Prime Video.")
    workflow.update(
        article, by=None, at=moment("2025-05-03T14:00+00:00"), substantive=False, correction="We misspelled a name."
    )

    page = read(client, article.get_absolute_url())

    assert history_on(page) == [
        "Corrected May 3, 2025, 10 a.m. EDT We misspelled a name.",
        "Reviewed May 2, 2025, 10 a.m. EDT",
        "Published April 30, 2025, 8 a.m. EDT",
    ]
    assert "Asked Prime Video." not in page.text


def test_what_came_out_and_stayed_as_it_was_has_no_history(client):
    assert history_on(read(client, make_article().get_absolute_url())) == []


def test_that_it_was_withdrawn_for_a_while_is_told(client):
    article = make_article(published="2025-04-30T12:00+00:00")
    workflow.withdraw(article, by=None, at=moment("2025-05-02T14:00+00:00"), note="A source had withdrawn.")
    workflow.restore(article, by=None, at=moment("2025-05-03T14:00+00:00"))

    assert history_on(read(client, article.get_absolute_url()))[:2] == [
        "Restored May 3, 2025, 10 a.m. EDT",
        "Withdrawn May 2, 2025, 10 a.m. EDT A source had withdrawn.",
    ]


def test_that_it_was_withdrawn_for_legal_reasons_is_told_nobody(client):
    one, other = make_user("one"), make_user("other")
    article = make_article(published="2025-04-30T12:00+00:00")
    workflow.withdraw(article, by=None, at=moment("2025-05-02T14:00+00:00"), note="A mistake.")
    workflow.restore(article, by=None, at=moment("2025-05-03T14:00+00:00"))
    sealing.seal(article, reason="An order of a court.", by=one, at=moment("2025-05-04"))
    sealing.ask(article, reason="It was lifted.", by=one, at=moment("2025-05-05"))
    sealing.restore(article, by=other, at=moment("2025-05-06"))

    page = read(client, article.get_absolute_url())

    assert [act.split()[0] for act in history_on(page)] == ["Restored", "Withdrawn", "Published"]
    assert "court" not in page.text
