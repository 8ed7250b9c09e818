from datetime import timedelta

import pytest

from articles import clock, exemptions, notices, pins, status_changes, workflow
from articles.models import Article, Coverage
from articles.status_changes import AlreadyRecorded, LedgerMoved
from shows import standings
from shows.history import History
from shows.models import Show, Standing, StatusEntry
from tests.again import again
from tests.factories import (
    cover,
    make_article,
    make_change,
    make_draft,
    make_network,
    make_show,
    make_user,
    moment,
    record,
)

pytestmark = pytest.mark.django_db

JUNE_6 = moment("2025-06-06T18:20+00:00")
JULY_1 = moment("2025-07-01")


@again
def make_etoile():
    show = make_show("Étoile")
    record(show, "returning", "2023-04-26", network="Prime Video")
    record(show, "ordered", "2023-04-26", season=2, network="Prime Video")
    return show


def cancellation(show, effective="2025-06-06", **fields):
    return make_change(show, "canceled", effective, network="Prime Video", source_name="Prime Video", **fields)


def preview(change, *, at=JUNE_6, **options):
    return status_changes.preview(change, at=at, **options)


def told(article):
    notice = notices.for_article(Article.objects.for_notices().get(pk=article.pk))
    return notice and notice.text


def pinned(article):
    """The statuses that the subjects of ``article`` rely on, in its order."""
    coverage = Coverage.objects.filter(article=article).select_related("standing__entry")
    return [one.standing.entry and one.standing.entry.status for one in coverage]


CANCELED = "Prime Video canceled Étoile on June 6, 2025 (source: Prime Video)."
WAS_TO_RETURN = "When this article was published, on April 30, 2025, the show was to return for another season."


# -- what a preview says -------------------------------------------------------------------------


def test_a_preview_shows_who_gains_a_notice_in_its_exact_words():
    show = make_etoile()
    article = make_article(shows=[show])

    impact = preview(cancellation(show))

    (gain,) = impact.gains
    assert (gain.article, gain.before) == (article, None)
    assert (gain.after.kind, gain.after.text) == ("contradiction", f"{CANCELED} {WAS_TO_RETURN}")
    assert not any([impact.loses, impact.changes, impact.moves, impact.held])


def test_a_preview_shows_who_loses_a_notice():
    show = make_etoile()
    article = make_article(shows=[show])
    record(show, "canceled", "2025-06-06", network="Prime Video")

    impact = preview(make_change(show, "returning", "2025-07-01", network="Prime Video"), at=JULY_1)

    (loss,) = impact.loses
    assert (loss.article, loss.after) == (article, None)
    assert loss.before.kind == "contradiction"


def test_a_preview_shows_whose_notice_says_something_else():
    show = make_etoile()
    article = make_article(shows=[show])
    record(show, "canceled", "2025-06-06", network="Prime Video")

    impact = preview(make_change(show, "returning", "2025-07-01", network="Apple TV+"), at=JULY_1)

    (change,) = impact.changes
    assert change.article == article
    assert change.before.text != change.after.text
    assert "Status today: Returning (Apple TV+), since July 1, 2025." in change.after.text


def test_a_preview_shows_what_is_implied():
    show = make_etoile()
    article = make_article(shows=[(show, 2)])

    impact = preview(cancellation(show))

    assert [(one.season.number, one.status) for one in impact.implied] == [(2, "order_reversed")]
    assert [gain.article for gain in impact.gains] == [article]
    assert not preview(cancellation(show), implied=()).gains


def test_a_preview_announces_nothing_implied_that_is_recorded_already():
    show = make_etoile()
    denied = record(show, "order_reversed", "2025-06-06", season=2, network="Prime Video", source_name="Prime Video")
    status_changes.correct(denied, status_changes.void(denied), by=None, at=moment("2026-01-02"))
    make_article(shows=[(show, 2)], published="2025-06-07")
    before = list(Coverage.objects.values_list("standing", flat=True))

    impact = preview(cancellation(show), at=moment("2026-01-03"))
    done = status_changes.record(cancellation(show), by=None, at=moment("2026-01-03"), keep=impact.unticked)

    assert [entry.status for entry in done.entries] == ["canceled"]
    assert list(Coverage.objects.values_list("standing", flat=True)) == before
    assert (impact.moves, impact.implied) == ((), ())


