"""What becomes of articles since changed: each leaves the stale desk by an outcome, and a new turn brings it back."""

import pytest
from django.db import IntegrityError, transaction

from articles import exemptions, filing, notices, outcomes, sealing, status_changes, text, updates, workflow
from articles.bulk import Subject
from articles.models import Article, Coverage, Outcome, ScheduledUpdate, Undecided
from tests.factories import cancel_etoile, make_article, make_etoile, make_show, make_user, moment, record

pytestmark = pytest.mark.django_db

JUNE_7, JUNE_8 = moment("2025-06-07"), moment("2025-06-08")
CHANGED = moment("2025-06-06T18:20:11+00:00")
Kind = Outcome.Kind


@pytest.fixture
def editor():
    return make_user()


@pytest.fixture
def etoile():
    return make_etoile()


@pytest.fixture
def article(etoile):
    """Contradicted: it said that the second season comes."""
    found = make_article(shows=[(etoile, 2)])
    cancel_etoile(etoile)
    return found


def undecided():
    return sorted(set(Undecided.objects.values_list("article", flat=True)))


def make_follow_up(show, **fields):
    return make_article("Étoile is canceled", shows=[show, (show, 2)], **{"published": "2025-06-07"} | fields)


# -- what is undecided ---------------------------------------------------------------------------


def test_what_has_since_changed_is_undecided(etoile):
    stale = make_article(shows=[(etoile, 2)])
    make_article("Not about it", shows=[make_show("Minx")])
    entry = cancel_etoile(etoile)

    row = Undecided.objects.get()

    assert (row.article, row.show, row.turned_by, row.rank) == (stale, etoile, entry, 1)
    assert (row.published_at, row.since) == (stale.published_at, CHANGED)
    assert Undecided.objects.counted(100) == 1


@pytest.mark.parametrize("silent", ["mention_only", "is_exempt"])
def test_what_carries_no_notice_is_not_on_the_desk(article, silent):
    Coverage.objects.update(**{silent: True})

    assert undecided() == []


def test_what_an_article_came_out_after_stands_since_it_came_out(etoile):
    stale = make_article(shows=[(etoile, 2)], published="2025-06-10")
    record(etoile, "order_reversed", "2025-06-11", at="2025-06-11T20:00:00+00:00", season=2)
    workflow.redate(stale, by=None, at=moment("2025-06-12"), published_at=moment("2025-06-09"))

    assert Undecided.objects.get().since == moment("2025-06-11T20:00:00+00:00")


# -- the outcomes --------------------------------------------------------------------------------


def test_an_update_is_an_outcome(article, editor):
    text.save_revision(article, base=1, by=editor, at=JUNE_7, headline="No second season")

    workflow.update(article, by=editor, at=JUNE_7, substantive=True)

    outcome = Outcome.objects.get()
    assert (outcome.article, outcome.kind, outcome.by, outcome.at) == (article, Kind.UPDATED, editor, JUNE_7)
    assert outcome.since == CHANGED
    assert outcome.seq == article.publications.last().seq
    assert undecided() == []


def test_a_typo_decides_nothing(article, editor):
    text.save_revision(article, base=1, by=editor, at=JUNE_7, headline="Yes, season two is coming")

    workflow.update(article, by=editor, at=JUNE_7, substantive=False)

    assert not Outcome.objects.exists()
    assert undecided() == [article.pk]


def test_an_update_that_was_scheduled_is_an_outcome_when_it_comes(article, editor):
    text.save_revision(article, base=1, by=editor, at=JUNE_7, headline="No second season")
    what = ScheduledUpdate.What.SUBSTANTIVE
    updates.schedule(article, by=editor, at=JUNE_7, publish_at=JUNE_8, revision=2, what=what)
    before = undecided()

    updates.publish_if_due(article, at=JUNE_8)

    outcome = Outcome.objects.get()
    assert (outcome.kind, outcome.by, outcome.at) == (Kind.UPDATED, editor, JUNE_8)
    assert (before, undecided()) == ([article.pk], [])


def test_a_review_is_an_outcome_with_its_reason(article, editor):
    workflow.review(article, by=editor, at=JUNE_7, note="It says so in its last paragraph.")

    outcome = Outcome.objects.get()
    assert (outcome.kind, outcome.reason) == (Kind.REVIEWED, "It says so in its last paragraph.")
    assert outcome.turns == [
        cancellation.pk
        for cancellation in article.coverage.get().show.ledger.filter(season__number=2, status="order_reversed")
    ]
    assert undecided() == []


