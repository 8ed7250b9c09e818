"""What is to go out at its moment, and what would hold it there."""

from __future__ import annotations

import copy

from django.db.models import Exists, Max, OuterRef, Q, Subquery

from articles import explain, notices
from articles.models import Article, Coverage, Reliance, Report, ScheduledUpdate, Stage
from shows.history import History, Key
from shows.models import Network, StatusEntry

What = ScheduledUpdate.What
_REPORTS = Exists(Report.objects.filter(entry=None, article=OuterRef("pk")))
_OF_UPDATE = Exists(Report.objects.filter(entry=None, article=OuterRef("article")))
_LAST = (
    StatusEntry.objects.filter(show=OuterRef("show")).order_by().values("show").annotate(last=Max("pk")).values("last")
)


def foreseen(articles, *, held=()):
    """What news has overtaken of what is scheduled of these articles (pks), and would hold if it came due now.

    Why, by the pk of the article. Of those that are ``held`` already (pks), what
    would hold them now, where it still would. Nothing is written and nothing held.
    """
    wanted = Q(pk__in=articles, held_at=None) | Q(pk__in=held, held_at__isnull=False)
    first = Article.objects.filter(wanted, stage=Stage.SCHEDULED).for_notices()
    first = list(first.annotate(reports_something=_REPORTS))
    wanted = Q(article__in=articles, held_at=None) | Q(article__in=held, held_at__isnull=False)
    waiting = ScheduledUpdate.objects.filter(wanted, what=What.SUBSTANTIVE)
    waiting = list(waiting.select_related("article").annotate(reports_something=_OF_UPDATE))
    coverage = coverage_of([one.article for one in waiting])
    histories = History.of_all({one.show_id for one in coverage})
    relying = relying_as_scheduled(waiting, coverage, histories, explain.entries_of(histories))
    told = {one.pk: notices.because(notices.overtaken(one)) for one in [*first, *relying]}
    reporting = {one.pk: one for one in first if one.reports_something}
    reporting |= {one.article_id: one for one in waiting if one.reports_something}
    told |= _gone_on(reporting) if reporting else {}
    # What it reports may have been refused for a reason that only trying it again would show.
    told |= {pk: one.held_because for pk, one in reporting.items() if not told.get(pk)}
    return {pk: because for pk, because in told.items() if because}


def foreseen_of(article, *, coverage, reports, once):
    """As ``foreseen``, of one article that has its pins: why, or nothing; where it is held, why it still would be.

    ``coverage`` and ``reports`` are all of it, and ``once`` is the ``ReadOnce`` of its page.
    """
    report = next((one for one in reports if one.entry_id is None), None)
    relying = _relying(article, coverage, report, once)
    if relying is None:
        return ""
    if report and report.foreseen:
        history = once.histories([report.show_id])[report.show_id]
        if max(history.by_pk, default=None) != report.foreseen["entry"] and not is_there(report, history):
            return gone_on(report)
    because = notices.because(notices.overtaken(relying))
    return because or (_going_out(article).held_because if report else "")


def _going_out(article):
    """The article, or the update of it, that is to go out at its moment."""
    return article if article.stage == Stage.SCHEDULED else article.scheduled_update


def _relying(article, coverage, report, once):
    """``article`` with the pins with which it is to go out, if it is."""
    if article.stage == Stage.SCHEDULED:
        return article
    update = getattr(article, "scheduled_update", None)
    if update is None or update.what != What.SUBSTANTIVE:
        return None
    rest = [one for one in coverage if report is None or one.show_id != report.show_id]
    shows = {one.show_id for one in rest}
    (found,) = relying_as_scheduled([update], rest, once.histories(shows), once.entries(all_of=shows))
    return found


def _gone_on(articles):
    """Of which of these articles the ledger has gone on since they were scheduled to report a change of it."""
    found = _waiting_to_report().filter(article__in=articles).annotate(last=Subquery(_LAST))
    moved = [one for one in found if one.last != one.foreseen["entry"]]
    histories = History.of_all({one.show_id for one in moved}) if moved else {}
    return {one.article_id: gone_on(one) for one in moved if not is_there(one, histories[one.show_id])}


def on_the_way_out():
    """What articles that are on their way out, and not held, report at their moment."""
    first = Q(article__stage=Stage.SCHEDULED, article__held_at=None)
    anew = Q(article__scheduled_update__what=What.SUBSTANTIVE, article__scheduled_update__held_at=None)
    return _waiting_to_report().filter(first | anew)


def _waiting_to_report():
    return Report.objects.filter(entry=None, foreseen__isnull=False).select_related("show")


def without_report(articles):
    """Those of these articles (pks) that report no change: what holds one that does, only trying it again shows."""
    reporting = Report.objects.filter(entry=None, article__in=articles).values_list("article", flat=True)
    return articles - set(reporting) if articles else articles


def is_there(report, history):
    """Whether the ledger ``history``, which has gone on, stands where ``report`` takes it."""
    line = history.current(report.season_number)
    if line is None:
        return False
    if report.new_network:
        # By now it may have been made, by whoever was faster.
        known = Network.objects.named(report.new_network).values_list("pk", flat=True).first()
        return known is not None and report.is_said_by(line, network=known)
    return report.is_said_by(line, network=history.without(line.pk).network_at(line.effective_at))


def why_held(was, now):
    """Of what is held: why it would be held ``now``, or else why it ``was`` and that this is over."""
    return now or f"{was} That is not so any more: publish it, or schedule it again."


def gone_on(report):
    """Why what was scheduled to report a change is held instead."""
    return (
        f"Something else was recorded of “{report.show}” since this was scheduled to report “{report}”: look at what "
        "that does now, and publish or schedule it again."
    )


def coverage_of(articles):
    """All that these articles cover, also what never relied on the ledger yet.

    Without the shows of which they report a change: there they rely on what is not recorded yet.
    """
    reported = Report.objects.filter(entry=None, article=OuterRef("article"), show=OuterRef("show"))
    rows = Coverage.objects.filter(~Exists(reported), article__in=articles).select_related("show", "season", "standing")
    return list(rows.order_by("position", "pk")) if articles else []


def relying_as_scheduled(waiting, coverage, histories, entries):
    """Copies of the articles of the updates ``waiting``, with the pins that ``updates`` would give them."""
    updates, found = {one.article_id: one for one in waiting}, {}
    for pk, update in updates.items():
        found[pk] = copy.copy(update.article)
        found[pk].pins = []
    for one in map(copy.copy, coverage):
        update, history = updates[one.article_id], histories[one.show_id]
        key = history.pin(one.season_number, update.at)
        if one.hand_set and one.standing_id:
            key = Key(one.season_number, one.standing.entry_id, one.standing.later)
        one.relied_at, one.relied_by = update.at, Reliance.PREPARED
        one.standing = explain.standing_of(one, key, history, entries)
        found[one.article_id].pins.append(one)
    return list(found.values())