def test_a_preview_says_nothing_of_what_is_exempt_or_only_mentioned():
    show = make_etoile()
    exemptions.exempt(make_article(shows=[show]), reason="A review.", by=None, at=JUNE_6)
    mention = make_draft(shows=[])
    cover(mention, show, mention_only=True)
    workflow.publish(mention, by=None, at=moment("2025-04-30"))

    impact = preview(cancellation(show))

    assert not any([impact.gains, impact.loses, impact.changes, impact.moves, impact.held])


def test_a_preview_of_a_correction_shows_what_it_takes_back():
    show = make_etoile()
    article = make_article(shows=[show])
    rumor = record(show, "canceled", "2025-06-06", confirmation="reported", source_name="Deadline", at=JUNE_6)

    impact = preview(status_changes.void(rumor), at=JULY_1, corrects=rumor)

    assert [loss.article for loss in impact.loses] == [article]
    assert impact.corrects == rumor


def test_a_preview_says_that_it_is_recorded_already():
    show = make_etoile()
    record(show, "canceled", "2025-06-06", network="Prime Video")

    with pytest.raises(AlreadyRecorded):
        preview(cancellation(show))


def everything():
    """All rows that a change of status may touch, and the clock."""
    models = (Show, StatusEntry, Standing, Coverage, Article)
    return [list(model.objects.order_by("pk").values()) for model in models] + [clock.now()]


def test_a_preview_leaves_no_trace():
    show = make_etoile()
    make_article(shows=[show, (show, 2), (show, 4)])
    make_article(shows=[show], published="2025-06-20")
    before = everything()
    change = cancellation(show)

    impact = preview(change, at=JULY_1)

    assert impact.gains
    assert impact.moves
    assert everything() == before
    assert change.show == show


# -- who knew, and who was ignorant --------------------------------------------------------------


def test_late_news_moves_the_pins_of_those_who_came_out_after_the_fact():
    show = make_etoile()
    before = make_article(shows=[show], published="2025-06-05")
    after = make_article(shows=[show], published="2025-06-07")

    impact = preview(cancellation(show), at=JULY_1)
    done = status_changes.record(cancellation(show), by=None, at=JULY_1, keep=impact.unticked)

    assert [(move.coverage.article, move.ticked) for move in impact.moves] == [(after, True)]
    assert done.moved == 1
    assert (pinned(before), pinned(after)) == (["returning"], ["canceled"])
    assert told(before) is not None
    assert told(after) is None


@pytest.mark.parametrize(
    ("effective", "published", "ticked"),
    [
        ("2025-06-06", "2025-06-09T03:59+00:00", True),
        ("2025-06-06", "2025-06-09T04:01+00:00", False),
        ("2025-06-06T14:05-04:00", "2025-06-08T18:04+00:00", True),
        ("2025-06-06T14:05-04:00", "2025-06-08T18:06+00:00", False),
        ("2025-06", "2025-07-02T23:00+00:00", True),
        ("2025-06", "2025-07-04T00:00+00:00", False),
    ],
)
def test_more_than_two_days_after_the_fact_a_piece_was_ignorant(effective, published, ticked):
    show = make_etoile()
    article = make_article(shows=[show], published=published)

    impact = preview(cancellation(show, effective), at=moment("2025-08-01"))

    assert [(move.coverage.article, move.ticked) for move in impact.moves] == [(article, ticked)]
    assert [gain.article for gain in impact.gains] == ([] if ticked else [article])


def test_an_ignorant_piece_keeps_its_pin_by_hand_and_is_flagged():
    show = make_etoile()
    article = make_article(shows=[show], published="2025-06-20")

    impact = preview(cancellation(show), at=JULY_1)
    status_changes.record(cancellation(show), by=None, at=JULY_1, keep=impact.unticked)

    coverage = Coverage.objects.get(article=article)
    assert (coverage.hand_set, coverage.hand_set_at) == (True, JULY_1)
    assert pinned(article) == ["returning"]
    assert told(article).startswith(CANCELED)


