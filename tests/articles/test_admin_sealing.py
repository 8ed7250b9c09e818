"""At the desk, what is withdrawn for legal reasons is there for managing editors only."""

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import comments, preview_links, sealing, text, workflow
from articles.models import Article
from newsroom import roles
from shows.models import Show
from tests.articles.writing import act, change, filled
from tests.desk import sign_in, told
from tests.factories import make_article, make_draft, make_section, make_show, make_user, moment, record
from tests.pages import read

pytestmark = pytest.mark.django_db

MAY_1 = moment("2025-05-01")
SECRET = "Secret"
LIST = reverse("admin:articles_article_changelist")
OTHERS = [roles.REPORTERS, roles.EDITORS]


def make_sealed(stage="published", by=None):
    show = Show.objects.first() or make_show("Étoile")
    if not show.ledger.exists():
        record(show, "returning", "2025-01-10")
    article = make_draft(f"{SECRET} words", shows=[show], by=by, dek=SECRET)
    if by:
        Article.objects.filter(pk=article.pk).update(assigned_to=by)
    text.save_revision(article, base=1, by=by, at=MAY_1, headline=f"{SECRET} words again")
    comments.say(article, f"{SECRET} comment", by=make_user(), at=MAY_1)
    if stage == "published":
        workflow.publish(article, by=None, at=MAY_1)
    return sealing.seal(article, reason=f"{SECRET} reason", by=make_user("chief"), at=timezone.now())


def page(article, name, *more):
    return reverse(f"admin:articles_article_{name}", args=[article.pk, *more])


def pages(article):
    names = ("change", "history", "audit", "comments", "revisions", "preview", "preview_page", "preview_links")
    acts = ("publish", "restore", "seal", "ask_restoration", "confirm_restoration", "take_back", "send_back")
    return [
        *(page(article, name) for name in names),
        *(act(article, name) for name in acts),
        page(article, "revision", 1),
        page(article, "difference", 1, 2),
        page(article, "unsaved", "mine"),
        reverse("admin:articles_article_delete", args=[article.pk]),
    ]


class Missing:
    """An article that was never there."""

    def __init__(self, article):
        self.pk = article.pk + 100_000


@pytest.mark.slow
@pytest.mark.parametrize("role", [OTHERS[0], pytest.param(OTHERS[1], marks=pytest.mark.slow)])
@pytest.mark.parametrize("stage", ["draft", pytest.param("published", marks=pytest.mark.slow)])
def test_its_pages_answer_as_if_it_had_never_been_there(client, role, stage):
    user = sign_in(client, role)
    article = make_sealed(stage, by=user)

    for path, of_none in zip(pages(article), pages(Missing(article)), strict=True):
        for ask in (client.get, client.post):
            found, missing = ask(path), ask(of_none)
            assert found.status_code == missing.status_code, path
            assert found.status_code in (302, 403, 404, 405), path
            body, nothing = found.content.decode(), missing.content.decode()
            assert SECRET.lower() not in body.lower(), path
            if found.status_code == 404:
                assert body == nothing, path


@pytest.mark.slow
@pytest.mark.parametrize("role", OTHERS)
def test_lists_and_searches_know_nothing_of_it(client, role):
    user = sign_in(client, role)
    make_sealed("draft", by=user)
    make_sealed("published", by=user)

    for path in (LIST, f"{LIST}?q=words", f"{LIST}?stage=sealed", f"{LIST}?stage=withdrawn", "/admin/", "/admin/?"):
        assert SECRET not in client.get(path).content.decode(), path
    palette = client.get("/admin/search/?s=words", headers={"HX-Request": "true"})
    assert SECRET not in palette.content.decode()


