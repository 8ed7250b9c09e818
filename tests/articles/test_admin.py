import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import clock
from articles.models import Article, Author, Section, Topic
from tests.factories import cancel_etoile, make_article, make_draft, make_etoile, make_section, make_user
from tests.pages import read

pytestmark = pytest.mark.django_db

ARTICLES = reverse("admin:articles_article_changelist")


@pytest.fixture
def desk(client):
    """The client of somebody who may do everything."""
    client.force_login(make_user("admin", is_staff=True, is_superuser=True))
    return client


def test_the_list_has_every_article_with_its_notice(desk):
    show = make_etoile()
    make_article("Hopeful", shows=[(show, 2)])
    make_draft("Draft", shows=[show])
    cancel_etoile(show)

    page = read(desk, ARTICLES)

    notices = dict(
        zip(
            [cell.text for cell in page.all(class_="field-headline")],
            [cell.text for cell in page.all(class_="field-notice")],
            strict=True,
        )
    )
    assert notices["Draft"] == "none"
    assert notices["Hopeful"] == (
        "This has since changed: Prime Video has reversed its order for season 2 of Étoile, Deadline reported on "
        "June 6, 2025. When this article was published, on April 30, 2025, the season was ordered."
    )


def test_an_article_is_only_looked_at(desk):
    article = make_article("Hopeful")
    change = reverse("admin:articles_article_change", args=[article.pk])

    assert "Hopeful" in read(desk, change).text
    assert desk.get(reverse("admin:articles_article_add")).status_code == 403
    assert desk.post(change, {"slug": "other"}).status_code == 403
    assert desk.post(reverse("admin:articles_article_delete", args=[article.pk]), {"post": "yes"}).status_code == 403
    assert Article.objects.get().slug == article.slug


@pytest.mark.parametrize("model", ["article", "section", "topic", "author"])
def test_the_desk_is_for_those_who_may(client, model):
    path = reverse(f"admin:articles_{model}_changelist")
    user = make_user("editor", is_staff=True)
    client.force_login(user)
    assert client.get(path).status_code == 403

    user.user_permissions.add(Permission.objects.get(codename=f"view_{model}"))

    assert client.get(path).status_code == 200


@pytest.mark.parametrize("model", [Section, Topic, Author])
def test_a_name_that_readers_see_moves_the_clock(desk, model):
    name = f"admin:articles_{model._meta.model_name}"
    before = clock.now()

    desk.post(reverse(f"{name}_add"), {"name": "Str\u202eeaming", "slug": "streaming"})
    row = model.objects.get()
    assert (row.name, clock.now()) == ("Streaming", before + 1)

    desk.post(reverse(f"{name}_change", args=[row.pk]), {"name": "Film", "slug": "film"})
    assert clock.now() == before + 2

    desk.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"})
    assert (model.objects.count(), clock.now()) == (0, before + 3)


def test_several_names_deleted_at_once_move_the_clock(desk):
    topics = [Topic.objects.create(name=name, slug=name) for name in ("one", "two")]
    before = clock.now()

    selected = {"action": "delete_selected", "_selected_action": [topic.pk for topic in topics], "post": "yes"}
    desk.post(reverse("admin:articles_topic_changelist"), selected)

    assert (Topic.objects.count(), clock.now()) == (0, before + 1)


def test_fifty_articles_take_as_many_queries_as_one(desk):
    show = make_etoile()

    def queries():
        with CaptureQueriesContext(connection) as context:
            read(desk, ARTICLES)
        return len(context)

    make_article("0", shows=[(show, 2)])
    cancel_etoile(show)
    one = queries()
    for number in range(1, 50):
        make_article(f"{number}", shows=[(show, 2), show], authors=["A", "B"], section=make_section(f"S{number % 3}"))

    assert queries() == one
