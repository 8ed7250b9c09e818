"""The rule behind every notice, written a second time: plain, slow and literal.

It follows the text of the domain and of docs/decisions/reading-the-path.md
sentence by sentence, computes everything from the whole ledger each time, and
shares no code with the rule that it checks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

NEWSROOM = ZoneInfo("America/New_York")
FINEST_FIRST = ["minute", "day", "month", "quarter", "year"]

COMING = {
    "kept": ["airing", "returning", "awaiting_decision", "on_hiatus", "ended"],
    "broken": ["canceled", "not_proceeding"],
    "network": True,
}
QUESTION = {
    "answered": ["series_ordered", "returning", "ending", "airing", "canceled", "ended", "not_proceeding"],
}
FURTHER_RUN = ["pilot_ordered", "series_ordered", "returning", "ending"]
OF_A_SHOW = {
    "in_development": COMING,
    "pilot_ordered": COMING,
    "series_ordered": COMING,
    "returning": {"kept": ["airing", "awaiting_decision", "ended"], "broken": ["canceled"], "network": True},
    "airing": {"kept": ["returning", "ending", "ended"], "broken": ["canceled"], "network": True},
    "ending": {"kept": ["ended"]},
    "awaiting_decision": QUESTION,
    "on_hiatus": QUESTION,
    "canceled": {"broken": FURTHER_RUN},
    "ended": {"broken": [*FURTHER_RUN, "airing"]},
    "not_proceeding": {"broken": [*FURTHER_RUN, "airing"]},
}
SEASON_COMING = {
    "kept": ["airing", "aired"],
    "broken": ["order_reversed", "shelved", "not_happening"],
    "network": True,
}
SEASON_ON = {"kept": ["aired"], "broken": ["cut_short", "shelved"]}
SEASON_NOT_COMING = {"broken": ["ordered", "in_production", "dated", "delayed", "airing", "aired"]}
SEASON_QUESTION = {
    "answered": ["ordered", "in_production", "dated", "delayed", "order_reversed", "shelved", "not_happening"],
}
OF_A_SEASON = {
    "ordered": SEASON_COMING,
    "in_production": SEASON_COMING,
    "delayed": SEASON_COMING,
    "dated": {"broken": ["delayed", "order_reversed", "shelved", "not_happening"], "network": True},
    "airing": SEASON_ON,
    "on_break": SEASON_ON,
    "aired": {},
    "cut_short": {"broken": ["dated", "airing", "aired"]},
    "order_reversed": SEASON_NOT_COMING,
    "shelved": SEASON_NOT_COMING,
    "not_happening": SEASON_NOT_COMING,
    "undecided": SEASON_QUESTION,
}


@dataclass(frozen=True)
class Entry:
    """One line of a ledger as it arrived; ``effective`` is the start of its period."""

    pk: int
    season: int | None
    status: str | None
    effective: datetime
    precision: str
    recorded: datetime
    network: object = None
    premiere_on: date | None = None
    premiere_precision: str = ""
    corrects: int | None = None
    before: bool = False

    @property
    def days(self):
        return days(self.effective.astimezone(NEWSROOM).date(), self.precision)

    @property
    def premiere(self):
        return days(self.premiere_on, self.premiere_precision) if self.premiere_on else None


def days(day, precision):
    """The first and the last day of the period in which ``day`` lies."""
    if precision in ("minute", "day"):
        return day, day
    months = {"month": 1, "quarter": 3, "year": 12}[precision]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    last = first
    while (last.month - 1) // months == (first.month - 1) // months and last.year == first.year:
        last += timedelta(days=1)
    return first, last - timedelta(days=1)


def inside(inner, outer):
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def overlap(one, other):
    return one[0] <= other[1] and other[0] <= one[1]


def relied_at(acts):
    """When a coverage last relied on the ledger, by the acts that it went through: pairs of an act and a moment.

    A typo, a withdrawal and a restoration are no such acts; redating is one
    where the last was the publication.
    """
    last, when = None, None
    for act, moment in acts:
        if act == "redated":
            when = moment if last == "published" else when
        else:
            last, when = act, moment
    return when


def concerns(entry, season, later):
    """Whether ``entry`` states something about the subject, or ends the show of a later season."""
    if entry.season == season:
        return entry.status is not None
    return later and entry.season is None and entry.status in ("canceled", "ended", "not_proceeding")


class Ledger:
    """The ledger of one show: ``entries`` in the order in which they arrived."""

    def __init__(self, entries):
        self.entries = list(entries)
        self.by_pk = {entry.pk: entry for entry in self.entries}
        self.corrected_by = {entry.corrects: entry for entry in self.entries if entry.corrects}
        self.position = {}
        for number, entry in enumerate(self.entries):
            self.position[entry.pk] = self._place(entry, self.entries[:number])

    def _place(self, entry, earlier):
        if entry.corrects:
            wrong = self.by_pk[entry.corrects]
            if (wrong.effective, wrong.precision) == (entry.effective, entry.precision):
                return self.position[wrong.pk]
        placed_at = entry.effective
        if entry.precision != "minute" and not entry.before:
            corrected = {one.corrects for one in [*earlier, entry]}
            beside = [
                self.position[one.pk][0]
                for one in earlier
                if one.status and one.pk not in corrected and inside(one.days, entry.days)
                if (one.effective, one.precision) == (entry.effective, entry.precision)
                or FINEST_FIRST.index(one.precision) < FINEST_FIRST.index(entry.precision)
            ]
            placed_at = max(beside, default=placed_at)
        taken = [self.position[one.pk][1] for one in earlier if self.position[one.pk][0] == placed_at]
        return placed_at, max(taken, default=-1) + 1

    def in_order(self, entries):
        return sorted(entries, key=lambda entry: self.position[entry.pk])

    def standing(self):
        return self.in_order(one for one in self.entries if one.status and one.pk not in self.corrected_by)

    # -- the pin ---------------------------------------------------------------------------------

    def is_later(self, season, relied_at):
        """Numbered above every season that had aired when the article relied on the ledger."""
        if season is None:
            return False
        return all(
            one.season is None or one.season < season
            for one in self.standing()
            if one.status in ("airing", "aired") and one.effective <= relied_at
        )

    def believed(self, season, later, relied_at):
        """What had begun by then and stands, or had been recorded by then and was corrected only after."""
        found = []
        for one in self.entries:
            correction = self.corrected_by.get(one.pk)
            known = correction and one.recorded <= relied_at < correction.recorded
            if one.effective <= relied_at and (correction is None or known) and concerns(one, season, later):
                found.append(one)
        return [one for one in found if not self._replaces(one, found)]

    def pin(self, season, relied_at):
        """The entry that an article about the subject relies on, or ``None``, and whether the season is a later one."""
        later = self.is_later(season, relied_at)
        believed = self.believed(season, later, relied_at)
        candidates = [one for one in believed if one.season == season or not self.is_decided(season, one, believed)]
        return (self.in_order(candidates)[-1] if candidates else None), later

    def is_decided(self, season, end, among):
        """Whether the season has a decided entry of its own before the end of its show."""
        return any(
            one.season == season and one.status != "undecided" and self.position[one.pk] < self.position[end.pk]
            for one in among
        )

    def _replaces(self, entry, candidates):
        while entry.corrects:
            entry = self.by_pk[entry.corrects]
            if entry in candidates:
                return True
        return False

    # -- what has become of it -------------------------------------------------------------------

    def become(self, season, pinned, later):
        """The kind of notice, and the pk of the entry that turned the matter."""
        if pinned is None and not later:
            return "same", None
        if pinned is not None and pinned.pk in self.corrected_by:
            last = pinned
            while last.pk in self.corrected_by:
                last = self.corrected_by[last.pk]
            if self._says_otherwise(pinned, last):
                return "record-corrected", last.pk
            pinned = last
        path = self.path(season, pinned, later)
        return Reading(self, season, pinned).read(path)

    def _says_otherwise(self, wrong, right):
        if right.status is None:
            return True
        told = ("status", "season", "network", "premiere_on", "premiere_precision")
        if any(getattr(wrong, name) != getattr(right, name) for name in told):
            return True
        return not inside(right.days, wrong.days)

    def path(self, season, pinned, later):
        """The entries after the pinned one, in ledger order, each with the status that it counts as."""
        asked = pinned is None or pinned.status == "undecided"
        found = []
        for one in self.standing():
            if pinned is not None and self.position[one.pk] <= self.position[pinned.pk]:
                continue
            if one.season == season:
                found.append((one.status, one))
            elif season is None and (status := self._tells_of_the_show(one)) and one.effective > pinned.effective:
                found.append((status, one))
            elif asked and concerns(one, season, later) and not self.is_decided(season, one, self.standing()):
                found.append(("not_happening", one))
        return found

    def _tells_of_the_show(self, entry):
        """What a season's entry counts as for its show."""
        before = [one for one in self.standing() if self.position[one.pk] < self.position[entry.pk]]
        if entry.status in ("airing", "aired"):
            been_on = any(one.season == entry.season and one.status in ("airing", "aired") for one in before)
            return None if been_on else "airing"
        if entry.status == "ordered" and entry.season > 1:
            ordered = [one.season for one in before if one.season and one.status not in ("undecided", "not_happening")]
            return "returning" if entry.season > max(ordered, default=0) else None
        return None

    def network_in_force(self, pinned):
        before = [
            one.network
            for one in self.standing()
            if one.season == pinned.season and self.position[one.pk] < self.position[pinned.pk]
        ]
        named = [network for network in [*before, pinned.network] if network is not None]
        return named[-1] if named else None


