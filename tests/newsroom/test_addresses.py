from datetime import timedelta

import pytest

from articles import filing, sealing, workflow
from articles.models import FormerArticleSlug, Topic
from newsroom.addresses import present
from newsroom.lib.addresses import in_our_letters
from shows.models import Show
from tests.factories import make_article, make_draft, make_section, make_show, make_user, moment

JUNE_10 = moment("2025-06-10")


def rename(row, slug):
    type(row).objects.filter(pk=row.pk).update(slug=slug)


def led(client, path):
    response = client.get(path)
    return response.status_code, response.get("Location")


# -- in other letters -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "ours"),
    [
        ("/shows/Étoile", "/shows/etoile/"),
        ("/shows/E\u0301toile/", "/shows/etoile/"),
        ("//shows///The Bear/", "/shows/the-bear/"),
        ("/SHOWS/mr.%20robot/season-2", "/shows/mr20robot/season-2/"),
        ("/", "/"),
        ("/shows/\x00/", None),
        ("/shows/…/", None),
        ("/" + "a" * 500, None),
    ],
)
def test_a_path_in_our_letters(path, ours):
    assert in_our_letters(path) == ours


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/shows/etoile",
        "/shows/ETOILE/",
        "/Shows/%C3%89toile",
        "/shows/E%CC%81toile/",
        "/SHOWS/Étoile/",
    ],
)
def test_slash_case_and_accents_are_put_right_in_one_step(client, path):
    make_show("Étoile")

    assert led(client, path) == (301, "/shows/etoile/")
    assert client.head(path).status_code == 301


@pytest.mark.django_db
def test_what_else_was_asked_for_goes_along(client):
    make_show("Étoile")

    assert led(client, "/shows/Étoile?utm_source=x&q=%C3%A9") == (301, "/shows/etoile/?utm_source=x&q=%C3%A9")


@pytest.mark.django_db
def test_no_path_leads_to_another_site():
    make_show("Étoile")

    assert present("//shows//etoile") == "/shows/etoile/"
    assert present("//evil.example/shows/") is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "there"), [("/FEED.json", "/feed.json"), ("/feed.json/", "/feed.json"), ("/Shows", "/shows/")]
)
def test_pages_without_a_name_are_found_too(client, path, there):
    assert led(client, path) == (301, there)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/shows/nothing",
        "/Shows/Nothing/",
        "/articles/nothing/",
        "/nothing",
        "/Admin/",
        "/preview/AbC/",
        "/media/A.png",
        "/shows/%00/",
        "/shows/%FF%FE/",
        "/" + "a/" * 3000,
        "/shows/" + "é" * 3000,
    ],
)
def test_what_is_nowhere_leads_nowhere(client, path):
    assert led(client, path) == (404, None)


@pytest.mark.django_db
def test_only_who_reads_is_led(client):
    make_show("Étoile")

    assert client.post("/shows/Étoile/").status_code in (403, 404, 405)


# -- of before ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_every_address_of_an_article_leads_to_its_present_one(client, django_assert_max_num_queries):
    article = make_article("Étoile season 2")
    first = article.get_absolute_url()
    for slug in ("second", "third", "fourth"):
        rename(article, slug)

    for path in (first, "/articles/second/", "/articles/third", "/articles/THIRD/"):
        assert led(client, path) == (301, "/articles/fourth/")
    assert client.get("/articles/fourth/").status_code == 200
    with django_assert_max_num_queries(5):
        client.get("/articles/third/")


@pytest.mark.django_db
def test_whoever_files_an_article_otherwise_moves_it(client):
    article, editor = make_article("Étoile season 2"), make_user()
    old = article.get_absolute_url()
    wanted = filing.Filing(**vars(filing.of(article)) | {"slug": "etoile-is-canceled"})

    filing.refile(article, wanted, by=editor, at=JUNE_10)

    assert led(client, old) == (301, "/articles/etoile-is-canceled/")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "place"),
    [
        (lambda: make_show("Étoile"), "shows"),
        (lambda: make_section("Features"), "sections"),
        (lambda: Topic.objects.create(name="Ballet", slug="ballet"), "topics"),
    ],
)
def test_whatever_has_an_address_leads_from_the_old_to_the_new(client, make, place):
    row = make()
    old = row.slug
    rename(row, "another")

    assert led(client, f"/{place}/{old}/") == (301, f"/{place}/another/")


@pytest.mark.django_db
def test_who_comes_back_to_an_address_is_there_again(client):
    show = make_show("Étoile")
    rename(show, "another")
    rename(show, "etoile")

    assert client.get("/shows/etoile/").status_code == 200
    assert led(client, "/shows/another/") == (301, "/shows/etoile/")


@pytest.mark.django_db
def test_an_address_that_another_took_is_the_others(client):
    old, new = make_show("Étoile"), make_show("Ballet")
    rename(old, "former")
    rename(new, "etoile")

    assert client.get("/shows/etoile/").status_code == 200

    rename(new, "ballet")
    assert led(client, "/shows/etoile/") == (301, "/shows/ballet/")
    assert led(client, "/shows/former") == (301, "/shows/former/")


@pytest.mark.django_db
def test_what_is_gone_for_good_leads_nowhere(client):
    show = make_show("Étoile")
    rename(show, "another")
    Show.objects.filter(pk=show.pk).delete()

    assert led(client, "/shows/etoile/") == (404, None)


# -- what no reader may know ----------------------------------------------------------------------


@pytest.mark.django_db
def test_an_address_that_no_reader_knew_is_not_kept(client):
    draft = make_draft("Not out yet")
    old = draft.get_absolute_url()

    rename(draft, "still-not-out")

    assert FormerArticleSlug.objects.count() == 0
    assert led(client, old) == led(client, "/articles/Still-Not-Out") == (404, None)


@pytest.mark.django_db
def test_a_withdrawn_article_answers_at_its_present_address(client):
    article = make_article("Gone")
    old = article.get_absolute_url()
    rename(article, "another")
    workflow.withdraw(article, by=None, at=JUNE_10)

    assert led(client, old) == (301, "/articles/another/")
    assert client.get("/articles/another/").status_code == 410


@pytest.mark.django_db
def test_the_old_address_of_what_is_sealed_tells_nothing(client):
    article = make_article("A name that may not be told")
    old = article.get_absolute_url()
    rename(article, "another")
    sealing.seal(article, by=make_user(), at=JUNE_10 + timedelta(days=1), reason="A court's order.")

    assert led(client, old) == led(client, "/articles/Another") == (404, None)
