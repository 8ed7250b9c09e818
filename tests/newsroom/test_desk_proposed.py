"""What is asked is known: that a report did not hold, or that a premiere whose day has come was one."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import notices, workflow
from articles.models import Article
from newsroom import roles
from newsroom.lib.periods import newsroom_date
from shows.models import StatusEntry
from tests.desk import ROLES, errors, form_of, sign_in, told
from tests.factories import make_article, make_draft, make_show, moment, record
from tests.pages import parse, read

pytestmark = pytest.mark.django_db


def deny(entry):
    return reverse("desk:deny", args=[entry.pk])


def premiered(entry, *, at_once=False):
    return reverse("desk:premiered_at_once" if at_once else "desk:premiered", args=[entry.pk])


def reported(title="Minx", **fields):
    """A cancellation that another outlet reported, of a show that was returning."""
    show = make_show(title)
    record(show, "returning", "2025-01-01", network="Starz")
    return record(show, "canceled", "2025-06-06", confirmation="reported", source_name="Deadline", **fields)


def dated(title, day, *, season=1):
    show = make_show(title, seasons=[season])
    record(show, "series_ordered", "2025-11-01", network="Starz")
    return record(show, "dated", "2025-12-01", season=season, premiere=day, network="Starz")


@pytest.fixture
def today():
    return newsroom_date(timezone.now())


def links_of(page):
    return [link.attrs.get("href") for link in page.all("a")]


# -- a report that did not hold ------------------------------------------------------------------


def test_a_report_is_denied_by_one_button_after_a_look_at_what_that_does(client):
    report = reported()
    article = make_article("Minx will return", shows=[report.show], published="2025-03-01")
    chief = sign_in(client, roles.MANAGING_EDITORS)

    ledger = read(client, reverse("desk:ledger", args=[report.show_id]))
    page = read(client, deny(report))
    answer = client.post(deny(report), form_of(page, "save"))

    assert deny(report) in links_of(ledger)
    assert page.one("h2", id="summary").text == "To be denied"
    assert "Deadline reported on June 6, 2025" in page.one("section", aria_labelledby="loses").text
    assert told(answer) == ["Corrected: “Minx” canceled, June 6, 2025. It did not hold."]
    denial = StatusEntry.objects.get(corrects=report)
    assert (denial.status, denial.source_name, denial.recorded_by) == (None, "", chief)
    assert notices.for_article(Article.objects.for_notices().get(pk=article.pk)) is None


def test_a_denial_names_what_it_was_that_held(client):
    report = reported()
    hopeful = make_draft("Minx will return", shows=[report.show])
    workflow.schedule(hopeful, by=None, at=moment("2025-06-01"), publish_at=moment("2025-06-10"))
    assert workflow.publish_due(at=moment("2025-06-10")) == []
    sign_in(client, roles.MANAGING_EDITORS)

    page = read(client, deny(report))

    freed = page.one("section", aria_labelledby="freed")
    assert "Minx will return" in freed.text
    assert "was scheduled for June 10, 2025" in freed.text


def test_whoever_knows_who_denies_it_goes_back_to_the_form_and_says_so(client):
    report = reported()
    sign_in(client, roles.MANAGING_EDITORS)

    form = read(client, client.post(deny(report), form_of(read(client, deny(report)), "edit")).url)
    said = {"outcome": "void", "denial_confirmation": "official", "denial_source_name": "Starz", "step": "preview"}
    page = read(client, client.post(deny(report), said).url)
    client.post(deny(report), form_of(page, "save"))

    assert form.one("input", name="outcome", value="void").attrs.get("checked") is not None
    assert StatusEntry.objects.get(corrects=report).source_name == "Starz"


def test_who_denies_it_is_named_beside_the_button(client):
    report = reported()
    sign_in(client, roles.MANAGING_EDITORS)
    fields = form_of(read(client, deny(report)), "save")

    wrong = client.post(deny(report), fields | {"denial_source_url": "starz"}, follow=True)
    assert errors(parse(wrong.content.decode())) == ["This is no web address: write all of it, with https:// in front."]
    assert not StatusEntry.objects.filter(corrects=report).exists()
    source = {"denial_source_name": "Starz", "denial_source_url": "https://starz.example/no"}
    client.post(deny(report), fields | source)

    denial = StatusEntry.objects.get(corrects=report)
    assert (denial.source_name, denial.source_url) == ("Starz", "https://starz.example/no")


def test_a_denial_shows_each_page_as_it_will_look(client):
    report = reported()
    article = make_article("Minx will return", shows=[report.show], published="2025-03-01")
    sign_in(client, roles.MANAGING_EDITORS)
    (frame,) = read(client, deny(report)).one("section", aria_labelledby="loses").all("iframe")

    shown = client.get(deny(report) + frame.attrs["src"])

    assert parse(shown.content.decode()).all(role="note", data_notice=True) == []
    assert parse(client.get(article.get_absolute_url()).content.decode()).all(role="note", data_notice=True)
    assert shown.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in shown.headers["Content-Security-Policy"]
    assert shown.headers["X-Robots-Tag"] == "noindex"


@pytest.mark.parametrize(("role", "status"), list(zip(ROLES, (403, 403, 200), strict=True)))
def test_who_may_deny_is_who_may_correct(client, role, status):
    report = reported()
    sign_in(client, role)

    offered = deny(report) in links_of(read(client, reverse("desk:ledger", args=[report.show_id])))

    assert client.get(deny(report)).status_code == status
    assert offered is (status == 200)


def test_only_what_another_outlet_reported_is_denied(client):
    official = record(make_show("Minx"), "canceled", "2025-06-06", network="Starz")
    sign_in(client, roles.MANAGING_EDITORS)

    answer = client.get(deny(official))

    assert told(answer) == ["Only what another outlet reported is denied: correct the entry instead."]
    assert deny(official) not in links_of(read(client, answer.url))


def test_a_report_is_denied_once(client):
    report = reported()
    sign_in(client, roles.MANAGING_EDITORS)
    page = read(client, deny(report))
    for _ in range(2):
        again = client.post(deny(report), form_of(page, "save"))

    late = client.get(deny(report))

    assert "Nothing was written." in told(again)[-1]
    assert told(late)[-1] == "This entry was corrected already: correct the correction instead."
    assert StatusEntry.objects.filter(corrects=report).count() == 1


# -- a premiere whose day has come ---------------------------------------------------------------


def asked(client):
    """The premieres that the first page of the desk asks about, with the pages to which it leads."""
    cards = read(client, reverse("admin:index")).all("section", aria_labelledby="expected")
    return {line.all("a")[0].text: links_of(line)[1:] for card in cards for line in card.all("li")}


def test_a_premiere_is_asked_about_on_its_day_and_confirmed(client, today):
    entry = dated("Minx", today.isoformat())
    editor = sign_in(client, roles.EDITORS)

    ways = asked(client)["Minx, season 1"]
    page = read(client, ways[0])
    answer = client.post(ways[0], form_of(page, "save"))

    assert ways[0] == premiered(entry)
    assert "Season 1 of “Minx”: Airing" in page.one("section", aria_labelledby="summary").text
    now = StatusEntry.objects.get(season=entry.season, status="airing")
    assert (now.effective_on, now.precision, now.recorded_by) == (today, "day", editor)
    # what follows from a premiere is recorded with it
    assert StatusEntry.objects.get(implied_by=now).status == "airing"
    assert "Recorded: season 1 of “Minx” airing" in told(answer)[0]
    assert asked(client) == {}


def test_all_episodes_at_once_another_date_and_a_delay_are_answers_too(client, today):
    entry = dated("Minx", today.isoformat())
    sign_in(client, roles.EDITORS)

    _, at_once, another, delayed = asked(client)["Minx, season 1"]
    form = read(client, another)
    answers = [client.get(way).status_code for way in (at_once, another, delayed)]
    client.post(at_once, form_of(read(client, at_once), "save"))

    assert at_once == premiered(entry, at_once=True)
    assert answers == [200, 200, 200]
    assert form.one("select", name="status").one("option", selected=True).attrs["value"] == "dated"
    assert form.one("input", name="season").attrs["value"] == "1"
    assert StatusEntry.objects.filter(season=entry.season, status="aired").exists()
    assert asked(client) == {}


def test_what_is_to_come_or_was_told_or_is_long_past_is_not_asked_about(client, today):
    dated("Tomorrow", (today + timedelta(days=1)).isoformat())
    dated("This month", f"{today:%Y-%m}")
    on_air = dated("On air", today.isoformat())
    record(on_air.show, "airing", today.isoformat(), season=1, at=timezone.now())
    dated("Long past", (today - timedelta(days=367)).isoformat())
    sign_in(client, roles.EDITORS)

    assert asked(client) == {}


def test_a_month_or_a_quarter_is_asked_about_when_it_is_over():
    month, quarter, year = dated("Month", "2026-02"), dated("Quarter", "2026-Q1"), dated("Year", "2026")

    def expected(day):
        return set(StatusEntry.objects.expected(date.fromisoformat(day)))

    assert expected("2026-02-28") == set()
    assert expected("2026-03-31") == {month}
    assert expected("2026-04-01") == {month, quarter}
    assert expected("2026-12-31") == {month, quarter}
    assert expected("2027-01-01") == {month, quarter, year}


def test_a_month_is_confirmed_as_a_month(client, today):
    last = today.replace(day=1) - timedelta(days=1)
    entry = dated("Minx", f"{last:%Y-%m}")
    sign_in(client, roles.EDITORS)

    client.post(premiered(entry), form_of(read(client, premiered(entry)), "save"))

    now = StatusEntry.objects.get(season=entry.season, status="airing")
    assert (now.effective_on, now.precision) == (last.replace(day=1), "month")


def test_what_was_answered_meanwhile_is_not_asked_again(client, today):
    entry, ahead = dated("Minx", today.isoformat()), dated("Later", (today + timedelta(days=9)).isoformat())
    sign_in(client, roles.EDITORS)
    record(entry.show, "delayed", today.isoformat(), season=1, at=timezone.now())

    answers = [told(client.get(premiered(one)))[-1] for one in (entry, ahead)]

    assert answers[0] == "The ledger tells what became of this premiere already."
    assert answers[1].endswith("it is confirmed once it has come.")


@pytest.mark.parametrize(("role", "status"), list(zip(ROLES, (403, 200, 200), strict=True)))
def test_who_may_confirm_is_who_may_record(client, today, role, status):
    entry = dated("Minx", today.isoformat())
    sign_in(client, role)

    assert client.get(premiered(entry)).status_code == status
    assert bool(asked(client)) is (status == 200)
