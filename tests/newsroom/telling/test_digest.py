"""The digest: what is undecided of one's articles, once in the morning, and what was kept for it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from threading import Barrier

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import comments, sealing, workflow
from articles.models import Section
from newsroom import roles
from newsroom.models import Digest, Message, User, Wishes
from newsroom.telling import digests, outbox, unsubscribing, wishes
from tests.desk import make_member, post, sign_in
from tests.factories import cancel_etoile, make_article, make_etoile, make_section, make_user, moment
from tests.newsroom.telling.mail import make_reader_of_mail, sign, work
from tests.pages import read

# Friday; the newsroom's clock is in New York, where it is 7:00.
FRIDAY, MONDAY = moment("2026-01-09T12:00:00+00:00"), moment("2026-01-12T12:00:00+00:00")
HOUR = timedelta(hours=1)


def make_undecided(person, number=1):
    etoile = make_etoile()
    found = [sign(make_article(f"Part {one}", shows=[(etoile, 2)]), person) for one in range(1, number + 1)]
    cancel_etoile(etoile)
    Message.objects.all().delete()
    return found


def morning(at=FRIDAY):
    """What the worker does at that time; how many messages left by it."""
    before = len(mail.outbox)
    digests.prepare(at=at)
    outbox.send_due(at=at)
    return len(mail.outbox) - before


@pytest.fixture
def editor(db):
    return make_reader_of_mail(roles.EDITORS)


@pytest.mark.django_db
def test_what_is_undecided_comes_once_in_the_morning(editor, mailoutbox):
    make_undecided(editor, 2)

    assert morning(FRIDAY - HOUR) == 0
    assert [morning(FRIDAY + hours * HOUR) for hours in (0, 1, 9)] == [1, 0, 0]

    (letter,) = mailoutbox
    assert letter.to == [editor.email]
    assert letter.subject == "Undecided: 2 of your articles"
    assert "2 of your articles have since changed, and nobody has decided on them." in letter.body
    assert letter.body.index("Part 2") < letter.body.index("Part 1")
    assert "This has since changed: Prime Video has reversed its order for season 2 of Étoile" in letter.body
    assert "/admin/stale/" in letter.body
    assert letter.extra_headers["List-Unsubscribe"].startswith("<http")
    assert "Part 1" in letter.alternatives[0].content
    assert morning(FRIDAY + 24 * HOUR) == 1


@pytest.mark.django_db
def test_nothing_undecided_sends_nothing(editor, mailoutbox):
    make_article("Right", authors=())
    make_undecided(make_user("somebody"))

    assert morning() == 0
    assert mailoutbox == []
    assert Digest.objects.get(to=editor).state == "needless"


@pytest.mark.django_db
def test_of_very_many_the_worst_are_named(editor, mailoutbox, monkeypatch):
    monkeypatch.setattr(digests, "NAMED", 2)
    make_undecided(editor, 5)

    morning()

    assert "5 of your articles" in mailoutbox[0].body
    assert "And 3 more." in mailoutbox[0].body
    assert mailoutbox[0].body.count("/change/") == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "chosen", "friday", "monday"),
    [
        (roles.REPORTERS, {}, 0, 1),
        (roles.EDITORS, {}, 1, 1),
        (roles.MANAGING_EDITORS, {}, 1, 1),
        (roles.EDITORS, {"digest": "week"}, 0, 1),
        (roles.REPORTERS, {"digest": "day"}, 1, 1),
        (roles.EDITORS, {"digest": "never"}, 0, 0),
    ],
)
def test_it_comes_as_chosen_or_as_the_role_begins(role, chosen, friday, monday, mailoutbox):
    person = make_reader_of_mail(role)
    make_undecided(person)
    if chosen:
        wishes.choose(person, at=FRIDAY, **chosen)

    assert (morning(FRIDAY), morning(MONDAY)) == (friday, monday)


@pytest.mark.django_db
def test_editors_of_a_section_are_told_of_all_in_it(mailoutbox):
    person, section = make_reader_of_mail(roles.EDITORS), make_section()
    make_undecided(make_user("writer"))
    assert morning() == 0

    Section.objects.get(pk=section.pk).editors.add(person)

    assert morning(MONDAY) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-03-08T10:59:00+00:00", None),  # the clocks go forward that night
        ("2026-03-08T11:00:00+00:00", "2026-03-08"),
        ("2026-11-01T11:59:00+00:00", None),  # and back that one
        ("2026-11-01T12:00:00+00:00", "2026-11-01"),
        ("2026-01-10T04:30:00+00:00", "2026-01-09"),  # late for the worker, in the evening
    ],
)
def test_the_morning_is_that_of_the_newsroom(editor, at, day):
    digests.prepare(at=moment(at))

    assert [str(one.day) for one in Digest.objects.all()] == ([day] if day else [])


@pytest.mark.django_db
def test_what_is_wanted_in_the_digest_is_told_there_and_only_there(editor, mailoutbox):
    wishes.choose(editor, at=FRIDAY, remark="digest")
    article = make_article("A piece", by=editor)
    for words in ("Say who.", "Say when."):
        comments.say(article, words, by=make_user(), at=FRIDAY - HOUR)

    work(at=FRIDAY - HOUR)
    assert mailoutbox == []
    assert morning() == 1
    assert morning(MONDAY) == 0

    (letter,) = mailoutbox
    assert letter.subject == "What happened with your articles"
    assert letter.body.count("Comment on: A piece") == 2
    assert {one.state for one in Message.objects.all()} == {"sent"}


@pytest.mark.django_db
def test_what_nobody_wants_any_more_does_not_wait(client, editor):
    wishes.choose(editor, at=FRIDAY, remark="digest")
    comments.say(make_article("A piece", by=editor), "Hm.", by=make_user(), at=FRIDAY)
    work(at=FRIDAY)
    assert Message.objects.get().state == "for_digest"

    link = unsubscribing.address(editor, unsubscribing.DIGEST)
    assert "the digest" in client.post(link).content.decode()

    assert Message.objects.get().state == "needless"
    assert Wishes.objects.get(user=editor).digest == "never"
    assert morning() == 0


@pytest.mark.django_db
def test_an_address_that_is_refused_is_tried_again_and_then_seen(client, editor, monkeypatch, mailoutbox):
    make_undecided(editor)

    def refuse(mail, **kwargs):
        raise SMTPRecipientsRefused({editor.email: (550, b"no such user")})

    with monkeypatch.context() as patch:
        patch.setattr(EmailMultiAlternatives, "send", refuse)
        morning()
        digest = Digest.objects.get(to=editor)
        assert (digest.state, digest.tries, digest.due_at) == ("waiting", 1, FRIDAY + outbox.PAUSES[0])
        while Digest.objects.get(to=editor).state == "waiting":
            outbox.send_due(at=Digest.objects.get(to=editor).due_at)

    sign_in(client, roles.MANAGING_EDITORS)
    page = read(client, reverse("desk:unsent"))
    assert "The digest of January 9, 2026" in page.text
    post(client, reverse("desk:unsent"), {"digest": digest.pk})
    assert outbox.send_due(at=Digest.objects.get(to=editor).due_at) == 1
    assert len(mailoutbox) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_it_once(mailoutbox):
    make_undecided(make_reader_of_mail(roles.EDITORS))
    together = Barrier(2)

    def work_beside():
        together.wait()
        try:
            morning()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        for one in [threads.submit(work_beside) for _ in range(2)]:
            one.result()

    assert len(mailoutbox) == 1
    assert Digest.objects.get().state == "sent"


@pytest.mark.django_db
def test_many_people_take_as_many_statements_as_one(editor):
    def asked(at):
        with CaptureQueriesContext(connection) as context:
            made = digests.prepare(at=at)
        return len(made), len(context)

    one = asked(MONDAY)
    for number in range(20):
        make_reader_of_mail((roles.REPORTERS, roles.EDITORS)[number % 2], f"p{number}")
    Digest.objects.all().delete()

    many = asked(MONDAY)

    assert (one[0], many[0]) == (1, 21)
    assert one[1] == many[1]
    assert asked(MONDAY + HOUR) == (0, 1)


@pytest.mark.django_db
def test_what_is_sealed_or_withdrawn_is_named_to_nobody(editor, mailoutbox):
    sealed, withdrawn = make_undecided(editor, 2)
    sealing.seal(sealed, reason="A court said so.", by=make_user(), at=FRIDAY)
    workflow.withdraw(withdrawn, by=make_user(), at=FRIDAY)
    Message.objects.all().delete()

    assert morning() == 0


@pytest.mark.django_db
def test_the_page_offers_it_and_refuses_what_would_be_told_never(client):
    person = sign_in(client, roles.MANAGING_EDITORS)
    page = read(client, reverse("desk:told"))
    assert "this is what your role begins with" in page.text
    chosen = {one.attrs["name"]: one.one("option", selected=True).attrs["value"] for one in page.all("select")}
    assert (chosen["review"], chosen["change"], chosen["digest"]) == ("digest", "at_once", "day")

    refused = post(client, reverse("desk:told"), chosen | {"digest": "never"})
    assert "choose when it comes" in refused.text
    assert not Wishes.objects.exists()

    post(client, reverse("desk:told"), chosen | {"review": "never", "digest": "week"})
    assert Wishes.objects.get(user=person).digest == "week"
    assert "your role begins with" not in read(client, reverse("desk:told")).text


@pytest.mark.django_db
def test_what_a_role_begins_with_is_found_for_many_at_once(django_assert_num_queries):
    for role in (roles.REPORTERS, roles.EDITORS, roles.MANAGING_EDITORS):
        for _ in range(3):
            make_member(role)
    people = list(User.objects.select_related("wishes").order_by("pk"))

    with django_assert_num_queries(2):
        found = wishes.of_all(people)

    assert [found[one.pk].digest for one in people] == ["week"] * 3 + ["day"] * 6
    assert [found[one.pk].review for one in people] == ["at_once"] * 6 + ["digest"] * 3
