"""Recording a status at the desk: a form, a preview with the exact words, and one act."""

from html import unescape

import pytest
from django.urls import reverse

from articles import notices, workflow
from articles.models import Article, Coverage
from newsroom import roles
from newsroom.desk import ledger as desk_ledger
from shows.models import Network, Season, StatusEntry
from tests.again import again
from tests.desk import ROLES, errors, form_of, post, sign_in, told
from tests.factories import (
    cancel_etoile,
    make_article,
    make_draft,
    make_etoile,
    make_network,
    make_show,
    moment,
    record,
)
from tests.pages import parse

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    return sign_in(client, roles.EDITORS)


@pytest.fixture
@again
def etoile():
    show = make_etoile()
    cancel_etoile(show)
    make_network("Netflix")
    return show


def address(show):
    return reverse("desk:record", args=[show.pk])


def said(**fields):
    return {
        "status": "returning",
        "precision": "day",
        "effective_on": "2026-02-01",
        "confirmation": "official",
        "source_name": "Variety",
        "premiere_precision": "day",
        "step": "preview",
    } | fields


def saved_by_netflix(**fields):
    return said(network=Network.objects.get(name="Netflix").pk, **fields)


# -- who may -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "status"), list(zip(ROLES, (403, 200, 200), strict=True)))
def test_who_may_record_is_an_editor(client, etoile, role, status):
    sign_in(client, role)

    assert client.get(reverse("desk:find_show")).status_code == status
    assert client.get(address(etoile)).status_code == status
    assert client.post(address(etoile), saved_by_netflix(), follow=True).status_code == status


def test_a_reporter_learns_nothing_of_what_there_is(client, etoile):
    sign_in(client, roles.REPORTERS)
    missing = reverse("desk:record", args=[etoile.pk + 1000])

    here, nowhere = client.get(address(etoile)), client.get(missing)
    posted, nowhere_posted = client.post(address(etoile), saved_by_netflix(step="save")), client.post(missing, said())

    assert [one.status_code for one in (here, nowhere, posted, nowhere_posted)] == [403] * 4
    assert here.content == nowhere.content == posted.content == nowhere_posted.content
    assert not StatusEntry.objects.filter(status="returning", network__name="Netflix").exists()


def test_who_is_not_signed_in_is_asked_to(client, etoile):
    assert client.get(address(etoile)).status_code == 302
    assert client.post(address(etoile), saved_by_netflix(step="save")).status_code == 302


# -- which show ----------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["etoile", "ÉTOILE", "etoi", "B99"])
def test_one_show_that_is_found_is_meant(client, editor, query):
    show = make_show("Étoile", also_known_as=["B99"])
    make_show("Minx")

    response = client.get(reverse("desk:find_show"), {"q": query})

    assert response.status_code == 302
    assert response.url == address(show)


def test_shows_of_one_title_are_told_apart(client, editor):
    make_show("Étoile", year=2025)
    make_show("Étoile", year=1991, country="FR")

    page = client.get(reverse("desk:find_show"), {"q": "etoile"}).content.decode()

    assert "Étoile (2025)" in page
    assert "Étoile (1991, FR)" in page


def test_a_show_that_is_not_there_is_said_so(client, editor):
    page = parse(client.get(reverse("desk:find_show"), {"q": "Nothing\x00 <b>"}).content.decode())

    assert page.one(role="status").text.startswith("No show is called “Nothing <b>”.")


# -- the preview ---------------------------------------------------------------------------------


def test_the_preview_has_the_exact_words_and_saves_nothing(client, editor, etoile):
    article = make_article("Gone", shows=[etoile], published="2025-06-07")
    entries = StatusEntry.objects.count()

    page = post(client, address(etoile), saved_by_netflix())

    words = (
        "Netflix picked up Étoile on February 1, 2026 (source: Variety). When this article was published, on "
        "June 7, 2025, the show had been canceled by Prime Video."
    )
    gains = page.one("section", aria_labelledby="gains").text
    assert "Gone" in gains
    assert words in gains
    assert "Season 2 of “Étoile”: Ordered, February 1, 2026, Netflix" in page.text
    assert StatusEntry.objects.count() == entries
    assert notices.for_article(Article.objects.for_notices().get(pk=article.pk)) is None


