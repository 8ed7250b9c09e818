"""Approval, sealing and scheduled updates, by many at once on real connections."""

from datetime import timedelta

import pytest

from articles import sealing, text, updates, workflow
from articles.models import Article, Publication, ScheduledUpdate, Sealing
from tests.articles.test_concurrency import alone, at_once, kinds, result_of, threads, unfinished, wait_for_waiters
from tests.factories import make_article, make_draft, make_show, make_user, moment, record

__all__ = ["threads"]

pytestmark = pytest.mark.django_db(transaction=True)

MAY_1, MAY_3 = moment("2025-05-01"), moment("2025-05-03")
HOUR = timedelta(hours=1)


def fresh(article):
    return Article.objects.get(pk=article.pk)


def submitted():
    writer = make_user("writer")
    return workflow.submit(make_draft(by=writer), by=writer, at=MAY_1)


def test_an_approval_that_races_a_save_never_approves_what_nobody_read(threads):
    for _ in range(6):
        article, editor = submitted(), make_user("editor")

        approved, saved = at_once(
            threads,
            lambda article=article, editor=editor: workflow.approve(fresh(article), by=editor, at=MAY_1, revision=1),
            lambda article=article: text.save_revision(fresh(article), base=1, by=None, at=MAY_1, headline="Second"),
        )

        after = fresh(article)
        assert (saved.headline, after.stage, after.approved_revision) == ("Second", "in_review", None)
        assert isinstance(approved, Article | workflow.SavedMeanwhile)


def test_who_saves_while_an_approval_is_unfinished_takes_it_back(threads):
    article, editor = submitted(), make_user("editor")

    with unfinished(threads, lambda: workflow.approve(article, by=editor, at=MAY_1, revision=1)):
        saving = threads.submit(
            alone, lambda: text.save_revision(fresh(article), base=1, by=None, at=MAY_1, headline="Second")
        )
        wait_for_waiters(1)

    assert result_of(saving).number == 2
    assert fresh(article).stage == "in_review"


def test_of_two_who_confirm_a_restoration_one_does(threads):
    first, second, third = make_user("first"), make_user("second"), make_user("third")
    article = sealing.seal(make_article(shows=[make_show()]), reason="A court said so.", by=first, at=MAY_1)
    sealing.ask(article, reason="It took that back.", by=first, at=MAY_1)

    results = at_once(
        threads,
        lambda: sealing.restore(fresh(article), by=second, at=MAY_3),
        lambda: sealing.restore(fresh(article), by=third, at=MAY_3),
    )

    assert kinds(results) == ["Article", "NotAllowed"]
    assert Sealing.objects.get().lifted_by in (second, third)
    assert Publication.objects.filter(act="restored").count() == 1


def test_of_two_who_seal_one_does(threads):
    article, chief = make_article(shows=[make_show()]), make_user("chief")

    results = at_once(
        threads, *[lambda: sealing.seal(fresh(article), reason="A court said so.", by=chief, at=MAY_1)] * 2
    )

    assert kinds(results) == ["Article", "Sealed"]


def stage_an_update():
    show = make_show(year=2000 + Article.objects.count())
    record(show, "returning", "2025-01-10")
    article = make_article("First", shows=[show])
    text.save_revision(article, base=1, by=None, at=MAY_1, headline="Second")
    updates.schedule(article, by=None, at=MAY_1, publish_at=MAY_3, revision=2, what="substantive")
    return article


@pytest.mark.slow
def test_its_moment_racing_its_cancellation_ends_as_if_one_had_come_first(threads):
    for _ in range(6):
        article = stage_an_update()

        out, canceled = at_once(
            threads,
            lambda: workflow.publish_due(at=MAY_3),
            lambda article=article: updates.cancel(fresh(article), by=None, at=MAY_3),
        )

        assert (out == [article]) == isinstance(canceled, workflow.NotAllowed)
        assert fresh(article).live_revision.headline == ("Second" if out else "First")
        assert not ScheduledUpdate.objects.exists()


def test_eight_readers_at_its_moment_publish_it_once(threads):
    article = stage_an_update()

    out = at_once(threads, *[lambda: workflow.publish_due(at=MAY_3 + HOUR)] * 8)

    assert sorted(map(len, out)) == [0] * 7 + [1]
    assert Publication.objects.filter(article=article, act="updated").count() == 1


def test_its_moment_racing_a_seal_leaves_nothing_public(threads):
    article, chief = stage_an_update(), make_user("chief")

    at_once(
        threads,
        lambda: workflow.publish_due(at=MAY_3),
        lambda: sealing.seal(fresh(article), reason="A court said so.", by=chief, at=MAY_3),
    )

    assert fresh(article).stage == "withdrawn"
    assert not ScheduledUpdate.objects.exists()
    assert article.coverage.get().published_at is None
