"""Who may do what: every page and act, asked by everybody, against the one table."""

import re
from datetime import timedelta
from itertools import takewhile
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from articles import comments, preview_links, workflow
from articles.admin.acts import ACTS
from articles.models import Article, Author, Section, Topic
from newsroom import roles
from newsroom.desk import sign_in as signing_in
from shows.models import Credit, Person
from tests.desk import ROLES, sign_in
from tests.factories import make_article, make_draft, make_picture, make_season, make_show, make_user, moment, record
from tests.newsroom.matrix import NOBODY, OWN, ROWS, STAFF, TESTED_ELSEWHERE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

GUIDE = Path(__file__).parent.parent.parent / "docs" / "editors.md"
SECRET = "Zanzibar"  # in every name and headline: whoever may not read it, must not see it
AT = moment("2025-01-02")
LOGIN = "/admin/login/"
# Without a page to ask for, and lists that are not there for who sees nothing in them.
NOT_THERE = {"admin:app_list"}


def somebody(client, role):
    if role in ROLES:
        return sign_in(client, role)
    user = make_user("somebody", is_staff=True)
    client.force_login(user)
    return user


class World:
    """One of everything, made by somebody else, and what addresses name it by."""

    def __init__(self, own_by=None):
        roles.make_groups()
        other = make_user(f"{SECRET}-editor", is_staff=True)
        other.groups.add(Group.objects.get(name=roles.REPORTERS))
        show = make_show(f"{SECRET} show", seasons=[1])
        entry = record(show, "returning", "2025-01-01", network=f"{SECRET} network")
        article = make_draft(
            f"{SECRET} draft", shows=[show], by=own_by or other, authors=[f"{SECRET} byline"], body=SECRET
        )
        link, _ = preview_links.make(article, by=other, at=timezone.now())
        comments.say(article, SECRET, by=other, at=AT)
        person = Person.objects.create(name=f"{SECRET} person", slug="person")
        author = Author.objects.get()
        author.account = own_by
        author.save()
        self.article = article
        self.rows = {
            "articles_article": article,
            "articles_author": author,
            "articles_section": Section.objects.get(),
            "articles_topic": Topic.objects.create(name=f"{SECRET} topic", slug="topic"),
            "articles_picture": make_picture(title=f"{SECRET} picture", by=own_by or other),
            "shows_show": show,
            "shows_season": make_season(show, 1),
            "shows_network": entry.network,
            "shows_person": person,
            "shows_credit": Credit.objects.create(show=show, person=person),
            "shows_statusentry": entry,
            "newsroom_user": other,
            "auth_group": Group.objects.get(name=roles.REPORTERS),
        }
        self.special = {
            "desk:ledger": (show.pk,),
            "desk:record": (show.pk,),
            "desk:correct": (entry.pk,),
            "desk:reports": (article.pk, show.pk),
            **dict.fromkeys(("desk:export_shows", "desk:export_seasons", "desk:export_ledger"), ("csv",)),
            **dict.fromkeys(
                (
                    "desk:account",
                    "desk:hand_over",
                    "desk:deactivate",
                    "desk:reactivate",
                    "admin:auth_user_password_change",
                ),
                (other.pk,),
            ),
            "admin:articles_article_revision": (article.pk, 1),
            "admin:articles_article_restore": (article.pk, 1),
            "admin:articles_article_difference": (article.pk, 1, 2),
            "admin:articles_article_preview_revoke": (article.pk, link.pk),
            "admin:articles_picture_old_file": (self.rows["articles_picture"].pk, 1),
            "desk:on_site": (ContentType.objects.get_for_model(Article).pk, article.pk),
            "admin:app_list": ("articles",),
        }

    def addresses(self, name):
        """That of what is there, and that of what isn't."""
        args = self.special.get(name)
        if args is None:
            row = self.rows.get(name.removeprefix("admin:").rpartition("_")[0])
            row = self.article if name.startswith("admin:articles_article_") else row
            args = (row.pk if row else 1,) if _takes_arguments(name) else ()
        missing = tuple(10**6 if isinstance(one, int) and at == _of_row(name) else one for at, one in enumerate(args))
        return reverse(name, args=args), reverse(name, args=missing)


def _of_row(name):
    return 1 if name == "desk:on_site" else 0


def _takes_arguments(name):
    return "<" in ROUTES[name]


def routes(resolver, start="", names=()):
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield ":".join([*names, one.name or ""]), start + str(one.pattern)
        else:
            yield from routes(one, start + str(one.pattern), (*names, one.namespace) if one.namespace else names)


