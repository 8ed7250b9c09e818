"""Titles in other languages, marked so that they are read aloud as what they are."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from shows.models import Credit, Person
from tests.factories import make_article, make_show, record
from tests.pages import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def etoile():
    show = make_show("Étoile", seasons=[2], title_language="fr", year=2025)
    record(show, "ordered", "2025-01-01", season=2, network="Prime Video")
    kirby = Person.objects.create(name="Luke Kirby", slug="luke-kirby")
    Credit.objects.create(show=show, person=kirby)
    make_article("A dance", slug="a-dance", shows=[(show, 2)])
    make_article("Another dance", shows=[show])
    return show


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/shows/",
        "/shows/etoile/",
        "/shows/etoile/season-2/",
        "/people/luke-kirby/",
        "/status/",
        "/search/?q=etoile",
        "/articles/a-dance/",
    ],
)
def test_a_title_says_its_language_wherever_it_stands_alone(client, etoile, path):
    marked = read(client, path).one("main").all("span", lang="fr")

    assert {one.text for one in marked} == {"Étoile"}


def test_a_title_in_english_says_nothing(client, etoile):
    type(etoile).objects.update(title_language="")

    assert read(client, "/shows/etoile/").one("main").all(lang=True) == []


@pytest.mark.parametrize("tag", ["fr", "pt-BR", "zh-Hant", "zh-Hant-TW", "es-419", "haw"])
def test_tags_of_languages_are_taken(tag):
    show = make_show(title_language=tag)

    show.full_clean()


@pytest.mark.parametrize("tag", ["French", "FR", "fr_FR", "f", '"><b>', "fr-"])
def test_what_is_no_tag_is_refused(tag):
    show = make_show()
    show.title_language = tag

    with pytest.raises(ValidationError, match="as its tag, such as fr"):
        show.full_clean()
    with pytest.raises(IntegrityError, match="title_language_is_a_tag"):
        show.save()
