"""A show's ledger in memory: its order, what stands, what an article relies on, and what became of it.

Everything here is computed from the entries alone, without a query, so the
same code serves the newest record, a preview, a rebuild and "as it stood".
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from newsroom.lib.periods import Period, Precision, end_of, newsroom_date, period_of
from shows import statuses
from shows.models import StatusEntry
from shows.statuses import EVIDENCE_OF_ORDER, OVER, PREMIERES, Kind, Step
from shows.statuses import Status as S


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as the rules read it; ``season`` is the season's number, or ``None`` for the show."""

    pk: int
    season: int | None
    status: str | None
    effective_at: datetime
    precision: str
    placed_at: datetime
    place: int
    recorded_at: datetime
    corrects: int | None = None
    network: int | None = None
    premiere_on: date | None = None
    premiere_precision: str = ""

    @property
    def order(self):
        return self.placed_at, self.place, self.pk

    @property
    def said(self):
        """What it says, however it is called and whoever says so: two of one show that agree in it are one news."""
        premiere = self.premiere_on, self.premiere_precision
        return self.season, self.status, self.effective_at, self.precision, self.network, *premiere

    @property
    def on(self) -> Period:
        return period_of(newsroom_date(self.effective_at), self.precision)

    @property
    def premiere(self) -> Period | None:
        return period_of(self.premiere_on, self.premiere_precision) if self.premiere_on else None


COLUMNS = (
    *("pk", "season__number", "status", "effective_at", "precision", "placed_at", "place", "recorded_at"),
    *("corrects", "network", "premiere_on", "premiere_precision"),
)


class Key(NamedTuple):
    """Names one standing row of a show: the season's number (or ``None``), the entry, and whether
    the end of the show counts for the season."""

    season: int | None
    entry: int | None
    later: bool = False


class Become(NamedTuple):
    """What the standing row of a key says: its kind, the entry that turned it, and the last that counts now."""

    kind: str
    turned_by: int | None
    now: int | None


