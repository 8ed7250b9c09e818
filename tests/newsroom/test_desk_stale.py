"""The stale desk: what has since changed, until somebody has decided on it."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import outcomes, workflow
from articles.models import Article, Author, Outcome, Undecided
from newsroom import roles
from newsroom.desk import stale
from newsroom.views import FrontPageView
from shows.models import Network
from tests.desk import ROLES, make_member, sign_in
from tests.factories import (
    cancel_etoile,
    make_article,
    make_etoile,
    make_every_notice,
    make_section,
    make_show,
    moment,
    record,
)
from tests.pages import read

pytestmark = pytest.mark.django_db

DESK, DECIDE, EXPORT = (reverse(f"desk:stale{name}") for name in ("", "_decide", "_export"))
JUNE_7 = moment("2025-06-07")


def headlines(page):
    return [row.one("p", class_="stale-title").text for row in page.all("li", class_="stale-row")]


def row_of(page, article):
    return next(row for row in page.all("li", class_="stale-row") if str(article) in row.text)


@pytest.fixture
def etoile():
    return make_etoile()


def make_stale(etoile, number=1, **fields):
    """So many articles that say that the second season comes, which is then called off."""
    headlines = [f"Season 2 comes, part {one}" for one in range(1, number + 1)]
    found = [make_article(headline, shows=[(etoile, 2)], **fields) for headline in headlines]
    cancel_etoile(etoile)
    return found


def sent(articles, act, **said):
    """What the desk sends of the rows of these articles, as they stand now."""
    reads = {f"read-{one.pk}": outcomes.seen(Article.objects.get(pk=one.pk)) for one in articles}
    return {"act": act, "article": [one.pk for one in articles], "sent": "yes", **reads, **said}


# -- the list ------------------------------------------------------------------------------------


def test_a_row_tells_what_is_said_what_is_true_and_by_whose_word(client, etoile):
    sign_in(client, roles.EDITORS)
    (article,) = make_stale(etoile)

    row = row_of(read(client, DESK), article)

    assert [part.text for part in row.all("dt")] == ["When published, Étoile, season 2", "Now"]
    assert row.all("dd")[0].text == "Ordered on Prime Video"
    assert "Prime Video has reversed its order for season 2 of Étoile" in row.text
    assert row.all("a", href="https://deadline.example/etoile")
    assert "By TV desk · Television · published April 30, 2025 · assigned to" in row.text
    assert row.one("time").attrs["datetime"].startswith("2025-06-06T14:20:11-04:00")
    assert "On the front page" in row.text
    assert "the season was ordered" in row.one("details").text


def test_a_row_tells_how_it_stands_today_where_that_is_something_else_again(client, etoile):
    sign_in(client, roles.EDITORS)
    article = make_article(shows=[etoile])
    cancel_etoile(etoile)
    record(etoile, "returning", "2025-08-01", network="Netflix")

    now = row_of(read(client, DESK), article).all("dd")[1].text
    table = b"".join(client.get(EXPORT).streaming_content).decode()

    assert re.fullmatch(
        r"Prime Video has canceled Étoile, .+\. Status today: Returning \(Netflix\), since August .+", now
    )
    assert "Status today: Returning (Netflix)" in table


def test_a_row_tells_of_each_of_its_shows_once_and_the_worst_first(client, etoile):
    sign_in(client, roles.EDITORS)
    minx = make_show("Minx")
    record(minx, "awaiting_decision", "2025-01-10", network="Starz")
    article = make_article(shows=[minx, etoile, (etoile, 2)])
    record(minx, "ended", "2025-06-06", network="Starz")
    cancel_etoile(etoile)

    row = row_of(read(client, DESK), article)
    (table,) = list(csv.DictReader(io.StringIO(b"".join(client.get(EXPORT).streaming_content).decode("utf-8-sig"))))

    whens = [part.text for part in row.all("dt") if part.text != "Now"]
    assert whens == ["When published, Étoile", "When published, Minx"]
    assert ["canceled Étoile" in row.all("dd")[1].text, "Minx" in row.all("dd")[3].text] == [True, True]
    assert table["subject"] == "Étoile; Minx"
    assert "canceled Étoile" in table["now"]
    assert "Minx" in table["now"]
    assert "And 1 more of its shows." in read(client, reverse("admin:index")).text


def test_what_somebody_works_on_is_found_by_who_that_is(client, etoile):
    sign_in(client, roles.EDITORS)
    reporter, gone = make_member(roles.REPORTERS, "rae"), make_member(roles.REPORTERS, "gone", is_active=False)
    given, _ = make_stale(etoile, 2)
    Article.objects.filter(pk=given.pk).update(assigned_to=reporter)

    page = read(client, f"{DESK}?assigned={reporter.pk}")

    assert headlines(page) == [str(given)]
    offered = [one.attrs["value"] for one in page.one("select", name="assigned").all("option")]
    assert offered[:3] == ["", "me", "nobody"]
    assert (str(reporter.pk) in offered, str(gone.pk) in offered) == (True, False)


def test_what_is_contradicted_stands_before_what_is_decided_and_our_own_mistakes_come_last(client):
    sign_in(client, roles.EDITORS)
    make_every_notice()

    assert headlines(read(client, DESK)) == ["Contradicted", "Decided", "Corrected"]


def test_what_stands_on_the_front_page_stands_before_the_rest_and_then_the_newest(etoile, monkeypatch):
    articles = [
        make_article(f"Number {number}", shows=[(etoile, 2)], published=moment("2025-04-01") + timedelta(days=number))
        for number in range(3)
    ]
    cancel_etoile(etoile)
    monkeypatch.setattr(FrontPageView, "size", 1)

    rows, older = stale.page_of(Undecided.objects.all())
    some = Undecided.objects.in_order([articles[0].pk])

    assert [str(row.article) for row in rows] == ["Number 2", "Number 1", "Number 0"]
    assert [row.is_on_front for row in rows] == [True, False, False]
    assert [place["article"] for place in some] == [articles[number].pk for number in (0, 2, 1)]
    assert older is None


def test_each_article_stands_there_once(client, etoile):
    sign_in(client, roles.EDITORS)
    make_article("Both", shows=[(etoile, 2), etoile])
    cancel_etoile(etoile)

    page = read(client, DESK)

    assert headlines(page) == ["Both"]
    assert "1 article" in page.text


def test_pages_begin_after_a_row(client, etoile, monkeypatch):
    sign_in(client, roles.EDITORS)
    make_stale(etoile, 5)
    monkeypatch.setattr(stale, "SIZE", 2)
    rows, older = stale.page_of(Undecided.objects.all(), size=2)
    workflow.review(rows[0].article, by=None, at=JUNE_7)

    more, last = stale.page_of(Undecided.objects.all(), older, size=3)

    assert [str(row.article) for row in (*rows, *more)] == [f"Season 2 comes, part {n}" for n in (5, 4, 3, 2, 1)]
    assert last is None
    assert headlines(read(client, f"{DESK}?before={older}")) == [str(row.article) for row in more]


@pytest.mark.parametrize("cursor", ["x", "", "WzEsMSwiMjAyNSIsMV0", "WzEsMSwxLDFd", "WzEsMSwiMjAyNS0wMS0wMSIsLTFd"])
def test_what_is_no_cursor_is_no_page(client, cursor):
    sign_in(client, roles.EDITORS)

    assert client.get(DESK, {"before": cursor}).status_code == 404


def test_where_everything_is_decided_the_desk_says_so(client):
    sign_in(client, roles.EDITORS)

    assert "Somebody has decided on everything that has since changed." in read(client, DESK).text


def test_the_navigation_tells_how_many_wait(client, etoile):
    sign_in(client, roles.EDITORS)
    make_stale(etoile, 2)

    link = next(one for one in read(client, DESK).all("a", href=DESK) if "Stale desk" in one.text)

    assert "2" in link.text


def test_the_desk_takes_as_many_queries_for_fifty_as_for_one(client, etoile):
    sign_in(client, roles.EDITORS)
    make_article("First", shows=[(etoile, 2), etoile])
    cancel_etoile(etoile)

    def queries():
        with CaptureQueriesContext(connection) as context:
            read(client, DESK)
        return len(context)

    one = queries()
    for number in range(1, 31):
        make_article(f"Another {number}", shows=[(etoile, 2), etoile])

    # Where so many are contradicted, nobody asks for what was decided.
    assert (queries(), one) == (13, 14)


# -- who may -------------------------------------------------------------------------------------


def test_a_reporter_reads_what_is_his_or_hers_and_decides_nothing(client, etoile):
    reporter = sign_in(client, roles.REPORTERS)
    _, signed, assigned = make_stale(etoile, 3)
    Author.objects.create(name="Somebody", slug="somebody", account=reporter)
    signed.bylines.update(author=Author.objects.get(slug="somebody"))
    Article.objects.filter(pk=assigned.pk).update(assigned_to=reporter)

    page = read(client, DESK)

    assert sorted(headlines(page)) == sorted([str(signed), str(assigned)])
    assert page.one(id="stale").all("button") == []
    assert client.post(DECIDE, sent([assigned], "review", note="It is.")).status_code == 403
    assert not Outcome.objects.exists()


@pytest.mark.parametrize(
    ("role", "acts"), list(zip(ROLES, ([], ["review", "follow_up", "assign"], list(stale.DECISIONS)), strict=True))
)
def test_each_is_offered_what_he_or_she_may_do(client, etoile, role, acts):
    user = sign_in(client, role)
    (article,) = make_stale(etoile)
    Article.objects.update(assigned_to=user)

    page = read(client, DESK)

    offered = [button.attrs["value"] for button in page.one(id="stale").all("button", type="submit")]
    assert offered == [*acts, *(f"{name}-{article.pk}" for name in acts)]


@pytest.mark.parametrize("act", ["exempt", "withdraw"])
def test_an_editor_neither_exempts_nor_withdraws(client, etoile, act):
    sign_in(client, roles.EDITORS)
    (article,) = make_stale(etoile)

    assert client.post(DECIDE, sent([article], act, note="It is old.")).status_code == 403
    assert Undecided.objects.exists()


# -- narrowing -----------------------------------------------------------------------------------


def test_the_desk_is_narrowed(client):
    editor = sign_in(client, roles.EDITORS)
    make_every_notice()
    decided = Article.objects.get(live_revision__headline="Decided")
    Article.objects.filter(pk=decided.pk).update(section=make_section("Film"), assigned_to=editor)
    author = Author.objects.create(name="Somebody", slug="somebody")
    decided.bylines.update(author=author)
    prime = Network.objects.get(name="Prime Video")

    found = {
        query: headlines(read(client, f"{DESK}?{query}"))
        for query in (
            *("q=corr", "kind=decided", f"section={make_section('Film').pk}", "show=minx", f"network={prime.pk}"),
            *(f"byline={author.pk}", "assigned=me", "assigned=nobody", "long=1", "long=x"),
        )
    }

    everything = ["Contradicted", "Decided", "Corrected"]
    assert found == {
        "q=corr": ["Corrected"],
        "kind=decided": ["Decided"],
        f"section={make_section('Film').pk}": ["Decided"],
        "show=minx": ["Corrected"],
        f"network={prime.pk}": ["Contradicted", "Decided"],
        f"byline={author.pk}": ["Decided"],
        "assigned=me": ["Decided"],
        "assigned=nobody": ["Contradicted", "Corrected"],
        "long=1": everything,
        "long=x": everything,
    }


def test_what_is_also_contradicted_is_not_among_what_was_decided(client, etoile):
    sign_in(client, roles.EDITORS)
    minx = make_show("Minx")
    record(minx, "awaiting_decision", "2025-01-01")
    make_article("Both", shows=[(etoile, 2), minx])
    cancel_etoile(etoile)
    record(minx, "returning", "2025-06-01")

    assert headlines(read(client, f"{DESK}?kind=decided")) == []
    assert headlines(read(client, f"{DESK}?kind=contradiction")) == ["Both"]
