"""Somebody other than its writer approves a revision, or sends it back and says why."""

from datetime import timedelta

import pytest

from articles import comments, text, workflow
from articles.models import Article, Publication
from newsroom import roles
from tests.articles.writing import act, change, filled, going_out
from tests.desk import sign_in
from tests.factories import make_article, make_draft, make_show, make_user, moment, record
from tests.pages import read

pytestmark = pytest.mark.django_db

MAY_1 = moment("2025-05-01")
HOUR = timedelta(hours=1)


@pytest.fixture
def writer():
    return make_user("writer")


@pytest.fixture
def editor():
    return make_user("editor")


@pytest.fixture
def submitted(writer):
    article = make_draft(by=writer, at=MAY_1)
    return workflow.submit(article, by=writer, at=MAY_1)


def fresh(article):
    return Article.objects.get(pk=article.pk)


def revise(article, by=None, at=MAY_1, headline="Better"):
    base = fresh(article).latest_revision.number
    return text.save_revision(article, base=base, by=by, at=at, headline=headline)


# -- what is approved ----------------------------------------------------------------------------


def test_approval_names_the_revision_who_and_when(submitted, editor):
    workflow.approve(submitted, by=editor, at=MAY_1, revision=1)

    assert (submitted.stage, submitted.approved_by, submitted.approved_at) == ("approved", editor, MAY_1)
    assert submitted.approved_revision == submitted.latest_revision
    assert submitted.is_reviewed


def test_nobody_approves_what_he_or_she_saved(submitted, writer):
    with pytest.raises(workflow.NotAllowed, match="You saved revision 1 of “Yes, season 2 is coming” yourself"):
        workflow.approve(submitted, by=writer, at=MAY_1)

    assert fresh(submitted).stage == "in_review"


def test_nobody_approves_what_he_or_she_has_not_read(submitted, editor, writer):
    revise(submitted, by=writer)

    with pytest.raises(workflow.SavedMeanwhile, match="you had read revision 1"):
        workflow.approve(submitted, by=editor, at=MAY_1, revision=1)


def test_another_revision_is_in_review_again(submitted, editor):
    workflow.approve(submitted, by=editor, at=MAY_1)

    revise(submitted, by=editor)

    article = fresh(submitted)
    assert (article.stage, article.approved_revision, article.approved_by) == ("in_review", None, None)


def test_what_is_approved_goes_out_as_reviewed(submitted, editor):
    workflow.approve(submitted, by=editor, at=MAY_1)

    workflow.publish(submitted, by=editor, at=MAY_1)

    assert Publication.objects.get().unreviewed is False
    assert submitted.audit.first().details == {}


@pytest.mark.parametrize("stage", ["draft", "in review"])
def test_what_nobody_approved_is_published_in_one_act_and_logged_as_unreviewed(writer, editor, stage):
    article = make_draft(by=writer)
    if stage == "in review":
        workflow.submit(article, by=writer, at=MAY_1)

    workflow.publish(article, by=editor, at=MAY_1)

    assert Publication.objects.get().unreviewed is True
    assert article.audit.first().details == {"unreviewed": True}


def test_an_approved_article_keeps_its_approval_on_the_schedule_and_off_it(submitted, editor):
    workflow.approve(submitted, by=editor, at=MAY_1)

    workflow.schedule(submitted, by=editor, at=MAY_1, publish_at=MAY_1 + HOUR)
    assert workflow.unschedule(submitted, by=editor, at=MAY_1).stage == "approved"
    workflow.schedule(submitted, by=editor, at=MAY_1, publish_at=MAY_1 + HOUR)
    workflow.publish_due(at=MAY_1 + HOUR)

    assert Publication.objects.get().unreviewed is False


def test_what_is_saved_while_it_is_scheduled_goes_out_unreviewed(submitted, editor):
    workflow.approve(submitted, by=editor, at=MAY_1)
    workflow.schedule(submitted, by=editor, at=MAY_1, publish_at=MAY_1 + HOUR)

    revise(submitted, by=editor)
    workflow.publish_due(at=MAY_1 + HOUR)

    log = Publication.objects.get()
    assert (log.revision.number, log.unreviewed) == (2, True)


def test_what_news_has_overtaken_is_no_longer_approved(writer, editor):
    show = make_show()
    record(show, "returning", "2025-01-10")
    article = workflow.submit(make_draft(shows=[show], by=writer), by=writer, at=MAY_1)
    workflow.approve(article, by=editor, at=MAY_1)
    workflow.schedule(article, by=editor, at=MAY_1, publish_at=MAY_1 + 2 * HOUR)
    record(show, "canceled", (MAY_1 + HOUR).isoformat(), at=MAY_1 + HOUR)
    workflow.publish_due(at=MAY_1 + 2 * HOUR)

    workflow.unschedule(article, by=editor, at=MAY_1 + 3 * HOUR)

    assert (article.stage, article.approved_revision) == ("in_review", None)


# -- sent back -----------------------------------------------------------------------------------


@pytest.mark.parametrize("approved", [True, False])
def test_an_article_is_sent_back_with_a_comment(submitted, editor, approved):
    if approved:
        workflow.approve(submitted, by=editor, at=MAY_1)

    workflow.send_back(submitted, by=editor, at=MAY_1, comment="Say since when.\nAnd who said it.")

    comment = submitted.comments.get()
    assert (submitted.stage, submitted.approved_revision) == ("draft", None)
    assert (comment.text, comment.by, comment.sent_back) == ("Say since when.\nAnd who said it.", editor, True)
    assert submitted.audit.first().act == "sent_back"


