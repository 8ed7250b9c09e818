"""Correcting what is on record: another statement, or that it did not hold."""

import pytest
from django.urls import reverse

from articles import notices, status_changes
from articles.models import Article
from newsroom import roles
from shows.models import StatusEntry
from tests.again import again
from tests.desk import ROLES, errors, form_of, post, sign_in, told
from tests.factories import make_article, make_change, make_show, moment, record
from tests.pages import parse, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(client):
    return sign_in(client, roles.MANAGING_EDITORS)


@pytest.fixture
@again
def report():
    """A cancellation that another outlet reported."""
    show = make_show("Minx")
    record(show, "returning", "2025-01-01", network="Starz")
    deadline = {"source_name": "Deadline", "source_url": "https://deadline.example/minx", "confirmation": "reported"}
    return record(show, "canceled", "2025-06-06", network="Starz", note="It is over.", **deadline)


def address(entry):
    return reverse("desk:correct", args=[entry.pk])


def denial(**fields):
    return {
        "outcome": "void",
        "denial_confirmation": "official",
        "denial_source_name": "Starz",
        "step": "preview",
    } | fields


def other(**fields):
    return {
        "outcome": "says",
        "status": "on_hiatus",
        "precision": "day",
        "effective_on": "2025-06-06",
        "confirmation": "official",
        "premiere_precision": "day",
        "step": "preview",
    } | fields


def notice_of(article):
    return notices.for_article(Article.objects.for_notices().get(pk=article.pk))


def correct(client, entry, data):
    page = post(client, address(entry), data)
    return client.post(address(entry), form_of(page, "save"))


# -- who may -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "status"), list(zip(ROLES, (403, 403, 200), strict=True)))
def test_who_may_correct_is_a_managing_editor(client, report, role, status):
    sign_in(client, role)

    assert client.get(address(report)).status_code == status
    assert client.post(address(report), denial(), follow=True).status_code == status


def test_an_editor_learns_nothing_of_what_there_is(client, report):
    sign_in(client, roles.EDITORS)
    missing = reverse("desk:correct", args=[report.pk + 1000])

    answers = [client.get(address(report)), client.post(address(report), denial(step="save")), client.get(missing)]

    assert {answer.status_code for answer in answers} == {403}
    assert len({answer.content for answer in answers}) == 1
    assert StatusEntry.objects.filter(corrects=report).count() == 0


@pytest.mark.parametrize(("role", "offered"), list(zip(ROLES, (False, False, True), strict=True)))
def test_the_timeline_offers_it_to_who_may(client, report, role, offered):
    sign_in(client, role)

    page = read(client, reverse("desk:ledger", args=[report.show_id]))

    assert (address(report) in [link.attrs.get("href") for link in page.all("a")]) is offered


# -- a denial ------------------------------------------------------------------------------------


def test_a_denied_report_goes_with_its_notices(client, chief, report):
    article = make_article("Hopeful", shows=[report.show], published="2025-03-01")

    page = post(client, address(report), denial())
    response = client.post(address(report), form_of(page, "save"))

    assert (
        "Starz has canceled Minx, Deadline reported on June 6, 2025."
        in page.one("section", aria_labelledby="loses").text
    )
    assert "The denial: Official · Starz" in page.one("section", aria_labelledby="summary").text
    correction = StatusEntry.objects.get(corrects=report)
    assert (correction.status, correction.source_name, correction.recorded_by) == (None, "Starz", chief)
    assert told(response) == ["Corrected: “Minx” canceled, June 6, 2025. It did not hold."]
    added = read(client, response.url).one("section", aria_labelledby="added")
    assert "It did not hold: readers are not told of it any more The show Canceled Starz" in added.text
    links = {link.text: link.attrs["href"] for link in added.all("a")}
    assert links == {
        "See it on the site": report.show.get_absolute_url(),
        "In the ledger": f"#entry-{correction.pk}",
    }
    assert notices.for_article(Article.objects.for_notices().get(pk=article.pk)) is None


def test_a_denial_has_a_word_of_its_own(client, chief, report):
    page = read(client, address(report))
    fields = {name: page.one("input", name=f"denial_{name}") for name in ("source_name", "source_url", "note")}
    asked = page.one("label", **{"for": fields["source_name"].attrs["id"]})

    correct(
        client, report, denial(source_name="Deadline", note="It is over.", denial_source_url="https://starz.example/")
    )

    assert asked.text == "Who denies it?"
    assert [field.attrs.get("value") for field in fields.values()] == [None, None, None]
    correction = StatusEntry.objects.get(corrects=report)
    assert (correction.source_name, correction.source_url) == ("Starz", "https://starz.example/")
    assert (correction.confirmation, correction.note) == ("official", "")