class History:
    """The ledger of one show, as it was recorded by some moment."""

    def __init__(self, lines):
        self.lines = sorted(lines, key=lambda line: line.order)
        self.by_pk = {line.pk: line for line in self.lines}
        self.corrected_by = {line.corrects: line for line in self.lines if line.corrects is not None}
        self.standing = [line for line in self.lines if line.status and line.pk not in self.corrected_by]

    @classmethod
    def of(cls, show, *, recorded_by=None):
        """The ledger of ``show`` (or its pk); with ``recorded_by``, only what was recorded by that moment."""
        entries = StatusEntry.objects.filter(show=show)
        if recorded_by is not None:
            entries = entries.filter(recorded_at__lte=recorded_by)
        return cls(Line(*row) for row in entries.values_list(*COLUMNS))

    @classmethod
    def of_all(cls, shows, *, recorded_by=None):
        """The ledgers of several shows by their pk, in one query."""
        lines, entries = defaultdict(list), StatusEntry.objects.filter(show__in=shows)
        if recorded_by is not None:
            entries = entries.filter(recorded_at__lte=recorded_by)
        for show, *row in entries.values_list("show", *COLUMNS):
            lines[show].append(Line(*row))
        return {show: cls(lines[show]) for show in shows}

    def as_recorded_by(self, moment):
        """The same ledger as it was recorded by ``moment``."""
        return type(self)(line for line in self.lines if line.recorded_at <= moment)

    def without(self, *entries):
        """As if the entries of these pks did not stand, nor what they corrected."""
        left = type(self)(self.lines)
        left.standing = [line for line in left.standing if line.pk not in entries]
        return left

    # -- what stands -----------------------------------------------------------------------------

    @cached_property
    def standing_of(self):
        """Standing lines by subject, in ledger order."""
        lines = defaultdict(list)
        for line in self.standing:
            lines[line.season].append(line)
        return lines

    def current(self, season=None, *, by=None) -> Line | None:
        """The last standing line of a subject; with ``by``, of those that had taken effect by that moment."""
        lines = self.standing_of.get(season, ())
        return next((line for line in reversed(lines) if by is None or line.effective_at <= by), None)

    @property
    def network(self):
        """Today's network of the show: the last that its standing entries name."""
        return self._last_network(self.standing_of.get(None, ())) or self._last_network(self.standing)

    def network_at(self, moment):
        """The network of the show when something took effect at ``moment``; today's, if nothing before it names one."""
        own = [line for line in self.standing_of.get(None, ()) if line.effective_at <= moment]
        every = [line for line in self.standing if line.effective_at <= moment]
        return self._last_network(own) or self._last_network(every) or self.network

    @staticmethod
    def _last_network(lines):
        return next((line.network for line in reversed(lines) if line.network is not None), None)

    def final_correction(self, line) -> Line | None:
        """What stands in place of a corrected ``line`` today, or ``None`` where nothing does."""
        while line.pk in self.corrected_by:
            line = self.corrected_by[line.pk]
        return line if line.status else None

    def last_correction(self, line) -> Line:
        """The last entry in the chain that corrects ``line``, also when it only voids."""
        while line.pk in self.corrected_by:
            line = self.corrected_by[line.pk]
        return line

    # -- what an article relies on ---------------------------------------------------------------

    def is_later(self, season, relied_at) -> bool:
        """Whether ``season`` is numbered above every season that had aired when the article relied."""
        if season is None:
            return False
        return not any(at <= relied_at for number, at in self._premieres if number >= season)

    @cached_property
    def _premieres(self):
        return [(line.season, line.effective_at) for line in self.standing if line.season and line.status in PREMIERES]

    def pin(self, season, relied_at) -> Key:
        """The row on which an article that relied on the ledger at ``relied_at`` stands automatically.

        That is the last, in ledger order, of the subject's entries whose period
        begins by then and that stand, or that were believed then and were
        corrected only after; such an entry outranks its own replacement.
        """
        later, candidates = self.is_later(season, relied_at), self.candidates(season, relied_at)
        for index in range(len(candidates) - 1, -1, -1):
            line = candidates[index]
            if line.season == season:
                return self.key(season, line, later=later)
            if not any(other.season == season and other.status != S.UNDECIDED for other in candidates[:index]):
                return Key(season, line.pk, True)
        return Key(season, None, later)

    def candidates(self, season, relied_at) -> list[Line]:
        """What ``pin`` chooses from, in ledger order: for a later season, with the ends of its show."""
        later = self.is_later(season, relied_at)
        lines = [*self._stating(season), *(self._ends if later else ())]
        lines = [line for line in lines if line.effective_at <= relied_at and self._counts(line, relied_at)]
        replaced = set()
        for line in lines:
            while line.pk in self.corrected_by:
                line = self.corrected_by[line.pk]
                replaced.add(line.pk)
        return sorted((line for line in lines if line.pk not in replaced), key=lambda line: line.order)

    def key(self, season, line, *, later=False) -> Key:
        """The row of a ``line`` for a subject; whether it is a later season matters only while all is open."""
        return Key(season, line.pk, later and line.status == S.UNDECIDED)

    def _counts(self, line, relied_at) -> bool:
        correction = self.corrected_by.get(line.pk)
        return correction is None or line.recorded_at <= relied_at < correction.recorded_at

    @cached_property
    def _stating_by_subject(self):
        lines = defaultdict(list)
        for line in self.lines:
            if line.status:
                lines[line.season].append(line)
        return lines

    def _stating(self, season):
        return self._stating_by_subject.get(season, [])

    @cached_property
    def _ends(self):
        return [line for line in self._stating(None) if line.status in OVER]

    def pins_over_time(self, season) -> list[tuple[datetime | None, Key]]:
        """The automatic pin as a function of when an article relied: ``[(from, key), …]``.

        The first step has ``from`` ``None``; each holds until the next one's.
        """
        turns = set()
        for line in self._stating(season) + (self._ends if season else []):
            turns.add(line.effective_at)
            if (correction := self.corrected_by.get(line.pk)) is not None:
                turns.update((line.recorded_at, correction.recorded_at))
        turns.update(at for number, at in self._premieres if season and number >= season)
        steps = [(None, self.pin(season, min(turns) - _INSTANT) if turns else Key(season, None, season is not None))]
        for turn in sorted(turns):
            key = self.pin(season, turn)
            if key != steps[-1][1]:
                steps.append((turn, key))
        return steps

    # -- what became of it -----------------------------------------------------------------------

    def become(self, key: Key) -> Become:
        """What has become of the entry that ``key`` names, for its subject."""
        if (correction := self.record_corrected(key)) is not None:
            now = self._now(key)
            return Become(Kind.RECORD_CORRECTED, correction.pk, now and now.pk)
        if key.entry is None and not key.later:
            now = self.current(key.season)
            return Become(Kind.SAME, None, now and now.pk)  # nothing to rely on, nothing to tell
        pinned, path = self.read(key)
        outcome = statuses.become(pinned, path, of_season=key.season is not None)
        last = path[-1] if path else pinned
        return Become(outcome.kind, outcome.turned_by and outcome.turned_by.pk, last and last.entry.pk)

    def record_corrected(self, key: Key) -> Line | None:
        """The last correction of the entry that ``key`` names, if it changed what readers were told."""
        pinned = self.by_pk.get(key.entry)
        if pinned is None or pinned.pk not in self.corrected_by:
            return None
        replacement = self.final_correction(pinned)
        changed = replacement is None or _differs(pinned, replacement)
        return self.last_correction(pinned) if changed else None

    def read(self, key: Key) -> tuple[Step | None, list[Step]]:
        """The pinned step of ``key`` (``None`` for a blank), and the path after it, as the rule reads them.

        A corrected entry whose correction changed nothing that matters is read
        as the end of its chain.
        """
        pinned = self.by_pk.get(key.entry)
        if pinned is None:
            return None, self._path(key, None)
        pinned = self.final_correction(pinned) or pinned
        step = Step(
            self.counts_as(key.season, pinned), self._network_in_force(pinned), pinned.on, pinned.premiere, pinned
        )
        return step, self._path(key, pinned)

    def counts_as(self, season, line) -> str:
        """The status as which ``line`` counts for the show (``None``) or for one of its seasons."""
        return statuses.counts_as(line.status, of_season=line.season is not None, for_season=season is not None)

    def _path(self, key, pinned) -> list[Step]:
        lines = list(self.standing_of.get(key.season, ()))
        if key.season is None:
            lines += [line for line in self._news_for_the_show if line.effective_at > pinned.effective_at]
        elif key.later and (pinned is None or pinned.season is not None):
            decided = [line.order for line in lines if line.status != S.UNDECIDED]
            lines += [
                line
                for line in self.standing_of.get(None, ())
                if line.status in OVER and not (decided and decided[0] < line.order)
            ]
        if pinned is not None:
            lines = [line for line in lines if line.order > pinned.order]
        lines.sort(key=lambda line: line.order)
        return [Step(self.counts_as(key.season, line), line.network, line.on, line.premiere, line) for line in lines]

    @cached_property
    def _news_for_the_show(self):
        """Season lines that count for the show: each season's first airing, and each order above all before."""
        news, aired, highest = [], set(), 1
        for line in self.standing:
            if line.season is None:
                continue
            if line.status in PREMIERES and line.season not in aired:
                aired.add(line.season)
                news.append(line)
            elif line.status == S.ORDERED and line.season > highest:
                news.append(line)
            if line.status in EVIDENCE_OF_ORDER:
                highest = max(highest, line.season)
        return news

    def _network_in_force(self, pinned):
        """The network at the pinned line: its own, or the last that its subject's lines before it name."""
        if pinned.network is not None:
            return pinned.network
        subject = pinned.season
        for line in reversed([line for line in self.standing_of.get(subject, ()) if line.order < pinned.order]):
            if line.network is not None:
                return line.network
        return None

    def _now(self, key) -> Line | None:
        """The last line that counts for the subject of ``key`` today."""
        current = self.current(key.season)
        if current is None and key.season is not None:
            ends = [line for line in self.standing_of.get(None, ()) if line.status in OVER]
            return ends[-1] if ends and key.later else None
        return current

    # -- the rows that a ledger needs ------------------------------------------------------------

    def own_keys(self) -> list[Key]:
        """One row for each entry that states something."""
        return [Key(line.season, line.pk) for line in self.lines if line.status]

    @cached_property
    def current_keys(self) -> set[Key]:
        return {Key(season, lines[-1].pk) for season, lines in self.standing_of.items() if lines}