def test_an_editor_may_tick_the_ignorant():
    show = make_etoile()
    article = make_article(shows=[show], published="2025-06-20")

    impact = preview(cancellation(show), at=JULY_1, keep=())
    status_changes.record(cancellation(show), by=None, at=JULY_1, keep=())

    assert not impact.gains
    assert (pinned(article), told(article)) == (["canceled"], None)


def test_a_correction_knows_nobody_ignorant():
    show = make_etoile()
    rumor = record(show, "canceled", "2025-06-01", at=JUNE_6)
    article = make_article(shows=[show], published="2025-06-03")

    impact = preview(status_changes.void(rumor), at=JULY_1, corrects=rumor)

    assert [(move.coverage.article, move.ticked) for move in impact.moves] == [(article, True)]


def test_late_news_between_two_entries_moves_the_pins_between_them():
    show = make_etoile()
    record(show, "canceled", "2025-06-06")
    articles = [
        make_article(shows=[show], published=day) for day in ("2025-04-23", "2025-04-25", "2025-06-05", "2025-06-07")
    ]

    record(show, "airing", "2025-04-24")

    assert [pinned(article) for article in articles] == [["returning"], ["airing"], ["airing"], ["canceled"]]


def test_no_rule_moves_a_hand_set_pin():
    show = make_etoile()
    article = make_article(shows=[show], published="2025-06-20")
    coverage = Coverage.objects.get(article=article)
    entry = StatusEntry.objects.get(show=show, status="returning")
    history, table = History.of(show), standings.load(show)
    pins.set_by_hand(coverage, entry, history=history, table=table, at=JULY_1)
    coverage.save()

    impact = preview(cancellation(show), at=JULY_1)
    status_changes.record(cancellation(show), by=None, at=JULY_1)

    assert impact.moves == ()
    assert pinned(article) == ["returning"]


@pytest.mark.parametrize("act", ["draft", "withdrawn"])
def test_what_nobody_reads_is_in_no_preview(act):
    show = make_etoile()
    if act == "draft":
        make_draft(shows=[show])
    else:
        workflow.withdraw(make_article(shows=[show], published="2025-06-20"), by=None, at=JULY_1)

    impact = preview(cancellation(show), at=JULY_1)

    assert not any([impact.gains, impact.loses, impact.changes, impact.held])


# -- the ledger moved meanwhile ------------------------------------------------------------------


def move_the_ledger(show):
    record(show, "on_hiatus", "2025-05-01")


def publish_another(show):
    make_article("Another", shows=[show], published="2025-05-01")


def exempt_one(show):
    exemptions.exempt(Article.objects.get(), reason="A review.", by=None, at=JUNE_6)


def schedule_another(show):
    workflow.schedule(make_draft(shows=[show]), by=None, at=JUNE_6, publish_at=JULY_1)


def in_short(impact):
    """What an impact tells an editor."""
    notices_change = [
        [(one.article.pk, one.before and one.before.text, one.after and one.after.text) for one in changed]
        for changed in (impact.gains, impact.loses, impact.changes)
    ]
    moves = [(move.coverage.pk, move.ticked) for move in impact.moves]
    return notices_change, moves, impact.held, impact.implied, impact.token


@pytest.mark.parametrize("meanwhile", [move_the_ledger, publish_another, exempt_one, schedule_another])
def test_a_preview_that_is_not_true_any_more_is_shown_again(meanwhile):
    show = make_etoile()
    make_article(shows=[show])
    token = preview(cancellation(show)).token
    meanwhile(show)
    before = everything()

    with pytest.raises(LedgerMoved, match="The ledger of “Étoile” has changed since this preview was made") as moved:
        status_changes.record(cancellation(show), by=None, at=JUNE_6, expected=token)

    assert everything() == before
    assert in_short(moved.value.impact) == in_short(preview(cancellation(show)))
    done = status_changes.record(cancellation(show), by=None, at=JUNE_6, expected=moved.value.impact.token)
    assert done.entry.status == "canceled"


