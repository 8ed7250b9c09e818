"""From the desk to the page that readers have, for those who may know of it."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from articles import sealing
from articles.models import Article
from newsroom import roles
from newsroom.models import User
from shows.models import Show
from tests.desk import ROLES, sign_in
from tests.factories import make_article, make_draft, make_show, make_user

pytestmark = pytest.mark.django_db


def on_site(model, pk):
    return reverse("admin:view_on_site", args=[ContentType.objects.get_for_model(model).pk, pk])


@pytest.mark.parametrize("role", ROLES)
def test_what_readers_have_is_one_step_from_the_desk(client, role):
    sign_in(client, role)
    show, article = make_show(), make_article()

    assert client.get(on_site(Show, show.pk))["Location"] == show.get_absolute_url()
    assert client.get(on_site(Article, article.pk))["Location"] == article.get_absolute_url()


def test_whoever_may_not_read_articles_learns_no_address(client):
    client.force_login(make_user("nobody", is_staff=True))
    article = make_article("Secret words")

    for pk in (article.pk, article.pk + 1):
        response = client.get(on_site(Article, pk))
        assert (response.status_code, "secret-words" in response.content.decode()) == (403, False)


def test_what_readers_do_not_have_leads_nowhere(client):
    sign_in(client, roles.EDITORS)
    sealed = sealing.seal(make_article("Sealed"), reason="A court said so.", by=make_user(), at=timezone.now())

    for path in (on_site(Article, make_draft("Draft").pk), on_site(Article, sealed.pk), on_site(User, make_user().pk)):
        response = client.get(path)
        assert response.status_code in (403, 404)
        assert "Location" not in response


@pytest.mark.parametrize("path", ["x/1", "+1/1", f"{10**30}/1", "99999/1"])
def test_an_address_that_names_nothing_leads_nowhere(client, path):
    sign_in(client, roles.EDITORS)

    assert client.get(f"/admin/r/{path}/").status_code == 404


def test_it_asks_who_is_there_first(client):
    response = client.get(on_site(Article, make_article().pk))

    assert response["Location"].startswith(reverse("admin:login"))