def test_a_review_settles_what_was_pinned_by_hand(article, editor):
    Coverage.objects.update(hand_set=True, hand_set_at=JUNE_7)

    workflow.review(article, by=editor, at=JUNE_7)

    assert notices.for_article(Article.objects.for_notices().get()).since_changed
    assert undecided() == []


def test_a_withdrawal_is_an_outcome_and_a_restored_article_is_back(article, editor):
    workflow.withdraw(article, by=editor, at=JUNE_7, note="It was wrong from the start.")
    gone = undecided()
    workflow.restore(article, by=editor, at=JUNE_8)

    outcome = Outcome.objects.get()
    assert (outcome.kind, outcome.reason) == (Kind.WITHDRAWN, "It was wrong from the start.")
    assert (gone, undecided()) == ([], [article.pk])


def test_a_withdrawal_for_legal_reasons_is_an_outcome_that_does_not_say_why(article, editor):
    sealing.seal(article, by=editor, at=JUNE_7, reason="A court has said so.")

    outcome = Outcome.objects.get()
    assert (outcome.kind, outcome.reason) == (Kind.WITHDRAWN, "")
    assert undecided() == []


def test_an_exemption_is_an_outcome_and_lifted_it_is_back(article, editor):
    exemptions.exempt(article, by=editor, at=JUNE_7, reason="A review.")
    exempted = undecided()
    exemptions.lift(article, by=editor, at=JUNE_8, reason="It is none.")

    outcome = Outcome.objects.get()
    assert (outcome.kind, outcome.reason, outcome.seq) == (Kind.EXEMPTED, "A review.", article.exemptions.first().seq)
    assert (exempted, undecided()) == ([], [article.pk])


def test_the_exemption_of_one_subject_settles_that_one(etoile, editor):
    minx = make_show("Minx")
    record(minx, "returning", "2025-01-01")
    article = make_article(shows=[(etoile, 2), minx])
    cancel_etoile(etoile)
    record(minx, "canceled", "2025-06-07", at="2025-06-07T20:00:00+00:00")

    exemptions.exempt(article, by=editor, at=JUNE_8, reason="As it was.", coverage=article.coverage.first())

    assert Outcome.objects.get().since == CHANGED
    assert [row.show for row in Undecided.objects.all()] == [minx]


def test_a_new_date_and_another_filing_are_outcomes_where_they_take_the_notice_away(article, editor):
    workflow.redate(article, by=editor, at=JUNE_8, published_at=JUNE_7)
    workflow.redate(article, by=editor, at=JUNE_8, published_at=moment("2025-04-30"))
    back = undecided()
    as_filed = filing.of(article)
    shows = (Subject(make_show("Minx").pk, None),)
    filing.refile(article, filing.Filing(as_filed.slug, as_filed.section, subjects=shows), by=editor, at=JUNE_8)

    assert back == [article.pk]
    assert [outcome.kind for outcome in Outcome.objects.order_by("pk")] == [Kind.REDATED, Kind.REFILED]
    assert Outcome.objects.first().seq
    assert undecided() == []


def test_what_has_not_changed_has_no_outcome(etoile, editor):
    article = make_article(shows=[(etoile, 2)])

    workflow.review(article, by=editor, at=JUNE_7)
    exemptions.exempt(article, by=editor, at=JUNE_7, reason="A review.")
    workflow.withdraw(article, by=editor, at=JUNE_7)

    assert not Outcome.objects.exists()


# -- the follow-up -------------------------------------------------------------------------------


def test_what_is_followed_up_keeps_its_notice_which_leads_to_the_follow_up(article, etoile, editor):
    make_follow_up(etoile)
    newer = make_follow_up(etoile, published="2025-06-08")

    outcome = outcomes.follow_up(article, newer, by=editor, at=moment("2025-06-09"), reason="It has the numbers.")

    told = Article.objects.for_notices().get(pk=article.pk)
    notice = notices.for_article(told, reporters=notices.reporters_of([told]))
    assert (notice.since_changed, notice.latest["pk"]) == (True, newer.pk)
    assert (outcome.kind, outcome.follow_up, outcome.reason) == (Kind.FOLLOWED_UP, newer, "It has the numbers.")
    assert outcome.seq == Outcome.objects.get().seq is not None
    assert article.modified_at == moment("2025-06-09")
    assert undecided() == []


