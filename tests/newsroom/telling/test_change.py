"""A change of status, as it is told to the people behind the articles."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import exemptions, notices, sealing, status_changes, workflow
from articles.models import Article, Occasion
from newsroom import roles
from newsroom.models import Message
from newsroom.telling import outbox
from tests.articles.test_cost import make_renewed_show
from tests.factories import (
    cancel_etoile,
    make_article,
    make_change,
    make_etoile,
    make_section,
    make_show,
    moment,
    record,
)
from tests.newsroom.telling.mail import NOON, make_reader_of_mail, sign, work

pytestmark = pytest.mark.django_db

JUNE_6 = moment("2025-06-06T19:00")


@pytest.fixture
def rae():
    return make_reader_of_mail()


@pytest.fixture
def etoile():
    return make_etoile()


def cancel(show, *, by=None, at=NOON):
    return record(show, "canceled", "2025-12-01", network="Fox", by=by, at=at)


def test_who_signed_an_article_is_told_in_the_words_that_readers_get(etoile, rae, mailoutbox, settings):
    settings.SITE_URL = "https://newsroom.example"
    article = sign(make_article("Yes, season 2 is coming", shows=[(etoile, 2)]), rae)
    editor = make_reader_of_mail(roles.EDITORS, "edda", first_name="Edda")

    reversal = make_change(etoile, "order_reversed", "2025-06-06", season=2, network="Prime Video")
    status_changes.record(reversal, by=editor, at=JUNE_6)
    work(at=JUNE_6)

    (mail,) = mailoutbox
    notice = notices.for_article(Article.objects.for_cards().get())
    assert mail.to == [rae.email]
    assert (
        mail.subject == "Season 2 of Étoile, order reversed: it changes what readers are told of one of your articles"
    )
    assert f"Yes, season 2 is coming\nThis has since changed: {notice.text}" in mail.body
    assert f"https://newsroom.example/admin/articles/article/{article.pk}/change/" in mail.body
    assert "Recorded by Edda on June 6, 2025" in mail.body
    (html,) = mail.alternatives
    assert notice.text.replace("’", "&#x27;") in html.content or notice.text in html.content
    assert "<img" not in html.content


def test_who_works_on_it_and_who_edits_its_section_are_told_as_well(etoile, rae, mailoutbox):
    editor = make_reader_of_mail(roles.EDITORS, "edda")
    make_section().editors.add(editor)
    make_reader_of_mail(roles.EDITORS, "another")
    make_article(shows=[(etoile, 2)], by=rae)

    cancel_etoile(etoile)
    work(at=JUNE_6)

    assert sorted(mail.to[0] for mail in mailoutbox if "order reversed" in mail.subject) == [editor.email, rae.email]


def test_who_recorded_it_is_not_told(etoile, rae, mailoutbox):
    make_article(shows=[etoile], by=rae)

    record(etoile, "canceled", "2025-06-06", at=JUNE_6, by=rae, network="Prime Video")
    work(at=JUNE_6)

    assert mailoutbox == []


@pytest.mark.parametrize("gone", [{"is_active": False}, {"email": ""}, {"is_staff": False}])
def test_who_left_or_has_no_address_is_not_told(etoile, rae, mailoutbox, gone):
    make_article(shows=[etoile], by=rae)
    type(rae).objects.filter(pk=rae.pk).update(**gone)

    cancel_etoile(etoile)
    work(at=JUNE_6)

    assert mailoutbox == []
    assert not Message.objects.exists()


def test_who_left_after_it_happened_is_not_told(etoile, rae, mailoutbox):
    make_article(shows=[(etoile, 2)], by=rae)
    cancel_etoile(etoile)
    outbox.take(at=JUNE_6)
    type(rae).objects.filter(pk=rae.pk).update(is_active=False)
    outbox.send_due(at=JUNE_6)

    assert mailoutbox == []
    assert set(Message.objects.values_list("state", flat=True)) == {"needless"}


def test_fifty_articles_are_one_message_that_names_twenty(rae, mailoutbox):
    show = make_renewed_show(1, 50)
    Article.objects.update(assigned_to=rae)

    change = make_change(show, "canceled", "2025-12-01", network="Fox")
    status_changes.record(change, by=None, at=NOON)
    work()

    (mail,) = mailoutbox
    assert "50 of your articles" in mail.subject
    assert mail.body.count("This has since changed") == 20
    assert "And 30 more." in mail.body
    assert "/admin/articles/article/?since_changed=yes" in mail.body


def test_a_hundred_articles_are_counted_though_not_all_are_looked_at(rae, mailoutbox):
    show = make_renewed_show(1, 200)  # half of them about its second season
    Article.objects.update(assigned_to=rae)

    cancel(show)
    work()

    (mail,) = mailoutbox
    assert "100 of your articles" in mail.subject
    assert "And 80 more." in mail.body


def test_a_message_costs_the_same_for_one_article_and_for_fifty(rae, mailoutbox):
    counted = []
    for number, articles in enumerate((2, 60)):
        show = make_renewed_show(number, articles)
        Article.objects.filter(coverage__show=show).update(assigned_to=rae)
        cancel(show)
        with CaptureQueriesContext(connection) as queries:
            work()
        counted.append(len(queries))

    assert len(mailoutbox) == 2
    assert counted[0] == counted[1] <= 40


def test_an_article_that_tells_nothing_else_is_not_told_of(etoile, rae, mailoutbox):
    exempt = make_article("Exempt", shows=[(etoile, 2)], by=rae)
    exemptions.exempt(exempt, reason="A review.", by=None, at=moment("2025-05-01"))
    withdrawn = make_article("Withdrawn", shows=[(etoile, 2)], by=rae)
    workflow.withdraw(withdrawn, by=None, at=moment("2025-05-02"))
    make_article("Another’s", shows=[(make_show("Minx"), 2)], by=rae)

    cancel_etoile(etoile)
    work(at=JUNE_6)

    assert mailoutbox == []


def test_what_was_sealed_meanwhile_is_named_in_no_message(etoile, rae, mailoutbox):
    sealed = make_article("Zanzibar", shows=[(etoile, 2)], by=rae)
    make_article("Still there", shows=[(etoile, 2)], by=rae)
    cancel_etoile(etoile)
    outbox.take(at=JUNE_6)
    sealing.seal(sealed, reason="A court said so.", by=rae, at=JUNE_6)
    outbox.send_due(at=JUNE_6)

    assert mailoutbox
    assert all("Zanzibar" not in mail.message().as_string() for mail in mailoutbox)
    assert any("Still there" in mail.body for mail in mailoutbox)


def test_a_correction_tells_that_an_article_holds_again(rae, mailoutbox):
    show = make_show("Étoile")
    record(show, "returning", "2025-01-10", at="2025-01-10")
    make_article("It returns", shows=[show], by=rae)
    wrong = record(show, "canceled", "2025-06-01", at=JUNE_6)
    work(at=JUNE_6)

    status_changes.correct(wrong, status_changes.void(wrong), by=None, at=NOON)
    work()

    first, second = mailoutbox
    assert "canceled" in first.subject
    assert second.subject.startswith("Étoile, our record corrected")
    assert "It returns\nReaders are told nothing of it any more: it holds again." in second.body


def test_what_was_put_right_before_anybody_was_told_is_not_told_as_news(rae, mailoutbox):
    show = make_show("Étoile")
    record(show, "returning", "2025-01-10", at="2025-01-10")
    make_article("It returns", shows=[show], by=rae)
    wrong = record(show, "canceled", "2025-06-01", at=NOON)
    status_changes.correct(wrong, status_changes.void(wrong), by=None, at=NOON)

    work()

    assert [mail.subject.split(":")[0] for mail in mailoutbox] == ["Étoile, our record corrected"]


def test_news_that_touches_no_article_is_no_occasion(etoile):
    Occasion.objects.all().delete()

    record(make_show("Minx"), "canceled", "2025-06-06")

    assert not Occasion.objects.exists()


def test_what_is_imported_and_what_is_old_is_told_to_nobody(etoile, rae, mailoutbox):
    make_article(shows=[etoile], by=rae)
    change = make_change(etoile, "canceled", "2025-06-06", network="Prime Video")
    status_changes.record_all(etoile, [(change, None)], by=None, at=JUNE_6)
    work(at=JUNE_6)
    record(etoile, "returning", "2025-06-08", at="2025-06-08", network="Prime Video")

    work(at=NOON)

    assert mailoutbox == []
    assert not Occasion.objects.waiting().exists()


def test_a_line_break_in_a_headline_and_markup_do_no_harm(etoile, rae, mailoutbox):
    article = make_article("<script>alert(1)</script>", shows=[(etoile, 2)], by=rae)
    etoile.title = "Étoile\r\nBcc: everybody@news.example"
    etoile.save()

    cancel_etoile(etoile)
    work(at=JUNE_6)

    assert article.pk
    for mail in mailoutbox:
        assert "\n" not in mail.subject
        assert mail.message()["Bcc"] is None
        assert "<script>" not in mail.alternatives[0].content