def test_what_the_preview_said_is_what_happens(client, editor, etoile):
    article = make_article("Gone", shows=[etoile], published="2025-06-07")
    page = post(client, address(etoile), saved_by_netflix())

    response = client.post(address(etoile), form_of(page, "save"))

    entry = StatusEntry.objects.get(status="returning", network__name="Netflix")
    assert response.url == f"{reverse('desk:ledger', args=[etoile.pk])}?new={entry.pk}"
    assert told(response) == [
        "Recorded: “Étoile” returning, February 1, 2026. With it: season 2 of “Étoile” ordered, February 1, 2026."
    ]
    assert entry.recorded_by == editor
    assert entry.event == "pickup"
    assert [follower.status for follower in entry.implied.all()] == ["ordered"]
    notice = notices.for_article(Article.objects.for_notices().get(pk=article.pk))
    assert notice.text in page.one("section", aria_labelledby="gains").text


def test_of_very_many_articles_the_newest_are_shown_and_the_rest_when_asked_for(client, editor, etoile, monkeypatch):
    monkeypatch.setattr(desk_ledger, "MOST", 1)
    make_article("Older", shows=[(etoile, 2)], published="2025-06-07")
    make_article("Newer", shows=[(etoile, 2)], published="2025-06-08")

    page = post(client, address(etoile), saved_by_netflix(step="preview"))
    everything = post(client, address(etoile), form_of(page, "everything"))

    assert "Newer" in page.text
    assert "Older" not in page.text
    assert "1 more is told by the same rule" in page.one(id="further").text
    assert not everything.all(id="further")
    assert "Older" in everything.text


def test_the_new_entry_is_marked_in_the_timeline(client, editor, etoile):
    page = post(client, address(etoile), saved_by_netflix())
    response = client.post(address(etoile), form_of(page, "save"), follow=True)

    timeline = parse(response.content.decode())

    marked = [entry.attrs["id"] for entry in timeline.all(class_="desk-entry-new")]
    entry = StatusEntry.objects.get(status="returning", network__name="Netflix")
    assert marked == [f"entry-{entry.pk}", f"entry-{entry.implied.get().pk}"]


def test_an_implied_entry_that_is_unticked_is_previewed_again_and_left_out(client, editor, etoile):
    page = post(client, address(etoile), saved_by_netflix())

    again = post(client, address(etoile), form_of(page, "save", without=["2.ordered"]))

    assert "What you ticked has changed what happens" in again.text
    assert not StatusEntry.objects.filter(network__name="Netflix").exists()
    assert [box.attrs.get("checked") for box in again.all("input", type="checkbox")] == [None]
    assert client.post(address(etoile), form_of(again, "save")).status_code == 302
    assert [entry.status for entry in StatusEntry.objects.filter(network__name="Netflix")] == ["returning"]


def test_late_news_leaves_the_ignorant_where_they_were_unless_ticked(client, editor):
    show = make_show("Minx")
    record(show, "returning", "2025-01-01", network="Starz")
    informed = make_article("Informed", shows=[show], published="2025-03-02")
    ignorant = make_article("Ignorant", shows=[show], published="2025-04-01")
    change = said(status="canceled", effective_on="2025-03-01")

    page = post(client, address(show), change)
    client.post(address(show), form_of(page, "save"))

    ticks = {box.attrs["value"]: "checked" in box.attrs for box in page.all("input", name="move")}
    pins = {one.article_id: one for one in Coverage.objects.select_related("standing__entry")}
    assert ticks == {
        str(pins[informed.pk].pk): True,
        str(pins[ignorant.pk].pk): False,
    }
    assert pins[informed.pk].standing.entry.status == "canceled"
    assert pins[ignorant.pk].standing.entry.status == "returning"
    assert pins[ignorant.pk].hand_set


def test_a_pin_that_is_unticked_stays(client, editor):
    show = make_show("Minx")
    record(show, "returning", "2025-01-01", network="Starz")
    make_article("Informed", shows=[show], published="2025-03-02")
    coverage = Coverage.objects.get()
    page = post(client, address(show), said(status="canceled", effective_on="2025-03-01"))

    again = post(client, address(show), form_of(page, "preview", without=[str(coverage.pk)]))
    client.post(address(show), form_of(again, "save"))

    assert "Informed" in again.one("section", aria_labelledby="gains").text
    coverage.refresh_from_db()
    assert (coverage.standing.entry.status, coverage.hand_set) == ("returning", True)


