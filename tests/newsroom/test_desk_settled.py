"""What left the stale desk lately, and how."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import exemptions, sealing, settled, status_changes, workflow
from articles.models import Article, Undecided
from newsroom import roles
from newsroom.desk import settled as pages
from tests.desk import sign_in
from tests.factories import cancel_etoile, make_article, make_etoile, make_show, make_user, moment, record
from tests.pages import read

pytestmark = pytest.mark.django_db

SETTLED = reverse("desk:settled")
JUNE_7, JUNE_8 = moment("2025-06-07"), moment("2025-06-08")


def deny(entry, *, at=JUNE_7, by=None):
    return status_changes.correct(entry, status_changes.void(entry), by=by, at=at).entries[0]


def rows(page):
    return [row.text for row in page.all("li", class_="settled-row")]


@pytest.fixture
def editor(client):
    return sign_in(client, roles.EDITORS)


def test_what_people_decided_is_told_with_its_reason_the_latest_first(client, editor):
    etoile = make_etoile()
    first, second = (make_article(headline, shows=[(etoile, 2)]) for headline in ("First", "Second"))
    cancel_etoile(etoile)
    exemptions.exempt(first, reason="A review of the past.", by=editor, at=JUNE_7)
    workflow.withdraw(second, by=editor, at=JUNE_8)

    later, earlier = rows(read(client, SETTLED))

    assert "Second" in later
    assert "Withdrawn" in later
    assert "First" in earlier
    assert "Exempted: A review of the past." in earlier
    assert f"{editor}, June 7, 2025" in earlier
    assert "it had stood for" in earlier


def test_what_the_ledger_takes_back_is_told_with_its_entry_and_the_articles(client, editor):
    etoile = make_etoile()
    articles = [make_article(f"Part {number}", shows=[(etoile, 2)]) for number in range(7)]
    reversal = cancel_etoile(etoile)
    assert Undecided.objects.counted(9) == 7

    denial = deny(reversal, by=editor)

    make_article("Came later", shows=[(etoile, 2)], published="2025-06-09")
    assert not Undecided.objects.filter(article__in=articles, turned_by=reversal.pk).exists()
    acts, cursor = settled.by_ledger(most=9)
    assert [(act.entry, act.number, len(act.articles), act.further) for act in acts] == [(denial, 7, 5, 2)]
    assert cursor is None
    (row,) = rows(read(client, f"{SETTLED}?by=ledger"))
    assert "Readers of 7 articles are not told any more" in row
    assert "Part 6, Part 5, Part 4, Part 3, Part 2, and 2 more." in row
    assert f"Recorded by {editor}" in row


def test_news_that_mends_what_it_broke_is_told_and_other_news_is_not():
    show = make_show("Minx")
    record(show, "returning", "2025-01-01", at="2025-01-02")
    make_article("It returns", shows=[show], published="2025-02-01")
    record(show, "canceled", "2025-03-01", at="2025-03-02")
    back = record(show, "returning", "2025-04-01", at="2025-04-02")
    record(make_show("Dark"), "returning", "2025-04-03", at="2025-04-04")

    acts, _ = settled.by_ledger(most=9)

    assert [(act.entry, act.number) for act in acts] == [(back, 1)]
    assert not Undecided.objects.exists()


def test_pages_go_on_where_the_one_before_ended(client, editor, monkeypatch):
    for number in range(5):
        show = make_show(f"Show {number}")
        record(show, "returning", "2025-01-01", at="2025-01-02")
        make_article(f"Of show {number}", shows=[show], published="2025-02-01")
        canceled = record(show, "canceled", "2025-03-01", at="2025-03-02")
        deny(canceled, at=JUNE_7 + timedelta(hours=number))
    monkeypatch.setattr(pages, "SIZE", 2)
    monkeypatch.setattr(settled, "LOOKED_AT", 4)
    seen, address = [], f"{SETTLED}?by=ledger"

    for _ in range(20):
        page = read(client, address)
        seen += rows(page)
        more = [link for link in page.all("a") if link.text == "Older"]
        if not more:
            break
        address = SETTLED + more[0].attrs["href"]

    assert [row.split()[1] for row in seen] == ["4", "3", "2", "1", "0"]


@pytest.mark.parametrize("cursor", ["x", "", "WyJ4Il0", "W10", "Wy0xXQ"])
@pytest.mark.parametrize("by", ["people", "ledger"])
def test_what_is_no_cursor_is_no_page(client, editor, cursor, by):
    assert client.get(SETTLED, {"before": cursor, "by": by}).status_code == 404


def test_what_is_sealed_is_named_nowhere(client, editor):
    etoile = make_etoile()
    decided, silenced = (make_article(headline, shows=[(etoile, 2)]) for headline in ("Decided", "Silenced"))
    reversal = cancel_etoile(etoile)
    exemptions.exempt(decided, reason="A review.", by=editor, at=JUNE_7)
    deny(reversal)
    for article in (decided, silenced):
        sealing.seal(Article.objects.get(pk=article.pk), reason="A court said so.", by=make_user(), at=JUNE_8)

    for by in ("people", "ledger"):
        page = read(client, f"{SETTLED}?by={by}").text
        assert "Decided" not in page.replace("Decided by people", "")
        assert "Silenced" not in page


def test_a_page_asks_as_much_of_ten_as_of_one(client, editor):
    def make(number):
        for one in range(number):
            show = make_show(f"{number}, {one}")
            record(show, "returning", "2025-01-01", at="2025-01-02")
            _, gone = (make_article(f"{number} {one} {name}", shows=[show], published="2025-02-01") for name in "ab")
            entry = record(show, "canceled", "2025-03-01", at="2025-03-02")
            exemptions.exempt(gone, reason="A review.", by=editor, at=JUNE_7)
            deny(entry)

    def asked(by):
        with CaptureQueriesContext(connection) as context:
            client.get(SETTLED, {"by": by})
        return len(context)

    make(1)
    one = asked("people"), asked("ledger")
    make(9)

    assert (asked("people"), asked("ledger")) == one
    assert max(one) <= 25
