"""How an article will look where others show it, on its page at the desk."""

import pytest

from articles import text
from tests.articles.writing import ADD, change, written
from tests.desk import sign_in
from tests.factories import make_article, make_draft, make_section, moment
from tests.pages import parse, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.user = sign_in(client, "Editors")
    return client


def shown(page):
    box = page.one(class_="copy-shown")
    return {name: box.all(data_shows=name)[0].text for name in ("title", "description")}


def told(page):
    box = page.one(class_="copy-shown")
    return [box.one("li", data_tells=name).text for name in ("title", "description")]


def test_an_article_is_shown_as_others_will_show_it(desk):
    article = make_draft("Season 2 is coming", dek="What we know.", by=desk.user)

    page = read(desk, change(article))

    assert shown(page) == {"title": "Season 2 is coming", "description": "What we know."}
    assert told(page) == [
        "Title: 18 characters, taken from the headline.",
        "Description: 13 characters, taken from the dek.",
    ]


def test_what_was_written_for_others_comes_first(desk):
    article = make_draft("Season 2 is coming", dek="What we know.", by=desk.user)
    text.save_revision(article, base=1, by=desk.user, at=moment("2025-01-02"), seo_title="Étoile", seo_description="x")

    page = read(desk, change(article))

    assert shown(page) == {"title": "Étoile", "description": "x"}
    assert told(page) == ["Title: 6 characters.", "Description: 1 character."]


def test_what_is_too_long_is_cut_and_warned_of(desk):
    article = make_draft("a" * 61, dek="b" * 155, by=desk.user)

    page = read(desk, change(article))

    assert shown(page) == {"title": "a" * 59 + "…", "description": "b" * 155}
    assert told(page)[0] == "Title: 61 characters, taken from the headline. Search engines show about 60."
    assert page.one(class_="copy-shown").one("li", data_tells="title").attrs["class"] == "copy-too-long"


def test_what_was_typed_is_shown_when_the_form_comes_back(desk):
    response = desk.post(ADD, written(make_section(), headline="", seo_title="<b>Typed</b>"))

    assert shown(parse(response.content.decode()))["title"] == "<b>Typed</b>"


def test_an_article_without_a_word_has_nothing_to_show(desk):
    make_section()

    assert told(read(desk, ADD)) == ["Title: none yet.", "Description: none yet."]


def test_the_public_page_tells_others_the_same(client):
    article = make_article("Season 2 is coming", dek="What we know.")

    page = read(client, article.get_absolute_url())

    meta = {one.attrs["property"]: one.attrs["content"] for one in page.all("meta", property=True)}
    assert meta["og:title"] == "Season 2 is coming"
    assert meta["og:description"] == page.one("meta", name="description").attrs["content"] == "What we know."
    assert meta["og:url"].endswith(article.get_absolute_url())
