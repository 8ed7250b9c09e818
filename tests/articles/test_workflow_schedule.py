"""Scheduled articles: published once, at their moment, or held when news has overtaken them."""

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import exemptions, notices, status_changes, tasks, text, workflow
from articles.models import Article, Coverage, Publication, Stage
from articles.workflow import NotAllowed, UnderEmbargo
from tests.factories import cover, make_change, make_draft, make_show, make_user, moment, record

pytestmark = pytest.mark.django_db

JUNE_5 = moment("2025-06-05")
SIX = moment("2025-06-06T22:00+00:00")  # six in the evening in New York
TWO = moment("2025-06-06T18:05+00:00")
SECOND = timedelta(seconds=1)


def make_scheduled(headline="Season 2 is coming", *, shows, at=JUNE_5, publish_at=SIX, by=None, **fields):
    article = make_draft(headline, shows=shows, at=JUNE_5, **fields)
    return workflow.schedule(article, by=by, at=at, publish_at=publish_at)


def make_etoile():
    """A show whose second season is ordered."""
    show = make_show("Étoile")
    record(show, "returning", "2023-04-26", network="Prime Video")
    record(show, "ordered", "2023-04-26", season=2, network="Prime Video")
    return show


def reverse(show, effective="2025-06-06T14:05-04:00", *, at=TWO, **fields):
    return record(show, "order_reversed", effective, at=at, season=2, source_name="Deadline", **fields)


# -- at its moment -------------------------------------------------------------------------------


def test_a_scheduled_article_is_published_at_its_moment_by_whoever_comes_first():
    editor = make_user()
    article = make_scheduled(shows=[make_etoile()], by=editor)

    too_early = workflow.publish_due(at=SIX - SECOND)
    first = workflow.publish_due(at=SIX + timedelta(hours=3))
    second = workflow.publish_due(at=SIX + timedelta(hours=4))

    assert (too_early, first, second) == ([], [article], [])
    article.refresh_from_db()
    assert article.stage == Stage.PUBLISHED
    assert article.first_published_at == article.published_at == SIX
    log = Publication.objects.get(article=article)
    assert (log.act, log.at, log.by) == ("published", SIX, editor)


def test_the_worker_is_asked_to_come_at_the_moment():
    make_scheduled(shows=[make_etoile()])

    job = ProcrastinateJob.objects.get(task_name="articles.publish_due")

    assert job.scheduled_at == SIX


@pytest.mark.parametrize("task", [tasks.publish_due, lambda: tasks.publish_due_every_minute(0)])
def test_the_worker_publishes_what_is_due(task):
    now = timezone.now()
    article = make_scheduled(shows=[make_etoile()], at=now - 3 * SECOND, publish_at=now - SECOND)
    waiting = make_scheduled(shows=[make_show("GLOW")], at=now, publish_at=now + timedelta(hours=1))

    task()

    article.refresh_from_db()
    waiting.refresh_from_db()
    assert (article.stage, waiting.stage) == (Stage.PUBLISHED, Stage.SCHEDULED)


def test_the_first_request_after_it_publishes_what_is_due(client):
    now = timezone.now()
    article = make_scheduled(shows=[make_etoile()], at=now - 3 * SECOND, publish_at=now - SECOND)

    page = client.get(article.get_absolute_url())

    assert page.status_code == 200
    assert article.latest_revision.headline in page.content.decode()
    article.refresh_from_db()
    assert article.stage == Stage.PUBLISHED


def test_many_articles_come_due_in_their_order():
    show = make_etoile()
    later = make_scheduled(shows=[show], publish_at=SIX)
    earlier = make_scheduled(shows=[show], publish_at=SIX - SECOND)

    published = workflow.publish_due(at=SIX)

    assert set(published) == {earlier, later}
    assert list(Article.objects.published().newest_first()) == [later, earlier]


def test_what_was_edited_since_goes_out_as_edited():
    article = make_scheduled(shows=[make_etoile()])
    revision = text.save_revision(article, base=1, by=None, at=TWO, headline="Season 2 is really coming")

    workflow.publish_due(at=SIX)

    article.refresh_from_db()
    assert article.live_revision == revision


def test_a_scheduled_article_relies_on_the_ledger_as_of_its_scheduling():
    article = make_scheduled(shows=[make_etoile()])

    workflow.publish_due(at=SIX)

    coverage = Coverage.objects.get(article=article)
    assert (coverage.relied_at, coverage.relied_by, coverage.published_at) == (JUNE_5, "scheduled", SIX)