def test_a_follow_up_that_is_withdrawn_is_linked_no_more(article, etoile, editor):
    first, newer = make_follow_up(etoile), make_follow_up(etoile, published="2025-06-08")
    outcomes.follow_up(article, newer, by=editor, at=moment("2025-06-09"))

    workflow.withdraw(newer, by=editor, at=moment("2025-06-09"))

    told = Article.objects.for_notices().get(pk=article.pk)
    assert notices.for_article(told, reporters=notices.reporters_of([told])).latest["pk"] == first.pk


def test_another_turn_brings_a_followed_up_article_back(article, etoile, editor):
    newer = make_follow_up(etoile)
    outcomes.follow_up(article, newer, by=editor, at=JUNE_8)
    gone = undecided()
    wrong = etoile.ledger.get(season__number=2, status="order_reversed")

    again = status_changes.Change(
        show=etoile, season=wrong.season, status="shelved", effective_at=wrong.effective_at, precision=wrong.precision
    )
    status_changes.correct(wrong, again, by=editor, at=JUNE_8)

    # The follow-up relied on the entry that was wrong.
    assert (gone, undecided()) == ([], [article.pk, newer.pk])


@pytest.mark.parametrize(
    ("which", "said"),
    [
        ("itself", "cannot follow itself up"),
        ("withdrawn", "Readers cannot read “Étoile is canceled”"),
        ("older", "is no newer than"),
        ("another", "covers nothing that has changed"),
        ("before", "came out before that which has changed"),
    ],
)
def test_what_is_no_follow_up_is_refused(article, etoile, editor, which, said):
    newer = article
    if which == "withdrawn":
        newer = workflow.withdraw(make_follow_up(etoile), by=editor, at=JUNE_8)
    elif which == "older":
        newer = make_follow_up(etoile, published="2025-04-29")
    elif which == "another":
        newer = make_article("About another", shows=[make_show("Minx")], published="2025-06-07")
    elif which == "before":
        newer = make_follow_up(etoile, published="2025-06-05")
    offered = list(outcomes.candidates([article], most=5))

    with pytest.raises(workflow.NotAllowed, match=said):
        outcomes.follow_up(article, newer, by=editor, at=JUNE_8)

    assert article.pk in undecided()
    assert offered == []


def test_what_came_out_since_is_offered_as_a_follow_up(article, etoile):
    newer = make_follow_up(etoile, published="2025-06-06T18:30+00:00")

    assert list(outcomes.candidates([article], most=5)) == [newer]


def test_what_has_not_changed_is_not_followed_up(etoile, editor):
    article, newer = make_article(shows=[(etoile, 2)]), make_follow_up(etoile)

    with pytest.raises(workflow.NotAllowed, match="there is nothing to follow up"):
        outcomes.follow_up(article, newer, by=editor, at=JUNE_8)


def test_only_a_follow_up_names_one(article, editor):
    with pytest.raises(IntegrityError, match="articles_outcome_names_its_follow_up"), transaction.atomic():
        Outcome.objects.create(article=article, kind=Kind.FOLLOWED_UP, by=editor, at=JUNE_7, turns=[1])


# -- as it was read ------------------------------------------------------------------------------


def test_what_is_decided_is_what_was_read(article, editor):
    read = outcomes.seen(article)

    outcomes.decide(article, workflow.review, read=read, by=editor, at=JUNE_7)

    assert Outcome.objects.get().kind == Kind.REVIEWED
    with pytest.raises(outcomes.ChangedMeanwhile, match="somebody has decided on it"):
        outcomes.decide(article, workflow.review, read=read, by=editor, at=JUNE_7)


def test_what_the_ledger_has_turned_meanwhile_is_not_decided(article, etoile, editor):
    read = outcomes.seen(article)
    wrong = etoile.ledger.get(season__number=2, status="order_reversed")
    again = status_changes.Change(show=etoile, season=wrong.season, status="shelved", effective_at=wrong.effective_at)
    status_changes.correct(wrong, again, by=editor, at=JUNE_7)

    with pytest.raises(outcomes.ChangedMeanwhile, match="the ledger has changed meanwhile"):
        outcomes.decide(article, workflow.review, read=read, by=editor, at=JUNE_8)

    assert undecided() == [article.pk]


def test_another_text_than_was_read_is_not_decided(article, editor):
    read = outcomes.seen(article)
    text.save_revision(article, base=1, by=editor, at=JUNE_7, headline="Season two is coming")
    workflow.update(article, by=editor, at=JUNE_7, substantive=False)

    with pytest.raises(outcomes.ReadAnother, match="see revision 2 by now"):
        outcomes.decide(article, workflow.review, read=read, by=editor, at=JUNE_8)
