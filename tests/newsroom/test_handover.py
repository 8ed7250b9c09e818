"""Somebody leaves: what the account has in hand goes to somebody else, all of it or nothing."""

from datetime import timedelta
from threading import Event, Thread

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.urls import reverse

from articles import assignments, copies, exemptions, preview_links, text, updates, workflow
from articles.models import Article, Author, KeptText, PreviewLink, ScheduledUpdate
from newsroom import handover, roles
from newsroom.handover import HAND_OVER, REVOKE, Work
from newsroom.models import User
from tests.articles.test_assignments import make_writer
from tests.articles.test_concurrency import alone, result_of, threads, wait_for_waiters
from tests.factories import cancel_etoile, make_article, make_draft, make_etoile, moment

__all__ = ["threads"]

pytestmark = pytest.mark.django_db

NOW, LATER = moment("2025-06-01"), moment("2025-06-07")


@pytest.fixture
def manager():
    return make_writer("managing-editor", roles.MANAGING_EDITORS)


@pytest.fixture
def editor():
    return make_writer("editor", roles.EDITORS)


def make_work(account):
    """One of everything that an account can have in hand."""
    draft, submitted, scheduled = (make_draft(name, by=account, at=NOW) for name in ("Draft", "Handed in", "Scheduled"))
    others = make_draft("Another’s", at=NOW)
    workflow.submit(submitted, by=account, at=NOW)
    for article in (scheduled, others):
        workflow.schedule(article, by=account, at=NOW, publish_at=LATER)
    make_article("Out", by=account, published="2025-05-01")
    link, _ = preview_links.make(draft, by=account, at=NOW)
    fields = {"headline": ["Half a headline"]}
    copies.keep(draft, copies.Window.new(), base=1, fields=fields, by=account, at=NOW)
    return draft, submitted, scheduled, others, link


def done(account, manager, *, to=None, do=handover.deactivate, **more):
    seen = Work.of(account, at=NOW).seen
    return do(account, by=manager, at=NOW, seen=seen, to=to, **more)


def test_everything_in_hand_goes_to_the_successor(manager, editor):
    reporter, successor = make_writer(), make_writer("successor", roles.EDITORS)
    draft, submitted, scheduled, _, link = make_work(reporter)

    done(reporter, manager, to=successor, links=HAND_OVER)

    reporter.refresh_from_db()
    link.refresh_from_db()
    assert not reporter.is_active
    assert set(Article.objects.not_out().assigned_to(successor)) == {draft, submitted, scheduled}
    assert {one.scheduled_by for one in Article.objects.filter(stage="scheduled")} == {successor}
    assert (link.made_by, link.revoked_at) == (successor, None)
    assert KeptText.objects.get().by == successor
    assert not Work.of(reporter, at=NOW)
    assert Article.objects.published().get().assigned_to == reporter


def test_changes_that_it_has_scheduled_go_out_in_the_name_of_who_takes_over(manager, editor):
    successor, article = make_writer("successor", roles.EDITORS), make_article("Out", published="2025-05-01")
    text.save_revision(article, base=1, by=editor, at=NOW, headline="Out again")
    updates.schedule(article, by=editor, at=NOW, publish_at=LATER, revision=2, what="minor")

    with pytest.raises(handover.NotPossible, match="choose who takes it over"):
        done(editor, manager)
    done(editor, manager, to=successor)

    assert ScheduledUpdate.objects.get().by == successor
    assert article.audit.filter(act="handed_over").exists()


def test_each_article_tells_that_it_was_handed_over(manager):
    reporter, successor = make_writer(), make_writer("successor")
    *articles, _ = make_work(reporter)

    done(reporter, manager, to=successor)

    for article in articles:
        last = article.audit.filter(act="handed_over").get()
        assert (last.by, last.details) == (manager, {"subject": str(successor), "was": str(reporter)})


def test_what_a_reporter_takes_over_counts_as_scheduled_by_who_decided(manager):
    reporter, successor = make_writer(), make_writer("successor")
    make_work(reporter)

    done(reporter, manager, to=successor)

    assert {one.scheduled_by for one in Article.objects.filter(stage="scheduled")} == {manager}


