"""What was typed into an article that is sealed meanwhile: kept for its writer, and nobody else learns of it."""

import pytest
from django.urls import reverse

from articles import copies, sealing
from articles.copies import Window
from articles.models import KeptText, WorkingCopy
from newsroom import roles
from tests.articles.writing import change, filled
from tests.desk import sign_in
from tests.factories import make_draft, make_user, moment
from tests.pages import parse, read

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NOW, LATER = moment("2025-06-06"), moment("2025-06-07")
HOME = reverse("admin:index")
SAVED = "Words of the article"
TYPED = "An hour of work"


@pytest.fixture
def reporter(client):
    return sign_in(client, roles.REPORTERS)


@pytest.fixture
def article(reporter):
    return make_draft(SAVED, by=reporter)


def seal(article):
    return sealing.seal(article, reason="A letter.", by=make_user("chief"), at=NOW)


def restore(article):
    first, second = make_user("first"), make_user("second")
    sealing.ask(article, reason="It was taken back.", by=first, at=LATER)
    sealing.restore(article, by=second, at=LATER)


def at(name, pk, *key):
    return reverse(f"admin:articles_article_{name}", args=[pk, *key])


def set_aside(article, by, *, why="stale"):
    return copies.set_aside(article, Window("a"), base=1, fields={"headline": [TYPED]}, why=why, by=by, at=NOW)


def test_what_is_sent_into_it_is_kept_for_who_typed_it(client, reporter, article):
    sent = filled(client, change(article)) | {"headline": TYPED, "copy-window": "a"}
    seal(article)

    answer = client.post(change(article), sent)

    assert answer.status_code == 404
    assert "kept for you" in answer.content.decode()
    kept = KeptText.objects.get()
    assert (kept.article_id, kept.by, kept.why, kept.headline) == (article.pk, reporter, "too_late", TYPED)


def test_an_article_that_never_was_answers_the_same(client, reporter, article):
    sent = filled(client, change(article)) | {"headline": TYPED, "copy-window": "a"}
    seal(article)

    found, missing = (client.post(at("change", pk), sent) for pk in (article.pk, article.pk + 100_000))

    assert found.status_code == missing.status_code == 404
    said = [parse(one.content.decode()).one(class_="copy-act").text for one in (found, missing)]
    assert said[0] == said[1]
    assert set(KeptText.objects.values_list("article", flat=True)) == {article.pk, None}


def test_what_is_typed_on_is_kept_and_its_writer_is_told(client, reporter, article):
    beat = {"copy-window": "a", "copy-turn": 1, "base": 1, "headline": "Begun"}
    assert client.post(at("keep", article.pk), beat).json()["kept"]
    seal(article)

    answer = client.post(at("keep", article.pk), beat | {"copy-turn": 2, "headline": TYPED})

    assert "not at the desk any more" in answer.json()["news"][0]["text"]
    assert SAVED not in answer.content.decode()
    assert WorkingCopy.objects.get().headline == TYPED
    assert TYPED in client.get(answer.json()["news"][0]["address"]).content.decode()


def test_who_never_had_it_open_keeps_nothing_in_it(client, article):
    seal(article)
    sign_in(client, roles.EDITORS)
    beat = {"copy-window": "a", "copy-turn": 1, "headline": TYPED}

    for pk in (article.pk, article.pk + 100_000):
        assert client.post(at("keep", pk), beat).status_code == 404

    assert not WorkingCopy.objects.exists()


def test_its_writer_finds_it_from_home_and_reads_nothing_else(client, reporter, article):
    kept = set_aside(article, reporter)
    seal(article)

    home = client.get(HOME).content.decode()
    page = client.get(at("unsaved", article.pk, kept.key))

    assert at("unsaved", article.pk, kept.key) in home
    assert TYPED not in home
    assert TYPED in page.content.decode()
    assert SAVED not in page.content.decode()
    assert "Take it over" not in page.content.decode()


def test_its_writer_discards_it(client, reporter, article):
    kept = set_aside(article, reporter)
    seal(article)

    assert client.post(at("discard", article.pk, kept.key)).url == HOME

    assert not KeptText.objects.exists()


@pytest.mark.parametrize("role", [roles.EDITORS, roles.MANAGING_EDITORS])
def test_nobody_else_reads_it(client, reporter, article, role):
    kept = set_aside(article, reporter)
    copies.keep(article, Window("b"), base=1, fields={"headline": [TYPED]}, by=reporter, at=NOW)
    seal(article)
    sign_in(client, role)

    for key in (kept.key, "copy"):
        assert client.get(at("unsaved", article.pk, key)).status_code == 404
        assert client.post(at("discard", article.pk, key), {"stamp": "b.1"}).status_code == 404
    assert TYPED not in client.get(HOME).content.decode()


def test_who_takes_it_over_reads_it_once_the_article_is_restored(client, article):
    leaves = make_user("leaves")
    set_aside(article, leaves)
    seal(article)
    successor = sign_in(client, roles.EDITORS)
    copies.hand_over(leaves, to=successor, at=NOW)
    kept = KeptText.objects.get(by=successor)

    assert len(copies.in_hand(successor)) == 1
    assert client.get(at("unsaved", article.pk, kept.key)).status_code == 404
    assert at("unsaved", article.pk, kept.key) not in client.get(HOME).content.decode()
    restore(article)

    assert TYPED in client.get(at("unsaved", article.pk, kept.key)).content.decode()


def test_once_it_is_restored_its_writer_goes_on(client, reporter, article):
    kept = set_aside(article, reporter, why="too_late")
    seal(article)
    restore(article)

    page = read(client, change(article))

    assert f"?take={kept.key}" in str([link.attrs["href"] for link in page.all("a", href=True)])
