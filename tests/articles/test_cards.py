import io
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from articles import cards, notices, preview_links, sealing, status_changes, text, workflow
from articles.models import Article
from newsroom.lib import card
from tests.factories import (
    cancel_etoile,
    make_article,
    make_draft,
    make_etoile,
    make_every_notice,
    make_user,
    moment,
)
from tests.pages import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

JUNE_10 = moment("2025-06-10T09:30+00:00")
HERE = "http://testserver"


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = HERE


@pytest.fixture
def show():
    return make_etoile()


def meta(client, article):
    page = read(client, article.get_absolute_url())
    return {
        found.attrs["property"].removeprefix("og:image"): found.attrs["content"]
        for found in page.all("meta", property=True)
        if found.attrs["property"].startswith("og:image")
    }


def address(client, article):
    return meta(client, article)[""].removeprefix(HERE)


def files(media):
    return sorted(path for path in Path(media).glob("cards/*/*"))


def found(article, at=JUNE_10):
    article = Article.objects.for_cards().get(pk=article.pk)
    return cards.of(article, notices.for_article(article), at=at)


# -- what is on it ------------------------------------------------------------------------------------


def test_the_page_names_its_card_with_its_size_and_its_words(client, show):
    article = make_article("Yes, season 2 is coming", shows=[(show, 2)])

    named = meta(client, article)

    assert named.pop("") == f"{HERE}/media/cards/{article.uuid}/{found(article).version}.jpg"
    assert named == {
        ":type": "image/jpeg",
        ":width": "1200",
        ":height": "630",
        ":alt": "Yes, season 2 is coming. Television, April 30, 2025.",
    }
    response = client.get(reverse("articles:card", args=[article.uuid, found(article).version]))
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    assert Image.open(io.BytesIO(response.content)).size == (1200, 630)


def test_what_has_since_changed_is_drawn_in(client, show):
    article = make_article("Yes", shows=[(show, 2)])
    before = address(client, article)

    cancel_etoile(show)

    face = found(article).face
    assert (face.mark, face.stamp) == ("contradiction", "This has since changed")
    assert face.news == "Prime Video has reversed its order for season 2 of Étoile, Deadline reported on June 6, 2025."
    assert meta(client, article)[":alt"] == f"Yes. Television, April 30, 2025. {face.stamp}: {face.news}"
    response = client.get(before)
    assert (response.status_code, response.url) == (302, address(client, article))
    assert response["Cache-Control"] == "no-cache"
    assert client.get(response.url).status_code == 200


def test_only_what_has_since_changed_is_drawn_in():
    make_every_notice()

    assert {str(article): found(article).face.mark for article in Article.objects.published()} == {
        "Decided": "decided",
        "Contradicted": "contradiction",
        "Right": "",
        "Corrected": "corrected",
        "Kept": "",
    }


def test_the_version_moves_with_all_that_is_drawn_and_with_nothing_else(client, show, pictures):
    article = make_article("Yes", shows=[(show, 2)], dek="What we know.")
    versions = [found(article).version]

    def save(**words):
        latest = Article.objects.get(pk=article.pk).latest_revision
        text.save_revision(article, base=latest.number, by=None, at=JUNE_10, **words)
        workflow.update(article, by=None, at=JUNE_10, substantive=False)
        versions.append(found(article).version)

    save(dek="More.")
    assert versions[0] == versions[1]

    save(headline="Season 2 is coming")
    save(lead_picture=pictures(), lead_image_alt="A stage")
    reversal = cancel_etoile(show)
    versions.append(found(article).version)
    status_changes.correct(reversal, status_changes.void(reversal), by=None, at=moment("2026-01-02"))

    assert len(set(versions)) == 4
    assert found(article).version == versions[-2]


def test_a_picture_is_drawn_as_long_as_its_rights_last(client, pictures):
    picture = pictures(color="teal")
    article = make_article("Yes", lead_picture=picture, lead_image_alt="A stage")
    with_picture = client.get(address(client, article))
    assert Image.open(io.BytesIO(with_picture.content)).getpixel((1000, 400)) != (
        Image.open(io.BytesIO(client.get(address(client, make_article("No"))).content)).getpixel((1000, 400))
    )

    ended = timezone.now() - timedelta(seconds=1)
    type(picture).objects.update(rights="Press kit", rights_until=ended)

    assert found(article, at=timezone.now()).picture is None
    assert client.get(with_picture.wsgi_request.path).status_code == 302