_INSTANT = datetime.resolution


def _differs(pinned, replacement) -> bool:
    """Whether a correction changed what was recorded in status, season, network or date."""
    return (
        (pinned.status, pinned.season, pinned.network) != (replacement.status, replacement.season, replacement.network)
        or replacement.on not in pinned.on
        or (pinned.premiere != replacement.premiere)
    )


def place(history, *, effective_at, precision, corrects=None, before=False):
    """Where a new entry goes: ``(placed_at, place)``.

    A correction with the same effective time takes the place of what it
    corrects. An entry of day or coarser precision goes after the finer entries
    that stand inside its period, unless ``before``. Else entries of one moment
    stand in the order recorded.
    """
    if corrects is not None and (corrects.effective_at, corrects.precision) == (effective_at, precision):
        return corrects.placed_at, corrects.place
    placed_at = effective_at
    if precision != Precision.MINUTE and not before:
        end = end_of(effective_at, precision)
        beside = [
            line.placed_at
            for line in history.standing
            if line is not corrects
            and effective_at <= line.effective_at < end
            and (
                _coarseness(line.precision) < _coarseness(precision)
                # one that went after such an entry stays before what is recorded later, also when that one is void
                or (line.effective_at, line.precision) == (effective_at, precision)
            )
        ]
        placed_at = max([effective_at, *beside])
    places = [line.place for line in history.lines if line.placed_at == placed_at]
    return placed_at, max(places, default=-1) + 1


def _coarseness(precision):
    return Precision(precision).coarseness
