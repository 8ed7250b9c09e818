"""Every surface that carries an article tells the same of it, from the next request on."""

import json

import pytest
from django.db import transaction

from articles import clock, exemptions, pins, sealing, status_changes, workflow
from articles.explain import explain
from articles.models import Article, Section
from shows import ledger, standings
from shows.history import History
from shows.models import Show
from tests.again import again
from tests.factories import cover, make_article, make_change, make_draft, make_show, make_user, moment, record
from tests.pages import parse, read

pytestmark = pytest.mark.django_db

JUNE_10 = moment("2025-06-10")
LONG_AFTER = moment("2027-01-01")


@pytest.fixture
@again
def newsroom():
    """Articles with every kind of notice and with none, mentions and exempted ones among them, by their headlines."""
    etoile, minx, glow, dark = (make_show(title) for title in ("Étoile", "Minx", "GLOW", "Dark"))
    prime = {"network": "Prime Video", "source_name": "Variety", "source_url": "https://variety.example/?a=1&b=2"}

    record(etoile, "awaiting_decision", "2025-01-01", at="2025-01-02", **prime)
    record(minx, "dated", "2025-01-01", at="2025-01-02", season=2, premiere="2026-04", network="Starz")
    record(glow, "ordered", "2025", at="2025-01-02", season=4)
    make_article("Decided", shows=[etoile], published="2025-01-10")
    make_article("Corrected", shows=[(minx, 2)], published="2025-01-10")
    make_article("Kept", shows=[(glow, 4)], published="2025-01-10")
    make_article("Nothing recorded", shows=[dark], published="2025-01-10")

    record(etoile, "returning", "2025-02-01T10:00-05:00", **prime)
    make_article("Contradicted", shows=[etoile], published="2025-02-10", body="<h2>Étoile</h2><p>Yes.</p>")
    make_article("List", shows=[minx, (minx, 2), etoile, dark], published="2025-02-10")
    make_article("Exempted", shows=[etoile], published="2025-02-10")
    make_article("No show", published="2025-02-10")
    mention = make_draft("Mention")
    cover(mention, etoile, mention_only=True)
    workflow.publish(mention, by=None, at=moment("2025-02-10"))
    under_heading = make_draft("Heading", body="<h2>Étoile</h2><p>Yes.</p>")
    cover(under_heading, etoile, heading="etoile")
    workflow.publish(under_heading, by=None, at=moment("2025-02-10"))

    source = {"source_name": "The “Daily” <News>", "source_url": "https://news.example/"}
    record(etoile, "canceled", "2025-03-01", network="Prime Video", confirmation="reported", **source)
    make_article("Right", shows=[etoile], published="2025-03-10")
    record(glow, "airing", "2025-05", season=4)
    exemptions.exempt(article("Exempted"), reason="A review.", by=None, at=JUNE_10)
    wrong = minx.ledger.get()
    status_changes.correct(wrong, status_changes.void(wrong), by=None, at=JUNE_10)


def article(headline):
    return Article.objects.get(live_revision__headline=headline)


def card_of(page, headline):
    (card,) = [card for card in page.all("article", class_="card") if card.one(class_="card-headline").text == headline]
    return told_by(card)


def since_changed_on(front, headline):
    """What the strip of the front page tells of the article, where it is in it."""
    rows = [row for strip in front.all(class_="changed") for row in strip.all("li")]
    return [told_by(row) for row in rows if row.one(class_="row-headline").text == headline]


def told_by(element, *, outside=None):
    """The kind and the text of the one notice in ``element``, or nothing."""
    within = outside.all(data_notice=True) if outside else []
    found = [notice for notice in element.all(data_notice=True) if notice not in within]
    if not found:
        return None, ""
    (notice,) = found
    assert notice.attrs["role"] == "note"
    # What was and what is stands on the page as a pair, too.
    lines = [line.text for line in notice.all("p") or [notice]]
    return notice.attrs["data-notice"], " ".join(lines)


def what_all_say(client):
    """The kind that each article carries, by its headline, after holding all surfaces against each other."""
    listed = [*Show.objects.all(), *Section.objects.all()]
    lists = {path: read(client, path) for path in ("/", *(one.get_absolute_url() for one in listed))}
    items = {item["title"]: item for item in json.loads(client.get("/feed.json").content)["items"]}
    changed = json.loads(client.get("/feed.json?since_changed=true").content)["items"]
    kinds = {}
    for one in Article.objects.published().select_related("live_revision", "section").prefetch_related("shows"):
        headline = one.live_revision.headline
        kinds[headline] = kind_told(client, one, headline, lists, items[headline])
    assert {item["title"] for item in changed} == {
        title for title, kind in kinds.items() if kind not in (None, "progress")
    }
    return kinds


