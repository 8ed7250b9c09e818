"""Text that is not saved, at the desk: kept while it is typed, offered to its writer alone, taken over, given up."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import copies, filing, text, workflow
from articles.copies import Window
from articles.models import Article, Coverage, KeptText, WorkingCopy
from newsroom import roles
from tests.articles.writing import ADD, change, covering, filled, written
from tests.desk import sign_in, told
from tests.factories import cover, make_article, make_draft, make_picture, make_section, make_show, make_user, moment
from tests.pages import parse, read

pytestmark = pytest.mark.django_db

LATER = moment("2025-01-02")


@pytest.fixture
def editor(client):
    return sign_in(client, roles.EDITORS)


def another(role=roles.EDITORS):
    """A client of somebody else, and who it is."""
    client = Client()
    return client, sign_in(client, role)


def at(name, article=None, *key):
    if article is None:
        return reverse(f"admin:articles_article_{name}_new", args=key)
    return reverse(f"admin:articles_article_{name}", args=[article.pk, *key])


def type_in(client, article=None, **fields):
    """What the page keeps of a form that was opened, typed into, and left; returns the answer."""
    path = change(article) if article else ADD
    sent = filled(client, path) | fields
    sent["copy-turn"] = str(int(sent["copy-turn"]) + 1)
    answer = client.post(at("keep", article), sent)
    assert answer.status_code == 200
    return answer.json()


def texts(person):
    return [(one.key == "copy", one.headline) for one in copies.of(person)]


def bars(page):
    return [bar.text for bar in page.all(class_="kept-bar")]


# -- while somebody writes -----------------------------------------------------------------------


def test_what_is_typed_is_kept_and_nothing_is_saved(client, editor):
    article = make_draft("First")
    before = Article.objects.values().get()

    answer = type_in(client, article, headline="Half a", section="")

    assert answer["kept"]
    assert texts(editor) == [(True, "Half a")]
    assert (Article.objects.values().get(), article.revisions.count()) == (before, 1)


def test_what_is_typed_into_a_new_article_is_kept(client, editor):
    type_in(client, headline="To be", dek="Or not")

    (copy,) = copies.of(editor)
    assert (copy.article, copy.headline, copy.first("dek")) == (None, "To be", "Or not")


def test_the_page_offers_what_was_not_saved(client, editor):
    article = make_draft("First")
    type_in(client, article, headline="Half a")

    (bar,) = bars(read(client, change(article)))

    assert "that was not saved (begun from revision 1). “Half a” Take it over Compare" in bar


def test_what_is_too_long_to_be_kept_is_told(client, editor):
    article = make_draft("First")

    answer = type_in(client, article, body="x" * 1_000_001)

    assert "more than the 1,000,000 that are kept while you write: shorten it" in answer["refused"]


def test_a_form_of_nonsense_keeps_what_can_be_kept(client, editor):
    article = make_draft("First")
    nonsense = {"copy-window": "w" * 99, "copy-turn": "9" * 18, "copy-kept": "x", "base": "²", "headline": "A\x00"}

    answer = client.post(at("keep", article), nonsense)

    assert answer.status_code == 200
    assert texts(editor) == [(True, "A")]


# -- taken over ----------------------------------------------------------------------------------


def test_a_text_is_taken_over_with_all_that_was_typed(client, editor):
    article, show = make_draft("First"), make_show("Minx")
    type_in(client, article, headline="Half a", embargo_until="soon", section="", **covering(show))

    taken = filled(client, f"{change(article)}?take=copy")

    assert (taken["headline"], taken["embargo_until"], taken["section"]) == ("Half a", "soon", "")
    assert taken["coverage-0-show"] == str(show.pk)
    assert article.revisions.count() == 1


def test_a_text_that_was_taken_over_is_saved_and_kept_no_longer(client, editor):
    article = make_draft("First")
    type_in(client, article, headline="Half a")

    page = read(client, f"{change(article)}?take=copy")
    assert bars(page) == []
    assert "This is your text from" in page.text
    client.post(change(article), filled(client, f"{change(article)}?take=copy") | {"headline": "A whole"})

    assert list(article.revisions.values_list("headline", flat=True)) == ["First", "A whole"]
    assert texts(editor) == []


def test_a_new_article_is_taken_over_and_saved(client, editor):
    section = make_section()
    type_in(client, **written(section, headline="Half a"))

    taken = filled(client, f"{ADD}?take=copy")
    client.post(ADD, taken)

    assert (str(Article.objects.get()), texts(editor)) == ("Half a", [])


def test_what_others_saved_since_is_shown_with_what_is_taken_over(client, editor):
    article = make_draft("First", body="<p>Old words</p>")
    type_in(client, article, headline="Mine", body="<p>My words</p>")
    text.save_revision(article, base=1, by=None, at=LATER, headline="Theirs", body="<p>Their words</p>")
    assert "Since then revision 2 was saved" in bars(read(client, change(article)))[0]

    page = read(client, f"{change(article)}?take=copy")

    conflict = page.one(class_="copy-conflict").text
    assert "Two texts of this article" in conflict
    assert ("Their" in conflict, "My" in conflict) == (True, True)
    assert page.one("input", id="id_base").attrs["value"] == "2"


def test_a_filing_that_others_changed_since_is_told_with_what_is_taken_over(client, editor):
    article = make_draft("First", shows=[make_show("Minx")])
    type_in(client, article, headline="Mine")
    Coverage.objects.all().delete()

    page = read(client, f"{change(article)}?take=copy")

    assert "Filed otherwise meanwhile" in page.one(class_="copy-conflict").text
    assert page.one("input", id="id_filed").attrs["value"] == filing.of(article).as_text


@pytest.mark.slow
def test_fifty_rows_are_taken_over_in_as_many_queries_as_one(client, editor):
    def queries(number):
        article = make_draft("Many", authors=[f"Author {number} {index}" for index in range(number)])
        for index in range(number):
            cover(article, (make_show(f"Show {article.pk} {index}", seasons=[1]), 1), position=index)
        type_in(client, article, headline="Mine")
        with CaptureQueriesContext(connection) as context:
            read(client, f"{change(article)}?take=copy")
        return len([one for one in context if "SAVEPOINT" not in one["sql"]])

    queries(1)
    few, many = queries(1), queries(50)

    assert many == few <= 25


# -- compared, given up --------------------------------------------------------------------------


def test_a_text_is_compared_with_the_latest_revision(client, editor):
    article = make_draft("First", dek="The dek", body="<p>One two three</p>")
    type_in(client, article, body="<p>One two four</p>")

    page = read(client, at("unsaved", article, "copy"))

    (field,) = page.all(class_="diff-field")
    assert {one.text for one in field.all("del")} == {"three"}
    assert {one.text for one in field.all("ins")} == {"four"}
    assert "The dek" in page.all("textarea")[1].text


def test_a_picture_that_only_theirs_has_is_shown_before_it_is_taken_away(client, editor, media):
    article = make_draft("First")
    mine = filled(client, change(article)) | {"headline": "Mine"}
    picture = make_picture(alt="A stage")
    text.save_revision(article, base=1, by=None, at=LATER, lead_picture=picture, lead_image_alt="A stage")

    conflict = parse(client.post(change(article), mine).content.decode()).one(class_="copy-conflict")

    sides = [one.text for one in conflict.all("figcaption")]
    assert sides == ["Revision 2", "Yours: no picture"]


def test_a_text_of_a_new_article_is_read(client, editor):
    type_in(client, headline="To be", body="<script>alert(1)</script>")

    page = read(client, at("unsaved", None, "copy"))

    assert [area.text for area in page.all("textarea")] == ["To be", "<script>alert(1)</script>"]


def test_a_text_is_given_up(client, editor):
    article = make_draft("First")
    type_in(client, article, headline="Half a")
    form = read(client, change(article)).one(class_="kept-bar").one("form")

    response = client.post(form.attrs["action"], {"stamp": form.one("input", name="stamp").attrs["value"]})

    assert told(response) == ["The text that was not saved is discarded."]
    assert texts(editor) == []


def test_what_was_written_since_is_not_given_up(client, editor):
    article = make_draft("First")
    type_in(client, article, headline="Half a")

    response = client.post(at("discard", article, "copy"), {"stamp": "another"})

    assert told(response) == ["Nothing was discarded: you went on writing meanwhile. Look at the text again."]
    assert texts(editor) == [(True, "Half a")]


# -- refused, and kept ---------------------------------------------------------------------------


def test_a_text_that_came_too_late_to_be_saved_is_kept_for_its_author(client, editor):
    article = make_draft("First", body="<p>Old</p>")
    mine = filled(client, change(article)) | {"headline": "Mine", "body": "<p>My hour of work</p>"}
    text.save_revision(article, base=1, by=None, at=LATER, headline="Theirs")

    response = client.post(change(article), mine)

    (kept,) = copies.of(editor)
    assert (kept.why, kept.base, kept.first("body")) == (KeptText.Why.STALE, 1, "<p>My hour of work</p>")
    assert parse(response.content.decode()).all(class_="kept-bar") == []  # it is in the form
    assert "because somebody else had saved meanwhile" in bars(read(client, change(article)))[0]


def test_saving_it_after_all_keeps_it_no_longer(client, editor):
    article = make_draft("First", body="<p>Old</p>")
    mine = filled(client, change(article)) | {"headline": "Mine"}
    text.save_revision(article, base=1, by=None, at=LATER, headline="Theirs")
    client.post(change(article), mine)

    client.post(change(article), mine | {"base": "2"})

    assert texts(editor) == []


def test_a_filing_that_came_too_late_is_kept_with_its_text(client, editor):
    article = make_draft("First", shows=[make_show("Minx")])
    mine = filled(client, change(article)) | {"slug": "mine", "headline": "Mine"}
    article.coverage.all().delete()

    client.post(change(article), mine)

    (kept,) = copies.of(editor)
    assert (kept.why, kept.first("slug"), kept.headline) == (KeptText.Why.REFILED, "mine", "Mine")


def test_who_filed_and_wrote_too_late_is_told_of_both_in_turn(client, editor):
    article = make_draft("First", shows=[make_show("Minx")])
    mine = filled(client, change(article)) | {"slug": "mine", "headline": "Mine"}
    article.coverage.all().delete()
    text.save_revision(article, base=1, by=None, at=LATER, headline="Theirs")

    page = parse(client.post(change(article), mine).content.decode())
    assert page.one("input", id="id_base").attrs["value"] == "1"
    again = mine | {"filed": page.one("input", id="id_filed").attrs["value"]}
    page = parse(client.post(change(article), again).content.decode())

    assert "Two texts of this article" in page.one(class_="copy-conflict").text
    assert article.revisions.count() == 2


def test_a_text_in_which_something_is_wrong_is_kept(client, editor):
    article = make_draft("First")

    client.post(change(article), filled(client, change(article)) | {"headline": "", "dek": "An hour of work"})

    assert copies.of(editor)[0].first("dek") == "An hour of work"


def test_who_corrects_it_goes_on_in_the_same_window(client, editor):
    sent = filled(client, ADD) | written(make_section(), headline="")
    page = parse(client.post(ADD, sent).content.decode())

    again = {name: page.one("input", name=name).attrs["value"] for name in ("copy-window", "copy-turn")}
    assert (again["copy-window"], again["copy-turn"]) == (sent["copy-window"], "2")
    client.post(ADD, sent | again | {"headline": "Whole"})

    assert (str(Article.objects.get()), texts(editor)) == ("Whole", [])


def test_a_writer_whose_article_went_on_keeps_what_was_typed(client):
    writer = sign_in(client, roles.REPORTERS)
    article = make_draft("First", by=writer, assigned_to=writer)
    sent = filled(client, change(article)) | {"headline": "Too late"}
    workflow.submit(article, by=None, at=LATER)

    response = client.post(change(article), sent)

    assert response.status_code == 403
    assert "it is kept for you" in response.content.decode()
    assert texts(writer) == [(False, "Too late")]
    (bar,) = bars(read(client, change(article)))
    assert ("because you could not change the article any more" in bar, "Take it over" in bar) == (True, False)
    assert client.get(f"{change(article)}?take={KeptText.objects.get().pk}").status_code == 403


# -- who may -------------------------------------------------------------------------------------


def test_nobody_else_sees_the_text_not_even_a_managing_editor(client, editor):
    article = make_draft("First")
    type_in(client, article, headline="My secret")
    kept = copies.set_aside(
        article, Window("a"), base=1, fields={"headline": ["My other"]}, why="stale", by=editor, at=LATER
    )
    other, _ = another(roles.MANAGING_EDITORS)

    for key in ("copy", kept.pk):
        assert other.get(at("unsaved", article, key)).status_code == 404
        assert other.get(f"{change(article)}?take={key}").status_code == 404
        assert other.post(at("discard", article, key), {"stamp": "x"}).status_code == 404
    assert bars(read(other, change(article))) == []
    assert len(copies.of(editor)) == 2


@pytest.mark.parametrize("name", ["keep", "unsaved", "discard"])
@pytest.mark.parametrize("there", [True, False])
def test_who_may_not_see_articles_learns_nothing(client, name, there):
    client.force_login(make_user("nobody", is_staff=True))
    article = make_draft("First")
    pk = article.pk if there else 0
    path = reverse(f"admin:articles_article_{name}", args=[pk, *([] if name == "keep" else ["copy"])])

    answer = client.get(path) if name == "unsaved" else client.post(path, {"copy-window": "a"})

    assert answer.status_code == 403
    assert not WorkingCopy.objects.exists()


def test_who_only_reads_keeps_no_text(client):
    reader = make_user("reader", is_staff=True)
    client.force_login(reader)
    roles.make_groups()
    reader.user_permissions.add(*Group.objects.get(name=roles.EDITORS).permissions.filter(codename="view_article"))
    article = make_draft("First")

    assert client.post(at("keep", article), {"copy-window": "a", "headline": "x"}).status_code == 403
    assert client.post(at("keep"), {"copy-window": "a", "headline": "x"}).status_code == 403
    assert client.post(at("keep", article), {}).status_code == 200
    assert not WorkingCopy.objects.exists()


def test_keeping_needs_the_token_of_the_form(editor):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)

    assert strict.post(at("keep"), {"copy-window": "a"}).status_code == 403


def test_a_text_without_its_article_leads_nowhere(client, editor):
    one, two = make_draft("First"), make_draft("Second")
    type_in(client, one, headline="Half a")

    takes = (f"{change(one)}?take=²", "/admin/articles/article/x/change/?take=copy")
    for address in (at("unsaved", two, "copy"), at("unsaved", one, "x"), *takes):
        assert client.get(address).status_code == 404


# -- who is there --------------------------------------------------------------------------------


def test_who_else_is_there_is_told_with_each_beat(client, editor):
    article = make_draft("First")
    other, person = another()
    other.post(at("keep", article), {"copy-writes": "yes"})

    (said,) = client.post(at("keep", article), {}).json()["here"]

    assert said.startswith(f"{person} is writing here, since ")
    assert other.post(at("keep", article), {}).json()["here"][0].startswith(f"{editor} has this open, since ")


def test_who_leaves_is_told_no_longer(client, editor):
    article = make_draft("First")
    other, _ = another()
    other.post(at("keep", article), {"copy-writes": "yes"})
    other.post(at("keep", article), {"copy-leaves": "yes"})

    assert client.post(at("keep", article), {}).json()["here"] == []


def test_what_another_saved_is_told_where_it_can_be_seen(client, editor):
    article = make_draft("First")
    other, person = another()
    other.post(change(article), filled(other, change(article)) | {"headline": "Theirs"})

    (news,) = client.post(at("keep", article), {"base": "1"}).json()["news"]

    assert news["text"].startswith(f"Revision 2 was saved by {person} at ")
    assert client.get(news["address"]).status_code == 200
    assert client.post(at("keep", article), {"base": "2"}).json()["news"] == []


def test_a_writer_is_told_that_the_article_went_on(client):
    writer = sign_in(client, roles.REPORTERS)
    article = make_draft("First", by=writer, assigned_to=writer)
    sent = filled(client, change(article)) | {"headline": "Typed", "copy-saves": "yes", "copy-turn": "2"}
    workflow.publish(article, by=None, at=LATER)

    answer = client.post(at("keep", article), sent).json()

    (news,) = answer["news"]
    assert "“First” is published by now, and you cannot save here any more. What you type is kept for you:" in str(news)
    assert texts(writer) == [(True, "Typed")]
    assert client.get(news["address"]).status_code == 200


def test_a_beat_costs_four_statements_of_its_own(client, editor):
    article = make_article("First")
    client.post(at("keep", article), {})

    with CaptureQueriesContext(connection) as context:
        client.post(at("keep", article), {"base": "1", "copy-saves": "yes"})

    ours = [one["sql"] for one in context if "articles_" in one["sql"]]
    assert len(ours) <= 4, ours
    assert "body" not in " ".join(ours)
