"""At the desk, a text is read while it is written: shows that it names are offered, and what the ledger contradicts."""

import pytest
from django.urls import reverse

from articles import hints
from articles.models import Coverage, NotAbout
from newsroom import roles
from tests.articles.writing import ADD, change, covering, filled, written
from tests.desk import make_member, post, sign_in, told
from tests.factories import cancel_etoile, make_article, make_draft, make_etoile, make_section, make_show, record
from tests.pages import parse, read

pytestmark = pytest.mark.django_db

NEW = reverse("admin:articles_article_reading_new")


@pytest.fixture
def desk(client):
    client.user = sign_in(client, roles.EDITORS)
    return client


def reading_of(article):
    return reverse("admin:articles_article_reading", args=[article.pk])


def offered(page):
    return [button.text for button in page.all("button", name="_cover")]


def doubted(page):
    return [one.text for box in page.all(class_="copy-doubts") for one in box.all("li")]


def typed(client, path=NEW, **fields):
    response = client.post(path, {"headline": "", "dek": "", "body": "", **fields})
    assert response.status_code == 200
    return parse(response.content.decode())


def test_what_the_text_names_is_offered_and_one_click_covers_it(desk):
    show = make_etoile()
    article = make_draft("Étoile season 2 is coming", by=desk.user)
    page = read(desk, change(article))
    assert offered(page) == ["Cover Étoile, season 2"]

    page = post(desk, change(article), filled(desk, change(article)) | {"_cover": f"{show.pk}.2"})

    assert str(Coverage.objects.get(article=article)) == "Étoile, season 2"
    assert offered(page) == []


def test_what_is_typed_is_read_before_it_is_saved(desk):
    make_etoile()

    page = typed(desk, headline="News", body="<p>Dancers of <em>Étoile</em> &amp; others</p>")

    assert offered(page) == ["Cover Étoile"]
    assert "in the text: Dancers of Étoile & others" in page.one(class_="copy-offers").text
    assert offered(typed(desk, headline="News")) == []


def test_what_is_covered_in_the_form_is_not_offered_and_what_goes_is(desk):
    show = make_etoile()

    rows = covering(show)
    assert offered(typed(desk, headline="Étoile", **rows)) == []
    assert offered(typed(desk, headline="Étoile", **rows | {"coverage-0-DELETE": "on"})) == ["Cover Étoile"]


def test_two_of_one_title_are_offered_told_apart(desk):
    make_show("Ghosts", year=2019, country="GB")
    make_show("Ghosts", year=2021, country="US")

    page = typed(desk, headline="‘Ghosts’ returns")

    assert offered(page) == ["Cover Ghosts (2019, GB)", "Cover Ghosts (2021, US)"]


def test_a_season_that_there_cannot_be_is_not_filled_in(desk):
    make_etoile()

    assert offered(typed(desk, headline="Étoile season 3")) == ["Cover Étoile, season 3"]
    assert offered(typed(desk, headline="Étoile season 9")) == ["Cover Étoile"]


def test_what_the_ledger_contradicts_stands_with_its_entry_and_source(desk):
    show = make_etoile()
    assert doubted(typed(desk, headline="Étoile season 2 is coming", **covering(show))) == []

    cancel_etoile(show)

    (said,) = doubted(typed(desk, headline="Étoile season 2 is coming", **covering(show)))
    assert "Étoile, season 2: Order reversed, June 6, 2025, Prime Video · Deadline" in said


def test_a_line_without_a_name_is_read_as_of_the_show_that_is_covered(desk):
    show = make_etoile()
    cancel_etoile(show)

    assert len(doubted(typed(desk, headline="It has been renewed for a second season", **covering(show)))) == 1


def test_a_doubt_stands_on_the_saved_page_too(desk):
    show = make_etoile()
    article = make_draft("Étoile season 2 is coming", shows=[(show, 2)], by=desk.user)
    cancel_etoile(show)

    assert len(doubted(read(desk, change(article)))) == 1


def test_what_an_article_is_not_about_is_not_offered_again(desk):
    show = make_etoile()
    article, other = make_draft("Étoile", by=desk.user), make_draft("Étoile", by=desk.user)

    assert offered(typed(desk, reading_of(article), headline="Étoile", _not_about=show.pk)) == []

    assert NotAbout.objects.get().by == desk.user
    assert offered(read(desk, change(article))) == []
    assert offered(read(desk, change(other))) == ["Cover Étoile"]


def test_without_scripts_a_button_saves_what_is_typed_and_sets_the_show_aside(desk):
    show = make_etoile()
    article = make_draft("Étoile", by=desk.user)

    form = filled(desk, change(article)) | {"dek": "A new one", "_not_about": show.pk}
    page = post(desk, change(article), form)

    article.refresh_from_db()
    assert article.latest_revision.dek == "A new one"
    assert offered(page) == []


def test_a_show_that_is_gone_is_told_and_all_else_is_saved(desk):
    article = make_draft("News", by=desk.user)
    form = filled(desk, change(article)) | {"dek": "A new one", "_cover": "999999."}

    response = desk.post(change(article), form)

    assert "The show that you chose to cover is not here any more. All else is saved." in told(response)
    article.refresh_from_db()
    assert article.latest_revision.dek == "A new one"


def test_a_new_article_covers_what_its_button_says(desk):
    show = make_etoile()

    desk.post(ADD, written(make_section(), headline="Étoile", _cover=f"{show.pk}."))

    assert Coverage.objects.get().show == show


def test_what_is_published_is_covered_with_the_next_update(desk):
    """As everything that a published article covers anew."""
    show = make_etoile()
    article = make_article("Étoile", by=desk.user)

    desk.post(change(article), filled(desk, change(article)) | {"_cover": f"{show.pk}."})

    assert Coverage.objects.get(article=article).relied_at is None


def test_only_who_may_change_an_article_has_it_read(client):
    show = make_etoile()
    article = make_draft("Étoile", by=make_member(roles.REPORTERS))

    assert client.post(NEW).status_code == 302
    sign_in(client, roles.REPORTERS)
    assert client.post(reading_of(article), {"_not_about": show.pk}).status_code == 403
    assert client.get(NEW).status_code == 405
    assert client.post("/admin/articles/article/999999/reading/").status_code == 404
    assert not NotAbout.objects.exists()


@pytest.mark.parametrize(
    "sent", [{"_not_about": "x"}, {"_not_about": "9" * 30}, {"coverage-0-show": "x"}, {"body": "<"}]
)
def test_what_is_sent_wrongly_is_nothing(desk, sent):
    typed(desk, reading_of(make_draft("News", by=desk.user)), **sent)

    assert not NotAbout.objects.exists()


def test_many_names_take_no_more_queries_than_one(desk, django_assert_num_queries):
    def body(shows):
        return "".join(f"<p>In <em>{show}</em> all dance.</p><h2>{show} canceled</h2>" for show in shows)

    shows = [make_show(f"Series {letter}{letter}") for letter in "abcdefghijklmnopqrstuvwxy"]
    for show in shows:
        record(show, "returning", "2025-01-01")
    hints.of(headline="", dek="", body="")

    with django_assert_num_queries(4):
        one = hints.of(headline="", dek="", body=body(shows[:1]))
    with django_assert_num_queries(4):
        many = hints.of(headline="", dek="", body=body(shows))

    assert (len(one.doubts), len(many.doubts), len(many.offers)) == (1, 25, hints.MOST)
