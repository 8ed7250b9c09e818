"""What we believed of a show at some moment, what was true then as we know it today, and the moments of changes."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from newsroom.lib.periods import Precision, in_words, newsroom_date, with_zone
from shows.models import StatusEntry
from shows.statuses import Status

SECOND = timedelta(seconds=1)
AROUND = 100  # moments that are shown on either side of the one that is asked for


# -- belief and truth ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """The status of one subject: as we believed it, as it was, and what sets the two apart."""

    title: str
    season: int | None
    believed: StatusEntry | None
    true: StatusEntry | None
    remarks: tuple[str, ...] = ()

    @property
    def differs(self):
        return _said(self.believed) != _said(self.true)


def of_subject(season, at, *, then, today):
    """The pks of what we believed and of what was true; ``then`` is the ledger as recorded by ``at``."""
    believed, true = then.current(season), today.current(season, by=at)
    return believed and believed.pk, true and true.pk


def answers(subjects, at, *, then, today):
    """An ``Answer`` for each of ``subjects``, pairs of a show and a season's number.

    ``then`` and ``today`` are the ledgers by the shows' pks, as they were recorded by ``at`` and by now.
    """
    found = [(*one, *of_subject(one[1], at, then=then[one[0].pk], today=today[one[0].pk])) for one in subjects]
    corrections = {
        pk: today[show.pk].last_correction(today[show.pk].by_pk[pk]).pk
        for show, _, pk, _ in found
        if pk in today[show.pk].corrected_by
    }
    pks = {pk for one in found for pk in one[2:] if pk} | set(corrections.values())
    entries = StatusEntry.objects.select_related("show", "season", "network").in_bulk(pks)
    return [
        Answer(
            show.title,
            season,
            entries.get(believed),
            entries.get(true),
            tuple(_remarks(entries.get(believed), entries.get(true), entries.get(corrections.get(believed)), at)),
        )
        for show, season, believed, true in found
    ]


def _said(entry):
    return entry and (entry.status, entry.network_id, entry.premiere)


def _remarks(believed, true, correction, at):
    """Why what we believed is not what was true, where it isn't."""
    if true is not None and true.recorded_at > at:
        yield f"“{true.label}” was recorded on {with_zone(true.recorded_at)}{_later(true)}."
    if correction is not None:
        instead = "it did not hold"
        if correction.status:
            instead = f"it should have said “{correction.label}” as of {correction.effective_words}"
        yield f"“{believed.label}” was corrected on {with_zone(correction.recorded_at)}: {instead}."


def _later(entry):
    """How long after it took effect an entry was recorded, where that is known to the day."""
    if entry.precision not in (Precision.MINUTE, Precision.DAY):
        return f", having taken effect in {in_words(entry.effective_on, entry.precision)}"
    days = (newsroom_date(entry.recorded_at) - entry.effective_on).days
    return f", {days} day{'s' if days != 1 else ''} after it took effect" if days else ", on the day it took effect"


# -- the moments at which something changed ------------------------------------------------------


@dataclass(frozen=True)
class Turn:
    """Something that changed at a moment, in a few words."""

    at: datetime
    words: str


@dataclass(frozen=True)
class Stop:
    """A second of time, and what changed in it."""

    at: datetime
    words: tuple[str, ...]

    @property
    def said(self):
        return "; ".join(self.words)


def turns_of(history, title=""):
    """What a ledger tells of itself: when each entry took effect, and when it was recorded."""
    of = f"{title}, " if title else ""
    for line in history.lines:
        subject = f"{of}season {line.season}" if line.season else title or "the show"
        label = Status(line.status).label.lower() if line.status else "nothing"
        if line.corrects is not None:
            wrong = history.by_pk[line.corrects]
            was = Status(wrong.status).label.lower() if wrong.status else "nothing"
            yield Turn(line.recorded_at, f"Corrected: {subject} {was}")
        else:
            yield Turn(line.recorded_at, f"Recorded: {subject} {label}")
        if line.status and line.pk not in history.corrected_by:
            yield Turn(line.effective_at, f"Took effect: {subject} {label}")


def to_the_second(moment):
    return moment.replace(microsecond=0)


class Course:
    """The moments at which something changed, and where among them ``at`` lies."""

    def __init__(self, turns, at):
        seconds = defaultdict(dict)
        for turn in turns:
            seconds[to_the_second(turn.at)][turn.words] = None
        self.at = at
        self.every = [Stop(second, tuple(seconds[second])) for second in sorted(seconds)]
        self.place = bisect_right(self.every, to_the_second(at), key=lambda stop: stop.at)  # so many lie behind

    @property
    def is_empty(self):
        return not self.every

    @property
    def last(self):
        """What changed last by then, or ``None``."""
        return self.every[self.place - 1] if self.place else None

    @property
    def begins(self):
        """How many moments come before those shown."""
        return max(0, self.place - AROUND)

    @property
    def stops(self):
        """Those around the moment that is asked for."""
        return self.every[self.begins : self.place + AROUND]

    @property
    def left_off(self):
        """How many come before, and how many after those shown."""
        return self.begins, len(self.every) - self.begins - len(self.stops)

    @property
    def before(self):
        """The moment right before the first of those shown, of which another window is shown."""
        return self.stops[0].at - SECOND if self.every else self.at

    @property
    def position(self):
        """Where a slider over ``before`` and ``stops`` stands."""
        return self.place - self.begins

    @property
    def previous(self):
        """The moment of the change before, or of nothing yet; ``None`` where there is none."""
        here = self.place
        if here and self.every[here - 1].at == to_the_second(self.at):
            here -= 1
            if here == 0:
                return self.every[0].at - SECOND
        return self.every[here - 1].at if here else None

    @property
    def next(self):
        return self.every[self.place].at if self.place < len(self.every) else None
