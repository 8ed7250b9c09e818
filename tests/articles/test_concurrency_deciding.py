"""What has since changed is decided on by several people, and turned by the ledger, at once and on real connections."""

import pytest

from articles import notices, outcomes, status_changes, workflow
from articles.models import Article, Coverage, Outcome, Undecided
from tests.articles.test_concurrency import alone, at_once, kinds, result_of, threads, unfinished, wait_for_waiters
from tests.factories import make_article, make_show, make_user, moment, record

__all__ = ["threads"]

pytestmark = pytest.mark.django_db(transaction=True)

JUNE_7 = moment("2025-06-07")


def fresh(article):
    return Article.objects.get(pk=article.pk)


def make_undecided(number=1, title="Minx"):
    show = make_show(title)
    record(show, "ordered", "2025-04-01", season=2, network="Starz", at="2025-04-02")
    found = [make_article(f"{title}, part {one}", shows=[(show, 2)]) for one in range(number)]
    reversal = record(show, "order_reversed", "2025-06-06", season=2, network="Starz", at="2025-06-06")
    return show, reversal, found


def decide(article, read, by, reason="It says so."):
    def act(one, *, by, at):
        return workflow.review(one, by=by, at=at, note=reason)

    return outcomes.decide(fresh(article), act, read=read, by=by, at=JUNE_7)


def test_of_two_who_decide_on_one_article_one_does(threads):
    _, _, (article,) = make_undecided()
    read = outcomes.seen(article)
    first, second = make_user("first"), make_user("second")

    results = at_once(threads, lambda: decide(article, read, first), lambda: decide(article, read, second))

    assert kinds(results) == ["Article", "ChangedMeanwhile"]
    assert Outcome.objects.get().by in (first, second)
    assert not Undecided.objects.exists()


def test_nobody_decides_on_a_turn_that_nobody_has_read(threads):
    for title in ("Minx", "Dark", "GLOW", "Evil"):
        show, reversal, (article,) = make_undecided(title=title)
        read, editor = outcomes.seen(article), make_user("editor")

        decided, again = at_once(
            threads,
            lambda article=article, read=read, editor=editor: decide(article, read, editor),
            lambda show=show: record(show, "ordered", "2025-06-07", season=2, network="Netflix", at=JUNE_7),
        )

        assert again.season.number == 2
        (pin,) = Coverage.objects.filter(article=article)
        outcome = Outcome.objects.filter(article=article).first()
        if isinstance(decided, outcomes.ChangedMeanwhile):
            assert (outcome, pin.settled_turn) == (None, None)
        else:
            assert outcome.turns == [reversal.pk]
        # Either way the desk has it as long as readers are told of what nobody has decided on.
        there = Article.objects.for_notices().get(pk=article.pk)
        told = notices.for_article(there)
        turned = pin.standing.turned_by_id
        waits = bool(told and told.since_changed) and turned != pin.settled_turn
        assert Undecided.objects.filter(article=article).exists() == waits


def test_who_decides_while_the_ledger_turns_waits_and_is_told(threads):
    _, reversal, (article,) = make_undecided()
    read, editor = outcomes.seen(article), make_user("editor")

    def put_right():
        return status_changes.correct(reversal, status_changes.void(reversal), by=None, at=JUNE_7)

    with unfinished(threads, put_right):
        deciding = threads.submit(alone, lambda: decide(article, read, editor))
        wait_for_waiters(1)

    assert isinstance(result_of(deciding), outcomes.ChangedMeanwhile)
    assert not Outcome.objects.exists()


def test_many_are_decided_on_by_two_in_another_order(threads):
    _, _, articles = make_undecided(4)
    reads = {one.pk: outcomes.seen(one) for one in articles}
    people = make_user("first"), make_user("second")

    def work(order, by):
        for one in order:
            try:
                decide(one, reads[one.pk], by)
            except outcomes.ChangedMeanwhile:
                continue
        return by

    at_once(threads, lambda: work(articles, people[0]), lambda: work(articles[::-1], people[1]))

    assert sorted(Outcome.objects.values_list("article", flat=True)) == sorted(one.pk for one in articles)
    assert not Undecided.objects.exists()
