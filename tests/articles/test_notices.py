import pytest

from articles import exemptions, notices, status_changes, workflow
from articles.models import Article, Coverage
from shows.models import Standing
from tests.factories import cover, make_article, make_change, make_draft, make_show, moment, record

pytestmark = pytest.mark.django_db

DEADLINE = {
    "confirmation": "reported",
    "source_name": "Deadline",
    "source_url": "https://deadline.example/etoile",
}
JUNE_10 = moment("2025-06-10")


def read(*articles):
    return list(Article.objects.filter(pk__in=[one.pk for one in articles]).for_notices().order_by("pk"))


def notice_of(article):
    (article,) = read(article)
    return notices.for_article(article, reporters=notices.reporters_of([article]))


def make_etoile():
    """The show as it stood in April 2025: one season out, the second ordered."""
    show = make_show("Étoile")
    record(show, "series_ordered", "2023-04-26", network="Prime Video")
    record(show, "ordered", "2023-04-26", season=1, network="Prime Video")
    record(show, "ordered", "2023-04-26", season=2, network="Prime Video")
    record(show, "aired", "2025-04-24", season=1, network="Prime Video", event="premiere")
    record(show, "returning", "2025-04-24", network="Prime Video", event="finale")
    return show


def reverse(show, effective="2025-06-06", **fields):
    fields = DEADLINE | {"network": "Prime Video"} | fields
    return record(show, "order_reversed", effective, season=2, **fields)


def correct(entry, change):
    return status_changes.correct(entry, change, by=None, at=moment("2025-06-08")).entry


# -- the story -----------------------------------------------------------------------------------


def test_the_hopeful_piece_says_that_it_has_since_changed():
    show = make_etoile()
    article = make_article(shows=[(show, 2)], published="2025-04-30")
    assert notice_of(article) is None

    reversal = reverse(show, at="2025-06-06T18:20+00:00")

    notice = notice_of(article)
    assert (notice.kind, notice.headline) == ("contradiction", "This has since changed")
    assert notice.text == (
        "Prime Video has reversed its order for season 2 of Étoile, Deadline reported on June 6, 2025. "
        "When this article was published, on April 30, 2025, the season was ordered."
    )
    assert (notice.changed_on.isoformat(), notice.recorded_at) == ("2025-06-06", reversal.recorded_at)
    assert (notice.since_changed, notice.count, notice.latest_url) == (True, "", None)
    assert notice.lead.turned_by == reversal.pk


def test_the_states_are_told_to_programs():
    show = make_etoile()
    article = make_article(shows=[(show, 2)])
    reverse(show)

    (told,) = notices.subjects(*read(article))

    assert (told.then.status, told.then.label, told.then.effective) == ("ordered", "Ordered", "2023-04-26")
    assert (told.now.status, told.now.label, told.now.effective) == ("order_reversed", "Order reversed", "2025-06-06")
    assert (told.then.source_url, told.now.source_url) == ("", "https://deadline.example/etoile")


def test_the_pieces_that_report_the_cancellation_carry_no_notice():
    show = make_etoile()
    same_day = make_article("Canceled", shows=[show, (show, 2)], published="2025-06-06T13:00+00:00")
    day_after = make_article("Why it was canceled", shows=[show, (show, 2)], published="2025-06-07")

    reverse(show)
    record(show, "canceled", "2025-06-06", network="Prime Video", **DEADLINE)

    assert [notice_of(article) for article in (same_day, day_after)] == [None, None]


def test_to_the_minute_this_mornings_piece_is_flagged_and_this_afternoons_is_not():
    show = make_etoile()
    morning = make_article(shows=[(show, 2)], published="2025-06-06T13:00+00:00")
    afternoon = make_article(shows=[(show, 2)], published="2025-06-06T19:00+00:00")

    reverse(show, "2025-06-06T14:05-04:00")

    assert notice_of(morning).kind == "contradiction"
    assert notice_of(afternoon) is None


# -- each kind -----------------------------------------------------------------------------------


def test_an_open_question_has_since_been_decided():
    show = make_show()
    record(show, "awaiting_decision", "2025-04-24")
    article = make_article(shows=[show])

    record(show, "canceled", "2025-06-06", network="Prime Video", source_name="Prime Video")

    notice = notice_of(article)
    assert (notice.kind, notice.headline) == ("decided", "This has since been decided")
    assert notice.text == (
        "Prime Video canceled Étoile on June 6, 2025 (source: Prime Video). "
        "When this article was published, on April 30, 2025, its future was undecided."
    )


def test_a_season_that_nobody_had_ordered_is_an_open_question():
    show = make_etoile()
    article = make_article(shows=[(show, 4)])

    canceled = record(show, "canceled", "2025-06-06", network="Prime Video", **DEADLINE)

    notice = notice_of(article)
    assert notice.kind == "decided"
    assert notice.text == (
        "Prime Video has canceled Étoile, Deadline reported on June 6, 2025. "
        "When this article was published, on April 30, 2025, nothing had been decided about season 4."
    )
    (told,) = notices.subjects(*read(article))
    assert told.then is None
    assert (told.now.status, told.turned_by) == ("not_happening", canceled.pk)


