"""The picture that an article leads with: chosen from the library, and never lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Picture
from newsroom import roles
from tests.articles.writing import ADD, change, errors, filled, written
from tests.desk import sign_in, told
from tests.drawn import drawn
from tests.factories import make_draft, make_picture, make_section
from tests.pages import parse, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def desk(client):
    client.user = sign_in(client, roles.EDITORS)
    return client


def leads(article):
    article.refresh_from_db()
    revision = article.latest_revision
    return revision.number, revision.lead_picture, revision.lead_image_alt


def offered(page):
    return [option.text for option in page.one("select", name="lead_picture").all("option")]


def ended():
    return {"rights": "Agency", "rights_until": timezone.now() - timedelta(days=1)}


def test_a_picture_is_chosen_from_the_library_with_the_words_of_this_use(desk):
    article, picture = make_draft("First"), make_picture(alt="A stage")
    words = {"lead_picture": picture.pk, "lead_image_alt": "Dancers", "lead_image_credit": "Agency"}

    desk.post(change(article), filled(desk, change(article)) | words)

    assert leads(article) == (2, picture, "Dancers")
    assert article.latest_revision.lead_image_credit == "Agency"


def test_a_small_picture_is_warned_of_as_it_is_chosen(desk):
    article = make_draft("First")
    small, large = make_picture(alt="A stage"), make_picture(content=drawn(size=(640, 360)), alt="A stage")
    warning = "“stage” has 160 × 90 pixels, fewer than 640 × 360: it will look blurred at the head of the article."

    first = desk.post(change(article), filled(desk, change(article)) | {"lead_picture": small.pk})
    again = desk.post(change(article), filled(desk, change(article)) | {"headline": "Second"})
    other = desk.post(change(article), filled(desk, change(article)) | {"lead_picture": large.pk})

    assert [warning in told(response) for response in (first, again, other)] == [True, False, False]


def test_without_a_script_the_library_says_what_it_shows(desk):
    article, picture = make_draft("First"), make_picture(alt="A stage")

    desk.post(change(article), filled(desk, change(article)) | {"lead_picture": picture.pk})

    assert leads(article) == (2, picture, "A stage")


def test_a_picture_needs_its_alternative_text(desk):
    article = make_draft("First")

    response = desk.post(change(article), filled(desk, change(article)) | {"lead_picture": make_picture().pk})

    assert "A picture needs its alternative text" in errors(response)
    assert article.revisions.count() == 1


@pytest.mark.slow
def test_a_picture_stays_until_it_is_taken_away(desk):
    picture = make_picture()
    article = make_draft("First", lead_picture=picture, lead_image_alt="Two")
    desk.post(change(article), filled(desk, change(article)) | {"headline": "Second"})
    assert leads(article) == (2, picture, "Two")

    desk.post(change(article), filled(desk, change(article)) | {"lead_picture": ""})

    assert leads(article) == (3, None, "Two")


def test_a_chosen_picture_is_not_lost_when_the_form_comes_back(desk):
    picture = make_picture("stage.png")
    form = written(make_section(), headline="", lead_picture=picture.pk, lead_image_alt="Dancers")

    page = parse(desk.post(ADD, form).content.decode())

    chosen = [one for one in page.one("select", name="lead_picture").all("option") if "selected" in one.attrs]
    assert [one.attrs["value"] for one in chosen] == [str(picture.pk)]
    assert page.one(class_="pic-choice-title").text == "stage"


@pytest.mark.slow
def test_the_newest_and_the_chosen_are_offered(desk):
    old = make_picture("old.png", at="2020-01-01")
    for index in range(50):
        make_picture(f"new{index}.png")
    article = make_draft("First", lead_picture=old, lead_image_alt="Two")

    found = offered(read(desk, change(article)))

    assert found[:2] == ["No picture", "old"]
    assert len(found) == 52


@pytest.mark.slow
def test_a_picture_whose_rights_have_ended_is_not_offered_and_is_refused(desk):
    article, picture = make_draft("First"), make_picture(**ended())
    assert offered(read(desk, change(article))) == ["No picture"]

    response = desk.post(
        change(article), filled(desk, change(article)) | {"lead_picture": picture.pk, "lead_image_alt": "Two"}
    )

    assert "Of “stage” the rights ended on" in errors(response)


def test_one_that_the_article_has_stays_though_its_rights_have_ended(desk):
    picture = make_picture()
    article = make_draft("First", lead_picture=picture, lead_image_alt="Two")
    Picture.objects.update(**ended())

    desk.post(change(article), filled(desk, change(article)) | {"headline": "Second"})

    assert leads(article) == (2, picture, "Two")


@pytest.mark.slow
@pytest.mark.parametrize("junk", ["junk", "²", "9" * 40, "-1", "0"])
def test_a_picture_that_is_none_is_refused(desk, junk):
    article = make_draft("First")

    response = desk.post(change(article), filled(desk, change(article)) | {"lead_picture": junk})

    assert "The library does not have this picture: choose another, or none." in errors(response)


def test_the_card_of_others_is_drawn_with_it(desk):
    picture = make_picture()
    article = make_draft("First", lead_picture=picture, lead_image_alt="Two")

    assert f"picture={picture.pk}" in read(desk, change(article)).one(class_="copy-social-picture").attrs["src"]
    assert "hidden" in read(desk, ADD).one(class_="copy-social-picture").attrs
