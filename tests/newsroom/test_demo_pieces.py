import io
import json
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from articles import notices
from articles.models import Article, Author, Picture
from newsroom import demo
from newsroom.demo import desk
from shows.models import Show, StatusEntry
from tests.factories import moment
from tests.newsroom.importing import differences, everything

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.xdist_group("demo")]

OUTDATED = ["will-there-be-a-season-2-of-etoile", "etoile-second-season-gainsbourg-return"]
STILL_RIGHT = ["etoile-and-the-two-season-order", "prime-video-cancels-etoile"]


def run():
    out = io.StringIO()
    call_command("demo", stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def said(django_db_setup, django_db_blocker):
    """What `demo` says; the demo is there for all tests that ask for it, and what one does to it is taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield run()
        transaction.set_rollback(True)


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def article(slug):
    return Article.objects.select_related("live_revision", "latest_revision").for_notices().get(slug=slug)


def kind_of(slug):
    notice = notices.for_article(article(slug))
    return notice and notice.kind


def test_demo_says_where_everything_is(said):
    site, imported = settings.SITE_URL, sum(len(lines(path)) for path in demo.files())

    assert said == (
        f"The demo newsroom has 15 shows, {imported - 1} public articles, and 5 that are drafted, in review, "
        "scheduled, held or withdrawn:\n"
        f"  {site}/  what readers see\n"
        f"  {site}/articles/will-there-be-a-season-2-of-etoile/  an article that has since changed\n"
        f"  {site}/shows/etoile/  its show, with the ledger\n"
        f"  {site}/feed.json  what partners get\n"
        f"  {site}/api/docs/  what they can ask\n"
        f"  {site}/admin/  the desk\n"
        "Its accounts, whose passwords are their names: reporter, editor, managing-editor, standards-editor.\n"
        "They can sign in only while DEBUG is on.\n"
    )
    assert Article.objects.published().count() == imported - 1
    assert Article.objects.count() == imported + 4


def test_the_addresses_that_it_names_answer(said, client):
    addresses = re.findall(rf"{re.escape(settings.SITE_URL)}(\S*)", said)

    assert len(addresses) == 6
    for address in addresses[:-1]:
        assert client.get(address).status_code == 200, address
    assert client.get(addresses[-1]).status_code == 302  # to sign in


def test_thirty_articles_and_more_cover_every_show(said):
    assert Article.objects.published().count() >= 30
    assert not Show.objects.exclude(coverage__article__in=Article.objects.published()).exists()


def test_all_that_is_derived_is_as_from_scratch(said):
    assert differences() == []


def test_every_kind_of_notice_occurs(said):
    told = [notices.for_article(one) for one in Article.objects.published().for_notices()]

    assert {one and one.kind for one in told} == {"contradiction", "decided", "record-corrected", "progress", None}


def test_of_the_four_on_etoile_the_first_two_have_since_changed(said):
    told = {slug: notices.for_article(article(slug)) for slug in (*STILL_RIGHT, *OUTDATED)}

    assert [told[slug] for slug in STILL_RIGHT] == [None, None]
    assert [(told[slug].kind, told[slug].headline) for slug in OUTDATED] == [
        ("contradiction", "This has since changed")
    ] * 2


def test_the_notices_tell_what_was_ordered_and_what_was_reversed(said):
    explainer, hopeful = (notices.for_article(article(slug)) for slug in OUTDATED)

    assert explainer.text == (
        "Prime Video has reversed its order for season 2 of Étoile, TV Insider, citing Deadline, reported on June 6, "
        "2025. When this article was published, on April 30, 2025, the season was ordered."
    )
    assert hopeful.text == (
        "Prime Video has canceled Étoile, TV Insider, citing Deadline, reported on June 6, 2025. When this article was "
        "published, on April 25, 2025, the show was to return for another season."
    )


def test_the_feed_has_all_four_with_their_notices(said, client):
    items = client.get("/feed.json?show=etoile").json()["items"]

    ours = {item["url"].rstrip("/").rpartition("/")[2]: item["_newsroom"] for item in items}
    assert {slug: ours[slug]["since_changed"] for slug in (*OUTDATED, *STILL_RIGHT)} == (
        dict.fromkeys(OUTDATED, True) | dict.fromkeys(STILL_RIGHT, False)
    )
    assert {ours[slug]["notice"]["recorded_at"] for slug in OUTDATED} == {"2025-06-06T18:20:11Z"}


def test_the_pages_of_all_four_carry_them(said, client):
    for slug in OUTDATED:
        assert 'data-notice="contradiction"' in client.get(f"/articles/{slug}/").content.decode()
    for slug in STILL_RIGHT:
        assert 'data-notice="contradiction"' not in _main(client.get(f"/articles/{slug}/").content.decode())


def _main(page):
    """An article's own part of its page, without what is listed around it."""
    return page.partition("<article")[2].partition("</article>")[0]


def test_a_list_carries_notices_under_its_headings(said, client):
    notice = notices.for_article(article("six-series-whose-next-season-is-ordered"))

    page = client.get("/articles/six-series-whose-next-season-is-ordered/").content.decode()

    assert notice.count == "3 of the 6 shows here have changed since."
    for heading in ("Lucifer", "GLOW", "Stumptown"):
        assert re.search(rf'<h2>{heading}</h2>\s*<\w+[^>]* data-notice="contradiction"', page), heading
    for heading in ("The Expanse", "Brooklyn Nine-Nine", "The Marvelous Mrs. Maisel"):
        assert re.search(rf'<h2>{heading}</h2>\s*<\w+[^>]* data-notice="progress"', page), heading


def test_a_later_list_stays_right_and_says_when_it_was_reviewed(said):
    assert kind_of("five-seasons-that-were-ordered-and-not-made") is None
    log = article("five-seasons-that-were-ordered-and-not-made").publications.last()
    assert (log.act, log.by.username) == ("reviewed", "editor")


def test_a_report_that_was_denied_leaves_its_mark(said):
    assert kind_of("bbc-to-rest-doctor-who-the-sun-reports") == "record-corrected"
    assert kind_of("bbc-denies-that-doctor-who-is-shelved") == "progress"
    denial = StatusEntry.objects.get(corrects__isnull=False)
    assert (denial.show.title, denial.corrects.status, denial.status) == ("Doctor Who", "on_hiatus", None)


def test_one_article_is_withdrawn_with_its_public_note(said, client):
    (slug,) = desk.WITHDRAWN

    answer = client.get(f"/articles/{slug}/")

    assert answer.status_code == 410
    assert "its premise fell away" in answer.content.decode()


def test_one_article_is_corrected_and_says_what_was_wrong(said, client):
    (slug,) = desk.CORRECTED

    page = client.get(f"/articles/{slug}/").content.decode()

    assert article(slug).corrections.get().text.startswith("An earlier version of this article gave the fifth season")
    assert "The fifth had nine: three of them" in page
    assert "The fifth had ten:" not in page
    assert "reached 43 episodes" in page


def test_one_article_is_exempted_that_would_carry_a_notice_else(said):
    (slug,) = desk.EXEMPTED
    exempted = article(slug)

    assert notices.for_article(exempted) is None
    assert [told.kind for told in notices.subjects(exempted)] == ["contradiction"]
    assert exempted.exemptions.get().reason.startswith("It tells how the first season was made")


def test_one_article_is_held_because_the_news_has_overtaken_it(said):
    held = article(desk.HELD)

    assert (held.stage, held.scheduled_for, held.held_at) == ("scheduled", desk.HELD_FOR, desk.HELD_FOR)
    assert "Prime Video has reversed its order for season 2 of Étoile" in held.held_because


def test_one_article_is_scheduled_for_next_monday(said):
    scheduled = article(desk.SCHEDULED)

    assert (scheduled.stage, scheduled.held_at) == ("scheduled", None)
    assert f"{scheduled.scheduled_for:%A}" == "Monday"
    assert not notices.overtaken(scheduled)


@pytest.mark.parametrize(
    ("at", "monday"),
    [
        ("2025-06-06T22:00:00-04:00", "2025-06-09T09:00:00-04:00"),
        ("2025-06-09T00:30:00-04:00", "2025-06-16T09:00:00-04:00"),
        ("2025-06-16T02:00:00+00:00", "2025-06-16T09:00:00-04:00"),  # still Sunday in New York
        ("2025-10-31T12:00:00-04:00", "2025-11-03T09:00:00-05:00"),  # the clocks go back in between
    ],
)
def test_next_monday_is_that_of_the_newsroom(at, monday):
    assert desk.next_monday(moment(at)) == moment(monday)


def test_the_reporter_has_a_draft_and_a_piece_in_review(said):
    for slug, stage in ((desk.DRAFT, "draft"), (desk.IN_REVIEW, "in_review")):
        piece = article(slug)
        assert (piece.stage, piece.created_by.username) == (stage, "reporter")
        assert piece.bylines.exists()
        assert piece.coverage.exists()


def test_the_reporter_is_to_hand_in_the_draft_and_signs_as_a_desk(said):
    piece, byline = article(desk.DRAFT), Author.objects.get(account__username="reporter")

    assert (piece.assigned_to.username, piece.brief) == ("reporter", desk.BRIEF)
    assert piece.due_at - piece.latest_revision.saved_at == timedelta(days=2, hours=3)
    assert (byline.name, byline.role) == ("TV desk", "Desk")
    assert Author.objects.exclude(biography="").count() == 2


def test_demo_has_pictures_whose_rights_end(said):
    at = timezone.now()

    ending = Picture.objects.ending(at).get()
    ended = Picture.objects.in_work().filter(rights_until__lte=at).get()

    assert ending.uses.live().get().revision.article.slug == "prime-video-cancels-the-wheel-of-time"
    assert ended.uses.live().get().revision.article.slug == "warrior-nun-second-season-guide"
    assert not Picture.objects.filter(rights="").exists()


def test_demo_has_pictures_within_a_text(client, said):
    found = client.get("/articles/six-series-whose-next-season-is-ordered/").content.decode()

    assert "The ring stays empty until there is a date." in found
    assert found.count("/media/pictures/") > 2


def test_demo_goes_only_once_into_a_database(said):
    before = everything()

    with pytest.raises(CommandError, match="The demo newsroom is here already: the demo goes only into an empty"):
        run()

    assert everything() == before