def test_a_ledger_that_moved_meanwhile_is_previewed_again(client, editor, etoile):
    page = post(client, address(etoile), saved_by_netflix(note="Étoile <dances> on."))
    record(etoile, "in_production", "2026-01-15", season=2, network="Prime Video", at="2026-02-01")

    again = post(client, address(etoile), form_of(page, "save"))

    assert "has changed since this preview was made. Nothing was saved" in again.text
    assert not StatusEntry.objects.filter(network__name="Netflix").exists()
    assert again.one("input", name="note").attrs["value"] == "Étoile <dances> on."
    assert client.post(address(etoile), form_of(again, "save")).status_code == 302


def test_the_button_pressed_twice_records_once(client, editor, etoile):
    page = post(client, address(etoile), saved_by_netflix())
    first = client.post(address(etoile), form_of(page, "save"))

    second = client.post(address(etoile), form_of(page, "save"))

    assert second.url == first.url
    assert told(second)[-1].endswith("Nothing was written.")
    assert StatusEntry.objects.filter(status="returning", network__name="Netflix").count() == 1


def test_what_nobody_read_is_not_saved(client, editor, etoile):
    page = post(client, address(etoile), saved_by_netflix())
    sent = form_of(page, "save") | {"status": "ending"}

    again = post(client, address(etoile), sent)

    assert "“Étoile”: Ending" in again.text
    assert not StatusEntry.objects.filter(network__name="Netflix").exists()


def test_scheduled_pieces_that_would_be_held_are_named(client, editor):
    show = make_show("Minx")
    record(show, "returning", "2025-01-01", network="Starz")
    article = make_draft("Hopeful and scheduled", shows=[show])
    workflow.submit(article, by=editor, at=moment("2026-01-01"))
    workflow.schedule(article, by=editor, at=moment("2026-01-01"), publish_at=moment("2199-01-01"))

    page = post(client, address(show), said(status="canceled"))

    assert "Hopeful and scheduled" in page.one("section", aria_labelledby="held").text


# -- what is typed -------------------------------------------------------------------------------

REFUSALS = [
    ({"status": ""}, "Choose the status that it has now."),
    ({"status": "order_reversed"}, "“Order reversed” is a status of a season: give the season's number"),
    ({"status": "canceled", "season": "2"}, "“Canceled” is a status of a show: choose one of a season"),
    ({"status": "dated", "season": "2"}, "A season that is dated needs its premiere date."),
    ({"season": "0"}, "Ensure this value is greater than or equal to 1."),
    ({"season": "two"}, "Enter a whole number."),
    ({"effective_on": ""}, "Give the day on which it became true."),
    ({"effective_on": "6/6/25x"}, "Write the day as 2025-06-06."),
    ({"effective_on": "0205-06-06"}, "Give a date between 1900 and 2200."),
    ({"effective_on": "2199-06-06"}, "June 6, 2199 lies in the future"),
    ({"precision": "minute"}, "Give the time, or choose “to the day”."),
    ({"precision": "minute", "effective_time": "25:00"}, "Write the time as 14:05."),
    (
        {"precision": "minute", "effective_time": "09:00", "offered": "2026-02-02T09:00"},
        "This is the present time on another day: give its own, or choose “to the day”.",
    ),
    (
        {"precision": "minute", "effective_on": "2025-11-02", "effective_time": "01:30"},
        "The clocks changed in that hour",
    ),
    (
        {"precision": "minute", "effective_on": "2025-03-09", "effective_time": "02:30"},
        "The clocks changed in that hour",
    ),
    ({"source_url": "javascript:alert(1)"}, "This is no web address: write all of it, with https:// in front."),
    ({"source_name": "n" * 201}, "Ensure this value has at most 200 characters (it has 201)."),
    ({"new_network": "prime vidéo"}, "“prime vidéo” is known as Prime Video: choose it in the list."),
    ({"new_network": "Channel Ü"}, "Say what “Channel Ü” is."),
    ({"new_network_kind": "cable"}, "Name the new network, or leave what it is empty."),
    ({"network": "999999"}, "Select a valid choice."),
    ({"episodes": "0"}, "Ensure this value is greater than or equal to 1."),
]


