"""Assigning at the desk: one article, several at once, and one that has nothing but its headline yet."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import assignments, sealing, workflow
from articles.models import Article
from newsroom import roles
from tests.articles.test_assignments import make_writer
from tests.articles.writing import act, change, errors, filled
from tests.desk import sign_in, told
from tests.factories import make_article, make_draft, make_section, make_user, moment
from tests.pages import parse, read

pytestmark = pytest.mark.django_db

LIST = reverse("admin:articles_article_changelist")
COMMISSION = reverse("admin:articles_article_commission")


def in_days(days):
    return timezone.now() + timedelta(days=days)


def typed(at):
    return timezone.localtime(at, timezone.get_default_timezone()).strftime("%Y-%m-%dT%H:%M")


# -- one article ---------------------------------------------------------------------------------


def test_an_editor_gives_an_article_to_a_reporter(client):
    sign_in(client, roles.EDITORS)
    reporter, article = make_writer(), make_draft("Étoile ends")
    due = in_days(3)

    asked = read(client, act(article, "assign"))
    done = client.post(act(article, "assign"), {"to": reporter.pk, "due_at": typed(due), "brief": "600 words"})

    article.refresh_from_db()
    assert [one.text for one in asked.one("select", name="to").all("option")][1:] == sorted(
        str(one) for one in assignments.writers()
    )
    assert told(done) == [f"{reporter} works on “Étoile ends”."]
    assert (article.assigned_to, article.due_at) == (reporter, due.replace(second=0, microsecond=0))
    page = read(client, change(article))
    assert f"{reporter} works on it, to be handed in by" in page.text
    assert "What it is to be: 600 words" in page.text


def test_what_is_refused_is_said_at_its_field_and_nothing_typed_is_lost(client):
    sign_in(client, roles.EDITORS)
    reporter, article = make_writer(), make_draft("Étoile ends")

    late = client.post(act(article, "assign"), {"to": reporter.pk, "due_at": "2025-01-01T09:00", "brief": "600 words"})
    nobody = client.post(act(article, "assign"), {"to": make_user("nobody").pk, "brief": "600 words"})

    assert "January 1, 2025, 9 a.m. EST has passed" in errors(late)
    assert "Select a valid choice" in errors(nobody)
    assert all(parse(one.content.decode()).one("textarea", name="brief").text == "600 words" for one in (late, nobody))
    assert Article.objects.get().assigned_to is None


def test_own_is_what_one_is_assigned(client):
    editor, reporter = make_writer("editor", roles.EDITORS), sign_in(client, roles.REPORTERS)
    article = make_draft("Étoile ends", by=editor)
    assert client.post(change(article), {"base": 1}).status_code == 403

    assignments.assign(article, reporter, by=editor, at=timezone.now())

    saved = client.post(change(article), filled(client, change(article)) | {"headline": "Étoile has ended"})
    assert saved.status_code == 302
    assert str(Article.objects.get()) == "Étoile has ended"


def test_who_loses_an_article_while_typing_gets_the_text_back(client):
    reporter, other = sign_in(client, roles.REPORTERS), make_writer("other")
    article = make_draft("Étoile ends", by=reporter)
    form = filled(client, change(article)) | {"headline": "An hour of work"}
    assignments.assign(article, other, by=None, at=timezone.now())

    response = client.post(change(article), form)

    assert response.status_code == 403
    assert "An hour of work" in response.content.decode()
    assert f"{other} works on “Étoile ends” by now." in response.content.decode()
    assert str(Article.objects.get()) == "Étoile ends"


@pytest.mark.parametrize("role", [None, roles.REPORTERS])
def test_only_who_may_assigns(client, role):
    if role:
        reporter = sign_in(client, role)
    else:
        reporter = make_user("nobody", is_staff=True)
        client.force_login(reporter)
    article = make_draft("Étoile ends", by=reporter)

    paths = [act(article, "assign"), reverse("admin:articles_article_act", args=[article.pk + 1, "assign"]), COMMISSION]
    answers = [client.post(path, {"to": reporter.pk}) for path in paths]

    assert [answer.status_code for answer in answers] == [403] * 3
    assert len({answer.content for answer in answers}) == 1
    if role:
        assert 'value="assign"' not in client.get(change(article)).content.decode()


def test_what_is_published_has_no_such_button(client):
    sign_in(client, roles.EDITORS)
    article = make_article("Étoile ends", by=make_writer())

    page = read(client, change(article))
    response = client.get(act(article, "assign"))

    assert "works on it" not in page.text
    assert page.all("button", value="assign") == []
    assert "only what is not public yet is assigned" in response.content.decode()


# -- several at once -----------------------------------------------------------------------------


def ticked(*articles, **fields):
    return {"action": "assign_selected", "_selected_action": [one.pk for one in articles], **fields}


def test_several_are_given_at_once(client):
    sign_in(client, roles.EDITORS)
    reporter, first, second = make_writer(), make_draft("First"), make_draft("Second")
    out = make_article("Out already")

    asked = parse(client.post(LIST, ticked(first, second, out)).content.decode())
    kept = [field.attrs["value"] for field in asked.all("input", name="_selected_action")]
    done = client.post(LIST, ticked(*(Article(pk=pk) for pk in kept), to=reporter.pk, due_at=""))

    assert sorted(kept) == sorted(str(one.pk) for one in (first, second, out))
    assert told(done) == [
        "“Out already” is published: nobody has to hand it in any more.",
        f"{reporter} works on 2 articles from now on.",
    ]
    assert set(Article.objects.assigned_to(reporter)) == {first, second}


def test_what_is_withdrawn_for_legal_reasons_is_passed_over(client):
    user, reporter = sign_in(client, roles.MANAGING_EDITORS), make_writer()
    sealed, draft = make_draft("Sealed"), make_draft("Draft")
    sealing.seal(sealed, reason="A court said so.", by=user, at=timezone.now())

    done = client.post(LIST, ticked(sealed, draft, to=reporter.pk, due_at=""))

    assert done.status_code == 302
    assert set(Article.objects.assigned_to(reporter)) == {draft}


def test_the_form_for_several_asks_again_where_nobody_was_chosen(client):
    sign_in(client, roles.EDITORS)
    article = make_draft("First")

    response = client.post(LIST, ticked(article, to="", due_at="2031-01-01T09:00"))

    assert "This field is required." in errors(response)
    assert parse(response.content.decode()).one("input", name="due_at").attrs["value"] == "2031-01-01T09:00"


def test_a_hundred_are_assigned_at_once_at_most(client, monkeypatch):
    sign_in(client, roles.EDITORS)
    monkeypatch.setattr("articles.admin.assignments.AT_ONCE", 1)

    response = client.post(LIST, ticked(make_draft("First"), make_draft("Second")))

    assert told(response) == ["2 articles are ticked: assign 1 at a time at most."]


def test_a_reporter_is_not_offered_to_assign_several(client):
    sign_in(client, roles.REPORTERS)
    article = make_draft("First")

    page = read(client, LIST)
    response = client.post(LIST, ticked(article, to=make_writer().pk))

    assert "assign_selected" not in [one.attrs["value"] for one in page.one("select", name="action").all("option")]
    assert told(response) == ["No action selected."]
    assert Article.objects.get().assigned_to is None


# -- the list ------------------------------------------------------------------------------------


def headlines(client, query):
    return [row.one("a").text for row in read(client, f"{LIST}?{query}").all("th", class_="field-headline")]


@pytest.mark.slow
def test_the_list_is_narrowed_to_whose_and_to_what_is_overdue(client):
    editor, reporter = sign_in(client, roles.EDITORS), make_writer()
    mine, theirs = make_draft("Mine", by=editor), make_draft("Theirs", by=reporter)
    make_draft("Nobody’s")
    make_article("Out")
    Article.objects.filter(pk=theirs.pk).update(due_at=moment("2025-01-01"))
    Article.objects.filter(pk=mine.pk).update(due_at=in_days(1))

    assert headlines(client, "whose=mine") == ["Mine"]
    assert headlines(client, f"whose={reporter.pk}") == ["Theirs"]
    assert headlines(client, "whose=nobody") == ["Nobody’s"]
    assert headlines(client, "due=overdue") == ["Theirs"]
    assert sorted(headlines(client, "due=yes")) == ["Mine", "Theirs"]
    assert len(headlines(client, "whose=99999999999999999999")) == 4
    assert "overdue since Jan 1" in read(client, LIST).text


def test_the_list_takes_as_many_queries_whoever_works_on_it(client):
    sign_in(client, roles.EDITORS)

    def queries():
        with CaptureQueriesContext(connection) as context:
            read(client, LIST)
        return len(context)

    make_draft("First", by=make_writer())
    one = queries()
    for number in range(12):
        make_draft(f"Another {number}", by=make_writer(f"writer{number}"))

    assert queries() == one
    assert one <= 20


# -- a commission --------------------------------------------------------------------------------


def test_an_editor_commissions_an_article_with_a_headline_only(client):
    editor, reporter, section = sign_in(client, roles.EDITORS), make_writer(), make_section()
    form = {"headline": "Étoile\u202e ends", "section": section.pk, "to": reporter.pk, "brief": "600 words"}

    read(client, COMMISSION)
    done = client.post(COMMISSION, form)

    article = Article.objects.get()
    assert done.headers["Location"] == change(article)
    assert told(done) == [f"“Étoile ends” is commissioned from {reporter}."]
    assert (article.slug, article.created_by, article.assigned_to) == ("etoile-ends", editor, reporter)


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"headline": "\u200b"}, "An article needs a headline."),
        ({"section": ""}, "This field is required."),
        ({"to": ""}, "This field is required."),
        ({"due_at": "2025-01-01T09:00"}, "has passed"),
        ({"brief": "x" * 1001}, "at most 1000 characters"),
    ],
)
def test_a_commission_that_cannot_be_is_refused_and_kept(client, fields, complaint):
    sign_in(client, roles.EDITORS)
    form = {"headline": "Étoile ends", "section": make_section().pk, "to": make_writer().pk, "brief": "600 words"}

    response = client.post(COMMISSION, form | fields)

    assert complaint in errors(response)
    assert (form | fields)["brief"] in response.content.decode()
    assert not Article.objects.exists()


def test_what_is_handed_in_is_still_its_writers(client):
    reporter = sign_in(client, roles.REPORTERS)
    article = make_draft("Étoile ends", by=reporter)
    workflow.submit(article, by=reporter, at=moment("2025-01-02"))

    page = read(client, change(article))

    assert f"{reporter} works on it." in page.text
