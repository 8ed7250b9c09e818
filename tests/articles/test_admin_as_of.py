"""As of: what an article said, what we believed and what was true at any moment, on one page at the desk."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import exemptions, filing, sealing, status_changes, text, workflow
from articles.bulk import Subject
from articles.models import Coverage
from newsroom import roles
from tests.articles.writing import change
from tests.desk import make_member, sign_in
from tests.factories import (
    cancel_etoile,
    cover,
    make_article,
    make_change,
    make_draft,
    make_show,
    make_user,
    moment,
    record,
)
from tests.pages import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    return sign_in(client, roles.EDITORS)


def make_known():
    """Étoile, of which each status was recorded on its day."""
    show = make_show("Étoile")
    for season in (None, 2):
        status = "ordered" if season else "series_ordered"
        record(show, status, "2023-04-26", season=season, at="2023-04-26", network="Prime Video")
    return show


def address(article):
    return reverse("admin:articles_article_as_of", args=[article.pk])


def asked(client, article, at=None, status=200):
    return read(client, address(article) + (f"?at={at}" if at else ""), status)


def section(page, name):
    return page.one("section", aria_labelledby=name).text


def answers(client, article, at=None):
    page = asked(client, article, at)
    return [section(page, name) for name in ("said", "believed", "true")]


# -- what we said --------------------------------------------------------------------------------


def test_it_tells_the_words_that_readers_had(client, editor):
    article = make_article("Season 2 is coming", dek="So they say", body="<p>Yes.</p>", shows=[make_known()])
    text.save_revision(article, base=1, by=None, at=moment("2025-05-10"), headline="It is not", body="<p>No.</p>")
    workflow.update(article, by=None, at=moment("2025-05-12"), substantive=True, correction="We were wrong.")

    before, after = (answers(client, article, at)[0] for at in ("2025-05-11T12:00", "2025-05-12T12:00"))

    assert before.startswith("What we said Season 2 is coming So they say Revision 1 Its text Yes. It relied on")
    assert "We were wrong." not in before
    assert after.startswith("What we said It is not")
    assert "Revision 2 Its text No. Correction, May 12, 2025: We were wrong." in after


def test_what_it_relied_on_is_told_as_it_was_then(client, editor):
    show = make_known()
    article = make_article(shows=[(show, 2)])
    cancel_etoile(show)
    workflow.review(article, by=None, at=moment("2025-07-01"))

    before, after = (answers(client, article, at)[0] for at in ("2025-06-10", "2025-07-01"))

    assert (
        "Étoile, season 2 Ordered (Prime Video), as of April 26, 2023 · when published, April 30, 2025, 8 a.m."
        in before
    )
    assert "Order reversed (Prime Video), as of June 6, 2025 · when reviewed, July 1, 2025, 8 a.m." in after


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2025-04-30", "It was not begun yet."),
        ("2025-05-01T09:00", "It was a draft."),
        ("2025-05-02T09:00", "It was in review, since May 2, 2025, 8 a.m. EDT."),
        ("2025-05-03T09:00", "It was scheduled for May 5, 2025, 8 a.m. EDT, since May 3, 2025, 8 a.m. EDT."),
        ("2025-05-04T09:00", "It was taken off the schedule, since May 4, 2025, 8 a.m. EDT."),
        ("2025-05-06T09:00", "It was withdrawn, since May 6, 2025, 8 a.m. EDT, with the public note “It was wrong.”."),
    ],
)
def test_it_says_why_readers_had_nothing(client, editor, at, said):
    article = make_draft(at="2025-05-01")
    workflow.submit(article, by=None, at=moment("2025-05-02"))
    workflow.schedule(article, by=None, at=moment("2025-05-03"), publish_at=moment("2025-05-05"))
    workflow.unschedule(article, by=None, at=moment("2025-05-04"))
    workflow.publish(article, by=None, at=moment("2025-05-05"))
    workflow.withdraw(article, by=None, at=moment("2025-05-06"), note="It was wrong.")

    told = answers(client, article, at)

    assert told[0] == f"What we said Nothing that readers could read. {said}"
    assert "Readers were told" not in told[1]


def test_before_anything_it_says_so(client, editor):
    article = make_article(shows=[make_known()])

    page = asked(client, article, "1999-12-31T12:00")

    assert page.one(class_="then-last").text == "Before anything: nothing had been written or recorded yet."
    assert page.all("a", rel="prev") == []
    assert "Nothing recorded." in section(page, "believed")


# -- what we believed, and what was true -----------------------------------------------------------


def test_belief_and_truth_part_where_the_news_was_recorded_late(client, editor):
    show = make_known()
    article = make_article(shows=[(show, 2)])
    cancel_etoile(show, at="2025-06-09T18:20:11+00:00")

    _, believed, true = answers(client, article, "2025-06-07T12:00")

    assert "Étoile, season 2 Ordered Prime Video" in believed
    assert believed.endswith("Readers were told No notice.")
    assert "Étoile, season 2 Not what we believed Order reversed Prime Video" in true
    assert "“Order reversed” was recorded on June 9, 2025, 2:20 p.m. EDT, 3 days after it took effect." in true


def test_a_record_that_was_corrected_since_is_no_truth(client, editor):
    show = make_show("Minx")
    record(show, "returning", "2025-01-10", at="2025-01-10", network="Starz")
    wrong = record(show, "canceled", "2025-03-01", at="2025-03-01", network="Starz")
    article = make_article(shows=[show], published="2025-03-02")
    status_changes.correct(wrong, status_changes.void(wrong), by=None, at=moment("2025-03-05"))

    _, believed, true = answers(client, article, "2025-03-04")

    assert "Canceled Starz" in believed
    assert "Not what we believed Returning Starz" in true
    assert "“Canceled” was corrected on March 5, 2025, 7 a.m. EST: it did not hold." in true


def test_a_record_that_was_corrected_in_its_words_alone_is_told_and_not_marked(client, editor):
    show = make_show("Minx")
    wrong = record(show, "canceled", "2025-03-01", at="2025-03-01", network="Starz")
    article = make_article(shows=[show], published="2025-03-02")
    better = make_change(show, "canceled", "2025-03-01", network="Starz", note="It was the last.")
    status_changes.correct(wrong, better, by=None, at=moment("2025-03-05"))

    _, _, true = answers(client, article, "2025-03-04")

    assert "Not what we believed" not in true
    assert "it should have said “Canceled” as of March 1, 2025." in true


def test_readers_were_told_in_these_words(client, editor):
    show = make_known()
    article = make_article(shows=[(show, 2)])
    cancel_etoile(show)
    record(show, "returning", "2025-08-01", at="2025-08-01", network="Netflix")

    _, believed, _ = answers(client, article, "2025-07-01")

    assert believed.endswith(
        "Readers were told This has since changed Prime Video has reversed its order for season 2 of Étoile, Deadline "
        "reported on June 6, 2025. When this article was published, on April 30, 2025, the season was ordered."
    )


def test_what_it_covered_then_is_asked_of_what_it_covers_no_more(client, editor):
    show, other = make_known(), make_show("Minx")
    article = make_article(shows=[(show, 2), other])
    cancel_etoile(show)
    filed = filing.of(article)
    fields = {name: getattr(filed, name) for name in ("slug", "section", "topics", "embargo_until", "authors")}
    without = filing.Filing(**fields, subjects=(Subject(other.pk, None, False, ""),))
    filing.refile(article, without, by=None, at=moment("2025-07-01"))

    before, after = (answers(client, article, at) for at in ("2025-06-30", "2025-07-02"))

    assert "reversed its order" in before[1]
    assert "Étoile" not in "".join(after)
    assert after[1].endswith("Readers were told No notice.")


def test_an_exemption_holds_from_its_moment(client, editor):
    show = make_known()
    article = make_article(shows=[(show, 2)])
    cancel_etoile(show)
    exemptions.exempt(article, reason="A review", by=None, at=moment("2025-07-01"))

    before, after = (answers(client, article, at)[1] for at in ("2025-06-30", "2025-07-02"))

    assert "This has since changed" in before
    assert after.endswith("Readers were told No notice.")


# -- the moments ---------------------------------------------------------------------------------


def test_the_changes_are_stepped_through_one_by_one(client, editor):
    show = make_show("Minx")
    record(show, "returning", "2025-01-10", at="2025-01-12T10:00:07+00:00", network="Starz")
    article = make_article(shows=[show], published="2025-02-01")
    seen, path = [], address(article) + "?at=1999-01-01"

    while path:
        page = read(client, path)
        seen.append(page.one(class_="then-last").text)
        after = page.all("a", rel="next")
        path = after and address(article) + after[0].attrs["href"]

    assert seen == [
        "Before anything: nothing had been written or recorded yet.",
        "Last change by then: Took effect: the show returning.",
        "Last change by then: Recorded: the show returning.",
        "Last change by then: Begun; Published: revision 1.",
    ]
    back = page.one("a", rel="prev").attrs["href"]
    assert "As of January 12, 2025, 5:00:07 a.m. EST" in read(client, address(article) + back).text


def test_the_change_before_the_first_is_nothing(client, editor):
    article = make_article(shows=[], published="2025-02-01")
    page = asked(client, article, "2025-02-01T07:00")

    before = read(client, address(article) + page.one("a", rel="prev").attrs["href"])

    assert "It was not begun yet." in before.text
    assert before.all("a", rel="prev") == []


def test_without_a_moment_it_is_now(client, editor):
    show = make_known()
    article = make_article(shows=[(show, 2)])
    cancel_etoile(show)

    page = asked(client, article)

    assert "reversed its order for season 2" in section(page, "believed")
    assert page.all("a", rel="next") == []
    assert page.one("input", name="at").attrs["value"].startswith(f"{timezone.localtime().year}-")
    assert page.one(id="at-help").text == "The newsroom’s time, America/New_York."


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("noon", "This is no date and time: choose one, or write it as 2025-06-06T14:05."),
        ("2025-02-30", "This is no date and time: choose one, or write it as 2025-06-06T14:05."),
        ("2025-02-30T10:00", "This is no date and time: choose one, or write it as 2025-06-06T14:05."),
        ("%00", "This is no date and time: choose one, or write it as 2025-06-06T14:05."),
        ("0001-01-01T00:00", "Give a date between 1900 and 2200."),
        ("9999-12-31", "This is no date and time: choose one, or write it as 2025-06-06T14:05."),
        ("2025-06-06T14:05%2B99:00", "This is no date and time: choose one, or write it as 2025-06-06T14:05."),
        ("2199-06-06T14:05", "Nobody knows what will be: give a moment up to now, "),
        ("2199-06-06", "Nobody knows what will be: give a moment up to now, "),
    ],
)
def test_a_moment_that_is_none_is_refused_at_its_field(client, editor, at, said):
    article = make_article(shows=[make_known()])

    page = asked(client, article, at, status=400)

    assert page.one(id="at-error").text.startswith(said)
    assert "at-error" in page.one("input", name="at").attrs["aria-describedby"]
    assert page.all("section", aria_labelledby="said") == []


def test_today_is_a_day_that_is_not_over(client, editor):
    article = make_article(shows=[make_known()])

    page = asked(client, article, timezone.localtime().date().isoformat())

    assert page.all(id="at-error") == []


# -- who may -------------------------------------------------------------------------------------


def test_who_may_not_read_articles_learns_nothing(client):
    article = make_article(shows=[make_known()])
    client.force_login(make_user("guest", is_staff=True))

    assert {client.get(path).status_code for path in (address(article), address(article).replace("1", "9"))} == {403}


def test_nobody_else_comes_in(client):
    answer = client.get(address(make_article()))

    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/admin/login/")


def test_what_is_sealed_is_there_for_managing_editors_alone(client, editor):
    article = make_article(shows=[make_known()])
    sealing.seal(article, reason="A letter", by=make_member(roles.MANAGING_EDITORS, "boss"), at=moment("2025-06-01"))

    assert client.get(address(article)).status_code == 404

    sign_in_as = make_member(roles.MANAGING_EDITORS, "chief")
    client.force_login(sign_in_as)
    assert "It was withdrawn, since June 1, 2025" in answers(client, article)[0]
    assert "Yes, season 2 is coming" in answers(client, article, "2025-05-05")[0]


def test_it_is_only_read(client, editor):
    assert client.post(address(make_article())).status_code == 405


def test_the_article_and_its_preview_lead_to_it_and_it_leads_back(client, editor):
    article = make_article(shows=[make_known()])
    preview = reverse("admin:articles_article_preview", args=[article.pk])

    for path in (change(article), preview):
        assert address(article) in [link.attrs["href"] for link in read(client, path).all("a", href=True)]
    assert {change(article), preview} <= {link.attrs["href"] for link in asked(client, article).all("a", href=True)}


# -- what it costs -------------------------------------------------------------------------------


def test_it_costs_the_same_however_much_there_is(client, editor):
    few = make_article(shows=[make_known()])
    many = make_draft(shows=[])
    for number in range(5):
        show = make_show(f"Show {number}")
        record(show, "ordered", "2025-01-01", season=1, at="2025-01-01", network="Prime Video")
        for season in range(1, 11):
            cover(many, (show, season))
    workflow.publish(many, by=None, at=moment("2025-04-30"))
    for number in range(1, 5):
        at = moment("2025-05-01") + timedelta(hours=number)
        text.save_revision(many, base=number, by=None, at=at, headline=f"Headline {number}")
        workflow.update(many, by=None, at=at, substantive=bool(number % 2))

    counts = []
    for article in (few, many):
        with CaptureQueriesContext(connection) as queries:
            asked(client, article, "2025-06-01")
        counts.append(len(queries))

    assert Coverage.objects.filter(article=many).count() == 50
    assert counts[0] == counts[1] <= 25