class Reading:
    """Reads a path in order."""

    def __init__(self, ledger, season, pinned):
        self.blank = pinned is None
        self.pinned = pinned
        self.home = None if self.blank else ledger.network_in_force(pinned)
        self.reached = self.home
        if season is None:
            self.status, self.tells = pinned.status, OF_A_SHOW[pinned.status]
        else:
            # The end of the show counts for a later season as its own.
            counts_as = "not_happening" if pinned and pinned.season is None else None
            self.status = "undecided" if self.blank else counts_as or pinned.status
            self.tells = OF_A_SEASON[self.status]
        self.state, self.turned_by = "open", None
        self.for_good = False
        self.on_air = False  # an airing or aired stood on the path

    def read(self, path):
        for status, entry in path:
            self.reached = entry.network if entry.network is not None else self.reached
            self.step(status, entry, at_home=self.home is None or self.reached == self.home)
            self.on_air = self.on_air or status in ("airing", "aired")
        if self.state == "open":
            if not path or self._as_pinned(*path[-1]):
                return "same", None
            return "progress", path[-1][1].pk
        kind = {"broken": "contradiction", "answered": "decided", "kept": "progress", "gap": "same"}[self.state]
        return kind, self.turned_by

    def step(self, status, entry, *, at_home):
        further_season = self.status == "ending" and status in ("returning", "series_ordered")
        if self.state == "broken":
            self.for_good = self.for_good or further_season
            if not self.for_good and at_home:
                self._mend(status, entry)
        elif further_season:
            self.for_good = True
            self._turn("broken", entry)
        elif self.state == "open":
            if status in self.tells.get("answered", ()):
                self._turn("answered", entry)
            elif self.blank and status in ("airing", "aired"):
                self.state = "gap"
            elif at_home and self._keeps(status, entry):
                self._turn("kept", entry)
            elif self._breaks(status, entry, at_home=at_home):
                self._turn("broken", entry)

    def _turn(self, state, entry):
        self.state, self.turned_by = state, entry.pk

    def _mend(self, status, entry):
        if status == "ended":
            return
        if self._keeps(status, entry):
            self._turn("kept", entry)
        elif status == self.status:
            if status == "dated" and (self.on_air or not inside(entry.premiere, self.pinned.premiere)):
                return
            self.state, self.turned_by = "open", None

    def _keeps(self, status, entry):
        if self.status == "dated":
            return self._is_premiere(status) and overlap(entry.days, self.pinned.premiere)
        return status in self.tells.get("kept", ())

    def _breaks(self, status, entry, *, at_home):
        if self.tells.get("network") and not at_home:
            return True
        if status in self.tells.get("broken", ()):
            return True
        if self.status == "ending":
            return status == "canceled" and not self.on_air
        if self.status == "canceled":
            return status == "airing" and not at_home
        if self.status == "dated":
            if status == "dated":
                return not self.on_air and not inside(entry.premiere, self.pinned.premiere)
            return self._is_premiere(status)  # a premiere within the date would have kept it
        return False

    def _is_premiere(self, status):
        return status in ("airing", "aired") and not self.on_air

    def _as_pinned(self, status, entry):
        if status != self.status or not (self.home is None or self.reached == self.home):
            return False
        if entry.premiere is None:
            return True
        return not self.blank and self.pinned.premiere is not None and inside(entry.premiere, self.pinned.premiere)