def test_a_record_that_was_wrong_has_since_been_corrected():
    show = make_show()
    wrong = record(show, "canceled", "2025-04-20", at="2025-04-20", **DEADLINE)
    article = make_article(shows=[show])

    correct(wrong, make_change(show, "on_hiatus", "2025-04-20", source_name="Prime Video"))

    notice = notice_of(article)
    assert (notice.kind, notice.headline) == ("record-corrected", "Our record has since been corrected")
    assert notice.text == (
        "Our record of Étoile was corrected on June 8, 2025: it said “Canceled” as of April 20, 2025; "
        "it should have said “On hiatus” as of April 20, 2025 (source: Prime Video). "
        "When this article was published, on April 30, 2025, it relied on that record."
    )
    assert notice.changed_on.isoformat() == "2025-06-08"
    assert notice.since_changed


def test_a_record_that_was_denied_did_not_hold():
    show = make_show()
    rumor = record(show, "canceled", "2025-04-20", at="2025-04-20", **DEADLINE)
    article = make_article(shows=[show])

    correct(rumor, status_changes.void(rumor))

    assert notice_of(article).text == (
        "Our record of Étoile was corrected on June 8, 2025: it said “Canceled” as of April 20, 2025, which did not "
        "hold. When this article was published, on April 30, 2025, it relied on that record."
    )


def test_a_denied_report_takes_its_notices_away():
    show = make_etoile()
    article = make_article(shows=[(show, 2)])
    rumor = reverse(show)

    correct(rumor, status_changes.void(rumor))

    assert notice_of(article) is None


def test_a_correction_of_a_note_says_nothing():
    show = make_show()
    entry = record(show, "canceled", "2025-04-20", at="2025-04-20")
    article = make_article(shows=[show])

    correct(entry, make_change(show, "canceled", "2025-04-20", note="For good.", event="other"))

    assert notice_of(article) is None


def test_progress_is_a_quiet_line():
    show = make_etoile()
    article = make_article(shows=[(show, 2)])

    record(show, "airing", "2026-04-24", season=2, network="Prime Video", at="2026-05-01", source_name="Prime Video")

    notice = notice_of(article)
    assert (notice.kind, notice.headline, notice.since_changed) == ("progress", "Since then", False)
    assert notice.text == "Season 2 of Étoile premiered on Prime Video on April 24, 2026 (source: Prime Video)."
    assert not Article.objects.since_changed().exists()


def test_what_an_article_knew_is_no_progress_since():
    show = make_show()
    record(show, "airing", "2025-01-10", at="2025-01-10")
    record(show, "ordered", "2025-01-10", season=2, at="2025-01-10")
    before = make_article(shows=[show], published="2025-02-26")
    after = make_article(shows=[show], published="2025-02-27")

    record(show, "ordered", "2025-02-27", season=3, at="2025-02-27")

    assert notice_of(before).kind == "progress"
    assert notice_of(after) is None
    assert [told.kind for told in notices.subjects(*read(after))] == ["progress"]
    assert list(Article.objects.filter(coverage__in=Coverage.objects.telling())) == [before]


def test_progress_names_the_entry_that_kept_the_promise_whatever_comes_later():
    show = make_show()
    returning = record(show, "returning", "2025-01-10")
    article = make_article(shows=[show])
    record(show, "airing", "2025-05-10")
    before = (notice_of(article).text, Standing.objects.get(entry=returning).flip_seq)

    for status, day in [("ending", "2025-05-20"), ("canceled", "2025-06-06"), ("returning", "2025-07-01")]:
        record(show, status, day)

    assert (notice_of(article).text, Standing.objects.get(entry=returning).flip_seq) == before
    assert before[0] == "Étoile premiered on May 10, 2025."


def test_a_notice_withdraws_itself():
    show = make_show()
    record(show, "returning", "2025-01-10")
    article = make_article(shows=[show])
    record(show, "canceled", "2025-06-06")
    assert notice_of(article) is not None

    record(show, "returning", "2025-07-01")

    assert notice_of(article) is None


def test_what_came_after_the_turn_is_told_too():
    show = make_show()
    record(show, "canceled", "2018-05-10", network="Fox")
    article = make_article(shows=[show], published="2018-05-10T20:00+00:00")
    record(show, "returning", "2018-05-11", network="NBC")

    record(show, "ended", "2021-09-16", network="NBC")

    assert notice_of(article).text == (
        "NBC picked up Étoile on May 11, 2018. Status today: Ended (NBC), since September 16, 2021. "
        "When this article was published, on May 10, 2018, the show had been canceled by Fox."
    )