def test_scheduling_again_relies_anew():
    show = make_etoile()
    article = make_scheduled(shows=[(show, 2)])
    reverse(show)

    workflow.schedule(article, by=None, at=TWO + SECOND, publish_at=SIX)

    coverage = Coverage.objects.select_related("standing__entry").get(article=article)
    assert (coverage.relied_at, coverage.standing.entry.status) == (TWO + SECOND, "order_reversed")
    assert workflow.publish_due(at=SIX) == [article]


def test_what_it_covers_since_its_scheduling_is_pinned_too():
    article = make_scheduled(shows=[make_etoile()])
    glow = make_show("GLOW")
    entry = record(glow, "canceled", "2020-10-05")
    cover(article, glow, position=1)

    workflow.publish_due(at=SIX)

    added = Coverage.objects.select_related("standing").get(article=article, show=glow)
    assert (added.standing.entry, added.published_at) == (entry, SIX)


# -- the moment itself ---------------------------------------------------------------------------


@pytest.mark.parametrize("publish_at", [JUNE_5, JUNE_5 - SECOND])
def test_the_moment_lies_ahead(publish_at):
    article = make_draft(shows=[make_etoile()])

    with pytest.raises(NotAllowed, match=r"June [45], 2025, .* EDT is not in the future: publish “.*” instead"):
        workflow.schedule(article, by=None, at=JUNE_5, publish_at=publish_at)

    article.refresh_from_db()
    assert (article.stage, article.scheduled_for) == (Stage.DRAFT, None)


def test_the_moment_lies_after_the_embargo():
    article = make_draft(shows=[make_etoile()], embargo_until=SIX)

    with pytest.raises(UnderEmbargo, match="under embargo until June 6, 2025"):
        workflow.schedule(article, by=None, at=JUNE_5, publish_at=SIX - SECOND)

    assert workflow.schedule(article, by=None, at=JUNE_5, publish_at=SIX).scheduled_for == SIX


def test_an_embargo_that_was_extended_is_waited_for():
    article = make_scheduled(shows=[make_etoile()])
    lifts = SIX + timedelta(hours=2)
    Article.objects.filter(pk=article.pk).update(embargo_until=lifts)

    assert workflow.publish_due(at=lifts - SECOND) == []
    assert workflow.publish_due(at=lifts) == [article]

    article.refresh_from_db()
    assert article.first_published_at >= lifts


def test_a_canceled_schedule_is_not_kept():
    article = make_scheduled(shows=[make_etoile()])

    workflow.unschedule(article, by=None, at=TWO)

    assert workflow.publish_due(at=SIX) == []
    assert (article.stage, article.scheduled_for, article.scheduled_by) == (Stage.IN_REVIEW, None, None)
    assert Coverage.objects.get(article=article).relied_at is None


# -- overtaken -----------------------------------------------------------------------------------

REASON = "Prime Video reversed its order for season 2 of Étoile on June 6, 2025 (source: Deadline)."


def make_held():
    show = make_etoile()
    article = make_scheduled(shows=[(show, 2)], by=make_user("scheduler", email="scheduler@news.example"))
    reverse(show)
    workflow.publish_due(at=SIX)
    article.refresh_from_db()
    return article


def test_a_cancellation_at_two_never_meets_a_hopeful_piece_at_six():
    article = make_held()

    assert (article.stage, article.held_at, article.published_at) == (Stage.SCHEDULED, SIX, None)
    assert article.held_because == REASON
    assert not Publication.objects.exists()


def test_what_is_held_is_not_tried_again():
    article = make_held()

    assert workflow.publish_due(at=SIX + timedelta(days=1)) == []
    assert list(Article.objects.due(SIX + timedelta(days=1))) == []

    article.refresh_from_db()
    assert article.held_at == SIX
    assert article.audit.filter(act="held").count() == 1


def test_publish_anyway_frees_what_is_held():
    article = make_held()

    workflow.publish(article, by=None, at=SIX + SECOND)

    assert (article.stage, article.held_at, article.held_because) == (Stage.PUBLISHED, None, "")
    assert (article.scheduled_for, article.published_at) == (None, SIX + SECOND)
    assert notices.for_article(Article.objects.for_notices().get(pk=article.pk)) is None


def test_cancel_frees_what_is_held():
    article = make_held()

    workflow.unschedule(article, by=None, at=SIX + SECOND)

    assert (article.stage, article.held_at, article.held_because) == (Stage.IN_REVIEW, None, "")


def test_an_edit_frees_what_is_held():
    article = make_held()

    text.save_revision(article, base=1, by=None, at=SIX, headline="Season 2 is not coming")

    article.refresh_from_db()
    assert (article.stage, article.held_at, article.held_because) == (Stage.IN_REVIEW, None, "")
    assert workflow.publish_due(at=SIX + SECOND) == []


