import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import clock, exemptions, text, workflow
from articles.admin import lists
from articles.models import Article, Author, Section, Topic
from newsroom import roles
from newsroom.models import User
from tests.again import again, make_copies
from tests.desk import post, send, sign_in
from tests.factories import (
    cancel_etoile,
    make_article,
    make_draft,
    make_etoile,
    make_section,
    make_show,
    make_user,
    moment,
)
from tests.pages import read

pytestmark = pytest.mark.django_db

ARTICLES = reverse("admin:articles_article_changelist")
TOPICS = reverse("admin:articles_topic_changelist")


@pytest.fixture
def desk(client):
    """The client of somebody who may do everything."""
    client.force_login(make_user("admin", is_staff=True, is_superuser=True))
    return client


@pytest.mark.slow
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
        "Contradiction Prime Video has reversed its order for season 2 of Étoile, Deadline reported on June 6, 2025."
    )
    assert page.one(class_="copy-cell").attrs["title"] == (
        "This has since changed. Prime Video has reversed its order for season 2 of Étoile, Deadline reported on June "
        "6, 2025. When this article was published, on April 30, 2025, the season was ordered."
    )


def test_the_list_has_short_dates_and_the_moment_for_who_asks(desk):
    make_article("First", published="2025-04-30")

    cell = read(desk, ARTICLES).one(class_="field-published")

    assert cell.text == "Apr 30, 2025"
    assert cell.one("span").attrs["title"].startswith("April 30, 2025, ")
    assert cell.one("span").attrs["title"].endswith(" EDT")


def test_the_list_tells_an_exempted_article(desk):
    show = make_etoile()
    article = make_article("Hopeful", shows=[(show, 2)])
    cancel_etoile(show)

    exemptions.exempt(article, reason="Archive piece", by=None, at=moment("2025-06-07"))

    assert read(desk, ARTICLES).one(class_="field-notice").text == "exempted"


def listed(desk, query=""):
    return [cell.text for cell in read(desk, f"{ARTICLES}?{query}").all(class_="field-headline")]


def test_the_list_tells_what_each_is_about_and_whose(desk):
    show = make_etoile()
    make_article("First", shows=[(show, 2), show, make_show("Minx")], authors=["TV desk", "Streaming desk"])

    page = read(desk, ARTICLES)

    assert page.one(class_="field-about").text == "Étoile, Minx"
    assert page.one(class_="field-signed").text == "TV desk, Streaming desk"
    assert page.one(class_="field-stage_now").text == "Published"


@again
def make_several():
    """One article of each stage, a held one and one that has since changed."""
    show = make_etoile()
    make_draft("Draft")
    workflow.submit(make_draft("In review"), by=None, at=moment("2025-05-01"))
    for name, day in (("Held", "2025-06-07"), ("Scheduled", "2099-01-01")):
        subjects = [(show, 2)] if name == "Held" else []
        article = make_draft(f"{name} piece", shows=subjects)
        workflow.schedule(article, by=None, at=moment("2025-06-01"), publish_at=moment(day))
    make_article("Hopeful", shows=[(show, 2)], section=make_section("Streaming"))
    make_article("Right", shows=[make_show("Minx")])
    workflow.withdraw(make_article("Withdrawn"), by=None, at=moment("2025-06-01"))
    cancel_etoile(show)
    workflow.publish_due(at=moment("2025-06-08"))
    return show


@pytest.fixture
def several(desk):
    show = make_several()
    make_draft("Mine", by=User.objects.get(is_superuser=True))
    return show


@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("stage=draft", {"Draft", "Mine"}),
        ("stage=in_review", {"In review"}),
        ("stage=scheduled", {"Held piece", "Scheduled piece"}),
        ("stage=held", {"Held piece"}),
        ("stage=published", {"Hopeful", "Right"}),
        ("stage=withdrawn", {"Withdrawn"}),
        ("since_changed=yes", {"Hopeful"}),
        ("since_changed=no&stage=published", {"Right"}),
        ("whose=mine", {"Mine"}),
        ("q=PIECE", {"Held piece", "Scheduled piece"}),
        ("q=piece+h%C3%A9ld", {"Held piece"}),
        ("q=%00", None),
        ("q=he", {"Held piece"}),
        ("q=el", set()),
        ("q=nothing", set()),
    ],
)
@pytest.mark.usefixtures("several")
def test_the_list_is_narrowed(desk, query, found):
    assert found is None or set(listed(desk, query)) == found


def test_what_will_be_held_is_found_before_its_moment(desk, several):
    for name, subjects in (("Hopeful tomorrow", [(several, 2)]), ("Sure tomorrow", [])):
        article = make_draft(name, shows=subjects)
        workflow.schedule(article, by=None, at=moment("2025-06-05"), publish_at=moment("2099-01-01"))

    assert listed(desk, "stage=foreseen") == ["Hopeful tomorrow"]


def test_the_list_is_narrowed_to_a_show_or_a_section(desk, several):
    streaming = Section.objects.get(name="Streaming")

    assert set(listed(desk, f"shows__id__exact={several.pk}")) == {"Hopeful", "Held piece"}
    assert listed(desk, f"section__id__exact={streaming.pk}") == ["Hopeful"]


