"""As of, of a show: what we believed, what was true, and what readers could read about it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import sealing, status_changes, workflow
from newsroom import roles
from newsroom.desk import as_of
from tests.again import make_copies
from tests.desk import make_member, sign_in
from tests.factories import cancel_etoile, cover, make_article, make_draft, make_show, make_user, moment, record
from tests.pages import read

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def editor(client):
    return sign_in(client, roles.EDITORS)


@pytest.fixture
def etoile():
    """Each status was recorded on its day, but for the last, which was three days late."""
    show = make_show("Étoile")
    record(show, "series_ordered", "2023-04-26", at="2023-04-26", network="Prime Video")
    record(show, "ordered", "2023-04-26", season=2, at="2023-04-26", network="Prime Video")
    cancel_etoile(show, at="2025-06-09T18:20:11+00:00")
    return show


def address(show):
    return reverse("desk:as_of", args=[show.pk])


def asked(client, show, at, status=200):
    return read(client, f"{address(show)}?at={at}", status)


def section(page, name):
    return page.one("section", aria_labelledby=name).text


def titles(page):
    links = page.one("section", aria_labelledby="articles").all("a", href=True)
    return [link.text for link in links if "/articles/article/" in link.attrs["href"]]


# -- belief and truth ----------------------------------------------------------------------------


def test_the_show_and_each_season_are_told_as_believed_and_as_true(client, editor, etoile):
    page = asked(client, etoile, "2025-06-07T12:00")
    believed, true = section(page, "believed"), section(page, "true")

    assert "Étoile Ordered to series Prime Video" in believed
    assert "Étoile, season 2 Ordered Prime Video" in believed
    assert "Étoile Not what we believed Canceled Prime Video" in true
    assert "Étoile, season 2 Not what we believed Order reversed Prime Video" in true


def test_entries_are_those_known_and_those_in_force(client, editor, etoile):
    page = asked(client, etoile, "2025-06-07T12:00")
    known, in_force = (page.one("section", aria_labelledby=name).one("ol") for name in ("believed", "true"))

    assert [item.one("strong").text for item in known.all("li")] == ["Season 2", "The show"]
    assert "recorded April 26, 2023" in known.text
    assert len(in_force.all("li")) == 4
    assert in_force.text.count("recorded only June 9, 2025, 2:20 p.m. EDT") == 2


def test_what_was_corrected_by_then_was_known_and_did_not_hold(client, editor, etoile):
    wrong = record(etoile, "returning", "2025-07-01", at="2025-07-01", network="Netflix")
    status_changes.correct(wrong, status_changes.void(wrong), by=None, at=moment("2025-07-03"))

    before, after = (asked(client, etoile, at) for at in ("2025-07-02", "2025-07-04"))

    assert "“Returning” was corrected on July 3, 2025, 8 a.m. EDT: it did not hold." in section(before, "true")
    assert before.one("section", aria_labelledby="believed").all("del") == []
    assert "Returning corrected by then" in section(after, "believed")
    assert "Étoile Canceled Prime Video" in section(after, "believed")


def test_before_anything_it_says_so(client, editor, etoile):
    page = asked(client, etoile, "1999-12-31")

    assert page.one(class_="then-last").text.startswith("Before anything: ")
    assert titles(page) == []
    assert "Étoile Nothing recorded." in section(page, "believed")
    assert "season" not in section(page, "true")


def test_a_show_of_which_nothing_is_known_has_no_changes(client, editor):
    page = asked(client, make_show("Minx"), "2025-06-07")

    assert page.one(class_="then-last").text == "Nothing has changed yet, at any time."
    assert page.all("a", rel="next") == page.all("a", rel="prev") == []


# -- what readers could read -----------------------------------------------------------------------


def test_articles_are_those_that_were_public_with_what_they_told(client, editor, etoile):
    make_article("Later", shows=[etoile], published="2025-07-01")
    make_article("Is coming", shows=[(etoile, 2)], published="2025-04-30")
    gone = make_article("Gone since", shows=[etoile], published="2025-05-02")
    workflow.withdraw(gone, by=None, at=moment("2025-06-20"))
    mention = make_draft("Mentions it")
    cover(mention, etoile, mention_only=True)
    workflow.publish(mention, by=None, at=moment("2025-05-03"))

    before, after = (asked(client, etoile, at) for at in ("2025-06-08", "2025-06-21"))

    assert (titles(before), titles(after)) == (["Gone since", "Is coming"], ["Is coming"])
    assert "Season 2: Ordered when published" in section(before, "articles")
    assert "This has since changed" not in section(before, "articles")
    assert "This has since changed Prime Video has reversed its order" in section(after, "articles")


def test_articles_are_paged_by_their_first_publication(client, editor, etoile, monkeypatch):
    monkeypatch.setattr(as_of, "ARTICLES", 2)
    pieces = [make_article(f"Piece {number}", shows=[etoile], published=f"2025-05-0{number}") for number in range(1, 6)]
    workflow.redate(pieces[0], by=None, at=moment("2025-06-01"), published_at=moment("2025-05-20"))

    page, seen = asked(client, etoile, "2025-06-02"), []
    while True:
        seen.append(titles(page))
        older = [link for link in page.all("a", class_="copy-button") if link.text == "Older"]
        if not older:
            break
        page = read(client, address(etoile) + older[0].attrs["href"].partition("#")[0])

    assert seen == [["Piece 5", "Piece 4"], ["Piece 3", "Piece 2"], ["Piece 1"]]


def test_a_page_that_is_none_is_not_there(client, editor, etoile):
    assert client.get(f"{address(etoile)}?after=nonsense").status_code == 404


def test_acts_on_its_articles_are_among_the_changes(client, editor, etoile):
    make_article("Is coming", shows=[(etoile, 2)], published="2025-04-30")

    page = asked(client, etoile, "2025-05-01")
    after = read(client, address(etoile) + page.one("a", rel="next").attrs["href"])

    assert page.one(class_="then-last").text == "Last change by then: Published: “Is coming”."
    assert after.one(class_="then-last").text.startswith("Last change by then: Took effect: season 2 order reversed")


def test_only_the_nearest_acts_are_told_and_none_is_left_out_between(client, editor, etoile, monkeypatch):
    monkeypatch.setattr(as_of, "AROUND", 2)
    for number in range(1, 8):
        make_article(f"Piece {number}", shows=[etoile], published=f"2025-05-0{number}")

    changes = asked(client, etoile, "2025-05-04T12:00").one(class_="then-changes").text

    assert all(f"“Piece {number}”" in changes for number in (3, 4, 5, 6))
    assert not any(f"“Piece {number}”" in changes for number in (1, 2, 7))
    # Beyond those nobody knows what else there was.
    assert "Took effect" not in changes


# -- who may -------------------------------------------------------------------------------------


def test_who_may_not_read_the_ledger_learns_nothing(client, etoile):
    client.force_login(make_user("guest", is_staff=True))

    assert {client.get(path).status_code for path in (address(etoile), "/admin/shows/show/999999/as-of/")} == {403}


def test_what_is_sealed_is_there_for_managing_editors_alone(client, editor, etoile):
    article = make_article("Sealed", shows=[etoile], published="2025-05-01")
    chief = make_member(roles.MANAGING_EDITORS, "chief")
    sealing.seal(article, reason="A letter", by=chief, at=moment("2025-06-01"))

    assert "Sealed" not in asked(client, etoile, "2025-05-05").one(id="then").text

    client.force_login(chief)
    assert titles(asked(client, etoile, "2025-05-05")) == ["Sealed"]


def test_a_moment_that_is_none_is_refused_at_its_field(client, editor, etoile):
    page = asked(client, etoile, "2199-01-01", status=400)

    assert page.one(id="at-error").text.startswith("Nobody knows what will be: give a moment up to now, ")


def test_no_show_is_not_found_and_nothing_is_sent(client, editor, etoile):
    assert client.get("/admin/shows/show/999999/as-of/").status_code == 404
    assert client.post(address(etoile)).status_code == 405


def test_the_show_and_its_ledger_lead_to_it(client, editor, etoile):
    for path in (reverse("admin:shows_show_change", args=[etoile.pk]), reverse("desk:ledger", args=[etoile.pk])):
        assert address(etoile) in [link.attrs["href"] for link in read(client, path).all("a", href=True)]


# -- what it costs -------------------------------------------------------------------------------


def test_it_costs_the_same_however_much_there_is(client, editor, etoile):
    article = make_article("Is coming", shows=[(etoile, 2)], published="2025-04-30")

    def cost():
        with CaptureQueriesContext(connection) as queries:
            asked(client, etoile, "2025-08-01")
        return len(queries)

    one = cost()
    make_copies(article, 50)
    for number in range(20):
        at = moment("2025-07-01") + timedelta(hours=number)
        record(etoile, "returning" if number % 2 else "canceled", at.isoformat(), at=at, network="Prime Video")

    assert one == cost() <= 25
