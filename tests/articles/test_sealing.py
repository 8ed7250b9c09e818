"""Withdrawn for legal reasons: gone at once for everybody, and restored by two."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from articles import clock, comments, exemptions, filing, preview_links, sealing, text, workflow
from articles.holding import Sealed
from articles.models import Article, Coverage, Publication, Sealing
from tests.factories import make_article, make_draft, make_section, make_show, make_user, moment, record

pytestmark = pytest.mark.django_db

APRIL_30, MAY_1, JUNE_10 = moment("2025-04-30"), moment("2025-05-01"), moment("2025-06-10")
HOUR = timedelta(hours=1)
SECRET = "Secret words of a headline"


@pytest.fixture
def first():
    return make_user("first")


@pytest.fixture
def second():
    return make_user("second")


def article_at(stage):
    if stage in ("published", "withdrawn"):
        article = make_article(SECRET, shows=[make_show()])
    else:
        article = make_draft(SECRET, shows=[make_show()])
    match stage:
        case "in_review" | "approved":
            workflow.submit(article, by=None, at=APRIL_30)
        case "scheduled":
            workflow.schedule(article, by=None, at=APRIL_30, publish_at=MAY_1)
        case "withdrawn":
            workflow.withdraw(article, by=None, at=APRIL_30, note="We were wrong.")
    if stage == "approved":
        workflow.approve(article, by=None, at=APRIL_30)
    return article


def seal(article, by, reason="A court said so."):
    return sealing.seal(article, reason=reason, by=by, at=MAY_1)


def ask(article, by):
    return sealing.ask(article, reason="The court took it back.", by=by, at=JUNE_10)


# -- sealed and restored -------------------------------------------------------------------------

SEALED_AS = {
    "draft": ("draft", "draft"),
    "in_review": ("in_review", "in_review"),
    "approved": ("in_review", "in_review"),
    "scheduled": ("in_review", "in_review"),
    "published": ("withdrawn", "published"),
    "withdrawn": ("withdrawn", "withdrawn"),
}


@pytest.mark.parametrize("stage", SEALED_AS)
def test_it_is_sealed_from_every_stage_and_returns_to_where_it_stood(first, second, stage):
    article = article_at(stage)
    sealed, restored = SEALED_AS[stage]

    seal(article, first)
    assert (article.stage, article.sealed_at, article.scheduled_for) == (sealed, MAY_1, None)
    assert not workflow.publish_due(at=JUNE_10)
    ask(article, first)
    sealing.restore(article, by=second, at=JUNE_10)

    assert (article.stage, article.sealed_at) == (restored, None)
    assert [one.act for one in article.audit.all()[:3]] == ["unsealed", "restoration_asked", "sealed"]


def test_what_it_relied_on_does_not_move(first, second):
    show = make_show()
    record(show, "returning", "2025-01-10")
    article = make_article(shows=[show])
    before = Coverage.objects.values("standing", "relied_at", "relied_by", "published_at").get()

    seal(article, first)
    assert Coverage.objects.get().published_at is None
    ask(article, first)
    sealing.restore(article, by=second, at=JUNE_10)

    assert Coverage.objects.values("standing", "relied_at", "relied_by", "published_at").get() == before


def test_the_public_log_tells_that_it_went_and_came_back_and_nothing_else(first, second):
    article = article_at("published")
    before = clock.now()

    seal(article, first)
    assert clock.now() == before + 1
    ask(article, first)
    sealing.restore(article, by=second, at=JUNE_10)

    told = list(Publication.objects.order_by("pk").values_list("act", "note"))
    assert told == [("published", ""), ("withdrawn", ""), ("restored", "")]
    assert clock.now() == before + 2


def test_the_reason_stands_with_the_sealing_alone(first):
    article = article_at("published")

    seal(article, first, reason="A court\nsaid so.")

    assert Sealing.objects.get().reason == "A court said so."
    assert not [one for one in article.audit.all() if "court" in f"{one.note} {one.details}"]


def test_links_for_outsiders_end_for_good(first, second):
    article = article_at("draft")
    _, token = preview_links.make(article, by=first, at=MAY_1)

    seal(article, first)
    assert preview_links.followed(token, at=MAY_1) is None
    ask(article, first)
    sealing.restore(article, by=second, at=MAY_1)

    assert preview_links.followed(token, at=MAY_1) is None


# -- by two --------------------------------------------------------------------------------------


def test_whoever_asked_does_not_confirm(first):
    article = seal(article_at("published"), first)
    ask(article, first)

    with pytest.raises(workflow.NotAllowed, match="You asked for its restoration yourself"):
        sealing.restore(article, by=first, at=JUNE_10)

    assert Article.objects.get().sealed_at


def test_whoever_sealed_it_may_be_one_of_the_two(first, second):
    article = seal(article_at("published"), first)
    ask(article, second)

    assert sealing.restore(article, by=first, at=JUNE_10).stage == "published"


def test_nobody_confirms_what_nobody_asked(first, second):
    article = seal(article_at("published"), first)

    with pytest.raises(workflow.NotAllowed, match="Nobody has asked for its restoration"):
        sealing.restore(article, by=second, at=JUNE_10)


def test_a_request_is_taken_back_by_who_made_it(first, second):
    article = seal(article_at("published"), first)
    ask(article, first)

    with pytest.raises(workflow.NotAllowed, match="Only who asked"):
        sealing.take_back(article, by=second, at=JUNE_10)
    with pytest.raises(workflow.NotAllowed, match=r"asked for it on June 10, 2025, .* already"):
        ask(article, second)
    sealing.take_back(article, by=first, at=JUNE_10)

    with pytest.raises(workflow.NotAllowed, match="Nobody has asked"):
        sealing.restore(article, by=second, at=JUNE_10)


@pytest.mark.parametrize("reason", ["", " \n", "x" * 1001])
def test_a_reason_is_given_and_not_too_long(first, reason):
    article = article_at("published")

    with pytest.raises(workflow.NotAllowed, match=r"Give the reason|shorten it to 1,000"):
        seal(article, first, reason=reason)

    assert Article.objects.get().sealed_at is None


def test_the_database_wants_two(first):
    seal(article_at("published"), first)
    row = Sealing.objects.all()

    with pytest.raises(IntegrityError, match="is_lifted_by_two"), transaction.atomic():
        row.update(lifted_at=JUNE_10, lifted_by=first)
    with pytest.raises(IntegrityError, match="is_lifted_by_two"), transaction.atomic():
        row.update(lifted_at=JUNE_10, lifted_by=first, asked_by=first, asked_at=JUNE_10, asked_because="x")


# -- nothing is done to it -----------------------------------------------------------------------

DONE_TO_IT = {
    "submit": lambda article: workflow.submit(article, by=None, at=MAY_1),
    "publish": lambda article: workflow.publish(article, by=None, at=MAY_1),
    "restore": lambda article: workflow.restore(article, by=None, at=MAY_1),
    "seal": lambda article: sealing.seal(article, reason="Again", by=make_user(), at=MAY_1),
    "save": lambda article: text.save_revision(article, base=1, by=None, at=MAY_1, headline="Second"),
    "exempt": lambda article: exemptions.exempt(article, reason="A review.", by=None, at=MAY_1),
    "comment": lambda article: comments.say(article, "Why?", by=None, at=MAY_1),
    "link": lambda article: preview_links.make(article, by=make_user(), at=MAY_1),
    "file": lambda article: filing.refile(
        article, filing.Filing(article.slug, make_section("Film").pk), by=None, at=MAY_1
    ),
}


@pytest.mark.parametrize("act", DONE_TO_IT)
@pytest.mark.parametrize("stage", ["draft", "published"])
def test_nothing_is_done_to_it_meanwhile(first, stage, act):
    article = seal(article_at(stage), first)
    before = list(Article.objects.values())

    with pytest.raises(Sealed) as refused:
        DONE_TO_IT[act](article)

    assert SECRET not in str(refused.value)
    assert list(Article.objects.values()) == before


@pytest.mark.parametrize(
    "act", [lambda article: ask(article, make_user()), lambda a: sealing.restore(a, by=None, at=MAY_1)]
)
def test_what_is_not_sealed_is_not_unsealed(act):
    with pytest.raises(workflow.NotAllowed, match="is not withdrawn for legal reasons"):
        act(article_at("published"))


# -- for readers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", ["published", "withdrawn"])
def test_its_addresses_are_gone_without_a_word_of_it(client, first, stage):
    article = article_at(stage)
    etag = client.get("/feed.json").headers["ETag"]

    seal(article, first)

    for path in (article.get_absolute_url(), f"/articles/by-id/{article.uuid}/", f"/api/v1/articles/{article.slug}/"):
        response = client.get(path)
        body = response.content.decode()
        assert response.status_code == 410, path
        assert "Location" not in response.headers
        assert [word for word in (article.slug, "Secret", "court", "wrong") if word in body] == []
    feed = client.get("/feed.json")
    assert json.loads(feed.content)["items"] == []
    assert (feed.headers["ETag"] != etag) == (stage == "published")


def test_a_draft_that_never_had_an_address_has_none(client, first):
    article = seal(article_at("draft"), first)

    for path in (article.get_absolute_url(), f"/articles/by-id/{article.uuid}/", f"/api/v1/articles/{article.slug}/"):
        assert client.get(path).status_code == 404


def test_other_notices_do_not_lead_to_it(client, first):
    show = make_show()
    record(show, "returning", "2025-01-10")
    hopeful = make_article("Hopeful", shows=[show])
    record(show, "canceled", "2025-05-02")
    reports = make_article(SECRET, shows=[show], published="2025-05-03")
    assert SECRET in client.get(hopeful.get_absolute_url()).content.decode()

    sealing.seal(reports, reason="A court said so.", by=first, at=JUNE_10)

    for path in (hopeful.get_absolute_url(), show.get_absolute_url(), "/", "/feed.json", "/api/v1/articles/"):
        body = client.get(path).content.decode()
        assert SECRET not in body
        assert reports.slug not in body
