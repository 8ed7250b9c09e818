"""What articles report: filled in beside the text, and recorded by the act that publishes it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from articles import status_changes
from articles.holding import NotAllowed, refuse_sealed
from articles.models import Article, Report, ScheduledUpdate, Stage
from articles.status_changes import AlreadyRecorded, Change, Impact, Refused
from shows import ledger
from shows.models import StatusEntry


class ChangedMeanwhile(NotAllowed):
    """What the article reports, or the ledger, is not as it was when it was looked at."""


@dataclass(frozen=True)
class Look:
    """What publishing would do to the ledger: an ``impact``, or nothing as it has ``already``, or a refusal.

    ``seen`` names all of it, for who confirms it.
    """

    report: Report
    impact: Impact | None = None
    already: StatusEntry | None = None
    refused: str = ""
    field: str = ""

    @property
    def seen(self):
        """Empty for what cannot be confirmed."""
        if self.refused:
            return ""
        state = self.impact.token if self.impact else f"entry.{self.already.pk}"
        return f"{self.report.pk}.{self.report.version}.{state}"

    @property
    def change(self):
        return self.impact and self.impact.change

    @property
    def gains(self):
        return self._others("gains")

    @property
    def changes(self):
        return self._others("changes")

    @property
    def loses(self):
        return self._others("loses")

    def _others(self, name):
        # What reports the change relies on it.
        own = self.report.article_id
        return [one for one in getattr(self.impact, name, ()) if one.article.pk != own]


def waiting(article):
    """The change that publishing ``article`` will record, or ``None``."""
    rows = Report.objects.filter(article=article.pk, entry=None)
    return rows.select_related("show__network", "network", "saved_by").first()


def look(article, *, at):
    """What is seen before ``article`` is published, or ``None`` where it reports nothing; nothing is written."""
    report = waiting(article)
    if report is None:
        return None
    with transaction.atomic():
        found = _look(report, at=at)
        # A season that is not there yet is made once it is recorded.
        transaction.set_rollback(True)
    return found


def _look(report, *, at):
    try:
        return Look(report, status_changes.preview(_change(report), at=at))
    except AlreadyRecorded as same:
        return Look(report, already=same.entry)
    except Refused as refusal:
        return Look(report, refused=str(refusal), field=refusal.field or "")


def _change(report):
    show = ledger.lock([report.show])[report.show_id]
    report.show = show
    return Change(show=show, season=report.season(), network=report.network, **report.fields)


@transaction.atomic
def save(article, *, show, season, network, said, version, by, at):
    """Keep the change that ``article`` will report; ``version`` is the one that was looked at, 0 where there was none.

    Raises ``NotAllowed`` for a show that it does not cover, and
    ``ChangedMeanwhile`` where somebody else has saved another.
    """
    locked = _held(article)
    if not locked.coverage.filter(show=show).exists():
        raise NotAllowed(f"“{locked}” does not cover “{show}”: add it under “What it covers” first.")
    report = _expected(locked, version)
    report = report or Report(article=locked, version=0)
    report.show, report.season_number, report.network, report.said = show, season, network, said
    report.version += 1
    report.saved_by, report.saved_at = by, at
    report.save()
    return report


@transaction.atomic
def drop(article, *, version):
    """The article reports nothing any more; ``version`` as in ``save``."""
    report = _expected(_held(article), version)
    if report:
        report.delete()


def _held(article):
    locked = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    refuse_sealed(locked)
    if locked.stage == Stage.SCHEDULED or ScheduledUpdate.objects.filter(article=locked).exists():
        raise NotAllowed(f"“{locked}” is scheduled as it is: take it off the schedule first.")
    if locked.stage == Stage.WITHDRAWN:
        raise NotAllowed(f"“{locked}” is withdrawn: it reports nothing.")
    return locked


def _expected(article, version):
    report = waiting(article)
    if (report.version if report else 0) != version:
        who = (report.saved_by if report else None) or "Somebody"
        raise ChangedMeanwhile(
            f"{who} has changed what “{article}” reports since you looked. Nothing was saved: read it beside yours."
        )
    return report


def record(article, *, by, at, seen):
    """Record what ``article``, held by ``holding.hold``, reports; returns whether there was anything.

    ``seen`` is what ``look`` was named by; a report that nobody looked at, or
    that has changed since, is refused, and so is what the ledger refuses.
    """
    report = waiting(article) if article.has_report else None
    if report is None:
        return False
    if by is not None and not by.has_perm("shows.record_status"):
        raise NotAllowed(f"“{article}” reports a change of status: somebody publishes it who may record one.")
    if not article.coverage.filter(show=report.show).exists():
        raise NotAllowed(f"“{article}” does not cover “{report.show}” any more: change what it reports.")
    found = _look(report, at=at)
    if found.refused:
        raise NotAllowed(f"What “{article}” reports cannot be recorded: {found.refused} Nothing was published.")
    if not seen:
        raise NotAllowed(
            f"“{article}” reports a change of status: publish it on its own page, where you see what that does."
        )
    if found.seen != seen:
        raise ChangedMeanwhile(
            f"The ledger of “{report.show}”, or what “{article}” reports, has changed since you looked. Nothing was "
            "published: look at the new preview and confirm again."
        )
    entry = found.already
    if entry is None:
        impact = found.impact
        entry = status_changes.record(
            impact.change, by=by, at=at, implied=impact.implied, keep=impact.unticked, expected=impact.token
        ).entry
    Report.objects.filter(pk=report.pk).update(entry=entry, version=report.version + 1)
    return True


def reported(article):
    """The entries that publishing ``article`` has recorded, or found, the latest first."""
    entries = StatusEntry.objects.filter(reports__article=article).select_related("show", "season", "network")
    return entries.order_by("-reports__pk")