def test_an_article_on_a_show_and_its_season_is_listed_once(desk):
    show = make_etoile()
    make_draft("Both", shows=[show, (show, 1), (show, 2)])

    assert listed(desk, f"shows__id__exact={show.pk}") == ["Both"]
    assert desk.get(f"{ARTICLES}?shows__id__exact=nothing").status_code == 302


@pytest.mark.usefixtures("several")
def test_the_list_says_why_one_is_held(desk):
    page = read(desk, f"{ARTICLES}?stage=held")

    assert page.one(class_="field-stage_now").text == "Held"
    assert page.one(class_="field-notice").text.startswith("Prime Video has reversed its order for season 2")


# -- several at once -----------------------------------------------------------------------------


def rows_of(client):
    """The revision that each row of the list shows, as the list sends it."""
    rows = read(client, ARTICLES).all("input", type="hidden", name=True)
    return {row.attrs["name"]: row.attrs["value"] for row in rows if row.attrs["name"].startswith("read-")}


def act_on(client, name, *articles, rows=None):
    sent = {"action": name, "_selected_action": [article.pk for article in articles]}
    sent |= rows_of(client) if rows is None else rows
    return client.post(ARTICLES, sent, follow=True).content.decode()


def test_several_are_published_and_refusals_are_told(desk):
    ready, embargoed = make_draft("Ready"), make_draft("Embargoed", embargo_until=moment("2099-01-01"))
    live = make_article("Live")

    said = act_on(desk, "publish_selected", ready, embargoed, live)

    assert "“Ready” is live." in said
    assert "“Embargoed” is under embargo until" in said
    assert "“Live” is published" in said
    assert set(Article.objects.published()) == {ready, live}


def test_what_was_saved_meanwhile_is_refused_by_name_and_the_others_are_published(desk):
    seen, changed, unseen = make_draft("Seen"), make_draft("Changed"), make_draft("Unseen")
    rows = rows_of(desk)
    del rows[f"read-{unseen.pk}"]
    text.save_revision(changed, base=1, by=make_user("colleague"), at=moment("2025-05-01"), headline="Changed again")

    said = act_on(desk, "publish_selected", seen, changed, unseen, rows=rows)

    assert "saved revision 2 of “Changed again” on " in said
    assert "and you had read revision 1" in said
    assert "“Unseen” was not in the list that you saw: nothing was done to it." in said
    assert "Nobody had approved it, and the log says so." in said
    assert list(Article.objects.published()) == [seen]


def test_a_reporter_submits_own_drafts_only(client):
    user = sign_in(client, roles.REPORTERS)
    own, other = make_draft("Own", by=user), make_draft("Other", by=make_user("other"))

    said = act_on(client, "submit_selected", own, other)
    act_on(client, "publish_selected", own)

    assert "“Own” is in review" in said
    assert "“Other” is not yours to submit." in said
    assert list(Article.objects.order_by("pk").values_list("stage", flat=True)) == ["in_review", "draft"]


# -- sections, topics and authors ----------------------------------------------------------------


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

    send(desk, reverse(f"{name}_change", args=[row.pk]), {"name": "Film", "slug": "film"})
    assert clock.now() == before + 2

    send(desk, reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"})
    assert (model.objects.count(), clock.now()) == (0, before + 3)


def test_several_names_deleted_at_once_move_the_clock(desk):
    topics = [Topic.objects.create(name=name, slug=name) for name in ("one", "two")]
    before = clock.now()

    selected = {"action": "delete_selected", "_selected_action": [topic.pk for topic in topics]}
    asked = post(desk, TOPICS, selected)
    desk.post(TOPICS, selected | {"post": "yes", "began_with": asked.one("input", name="began_with").attrs["value"]})

    assert (Topic.objects.count(), clock.now()) == (0, before + 1)


@pytest.mark.slow
def test_fifty_articles_take_as_many_queries_as_one(desk):
    show = make_etoile()

    def queries():
        with CaptureQueriesContext(connection) as context:
            read(desk, ARTICLES)
        return len(context)

    make_article("0", shows=[(show, 2)])
    cancel_etoile(show)
    one = queries()
    for number in range(7):
        section = make_section(f"S{number % 3}")
        make_copies(make_article(f"{number}", shows=[(show, 2), show], authors=["A", "B"], section=section), 6)

    assert queries() == one


def test_of_very_many_articles_the_latest_are_found(desk, monkeypatch):
    monkeypatch.setattr(lists, "MOST_FOUND", 2)
    for number in range(4):
        make_article(f"Found {number}")

    assert listed(desk, "q=found") == ["Found 3", "Found 2"]


def test_every_page_of_a_long_list_has_its_rows(desk, monkeypatch):
    monkeypatch.setattr(admin.site.get_model_admin(Article), "list_per_page", 2)
    for number in range(5):
        make_article(f"Found {number}", published=f"2025-01-0{number + 1}")

    assert [listed(desk, f"p={page}") for page in (1, 2, 3)] == [
        ["Found 4", "Found 3"],
        ["Found 2", "Found 1"],
        ["Found 0"],
    ]
