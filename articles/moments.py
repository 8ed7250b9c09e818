"""What an article said at some moment, what we believed then, and what was true: asked at any time after.

How it stood comes from ``explain``, the ledger's part from ``shows.moments``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from articles import explain, notices
from articles.models import Article, Correction, Publication, Stage
from articles.models.audit import Act
from newsroom.lib.periods import with_zone
from shows import moments
from shows.history import History
from shows.moments import Turn

# What moves what isn't public yet, and where it stands after.
STAGES = {
    Act.SUBMITTED: "in review",
    Act.APPROVED: "approved",
    Act.SENT_BACK: "a draft",
    Act.SCHEDULED: "scheduled",
    Act.UNSCHEDULED: "taken off the schedule",
    Act.HELD: "held instead of published",
}


@dataclass(frozen=True)
class Said:
    """What readers had: the article with its live revision and its pins as they stood, or why there was nothing."""

    article: Article
    notice: notices.Notice | None
    relied: tuple[notices.Told, ...]
    corrections: tuple[Correction, ...]
    absence: str

    @property
    def revision(self):
        return None if self.absence else self.article.live_revision


@dataclass(frozen=True)
class Moment:
    """The three answers for one article: what we said, what we believed, and what was true."""

    at: datetime
    said: Said
    answers: tuple[moments.Answer, ...]
    course: moments.Course


def of(article, at):
    """The ``Moment`` of ``article`` at ``at``; the same number of queries whatever it covers."""
    (then,) = explain.as_of_all([article.pk], at)
    subjects = [(one.show, one.season_number) for one in then.pins] or _subjects(article)
    pks = {show.pk for show, _ in subjects}
    today = History.of_all(pks)
    believed = {pk: history.as_recorded_by(at) for pk, history in today.items()}
    titles = {show.pk: show.title if len(pks) > 1 else "" for show, _ in subjects}
    turns = [turn for pk, history in today.items() for turn in moments.turns_of(history, titles[pk])]
    log = _log(article)
    return Moment(
        at,
        _said(then, log, at),
        tuple(moments.answers(subjects, at, then=believed, today=today)),
        moments.Course([*turns, *(turn for turn, _ in log)], at),
    )


def _subjects(article):
    """What it is about today, where readers had nothing of it."""
    rows = article.coverage.select_related("show", "season").order_by("position", "pk")
    return [(one.show, one.season_number) for one in rows]


def _said(then, log, at):
    absence = _absence(then, log, at)
    if absence:
        return Said(then, None, (), (), absence)
    told = notices.subjects(then)
    corrections = tuple(then.corrections.filter(corrected_at__lte=at))
    return Said(then, notices.for_article(then, everything=told), tuple(told), corrections, "")


def _absence(then, log, at):
    """Why readers had nothing of it, or nothing where they did."""
    if then.stage == Stage.WITHDRAWN:
        note = f", with the public note “{then.last_act.note}”" if then.last_act.note else ""
        return f"It was withdrawn, since {with_zone(then.last_act.at)}{note}."
    if then.stage == Stage.PUBLISHED:
        return ""
    before = [(turn, stage) for turn, stage in log if turn.at <= at]
    if not before:
        return "It was not begun yet."
    stages = [(turn, stage) for turn, stage in before if stage]
    if not stages:
        return "It was a draft."
    turn, stage = stages[-1]
    return f"It was {stage}, since {with_zone(turn.at)}."


def _log(article):
    """What was done to it that moved what readers had or would have: turns, each with the stage it led to before
    it was public."""
    found = []
    first = article.revisions.order_by("number").values_list("saved_at", flat=True).first()
    if first:
        found.append((Turn(first, "Begun"), ""))
    acts = article.publications.values_list("at", "act", "revision__number")
    found += [(Turn(at, f"{Publication.Act(act).label}: revision {number}"), "") for at, act, number in acts]
    for at, act, details in _filed(article).values_list("at", "act", "details"):
        until = f" for {with_zone(datetime.fromisoformat(details['moment']))}" if "moment" in details else ""
        found.append((Turn(at, f"{Act(act).label}{until}"), f"{STAGES[act]}{until}" if act in STAGES else ""))
    # A sort keeps what is of one moment as it was logged.
    return sorted(found, key=lambda one: one[0].at)


def _filed(article):
    acts = [*STAGES, Act.EXEMPTED, Act.LIFTED]
    stages = article.audit.filter(act__in=acts)
    return (stages | article.audit.filter(act=Act.REFILED, details__has_key="pins")).order_by("pk")
