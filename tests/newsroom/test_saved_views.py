"""Views of the stale desk: kept under a name, by one person or for the whole newsroom."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from newsroom import roles, saved_views
from newsroom.models import SavedView
from tests.desk import errors, make_member, post, sign_in, told
from tests.factories import make_every_notice, make_section
from tests.newsroom.test_desk_stale import headlines
from tests.newsroom.test_desk_stale_export import table
from tests.pages import read

pytestmark = pytest.mark.django_db

DESK, VIEWS = reverse("desk:stale"), reverse("desk:stale_views")


@pytest.fixture
def editor(client):
    return sign_in(client, roles.EDITORS)


def make_view(owner, name="Decided", *, kind="decided", shared=False, **narrows):
    return saved_views.keep(owner, name=name, narrows={"kind": kind, **narrows}, is_shared=shared)


def send(client, act, view, **said):
    return client.post(VIEWS, {"act": act, "view": view.pk, **said})


def offered(page):
    """The names of views above the list, without the ways to everything and to change them."""
    return [one.text for one in page.one("nav", aria_label="Views").all("a")][1:-1]


def test_what_narrows_the_list_is_kept_opened_and_exported(client, editor):
    make_every_notice()
    narrowed = read(client, f"{DESK}?kind=decided&q=")
    form = narrowed.one("form", class_="stale-keep")
    query = form.one("input", name="query").attrs["value"]

    page = post(client, VIEWS, {"act": "keep", "name": " Only  decided ", "query": query})

    view = SavedView.objects.get()
    assert (view.owner, view.name, view.narrows, view.is_shared) == (editor, "Only decided", {"kind": "decided"}, False)
    assert headlines(page) == ["Decided"]
    assert offered(page) == ["Only decided"]
    assert page.one("a", aria_current="page").text == "Only decided"
    assert [row["headline"] for row in table(client, view=view.pk)] == ["Decided"]
    assert len(headlines(read(client, DESK))) == 3


def test_a_view_is_replaced_by_what_is_shown(client, editor):
    make_every_notice()
    view = make_view(editor)
    page = read(client, f"{DESK}?view={view.pk}")
    assert page.one("form", id="filter").one("input", name="from").attrs["value"] == str(view.pk)
    assert not page.all("button", value="keep")
    page = read(client, f"{DESK}?from={view.pk}&kind=contradiction")
    assert page.one("button", value="replace").text == "Put this in place of “Decided”"

    page = post(client, VIEWS, {"act": "replace", "view": view.pk, "query": "kind=contradiction"})

    assert headlines(page) == ["Contradicted"]
    assert SavedView.objects.get().narrows == {"kind": "contradiction"}


def test_a_view_is_renamed_shared_and_deleted(client, editor):
    view = make_view(editor)

    renamed = send(client, "rename", view, name="Answers", is_shared="on")

    assert told(renamed)[-1:] == ["“Answers” is saved, for the whole newsroom."]
    view.refresh_from_db()
    assert (view.name, view.is_shared) == ("Answers", True)
    deleted = send(client, "delete", view)
    assert told(deleted)[-1] == "The view “Answers” is deleted. The articles stay where they are."
    assert not SavedView.objects.exists()
    assert "not here any more" in told(send(client, "delete", view))[-1]


def test_others_see_what_is_shared_and_nothing_else(client, editor):
    other = make_member(roles.EDITORS, "other")
    own, shared = make_view(other, "Secret"), make_view(other, "For all", shared=True)

    assert offered(read(client, DESK)) == ["For all"]
    page = read(client, f"{DESK}?view={shared.pk}")
    assert page.one("a", aria_current="page").text == "For all"
    answer = client.get(DESK, {"view": own.pk}, follow=True)
    assert answer.redirect_chain == [(DESK, 302)]
    assert "This view is not here any more" in answer.content.decode()
    assert "Secret" not in answer.content.decode()
    for act in ("rename", "replace", "delete"):
        post(client, VIEWS, {"act": act, "view": own.pk, "name": "Mine", "query": "kind=contradiction"})
    assert SavedView.objects.get(pk=own.pk).name == "Secret"


def test_an_editor_changes_what_the_newsroom_has_and_a_reporter_does_not(client, editor):
    view = make_view(make_member(roles.EDITORS, "other"), "For all", shared=True)
    post(client, VIEWS, {"act": "rename", "view": view.pk, "name": "For us", "is_shared": "on"})
    view.refresh_from_db()
    assert view.name == "For us"

    reporter = sign_in(client, roles.REPORTERS)
    page = read(client, VIEWS)
    assert "For us" in page.text
    assert not page.all("button", value="rename")
    for act in ("rename", "replace", "delete"):
        refused = send(client, act, view, name="Mine", query="kind=decided")
        assert "is not yours to change" in told(refused)[0]
    post(client, VIEWS, {"act": "keep", "name": "My own", "query": "kind=decided", "is_shared": "on"})
    assert SavedView.objects.get(owner=reporter).is_shared is False
    with pytest.raises(saved_views.NotPossible, match="Only editors"):
        make_view(reporter, "For all", shared=True)


@pytest.mark.parametrize(
    ("name", "query", "said"),
    [
        ("", "kind=decided", "Give the view a name."),
        ("DECIDED", "kind=decided", "You have a view of this name already"),
        ("x" * 61, "kind=decided", "60"),
        ("Nothing", "", "Nothing narrows the list"),
        ("Nothing", "color=red&page=2", "Nothing narrows the list"),
        ("Much", "q=" + "x" * 600, "too long to be kept"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_what_was_typed_stays(client, editor, name, query, said):
    make_view(editor)

    page = post(client, VIEWS, {"act": "keep", "name": name, "query": query})

    assert said in " ".join(errors(page))
    form = next(one for one in page.all("form") if one.all("button", value="keep"))
    assert form.one("input", name="name").attrs.get("value", "") == name
    assert form.one("input", name="query").attrs["value"] == query
    assert SavedView.objects.count() == 1


def test_there_is_an_end_to_the_views_of_one_person(editor, monkeypatch):
    monkeypatch.setattr(saved_views, "MOST", 2)
    make_view(editor, "One")
    make_view(editor, "Two")
    make_view(make_member(roles.EDITORS, "other"), "Two")

    with pytest.raises(saved_views.NotPossible, match="You have 2 views, which is the most"):
        make_view(editor, "Three")


def test_what_a_view_names_and_is_gone_is_told_and_the_rest_narrows(client, editor):
    make_every_notice()
    section = make_section("Gone")
    view = make_view(editor, section=str(section.pk))
    section.delete()

    page = read(client, f"{DESK}?view={view.pk}")

    assert headlines(page) == ["Decided"]
    assert errors(page) == ["This section is not here any more: it narrows nothing."]


def test_the_desk_takes_as_many_queries_for_many_views_as_for_none(client, editor):
    make_every_notice()

    def asked():
        with CaptureQueriesContext(connection) as context:
            client.get(DESK)
        return len(context)

    none = asked()
    for number in range(9):
        make_view(editor, f"Number {number}")
        make_view(make_member(roles.EDITORS, f"other{number}"), f"Number {number}", shared=True)

    assert asked() == none <= 25


def test_the_database_keeps_names_apart(editor):
    make_view(editor)
    for name in ("dEcIdEd", ""):
        with pytest.raises(IntegrityError), transaction.atomic():
            SavedView.objects.create(owner=editor, name=name, query="kind=decided")