def test_what_is_half_typed_of_another_statement_does_not_hinder_a_denial(client, chief, report):
    correct(client, report, denial(status="", season="two", effective_on="6/6", source_url="deadline"))

    assert StatusEntry.objects.get(corrects=report).status is None


# -- another statement ---------------------------------------------------------------------------


def test_the_form_begins_with_the_entry(client, chief, report):
    page = read(client, address(report))

    assert page.one("select", name="status").one("option", value="canceled").attrs.get("selected") is not None
    assert page.one("select", name="event").one("option", selected=True).text == "The usual reason for this status"
    assert page.one("input", name="effective_on").attrs["value"] == "2025-06-06"
    assert page.one("input", name="source_name").attrs["value"] == "Deadline"
    assert page.one("input", name="note").attrs["value"] == "It is over."
    assert "Canceled" in page.one("section", aria_labelledby="corrects").text


def test_an_entry_is_replaced_by_another_and_stays_struck_through(client, chief, report):
    response = correct(client, report, other(reason="Strike"))

    correction = StatusEntry.objects.get(corrects=report)
    assert (correction.status, correction.network.name, correction.reason) == ("on_hiatus", "Starz", "Strike")
    assert correction.event == "hiatus"
    assert told(response) == ["Corrected: “Minx” canceled, June 6, 2025. Instead: “Minx” on hiatus, June 6, 2025."]
    page = read(client, response.url)
    struck = page.one("li", id=f"entry-{report.pk}")
    assert struck.one("del").text == "The show Canceled Starz"
    assert "it should have said “On hiatus” as of June 6, 2025" in struck.text
    assert "Corrects “Canceled” of June 6, 2025." in page.one("li", id=f"entry-{correction.pk}").text


def test_an_entry_is_corrected_once_and_then_its_correction(client, chief, report):
    correct(client, report, denial())
    correction = StatusEntry.objects.get(corrects=report)

    response = client.get(address(report))

    assert response.url.endswith(f"#entry-{correction.pk}")
    assert told(response)[-1] == "This entry was corrected already: correct the correction instead."
    page = read(client, address(correction))
    assert [radio.attrs["value"] for radio in page.all("input", name="outcome")] == ["says"]
    correct(client, correction, other(status="canceled"))
    assert StatusEntry.objects.get(corrects=correction).status == "canceled"


def test_what_somebody_else_corrected_meanwhile_is_said_and_nothing_typed_is_lost(client, chief, report):
    page = post(client, address(report), other(note="Mine."))
    status_changes.correct(report, status_changes.void(report), by=None, at=moment("2026-02-01"))

    again = post(client, address(report), form_of(page, "save"))

    assert "This entry was corrected already: correct the correction instead." in again.one(role="alert").text
    assert again.one("input", name="note").attrs["value"] == "Mine."
    assert StatusEntry.objects.filter(status="on_hiatus").count() == 0


def test_the_button_pressed_twice_corrects_once(client, chief, report):
    page = post(client, address(report), denial())
    first = client.post(address(report), form_of(page, "save"))

    second = client.post(address(report), form_of(page, "save"))

    assert second.url == first.url
    assert told(second)[-1] == "This is corrected already. Nothing was written."
    assert StatusEntry.objects.filter(status=None).count() == 1


def test_what_the_ledger_has_elsewhere_is_no_correction(client, chief, report):
    status_changes.record(
        make_change(report.show, "on_hiatus", "2025-06-06", network="Starz"), by=None, at=moment("2026-01-02")
    )

    page = post(client, address(report), other())

    assert "is recorded already" in page.one(role="alert").text


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (other(outcome=""), "This field is required."),
        (other(status=""), "Choose the status that it has now."),
        (denial(denial_confirmation=""), "This field is required."),
        (denial(denial_source_url="starz"), "This is no web address: write all of it, with https:// in front."),
    ],
)
def test_what_is_missing_is_said_at_its_field(client, chief, report, data, message):
    page = post(client, address(report), data)

    assert message in " ".join(errors(page)) or message in page.text
    assert StatusEntry.objects.filter(corrects=report).count() == 0


