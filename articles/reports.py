"""What articles report: filled in beside the text, and recorded by the act that publishes it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Max

from articles import foresight, impacts, recording, status_changes
from articles.holding import NotAllowed, refuse_sealed
from articles.models import Article, Report, ScheduledUpdate, Stage
from articles.status_changes import AlreadyRecorded, Change, Impact, Refused
from newsroom.lib.periods import with_zone
from shows import ledger
from shows.history import History
from shows.models import StatusEntry

# By what name the ledger refuses, and the field of a form to which that belongs.
FIELD_OF = {"effective": "effective_on", "effective_at": "effective_on", "premiere": "premiere_on"}
FIELD_OF_NEW = {"network": "new_network", "network_kind": "new_network_kind"}
LABELS = {
    "effective_on": "Took effect on",
    "precision": "Known",
    "premiere_on": "Premiere date",
    "premiere_precision": "Premiere known",
    "source_name": "Source",
    "source_url": "Address of the source",
    "reason": "Reason given",
    "note": "Public note",
    "episodes": "Episodes ordered",
    "new_network": "A network that isn't in the list",
}


class NotRecorded(NotAllowed):
    """The ledger refuses what the article reports, as ``look`` says."""

    def __init__(self, text, look):
        super().__init__(text)
        self.look = look


class ChangedMeanwhile(NotAllowed):
    """What the article reports, or the ledger, is not as it was when it was looked at."""


@dataclass(frozen=True)
class Look:
    """What publishing would do to the ledger: an ``impact``, or nothing as it has ``already``, or a refusal.

    Of very many published articles the newest are looked at; ``impact.further`` counts the others.
    ``proposals`` is what follows from the change, by name, each with its tick;
    ``like`` is as ``recording.like`` says of its network, and ``makes_season``
    whether its season is made with it.

    ``seen`` names all of it, for who confirms it.
    """

    report: Report
    impact: Impact | None = None
    already: StatusEntry | None = None
    refused: str = ""
    field: str = ""
    proposals: tuple[tuple[str, Change, bool], ...] = ()
    like: str | None = None
    makes_season: bool = False

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
    def touched(self):
        """The articles whose notice comes, goes or changes, by pk."""
        return sorted(one.article.pk for one in (*self.gains, *self.changes, *self.loses))

    @property
    def was_foreseen(self):
        """Of how many articles it was to change the notice as it was scheduled, if that is another number now."""
        foreseen = self.report.foreseen
        return len(foreseen["articles"]) if foreseen and foreseen["articles"] != self.touched else None

    @property
    def blamed(self):
        """The field of the form that is to be put right."""
        names = FIELD_OF | FIELD_OF_NEW if self.report.new_network else FIELD_OF
        return names.get(self.field, self.field)

    @property
    def blamed_label(self):
        return LABELS.get(self.blamed, self.blamed.capitalize())

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


def look(article, *, at, once=None):
    """What is seen before ``article`` is published, or ``None`` where it reports nothing; nothing is written.

    ``once`` is the ``ReadOnce`` of the page that asks.
    """
    report = waiting(article)
    return look_at(report, at=at, once=once) if report else None


def look_at(report, *, at, once=None):
    """As ``look``, of a ``report`` that waits."""
    with transaction.atomic():
        found = _look(report, at=at, once=once)
        # A season or a network that is not there yet is made once it is recorded.
        transaction.set_rollback(True)
    # A network is new while it isn't made.
    like = recording.like(found.change.network) if found.change and report.new_network else None
    return replace(found, like=like)


def at_its_moment(article, *, at, moment=None, once=None):
    """As ``look``, for who schedules it: at ``moment``, or else as soon as the change has taken effect."""
    report = waiting(article)
    return look_at(report, at=moment_of(report, at=at, moment=moment), once=once) if report else None


def moment_of(report, *, at, moment=None):
    """When a ``report`` that waits is recorded: at ``moment``, or else as soon as the change has taken effect."""
    return max(at, moment or report.fields["effective_at"])


def _look(report, *, at, once=None):
    offered = []

    def ticked(implied):
        offered.extend(implied)
        return [one for one in implied if recording.name_of(one) not in report.unticked]

    try:
        change, makes_season = _change(report)
        impact = impacts.look(report.show, change, at=at, implied=ticked, most=impacts.MOST, once=once)
        # What the ledger has already is no proposal.
        new = {recording.name_of(one) for one in impact.implied} | report.unticked
        names = [(recording.name_of(one), one) for one in offered]
        proposals = tuple((name, one, name not in report.unticked) for name, one in names if name in new)
        return Look(report, impact, proposals=proposals, makes_season=makes_season)
    except AlreadyRecorded as same:
        if StatusEntry.objects.filter(corrects=same.entry).exists():
            return Look(report, refused=f"{same} It has been corrected since.", field="status")
        return Look(report, already=same.entry)
    except Refused as refusal:
        return Look(report, refused=str(refusal), field=refusal.field or "")


def _change(report):
    """What it reports, as the ledger takes it, and whether that makes its season; its show is held."""
    show = ledger.hold(report.show)
    report.show, network, name = show, report.network, report.new_network
    if name:
        # Whoever made it meanwhile may have called it something else.
        network = recording.find_network(name) or recording.network_named(name, report.new_network_kind)
    season, is_new = report.season()
    return Change(show=show, season=season, network=network, **report.fields), is_new


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
    found = _confirmed(article, report, by=by, at=at, seen=seen, what="publish")
    _record(found, by=by, at=at)
    return True


def foresee(article, *, by, at, seen):
    """Keep with what ``article`` reports what has been seen of it, by who schedules it for the moment ``at``.

    Returns the report, if there is one; refuses what ``record`` refuses.
    """
    report = waiting(article) if article.has_report else None
    if report is None:
        return None
    found = _confirmed(article, report, by=by, at=at, seen=seen, what="schedule")
    report.foreseen = {"entry": _last_entry(report.show), "articles": found.touched}
    report.save(update_fields=["foreseen"])
    return report


def record_as_foreseen(article, *, by, at):
    """Record what ``article``, held, was scheduled to report; returns the report, if there is one.

    What else was recorded of the show since then is for somebody to look at: it
    is refused, unless that is the very change. Other articles may have come or
    gone: what is told there follows from the ledger.
    """
    report = waiting(article) if article.has_report else None
    if report is None:
        return None
    _refuse(article, report, by=by)
    if report.foreseen is None or report.foreseen["entry"] != _last_entry(report.show):
        history = History.of(report.show)
        if not foresight.is_there(report, history):
            raise NotAllowed(foresight.gone_on(report))
        there = history.current(report.season_number)
        _keep(report, entry=StatusEntry.objects.get(pk=there.pk))
    else:
        _record(_looked(article, report, at=at, what="publish"), by=by, at=at)
    return report


def _confirmed(article, report, *, by, at, seen, what):
    _refuse(article, report, by=by)
    found = _looked(article, report, at=at, what=what)
    if not seen:
        raise NotAllowed(
            f"“{article}” reports a change of status: {what} it on its own page, where you see what that does."
        )
    if found.seen != seen:
        raise ChangedMeanwhile(
            f"The ledger of “{report.show}”, or what “{article}” reports, has changed since you looked. Nothing was "
            f"{_DONE[what]}: look at the new preview and confirm again."
        )
    return found


_DONE = {"publish": "published", "schedule": "scheduled"}


def _refuse(article, report, *, by):
    if by is not None and not by.has_perm("shows.record_status"):
        raise NotAllowed(f"“{article}” reports a change of status: somebody publishes it who may record one.")
    if not article.coverage.filter(show=report.show).exists():
        raise NotAllowed(f"“{article}” does not cover “{report.show}” any more: change what it reports.")


def _looked(article, report, *, at, what):
    found = _look(report, at=at)
    if found.refused and what == "schedule" and (effective := report.fields["effective_at"]) > at:
        raise NotRecorded(
            f"“{article}” reports what takes effect on {with_zone(effective)}, later than the moment that you chose. "
            f"Nothing was {_DONE[what]}: choose that moment or a later one, or put “{LABELS['effective_on']}” right in "
            "what it reports.",
            found,
        )
    if found.refused:
        where = f", under “{found.blamed_label}”" if found.blamed else ""
        raise NotRecorded(
            f"What “{article}” reports cannot be recorded: {found.refused} Nothing was {_DONE[what]}. Put it right in "
            f"what it reports{where}.",
            found,
        )
    return found


def _record(found, *, by, at):
    entry, impact = found.already, found.impact
    if entry is None:
        entry = status_changes.record(
            impact.change, by=by, at=at, implied=impact.implied, keep=impact.unticked, expected=impact.token
        ).entry
    _keep(found.report, entry=entry)


def _keep(report, *, entry):
    Report.objects.filter(pk=report.pk).update(entry=entry, version=report.version + 1)


def _last_entry(show):
    return StatusEntry.objects.filter(show=show).order_by().aggregate(last=Max("pk"))["last"]


def reported(article):
    """The entries that publishing ``article`` has recorded, or found, the latest first."""
    entries = StatusEntry.objects.filter(reports__article=article).select_related("show", "season", "network")
    return entries.order_by("-reports__pk")
