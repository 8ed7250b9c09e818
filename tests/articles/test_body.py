"""The text of an article as somebody reads it, with its pictures."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import feeds, text
from articles.body import at_the_desk, library_of
from articles.models import Article, PictureUse
from tests.drawn import drawn
from tests.factories import make_article, make_draft, make_picture, moment
from tests.pages import parse, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

NOON = moment("2025-06-10")


def figure(picture, alt="A stage", caption="At night"):
    return f'<figure data-picture="{picture.pk}"><img alt="{alt}"><figcaption>{caption}</figcaption></figure>'


def test_a_picture_in_the_text_is_shown_in_its_place(client):
    picture = make_picture(content=drawn(size=(1000, 600)))
    article = make_article(body=f"<p>Before</p>{figure(picture)}<p>After</p>")

    body = read(client, article.get_absolute_url()).one("div", class_="body")

    shown = body.one("figure")
    image = shown.one("img")
    assert [one.attrs["type"] for one in shown.all("source")] == ["image/avif", "image/webp"]
    assert (image.attrs["alt"], image.attrs["loading"]) == ("A stage", "lazy")
    assert (image.attrs["width"], image.attrs["height"]) == ("1000", "600")
    assert shown.one("figcaption").text == "At night"
    assert [one.text for one in body.all("p")] == ["Before", "After"]


def test_what_is_said_of_a_picture_is_text():
    picture = make_picture()
    body = figure(picture, alt="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;", caption="<b>a</b>")

    shown = at_the_desk(body, now=NOON)

    assert "<script" not in shown
    assert parse(shown).one("img").attrs["alt"] == '"><script>alert(1)</script>'
    assert "<b>a</b>" in shown


def test_programs_are_given_addresses_of_our_site(client, settings):
    picture = make_picture()
    article = make_article(slug="pictured", body=figure(picture))

    document = json.loads(client.get("/api/v1/articles/pictured/").content)
    (item,) = feeds.items(Article.objects.filter(pk=article.pk).for_items(), at=NOON, full=True)

    for html in (document["body_html"], item["content_html"]):
        page = parse(html)
        addresses = [page.one("img").attrs["src"], *(one.attrs["srcset"] for one in page.all("source"))]
        assert [one for one in addresses if not one.startswith(f"{settings.SITE_URL}/media/pictures/")] == []
        assert "data-picture" not in html


def test_each_picture_of_a_revision_is_known_as_used():
    lead, one, other = (make_picture() for _ in range(3))
    article = make_draft(lead_picture=lead, lead_image_alt="A stage", body=figure(one) + figure(other) + figure(one))

    assert set(PictureUse.objects.values_list("revision", "picture")) == {
        (article.latest_revision.pk, picture.pk) for picture in (lead, one, other)
    }


def test_a_picture_that_is_not_there_is_refused_and_nobody_is_shown_it():
    picture = make_picture()
    article = make_draft()
    nowhere = f'<figure data-picture="{picture.pk + 99}"><img alt="A"><figcaption>Words</figcaption></figure>'

    with pytest.raises(ValidationError) as refused:
        text.save_revision(article, base=1, by=None, at=NOON, body=figure(picture) + nowhere)

    told = "Picture 2 in the text is not in the library: choose another, or take it out."
    assert refused.value.message_dict == {"body": [told]}
    assert article.revisions.count() == 1
    assert at_the_desk(nowhere, now=NOON) == "<figure><figcaption>Words</figcaption></figure>"


@pytest.mark.parametrize("alt", ["", "  ", "&nbsp;"])
def test_a_picture_in_the_text_needs_its_alternative_text(alt):
    picture, article = make_picture(), make_draft()

    with pytest.raises(ValidationError) as refused:
        text.save_revision(article, base=1, by=None, at=NOON, body=figure(picture) + figure(picture, alt=alt))

    assert refused.value.message_dict == {"body": ["Picture 2 in the text has no alternative text: say what it shows."]}
    assert article.revisions.count() == 1


@pytest.mark.slow
@pytest.mark.parametrize("address", ["/articles/pictured/", "/api/v1/articles/pictured/"])
def test_a_hundred_pictures_take_as_many_queries_as_one(client, address):
    pictures = [make_picture() for _ in range(100)]
    counts = []
    article = make_article(slug="pictured", body=figure(pictures[0]))
    for shown in (pictures[:1], pictures):
        revision = text.save_revision(
            article, base=article.revisions.count(), by=None, at=NOON, body="".join(map(figure, shown))
        )
        Article.objects.filter(pk=article.pk).update(live_revision=revision)
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address).content.count(b"<img") == len(shown)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 10


def test_pictures_of_many_texts_are_brought_at_once(django_assert_num_queries):
    pictures = [make_picture() for _ in range(12)]

    with django_assert_num_queries(1):
        assert library_of(map(figure, pictures)) == {picture.pk: picture for picture in pictures}
    with django_assert_num_queries(0):
        assert library_of(["<p>Words</p>"]) == {}