def test_links_are_revoked_unless_they_are_handed_over(manager):
    reporter, successor = make_writer(), make_writer("successor")
    *_, link = make_work(reporter)

    done(reporter, manager, to=successor, links=REVOKE)

    link.refresh_from_db()
    assert (link.made_by, link.revoked_by, link.revoked_at) == (reporter, manager, NOW)


def test_bylines_stay_as_they_are(manager):
    reporter = make_writer()
    author = Author.objects.create(name="Desk", slug="desk", account=reporter)

    done(reporter, manager)

    author.refresh_from_db()
    assert (author.account, author.is_active) == (reporter, True)


def test_who_has_nothing_in_hand_needs_no_successor(manager):
    reporter = make_writer()

    done(reporter, manager)

    reporter.refresh_from_db()
    assert not reporter.is_active


def test_links_alone_that_are_revoked_need_no_successor(manager, editor):
    link, _ = preview_links.make(make_draft(), by=editor, at=NOW)

    with pytest.raises(handover.NotPossible, match="choose who takes it over"):
        done(editor, manager, links=HAND_OVER)
    done(editor, manager, links=REVOKE)

    link.refresh_from_db()
    assert link.revoked_by == manager


@pytest.mark.parametrize("case", ["nobody", "itself", "switched off", "may not write"])
def test_who_cannot_take_over_is_refused_and_nothing_is_done(manager, case):
    reporter = make_writer()
    successors = {
        "nobody": None,
        "itself": reporter,
        "switched off": make_writer("off", is_active=False),
        "may not write": make_writer("former"),
    }
    Group.objects.get(name=roles.REPORTERS).user_set.remove(successors["may not write"])
    draft, *_ = make_work(reporter)

    with pytest.raises(handover.NotPossible):
        done(reporter, manager, to=successors[case])

    reporter.refresh_from_db()
    draft.refresh_from_db()
    assert (reporter.is_active, draft.assigned_to) == (True, reporter)


def test_nobody_switches_off_his_own_account(manager):
    make_writer("another", roles.MANAGING_EDITORS)

    with pytest.raises(handover.NotPossible, match="your own account"):
        done(manager, manager)


def test_the_last_who_manages_people_stays(manager, editor):
    with pytest.raises(handover.NotPossible, match="is the last who manages people"):
        done(manager, editor)

    another = make_writer("another", roles.MANAGING_EDITORS)
    done(manager, another)

    assert not User.objects.get(pk=manager.pk).is_active


def test_more_than_was_shown_is_shown_again(manager):
    reporter, successor = make_writer(), make_writer("successor")
    seen = Work.of(reporter, at=NOW).seen
    article = make_draft("Given meanwhile")
    assignments.assign(article, reporter, by=manager, at=NOW)

    with pytest.raises(handover.MoreThanShown, match="more in hand by now than you were shown"):
        handover.deactivate(reporter, by=manager, at=NOW, seen=seen, to=successor)

    assert User.objects.get(pk=reporter.pk).is_active


def test_less_than_was_shown_is_no_obstacle(manager):
    reporter, successor = make_writer(), make_writer("successor")
    article = make_draft("Published meanwhile", by=reporter, at=NOW)
    seen = Work.of(reporter, at=NOW).seen
    workflow.publish(article, by=manager, at=NOW)

    handover.deactivate(reporter, by=manager, at=NOW, seen=seen, to=successor)

    article.refresh_from_db()
    assert article.assigned_to == reporter


def test_work_is_handed_over_by_who_stays(manager):
    reporter, successor = make_writer(), make_writer("successor")
    draft, *_ = make_work(reporter)

    done(reporter, manager, to=successor, do=handover.hand_over)

    draft.refresh_from_db()
    reporter.refresh_from_db()
    assert (draft.assigned_to, reporter.is_active) == (successor, True)


def test_who_comes_back_gets_nothing_back(manager):
    reporter, successor = make_writer(), make_writer("successor")
    draft, *_ = make_work(reporter)
    done(reporter, manager, to=successor)

    handover.reactivate(reporter, by=manager, at=NOW)

    reporter.refresh_from_db()
    draft.refresh_from_db()
    assert (reporter.is_active, draft.assigned_to) == (True, successor)
    assert not Work.of(reporter, at=NOW)


