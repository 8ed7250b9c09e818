"""Deciding on what has since changed: it is asked at an address, and done to each article as it was read."""

import pytest

from articles import outcomes, status_changes, workflow
from articles.models import Article, Outcome, Undecided
from newsroom import roles
from tests.desk import make_member, sign_in, told
from tests.factories import make_article, make_draft
from tests.newsroom.test_desk_stale import DECIDE, DESK, JUNE_7, etoile, headlines, make_stale, row_of, sent
from tests.pages import parse, read

__all__ = ["etoile"]

pytestmark = pytest.mark.django_db


def test_one_is_still_right(client, etoile):
    editor = sign_in(client, roles.EDITORS)
    (article,) = make_stale(etoile)
    asked = client.post(DECIDE, {"act": f"review-{article.pk}", f"read-{article.pk}": outcomes.seen(article)})
    page = read(client, asked.url)

    done = client.post(DECIDE, sent([article], "review", note="It says so at its end.", back=f"{DESK}?kind=decided"))

    assert page.one("textarea", name="note")
    assert (done.status_code, done.url) == (302, f"{DESK}?kind=decided")
    assert told(done) == [f"“{article}”: still right."]
    outcome = Outcome.objects.get()
    assert (outcome.kind, outcome.by, outcome.reason) == ("reviewed", editor, "It says so at its end.")
    assert headlines(read(client, DESK)) == []


def test_what_asks_has_an_address_and_the_notice_beside_it(client, etoile):
    sign_in(client, roles.EDITORS)
    first, second, _ = make_stale(etoile, 3)
    said = sent([first, second], "review", back=f"{DESK}?kind=contradiction")
    del said["sent"]

    asked = client.post(DECIDE, said)
    page = read(client, asked.url)

    assert (asked.status_code, asked.url.split("?")[0]) == (302, DECIDE)
    assert not Outcome.objects.exists()
    for told_of in page.all("details", class_="stale-notice"):
        assert "reversed its order for season 2 of Étoile" in told_of.text
    assert len(page.all("details", class_="stale-notice")) == 2
    form = {field.attrs["name"]: field.attrs["value"] for field in page.one("form", id="decide").all("input")}
    assert form[f"read-{first.pk}"] == outcomes.seen(first)
    assert [field.attrs["value"] for field in page.all("input", name="article")] == [str(first.pk), str(second.pk)]
    assert form["back"] == f"{DESK}?kind=contradiction"
    # Not now: the list as it was, and what was ticked is ticked.
    (not_now,) = [link.attrs["href"] for link in page.all("a") if link.text == "Not now"]
    again = read(client, not_now)
    ticked = {box.attrs["value"] for box in again.all("input", name="article") if "checked" in box.attrs}
    assert not_now.startswith(f"{DESK}?kind=contradiction&")
    assert ticked == {str(first.pk), str(second.pk)}
    assert again.one("input", name="back").attrs["value"] == f"{DESK}?kind=contradiction"


def test_who_comes_back_is_asked_about_what_still_waits(client, etoile):
    sign_in(client, roles.EDITORS)
    first, second = make_stale(etoile, 2)
    address = f"{DECIDE}?act=review&article={first.pk}&article={second.pk}"
    client.post(DECIDE, sent([first], "review", note="It is."))

    page = read(client, address)

    assert first.live_revision.headline in page.one("section", aria_labelledby="done").text
    assert [field.attrs["value"] for field in page.all("input", name="article")] == [str(second.pk)]
    client.post(DECIDE, sent([second], "review", note="It is."))
    page = read(client, address)
    assert page.all("textarea") == []
    assert [link.attrs["href"] for link in page.all("a") if link.text == "Back to the stale desk"] == [DESK]


def test_what_asks_about_a_hundred_is_answered_at_once(client, etoile):
    sign_in(client, roles.EDITORS)
    articles = make_stale(etoile, 40)
    said = sent(articles, "review") | {f"read-{one.pk}": "1-" + "2" * 80 for one in articles}
    del said["sent"]

    asked = client.post(DECIDE, said)

    assert asked.status_code == 200
    assert len(parse(asked.content.decode()).all("input", name="article")) == 40


@pytest.mark.parametrize(
    ("role", "act", "status"),
    [
        (roles.EDITORS, "review", 200),
        (roles.EDITORS, "withdraw", 403),
        (roles.REPORTERS, "review", 403),
        (roles.EDITORS, "delete", 404),
    ],
)
def test_its_address_asks_whom_the_act_is_for(client, etoile, role, act, status):
    sign_in(client, role)
    (article,) = make_stale(etoile)

    assert client.get(DECIDE, {"act": act, "article": article.pk}).status_code == status


@pytest.mark.parametrize("number", [1, 20])
def test_asking_takes_as_many_queries_for_twenty_as_for_one(client, etoile, number, django_assert_num_queries):
    sign_in(client, roles.EDITORS)
    articles = make_stale(etoile, number)
    address = f"{DECIDE}?act=review&" + "&".join(f"article={one.pk}" for one in articles)
    client.get(address)

    with django_assert_num_queries(8):
        client.get(address)


def test_several_are_followed_up_at_once(client, etoile):
    sign_in(client, roles.EDITORS)
    articles = make_stale(etoile, 2)
    newer = make_article("No second season", shows=[(etoile, 2)], published="2025-06-07")
    asked = parse(client.post(DECIDE, sent(articles, "follow_up") | {"sent": "yes"}).content.decode())

    done = client.post(DECIDE, sent(articles, "follow_up", newer=newer.pk, note=""))

    assert "No second season" in asked.one("select", name="newer").text
    assert "Choose the newer article." in asked.text
    assert told(done) == ["2 articles: followed up."]
    assert {one.follow_up for one in Outcome.objects.all()} == {newer}


