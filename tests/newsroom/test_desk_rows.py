"""A page of the desk asks no more of many rows than of few, whatever its rows are."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import audit, comments, known
from articles.models import (
    Article,
    Author,
    Byline,
    Coverage,
    Picture,
    PictureUse,
    PreviewLink,
    Revision,
    Section,
    Topic,
)
from articles.models.audit import Act
from newsroom import roles
from newsroom.models import User
from shows.models import Credit, Network, Person, Season, Show
from tests.again import make_copies
from tests.desk import sign_in
from tests.factories import make_article, make_draft, make_network, make_picture, make_show, make_user, moment, record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

AT = moment("2025-05-01")
MOST = 25


def page_of(row, name="change", *more):
    """The address of a page at the desk about ``row``."""
    return reverse(f"admin:{row._meta.label_lower.replace('.', '_')}_{name}", args=[row.pk, *more])


def make_shows(number):
    made = Show.objects.count()
    return Show.objects.bulk_create(
        Show(title=f"Show {made + index}", slug=f"show-{made + index}") for index in range(number)
    )


def coverage(number):
    article = make_draft()
    seasons = Season.objects.bulk_create(Season(show=show, number=1) for show in make_shows(number))
    Coverage.objects.bulk_create(
        Coverage(article=article, show=one.show, season=one, position=index) for index, one in enumerate(seasons)
    )
    return [page_of(article), page_of(article, "act", "publish"), page_of(article, "preview")]


def coverage_of_what_is_out(number):
    seasons = Season.objects.bulk_create(Season(show=show, number=1) for show in make_shows(number))
    article = make_article(shows=[(one.show, 1) for one in seasons])
    return [page_of(article), page_of(article, "act", "update"), page_of(article, "act", "review")]


def bylines(number):
    article = make_draft(authors=())
    names = [f"Author {article.pk} {index}" for index in range(number)]
    authors = Author.objects.bulk_create(Author(name=name, slug=f"{hash(name)}") for name in names)
    Byline.objects.bulk_create(
        Byline(article=article, author=author, position=index) for index, author in enumerate(authors)
    )
    return [page_of(article), page_of(article, "preview")]


def seasons(number):
    (show,) = make_shows(1)
    Season.objects.bulk_create(Season(show=show, number=index + 1) for index in range(number))
    return [page_of(show)]


def credits(number):
    (show,) = make_shows(1)
    people = Person.objects.bulk_create(
        Person(name=f"Person {index}", slug=f"person-{show.pk}-{index}") for index in range(number)
    )
    Credit.objects.bulk_create(Credit(show=show, person=person) for person in people)
    return [page_of(show), page_of(people[0])]


def entries(number):
    show = make_show(f"Told {number}")
    for index in range(number):
        record(show, ("airing", "on_hiatus")[index % 2], f"2024-{index % 12 + 1:02}-{index // 12 + 1:02}")
    entry = show.ledger.first()
    own = [reverse(f"desk:{name}", args=[show.pk]) for name in ("ledger", "record")]
    return [page_of(show), *own, page_of(entry), reverse("desk:correct", args=[entry.pk])]


def other_names(number):
    return [page_of(make_show(f"Known {number}", also_known_as=[f"Name {index}" for index in range(number)]))]


def networks_and_their_shows(number):
    network = make_network(f"Network {number}")
    shows = make_shows(number)
    Show.objects.filter(pk__in=[show.pk for show in shows]).update(network=network)
    return [page_of(network), *lists(Network, Show)]


def articles(number):
    article = make_article(f"Piece {number}", shows=[make_show(f"Subject {number}")], authors=[f"By {number}"])
    article.topics.add(Topic.objects.create(name=f"Topic {number}", slug=f"topic-{number}"))
    make_copies(article, number - 1)
    rows = [article.topics.get(), article.section, Author.objects.get(name=f"By {number}")]
    return [*map(page_of, rows), *lists(Article, Author, Section, Topic), reverse("admin:index")]


def uses_of_a_picture(number):
    picture, article = make_picture(), make_draft()
    made = Revision.objects.bulk_create(
        Revision(article=article, number=index + 2, headline="Shown", saved_at=AT) for index in range(number)
    )
    PictureUse.objects.bulk_create(PictureUse(revision=revision, picture=picture) for revision in made)
    return [page_of(picture), *lists(Picture)]


def pictures_in_a_text(number):
    pictures = [make_picture() for _ in range(number)]
    figures = (f'<figure data-picture="{one.pk}"><img alt="A stage"></figure>' for one in pictures)
    article = make_draft(body=f"<p>Words</p>{''.join(figures)}")
    return [page_of(article), page_of(article, "preview"), page_of(article, "revision", 1), *lists(Picture)]


def comments_on_an_article(number):
    article = make_draft()
    for _ in range(number):
        comments.say(article, "Hm.", by=make_user(), at=AT)
    return [page_of(article), page_of(article, "comments"), *lists(Article)]


def revisions(number):
    article = make_article()
    Revision.objects.bulk_create(
        Revision(article=article, number=index + 2, headline=f"Again {index}", saved_at=AT, saved_by=make_user())
        for index in range(number)
    )
    pages = [page_of(article, "revisions"), page_of(article, "revision", 2), page_of(article, "difference", 1, 2)]
    return [page_of(article), *pages]


def acts(number):
    article = make_draft()
    for _ in range(number):
        audit.note(article, Act.REVIEWED, by=make_user(), at=AT, revision=article.latest_revision)
    return [page_of(article), page_of(article, "audit")]


def preview_links(number):
    article, other = make_draft(), make_user()
    PreviewLink.objects.bulk_create(
        PreviewLink(
            article=article,
            token_hash=f"{article.pk} {index}",
            made_by=other,
            made_at=AT,
            expires_at=AT + timedelta(days=9),
        )
        for index in range(number)
    )
    return [page_of(article), page_of(article, "preview_links")]


def accounts(number):
    made = User.objects.bulk_create(User(username=f"{number} {index}", is_staff=True) for index in range(number))
    return [page_of(made[0]), *lists(User)]


def what_somebody_hands_over(number):
    user = make_user("leaving", is_staff=True)
    make_copies(make_draft(by=user), number - 1)
    return [reverse("desk:hand_over", args=[user.pk]), reverse("desk:deactivate", args=[user.pk])]


def lists(*models):
    return [reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_changelist") for model in models]


INLINES = {Coverage: coverage, Byline: bylines, Season: seasons, Credit: credits}
OTHERS = [
    *(coverage_of_what_is_out, entries, other_names, networks_and_their_shows, articles, uses_of_a_picture),
    *(pictures_in_a_text, comments_on_an_article, revisions, acts, preview_links, accounts, what_somebody_hands_over),
]


def test_every_kind_of_row_that_a_form_has_is_asked_about():
    desks = [desk for model, desk in admin.site._registry.items() if model._meta.app_label in ("articles", "shows")]

    assert {inline.model for desk in desks for inline in desk.inlines} == set(INLINES)


@pytest.mark.slow
@pytest.mark.parametrize("make", INLINES.values(), ids=lambda make: make.__name__)
def test_a_form_asks_as_much_of_one_row_as_of_ten_and_of_fifty(client, make):
    sign_in(client, roles.MANAGING_EDITORS)
    ContentType.objects.get_for_models(*apps.get_models())  # each process looks for them once

    one, ten, fifty = ([queries(client, path) for path in make(number)] for number in (1, 10, 50))

    assert one == ten == fifty
    assert max(one) <= MOST


@pytest.mark.slow
@pytest.mark.parametrize("make", OTHERS, ids=lambda make: make.__name__)
def test_a_page_asks_as_much_of_ten_rows_as_of_many(client, make):
    sign_in(client, roles.MANAGING_EDITORS)
    ContentType.objects.get_for_models(*apps.get_models())

    # A list that has another page asks for it: all of them together fill one.
    ten, many = ([queries(client, path) for path in make(number)] for number in (10, 36))

    assert ten == many
    assert max(ten) <= MOST


def queries(client, path):
    known.names()  # each process reads them once for each of their versions
    with CaptureQueriesContext(connection) as context:
        response = client.get(path)
    assert response.status_code == 200, f"{path}: {response.status_code}"
    return len(context)