ROUTES = {name: route for name, route in routes(get_resolver()) if route.startswith("admin/")}


# -- the table is whole --------------------------------------------------------------------------


def test_every_page_of_the_desk_is_in_the_table():
    there = {name for name in ROUTES if name.split(":")[-1]} - signing_in.NAMES

    told = {name for row in ROWS for name in (*row.gets, *row.posts)} | TESTED_ELSEWHERE

    assert there - told == set()
    assert told - there == set()


def test_every_act_is_in_the_table_once():
    told = [name for row in ROWS for name in row.acts]

    assert sorted(told) == sorted(ACTS)


def test_the_guide_tells_the_table():
    told = GUIDE.read_text(encoding="utf-8").partition("### Who may do what")[2].partition("\n|---|---|---|---|\n")[2]
    table = list(takewhile(lambda line: line.startswith("|"), told.splitlines()))

    assert table == [f"| {' | '.join([row.words, *row.cells])} |".replace("|  |", "| |") for row in ROWS if row.words]


# -- everybody asks for everything -----------------------------------------------------------------


def is_refused(response):
    return response.status_code == 403


def wrong_answers(client, world, role, *, own):
    """The pages that answer otherwise than the table says."""
    for row in ROWS:
        allowed = row.allows(role, own=own)
        for method, names in (("get", row.gets), ("post", row.posts)):
            for name in names:
                there, missing = world.addresses(name)
                answer = getattr(client, method)(there)
                # What a page does to the account that asks, or ends, is not taken along to the next.
                if allowed and (is_refused(answer) or answer.headers.get("Location", "").startswith(LOGIN)):
                    yield f"{method} {name}: refused, {answer.status_code}"
                if not allowed and answer.status_code != (404 if name in NOT_THERE else 403):
                    yield f"{method} {name}: {answer.status_code} for who may not"
                if role is None and row.who != STAFF and _learns(answer, getattr(client, method)(missing)):
                    yield f"{method} {name}: tells whether it is there"


def _learns(there, missing):
    return (there.status_code, there.content) != (
        missing.status_code,
        missing.content,
    ) or SECRET.encode() in there.content


@pytest.mark.parametrize(
    ("role", "own"),
    [
        pytest.param(None, True, marks=pytest.mark.slow),
        pytest.param(roles.REPORTERS, True, marks=pytest.mark.slow),
        (roles.REPORTERS, False),
        pytest.param(roles.EDITORS, False, marks=pytest.mark.slow),
        pytest.param(roles.MANAGING_EDITORS, False, marks=pytest.mark.slow),
    ],
)
def test_every_page_answers_whom_it_is_for(client, role, own):
    user = somebody(client, role)
    world = World(own_by=user if own else None)

    assert "\n".join(wrong_answers(client, world, role, own=own)) == ""


def test_who_is_not_signed_in_is_led_to_signing_in(client):
    world = World()
    pages = [(method, name) for row in ROWS for method in ("get", "post") for name in getattr(row, f"{method}s")]

    answers = {
        (method, name): getattr(client, method)(address) for method, name in pages for address in world.addresses(name)
    }

    stray = [page for page, one in answers.items() if not one.headers.get("Location", "").startswith(LOGIN)]
    assert [page for page in stray if page[1] != "admin:jsi18n"] == []


def test_who_has_no_role_sees_nothing_of_the_newsroom(client):
    somebody(client, None)
    World()

    for path in (reverse("admin:index"), f"{reverse('desk:palette')}?s={SECRET}", reverse("desk:byline")):
        assert SECRET not in client.get(path, follow=True).content.decode()


@pytest.mark.parametrize("role", [None, *ROLES])
def test_a_choice_is_offered_to_whom_may_make_it(client, role):
    somebody(client, role)
    World()
    choices = [("byline", "author"), ("coverage", "show"), ("article", "topics")]

    answers = [
        client.get(
            reverse("desk:autocomplete"),
            {"app_label": "articles", "model_name": model, "field_name": field, "term": SECRET},
        )
        for model, field in choices
    ]

    assert [one.status_code for one in answers] == [403 if role is None else 200] * 3
    assert [SECRET in one.content.decode() for one in answers] == [role is not None] * 3


# -- acts, at every stage --------------------------------------------------------------------------