@pytest.mark.parametrize(("fields", "message"), REFUSALS, ids=[str(fields) for fields, _ in REFUSALS])
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(client, editor, etoile, fields, message):
    page = post(client, address(etoile), said(note="A note.", **fields))

    (error,) = errors(page)
    assert message in error
    (link,) = page.one(data_mistakes=True).all("a")
    assert message in link.text
    assert page.one(id=link.attrs["href"][1:])
    assert page.one("input", name="note").attrs["value"] == "A note."
    assert "all that you typed is still here" in page.one(role="alert").text


def test_a_network_is_chosen_or_named(client, editor, etoile):
    page = post(client, address(etoile), saved_by_netflix(new_network="Channel Ü", new_network_kind="cable"))

    assert errors(page) == ["Choose a network in the list or name a new one, not both."]


def test_a_new_network_is_made_with_the_entry_and_not_before(client, editor, etoile):
    page = post(client, address(etoile), said(new_network="Netfliks", new_network_kind="streamer"))
    assert "“Netfliks” is a new network, and is made with the entry. Did you mean “Netflix”?" in page.text
    assert not Network.objects.filter(name="Netfliks").exists()

    client.post(address(etoile), form_of(page, "save"))

    assert StatusEntry.objects.filter(network__name="Netfliks").count() == 2


def test_a_new_season_is_made_with_the_entry_and_not_before(client, editor, etoile):
    page = post(client, address(etoile), said(status="ordered", season="3"))
    assert "Étoile has no season 3 yet: it is made with the entry." in page.text
    assert not Season.objects.filter(number=3).exists()

    client.post(address(etoile), form_of(page, "save"))

    assert StatusEntry.objects.get(season__number=3).status == "ordered"


def test_what_is_recorded_already_is_said_so(client, editor, etoile):
    page = post(client, address(etoile), said(status="canceled", effective_on="2025-06-06"))

    assert (
        "“Étoile”: Canceled, June 6, 2025, Prime Video is recorded already, since June 6, 2025."
        in page.one(role="alert").text
    )


def test_whoever_goes_back_to_the_form_finds_what_was_typed(client, editor, etoile):
    page = post(client, address(etoile), saved_by_netflix(season="", note="On <b>we</b> go."))

    form = post(client, address(etoile), form_of(page, "edit"))

    assert form.one("input", name="note").attrs["value"] == "On <b>we</b> go."
    chosen = form.one("select", name="network").one("option", selected=True)
    assert chosen.text == "Netflix"


def test_the_form_offers_the_present_minute(client, editor, etoile):
    page = parse(client.get(address(etoile)).content.decode())

    offered = page.one("input", name="offered").attrs["value"]
    date, time = (page.one("input", name=name).attrs["value"] for name in ("effective_on", "effective_time"))
    assert offered == f"{date}T{time}"
    assert page.one("select", name="precision").one("option", selected=True).attrs["value"] == "minute"


def test_a_month_that_is_known_is_kept_as_a_month(client, editor, etoile):
    page = post(client, address(etoile), saved_by_netflix(precision="month", effective_on="2025-12-24"))
    client.post(address(etoile), form_of(page, "save"))

    entry = StatusEntry.objects.get(status="returning", network__name="Netflix")
    assert entry.effective_text == "2025-12"


@pytest.mark.parametrize("pk", ["999999", "9" * 30])
def test_a_show_that_is_not_there_is_not_found(client, editor, pk):
    assert client.get(f"/admin/shows/show/{pk}/record/").status_code == 404


def test_a_preview_may_tick_two_thousand_articles(client, editor, etoile):
    response = client.post(address(etoile), saved_by_netflix() | {"move": list(range(2000))}, follow=True)

    assert response.status_code == 200


@pytest.mark.parametrize("number", ["9" * 5000, "٣", "-1"])
def test_a_number_that_is_none_is_left_aside(client, editor, etoile, number):
    response = client.post(address(etoile), saved_by_netflix() | {"move_shown": number}, follow=True)

    assert response.status_code == 200
    assert client.get(reverse("desk:ledger", args=[etoile.pk]), {"new": number}).status_code == 200


def test_markup_in_what_is_typed_stays_text(client, editor, etoile):
    response = client.post(address(etoile), saved_by_netflix(note="<script>alert(1)</script>"), follow=True)
    page = response.content.decode()

    assert "<script>alert(1)" not in page
    assert "<script>alert(1)</script>" in unescape(page)
