"""Breaking news: from wherever one is to the form, and back again."""

import pytest
from django.urls import reverse

from articles import status_changes
from newsroom import roles
from tests.again import again
from tests.desk import form_of, post, sign_in
from tests.factories import make_article, make_etoile, make_show, moment, record
from tests.pages import parse, read

pytestmark = pytest.mark.django_db


@pytest.fixture
@again
def etoile():
    return make_etoile()


def choices(client, show):
    page = read(client, reverse("desk:record", args=[show.pk]))
    return [(one.text, one.attrs["href"]) for one in page.all("a", data_choice=True)]


def links_to_record(page):
    return {link.text: link.attrs["href"] for link in page.all("a") if "/record/" in link.attrs.get("href", "")}


# -- the way there -------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "offered"), [(roles.REPORTERS, False), (roles.EDITORS, True)])
def test_the_palette_offers_to_record_for_who_may(client, etoile, role, offered):
    sign_in(client, role)

    page = parse(client.get(reverse("desk:palette"), {"s": "etoi"}).content.decode())

    links = [link.attrs["href"] for link in page.all("a")]
    assert reverse("admin:shows_show_change", args=[etoile.pk]) in links
    assert (reverse("desk:record", args=[etoile.pk]) in links) is offered


def test_of_many_shows_the_palette_offers_it_for_the_first(client):
    sign_in(client, roles.EDITORS)
    shows = [make_show(f"Minx {number}") for number in range(5)]

    page = parse(client.get(reverse("desk:palette"), {"s": "minx"}).content.decode())

    links = [link.attrs["href"] for link in page.all("a") if link.attrs["href"].endswith("/record/")]
    assert links == [reverse("desk:record", args=[show.pk]) for show in shows[:3]]


@pytest.mark.parametrize(("role", "offered"), [(roles.REPORTERS, False), (roles.EDITORS, True)])
def test_the_page_of_an_article_leads_to_each_thing_that_it_covers(client, etoile, role, offered):
    article = make_article(shows=[etoile, (etoile, 2)])
    sign_in(client, role)

    links = links_to_record(read(client, reverse("admin:articles_article_change", args=[article.pk])))

    form = reverse("desk:record", args=[etoile.pk])
    wanted = {
        "Record a status change of Étoile": f"{form}?from={article.pk}",
        "Record a status change of Étoile, season 2": f"{form}?from={article.pk}&season=2",
    }
    assert (wanted.items() <= links.items()) is offered


def test_who_comes_from_an_article_is_led_back_to_it(client, etoile):
    article = make_article(shows=[etoile])
    sign_in(client, roles.EDITORS)
    form, back = reverse("desk:record", args=[etoile.pk]), reverse("admin:articles_article_change", args=[article.pk])

    page = read(client, f"{form}?from={article.pk}&status=canceled")
    assert [link.attrs["href"] for link in page.all("a") if link.text == "Cancel"] == [back]
    assert all(f"&from={article.pk}" in link.attrs["href"] for link in page.all("a", data_choice=True))
    came_from = page.one("input", name="from").attrs["value"]
    said = {"status": "canceled", "precision": "day", "effective_on": "2025-06-06", "step": "preview"}
    preview = post(client, form, said | {"from": came_from, "confirmation": "official"})
    saved = client.post(form, form_of(preview, "save"))

    added = read(client, saved.url).one("section", aria_labelledby="added")
    assert [link.attrs["href"] for link in added.all("a") if link.text == "Back to the article"] == [back]


@pytest.mark.parametrize("said", ["x", "9" * 30, "-1", ""])
def test_who_comes_from_nowhere_is_led_to_the_ledger(client, etoile, said):
    sign_in(client, roles.EDITORS)

    page = read(client, f"{reverse('desk:record', args=[etoile.pk])}?from={said}")

    ledger = reverse("desk:ledger", args=[etoile.pk])
    assert [link.attrs["href"] for link in page.all("a") if link.text == "Cancel"] == [ledger]
    assert not read(client, f"{ledger}?from={said}").all("section", aria_labelledby="added")


