"""What happens to a piece on its way, as it is told to those whom it concerns."""

from datetime import timedelta

import pytest

from articles import assignments, comments, sealing, status_changes, updates, workflow
from articles.models import Article, Occasion
from newsroom import handover, roles
from newsroom.models import Wishes
from newsroom.telling import outbox
from tests.desk import make_member
from tests.factories import (
    cancel_etoile,
    make_article,
    make_change,
    make_draft,
    make_etoile,
    make_section,
    make_show,
    moment,
    record,
)
from tests.newsroom.telling.mail import make_reader_of_mail, sign, work

pytestmark = pytest.mark.django_db

AT = moment("2025-06-05")
HOUR = timedelta(hours=1)


@pytest.fixture
def rae():
    return make_reader_of_mail(first_name="Rae")


@pytest.fixture
def edda():
    return make_reader_of_mail(roles.EDITORS, "edda", first_name="Edda")


def told(mailoutbox):
    return sorted((mail.to[0], mail.subject) for mail in mailoutbox)


def test_all_who_may_publish_are_told_what_is_handed_in(rae, edda, mailoutbox):
    make_reader_of_mail(name="another")
    draft = make_draft("Étoile ends", by=rae)

    workflow.submit(draft, by=rae, at=AT)
    work(at=AT)

    assert told(mailoutbox) == [(edda.email, "For review: Étoile ends")]
    assert "Rae handed it in on June 5, 2025" in mailoutbox[0].body


def test_where_a_section_has_editors_they_are_told_and_nobody_else(rae, edda, mailoutbox):
    own = make_reader_of_mail(roles.EDITORS, "own")
    make_section().editors.add(own, rae)  # she edits it too, and may not publish

    workflow.submit(make_draft("Étoile ends", by=rae), by=None, at=AT)
    work(at=AT)

    assert told(mailoutbox) == [(own.email, "For review: Étoile ends")]


def test_what_was_published_before_anybody_was_told_is_not_for_review(rae, edda, mailoutbox):
    draft = make_draft(by=rae)
    workflow.submit(draft, by=rae, at=AT)
    workflow.publish(draft, by=edda, at=AT)

    work(at=AT)

    assert mailoutbox == []


def test_who_wrote_it_is_told_that_it_is_sent_back_and_why(rae, edda, mailoutbox):
    signer = make_reader_of_mail(name="signer")
    draft = sign(make_draft("Étoile ends", by=rae), signer)
    workflow.submit(draft, by=edda, at=AT)

    workflow.send_back(draft, by=edda, at=AT + HOUR, comment="Who says so?\nAsk them <b>again</b>.")
    work(at=AT + HOUR)

    assert told(mailoutbox) == [(one.email, "Sent back: Étoile ends") for one in (rae, signer)]
    assert "Edda sent it back on June 5, 2025" in mailoutbox[0].body
    assert "> Who says so?\n> Ask them <b>again</b>." in mailoutbox[0].body
    assert "&lt;b&gt;again&lt;/b&gt;" in mailoutbox[0].alternatives[0].content


def test_who_wrote_it_is_told_of_the_comments_of_others(rae, edda, mailoutbox):
    draft = make_draft("Étoile ends", by=rae)

    comments.say(draft, "A note to myself", by=rae, at=AT)
    comments.say(draft, "Nice lede", by=edda, at=AT + HOUR)
    work(at=AT + HOUR)

    assert told(mailoutbox) == [(rae.email, "Comment on: Étoile ends")]
    assert "> Nice lede" in mailoutbox[0].body


def test_who_is_given_a_piece_is_told_what_it_is_to_be(rae, edda, mailoutbox):
    due = AT + timedelta(days=2)

    assignments.commission(
        "Who comes back", rae, section=make_section(), slug="who", by=edda, at=AT, due_at=due, brief="600 words."
    )
    work(at=AT)

    assert told(mailoutbox) == [(rae.email, "Yours to write: Who comes back")]
    assert "Edda gave it to you on June 5, 2025" in mailoutbox[0].body
    assert "It is due June 7, 2025" in mailoutbox[0].body
    assert "> 600 words." in mailoutbox[0].body


def test_who_is_to_decide_on_a_published_article_is_told(rae, edda, mailoutbox):
    article = make_article("It returns", published="2025-04-30")

    assignments.entrust(article, rae, by=edda, at=AT)
    work(at=AT)

    assert told(mailoutbox) == [(rae.email, "Yours to decide on: It returns")]


def test_what_went_out_before_anybody_was_told_is_not_to_be_written(rae, edda, mailoutbox):
    draft = make_draft("Étoile ends")
    assignments.assign(draft, rae, by=edda, at=AT)
    workflow.publish(draft, by=edda, at=AT + HOUR)

    work(at=AT + HOUR)

    assert mailoutbox == []