@pytest.mark.parametrize("address", ["{}", "/articles/{}/", "https://news.example/articles/{}/?x=1"])
def test_a_follow_up_is_found_by_its_address(client, etoile, address):
    sign_in(client, roles.EDITORS)
    (article,) = make_stale(etoile)
    newer = make_article("No second season", shows=[(etoile, 2)], published="2025-06-07")

    client.post(DECIDE, sent([article], "follow_up", address=address.format(newer.slug)))

    assert Outcome.objects.get().follow_up == newer


def test_an_address_of_nothing_is_refused_and_what_was_typed_stays(client, etoile):
    sign_in(client, roles.EDITORS)
    (article,) = make_stale(etoile)

    page = parse(client.post(DECIDE, sent([article], "follow_up", address="nothing", note="Mine")).content.decode())

    assert "No article that readers see has this address" in page.text
    assert page.one("textarea", name="note").text == "Mine"
    assert not Outcome.objects.exists()


@pytest.mark.parametrize(("act", "kind"), [("exempt", "exempted"), ("withdraw", "withdrawn")])
def test_a_managing_editor_exempts_and_withdraws(client, etoile, act, kind):
    sign_in(client, roles.MANAGING_EDITORS)
    articles = make_stale(etoile, 2)

    client.post(DECIDE, sent(articles, act, note="It is from another time."))

    said = {(outcome.article, outcome.kind, outcome.reason) for outcome in Outcome.objects.all()}
    assert said == {(article, kind, "It is from another time.") for article in articles}
    assert not Undecided.objects.exists()


@pytest.mark.parametrize("act", ["review", "exempt", "withdraw"])
def test_a_reason_is_asked_for(client, etoile, act):
    sign_in(client, roles.MANAGING_EDITORS)
    (article,) = make_stale(etoile)

    page = parse(client.post(DECIDE, sent([article], act, note=" ")).content.decode())

    assert "This field is required." in page.text
    assert Undecided.objects.exists()


def test_of_many_each_that_is_refused_says_why_and_the_others_are_done(client, etoile):
    sign_in(client, roles.EDITORS)
    first, second, third = make_stale(etoile, 3)
    said = sent([first, second, third], "review", note="They are.")
    workflow.review(first, by=None, at=JUNE_7)
    said[f"read-{third.pk}"] = said[f"read-{third.pk}"].replace("1-", "2-", 1)

    page = parse(client.post(DECIDE, said).content.decode())

    assert f"What is told of “{first}” is not what you had read" in page.text
    assert f"Readers of “{third}” see revision 1 by now" in page.text
    assert [field.attrs["value"] for field in page.all("input", name="article")] == [str(third.pk)]
    assert page.one("textarea", name="note").text == "They are."
    assert Outcome.objects.filter(article=second).exists()
    assert not Outcome.objects.filter(article=third).exists()


def test_what_the_ledger_turned_meanwhile_is_read_again_first(client, etoile):
    sign_in(client, roles.EDITORS)
    (article,) = make_stale(etoile)
    said = sent([article], "review", note="It is.")
    wrong = etoile.ledger.get(season__number=2, status="order_reversed")
    shelved = status_changes.Change(show=etoile, season=wrong.season, status="shelved", effective_at=wrong.effective_at)
    status_changes.correct(wrong, shelved, by=None, at=JUNE_7)

    page = parse(client.post(DECIDE, said).content.decode())

    assert "the ledger has changed meanwhile" in page.text
    assert Undecided.objects.get().article == article


@pytest.mark.parametrize("ticked", [[], ["x"], ["999999"], ["9" * 30]])
def test_nothing_ticked_is_told(client, ticked):
    sign_in(client, roles.EDITORS)

    done = client.post(DECIDE, {"act": "review", "article": ticked})

    assert (done.status_code, done.url) == (302, DESK)
    assert told(done) == ["Nothing was ticked: tick the articles first, then choose what becomes of them."]


def test_a_draft_is_nothing_to_decide_on(client):
    sign_in(client, roles.EDITORS)

    done = client.post(DECIDE, {"act": "review", "article": [make_draft().pk]})

    assert done.url == DESK


def test_no_such_act_is_no_page(client):
    sign_in(client, roles.EDITORS)

    assert client.post(DECIDE, {"act": "delete-1"}).status_code == 404
    assert client.get(DECIDE).url == DESK
    back = client.post(DECIDE, {"act": "review", "back": "https://elsewhere.example/"})
    assert back.url == DESK


def test_several_are_assigned_to_a_person(client, etoile):
    sign_in(client, roles.EDITORS)
    articles, reporter = make_stale(etoile, 2), make_member(roles.REPORTERS)

    done = client.post(DECIDE, sent(articles, "assign", to=reporter.pk))

    assert told(done) == ["2 articles: assigned."]
    assert {article.assigned_to for article in Article.objects.all()} == {reporter}
    assert f"assigned to {reporter}" in row_of(read(client, DESK), articles[0]).text
    assert not Outcome.objects.exists()


def test_what_is_withdrawn_is_assigned_to_nobody(client, etoile):
    sign_in(client, roles.EDITORS)
    (article,), reporter = make_stale(etoile), make_member(roles.REPORTERS)
    workflow.withdraw(article, by=None, at=JUNE_7)

    page = parse(client.post(DECIDE, sent([article], "assign", to=reporter.pk)).content.decode())

    assert "is withdrawn: there is nothing to decide on." in page.text