def test_however_an_account_is_switched_off_its_links_lead_nowhere(manager, editor):
    link, token = preview_links.make(make_draft(), by=editor, at=NOW)

    User.objects.filter(pk=editor.pk).update(is_active=False)

    assert preview_links.followed(token, at=NOW) is None
    handover.reactivate(editor, by=manager, at=NOW)
    link.refresh_from_db()
    assert link.revoked_by == manager
    assert preview_links.followed(token, at=NOW) is None


def test_links_that_have_ended_are_nobodys_work(editor):
    preview_links.make(make_draft(), by=editor, at=NOW - timedelta(days=8))
    revoked, _ = preview_links.make(make_draft(), by=editor, at=NOW)
    preview_links.revoke(revoked, by=editor, at=NOW)

    assert PreviewLink.objects.count() == 2
    assert not Work.of(editor, at=NOW)


# -- at the same time ----------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_nobody_is_given_an_article_while_being_switched_off():
    manager = make_writer("managing-editor", roles.MANAGING_EDITORS)
    reporter, article = make_writer(), make_draft("Given meanwhile")
    refused = []

    def give():
        try:
            assignments.assign(article, reporter, by=manager, at=NOW)
        except assignments.NotPossible as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    with transaction.atomic():
        handover.deactivate(reporter, by=manager, at=NOW)
        other = Thread(target=give)
        other.start()
        other.join(0.5)
        assert other.is_alive()
    other.join(10)

    article.refresh_from_db()
    assert refused == [f"“{reporter}” can’t be given an article: the account is switched off, or may not write."]
    assert article.assigned_to is None


@pytest.mark.django_db(transaction=True)
def test_what_is_given_while_somebody_decides_is_not_lost():
    manager = make_writer("managing-editor", roles.MANAGING_EDITORS)
    reporter, article = make_writer(), make_draft("Given meanwhile")
    refused = []

    def switch_off():
        try:
            handover.deactivate(reporter, by=manager, at=NOW, seen="")
        except handover.MoreThanShown as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    with transaction.atomic():
        assignments.assign(article, reporter, by=manager, at=NOW)
        other = Thread(target=switch_off)
        other.start()
        other.join(0.5)
        assert other.is_alive()
    other.join(10)

    article.refresh_from_db()
    assert len(refused) == 1
    assert (article.assigned_to, article.assigned_to.is_active) == (reporter, True)


@pytest.mark.django_db(transaction=True)
def test_who_saves_an_article_with_a_link_while_being_switched_off_saves_it(threads):
    manager, successor = make_writer("managing-editor", roles.MANAGING_EDITORS), make_writer("successor")
    account, article = make_writer("editor", roles.EDITORS), make_draft("Another’s", at=NOW)
    window = copies.Window.new()
    copies.keep(article, window, base=1, fields={"headline": ["Half a headline"]}, by=account, at=NOW)
    preview_links.make(article, by=account, at=NOW)
    is_saving, goes_on = Event(), Event()

    def save():
        text.save_revision(article, base=1, by=account, at=NOW, headline="A headline")
        is_saving.set()
        assert goes_on.wait(timeout=30)
        copies.finish(article, window, by=account, at=NOW)

    saving = threads.submit(alone, transaction.atomic(save))
    assert is_saving.wait(timeout=30)
    handing = threads.submit(alone, lambda: done(account, manager, to=successor))
    wait_for_waiters(1)
    goes_on.set()

    assert result_of(saving) is None
    assert isinstance(result_of(handing), Work)
    assert article.revisions.latest("number").headline == "A headline"


def test_what_has_since_changed_and_nobody_has_decided_on_goes_along(client, manager):
    reporter, successor = make_writer(), make_writer("successor")
    etoile = make_etoile()
    undecided, decided = (make_article(name, shows=[(etoile, 2)], by=reporter) for name in ("Undecided", "Decided"))
    right = make_article("Right", by=reporter)
    cancel_etoile(etoile)
    exemptions.exempt(decided, reason="A review.", by=manager, at=NOW)
    client.force_login(manager)

    page = client.get(reverse("desk:hand_over", args=[reporter.pk])).content.decode()
    assert "Since changed, to be decided on" in page
    assert "Undecided" in page
    done(reporter, manager, to=successor)

    assert list(Article.objects.filter(assigned_to=successor)) == [undecided]
    assert set(Article.objects.filter(assigned_to=reporter)) == {decided, right}
    assert undecided.audit.filter(act="handed_over").exists()