def test_who_takes_a_piece_or_has_it_no_more_is_not_told(rae, edda, mailoutbox):
    draft = make_draft(by=None)
    assignments.assign(draft, rae, by=rae, at=AT)
    assignments.assign(draft, rae, by=edda, at=AT)
    assignments.assign(draft, edda, by=edda, at=AT)

    work(at=AT)

    assert mailoutbox == []


def make_held(by):
    show = make_show("Étoile")
    record(show, "returning", "2025-01-10", at="2025-01-10")
    draft = make_draft("It returns", shows=[show])
    workflow.schedule(draft, by=by, at=AT, publish_at=AT + 2 * HOUR)
    record(show, "canceled", (AT + HOUR).isoformat(), at=AT + HOUR)
    workflow.publish_due(at=AT + 2 * HOUR)
    return draft


def test_who_scheduled_it_and_the_editors_are_told_that_it_is_held(rae, edda, mailoutbox):
    make_held(rae)

    work(at=AT + 2 * HOUR)

    assert told(mailoutbox) == sorted((one.email, "Held: It returns") for one in (rae, edda))
    assert "It was not published at its moment" in mailoutbox[0].body
    assert "Étoile was canceled" in mailoutbox[0].body


def test_nobody_is_told_of_what_was_freed_meanwhile(rae, edda, mailoutbox):
    workflow.publish(make_held(rae), by=None, at=AT + 2 * HOUR)

    work(at=AT + 2 * HOUR)

    assert [subject for _, subject in told(mailoutbox) if subject.startswith("Held")] == []


def test_who_scheduled_changes_is_told_that_they_are_held(rae, mailoutbox):
    show = make_show("Étoile")
    record(show, "returning", "2025-01-10", at="2025-01-10")
    article = make_article("It returns", shows=[show], by=None)
    substantive = updates.What.SUBSTANTIVE
    updates.schedule(article, by=rae, at=AT, publish_at=AT + 2 * HOUR, revision=1, what=substantive)
    change = make_change(show, "canceled", (AT + HOUR).isoformat())
    status_changes.record(change, by=None, at=AT + HOUR)

    workflow.publish_due(at=AT + 2 * HOUR)
    work(at=AT + 2 * HOUR)

    assert told(mailoutbox) == [(rae.email, "Held: It returns")]
    assert "It was not updated at its moment" in mailoutbox[0].body


def test_what_was_sealed_meanwhile_is_told_to_nobody(rae, edda, mailoutbox):
    draft = make_draft("Zanzibar", by=rae)
    workflow.submit(draft, by=rae, at=AT)
    comments.say(draft, "Zanzibar!", by=edda, at=AT)
    outbox.take(at=AT)
    sealing.seal(draft, reason="A court said so.", by=edda, at=AT)

    outbox.send_due(at=AT)

    assert Article.objects.get().sealed_at
    assert mailoutbox == []


def test_who_wants_to_be_told_nothing_is_told_nothing(rae, edda, mailoutbox):
    Wishes.objects.create(user=rae, remark="never")
    draft = make_draft(by=rae)
    comments.say(draft, "Nice lede", by=edda, at=AT)

    work(at=AT)

    assert mailoutbox == []


def test_who_changes_his_mind_before_it_is_sent_is_told_nothing(rae, edda, mailoutbox):
    comments.say(make_draft(by=rae), "Nice lede", by=edda, at=AT)
    outbox.take(at=AT)
    Wishes.objects.create(user=rae, remark="never")

    outbox.send_due(at=AT)

    assert mailoutbox == []


def test_much_that_is_handed_over_is_one_message(rae, mailoutbox):
    leaving, manager = make_reader_of_mail(name="leaving"), make_member(roles.MANAGING_EDITORS)
    etoile = make_etoile()
    for number in range(25):
        make_draft(f"Number {number}", by=leaving)
    make_article("Season 2 comes", shows=[(etoile, 2)], by=leaving)
    make_article("Out and right", by=leaving)
    cancel_etoile(etoile)
    Occasion.objects.update(taken_at=AT)

    seen = handover.Work.of(leaving, at=AT).seen
    handover.hand_over(leaving, by=manager, at=AT, seen=seen, to=rae)
    Article.objects.filter(latest_revision__headline="Number 0").update(assigned_to=manager)
    work(at=AT)

    (letter,) = [one for one in mailoutbox if one.to == [rae.email]]
    assert letter.subject == "Yours now: 25 articles"
    assert f"{manager} handed over to you on June 5, 2025" in letter.body
    assert f"what {leaving} had in hand." in letter.body
    assert "Number 1\nDraft." in letter.body
    assert "Number 0\n" not in letter.body
    assert "And 5 more." in letter.body
    assert "Out and right" not in letter.body
