"""Changes of a published article that wait for their moment."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from articles import foresight, sealing, status_changes, text, updates, workflow
from articles.explain import explain
from articles.models import Article, Correction, Publication, ScheduledUpdate
from articles.workflow import NotAllowed
from newsroom import roles
from shows.ledger import Change
from tests.again import again
from tests.articles.writing import act, change
from tests.desk import sign_in
from tests.factories import cover, make_article, make_draft, make_show, make_user, moment, record
from tests.pages import read

pytestmark = pytest.mark.django_db

MAY_1 = moment("2025-05-01")
MAY_3 = moment("2025-05-03")
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
@again
def show():
    show = make_show("Étoile")
    record(show, "awaiting_decision", "2025-01-10")
    return show


@pytest.fixture
def article(show):
    return make_article("First", shows=[show], published="2025-04-01")


def revise(article, headline="Second", by=None):
    base = Article.objects.get(pk=article.pk).latest_revision.number
    return text.save_revision(article, base=base, by=by, at=MAY_1, headline=headline)


def schedule(article, what="substantive", *, by=None, at=MAY_1, publish_at=MAY_3, revision=2, note=""):
    return updates.schedule(article, by=by, at=at, publish_at=publish_at, revision=revision, what=what, note=note)


def live(article):
    return Article.objects.get(pk=article.pk).live_revision.headline


def pin(article):
    one = article.coverage.select_related("standing__entry").get()
    return one.standing.entry.status, one.relied_at, one.relied_by


# -- at its moment -------------------------------------------------------------------------------


def test_readers_see_what_they_saw_until_its_moment(article):
    revise(article)
    schedule(article)

    assert workflow.publish_due(at=MAY_3 - MINUTE) == []
    assert live(article) == "First"
    assert workflow.publish_due(at=MAY_3 + DAY) == [article]
    assert workflow.publish_due(at=MAY_3 + 2 * DAY) == []

    assert live(article) == "Second"
    log = Publication.objects.last()
    assert (log.act, log.at, log.revision.number) == ("updated", MAY_3, 2)
    assert not ScheduledUpdate.objects.exists()


def test_the_chosen_revision_goes_out_whatever_is_saved_later(article):
    revise(article)
    schedule(article)
    revise(article, "Third")

    workflow.publish_due(at=MAY_3)

    article.refresh_from_db()
    assert (live(article), article.latest_revision.headline) == ("Second", "Third")


def test_a_substantive_one_relies_as_of_its_scheduling(article, show):
    revise(article)
    record(show, "returning", "2025-04-20")
    schedule(article)

    workflow.publish_due(at=MAY_3)

    assert pin(article) == ("returning", MAY_1, "prepared")
    assert explain(article).kind is None


def test_readers_are_told_when_an_update_was_prepared_and_of_no_schedule(client, article, show):
    record(show, "returning", "2025-04-20", at=moment("2025-04-20"))
    revise(article)
    schedule(article)
    workflow.publish_due(at=MAY_3)

    status_changes.record(cancellation(show, "2025-05-04"), by=None, at=moment("2025-05-05"))

    found = read(client, article.get_absolute_url())
    told = "When the update of this article was prepared, on May 1, 2025, the show was to return for another season."
    assert told in found.one(class_="notice").text
    assert {label.text for label in found.all("dt")} == {"When its update was prepared", "Today"}


@pytest.mark.parametrize(("what", "note"), [("minor", ""), ("correction", "We misspelled a name.")])
def test_what_is_not_substantive_relies_on_what_it_did(article, show, what, note):
    revise(article)
    before = pin(article)
    schedule(article, what, note=note)
    record(show, "canceled", "2025-05-02")

    assert workflow.publish_due(at=MAY_3) == [article]

    assert pin(article) == before
    assert [one.text for one in Correction.objects.all()] == ([note] if note else [])
    assert Publication.objects.last().act == ("corrected" if note else "updated")


def test_what_is_covered_only_since_relies_with_it(article):
    other = make_show("GLOW")
    record(other, "returning", "2025-01-10")
    revise(article)
    schedule(article, "minor")
    cover(article, other, position=1)

    workflow.publish_due(at=MAY_3)

    assert article.coverage.get(show=other).relied_at == MAY_3


def test_feeds_and_lists_move_at_the_moment(client, article):
    revise(article)
    now = timezone.now()
    schedule(article, at=now - DAY, publish_at=now + DAY)
    before = client.get("/feed.json")
    assert client.get("/feed.json", headers={"If-None-Match": before.headers["ETag"]}).status_code == 304

    ScheduledUpdate.objects.update(publish_at=now - MINUTE)
    after = client.get("/feed.json", headers={"If-None-Match": before.headers["ETag"]})

    assert after.status_code == 200
    assert [item["title"] for item in json.loads(after.content)["items"]] == ["Second"]
    assert "Second" in client.get(article.get_absolute_url()).content.decode()


def test_nobody_is_named_for_what_the_clock_does(article):
    editor = make_user("editor")
    revise(article)
    schedule(article, by=editor)

    workflow.publish_due(at=MAY_3)

    first, second, *_ = article.audit.all()
    assert (first.act, first.by, second.act, second.by) == ("updated", None, "scheduled_update", editor)
    assert Publication.objects.last().by == editor


def test_what_is_due_is_asked_in_one_statement_and_found_by_its_indexes(article, django_assert_num_queries):
    revise(article)
    schedule(article)

    with django_assert_num_queries(1):
        assert workflow.publish_due(at=MAY_1) == []
    plan = Article.objects.coming_out(MAY_3).explain()

    assert "articles_scheduledupdate" in plan


# -- held ----------------------------------------------------------------------------------------


@pytest.fixture
def held(article, show):
    revise(article)
    schedule(article, by=make_user("scheduler", email="scheduler@newsroom.example"))
    record(show, "canceled", "2025-05-02T12:00+00:00", at=moment("2025-05-02"))
    before = pin(article)
    assert workflow.publish_due(at=MAY_3) == []
    assert pin(article) == before
    return article


def test_what_news_has_overtaken_is_held_with_its_reason(held):
    update = ScheduledUpdate.objects.get()

    assert live(held) == "First"
    assert update.held_at == MAY_3
    assert "Étoile was canceled" in update.held_because
    assert list(Article.objects.held()) == [held]
    assert (held.audit.first().act, held.audit.first().by) == ("held_update", None)
    assert workflow.publish_due(at=MAY_3 + DAY) == []


def test_an_edit_frees_what_is_held(held):
    revise(held, "No second season")

    assert not ScheduledUpdate.objects.exists()
    assert live(held) == "First"


def test_publishing_anyway_frees_what_is_held(held):
    workflow.update(held, by=None, at=MAY_3 + DAY, substantive=True)

    assert live(held) == "Second"
    assert not ScheduledUpdate.objects.exists()
    assert [one.act for one in held.audit.all()[:2]] == ["updated", "canceled_update"]


def test_canceling_and_rescheduling_free_what_is_held(held):
    schedule(held, at=MAY_3, publish_at=MAY_3 + DAY)
    assert ScheduledUpdate.objects.get().held_at is None

    updates.cancel(held, by=None, at=MAY_3)

    assert not ScheduledUpdate.objects.exists()


def test_an_edit_leaves_what_is_only_scheduled(article):
    revise(article)
    schedule(article)

    revise(article, "Third")

    assert ScheduledUpdate.objects.get().revision.number == 2


# -- before its moment ---------------------------------------------------------------------------


def cancellation(show, day="2025-05-02"):
    return Change(show=show, status="canceled", effective_at=moment(day), precision="day")


@pytest.mark.parametrize("what", ["substantive", "minor"])
def test_the_preview_names_what_will_be_held_and_that_is_what_happens(article, show, what):
    record(show, "returning", "2025-04-20", at=moment("2025-04-20"))
    revise(article)
    schedule(article, what)

    before = pin(article)
    impact = status_changes.preview(cancellation(show), at=moment("2025-05-02"))
    assert (pin(article), ScheduledUpdate.objects.get().held_at) == (before, None)
    status_changes.record(cancellation(show), by=None, at=moment("2025-05-02"))
    workflow.publish_due(at=MAY_3)

    assert list(impact.held) == list(Article.objects.held()) == ([article] if what == "substantive" else [])


def test_what_will_be_held_already_is_not_named_again(article, show):
    revise(article)
    schedule(article)
    record(show, "canceled", "2025-05-02T12:00+00:00", at=moment("2025-05-02"))

    assert list(foresight.foreseen([article.pk])) == [article.pk]
    again = Change(show=show, status="ended", effective_at=moment("2025-05-03"), precision="day")
    assert status_changes.preview(again, at=moment("2025-05-03")).held == ()


@pytest.mark.parametrize("is_first", [True, False])
def test_its_page_and_home_say_before_its_moment_that_it_will_be_held(client, article, show, is_first):
    now = timezone.now()
    if is_first:
        article = make_draft("Next", shows=[show])
        workflow.schedule(article, by=None, at=now - DAY, publish_at=now + DAY)
    else:
        revise(article)
        schedule(article, at=now - DAY, publish_at=now + DAY)
    sign_in(client, roles.EDITORS)
    assert "Will be held" not in read(client, change(article)).text + read(client, "/admin/").text

    record(show, "canceled", (now - 2 * MINUTE).isoformat(timespec="minutes"), at=now - MINUTE)

    assert "Will be held at its moment: Étoile was canceled" in read(client, change(article)).text
    (line,) = read(client, "/admin/").one("section", aria_labelledby="will-be-held").all("li")
    assert "Étoile was canceled" in line.text


# -- what is refused -----------------------------------------------------------------------------

REFUSED = {
    "the past": ({"publish_at": MAY_1}, "is not in the future: publish the changes"),
    "no such revision": ({"revision": 7}, "has no revision 7"),
    "nothing new": ({"revision": 1, "what": "minor"}, "Readers see revision 1 already"),
    "a correction without a note": ({"what": "correction"}, "needs its public note"),
    "a note without a correction": ({"note": "We were wrong."}, "nothing else has one"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_makes_no_sense_is_refused(article, what):
    changes, why = REFUSED[what]
    revise(article)

    with pytest.raises(NotAllowed, match=why):
        schedule(article, **changes)

    assert not ScheduledUpdate.objects.exists()


def test_an_older_revision_is_not_scheduled(article):
    revise(article)
    workflow.update(article, by=None, at=MAY_1, substantive=False)

    with pytest.raises(NotAllowed, match="Readers see revision 2 already: choose a newer one"):
        schedule(article, revision=1)


def test_only_what_readers_see_is_updated_later():
    with pytest.raises(NotAllowed, match="is draft: only what readers see is updated"):
        schedule(make_draft(), revision=1)


def test_there_is_nothing_to_cancel_where_nothing_is_scheduled(article):
    with pytest.raises(NotAllowed, match="No changes of “First” are scheduled"):
        updates.cancel(article, by=None, at=MAY_1)


@pytest.mark.parametrize("how", ["withdrawn", "sealed", "updated"])
def test_what_is_done_to_the_article_takes_the_schedule_away(article, how):
    revise(article)
    schedule(article)
    match how:
        case "withdrawn":
            workflow.withdraw(article, by=None, at=MAY_1)
            workflow.restore(article, by=None, at=MAY_1)
        case "sealed":
            sealing.seal(article, reason="A court said so.", by=make_user(), at=MAY_1)
        case "updated":
            revise(article, "Third")
            workflow.update(article, by=None, at=MAY_1, substantive=False)

    assert workflow.publish_due(at=MAY_3) == []
    assert live(article) == ("Third" if how == "updated" else "First")


# -- at the desk ---------------------------------------------------------------------------------


def card(client, article):
    return read(client, change(article)).one("section", aria_label="Stage").text


def sent(**fields):
    return {"revision": "2", "publish_at": "2099-07-01T18:00", "what": "substantive", "correction": "", **fields}


def test_an_editor_schedules_reschedules_and_cancels(client, article):
    editor = sign_in(client, roles.EDITORS)
    revise(article)
    page = read(client, act(article, "schedule_update"))
    assert [one.attrs["value"] for one in page.one("select", name="revision").all("option")] == ["2", "1"]
    assert "Brought up to date, it relies on" in page.text

    client.post(act(article, "schedule_update"), sent())
    assert ScheduledUpdate.objects.get().publish_at == moment("2099-07-01T22:00+00:00")
    said = card(client, article)
    assert f"Revision 2 goes out on July 1, 2099, 6 p.m. EDT (brought up to date; scheduled by {editor})" in said
    assert "Reschedule the changes…" in said
    assert "changes Jul 1, 2099" in read(client, "/admin/articles/article/").text

    client.post(act(article, "schedule_update"), sent(publish_at="2099-08-01T18:00", what="minor"))
    assert ScheduledUpdate.objects.get().what == "minor"
    client.post(act(article, "cancel_update"))
    assert not ScheduledUpdate.objects.exists()
    assert "Cancel the scheduled changes: no changes are scheduled." in card(client, article)


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"revision": "9"}, "Select a valid choice"),
        ({"publish_at": "2001-01-01T18:00"}, "is not in the future"),
        ({"what": "correction"}, "A correction needs its public note"),
        ({"correction": "We were wrong."}, "There is a public note below"),
    ],
)
def test_what_is_refused_is_said_at_the_page_and_nothing_is_lost(client, article, fields, why):
    sign_in(client, roles.EDITORS)
    revise(article)

    response = client.post(act(article, "schedule_update"), sent(**fields))

    assert why in response.content.decode()
    assert fields.get("correction", "") in response.content.decode()
    assert not ScheduledUpdate.objects.exists()


def test_a_held_update_is_told_on_the_page_and_in_the_list(client, held):
    sign_in(client, roles.EDITORS)

    said = card(client, held)
    rows = read(client, "/admin/articles/article/?stage=held").text

    assert "Changes held instead of published: Étoile was canceled" in said
    assert "Held: revision 2, for May 3, 2025" in said
    assert "Étoile was canceled" in rows
    assert "Étoile was canceled" in read(client, "/admin/").text


def test_a_reporter_schedules_nothing(client, article):
    sign_in(client, roles.REPORTERS)
    revise(article)

    for name in ("schedule_update", "cancel_update"):
        assert client.post(act(article, name), sent()).status_code == 403
    assert not ScheduledUpdate.objects.exists()