@pytest.mark.parametrize("stage", ["draft", "published"])
def test_what_is_typed_into_it_is_handed_back(client, stage):
    user = sign_in(client, roles.EDITORS)
    article = make_draft("Mine", by=user)
    if stage == "published":
        workflow.publish(article, by=user, at=MAY_1)
    form = filled(client, change(article)) | {"headline": "An hour of work", "_act": "publish"}
    sealing.seal(article, reason=SECRET, by=make_user(), at=MAY_1)

    for path in (change(article), change(Missing(article))):
        response = client.post(path, form)
        assert response.status_code == 404
        assert "An hour of work" in response.content.decode()
        assert SECRET not in response.content.decode()
    assert article.revisions.count() == 1


def test_a_bookmark_of_it_leads_to_the_articles_and_says_what_it_says_of_none(client):
    sign_in(client, roles.EDITORS)
    article = make_sealed()

    answers = [client.get(change(one), follow=True) for one in (article, Missing(article))]

    assert [answer.redirect_chain for answer in answers] == [[(LIST, 302)]] * 2
    words = "There is no such article at the desk. Ask a managing editor if you expected one at this address."
    assert [told(answer) for answer in answers] == [[words]] * 2


def test_an_editor_may_not_seal_and_learns_nothing_by_trying(client):
    sign_in(client, roles.EDITORS)
    article = make_article("Words")

    for path in (act(article, "seal"), act(Missing(article), "seal")):
        assert client.post(path, {"reason": "x"}).status_code == 403
    assert "seal" not in client.get(change(article)).content.decode()
    assert Article.objects.get().sealed_at is None


@pytest.mark.slow
def test_a_managing_editor_seals_and_two_restore(client):
    first = sign_in(client, roles.MANAGING_EDITORS)
    article = make_article("Words")
    assert "gone at once from every page" in read(client, act(article, "seal")).text
    assert "This field is required" in client.post(act(article, "seal"), {"reason": ""}).content.decode()
    client.post(act(article, "seal"), {"reason": "A court said so."})

    card = read(client, change(article)).one("section", aria_label="Stage").text
    assert f"Withdrawn for legal reasons by {first}" in card
    assert "A court said so." in card
    client.post(act(article, "ask_restoration"), {"reason": "It took that back."})
    page = read(client, act(article, "confirm_restoration"))
    assert "Not possible now: you asked for it yourself: somebody else confirms it." in page.text
    client.post(act(article, "confirm_restoration"))
    assert Article.objects.get().sealed_at

    second = sign_in(client, roles.MANAGING_EDITORS)
    card = read(client, change(article)).one("section", aria_label="Stage")
    assert f"{first} asks for its restoration" in card.text
    assert "It took that back." in card.text
    assert [one.text for one in card.all("a", class_="copy-button")] == ["Confirm the restoration…"]
    client.post(act(article, "confirm_restoration"))

    assert Article.objects.get().stage == "published"
    assert article.sealings.get().lifted_by == second
    assert client.get(article.get_absolute_url()).status_code == 200


def test_a_managing_editor_reads_all_of_it_and_changes_nothing(client):
    sign_in(client, roles.MANAGING_EDITORS)
    article = make_sealed()

    assert SECRET in client.get(f"{LIST}?stage=sealed").content.decode()
    for name in ("change", "audit", "revisions", "preview_page"):
        assert client.get(page(article, name)).status_code == 200, name
    found = read(client, change(article))
    assert found.all("button", name="_act") == []
    assert client.post(change(article), {"headline": "Other"}).status_code == 403
    assert article.revisions.count() == 2


def test_an_address_that_is_taken_by_it_is_not_given_again(client):
    sign_in(client, roles.EDITORS)
    article = make_sealed()

    section = make_section()
    other = make_draft("Other", section=section)
    client.post(change(other), filled(client, change(other)) | {"slug": article.slug})

    assert Article.objects.get(pk=other.pk).slug != article.slug


def test_a_link_for_outsiders_leads_nowhere(client):
    article = make_draft("Words")
    _, token = preview_links.make(article, by=make_user(), at=timezone.now())
    path = reverse("articles:preview", args=[token])
    assert client.get(path).status_code == 200

    sealing.seal(article, reason="x", by=make_user(), at=timezone.now())

    assert client.get(path).status_code == 404
