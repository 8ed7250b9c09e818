"""Writing at the desk: what is saved, what is refused, and that nothing typed is lost."""

from io import BytesIO

import pytest
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from articles import clock, text
from articles.models import Article, Author, Topic
from newsroom import roles
from tests.articles.writing import ADD, change, covering, errors, filled, written
from tests.desk import make_member
from tests.factories import (
    cancel_etoile,
    cover,
    make_article,
    make_draft,
    make_etoile,
    make_section,
    make_show,
    make_user,
    moment,
)
from tests.pages import parse, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    """The client of somebody who may do everything."""
    client.force_login(make_user("admin", is_staff=True, is_superuser=True))
    return client


def make_picture(kind="PNG", size=(40, 30)):
    file = BytesIO()
    Image.new("RGB", size, "purple").save(file, kind)
    return file.getvalue()


# -- a new article -------------------------------------------------------------------------------


@pytest.mark.slow
def test_an_article_is_written(desk):
    show, topic = make_etoile(), Topic.objects.create(name="Renewals", slug="renewals")
    author = Author.objects.create(name="TV desk", slug="tv-desk")
    bylines = {"bylines-TOTAL_FORMS": 1, "bylines-0-author": author.pk}

    form = written(make_section(), headline="Étoile\u202e is back", topics=[topic.pk], **bylines)
    response = desk.post(ADD, form | covering((show, 2), show))

    article = Article.objects.get()
    assert response.headers["Location"] == change(article)
    assert (article.slug, article.stage) == ("etoile-is-back", "draft")
    assert article.created_by.is_superuser
    assert article.latest_revision.headline == "Étoile is back"
    assert article.latest_revision.number == 1
    assert [str(one) for one in article.coverage.all()] == ["Étoile, season 2", "Étoile"]
    assert [str(one) for one in article.bylines.all()] == ["TV desk"]
    assert list(article.topics.all()) == [topic]


def test_a_slug_that_is_taken_is_numbered(desk):
    make_draft("First", slug="season-2-is-coming")

    desk.post(ADD, written(make_section()))

    assert Article.objects.filter(slug="season-2-is-coming-2").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"headline": "\u200b"}, "An article needs a headline."),
        ({"headline": "x" * 301}, "at most 300 characters"),
        ({"section": ""}, "This field is required."),
        ({"slug": "étoile"}, "An address has letters without accents"),
        ({"slug": "taken"}, "Another article has this address already"),
        ({"body": "<p>\x00</p>"}, "Null characters are not allowed."),
        ({"body": "x" * 300_001}, "more than the 300,000"),
        ({"embargo_until": "soon"}, "Enter a valid date/time."),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_typed_is_lost(desk, fields, message):
    make_draft("Other", slug="taken")

    response = desk.post(ADD, written(make_section(), dek="A dek that took an hour.") | fields)

    assert message in errors(response)
    assert "A dek that took an hour." in response.content.decode()
    assert Article.objects.count() == 1


# -- revisions -----------------------------------------------------------------------------------


@pytest.mark.parametrize("junk", ["junk", "²", "9" * 40, "-1"])
@pytest.mark.parametrize("field", ["coverage-0-show", "bylines-0-author", "topics", "section"])
def test_a_choice_that_is_none_is_refused_at_its_field(desk, field, junk):
    rows = {"coverage-TOTAL_FORMS": 1, "bylines-TOTAL_FORMS": 1}

    response = desk.post(ADD, written(make_section()) | rows | {field: junk})

    assert response.status_code == 200
    assert "valid" in errors(response)
    assert not Article.objects.exists()


@pytest.mark.slow
def test_saving_makes_a_revision_and_readers_see_the_old_one(desk):
    article = make_article("First")
    before = clock.now()

    desk.post(change(article), filled(desk, change(article)) | {"headline": "Second"})

    article.refresh_from_db()
    assert (article.latest_revision.headline, article.latest_revision.number) == ("Second", 2)
    assert article.live_revision.headline == "First"
    assert clock.now() == before
    assert "You are editing revision 2; readers see revision 1." in read(desk, change(article)).text


@pytest.mark.slow
@pytest.mark.parametrize(
    "body", ["<p>a</p>\n<p>b</p>", "<h4>d</h4><dl><dt>x</dt></dl>", "", "<table><tr><td>1</td></tr></table>"]
)
def test_saving_without_a_change_saves_nothing(desk, body):
    article = make_article("First", body=body, dek="Dek", shows=[make_show("Minx", seasons=[1])])
    before = Article.objects.values().get(), clock.now()

    response = desk.post(change(article), filled(desk, change(article)), follow=True)

    assert "Nothing was changed" in response.content.decode()
    assert (Article.objects.values().get(), clock.now()) == before
    assert article.revisions.count() == 1


