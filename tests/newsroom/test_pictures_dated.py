"""Whoever changes what readers get of a picture changes what shows it: feeds, the API and the maps say when."""

import io
import json
import re
from datetime import timedelta

import pytest

from articles import pictures
from articles.models import Picture
from newsroom.lib import sitemap
from newsroom.lib.jsonfeed import timestamp
from tests.articles.test_cost import plans, scanned
from tests.articles.test_library_plans import make_library
from tests.drawn import drawn
from tests.factories import make_article, make_picture, moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media", "one_map_of_each")]

PUBLISHED = moment("2025-04-30")
JUNE_6 = moment("2025-06-06T14:00+00:00")
DAY = timedelta(days=1)


@pytest.fixture(params=["lead", "figure"])
def picture(request):
    """What an article shows at its head, or in its text."""
    picture = make_picture("lead.png", content=drawn(size=(1000, 600)))
    figure = f'<p>Words</p><figure data-picture="{picture.pk}"><img alt="A stage"></figure>'
    shown = {"lead": {"lead_picture": picture, "lead_image_alt": "A stage"}, "figure": {"body": figure}}
    make_article("Pictured", slug="pictured", **shown[request.param])
    make_article("Beside it", slug="beside-it")
    return picture


def replace(picture, *, at):
    file = io.BytesIO(drawn(color="red"))
    file.name = "other.png"
    return pictures.replace(picture, file, by=None, at=at)


def describe(**words):
    return lambda picture, at: pictures.describe(picture, by=None, at=at, **words)


def come_back(picture, at):
    pictures.describe(picture, by=None, at=at - 2 * DAY, rights="Press kit", rights_until=at - DAY)
    pictures.describe(picture, by=None, at=at, rights_until=None)


def dates(client, slug):
    """What feed, API, structured data and map say of when an article changed."""
    (item,) = [one for one in json.loads(client.get("/feed.json").content)["items"] if slug in one["url"]]
    (said,) = re.findall(r'"dateModified": ?"([^"]+)"', client.get(f"/articles/{slug}/").content.decode())
    listed = client.get("/sitemaps/articles/0.xml").content.decode()
    told = json.loads(client.get(f"/api/v1/articles/{slug}/").content)["modified_at"]
    return {item["date_modified"], said, told}, [
        at for at in (PUBLISHED, JUNE_6) if f"{slug}/</loc><lastmod>{sitemap.timestamp(at)}" in listed
    ]


@pytest.mark.parametrize(
    "change",
    [
        lambda picture, at: replace(picture, at=at),
        describe(focal_x=10),
        describe(rights="Press kit", rights_until=JUNE_6 - DAY),
        come_back,
    ],
    ids=["replaced", "cut otherwise", "ended", "back"],
)
def test_an_article_is_dated_by_what_readers_get_of_its_picture(client, picture, change):
    assert dates(client, "pictured") == ({timestamp(PUBLISHED)}, [PUBLISHED])
    before = client.get("/feed.json")["ETag"]

    change(picture, at=JUNE_6)

    assert dates(client, "pictured") == ({timestamp(JUNE_6)}, [JUNE_6])
    assert dates(client, "beside-it") == ({timestamp(PUBLISHED)}, [PUBLISHED])
    assert client.get("/feed.json")["ETag"] != before


def test_what_only_the_desk_reads_of_a_picture_dates_nothing(client, picture):
    words = {"alt": "Two dancers", "caption": "On stage", "credit": "Agency", "title": "Another"}

    describe(**words, rights="Press kit", rights_until=moment("2999-01-01"))(picture, JUNE_6)

    assert dates(client, "pictured") == ({timestamp(PUBLISHED)}, [PUBLISHED])


def test_what_changed_before_an_article_came_out_is_not_its_change(client, picture):
    replace(picture, at=PUBLISHED - DAY)

    assert dates(client, "pictured") == ({timestamp(PUBLISHED)}, [PUBLISHED])


def test_of_two_acts_at_once_the_one_that_waited_takes_no_date_back():
    picture = make_picture()
    replace(picture, at=JUNE_6)

    describe(focal_x=10)(picture, JUNE_6 - DAY)

    assert Picture.objects.get().changed_at == JUNE_6


@pytest.mark.slow
def test_a_map_reads_no_picture_that_never_changed(client, picture):
    make_library(5_000)
    replace(picture, at=JUNE_6)

    for address in ("/sitemap.xml", "/sitemaps/articles/0.xml"):
        with plans() as found:
            client.get(address)
        asked = [plan for sql, plan in found if "changed_at" in sql]
        assert asked
        assert [plan for plan in asked if "articles_picture" in scanned(plan)] == []
