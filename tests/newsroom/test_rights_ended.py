"""From the moment that the rights to a picture end it is gone from every surface, and nobody has done anything."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from articles import feeds, pictures, preview_links, workflow
from articles.models import Article, Topic
from newsroom.lib import sitemap
from newsroom.lib.jsonfeed import timestamp
from tests.drawn import drawn
from tests.factories import make_article, make_etoile, make_picture, make_user, moment
from tests.newsroom.surfaces import addresses_of
from tests.pages import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media", "one_map_of_each")]

HOUR = timedelta(hours=1)
LEAD = {"lead_image_alt": "LEAD-ALT", "lead_image_caption": "LEAD-CAPTION", "lead_image_credit": "LEAD-CREDIT"}
FIGURE = (
    '<figure data-picture="{}"><img alt="FIGURE-ALT"><figcaption>FIGURE-CAPTION <cite>FIGURE-CREDIT</cite></figcaption>'
    "</figure>"
)
OF_LEAD, OF_FIGURE = ("LEAD-ALT", "LEAD-CAPTION", "LEAD-CREDIT"), ("FIGURE-ALT", "FIGURE-CAPTION", "FIGURE-CREDIT")


@pytest.fixture
def article():
    """An article that has one picture at its head and another in its text."""
    show, topic = make_etoile(), Topic.objects.create(name="Ballet", slug="ballet")
    lead, figure = (make_picture(name, content=drawn(size=(1000, 600))) for name in ("lead.png", "figure.png"))
    body = f"<p>Before</p>{FIGURE.format(figure.pk)}<p>After</p>"
    article = make_article("Pictured", slug="pictured", shows=[show], body=body, lead_picture=lead, **LEAD)
    article.topics.add(topic)
    make_article("Beside it", shows=[show])
    return article


@pytest.fixture
def later(monkeypatch):
    """Two hours from now it is, for everybody."""
    now = timezone.now()
    return lambda: monkeypatch.setattr(timezone, "now", lambda: now + 2 * HOUR)


def end(article, *, which=(0, 1)):
    used = sorted(article.live_revision.uses.values_list("picture", flat=True))
    for place in which:
        picture = pictures.Picture.objects.get(pk=used[place])
        pictures.describe(
            picture, by=None, at=moment("2025-06-10"), rights="Press kit", rights_until=timezone.now() + HOUR
        )


def got(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def partner_document():
    (item,) = feeds.items(Article.objects.filter(slug="pictured").for_items(), at=timezone.now(), full=True)
    return json.dumps(item, ensure_ascii=False)


def surfaces(client, article):
    """What each surface holds, by its name."""
    show, section = article.shows.get(), article.section
    (beside,) = Article.objects.published().exclude(pk=article.pk)
    _, token = preview_links.make(article, by=make_user(), at=timezone.now())
    return {
        "page": got(client, article.get_absolute_url()),
        "front page": got(client, "/"),
        "section": got(client, section.get_absolute_url()),
        "topic": got(client, "/topics/ballet/"),
        "show": got(client, show.get_absolute_url()),
        "related": got(client, beside.get_absolute_url()),
        "feed": got(client, "/feed.json"),
        "API list": got(client, "/api/v1/articles/"),
        "API": got(client, "/api/v1/articles/pictured/"),
        "partner document": partner_document(),
        "preview": got(client, f"/preview/{token}/"),
    }


WITH_FIGURES = ("page", "API", "partner document", "preview")


def test_while_rights_last_every_surface_shows_the_pictures(client, article):
    end(article)

    for name, content in surfaces(client, article).items():
        assert "/media/pictures/" in content, name
        assert "stand-in" not in content, name
        if name in WITH_FIGURES:
            assert all(word in content for word in OF_FIGURE), name


def test_when_they_end_no_surface_shows_them(client, article, later):
    end(article)
    addresses = {
        one.split()[0]
        for source in read(client, article.get_absolute_url()).all("source")
        for one in source.attrs["srcset"].split(", ")
    }
    assert {client.get(address).status_code for address in sorted(addresses)[:2]} == {200}

    later()

    for name, content in surfaces(client, article).items():
        assert "/media/pictures/" not in content, name
        assert ("stand-in" in content) == (name != "show" or "card" in content), name
        assert [word for word in OF_LEAD + OF_FIGURE if word in content] == [], name
    assert addresses
    assert {client.get(address).status_code for address in addresses} == {410}


def test_one_picture_goes_without_the_other(client, article, later):
    end(article, which=[1])

    later()

    content = got(client, article.get_absolute_url())
    assert [word for word in OF_LEAD + OF_FIGURE if word in content] == list(OF_LEAD)
    assert "Before" in content
    assert "After" in content


@pytest.mark.parametrize("address", ["/feed.json", "/api/v1/articles/"])
def test_lists_are_others_from_that_moment_on(client, article, later, address):
    end(article)
    etag = client.get(address)["ETag"]
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 304

    later()

    response = client.get(address, headers={"If-None-Match": etag})
    assert (response.status_code, response["ETag"] != etag) == (200, True)
    assert client.get(address, headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_a_picture_that_may_be_shown_again_is_shown(client, article, later):
    end(article)
    later()
    etag = client.get("/feed.json")["ETag"]

    for use in article.live_revision.uses.select_related("picture"):
        pictures.describe(use.picture, by=None, at=timezone.now(), rights_until=None)

    assert client.get("/feed.json")["ETag"] != etag
    for name, content in surfaces(client, article).items():
        assert "stand-in" not in content, name


def test_programs_are_given_our_artwork_as_a_picture(client, article, later):
    end(article)

    later()

    (item,) = [one for one in json.loads(got(client, "/feed.json"))["items"] if one["title"] == "Pictured"]
    told = json.loads(got(client, "/api/v1/articles/pictured/"))
    image = told["image"]
    assert item["image"] == image["url"]
    assert image["url"].endswith("/static/pictures/stand-in.png")
    assert (image["alt"], image["caption"], image["credit"]) == ("", "", "")
    assert (image["width"], image["height"]) == (1600, 900)


@pytest.mark.parametrize("which", [(0,), (1,)], ids=["lead", "figure"])
def test_what_a_program_keeps_is_older_than_the_end_of_any_picture(client, article, later, which):
    end(article, which=which)
    (ends,) = article.live_revision.uses.exclude(picture__rights_until=None).values_list(
        "picture__rights_until", flat=True
    )

    def dates():
        (item,) = [one for one in json.loads(got(client, "/feed.json"))["items"] if one["title"] == "Pictured"]
        told = json.loads(got(client, "/api/v1/articles/pictured/"))["modified_at"]
        return item["date_modified"], told, timestamp(ends) in got(client, article.get_absolute_url())

    assert timestamp(ends) not in dates()
    later()

    assert dates() == (timestamp(ends), timestamp(ends), True)
    assert f"<lastmod>{sitemap.timestamp(ends)}</lastmod>" in got(client, "/sitemaps/articles/0.xml")


def test_what_was_withdrawn_shows_nothing(client, article):
    addresses = [one.attrs["src"] for one in read(client, article.get_absolute_url()).all("img")]

    workflow.withdraw(article, by=None, at=timezone.now())

    assert addresses
    assert {client.get(address).status_code for address in addresses} == {404}
    for address in ("/", "/feed.json", *addresses_of(type(article.section), [article])):
        assert "/media/pictures/" not in got(client, address)