def at_every_stage(user, other):
    """An article at each stage: of ``user``, and of somebody else."""
    for writer in (user, other):
        yield make_draft("A draft", by=writer)
        waiting = make_draft("Waits", by=writer)
        yield workflow.submit(waiting, by=writer, at=AT)
        approved = make_draft("Approved", by=writer)
        workflow.submit(approved, by=writer, at=AT)
        yield workflow.approve(approved, revision=1, by=make_user("approver"), at=AT)
        scheduled = make_draft("Scheduled", by=writer)
        yield workflow.schedule(scheduled, by=writer, at=AT, publish_at=timezone.now() + timedelta(days=1))
        yield make_article("Published", by=writer, authors=())
        withdrawn = make_article("Withdrawn", by=writer, authors=())
        yield workflow.withdraw(withdrawn, by=writer, at=AT)


@pytest.mark.parametrize(
    "role", [roles.REPORTERS, *(pytest.param(role, marks=pytest.mark.slow) for role in (None, *ROLES[1:]))]
)
def test_every_act_is_for_whom_the_table_says(client, role):
    user = somebody(client, role)
    who = {name: row for row in ROWS for name in row.acts}
    wrong = []

    for article in at_every_stage(user, make_user("other")):
        before = Article.objects.values().get(pk=article.pk)
        own = article.assigned_to == user and article.stage == "draft"
        for name, row in who.items():
            path = reverse("admin:articles_article_act", args=[article.pk, name])
            allowed = row.allows(role, own=own)
            if is_refused(client.get(path)) is allowed:
                wrong.append(f"{name} of {article}, own: {own}")
            if not allowed and (
                not is_refused(client.post(path)) or before != Article.objects.values().get(pk=article.pk)
            ):
                wrong.append(f"{name} of {article}, own: {own}: sent")

    assert wrong == []


@pytest.mark.slow
@pytest.mark.parametrize("role", [None, roles.REPORTERS])
def test_an_act_that_is_not_for_somebody_tells_nothing_of_the_article(client, role):
    somebody(client, role)
    article = make_draft(f"{SECRET} draft")
    names = [name for row in ROWS if not row.allows(role) for name in row.acts]

    answers = {
        getattr(client, method)(reverse("admin:articles_article_act", args=[pk, name])).content
        for name in names
        for method in ("get", "post")
        for pk in (article.pk, article.pk + 10**6)
    }

    assert names
    assert len(answers) == 1
    assert SECRET.encode() not in answers.pop()


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (roles.REPORTERS, ["submit_selected"]),
        (roles.EDITORS, ["submit_selected", "publish_selected", "assign_selected"]),
        (roles.MANAGING_EDITORS, ["submit_selected", "publish_selected", "assign_selected"]),
    ],
)
def test_what_is_done_to_several_is_offered_to_whom_may_do_it(client, rf, role, offered):
    user = somebody(client, role)
    request = rf.get("/")
    request.user = user
    assert list(admin.site.get_model_admin(Article).get_actions(request)) == offered


# -- an article that is withdrawn for legal reasons ------------------------------------------------


@pytest.mark.parametrize("role", [roles.REPORTERS, roles.EDITORS])
def test_what_is_sealed_is_as_what_is_not_there(client, role):
    user = somebody(client, role)
    world = World(own_by=user)
    Article.objects.update(sealed_at=AT)
    pages = [
        (method, name)
        for row in ROWS
        if row.allows(role)
        for method in ("get", "post")
        for name in getattr(row, f"{method}s")
        if name.startswith("admin:articles_article_") and _takes_arguments(name)
    ]

    told = []
    for method, name in pages:
        there, missing = (getattr(client, method)(path) for path in world.addresses(name))
        if there.status_code != missing.status_code or SECRET in there.content.decode():
            told.append(f"{method} {name}: {there.status_code}, {missing.status_code}")

    assert pages
    assert told == []
    assert SECRET not in re.sub(r"Zanzibar (show|network)", "", client.get(reverse("admin:index")).content.decode())


def test_the_log_of_the_admin_repeats_no_headline(client):
    somebody(client, roles.MANAGING_EDITORS)
    World()

    client.get(reverse("admin:index"))

    assert not LogEntry.objects.filter(object_repr__contains=f"{SECRET} draft").exists()


def test_rows_for_nobody_are_for_nobody():
    assert not any(row.allows(role) for row in ROWS if row.who == NOBODY for role in (None, *ROLES))
    assert [row.cells[0] for row in ROWS if row.who == OWN and row.words] == ["own"] * 3