def kind_told(client, one, headline, lists, item):
    page = read(client, one.get_absolute_url()).one("article", class_="article")
    kind, words = told_by(page, outside=page.one(class_="body"))
    ours, notice = item["_newsroom"], item["_newsroom"]["notice"]
    reasons = explain(one)

    paths = {"/", *(listed.get_absolute_url() for listed in (one.section, *one.shows.all()))}
    cards = [card_of(lists[path], headline) for path in paths] + since_changed_on(lists["/"], headline)
    from_scratch = explain(one, at=LONG_AFTER)
    kinds = {kind, notice and notice["kind"], reasons.kind, from_scratch.kind, *(card_kind for card_kind, _ in cards)}
    assert kinds == {kind}, headline
    assert ours["since_changed"] == (kind in ("contradiction", "decided", "record-corrected"))
    if kind is None:
        assert told_by(parse(item["content_html"])) == (None, "")
        return kind

    text = notice["text"]
    latest = f" Read: {page.one(class_='notice-latest').one('a').text}" if notice["latest_url"] else ""
    assert words == f"{notice['headline']} {text}{latest}"
    assert told_by(parse(item["content_html"])) == told_by(parse(notice["html"])) == (kind, words)
    assert reasons.text == from_scratch.text == text
    for _, card in cards:
        assert f"{notice['headline']} {text}".startswith(card.replace(".", "", 1))
    return kind


BEFORE = {
    "Decided": "decided",
    "Corrected": "record-corrected",
    "Kept": "progress",
    "Nothing recorded": None,
    "Contradicted": "contradiction",
    "List": "contradiction",
    "Exempted": None,
    "No show": None,
    "Mention": None,
    "Heading": "contradiction",
    "Right": None,
}


def set_by_hand(headline, entry):
    with transaction.atomic():
        coverage = article(headline).coverage.get()
        ledger.lock([coverage.show_id])
        history, table = History.of(coverage.show_id), standings.load(coverage.show_id)
        pins.set_by_hand(coverage, entry, at=JUNE_10, history=history, table=table)
        coverage.save()
        clock.advance()


def canceled():
    return article("Right").coverage.get().standing.entry


@pytest.mark.slow
@pytest.mark.usefixtures("newsroom")
def test_all_say_the_same(client):
    assert what_all_say(client) == BEFORE


@pytest.mark.usefixtures("newsroom")
def test_all_say_the_same_after_news(client):
    record(canceled().show, "returning", "2025-06-09", network="Apple TV+", event="pickup", confirmation="on_record")

    # The promise of the pinned network stays broken.
    assert what_all_say(client) == BEFORE | {"Right": "contradiction"}


@pytest.mark.slow
@pytest.mark.usefixtures("newsroom")
def test_all_say_the_same_after_a_correction_that_takes_notices_back(client):
    denied = canceled()

    status_changes.correct(denied, status_changes.void(denied), by=None, at=moment("2026-02-01"))

    # Nobody had recorded the cancellation when “Right” came out: its pin moves on as if there had been none.
    assert what_all_say(client) == BEFORE | {"Contradicted": None, "List": "record-corrected", "Heading": None}


@pytest.mark.slow
@pytest.mark.usefixtures("newsroom")
def test_all_say_the_same_after_a_correction_to_another_status(client):
    change = make_change(canceled().show, "on_hiatus", "2025-03-01", network="Prime Video")

    status_changes.correct(canceled(), change, by=None, at=moment("2026-02-01"))

    after = what_all_say(client)
    assert (after["Contradicted"], after["Heading"], after["Decided"]) == ("progress", "progress", "decided")


@pytest.mark.slow
@pytest.mark.usefixtures("newsroom")
def test_all_say_the_same_after_an_exemption_and_its_end(client):
    exemptions.exempt(article("Contradicted"), reason="A review.", by=None, at=JUNE_10)
    single = article("List").coverage.get(show__slug="etoile")
    exemptions.exempt(article("List"), reason="An obituary.", by=None, at=JUNE_10, coverage=single)
    assert what_all_say(client) == BEFORE | {"Contradicted": None, "List": "record-corrected"}

    for headline in ("Contradicted", "Exempted"):
        exemptions.lift(article(headline), reason="It is none.", by=None, at=JUNE_10)

    assert what_all_say(client) == BEFORE | {"List": "record-corrected", "Exempted": "contradiction"}


@pytest.mark.slow
@pytest.mark.usefixtures("newsroom")
def test_all_say_the_same_after_a_pin_was_set_by_hand(client):
    set_by_hand("Contradicted", canceled())
    set_by_hand("Right", canceled().show.ledger.get(status="returning"))

    assert what_all_say(client) == BEFORE | {"Contradicted": None, "Right": "contradiction"}


@pytest.mark.slow
@pytest.mark.usefixtures("newsroom")
def test_all_say_the_same_after_a_review_and_a_withdrawal(client):
    workflow.review(article("Contradicted"), by=None, at=JUNE_10)
    workflow.withdraw(article("Kept"), by=None, at=JUNE_10)

    after = BEFORE | {"Contradicted": None}
    assert what_all_say(client) == {title: kind for title, kind in after.items() if title != "Kept"}


@pytest.mark.slow
@pytest.mark.usefixtures("newsroom")
def test_all_say_the_same_after_a_sealing_and_its_end(client):
    sealed = article("Contradicted")
    sealing.seal(sealed, reason="A court said so.", by=make_user(), at=JUNE_10)
    assert what_all_say(client) == {title: kind for title, kind in BEFORE.items() if title != "Contradicted"}

    sealing.ask(sealed, reason="It took that back.", by=make_user(), at=JUNE_10)
    sealing.restore(sealed, by=make_user(), at=JUNE_10)

    assert what_all_say(client) == BEFORE
