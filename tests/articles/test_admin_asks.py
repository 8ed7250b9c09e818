"""Before words go out, the desk asks about shows that the headline names and the article does not cover."""

import pytest
from django.urls import reverse

from articles.models import Coverage, NotAbout, Stage
from newsroom import roles
from tests.articles.writing import act, going_out
from tests.desk import post, sign_in, told
from tests.factories import cancel_etoile, make_article, make_draft, make_etoile, make_show
from tests.pages import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.user = sign_in(client, roles.EDITORS)
    return client


def asked(page):
    return [legend.text for box in page.all(class_="copy-asks") for legend in box.all("legend")]


def test_publishing_asks_about_a_show_that_the_headline_names(desk):
    show = make_etoile()
    article = make_draft("Étoile season 2 is coming", by=desk.user)
    assert asked(read(desk, act(article, "publish"))) == ["Étoile"]

    page = post(desk, act(article, "publish"), going_out(article))

    article.refresh_from_db()
    assert article.stage == Stage.DRAFT
    assert "Say whether the article is about Étoile." in page.one(class_="copy-asks").text

    post(desk, act(article, "publish"), going_out(article) | {f"about-{show.pk}": "cover"})

    article.refresh_from_db()
    coverage = Coverage.objects.get(article=article)
    assert (article.stage, str(coverage)) == (Stage.PUBLISHED, "Étoile, season 2")
    assert coverage.relied_at == article.published_at


def test_what_it_is_not_about_is_kept_and_not_asked_again(desk):
    show = make_etoile()
    article = make_draft("Étoile", by=desk.user)

    post(desk, act(article, "publish"), going_out(article) | {f"about-{show.pk}": "aside"})

    article.refresh_from_db()
    assert article.stage == Stage.PUBLISHED
    assert NotAbout.objects.get().show == show
    assert asked(read(desk, act(article, "update"))) == []


@pytest.mark.parametrize("name", ["schedule", "update", "schedule_update"])
def test_every_act_by_which_words_go_out_asks(desk, name):
    make_etoile()
    make = make_draft if name == "schedule" else make_article

    assert asked(read(desk, act(make("Étoile", by=desk.user), name))) == ["Étoile"]


def test_what_only_the_text_names_is_not_asked(desk):
    make_etoile()
    article = make_draft("News", body="<p>In <em>Étoile</em>, all dance.</p>", by=desk.user)

    page = read(desk, act(article, "publish"))
    assert asked(page) == []
    assert page.one(class_="copy-named").text == (
        "Named and not covered, too: Étoile (text). Where it is about them, cover them on its page."
    )
    assert not read(desk, act(article, "submit")).all(class_="copy-named")


def test_a_refusal_covers_nothing(desk):
    show = make_etoile()
    article = make_draft("Étoile", by=desk.user)

    post(desk, act(article, "publish"), {"revision": 99, f"about-{show.pk}": "cover"})

    article.refresh_from_db()
    assert article.stage == Stage.DRAFT
    assert not Coverage.objects.exists()


def test_two_of_one_title_are_asked_about_each(desk):
    make_show("Ghosts", year=2019)
    us = make_show("Ghosts", year=2021)
    gb = us.__class__.objects.get(year=2019)
    article = make_draft("‘Ghosts’ returns", by=desk.user)

    post(desk, act(article, "publish"), going_out(article) | {f"about-{us.pk}": "cover", f"about-{gb.pk}": "aside"})

    assert Coverage.objects.get(article=article).show == us


def test_what_the_ledger_contradicts_is_told_and_never_stops(desk):
    show = make_etoile()
    cancel_etoile(show)
    article = make_draft("Étoile season 2 is coming", shows=[(show, 2)], by=desk.user)
    page = read(desk, act(article, "publish"))
    assert "Order reversed" in page.one(class_="copy-doubts").text

    post(desk, act(article, "publish"), going_out(article))

    article.refresh_from_db()
    assert article.stage == Stage.PUBLISHED


def test_acts_that_send_no_words_ask_nothing(desk):
    make_etoile()
    article = make_article("Étoile", by=desk.user)

    assert asked(read(desk, act(article, "review"))) == []


def test_publishing_several_leaves_those_of_which_there_is_to_ask(desk):
    make_etoile()
    silent, other = make_draft("Étoile", by=desk.user), make_draft("News", by=desk.user)
    ticked = {"action": "publish_selected", "_selected_action": [silent.pk, other.pk]}
    ticked |= {f"read-{silent.pk}": 1, f"read-{other.pk}": 1}

    response = desk.post(reverse("admin:articles_article_changelist"), ticked)

    (refusal,) = [said for said in told(response) if "Étoile" in said]
    assert "names Étoile, not covered: publish it from its page, which asks." in refusal
    silent.refresh_from_db()
    other.refresh_from_db()
    assert (silent.stage, other.stage) == (Stage.DRAFT, Stage.PUBLISHED)