def test_caches_keep_a_card_no_longer_than_its_picture(client, pictures):
    picture = pictures()
    article = make_article("Yes", lead_picture=picture, lead_image_alt="A stage")
    assert client.get(address(client, article))["Cache-Control"] == "public, max-age=60, must-revalidate"

    type(picture).objects.update(rights="Press kit", rights_until=timezone.now() + timedelta(seconds=20))

    kept = client.get(address(client, article))["Cache-Control"]
    assert kept in ("public, max-age=19, must-revalidate", "public, max-age=18, must-revalidate")


def test_a_picture_whose_file_is_lost_leaves_a_plain_ground(client, pictures, media):
    picture = pictures()
    article = make_article("Yes", lead_picture=picture, lead_image_alt="A stage")
    os.unlink(picture.file.path)

    assert client.get(address(client, article)).status_code == 200


# -- for whom -----------------------------------------------------------------------------------------


def test_what_is_not_public_has_no_card(client, media):
    draft = make_draft()

    for uuid in (draft.uuid, uuid4()):
        assert client.get(f"/media/cards/{uuid}/0123456789abcdef.jpg").status_code == 404
    assert files(media) == []


@pytest.mark.parametrize("sealed", [False, True])
def test_what_is_withdrawn_or_sealed_is_gone_at_once_with_its_files(client, media, sealed):
    article = make_article()
    card_of_it = address(client, article)
    client.get(card_of_it)
    assert len(files(media)) == 1

    if sealed:
        sealing.seal(article, reason="A court said so.", by=make_user(), at=JUNE_10)
    else:
        workflow.withdraw(article, by=None, at=JUNE_10)

    response = client.get(card_of_it)
    assert (response.status_code, response["Cache-Control"]) == (410, "no-store")
    assert files(media) == []


@pytest.mark.parametrize("version", ["x", "0" * 16, "..%2f..%2fsecret", "é"])
def test_an_address_that_was_never_one_leads_to_the_present_one(client, version):
    article = make_article()

    response = client.get(f"/media/cards/{article.uuid}/{version}.jpg")

    assert response.status_code in (302, 404)
    assert response.get("Location") in (None, address(client, article))


def test_a_preview_names_no_card_and_says_nothing_to_search_engines_of_the_article(client):
    draft = make_draft("Yes")
    editor = make_user(is_staff=True, is_superuser=True)
    _, token = preview_links.make(draft, by=editor, at=timezone.now())

    page = read(client, f"/preview/{token}/")

    assert page.one("h1").text == "Yes"
    assert page.all("meta", property="og:image") == []
    assert "NewsArticle" not in client.get(f"/preview/{token}/").content.decode()


# -- how it is made -----------------------------------------------------------------------------------


def test_a_card_is_drawn_once_however_many_ask_at_once(show, monkeypatch, media):
    asked, drawn = found(make_article("Yes", shows=[(show, 2)])), []
    draw = card.drawn
    monkeypatch.setattr(card, "drawn", lambda *words: drawn.append(words) or draw(*words))

    with ThreadPoolExecutor(8) as threads:
        answers = set(threads.map(lambda _: cards.content(asked), range(8)))

    assert len(drawn) == len(answers) == 1
    assert len(files(media)) == 1


def test_a_new_version_takes_the_place_of_the_old_one(client, show, media):
    article = make_article("Yes", shows=[(show, 2)])
    client.get(address(client, article))
    before = files(media)

    cancel_etoile(show)
    client.get(address(client, article))

    assert len(before) == len(files(media)) == 1
    assert files(media) != before


def test_only_so_many_are_kept(monkeypatch, media):
    monkeypatch.setattr(cards, "MOST", 2)
    monkeypatch.setattr(cards, "_folder", lambda uuid: str(media / "cards" / "00"))

    for number in range(4):
        cards.content(found(make_article(f"{number}")))

    assert len(files(media)) == 2


def test_asked_again_a_card_is_not_sent_again(client, django_assert_num_queries):
    article = make_article()
    card_of_it = address(client, article)
    tag = client.get(card_of_it)["ETag"]

    with django_assert_num_queries(2):
        response = client.get(card_of_it, headers={"if-none-match": tag})

    assert (response.status_code, response.content, response["ETag"]) == (304, b"", tag)


@pytest.mark.parametrize("subjects", [1, 20])
def test_a_card_takes_three_queries_whatever_it_is_about(client, django_assert_num_queries, show, subjects):
    shows = [(show, number) for number in range(1, subjects + 1)]
    card_of_it = address(client, make_article(shows=shows))

    with django_assert_num_queries(3):
        assert client.get(card_of_it).status_code == 200