def test_what_the_editor_would_lose_is_edited_as_html(desk):
    held, lost = make_draft("Held", body="<p>a</p>"), make_draft("Lost", body="<dl><dt>x</dt></dl>")

    assert read(desk, change(held)).one("textarea", id="id_body").has({"data_django_prose_editor_desk": True})
    assert not read(desk, change(lost)).one("textarea", id="id_body").has({"data_django_prose_editor_desk": True})


def test_each_mistake_leads_to_its_field(desk):
    form = written(make_section(), headline="", **covering((make_etoile(), 0))) | {"section": ""}

    page = parse(desk.post(ADD, form).content.decode())

    said = page.one(data_mistakes=True)
    links = {link.attrs["href"][1:]: link.text for link in said.all("a")}
    assert list(links) == ["id_headline", "id_section", "id_coverage-0-season_number"]
    assert links["id_section"] == "Section: This field is required."
    assert links["id_coverage-0-season_number"].startswith("Show 1, season: ")
    assert "please correct these 3" in said.text
    assert "Please correct the error" not in page.text
    for field in links:
        assert page.one(id=field)


def test_who_saves_second_sees_both_texts(desk):
    article = make_draft("First", body="<p>Old</p>")
    mine = filled(desk, change(article)) | {"headline": "Mine", "body": "<p>My hour of work</p>"}
    text.save_revision(article, base=1, by=None, at=moment("2025-01-02"), headline="Theirs", body="<p>Their words</p>")

    response = desk.post(change(article), mine)

    page = parse(response.content.decode())
    assert "was saved by an import while you were writing" in page.text
    assert page.all(data_mistakes=True) == []
    assert "Their words" in page.one(class_="copy-conflict").text
    assert "My hour of work" in page.one("textarea", id="id_body").text
    assert page.one("input", id="id_base").attrs["value"] == "2"
    assert article.revisions.count() == 2


def test_the_second_can_save_after_reading_the_first(desk):
    article = make_draft("First")
    mine = filled(desk, change(article)) | {"headline": "Mine"}
    text.save_revision(article, base=1, by=None, at=moment("2025-01-02"), headline="Theirs")

    desk.post(change(article), mine | {"base": "2"})

    assert list(article.revisions.values_list("headline", flat=True)) == ["First", "Theirs", "Mine"]


def test_who_touched_no_words_is_no_obstacle(desk):
    article, section = make_draft("First"), make_section("Film")
    mine = filled(desk, change(article)) | {"section": section.pk}
    text.save_revision(article, base=1, by=None, at=moment("2025-01-02"), headline="Theirs")

    desk.post(change(article), mine)

    article.refresh_from_db()
    assert (article.section, article.latest_revision.headline) == (section, "Theirs")


def test_two_who_file_it_differently_are_told(desk):
    article = make_draft("First", shows=[make_show("Minx")])
    mine = filled(desk, change(article)) | {"slug": "mine"}
    article.coverage.all().delete()

    response = desk.post(change(article), mine)

    page = parse(response.content.decode())
    assert "was filed otherwise while you were at work" in page.text
    assert "covering no show" in page.one(class_="copy-conflict").text
    assert Article.objects.get().slug != "mine"


# -- what it covers ------------------------------------------------------------------------------


def test_a_season_is_given_by_its_number(desk):
    show = make_show("Minx", seasons=[1])

    desk.post(ADD, written(make_section()) | covering((show, 2)))

    assert str(Article.objects.get().coverage.get()) == "Minx, season 2"


@pytest.mark.parametrize(
    ("seasons", "message"),
    [
        ([22], "“Minx” has no season 22: its last season here is 1. Choose 1 to 2"),
        ([1, 1], "The article covers this already"),
        ([0], "greater than or equal to 1"),
        (["x"], "Enter a whole number."),
    ],
)
def test_coverage_that_cannot_be_is_refused_at_its_field(desk, seasons, message):
    show = make_show("Minx", seasons=[1])

    response = desk.post(ADD, written(make_section()) | covering(*((show, season) for season in seasons)))

    assert message in errors(response)
    assert not Article.objects.exists()