@pytest.mark.parametrize("act", ["scheduled", "updated", "reviewed"])
def test_the_act_that_relied_on_it_is_named(act):
    show = make_etoile()
    at = moment("2025-05-02")
    if act == "scheduled":
        article = make_draft(shows=[(show, 2)])
        workflow.schedule(article, by=None, at=at, publish_at=moment("2025-05-03"))
        workflow.publish_due(at=moment("2025-05-03"))
    else:
        article = make_article(shows=[(show, 2)])
        if act == "updated":
            workflow.update(article, by=None, at=at, substantive=True)
        else:
            workflow.review(article, by=None, at=at)

    reverse(show)

    assert f"When this article was {act}, on May 2, 2025, the season was ordered." in notice_of(article).text


@pytest.mark.parametrize(
    ("effective", "when"),
    [("2025", "in 2025"), ("2025-Q2", "in the second quarter of 2025"), ("2025-06", "in June 2025")],
)
def test_a_change_of_unknown_day_says_no_day(effective, when):
    show = make_etoile()
    article = make_article(shows=[(show, 2)], published="2024-12-01")

    reverse(show, effective)

    assert notice_of(article).text.startswith(
        f"Prime Video has reversed its order for season 2 of Étoile, Deadline reported {when}. "
    )


# -- several subjects ----------------------------------------------------------------------------

KINDS = {
    "contradiction": ("returning", "canceled"),
    "decided": ("awaiting_decision", "canceled"),
    "record-corrected": ("ended", None),
    "progress": ("returning", "airing"),
    "same": ("returning", None),
}


def make_subject(kind):
    """A show of which ``turn()`` makes ``kind`` come true for what was published on April 30."""
    show = make_show(kind.capitalize())
    first, then = KINDS[kind]
    entry = record(show, first, "2025-01-10", at="2025-01-10")

    def turn():
        if kind == "record-corrected":
            correct(entry, status_changes.void(entry))
        elif then:
            record(show, then, "2025-06-06")

    return show, turn


def make_article_on(*kinds):
    subjects = [make_subject(kind) for kind in kinds]
    article = make_article(shows=[show for show, _ in subjects])
    for _, turn in subjects:
        turn()
    return article


@pytest.mark.parametrize(
    ("kinds", "leads"),
    [
        (("same", "progress", "record-corrected", "decided", "contradiction"), "contradiction"),
        (("progress", "record-corrected", "decided"), "decided"),
        (("record-corrected", "progress", "same"), "record-corrected"),
        (("same", "progress"), "progress"),
    ],
)
def test_the_strongest_kind_leads(kinds, leads):
    notice = notice_of(make_article_on(*kinds))

    assert notice.kind == leads
    assert notice.lead.coverage.show.title == leads.capitalize()
    assert notice.told[0] == notice.lead


@pytest.mark.parametrize(
    ("kinds", "count"),
    [
        (("contradiction", "same"), "1 of the 2 shows here has changed since."),
        (("contradiction", "decided", "same", "progress"), "2 of the 4 shows here have changed since."),
        (("contradiction", "decided", "record-corrected"), "3 of the 3 shows here have changed since."),
        (("contradiction",), ""),
        (("progress", "same"), ""),
    ],
)
def test_the_banner_counts_the_shows(kinds, count):
    notice = notice_of(make_article_on(*kinds))

    assert notice.count == count
    assert notice.text.startswith(count)


def test_a_banner_keeps_silent_about_progress():
    notice = notice_of(make_article_on("contradiction", "progress"))

    assert [told.kind for told in notice.told] == ["contradiction"]
    assert "premiered" not in notice.text


def test_a_show_and_its_season_get_one_sentence_and_count_once():
    show = make_etoile()
    article = make_article(shows=[show, (show, 2), (show, 4), make_show("GLOW")])

    record(show, "canceled", "2025-06-06", network="Prime Video", implied=None)

    notice = notice_of(article)
    assert [told.coverage.season_number for told in notice.told] == [None]
    assert notice.count == "1 of the 2 shows here has changed since."
    assert notice.text.count("Prime Video canceled Étoile on June 6, 2025.") == 1


def test_a_mention_is_neither_flagged_nor_counted():
    show = make_etoile()
    article = make_draft(shows=[make_show("GLOW")])
    cover(article, show, mention_only=True, position=1)
    workflow.publish(article, by=None, at=moment("2025-04-30"))

    record(show, "canceled", "2025-06-06")

    assert notice_of(article) is None
    assert [(told.kind, told.since_changed) for told in notices.subjects(*read(article))] == [
        ("same", False),
        ("contradiction", False),
    ]


def test_an_exempt_subject_keeps_silent():
    article = make_article_on("contradiction", "decided")
    exempt = Coverage.objects.get(article=article, show__title="Contradiction")

    exemptions.exempt(article, reason="A review.", by=None, at=JUNE_10, coverage=exempt)

    assert notice_of(article).kind == "decided"


def test_an_article_about_nothing_carries_nothing():
    assert notice_of(make_article(shows=[])) is None


def test_a_draft_relies_on_nothing_yet():
    show = make_etoile()
    draft = make_draft(shows=[(show, 2)])

    reverse(show)

    assert notice_of(draft) is None