def test_a_correction_that_changes_nothing_is_refused(client, chief, report):
    same = {"status": "canceled", "confirmation": "reported", "source_name": "Deadline", "note": "It is over."}

    page = post(client, address(report), other(**same, source_url="https://deadline.example/minx"))

    assert page.one(role="alert").text == (
        "Nothing was saved. “Minx”: Canceled, June 6, 2025, Starz is what the entry says already: "
        "change what was wrong, or say that it did not hold."
    )
    assert page.one("section", aria_labelledby="corrects").all("del") == []
    assert StatusEntry.objects.filter(corrects=report).count() == 0


# -- the timeline --------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_everybody_reads_the_ledger(client, report, role):
    sign_in(client, role)

    page = read(client, reverse("desk:ledger", args=[report.show_id]))

    statuses = [one.text for one in page.all(class_="desk-status")]
    assert statuses == ["Canceled", "Returning"]
    first = page.one("li", id=f"entry-{report.pk}")
    assert "Reported by another outlet · Deadline" in first.text
    assert first.one("a", href="https://deadline.example/minx").attrs["rel"] == "noopener noreferrer"
    assert "unsourced" in page.text


def test_an_implied_entry_stands_under_what_implied_it(client, chief):
    show = make_show("Minx")
    record(show, "returning", "2025-01-01", network="Starz")
    record(show, "ordered", "2025-01-01", season=2, network="Starz")
    cancellation = record(show, "canceled", "2025-06-06", network="Starz", implied=None)

    page = read(client, reverse("desk:ledger", args=[show.pk]))

    under = page.one("li", id=f"entry-{cancellation.pk}").one("ol")
    assert [one.text for one in under.all(class_="desk-status")] == ["Order reversed"]


def test_who_may_not_see_the_ledger_learns_nothing(client, report):
    sign_in(client, roles.REPORTERS).groups.clear()

    answers = [client.get(reverse("desk:ledger", args=[pk])) for pk in (report.show_id, report.show_id + 1000)]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert answers[0].content == answers[1].content


@pytest.mark.slow
def test_a_long_ledger_takes_as_many_queries_as_a_short_one(client, chief, django_assert_max_num_queries):
    show = make_show("Minx")
    for number in range(1, 21):
        record(show, "ordered", "2025-01-01", season=number, network="Starz")
    record(show, "canceled", "2025-06-06", network="Starz", implied=None)

    with django_assert_max_num_queries(8):
        page = parse(client.get(reverse("desk:ledger", args=[show.pk])).content.decode())

    assert len(page.all(class_="desk-entry")) == 41


def test_a_denial_takes_along_what_had_followed(client, chief):
    show = make_show("Minx")
    record(show, "ordered", "2025-01-01", season=2, network="HBO Max")
    record(show, "canceled", "2025-06-06", network="HBO Max", implied=None)
    report = make_article("Minx is over", shows=[(show, 2)], published="2025-06-07")
    pickup = record(show, "returning", "2025-06-08", network="Starz", implied=None, source_name="Starz")
    assert notice_of(report) is not None

    preview = post(client, address(pickup), denial())
    (tick,) = preview.all("input", name="implied")
    response = client.post(address(pickup), form_of(preview, "save"))

    assert "What had followed from it" in preview.text
    assert "Season 2 of “Minx”: Ordered, June 8, 2025, did not hold either" in preview.text
    assert "checked" in tick.attrs
    assert notice_of(report) is None
    assert told(response)[0].endswith("With it: season 2 of “Minx” ordered, June 8, 2025.")


def test_what_is_unticked_stands(client, chief):
    show = make_show("Minx")
    record(show, "ordered", "2025-01-01", season=2, network="HBO Max")
    record(show, "canceled", "2025-06-06", network="HBO Max", implied=None)
    pickup = record(show, "returning", "2025-06-08", network="Starz", implied=None)

    first = post(client, address(pickup), denial())
    name = first.one("input", name="implied").attrs["value"]
    preview = post(client, address(pickup), form_of(first, "preview", without=[name]))
    client.post(address(pickup), form_of(preview, "save"))

    assert "checked" not in preview.one("input", name="implied").attrs
    assert StatusEntry.objects.filter(corrects=pickup).exists()
    assert StatusEntry.objects.standing().filter(implied_by=pickup, season__number=2).exists()
