"""Bylines and their profiles: who changes them, and how an article comes by one."""

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import assignments, clock
from articles.models import Article, Author
from newsroom import roles
from tests.articles.test_assignments import make_writer
from tests.articles.writing import ADD, change, filled, written
from tests.desk import send, sign_in, told
from tests.factories import make_draft, make_section
from tests.pages import parse, read

pytestmark = pytest.mark.django_db

LIST = reverse("admin:articles_author_changelist")
AUTOCOMPLETE = reverse("admin:autocomplete")
OWN = reverse("desk:byline")


def page_of(author):
    return reverse("admin:articles_author_change", args=[author.pk])


def make_author(name="TV desk", **fields):
    return Author.objects.create(name=name, slug=name.lower().replace(" ", "-"), **fields)


def profile(author, **fields):
    return {"name": author.name, "slug": author.slug, "account": "", "is_active": "on", "links": "", **fields}


def complaints(response):
    assert response.status_code == 200, response.status_code
    page = parse(response.content.decode())
    return " ".join(one.text for one in [*page.all(class_="errorlist"), *page.all(class_="text-red-600")])


# -- profiles ------------------------------------------------------------------------------------


def test_an_editor_fills_in_a_profile(client):
    sign_in(client, roles.EDITORS)
    author, account, before = make_author(), make_writer(), clock.now()
    links = "https://one.example/desk\nhttps://two.example/desk\nhttps://one.example/desk"

    read(client, page_of(author))
    said = {"role": "Desk", "biography": "They write\nabout TV.", "email": "tv@example.com", "links": links}
    response = send(client, page_of(author), profile(author, account=account.pk, **said))

    author.refresh_from_db()
    assert response.status_code == 302
    assert (author.account, author.role, author.email) == (account, "Desk", "tv@example.com")
    assert author.biography == "They write about TV."
    assert author.links == ["https://one.example/desk", "https://two.example/desk"]
    assert clock.now() > before


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"links": "http://one.example/"}, "A link begins with https://"),
        ({"links": "javascript:alert(1)"}, "A link begins with https://"),
        ({"links": "\n".join(f"https://{n}.example/" for n in range(6))}, "6 links: 5 at most."),
        ({"links": f"https://one.example/{'x' * 300}"}, "is longer than 300 characters"),
        ({"email": "nobody"}, "Enter a valid email address."),
        ({"biography": "x" * 1001}, "at most 1000 characters"),
    ],
)
def test_what_a_profile_cannot_hold_is_refused(client, fields, complaint):
    sign_in(client, roles.EDITORS)
    author = make_author()

    response = send(client, page_of(author), profile(author, **fields))

    assert complaint in complaints(response)
    author.refresh_from_db()
    assert (author.links, author.email, author.biography) == ([], "", "")


def test_an_account_has_one_byline(client):
    sign_in(client, roles.EDITORS)
    account, author = make_writer(), make_author()
    make_author("Another", account=account)

    response = send(client, page_of(author), profile(author, account=account.pk))

    assert "This account has a byline already." in complaints(response)


def test_one_says_of_oneself_who_one_is_and_nothing_more(client):
    reporter = sign_in(client, roles.REPORTERS)
    author = make_author(account=reporter)

    page = read(client, page_of(author))
    form = profile(
        author, name="Somebody else", biography="I watch television.", role="Chief", links="https://x.example"
    )
    response = send(client, page_of(author), form)

    author.refresh_from_db()
    fields = [one.attrs["name"] for one in page.one("form", id="author_form").all("textarea", name=True)]
    assert (response.status_code, fields) == (302, ["biography"])
    assert (author.name, author.role, author.links) == ("TV desk", "", [])
    assert (author.biography, author.account) == ("I watch television.", reporter)


def test_a_reporter_changes_no_other_profile(client):
    sign_in(client, roles.REPORTERS)
    author = make_author(account=make_writer("other"))

    response = send(client, page_of(author), profile(author, biography="Mine."))

    author.refresh_from_db()
    assert (response.status_code, author.biography) == (403, "")


def test_the_way_to_ones_own_byline(client):
    reporter = sign_in(client, roles.REPORTERS)
    assert told(client.get(OWN)) == ["You have no byline of your own yet: ask an editor to make one for your account."]

    author = make_author(account=reporter)

    assert client.get(OWN)["Location"] == page_of(author)


def test_an_account_that_goes_leaves_its_byline():
    account = make_writer()
    author = make_author(account=account)

    account.delete()

    author.refresh_from_db()
    assert author.account is None


def test_who_chooses_a_byline_is_offered_those_that_write(client):
    sign_in(client, roles.REPORTERS)
    make_author("Desk that writes")
    make_author("Desk of old", is_active=False)
    asked = {"app_label": "articles", "model_name": "byline", "field_name": "author", "term": "desk"}

    found = client.get(AUTOCOMPLETE, asked).json()["results"]

    assert [one["text"] for one in found] == ["Desk that writes"]
    assert "Desk of old" in read(client, LIST).text


# -- who signs -----------------------------------------------------------------------------------


def bylines(article):
    return [str(one) for one in article.bylines.all()]


def test_a_new_article_is_signed_by_who_begins_it(client):
    reporter = sign_in(client, roles.REPORTERS)
    make_author(account=reporter)

    client.post(ADD, written(make_section()))

    assert bylines(Article.objects.get()) == ["TV desk"]


@pytest.mark.parametrize("own", [None, {"is_active": False}])
def test_without_a_byline_of_ones_own_it_is_not_signed(client, own):
    reporter = sign_in(client, roles.REPORTERS)
    if own:
        make_author(account=reporter, **own)

    client.post(ADD, written(make_section()))

    assert bylines(Article.objects.get()) == []


def test_what_somebody_signed_otherwise_stays_so(client):
    reporter = sign_in(client, roles.REPORTERS)
    make_author(account=reporter)
    rows = {"bylines-TOTAL_FORMS": 1, "bylines-0-author": make_author("Another").pk}

    client.post(ADD, written(make_section(), **rows))

    assert bylines(Article.objects.get()) == ["Another"]


def test_who_takes_the_byline_off_again_is_not_signed_anew(client):
    reporter = sign_in(client, roles.REPORTERS)
    make_author(account=reporter)
    client.post(ADD, written(make_section()))
    article = Article.objects.get()

    form = filled(client, change(article)) | {"bylines-TOTAL_FORMS": 0, "headline": "Unsigned"}
    client.post(change(article), form)

    assert bylines(article) == []


def test_a_commission_is_signed_when_its_writer_begins(client):
    reporter = sign_in(client, roles.REPORTERS)
    make_author(account=reporter)
    article = make_draft("Étoile ends", by=make_writer("editor", roles.EDITORS), authors=())
    assignments.assign(article, reporter, by=None, at=timezone.now())

    client.post(change(article), filled(client, change(article)) | {"headline": "Étoile has ended"})

    assert bylines(article) == ["TV desk"]


def test_another_ones_article_is_not_signed_by_who_edits_it(client):
    editor = sign_in(client, roles.EDITORS)
    make_author(account=editor)
    article = make_draft("Étoile ends", by=make_writer(), authors=())

    client.post(change(article), filled(client, change(article)) | {"headline": "Étoile has ended"})

    assert bylines(article) == []
