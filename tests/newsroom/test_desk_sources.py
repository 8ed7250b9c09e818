"""What is to be sourced."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import notices
from articles.models import Article
from newsroom import roles
from shows.models import StatusEntry
from tests.desk import form_of, post, sign_in
from tests.factories import make_article, make_show, record
from tests.pages import read

pytestmark = pytest.mark.django_db

PATH = reverse("desk:sources")
VARIETY = {"source_name": "Variety", "source_url": "https://variety.example/"}


def listed(client, query=""):
    return [item.one("h2").text for item in read(client, PATH + query).one("ul", class_="desk-sources").all("li")]


@pytest.fixture
def ledgers():
    """One show on nobody's word, one on another outlet's, and one that is well sourced now."""
    minx, etoile, sourced = make_show("Minx"), make_show("Étoile"), make_show("GLOW")
    record(minx, "airing", "2025-06-06")
    record(etoile, "canceled", "2025-01-01", confirmation="reported", **VARIETY)
    record(sourced, "series_ordered", "2024-01-01")
    record(sourced, "airing", "2025-01-01", **VARIETY)
    return minx, etoile


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Étoile", "Minx"]),
        ("?which=unsourced", ["Minx"]),
        ("?which=reported", ["Étoile"]),
        ("?which=x", ["Étoile", "Minx"]),
    ],
)
def test_what_holds_today_is_listed_oldest_first(client, ledgers, query, found):
    sign_in(client, roles.EDITORS)

    assert listed(client, query) == found


def test_it_tells_how_many_published_articles_rely_on_it(client, ledgers):
    sign_in(client, roles.EDITORS)
    make_article("One", shows=[ledgers[0]], published="2025-06-08")
    make_article("Two", shows=[ledgers[0]], published="2025-06-09")

    page = read(client, PATH).text

    assert "2 articles rely on it" in page
    assert "no article relies on it" in page


def test_what_is_corrected_with_its_source_goes_and_no_article_changes(client, ledgers):
    sign_in(client, roles.MANAGING_EDITORS)
    article = make_article("One", shows=[ledgers[0]], published="2025-06-08")

    link = read(client, f"{PATH}?which=unsourced").one(
        "a", class_="desk-button", href=reverse("desk:correct", args=[ledgers[0].ledger.get().pk]) + "?add=source"
    )
    page = read(client, link.attrs["href"])
    assert "autofocus" in page.one("input", id="id_source_name").attrs
    sent = {
        one.attrs["name"]: one.attrs.get("value", "")
        for one in page.one("form", id="record").all("input")
        if "name" in one.attrs and one.attrs.get("type") not in ("radio", "checkbox")
    }
    for select in page.one("form", id="record").all("select"):
        chosen = [option.attrs["value"] for option in select.all("option") if "selected" in option.attrs]
        sent[select.attrs["name"]] = chosen[0] if chosen else ""
    preview = post(client, link.attrs["href"], sent | {"outcome": "says", "source_name": "Deadline", "step": "preview"})
    post(client, link.attrs["href"], form_of(preview, "save"))

    assert StatusEntry.objects.get(corrects=ledgers[0].ledger.first()).source_name == "Deadline"
    assert "Everything that the ledger says today has a source." in read(client, f"{PATH}?which=unsourced").text
    assert notices.for_article(Article.objects.for_cards().get(pk=article.pk)) is None


def test_what_is_official_since_is_asked_for_the_official_word(client, ledgers):
    sign_in(client, roles.MANAGING_EDITORS)
    entry = ledgers[1].ledger.get()

    page = read(client, reverse("desk:correct", args=[entry.pk]) + "?add=official")

    assert page.one("input", id="id_source_name").attrs.get("value", "") == ""
    chosen = [one.text for one in page.one("select", id="id_confirmation").all("option") if "selected" in one.attrs]
    assert chosen == ["Official"]


def test_who_may_not_correct_is_told_who_does(client, ledgers):
    sign_in(client, roles.EDITORS)

    page = read(client, PATH)

    assert "A managing editor corrects the ledger." in page.text
    assert [link for link in page.all("a") if "/correct/" in link.attrs.get("href", "")] == []


def test_home_counts_them(client, ledgers):
    sign_in(client, roles.EDITORS)

    link = read(client, reverse("admin:index")).one("section", aria_labelledby="to-source").one("a")

    assert link.attrs["href"] == PATH
    assert link.text == "2 entries without a source, or only reported"


def test_reporters_have_no_such_page(client, ledgers):
    sign_in(client, roles.REPORTERS)

    assert client.get(PATH).status_code == 403
    assert read(client, reverse("admin:index")).all("section", aria_labelledby="to-source") == []


def test_pages_follow_one_another(client):
    sign_in(client, roles.EDITORS)
    for number in range(30):
        record(make_show(f"Show {number:02}"), "airing", f"2025-01-{number + 1:02}")

    first = listed(client)
    older = [link.attrs["href"] for link in read(client, PATH).all("a") if link.text == "Newer ones"]

    assert first + listed(client, older[0]) == [f"Show {number:02}" for number in range(30)]
    assert client.get(f"{PATH}?cursor=x").status_code == 302


def test_a_full_page_takes_as_many_queries_as_one_row(client):
    sign_in(client, roles.EDITORS)

    def queries():
        with CaptureQueriesContext(connection) as context:
            read(client, PATH)
        return len(context)

    record(make_show("Minx"), "airing", "2025-01-01")
    few = queries()
    for number in range(30):
        record(make_show(f"Show {number}"), "ordered", "2025-01-01", season=1, network="Starz")

    assert queries() == few <= 25
