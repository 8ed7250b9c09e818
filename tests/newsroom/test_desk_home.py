"""The first page of the desk, and the way around it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import workflow
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

EVERYBODY = ["Articles", "Sections", "Topics", "Authors", "Shows", "Networks", "People", "All entries"]
LINKS = {
    roles.REPORTERS: [*EVERYBODY, "View site"],
    roles.EDITORS: [*EVERYBODY, "Record a status change", "View site"],
    roles.MANAGING_EDITORS: [*EVERYBODY, "Record a status change", "Accounts", "Groups", "View site"],
}


def section(page, name):
    return page.one("section", aria_labelledby=name)


# -- the way around ------------------------------------------------------------------------------


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
    assert "Nothing is scheduled." in section(page, "scheduled").text


def test_what_flipped_last_stands_first(client):
    sign_in(client, roles.EDITORS)
    etoile, minx = make_etoile(), make_show("Minx")
    record(minx, "returning", "2025-01-01", network="Starz")
    make_article("On Étoile", shows=[(etoile, 2), etoile], published="2025-05-01")
    make_article("On Minx", shows=[minx], published="2025-02-01")
    make_article("Still right")
    cancel_etoile(etoile)
    record(minx, "canceled", "2025-03-01", network="Starz")

    page = read(client, HOME)

    assert [link.text for link in section(page, "since-changed").one("ul").all("a")] == ["On Minx", "On Étoile"]
    assert "Minx: returning then, canceled now" in section(page, "since-changed").text


@pytest.mark.parametrize(("role", "offered"), list(zip(ROLES, (False, True, True), strict=True)))
def test_home_offers_to_record_to_who_may(client, role, offered):
    sign_in(client, role)

    links = [link.attrs.get("href") for link in read(client, HOME).one(id="content").all("a")]

    assert (reverse("desk:find_show") in links) is offered


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

    assert queries() == one
    assert one <= 15
