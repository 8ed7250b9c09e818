"""An editor records what happened, and readers see it."""

import json
import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from newsroom import roles
from shows.models import StatusEntry
from tests.desk import session_of, sign_in
from tests.factories import cancel_etoile, make_article, make_etoile, make_network, record

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "Netflix picked up Étoile on"


@pytest.fixture
def etoile(live_server):
    show = make_etoile()
    cancel_etoile(show)
    make_network("Netflix")
    make_article("Amazon lets it go", slug="gone", shows=[show], published="2025-06-07")
    return show


@pytest.fixture
def editor(page, client, live_server):
    """The page of an editor who has signed in."""
    sign_in(client, roles.EDITORS)
    page.context.add_cookies([session_of(client, live_server)])
    page.complaints = []
    page.on("console", lambda one: page.complaints.append(one.text) if one.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    return page


def choose_etoile(page):
    page.goto("/admin/")
    page.locator("#content").get_by_role("link", name="Record a status change").click()
    page.get_by_label("Which show is it about?").fill("etoi")
    page.get_by_role("link", name="Étoile").click()
    page.wait_for_url("**/record/")


def say_that_netflix_saved_it(page):
    page.get_by_label("Status required").select_option("returning")
    page.get_by_label("Network", exact=True).select_option(label="Netflix")
    page.get_by_label("Source", exact=True).fill("Variety")
    page.get_by_role("button", name="Preview what this changes").click()


def notices_on(page):
    return [notice.inner_text() for notice in page.locator("[data-notice]").all()]


@pytest.fixture
def reader(browser, live_server):
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    yield context.new_page()
    context.close()


def test_a_rescue_that_is_recorded_reaches_every_reader(editor, reader, etoile):
    reader.goto("/articles/gone/")
    assert notices_on(reader) == []

    choose_etoile(editor)
    say_that_netflix_saved_it(editor)
    preview = editor.get_by_role("region", name="Articles that gain a notice").inner_text()
    assert WORDS in preview
    expect(editor.get_by_label("Season 2 of “Étoile”: Ordered")).to_be_checked()
    assert not StatusEntry.objects.filter(network__name="Netflix").exists()
    editor.get_by_role("button", name="Record it").click()
    editor.wait_for_url("**/ledger/**")

    expect(editor.locator("#main")).to_contain_text("Recorded: “Étoile” returning", use_inner_text=True)
    expect(editor.locator(".desk-entry-new")).to_have_count(2)
    editor.reload()
    editor.go_back()
    editor.get_by_role("alert").get_by_text("is recorded already").wait_for()
    assert StatusEntry.objects.filter(network__name="Netflix").count() == 2
    reader.reload()
    assert any(WORDS in notice for notice in notices_on(reader))
    for sentence in re.findall(r"(?:Netflix picked up|When this article)[^.]*\.", preview):
        assert any(sentence in " ".join(notice.split()) for notice in notices_on(reader)), sentence
    reader.goto("/")
    assert any(WORDS in notice for notice in notices_on(reader))
    feed = json.loads(reader.request.get("/feed.json").text())
    assert feed["items"][0]["_newsroom"]["since_changed"] is True
    assert WORDS in feed["items"][0]["_newsroom"]["notice"]["text"]
    assert editor.complaints == []


@pytest.mark.slow
def test_the_two_steps_work_on_a_phone(editor, etoile):
    editor.set_viewport_size({"width": 360, "height": 740})
    choose_etoile(editor)
    assert editor.evaluate("document.documentElement.scrollWidth") <= 360

    say_that_netflix_saved_it(editor)
    editor.get_by_role("button", name="Record it").wait_for()
    assert editor.evaluate("document.documentElement.scrollWidth") <= 360
    editor.get_by_label("Season 2 of “Étoile”: Ordered").uncheck()
    expect(editor.get_by_role("button", name="Record it")).to_be_disabled()
    editor.get_by_role("button", name="Preview again").click()
    editor.get_by_role("button", name="Record it").click()
    editor.wait_for_url("**/ledger/**")

    assert [entry.status for entry in StatusEntry.objects.filter(network__name="Netflix")] == ["returning"]
    assert editor.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.slow
def test_the_form_shows_what_fits(editor, etoile):
    choose_etoile(editor)
    status, time = editor.get_by_label("Status required"), editor.get_by_label("At", exact=True)
    expect(time).to_be_visible()
    expect(status.locator("optgroup:not([hidden])")).to_contain_text("Canceled")

    editor.get_by_label("Season").fill("2")
    editor.get_by_label("Took effect on").fill("2026-02-01")
    editor.get_by_label("Took effect on").dispatch_event("change")

    expect(status.locator("optgroup:not([hidden])")).to_contain_text("Order reversed")
    expect(editor.get_by_label("Known required", exact=True)).to_have_value("day")
    expect(time).to_be_hidden()


@pytest.fixture
def without_scripts(browser, live_server, client):
    """The page of a managing editor whose browser runs no scripts."""
    sign_in(client, roles.MANAGING_EDITORS)
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies([session_of(client, live_server)])
    yield context.new_page()
    context.close()


def test_it_all_works_without_scripts(without_scripts, etoile):
    page = without_scripts
    page.goto("/admin/record/")
    page.locator("#q").fill("etoile")
    page.get_by_role("button", name="Find").click()
    page.wait_for_url("**/record/")
    page.locator("[name=status]").select_option("returning")
    page.locator("[name=network]").select_option(label="Netflix")
    page.locator("button[value=preview]").click()
    page.locator("button[value=save]").click()
    page.wait_for_url("**/ledger/**")

    assert StatusEntry.objects.filter(network__name="Netflix").count() == 2


@pytest.mark.slow
def test_a_correction_asks_for_what_belongs_to_its_outcome(without_scripts, etoile):
    page = without_scripts
    entry = record(etoile, "returning", "2025-09-15", network="Netflix", source_name="Press release")
    page.goto(reverse("desk:correct", args=[entry.pk]))
    denies, source = page.get_by_label("Who denies it?"), page.get_by_label("Source", exact=True)
    expect(denies).to_be_hidden()
    expect(source).to_be_visible()

    page.get_by_label("It did not hold").check()

    expect(denies).to_be_visible()
    expect(source).to_be_hidden()
    expect(page.get_by_label("Took effect on")).to_be_hidden()
    expect(denies).to_have_value("")
