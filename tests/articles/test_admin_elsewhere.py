"""How an article will look where others show it, on its page at the desk."""

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import cards, notices, sealing, text, workflow
from articles.models import Article, Section
from newsroom import roles
from tests.articles.writing import ADD, change, written
from tests.desk import make_member, sign_in
from tests.factories import (
    cancel_etoile,
    make_article,
    make_draft,
    make_etoile,
    make_picture,
    make_section,
    make_user,
    moment,
)
from tests.pages import parse, read

pytestmark = pytest.mark.django_db
CARD = reverse("admin:articles_article_card_new")


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


# -- what has since changed ------------------------------------------------------------------------


@pytest.fixture
def contradicted():
    show = make_etoile()
    article = make_article("Season 2 is coming", dek="What we know.", shows=[(show, 2)])
    cancel_etoile(show)
    return article


def test_what_others_read_before_it_is_shown_while_it_is_contradicted(client, desk, contradicted):
    public = read(client, contradicted.get_absolute_url())
    said = {one.attrs["property"]: one.attrs["content"] for one in public.all("meta", property=True)}

    page = read(desk, change(contradicted))

    assert shown(page) == {"title": "Since changed: Season 2 is coming", "description": "Since changed: What we know."}
    assert shown(page) == {"title": said["og:title"], "description": said["og:description"]}
    assert told(page)[0] == "Title: 33 characters, taken from the headline."
    assert "“This has since changed”" in page.one(class_="copy-social-picture").attrs["alt"]


@pytest.mark.parametrize("act", [workflow.withdraw, workflow.review])
def test_what_readers_are_not_told_is_not_shown(desk, contradicted, act):
    act(contradicted, by=None, at=moment("2025-06-10"))

    page = read(desk, change(contradicted))

    assert shown(page)["title"] == "Season 2 is coming"
    assert "since changed" not in page.one(class_="copy-social-picture").attrs["alt"]


# -- the card --------------------------------------------------------------------------------------


@pytest.fixture
def drawn_cards(monkeypatch):
    """The cards that are drawn, instead of their bytes."""
    found = []
    monkeypatch.setattr(cards, "drawn", lambda card: found.append(card) or b"card")
    return found


def src(page):
    return page.one(class_="copy-social-picture").attrs["src"]


def test_the_card_at_the_desk_is_that_of_the_public_page(desk, contradicted, drawn_cards):
    response = desk.get(src(read(desk, change(contradicted))))

    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")
    assert "no-store" in response["Cache-Control"]
    public = Article.objects.for_cards().get()
    (drawn,) = drawn_cards
    assert drawn.version == cards.of(public, notices.for_article(public), at=timezone.now()).version
    assert drawn.face.mark == "contradiction"


@pytest.mark.usefixtures("media")
def test_the_card_is_of_what_is_typed(desk, drawn_cards):
    article, film = make_draft("First"), Section.objects.create(name="Film", slug="film")
    picture = make_picture()

    for address in (reverse("admin:articles_article_card", args=[article.pk]), CARD):
        assert desk.get(address, {"headline": "Typed", "section": film.pk, "picture": picture.pk}).status_code == 200

    assert [(one.face.headline, one.face.section, one.face.mark, one.picture) for one in drawn_cards] == [
        ("Typed", "Film", "", picture)
    ] * 2


@pytest.mark.parametrize("junk", ["", "x", "²", "-1", "9" * 30, "\x00"])
def test_what_is_no_row_is_drawn_without_it(desk, junk):
    response = desk.get(CARD, {"headline": junk, "section": junk, "picture": junk})

    assert (response.status_code, response.content[:2]) == (200, b"\xff\xd8")


@pytest.mark.usefixtures("media")
def test_a_picture_of_sealed_articles_alone_is_drawn_for_few(client, drawn_cards):
    picture = make_picture()
    sealed = make_article("Sealed", lead_picture=picture, lead_image_alt="A stage")
    sealing.seal(sealed, reason="A court said so.", by=make_user(), at=moment("2025-06-10"))
    own = reverse("admin:articles_article_card", args=[sealed.pk])

    for role, status in ((roles.EDITORS, 404), (roles.MANAGING_EDITORS, 200)):
        client.force_login(make_member(role, role))
        assert client.get(CARD, {"headline": "x", "picture": picture.pk}).status_code == 200
        assert client.get(own).status_code == status

    assert [one.picture for one in drawn_cards] == [None, picture, None]


def test_nobody_else_learns_whether_there_is_an_article(client):
    client.force_login(make_user("nobody", is_staff=True))

    for address in (CARD, *(reverse("admin:articles_article_card", args=[pk]) for pk in (make_draft().pk, 10**6))):
        assert client.get(address).status_code == 403