def test_the_shows_of_the_latest_news_are_offered_first(client, etoile):
    sign_in(client, roles.EDITORS)
    older, newer = make_show("Alpha"), make_show("Zulu")
    record(older, "canceled", "2025-06-06", at=moment("2026-01-01"))
    record(newer, "canceled", "2025-06-06", at=moment("2026-01-02"))

    page = read(client, reverse("desk:find_show"))

    shown = [link.attrs.get("href", "") for link in page.all("a")]
    records = [reverse("desk:record", args=[show.pk]) for show in (newer, older, etoile)]
    assert [one for one in shown if one in records][-3:] == records


# -- what is likely ------------------------------------------------------------------------------


def test_what_is_likely_now_is_offered_at_a_touch(client, etoile):
    sign_in(client, roles.EDITORS)

    assert choices(client, etoile) == [
        ("Canceled", "?status=canceled"),
        ("Premiered", "?status=airing"),
        ("Renewed", "?status=returning"),
        ("Final season announced", "?status=ending"),
        ("Season 2 in production", "?season=2&status=in_production"),
        ("Season 2 has a date", "?season=2&status=dated"),
        ("Season 2 delayed", "?season=2&status=delayed"),
    ]


def test_of_a_show_that_is_over_a_return_is_offered(client):
    sign_in(client, roles.EDITORS)
    show = make_show("Minx", seasons=[1])
    record(show, "aired", "2023-09-08", season=1)
    record(show, "canceled", "2024-01-12")

    assert choices(client, show) == [("Picked up or revived", "?status=returning")]


def test_a_choice_fills_in_the_same_form(client, etoile):
    sign_in(client, roles.EDITORS)

    page = read(client, f"{reverse('desk:record', args=[etoile.pk])}?season=2&status=delayed")

    chosen = [one.attrs["value"] for one in page.one("select", id="id_status").all("option", selected=True)]
    assert chosen == ["delayed"]
    assert page.one("input", id="id_season").attrs["value"] == "2"


def test_a_correction_is_offered_nothing(client, etoile):
    sign_in(client, roles.MANAGING_EDITORS)
    entry = record(etoile, "canceled", "2025-06-06")

    page = read(client, reverse("desk:correct", args=[entry.pk]))

    assert page.all("a", data_choice=True) == []


# -- and back again ------------------------------------------------------------------------------


def new_on_ledger(client, show, entry):
    page = read(client, f"{reverse('desk:ledger', args=[show.pk])}?new={entry.pk}")
    return page.all("section", aria_labelledby="added")


def test_what_was_just_recorded_leads_to_the_site_and_to_its_undoing(client, etoile):
    sign_in(client, roles.MANAGING_EDITORS)
    entry = record(etoile, "canceled", "2025-06-06")

    (added,) = new_on_ledger(client, etoile, entry)

    links = {link.text: link.attrs["href"] for link in added.all("a")}
    assert links == {
        "See it on the site": "/shows/etoile/",
        "In the ledger": f"#entry-{entry.pk}",
        "Undo": f"{reverse('desk:correct', args=[entry.pk])}?outcome=void",
    }
    undo = read(client, links["Undo"])
    assert [one.attrs["value"] for one in undo.all("input", name="outcome") if "checked" in one.attrs] == ["void"]


def test_an_editor_is_told_who_takes_it_back(client, etoile):
    sign_in(client, roles.EDITORS)
    entry = record(etoile, "canceled", "2025-06-06")

    (added,) = new_on_ledger(client, etoile, entry)

    assert "Undo" not in added.text
    assert "A managing editor takes it back" in added.text


def test_a_denial_takes_back_what_readers_were_told(client, etoile):
    sign_in(client, roles.MANAGING_EDITORS)
    entry = record(etoile, "canceled", "2025-06-06")
    at = moment("2026-01-02")
    denial = status_changes.correct(entry, status_changes.void(entry), by=None, at=at).entry

    (told,) = new_on_ledger(client, etoile, denial)
    assert "readers are not told of it any more The show Canceled" in told.text
    assert "Undo" not in told.text
    (added,) = new_on_ledger(client, etoile, entry)
    assert "Undo" not in added.text
