"""At the desk: an article says what it reports, and publishing it shows and does both."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles import reports
from articles.models import Article, Report
from newsroom import roles
from newsroom.desk.reports import ReportForm
from shows.models import Network, StatusEntry
from tests.again import again
from tests.articles.writing import act, change
from tests.desk import errors, sign_in
from tests.factories import make_article, make_draft, make_etoile, make_show, record
from tests.newsroom.test_desk_record import said
from tests.pages import parse, read

pytestmark = pytest.mark.django_db


@pytest.fixture
@again
def etoile():
    return make_etoile()


@pytest.fixture
def editor(client):
    return sign_in(client, roles.EDITORS)


def address(article, show):
    return reverse("desk:reports", args=[article.pk, show.pk])


def canceled(**fields):
    return said(status="canceled", effective_on="2026-02-01", version="0", step="save") | fields


def test_from_the_article_to_both_being_public(client, editor, etoile):
    hopeful = make_article(shows=[etoile], published="2025-05-01")
    news = make_draft("Étoile is canceled", shows=[etoile])
    links = [link.attrs.get("href") for link in read(client, change(news)).all("a")]
    assert address(news, etoile) in links

    kept = parse(client.post(address(news, etoile), canceled(), follow=True).content.decode())
    assert "Yes, season 2 is coming" in kept.one("section", aria_labelledby="gains").text
    assert not StatusEntry.objects.filter(status="canceled").exists()
    page = read(client, act(news, "publish"))
    words = page.one("section", aria_labelledby="gains").text
    assert "Of Étoile the article relies on this." in page.text
    assert "The ledger says otherwise" not in page.text
    assert "It then relies on" not in page.text
    fields = {one.attrs["name"]: one.attrs["value"] for one in page.all("input", type="hidden", value=True)}
    client.post(act(news, "publish"), fields)

    entry = StatusEntry.objects.get(status="canceled")
    assert (entry.source_name, entry.recorded_by) == ("Variety", editor)
    told = parse(client.get(hopeful.get_absolute_url()).content.decode()).all(role="note", data_notice=True)
    assert any("canceled Étoile on February 1, 2026" in one.text for one in told)
    assert "canceled Étoile on February 1, 2026" in words
    assert "It reported “Étoile: Canceled”, which is in the ledger" in read(client, change(news)).text


def test_what_the_ledger_refuses_is_not_published(client, editor, etoile):
    news = make_draft("Étoile is canceled", shows=[etoile])
    client.post(address(news, etoile), canceled(effective_on="2030-02-01"))

    page = read(client, act(news, "publish"))
    assert "It cannot be recorded:" in page.one("section", aria_labelledby="reports").text
    fields = {one.attrs["name"]: one.attrs["value"] for one in page.all("input", type="hidden", value=True)}
    response = client.post(act(news, "publish"), fields)

    assert "Nothing was published." in response.content.decode()
    assert Article.objects.get(pk=news.pk).stage == "draft"


def test_what_is_typed_is_checked_and_kept_on_the_page(client, editor, etoile):
    news = make_draft("Étoile is canceled", shows=[etoile])

    page = parse(client.post(address(news, etoile), canceled(source_url="variety")).content.decode())

    assert errors(page) == ["This is no web address: write all of it, with https:// in front."]
    assert page.one("input", name="source_name").attrs["value"] == "Variety"
    assert reports.waiting(news) is None


def test_somebody_elses_is_shown_before_it_is_written_over(client, editor, etoile):
    news = make_draft("Étoile is canceled", shows=[etoile])
    client.post(address(news, etoile), canceled())

    page = parse(client.post(address(news, etoile), canceled(source_name="Deadline")).content.decode())
    assert "has changed what “Étoile is canceled” reports" in page.one(role="alert").text
    assert page.one("input", name="source_name").attrs["value"] == "Deadline"
    version = page.one("input", name="version").attrs["value"]
    client.post(address(news, etoile), canceled(source_name="Deadline", version=version))

    assert reports.waiting(news).said["source_name"] == "Deadline"


def test_it_may_report_nothing_after_all(client, editor, etoile):
    news = make_draft("Étoile is canceled", shows=[etoile])
    client.post(address(news, etoile), canceled())
    form = read(client, address(news, etoile)).one("form", id="record")
    assert form.one("input", name="source_name").attrs["value"] == "Variety"

    client.post(address(news, etoile), {"step": "drop", "version": "1"})

    assert reports.waiting(news) is None


def test_a_writer_fills_it_in_on_what_is_his_or_hers(client, etoile):
    writer = sign_in(client, roles.REPORTERS)
    own, other = make_draft("Own", shows=[etoile], by=writer), make_draft("Other", shows=[etoile])

    assert client.post(address(own, etoile), canceled()).status_code == 302
    assert client.get(address(other, etoile)).status_code == 403
    assert client.post(address(other, etoile), canceled()).status_code == 403
    assert reports.waiting(own).saved_by == writer
    assert reports.waiting(other) is None


def test_a_network_that_is_in_no_list_is_named_by_who_may_record(client, editor, etoile):
    news = make_draft("Étoile is saved", shows=[etoile])
    assert read(client, address(news, etoile)).all("input", name="new_network")
    wrong = canceled(status="returning", new_network="Roku")
    assert errors(parse(client.post(address(news, etoile), wrong).content.decode())) == ["Say what “Roku” is."]

    page = parse(client.post(address(news, etoile), wrong | ROKU, follow=True).content.decode())

    assert "“Roku” is a new network, and is made with the entry." in page.one("section", aria_labelledby="kept").text
    assert page.one("input", name="new_network").attrs["value"] == "Roku"
    assert not Network.objects.filter(name="Roku").exists()


ROKU = {"new_network": "Roku", "new_network_kind": "streamer"}


def test_a_writer_names_none_and_loses_none(client, etoile):
    writer = sign_in(client, roles.REPORTERS)
    own = make_draft("Étoile is saved", shows=[etoile], by=writer)
    assert read(client, address(own, etoile)).all("input", name="new_network") == []
    client.post(address(own, etoile), canceled(**ROKU))
    assert reports.waiting(own).new_network == ""

    Report.objects.update(said=reports.waiting(own).said | ROKU)

    assert read(client, address(own, etoile)).one("input", name="new_network").attrs["value"] == "Roku"


def test_what_follows_is_unticked_and_kept_so(client, editor, etoile):
    news = make_draft("Étoile is canceled", shows=[etoile])
    change = canceled(**ROKU)
    page = parse(client.post(address(news, etoile), change, follow=True).content.decode())
    boxes = page.all("input", name="implied")
    assert [(one.attrs["value"], one.attrs["form"], "checked" in one.attrs) for one in boxes] == [
        ("2.order_reversed", "record", True)
    ]

    shown = {"implied_shown": ["2.order_reversed", "no.name at all"]}
    page = parse(client.post(address(news, etoile), change | shown | {"version": "1"}, follow=True).content.decode())
    assert "checked" not in page.one("input", name="implied").attrs
    assert "With it:" not in read(client, act(news, "publish")).one("section", aria_labelledby="reports").text
    client.post(address(news, etoile), change | {"version": "2"})

    assert reports.waiting(news).unticked == {"2.order_reversed"}


def test_there_is_no_report_on_what_it_does_not_cover(client, editor, etoile):
    assert client.get(address(make_draft("News"), etoile)).status_code == 404


def test_it_is_scheduled_after_the_same_look_and_says_so_until_it_is_out(client, editor, etoile):
    make_article(shows=[etoile], published="2025-05-01")
    news = make_draft("Étoile is canceled", shows=[etoile])
    tomorrow = timezone.localtime(timezone.now() + timedelta(days=1))
    at_noon = {"effective_on": f"{tomorrow:%Y-%m-%d}", "effective_time": "12:00", "precision": "minute"}
    client.post(address(news, etoile), canceled(**at_noon))
    assert "publish the article then, or schedule it for then or later" in read(client, address(news, etoile)).text

    page = read(client, act(news, "schedule"))
    assert "Yes, season 2 is coming" in page.one("section", aria_labelledby="gains").text
    fields = {one.attrs["name"]: one.attrs["value"] for one in page.all("input", type="hidden", value=True)}
    early, late = ({"publish_at": f"{tomorrow:%Y-%m-%d}T{hour}"} for hour in ("11:00", "13:00"))
    refused = parse(client.post(act(news, "schedule"), fields | early).content.decode())
    assert "choose that moment or a later one, or put “Took effect on” right in what it reports" in refused.text
    (link,) = [one for one in refused.all("a") if one.text == "Put right “Took effect on”"]
    assert link.attrs["href"] == f"{address(news, etoile)}#id_effective_on"
    assert client.post(act(news, "schedule"), fields | late).status_code == 302

    assert Article.objects.get(pk=news.pk).stage == "scheduled"
    assert "recorded as it is published, at its moment" in read(client, change(news)).text
    kept = read(client, address(news, etoile)).one("section", aria_labelledby="kept").text
    assert "or is held if anything else about Étoile has been recorded by then" in kept
    assert "When it was scheduled" not in kept
    make_article("It returns!", shows=[etoile], published="2025-05-02")
    kept = read(client, address(news, etoile)).one("section", aria_labelledby="kept").text
    assert "When it was scheduled, the notice of 1 other article was to change" in kept


def test_what_the_ledger_says_otherwise_of_all_else_is_still_told(client, editor, etoile):
    glow = make_show("GLOW")
    record(glow, "canceled", "2025-01-10", network="Netflix")
    news = make_draft("Étoile is canceled", dek="GLOW is renewed for another season.", shows=[etoile, glow])
    client.post(address(news, etoile), canceled())

    told = read(client, act(news, "publish")).one("section", aria_label="What the ledger contradicts").text

    assert "GLOW is renewed" in told
    assert "is canceled" not in told


def test_what_is_blamed_is_called_as_the_form_calls_it(etoile):
    form = ReportForm(show=etoile, at=timezone.now(), may_name=True)

    assert {name: form[name].label for name in reports.LABELS} == reports.LABELS
