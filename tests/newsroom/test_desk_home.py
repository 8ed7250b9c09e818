"""The first page of the desk, and the way around it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import notices, workflow
from articles.models import Article
from newsroom import roles
from tests.desk import ROLES, sign_in
from tests.factories import (
    cancel_etoile,
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

HOME = reverse("admin:index")
SEARCH = reverse("admin:search")

EVERYBODY = [
    "Articles",
    "Stale desk",
    "Pictures",
    "Sections",
    "Topics",
    "Authors",
    "Shows",
    "Networks",
    "People",
    "All entries",
]
EDITING = [*EVERYBODY[:2], "Named, not covered", *EVERYBODY[2:]]
LINKS = {
    roles.REPORTERS: [*EVERYBODY, "View site"],
    roles.EDITORS: [*EDITING, "To be sourced", "Record a status change", "View site"],
    roles.MANAGING_EDITORS: [
        *EDITING,
        "To be sourced",
        "Record a status change",
        "Accounts",
        "Groups",
        "Could not be sent",
        "View site",
    ],
}


def section(page, name):
    return page.one("section", aria_labelledby=name)


# -- the way around ------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_the_navigation_leads_only_where_somebody_may_go(client, role):
    sign_in(client, role)

    links = read(client, HOME).one(id="nav-sidebar-apps").all("a")

    assert [link.all("span")[-1].text for link in links] == LINKS[role]
    assert [link.attrs["href"] for link in links if client.get(link.attrs["href"]).status_code != 200] == []


def test_whoever_is_in_no_group_finds_nothing_and_is_told_whom_to_ask(client):
    client.force_login(make_user("nobody", is_staff=True))

    page = read(client, HOME)

    assert "ask a managing editor to put your account in a group" in page.text
    assert [link.attrs["href"] for link in page.one(id="nav-sidebar-apps").all("a")] == ["/"]


@pytest.mark.parametrize("word", ["etoile", "ÉTOILE", "b99"])
def test_the_palette_finds_a_show_by_any_of_its_names(client, word):
    sign_in(client, roles.REPORTERS)
    show = make_show("Étoile", also_known_as=["B99"])

    links = parse(client.get(SEARCH, {"s": word}).content.decode()).all("a")

    assert [link.attrs["href"] for link in links] == [reverse("admin:shows_show_change", args=[show.pk])]


def test_the_palette_finds_articles_for_those_who_may_see_them(client):
    article = make_article("Yes, it returns")
    address = reverse("admin:articles_article_change", args=[article.pk])
    sign_in(client, roles.REPORTERS)
    assert address in client.get(SEARCH, {"s": "it returns"}).content.decode()

    sign_in(client, roles.REPORTERS).groups.clear()

    assert address not in client.get(SEARCH, {"s": "it returns"}).content.decode()


def test_the_palette_finds_articles_whatever_their_accents(client):
    article = make_article("Étoile returns")
    sign_in(client, roles.REPORTERS)

    found = client.get(SEARCH, {"s": "etoile RETURNS"}).content.decode()

    assert reverse("admin:articles_article_change", args=[article.pk]) in found


def test_the_palette_finds_the_ways_that_somebody_may_go(client):
    sign_in(client, roles.EDITORS)

    links = parse(client.get(SEARCH, {"s": "status"}).content.decode()).all("a")

    assert [link.attrs["href"] for link in links] == [reverse("desk:find_show")]


def test_the_palette_tells_how_a_show_stands_now(client):
    sign_in(client, roles.EDITORS)
    show = make_show("Minx")
    record(show, "returning", "2025-01-01", network="Starz")
    assert "Show, returning" in client.get(SEARCH, {"s": "minx"}).content.decode()

    record(show, "canceled", "2025-06-06", network="Starz")

    assert "Show, canceled" in client.get(SEARCH, {"s": "minx"}).content.decode()


def test_the_palette_tells_a_held_article_from_a_scheduled_one(client):
    sign_in(client, roles.EDITORS)
    show = make_etoile()
    article = make_draft("It returns", shows=[(show, 2)])
    later = moment("2025-06-07")
    workflow.schedule(article, by=None, at=moment("2025-06-05"), publish_at=later)
    assert "Article, scheduled" in client.get(SEARCH, {"s": "it returns"}).content.decode()

    Article.objects.update(held_at=later, held_because="It was canceled.")

    assert "Article, held" in client.get(SEARCH, {"s": "it returns"}).content.decode()


@pytest.mark.parametrize("query", ["s=\x00", "s=a&page=x", "s=a&page=99", "s=%25", "s=" + "x" * 5000])
def test_the_palette_answers_whatever_is_typed(client, query):
    sign_in(client, roles.EDITORS)

    assert client.get(f"{SEARCH}?{query}").status_code in (200, 404)


# -- home ----------------------------------------------------------------------------------------


def test_home_tells_what_waits(client):
    editor = sign_in(client, roles.EDITORS)
    show = make_show("Minx")
    record(show, "returning", "2025-01-01", network="Starz")
    waiting = make_draft("Waits")
    workflow.submit(waiting, by=editor, at=moment("2025-01-02"))
    make_draft("Mine", by=editor)
    make_draft("Another's", by=make_user("reporter"))

    page = read(client, HOME)

    assert "Waits" in section(page, "review").text
    assert "Mine" in section(page, "drafts").text
    assert "Another's" not in page.text
    assert "Returning" in section(page, "latest").text
    assert page.all("section", aria_labelledby="scheduled") == []


def test_what_has_since_changed_stands_there_until_somebody_decides(client):
    editor = sign_in(client, roles.EDITORS)
    etoile, minx = make_etoile(), make_show("Minx")
    record(minx, "returning", "2025-01-01", network="Starz")
    settled = make_article("Settled", shows=[(etoile, 2), etoile], published="2025-05-02")
    make_article("On Étoile", shows=[(etoile, 2), etoile], published="2025-05-01")
    make_article("On Minx", shows=[minx], published="2025-02-01")
    make_article("Still right")
    cancel_etoile(etoile)
    record(minx, "canceled", "2025-03-01", network="Starz")
    workflow.review(settled, by=editor, at=moment("2025-07-01"))

    page = read(client, HOME)

    assert [link.text for link in section(page, "since-changed").one("ul").all("a")] == ["On Étoile", "On Minx"]
    assert "Contradiction Starz canceled Minx on March 1, 2025." in section(page, "since-changed").text
    assert section(page, "since-changed").one("p", class_="desk-more").one("a").attrs["href"] == reverse("desk:stale")


def lines(page):
    """Of each article that changed, its headline and what is said of it."""
    rows = section(page, "since-changed").one("ul").all("li")
    return [tuple(part.text for part in row.all("p")) for row in rows]


def test_the_line_of_an_article_is_that_of_its_notice(client):
    sign_in(client, roles.EDITORS)
    etoile = make_etoile()
    make_article("Both", shows=[(etoile, 2), etoile], published="2025-05-01")
    cancel_etoile(etoile)
    record(etoile, "returning", "2025-09-01", network="Netflix")
    record(etoile, "ordered", "2025-09-01", season=2, network="Netflix")

    article = Article.objects.for_cards().get()
    notice = notices.for_article(article)

    assert lines(read(client, HOME)) == [("Both May 1, 2025", f"Contradiction {notice.told[0].brief}")]
    assert "Status today: Ordered (Netflix), since September 1, 2025." in notice.told[0].brief


def test_news_of_another_show_changes_no_line(client):
    sign_in(client, roles.EDITORS)
    etoile, minx = make_etoile(), make_show("Minx")
    record(minx, "returning", "2025-01-01", network="Starz")
    make_article("Both", shows=[etoile, (etoile, 2)], published="2025-05-01")
    make_article("On Minx", shows=[minx], published="2025-02-01")
    cancel_etoile(etoile)
    before = lines(read(client, HOME))

    record(minx, "canceled", "2025-03-01", network="Starz")

    *others, last = lines(read(client, HOME))
    assert last == ("On Minx February 1, 2025", "Contradiction Starz canceled Minx on March 1, 2025.")
    assert others == before


@pytest.mark.parametrize(("role", "offered"), list(zip(ROLES, (False, True, True), strict=True)))
def test_home_offers_to_record_to_who_may(client, role, offered):
    sign_in(client, role)

    links = [link.attrs.get("href") for link in read(client, HOME).one(id="content").all("a")]

    assert (reverse("desk:find_show") in links) is offered


@pytest.mark.slow
def test_home_takes_as_many_queries_for_many_articles_as_for_one(client):
    editor = sign_in(client, roles.MANAGING_EDITORS)
    show = make_etoile()

    def fill(number):
        make_article(f"Stale {number}", shows=[(show, 2), show], published="2025-05-01")
        workflow.submit(make_draft(f"Waits {number}", by=editor), by=editor, at=moment("2025-05-01"))
        make_draft(f"Mine {number}", by=editor)

    def queries():
        with CaptureQueriesContext(connection) as context:
            read(client, HOME)
        return len(context)

    fill(0)
    cancel_etoile(show)
    one = queries()
    for number in range(1, 12):
        fill(number)

    # Where so many are contradicted, nobody asks for what was decided.
    assert (queries(), one) == (16, 17)