def test_a_new_moment_frees_what_is_held():
    article = make_held()

    workflow.schedule(article, by=None, at=SIX + SECOND, publish_at=SIX + 2 * SECOND)

    assert (article.held_at, article.held_because) == (None, "")
    assert workflow.publish_due(at=SIX + 2 * SECOND) == [article]


def test_a_text_that_comes_too_late_frees_nothing():
    article = make_held()

    with pytest.raises(text.Stale):
        text.save_revision(article, base=0, by=None, at=SIX, headline="From an old tab")

    article.refresh_from_db()
    assert article.held_at == SIX


def test_an_open_question_that_was_answered_holds_too():
    show = make_show()
    record(show, "awaiting_decision", "2025-05-01")
    article = make_scheduled(shows=[show])
    record(show, "canceled", "2025-06-06T14:05-04:00", at=TWO)

    workflow.publish_due(at=SIX)

    article.refresh_from_db()
    assert article.held_because == "Étoile was canceled on June 6, 2025."


def test_the_reason_names_every_subject_that_was_overtaken():
    shows = [make_show("Étoile"), make_show("GLOW"), make_show("Minx")]
    for show in shows:
        record(show, "returning", "2025-05-01")
    article = make_scheduled(shows=shows)
    for show in shows[:2]:
        record(show, "canceled", "2025-06-06T14:05-04:00", at=TWO)

    workflow.publish_due(at=SIX)

    article.refresh_from_db()
    assert article.held_because == "Étoile was canceled on June 6, 2025. GLOW was canceled on June 6, 2025."


def test_progress_holds_nothing():
    show = make_show()
    record(show, "returning", "2025-05-01")
    article = make_scheduled(shows=[show])
    record(show, "airing", "2025-06-06T14:05-04:00", at=TWO)

    assert workflow.publish_due(at=SIX) == [article]


def test_news_that_was_denied_in_time_holds_nothing():
    show = make_etoile()
    article = make_scheduled(shows=[(show, 2)])
    rumor = reverse(show, confirmation="reported")
    status_changes.correct(rumor, status_changes.void(rumor), by=None, at=TWO + SECOND)

    assert workflow.publish_due(at=SIX) == [article]


def test_news_before_its_scheduling_holds_nothing():
    show = make_etoile()
    article = make_scheduled(shows=[(show, 2)], at=TWO + SECOND)
    reverse(show)

    assert workflow.publish_due(at=SIX) == [article]


def test_a_mention_holds_nothing():
    show = make_etoile()
    article = make_draft(shows=[])
    cover(article, (show, 2), mention_only=True)
    workflow.schedule(article, by=None, at=JUNE_5, publish_at=SIX)
    reverse(show)

    assert workflow.publish_due(at=SIX) == [article]


@pytest.mark.parametrize("single", [False, True])
def test_what_is_exempt_is_not_held(single):
    show = make_etoile()
    article = make_scheduled(shows=[(show, 2)])
    coverage = Coverage.objects.get(article=article) if single else None
    exemptions.exempt(article, reason="An obituary.", by=None, at=JUNE_5, coverage=coverage)
    reverse(show)

    assert workflow.publish_due(at=SIX) == [article]


def test_a_held_article_does_not_hold_the_others():
    show = make_etoile()
    overtaken = make_scheduled(shows=[(show, 2)], publish_at=SIX - SECOND)
    fine = make_scheduled(shows=[make_show("GLOW")])
    reverse(show)

    assert workflow.publish_due(at=SIX) == [fine]

    overtaken.refresh_from_db()
    assert overtaken.held_at == SIX


def test_news_after_the_moment_is_told_to_readers():
    show = make_etoile()
    article = make_scheduled(shows=[(show, 2)])
    workflow.publish_due(at=SIX)

    reverse(show, "2025-06-06T18:30-04:00", at=SIX + timedelta(hours=1))

    notice = notices.for_article(Article.objects.for_notices().get(pk=article.pk))
    assert notice.text == f"{REASON} When this article was scheduled, on June 5, 2025, the season was ordered."


def test_the_preview_names_what_it_will_hold():
    show = make_etoile()
    article = make_scheduled(shows=[(show, 2)])
    change = make_change(show, "order_reversed", "2025-06-06T14:05-04:00", season=2)

    impact = status_changes.preview(change, at=TWO)

    assert impact.held == (article,)
    assert not any([impact.gains, impact.loses, impact.changes, impact.moves])
