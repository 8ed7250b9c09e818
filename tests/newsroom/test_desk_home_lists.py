"""What waits for whom on the first page of the desk."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import assignments, comments, copies, sealing, text, updates, workflow
from articles.models import Article, PictureUse
from newsroom import roles
from newsroom.lib.periods import newsroom_date
from tests.articles.test_assignments import make_writer
from tests.articles.writing import change
from tests.desk import sign_in
from tests.drawn import drawn
from tests.factories import (
    cancel_etoile,
    make_article,
    make_draft,
    make_etoile,
    make_picture,
    make_show,
    make_user,
    moment,
    record,
)
from tests.pages import read

pytestmark = pytest.mark.django_db

HOME = reverse("admin:index")


@pytest.fixture
def now():
    return timezone.now()


def lists(client):
    """The titles of the cards on the left, each with the headlines under it."""
    left = read(client, HOME).one(class_="desk-home").all("div")[0]
    return {
        card.attrs["aria-labelledby"]: [line.all("p")[0].text for line in card.all("li") if line.all("p")]
        for card in left.all("section")
    }


def said(client, name):
    card = read(client, HOME).one("section", aria_labelledby=name)
    return [[part.text for part in line.all("p")] for line in card.all("li")]


def submitted(headline, at, **fields):
    article = make_draft(headline, at=at, **fields)
    return workflow.submit(article, by=fields.get("by"), at=at)


# -- one's own -----------------------------------------------------------------------------------


def test_what_one_is_to_write_stands_by_its_date_with_what_it_is_to_be(client, now):
    reporter = sign_in(client, roles.REPORTERS)
    for headline, days in (("Later", 3), ("Late", -1), ("Sooner", 1)):
        article = make_draft(headline, by=reporter)
        Article.objects.filter(pk=article.pk).update(due_at=now + timedelta(days=days), brief=f"About {headline}")
    make_draft("Some day", by=reporter)
    make_draft("Another’s", by=make_writer("other"))

    lines = said(client, "drafts")

    assert [line[0] for line in lines] == ["Late", "Sooner", "Later", "Some day"]
    assert lines[0][1].startswith("Overdue since ")
    assert lines[1][1].startswith("Due ")
    assert lines[1][2] == "About Sooner"
    assert len(lines[3]) == 1


def test_an_assignment_is_found_at_home(client, now):
    editor, reporter = make_writer("editor", roles.EDITORS), sign_in(client, roles.REPORTERS)
    article = make_draft("Étoile ends", by=editor)
    assert "drafts" not in lists(client)

    assignments.assign(article, reporter, by=editor, at=now, due_at=now + timedelta(days=1))

    card = read(client, HOME).one("section", aria_labelledby="drafts")
    assert card.one("a").attrs["href"] == change(article)


def test_what_was_sent_back_stands_first_with_what_is_to_be_done(client):
    reporter, editor = sign_in(client, roles.REPORTERS), make_writer("editor", roles.EDITORS)
    back = submitted("Sent back", moment("2025-05-01"), by=reporter)
    make_draft("Not begun", by=reporter)
    workflow.send_back(back, by=editor, at=moment("2025-05-02"), comment="Who says so?\n" + "More sources. " * 30)

    lines = said(client, "sent-back")

    assert [name for name in lists(client) if name in ("sent-back", "drafts")] == ["sent-back", "drafts"]
    assert lists(client)["drafts"] == ["Not begun"]
    assert lines[0][:2] == ["Sent back", f"By {editor}, May 2, 2025, 8 a.m."]
    assert lines[0][2].startswith("Who says so? More sources.")
    assert lines[0][2].endswith("…")


def test_comments_on_ones_own_pieces_stand_there_until_they_are_resolved(client):
    reporter, editor = sign_in(client, roles.REPORTERS), make_writer("editor", roles.EDITORS)
    article = make_draft("Étoile ends", by=reporter)
    comments.say(article, "A note to myself", by=reporter, at=moment("2025-05-01"))
    comments.say(make_draft("Another’s", by=editor), "Not mine", by=reporter, at=moment("2025-05-01"))
    remark = comments.say(article, "Nice <b>lede</b>", by=editor, at=moment("2025-05-02"))
    assert said(client, "comments") == [["Étoile ends", f"{editor}, May 2, 2025, 8 a.m.", "Nice <b>lede</b>"]]

    comments.resolve(remark, by=reporter, at=moment("2025-05-03"))

    assert "comments" not in lists(client)


def test_a_reporter_follows_what_was_handed_in(client):
    reporter = sign_in(client, roles.REPORTERS)
    submitted("Handed in", moment("2025-05-01"), by=reporter)

    assert lists(client)["handed-in"] == ["Handed in"]
    assert said(client, "handed-in") == [["Handed in", "In review since May 1, 2025, 8 a.m."]]


def test_text_that_was_not_saved_is_found_by_its_author_alone(client, now):
    reporter = sign_in(client, roles.REPORTERS)
    article = make_draft("Étoile ends", by=reporter)
    for one, headline in ((article, "Étoile has ended"), (None, "")):
        copies.keep(one, copies.Window.new(), base=0, fields={"headline": [headline]}, by=reporter, at=now)

    assert sorted(lists(client)["kept"]) == ["A new article", "Étoile has ended"]
    assert [link.attrs["href"] for link in read(client, HOME).one("section", aria_labelledby="kept").all("a")] == [
        reverse("admin:articles_article_add"),
        change(article),
    ]
    sign_in(client, roles.MANAGING_EDITORS)
    assert "kept" not in lists(client)


def test_texts_of_sealed_articles_come_last_and_without_words(client, now):
    reporter = sign_in(client, roles.REPORTERS)
    for index in range(10):
        article = make_draft(f"Sealed {index}", by=reporter)
        fields = {"headline": ["Sealed words"], "body": ["<p>Words</p>"]}
        copies.keep(article, copies.Window.new(), base=1, fields=fields, by=reporter, at=now)
        sealing.seal(article, reason="A letter.", by=make_user(), at=now)
    copies.keep(
        None, copies.Window.new(), base=0, fields={"headline": ["To be"]}, by=reporter, at=now - timedelta(days=1)
    )

    with CaptureQueriesContext(connection) as read_by:
        first, *others = lists(client)["kept"]
    assert (first, set(others)) == ("To be", {"A text of yours, whose article is not at the desk any more"})
    (asked,) = [one["sql"] for one in read_by if "articles_kepttext" in one["sql"] and "UNION" in one["sql"]]
    assert "LIMIT 9" in asked
    assert "Sealed words" not in client.get(HOME).content.decode()


# -- an editor's ---------------------------------------------------------------------------------


def test_what_waits_longest_for_a_review_stands_first_but_for_ones_own(client):
    editor = sign_in(client, roles.EDITORS)
    second = submitted("Second", moment("2025-05-02"), by=make_writer())
    submitted("First", moment("2025-05-01"))
    submitted("Mine", moment("2025-05-01"), by=editor)
    workflow.send_back(second, by=editor, at=moment("2025-05-03"), comment="Shorter, please.")
    writer = second.assigned_to
    workflow.submit(second, by=writer, at=moment("2025-05-04"))
    assignments.assign(second, make_writer(), by=editor, at=moment("2025-05-05"))

    assert lists(client)["review"] == ["First", "Second"]
    assert said(client, "review")[1] == ["Second", f"By {writer}, since May 4, 2025, 8 a.m."]
    assert lists(client)["handed-in"] == ["Mine"]


def test_what_is_approved_waits_to_go_out(client):
    sign_in(client, roles.EDITORS)
    approver = make_writer("approver", roles.EDITORS)
    article = submitted("Ready", moment("2025-05-01"), by=make_writer())
    workflow.approve(article, revision=1, by=approver, at=moment("2025-05-02"))

    assert said(client, "approved") == [["Ready", f"By {approver}, May 2, 2025, 8 a.m."]]


@pytest.mark.slow
def test_what_is_held_missed_or_overdue_is_told_to_editors(client, now):
    sign_in(client, roles.EDITORS)
    show, reporter = make_etoile(), make_writer()
    held = make_draft("Held", shows=[(show, 2)])
    workflow.schedule(held, by=None, at=moment("2025-06-05"), publish_at=moment("2025-06-07"))
    cancel_etoile(show)
    workflow.publish_due(at=moment("2025-06-07"))
    missed = make_draft("Missed")
    workflow.schedule(missed, by=None, at=now - timedelta(hours=2), publish_at=now - timedelta(hours=1))
    late = make_draft("Late", by=reporter)
    Article.objects.filter(pk=late.pk).update(due_at=now - timedelta(hours=1))
    later = make_draft("Later")
    workflow.schedule(later, by=None, at=now, publish_at=now + timedelta(hours=1))

    found = lists(client)

    assert [found[name] for name in ("held", "missed", "overdue", "scheduled")] == [
        ["Held"],
        ["Missed"],
        ["Late"],
        ["Later"],
    ]
    assert list(found) == ["held", "missed", "overdue", "scheduled", "since-changed"]
    assert said(client, "held")[0][1].startswith("Held since June 7, 2025, 8 a.m.: ")
    assert said(client, "overdue")[0][1].startswith(f"By {reporter}, due ")


def test_what_is_for_editors_is_not_shown_to_reporters(client, now):
    sign_in(client, roles.REPORTERS)
    submitted("Waits", moment("2025-05-01"))
    late, later = make_draft("Late"), make_draft("Later")
    Article.objects.filter(pk=late.pk).update(due_at=now - timedelta(hours=1))
    workflow.schedule(later, by=None, at=now, publish_at=now + timedelta(hours=1))

    assert list(lists(client)) == ["since-changed"]
    assert "Nothing waits for you." in read(client, HOME).text


def test_a_long_list_is_cut_and_leads_to_all_of_it(client):
    editor = sign_in(client, roles.EDITORS)
    for number in range(9):
        make_draft(f"Draft {number}", by=editor)

    card = read(client, HOME).one("section", aria_labelledby="drafts")

    assert len(card.all("li")) == 8
    way = card.all("a")[-1].attrs["href"]
    assert way == "/admin/articles/article/?whose=mine&stage=draft"
    assert len(read(client, way).all("th", class_="field-headline")) == 9


@pytest.mark.usefixtures("media")
def test_pictures_in_use_are_told_before_their_rights_end(client, now):
    sign_in(client, roles.REPORTERS)
    for title, days, color in (("Soon", 3, "purple"), ("Much later", 30, "green")):
        ends = {"rights": "Licensed", "rights_until": now + timedelta(days=days)}
        picture = make_picture(content=drawn(color=color), title=title, **ends)
        PictureUse.objects.create(revision=make_draft(f"With {title}").latest_revision, picture=picture)

    page = read(client, HOME)

    assert lists(client)["pictures"] == ["Soon"]
    way = page.one("section", aria_labelledby="pictures").one("a").attrs["href"]
    assert client.get(way).status_code == 200


# -- premieres -----------------------------------------------------------------------------------


def premieres(client):
    cards = read(client, HOME).all("section", aria_labelledby="premieres")
    return [tuple(part.text for part in line.all("p")) for card in cards for line in card.all("li")]


def dated(title, day, *, season=1):
    show = make_show(title, seasons=[season])
    record(show, "dated", "2025-12-01", season=season, premiere=day, network="Starz")
    return show


def test_premieres_of_the_next_thirty_days_stand_in_their_order(client, now):
    today = newsroom_date(now)
    first, last = today + timedelta(days=2), today + timedelta(days=30)
    for title, day in (("Last", last), ("Too late", last + timedelta(days=1)), ("First", first), ("Today", today)):
        dated(title, day.isoformat())
    dated("Over", (today - timedelta(days=1)).isoformat())
    dated("This month", f"{today:%Y-%m}")
    sign_in(client, roles.REPORTERS)

    found = premieres(client)

    assert [title for title, _ in found if title != "This month, season 1"] == [
        "Today, season 1",
        "First, season 1",
        "Last, season 1",
    ]
    assert ("This month, season 1", f"In {today:%B %Y} · Starz") in found
    assert found[0][1] == f"{today:%B} {today.day}, {today.year} · Starz"


def test_a_premiere_that_was_called_off_or_moved_is_none(client, now):
    soon, never = newsroom_date(now) + timedelta(days=3), newsroom_date(now) + timedelta(days=300)
    off, moved = dated("Called off", soon.isoformat()), dated("Moved", soon.isoformat())
    record(off, "order_reversed", "2026-02-01", season=1, at="2026-02-02")
    record(moved, "dated", "2026-02-01", season=1, premiere=never.isoformat(), at="2026-02-02")
    sign_in(client, roles.REPORTERS)

    assert premieres(client) == []


# -- its cost ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_full_home_takes_as_many_queries_as_an_empty_one(client, now):
    editor = sign_in(client, roles.MANAGING_EDITORS)
    reporter, show, soon = make_writer(), make_etoile(), now + timedelta(hours=1)

    def fill(number):
        submitted(f"Waits {number}", moment("2025-05-01"), by=reporter)
        submitted(f"Mine {number}", moment("2025-05-01"), by=editor)
        late = make_draft(f"Late {number}", by=make_user(f"writer{number}"))
        Article.objects.filter(pk=late.pk).update(due_at=now - timedelta(hours=1))
        workflow.approve(submitted(f"Ready {number}", now, by=reporter), revision=1, by=editor, at=now)
        back = submitted(f"Back {number}", now, by=editor)
        workflow.send_back(back, by=reporter, at=now, comment="Again.")
        comments.say(make_draft(f"To write {number}", by=editor), "Soon?", by=reporter, at=now)
        later = make_draft(f"Later {number}")
        workflow.schedule(later, by=None, at=now, publish_at=soon)
        overtaken = make_draft(f"Overtaken {number}", shows=[(show, 2)])
        workflow.schedule(overtaken, by=None, at=moment("2025-06-05"), publish_at=soon)
        anew = make_article(f"Anew {number}", shows=[(show, 2)], published="2025-06-01")
        text.save_revision(anew, base=1, by=None, at=moment("2025-06-04"), headline="Overtaken too")
        as_of = {"at": moment("2025-06-05"), "publish_at": soon}
        updates.schedule(anew, by=None, revision=2, what="substantive", **as_of)
        dated(f"Show {number}", (newsroom_date(now) + timedelta(days=3)).isoformat())
        copies.keep(late, copies.Window.new(), base=0, fields={"headline": ["Typed"]}, by=editor, at=now)

    def queries():
        with CaptureQueriesContext(connection) as context:
            read(client, HOME)
        return len(context)

    fill(0)
    cancel_etoile(show)
    assert lists(client)["will-be-held"] == ["Overtaken 0", "Anew 0"]
    one = queries()
    for number in range(1, 11):
        fill(number)

    # Where so many are contradicted, nobody asks for what was decided.
    assert (queries(), one) == (23, 24)