def test_nothing_is_sent_back_without_a_word(submitted, editor):
    with pytest.raises(comments.NotSaid, match="Write what is to be said"):
        workflow.send_back(submitted, by=editor, at=MAY_1, comment=" \n ")

    assert fresh(submitted).stage == "in_review"


# -- at the desk ---------------------------------------------------------------------------------


def stage_card(client, article):
    return read(client, change(article)).one("section", aria_label="Stage")


def test_an_editor_approves_what_a_reporter_wrote(client, submitted):
    editor = sign_in(client, roles.EDITORS)
    assert "Revision 1 goes out" in read(client, act(submitted, "approve")).text

    response = client.post(act(submitted, "approve"), going_out(submitted), follow=True)

    assert "is approved." in response.content.decode()
    card = stage_card(client, submitted)
    assert f"{editor} approved revision 1 on " in card.text
    assert [one.attrs["value"] for one in card.all("button", data_look="primary")] == ["publish"]


def test_an_editor_is_told_why_own_work_waits_for_somebody_else(client):
    editor = sign_in(client, roles.EDITORS)
    article = workflow.submit(make_draft(by=editor), by=editor, at=MAY_1)

    card = stage_card(client, article)

    reason = "you saved revision 1 yourself: somebody else approves it"
    assert f"Approve: {reason}." in card.one(class_="copy-not-now").text
    assert "approve" not in [one.attrs["value"] for one in card.all("button", name="_act")]
    assert f"Not possible now: {reason}." in read(client, act(article, "approve")).text
    client.post(act(article, "approve"), going_out(article))
    assert fresh(article).stage == "in_review"


@pytest.mark.parametrize("name", ["publish", "schedule"])
def test_the_page_says_that_nobody_has_approved_it(client, submitted, name):
    sign_in(client, roles.EDITORS)
    said = "Nobody has approved revision 1"
    assert said in read(client, act(submitted, name)).text

    workflow.approve(submitted, by=make_user("other"), at=MAY_1)

    assert said not in read(client, act(submitted, name)).text


def test_the_log_says_what_was_not_reviewed(client, editor):
    sign_in(client, roles.EDITORS)
    article = make_article(by=editor)

    history = read(client, change(article)).one("section", aria_label="History").text

    assert "Published, unreviewed" in history
    assert "Published: unreviewed" in history


def test_sending_back_asks_for_a_comment_that_its_writer_reads(client, submitted, writer):
    editor = sign_in(client, roles.EDITORS)
    refused = client.post(act(submitted, "send_back"), {"comment": ""})
    assert "This field is required" in refused.content.decode()
    assert fresh(submitted).stage == "in_review"

    client.post(act(submitted, "send_back"), {"comment": "Say <b>since when</b>.\nAnd who said it."})

    Article.objects.filter(pk=submitted.pk).update(assigned_to=sign_in(client, roles.REPORTERS))
    card = stage_card(client, submitted)
    assert f"Sent back by {editor}:" in card.text
    assert "Say <b>since when</b>." in card.one(class_="copy-comment-text").text
    assert card.one(class_="copy-comment-text").all("br")


def test_a_reporter_who_handed_in_is_told_what_is_not_possible(client):
    reporter = sign_in(client, roles.REPORTERS)
    article = make_draft(by=reporter)
    Article.objects.filter(pk=article.pk).update(assigned_to=reporter)
    form = filled(client, change(article)) | {"_act": "submit"}

    client.post(change(article), form)

    assert "Submit for review: only a draft is submitted." in stage_card(client, article).text


def test_each_role_reads_only_of_acts_that_are_its_own(client):
    sign_in(client, roles.EDITORS)
    reasons = stage_card(client, make_draft()).one(class_="copy-not-now").text

    assert "Still right: only what readers see is reviewed." in reasons
    assert "Redate" not in reasons
    assert "Withdraw" not in reasons


def test_under_embargo_publishing_is_not_offered_and_the_reason_is(client):
    sign_in(client, roles.EDITORS)
    article = make_draft(embargo_until=moment("2099-01-01"))

    card = stage_card(client, article)

    assert "publish" not in [one.attrs["value"] for one in card.all("button", name="_act")]
    assert "Publish: it is under embargo until January 1, 2099, 7 a.m. EST." in card.text
    assert "Under embargo until January 1, 2099" in read(client, act(article, "schedule")).text


@pytest.mark.slow
@pytest.mark.parametrize(("role", "lifts"), [(roles.REPORTERS, False), (roles.EDITORS, True)])
@pytest.mark.parametrize("to", ["", "2098-01-01T09:00"])
def test_only_an_editor_lifts_an_embargo_before_its_time(client, role, lifts, to):
    user = sign_in(client, role)
    article = make_draft(by=user, embargo_until=moment("2099-01-01T14:00:30+00:00"))
    Article.objects.filter(pk=article.pk).update(assigned_to=user)
    same = filled(client, change(article))
    assert client.post(change(article), same | {"headline": "Written under embargo"}).status_code == 302

    response = client.post(change(article), filled(client, change(article)) | {"embargo_until": to})

    assert response.status_code == (302 if lifts else 200)
    assert lifts or "only an editor lifts it before" in response.content.decode()
    assert (fresh(article).embargo_until == moment("2099-01-01T14:00:30+00:00")) != lifts