def test_the_new_preview_is_what_happens_when_it_is_confirmed():
    show = make_etoile()
    first = preview(cancellation(show), at=JULY_1)
    ignorant = make_article(shows=[show], published="2025-06-20")

    with pytest.raises(LedgerMoved) as moved:
        status_changes.record(cancellation(show), by=None, at=JULY_1, keep=first.unticked, expected=first.token)
    second = moved.value.impact
    status_changes.record(cancellation(show), by=None, at=JULY_1, keep=second.unticked, expected=second.token)

    assert {gain.article.pk: gain.after.text for gain in second.gains} == {ignorant.pk: told(ignorant)}


def test_a_correction_waits_for_its_preview_too():
    show = make_etoile()
    rumor = record(show, "canceled", "2025-06-06", at=JUNE_6)
    change = status_changes.void(rumor)
    token = preview(change, corrects=rumor, at=JULY_1).token
    publish_another(show)

    with pytest.raises(LedgerMoved) as moved:
        status_changes.correct(rumor, change, by=None, at=JULY_1, expected=token)

    assert moved.value.impact.corrects == rumor
    assert StatusEntry.objects.filter(corrects=rumor).count() == 0


def test_what_happens_to_another_show_does_not_disturb():
    show, glow = make_etoile(), make_show("GLOW")
    token = preview(cancellation(show)).token
    record(glow, "canceled", "2020-10-05")
    make_article(shows=[glow])

    done = status_changes.record(cancellation(show), by=None, at=JUNE_6, expected=token)

    assert done.entry.status == "canceled"


# -- many at once --------------------------------------------------------------------------------


def test_an_import_records_in_the_order_of_the_file_and_leaves_what_it_has():
    show = make_etoile()
    article = make_article(shows=[show])
    changes = [
        (cancellation(show, "2025-06-06"), moment("2025-06-07")),
        (make_change(show, "returning", "2025-06-06", network="Apple TV+"), None),
        (make_change(show, "returning", "2023-04-26", network="Prime Video", event="renewal"), None),
    ]

    done = status_changes.record_all(show, changes, by=make_user(), at=JULY_1)
    again = status_changes.record_all(show, changes, by=None, at=JULY_1 + timedelta(days=1))

    assert [(entry.status, entry.recorded_at) for entry in done.entries] == [
        ("canceled", moment("2025-06-07")),
        ("returning", JULY_1),
    ]
    assert again.entries == []
    assert told(article).startswith("Prime Video canceled Étoile on June 6, 2025")
    assert Show.objects.get(pk=show.pk).network == make_network("Apple TV+")


def test_an_import_is_all_or_nothing():
    show = make_etoile()
    before = everything()

    with pytest.raises(status_changes.Refused):
        status_changes.record_all(
            show, [(cancellation(show), None), (make_change(show, "ended", "2027-01-01"), None)], by=None, at=JULY_1
        )

    assert everything() == before


def test_an_import_ends_like_one_entry_after_the_other():
    one_by_one, at_once = make_show("Étoile"), make_show("GLOW")
    facts = [
        ("returning", "2025-01-10"),
        ("canceled", "2025-06-06"),
        ("airing", "2025-04-24"),
        ("returning", "2025-06-07"),
    ]
    for show in (one_by_one, at_once):
        for day in ("2025-02-01", "2025-05-01", "2025-06-10"):
            make_article(shows=[show, (show, 2)], published=day)

    for fact in facts:
        record(one_by_one, *fact, at=JULY_1)
    status_changes.record_all(at_once, [(make_change(at_once, *fact), None) for fact in facts], by=None, at=JULY_1)

    def outcome(show):
        return [
            (one.standing.entry and one.standing.entry.status, one.standing.kind)
            for one in Coverage.objects.filter(show=show).select_related("standing__entry").order_by("article", "pk")
        ]

    assert outcome(one_by_one) == outcome(at_once)