def test_rows_are_kept_in_their_order(desk):
    article = make_draft("First", shows=[make_show("Minx"), make_show("Andor")])

    desk.post(change(article), filled(desk, change(article)) | {"coverage-0-position": "9"})

    assert [str(one) for one in article.coverage.all()] == ["Andor", "Minx"]


def test_who_may_not_change_the_rows_leaves_them(client):
    user = make_user("writer", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_article", "change_article"]))
    client.force_login(user)
    article = make_draft("First", by=user, shows=[make_show("Minx")])

    client.post(change(article), filled(client, change(article)) | {"headline": "Second", "slug": "second"})

    article.refresh_from_db()
    assert (article.slug, article.latest_revision.headline) == ("second", "Second")
    assert (article.coverage.count(), article.bylines.count()) == (1, 1)


def test_who_only_reads_is_told_nothing_to_do(client):
    user = make_user("reader", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_article"))
    client.force_login(user)

    told = read(client, change(make_draft("First"))).text

    assert "No lead picture." in told
    assert "It covers no show: nobody will be told when it goes out of date." in told
    assert "add one" not in told


def test_coverage_of_a_published_article_goes_with_its_notice(desk):
    show = make_etoile()
    article = make_article("Hopeful", shows=[(show, 2)])
    cancel_etoile(show)
    before = clock.now()

    desk.post(change(article), filled(desk, change(article)) | {"coverage-0-DELETE": "on"})

    assert "data-notice" not in desk.get(article.get_absolute_url()).content.decode()
    assert clock.now() == before + 1
    assert article.revisions.count() == 1


def test_who_has_the_old_address_of_a_published_article_is_led_to_the_new(desk):
    article = make_article("First", slug="first")

    desk.post(change(article), filled(desk, change(article)) | {"slug": "other"})

    assert desk.get("/articles/first/")["Location"] == "/articles/other/"
    assert desk.get("/articles/other/").status_code == 200


def test_a_heading_that_the_text_lacks_is_told(desk):
    article = make_draft("First", shows=[make_show("Minx")], body="<h2>Is Minx back?</h2><p>Yes</p>")

    response = desk.post(
        change(article), filled(desk, change(article)) | {"coverage-0-heading": "Is it over?"}, follow=True
    )

    assert "No heading of the text reads “Is it over?”" in response.content.decode()
    assert article.coverage.get().heading == "Is it over?"


# -- what the page costs -------------------------------------------------------------------------


def test_fifty_rows_take_as_many_queries_as_one(desk):
    def queries(number):
        article = make_draft("Many", authors=[f"Author {index}" for index in range(number)])
        for index in range(number):
            show = make_show(f"Show {number} {index}", seasons=[1])
            cover(article, (show, 1), position=index)
        with CaptureQueriesContext(connection) as context:
            read(desk, change(article))
        return len(context)

    ContentType.objects.get_for_model(Article)  # asked for once a process
    few, many = queries(1), queries(49)

    assert many == few <= 25


@pytest.mark.slow
def test_the_page_of_a_published_article_costs_no_more_with_fifty_rows(desk):
    def queries(number):
        shows = [(make_show(f"Show {number} {index}", seasons=[1]), 1) for index in range(number)]
        article = make_article("Many", shows=shows, authors=[f"Author {index}" for index in range(number)])
        with CaptureQueriesContext(connection) as context:
            read(desk, change(article))
        return len(context)

    few, many = queries(1), queries(50)

    assert many == few <= 25


def test_the_log_of_a_new_article_tells_nothing_but_that_it_was_begun(desk):
    author = Author.objects.create(name="TV desk", slug="tv-desk")
    bylines = {"bylines-TOTAL_FORMS": 1, "bylines-0-author": author.pk}

    desk.post(ADD, written(make_section(), **bylines))

    article = Article.objects.get()
    assert article.bylines.get().author == author
    assert [entry.act for entry in article.audit.all()] == ["saved"]


def test_who_only_reads_an_article_is_shown_no_empty_fields(client):
    client.force_login(make_member(roles.REPORTERS, "reader"))
    bare, full = (
        make_article("Bare"),
        make_article("Full", shows=[make_show("Minx")], embargo_until=moment("2025-01-01")),
    )

    told = [read(client, change(article)) for article in (bare, full)]

    assert ["Nobody can publish it before." in page.text for page in told] == [False, True]
    assert [bool(page.all(id="coverage-group")) for page in told] == [False, True]
