"""The vocabulary of statuses, what each tells readers, and what has become of it.

This is the only module that knows one status from another, but for how they are
told to readers who look for news (telling.py). ``become()`` is the
rule behind every notice: it reads the path of entries that came after the one
an article relies on. Comparing two statuses is not enough: a show that was
canceled, saved elsewhere and ended by plan three years later does not make
"they cancel it" right again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db import models

from newsroom.lib.periods import Period


class Status(models.TextChoices):
    # of a show
    IN_DEVELOPMENT = "in_development", "In development"
    PILOT_ORDERED = "pilot_ordered", "Pilot ordered"
    SERIES_ORDERED = "series_ordered", "Ordered to series"
    RETURNING = "returning", "Returning"
    AWAITING_DECISION = "awaiting_decision", "Awaiting decision"
    ON_HIATUS = "on_hiatus", "On hiatus"
    ENDING = "ending", "Ending"
    ENDED = "ended", "Ended"
    CANCELED = "canceled", "Canceled"
    NOT_PROCEEDING = "not_proceeding", "Not proceeding"
    # of both
    AIRING = "airing", "Airing"
    # of a season
    UNDECIDED = "undecided", "Undecided"
    ORDERED = "ordered", "Ordered"
    IN_PRODUCTION = "in_production", "In production"
    DATED = "dated", "Dated"
    DELAYED = "delayed", "Delayed"
    ON_BREAK = "on_break", "On break"
    AIRED = "aired", "Aired"
    CUT_SHORT = "cut_short", "Cut short"
    ORDER_REVERSED = "order_reversed", "Order reversed"
    SHELVED = "shelved", "Shelved"
    NOT_HAPPENING = "not_happening", "Not happening"


S = Status

SHOW_STATUSES = (
    S.IN_DEVELOPMENT,
    S.PILOT_ORDERED,
    S.SERIES_ORDERED,
    S.AIRING,
    S.RETURNING,
    S.AWAITING_DECISION,
    S.ON_HIATUS,
    S.ENDING,
    S.ENDED,
    S.CANCELED,
    S.NOT_PROCEEDING,
)
SEASON_STATUSES = (
    S.UNDECIDED,
    S.ORDERED,
    S.IN_PRODUCTION,
    S.DATED,
    S.DELAYED,
    S.AIRING,
    S.ON_BREAK,
    S.AIRED,
    S.CUT_SHORT,
    S.ORDER_REVERSED,
    S.SHELVED,
    S.NOT_HAPPENING,
)


class Event(models.TextChoices):
    """Why a status came about."""

    ANNOUNCED = "announced", "Announced"
    PILOT_ORDER = "pilot_order", "Pilot order"
    PILOT_PASSED = "pilot_passed", "Pilot passed over"
    SERIES_ORDER = "series_order", "Series order"
    SEASON_ORDER = "season_order", "Season order"
    RENEWAL = "renewal", "Renewal"
    PICKUP = "pickup", "Picked up elsewhere"
    REVIVAL = "revival", "Revival"
    PRODUCTION_START = "production_start", "Production start"
    PRODUCTION_HALT = "production_halt", "Production halt"
    DATE_SET = "date_set", "Date set"
    DELAY = "delay", "Delay"
    PREMIERE = "premiere", "Premiere"
    BREAK = "break", "Break"
    FINALE = "finale", "Finale"
    HIATUS = "hiatus", "Hiatus"
    FINAL_SEASON_ANNOUNCED = "final_season_announced", "Final season announced"
    CANCELLATION = "cancellation", "Cancellation"
    ORDER_REVERSAL = "order_reversal", "Order reversal"
    SHELVING = "shelving", "Shelving"
    END = "end", "End"
    OTHER = "other", "Other"


class Confirmation(models.TextChoices):
    OFFICIAL = "official", "Official"
    ON_RECORD = "on_record", "On record"
    REPORTED = "reported", "Reported by another outlet"


USUAL_EVENT = {
    S.IN_DEVELOPMENT: Event.ANNOUNCED,
    S.PILOT_ORDERED: Event.PILOT_ORDER,
    S.SERIES_ORDERED: Event.SERIES_ORDER,
    S.RETURNING: Event.RENEWAL,
    S.AWAITING_DECISION: Event.FINALE,
    S.ON_HIATUS: Event.HIATUS,
    S.ENDING: Event.FINAL_SEASON_ANNOUNCED,
    S.ENDED: Event.END,
    S.CANCELED: Event.CANCELLATION,
    S.NOT_PROCEEDING: Event.PILOT_PASSED,
    S.AIRING: Event.PREMIERE,
    S.UNDECIDED: Event.OTHER,
    S.ORDERED: Event.SEASON_ORDER,
    S.IN_PRODUCTION: Event.PRODUCTION_START,
    S.DATED: Event.DATE_SET,
    S.DELAYED: Event.DELAY,
    S.ON_BREAK: Event.BREAK,
    S.AIRED: Event.FINALE,
    S.CUT_SHORT: Event.CANCELLATION,
    S.ORDER_REVERSED: Event.ORDER_REVERSAL,
    S.SHELVED: Event.SHELVING,
    S.NOT_HAPPENING: Event.CANCELLATION,
}


def usual_event(status, *, before=None, moved=False) -> Event:
    """The event that usually leads to ``status``, for a form or a command that names none.

    ``before`` is the status that it follows; ``moved``, whether the network is another one.
    """
    if status in (S.RETURNING, S.ENDING, S.SERIES_ORDERED) and before in OVER:
        return Event.PICKUP if moved else Event.REVIVAL
    if status in (S.RETURNING, S.SERIES_ORDERED) and moved and before is not None:
        return Event.PICKUP
    return USUAL_EVENT[status]


# What usually comes next, and in which words, for forms that offer it at a touch; of ``None`` nothing is recorded.
_RENEWED, _CANCELED, _ENDED = (S.RETURNING, "Renewed"), (S.CANCELED, "Canceled"), (S.ENDED, "Ended")
_LAST, _PAUSED = (S.ENDING, "Final season announced"), (S.ON_HIATUS, "On hiatus")
_SERIES, _DROPPED, _ON = (S.SERIES_ORDERED, "Ordered to series"), (S.NOT_PROCEEDING, "Dropped"), (S.AIRING, "Premiered")
_BACK = (S.RETURNING, "Picked up or revived")
SHOW_NEXT = {
    None: (_SERIES, _RENEWED, _CANCELED),
    S.IN_DEVELOPMENT: (_SERIES, (S.PILOT_ORDERED, "Pilot ordered"), _DROPPED),
    S.PILOT_ORDERED: (_SERIES, _DROPPED),
    S.SERIES_ORDERED: (_ON, _CANCELED, _RENEWED, _DROPPED),
    S.AIRING: (_CANCELED, _RENEWED, _LAST, _ENDED),
    S.RETURNING: (_CANCELED, _ON, _RENEWED, _LAST),
    S.AWAITING_DECISION: (_CANCELED, _RENEWED, _LAST, _ENDED),
    S.ON_HIATUS: (_CANCELED, _RENEWED, _ENDED),
    S.ENDING: (_ENDED, _CANCELED, _RENEWED),
    S.ENDED: (_BACK,),
    S.CANCELED: (_BACK,),
    S.NOT_PROCEEDING: (_BACK, _SERIES),
}
_PREMIERED, _DATED, _DELAYED = (S.AIRING, "premiered"), (S.DATED, "has a date"), (S.DELAYED, "delayed")
_FINISHED, _CUT = (S.AIRED, "finished"), (S.CUT_SHORT, "cut short")
SEASON_NEXT = {
    S.ORDERED: ((S.IN_PRODUCTION, "in production"), _DATED, _DELAYED),
    S.IN_PRODUCTION: (_DATED, _DELAYED),
    S.DATED: (_PREMIERED, _DELAYED),
    S.DELAYED: (_DATED,),
    S.AIRING: (_FINISHED, (S.ON_BREAK, "on a break"), _CUT),
    S.ON_BREAK: (_FINISHED, _CUT),
}

# Sets of statuses that the ledger's own rules speak of.
OVER = frozenset({S.CANCELED, S.ENDED, S.NOT_PROCEEDING})  # what counts for a later season as not happening
PREMIERES = frozenset({S.AIRING, S.AIRED})  # what shows that a season has been on
EVIDENCE_OF_ORDER = frozenset(
    {S.ORDERED, S.IN_PRODUCTION, S.DATED, S.DELAYED, S.AIRING, S.ON_BREAK, S.AIRED, S.CUT_SHORT, S.ORDER_REVERSED}
    | {S.SHELVED}
)
ON_AIR = frozenset({S.AIRING, S.ON_BREAK})
COMING = frozenset({S.ORDERED, S.IN_PRODUCTION, S.DATED, S.DELAYED})
LOST = frozenset({S.ORDER_REVERSED, S.SHELVED})


def counts_as(status, *, of_season, for_season):
    """The status as which an entry of a season, or of the show, counts for another subject of the same show.

    A season's order counts for its show as ``returning`` and its premiere as
    ``airing``; the end of a show counts for a later season as ``not_happening``.
    """
    if of_season == for_season:
        return status
    if for_season:
        return S.NOT_HAPPENING
    return S.RETURNING if status == S.ORDERED else S.AIRING


class Kind(models.TextChoices):
    """What has become of an entry that an article relies on."""

    SAME = "same", "Same"
    PROGRESS = "progress", "Progress"
    DECIDED = "decided", "Decided"
    CONTRADICTION = "contradiction", "Contradiction"
    RECORD_CORRECTED = "record-corrected", "Record corrected"


# Of several subjects the first of these leads.
BY_STRENGTH = (Kind.CONTRADICTION, Kind.DECIDED, Kind.RECORD_CORRECTED, Kind.PROGRESS, Kind.SAME)
SINCE_CHANGED = (Kind.CONTRADICTION, Kind.DECIDED, Kind.RECORD_CORRECTED)
OVERTAKEN = (Kind.CONTRADICTION, Kind.DECIDED)


@dataclass(frozen=True)
class Telling:
    """What a status tells readers about the future, and which later entries keep, break or answer that."""

    says: str
    kept_by: frozenset = frozenset()
    broken_by: frozenset = frozenset()
    answered_by: frozenset = frozenset()
    bound_to_network: bool = False  # an entry on another network breaks it


def _telling(says, kept=(), broken=(), answered=(), *, bound=False) -> Telling:
    return Telling(says, frozenset(kept), frozenset(broken), frozenset(answered), bound)


_IT_IS_COMING = _telling(
    "It is coming.",
    kept=(S.AIRING, S.RETURNING, S.AWAITING_DECISION, S.ON_HIATUS, S.ENDED),
    broken=(S.CANCELED, S.NOT_PROCEEDING),
    bound=True,
)
_OPEN_QUESTION = _telling(
    "An open question.",
    answered=(S.SERIES_ORDERED, S.RETURNING, S.ENDING, S.AIRING, S.CANCELED, S.ENDED, S.NOT_PROCEEDING),
)
_A_FURTHER_RUN = (S.PILOT_ORDERED, S.SERIES_ORDERED, S.RETURNING, S.ENDING)
_IT_IS_OVER = _telling("No more.", broken=(*_A_FURTHER_RUN, S.AIRING))
_SEASON_IS_COMING = _telling(
    "It is coming.",
    kept=(S.AIRING, S.AIRED),
    broken=(S.ORDER_REVERSED, S.SHELVED, S.NOT_HAPPENING),
    bound=True,
)
_SEASON_IS_ON = _telling("It is on.", kept=(S.AIRED,), broken=(S.CUT_SHORT, S.SHELVED))
_SEASON_IS_NOT_COMING = _telling(
    "It is not coming.", broken=(S.ORDERED, S.IN_PRODUCTION, S.DATED, S.DELAYED, S.AIRING, S.AIRED)
)
_SEASON_OPEN = _telling(
    "An open question.",
    answered=(S.ORDERED, S.IN_PRODUCTION, S.DATED, S.DELAYED, S.ORDER_REVERSED, S.SHELVED, S.NOT_HAPPENING),
)

SHOW_TELLS = {
    S.IN_DEVELOPMENT: _IT_IS_COMING,
    S.PILOT_ORDERED: _IT_IS_COMING,
    S.SERIES_ORDERED: _IT_IS_COMING,
    S.RETURNING: _telling(
        "Another season is coming.",
        kept=(S.AIRING, S.AWAITING_DECISION, S.ENDED),
        broken=(S.CANCELED,),
        bound=True,
    ),
    S.AIRING: _telling("It is on.", kept=(S.RETURNING, S.ENDING, S.ENDED), broken=(S.CANCELED,), bound=True),
    S.ENDING: _telling("This season is the last.", kept=(S.ENDED,), broken=(S.RETURNING, S.SERIES_ORDERED, S.CANCELED)),
    S.AWAITING_DECISION: _OPEN_QUESTION,
    S.ON_HIATUS: _OPEN_QUESTION,
    S.CANCELED: _telling("No more.", broken=(*_A_FURTHER_RUN, S.AIRING)),
    S.ENDED: _IT_IS_OVER,
    S.NOT_PROCEEDING: _IT_IS_OVER,
}
SEASON_TELLS = {
    S.UNDECIDED: _SEASON_OPEN,
    S.ORDERED: _SEASON_IS_COMING,
    S.IN_PRODUCTION: _SEASON_IS_COMING,
    S.DELAYED: _SEASON_IS_COMING,
    S.DATED: replace(_SEASON_IS_COMING, says="It comes on this date."),
    S.AIRING: _SEASON_IS_ON,
    S.ON_BREAK: _SEASON_IS_ON,
    S.AIRED: _telling("It was shown."),
    S.CUT_SHORT: _telling("It was cut.", broken=(S.DATED, S.AIRING, S.AIRED)),
    S.ORDER_REVERSED: _SEASON_IS_NOT_COMING,
    S.SHELVED: _SEASON_IS_NOT_COMING,
    S.NOT_HAPPENING: _SEASON_IS_NOT_COMING,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One entry on the path of a subject, as it counts for that subject.

    ``status`` is the one that it counts as: a season's premiere counts as
    ``airing`` for its show. ``network`` is any hashable identity, or ``None``
    where the entry names none. ``on`` is the period in which it took effect,
    ``premiere`` the period of the premiere date that it gives. ``entry`` is
    whatever the caller wants back.
    """

    status: str
    network: Any = None
    on: Period | None = None
    premiere: Period | None = None
    entry: Any = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What has become of a pinned entry: its kind, and the entry that turned the matter (or ``None``)."""

    kind: Kind
    turned_by: Any = None


SAME = Outcome(Kind.SAME)


def become(pinned: Step | None, path: Iterable[Step], *, of_season: bool) -> Outcome:
    """What has become of what ``pinned`` told readers, given the ``path`` after it in ledger order.

    ``pinned`` is ``None`` for a later season about which nothing was recorded.
    Its ``network`` should be the one in force, where the entry itself names none.
    """
    blank = pinned is None
    if blank:
        pinned = Step(S.UNDECIDED)
    tells = (SEASON_TELLS if of_season else SHOW_TELLS)[pinned.status]
    network, premiered = pinned.network, False
    state, turn, final, step = "open", None, False, None
    for step in path:
        network = step.network or network
        at_home = pinned.network is None or network == pinned.network
        premieres = step.status in PREMIERES
        if blank and state == "open" and premieres:
            return SAME  # a gap in the ledger, not news
        if state == "open":
            if _breaks(tells, pinned, step, at_home=at_home, premiered=premiered):
                state, turn = "broken", step
            elif step.status in tells.kept_by and at_home:
                state, turn = "kept", step
            elif step.status in tells.answered_by:
                state, turn = "answered", step
        elif state == "broken" and at_home and not final and step.status != S.ENDED:
            dated_and_done = pinned.status == S.DATED and (premiered or _misses_its_date(pinned, step))
            if step.status == pinned.status and not dated_and_done:
                state, turn = "open", None
            elif step.status in tells.kept_by and not dated_and_done:
                state, turn = "kept", step
        if pinned.status == S.ENDING and step.status in (S.RETURNING, S.SERIES_ORDERED) and not final:
            # A further season: no later end makes this one the last again.
            state, turn, final = "broken", step if state != "broken" else turn, True
        if state == "kept" and pinned.status != S.ENDING:
            break
        premiered = premiered or premieres
    match state:
        case "broken":
            return Outcome(Kind.CONTRADICTION, turn.entry)
        case "answered":
            return Outcome(Kind.DECIDED, turn.entry)
        case "kept":
            return Outcome(Kind.PROGRESS, turn.entry)
    if step is None or (step.status == pinned.status and at_home and _same_date(pinned, step)):
        return SAME
    return Outcome(Kind.PROGRESS, step.entry)


def _breaks(tells: Telling, pinned: Step, step: Step, *, at_home: bool, premiered: bool) -> bool:
    if tells.bound_to_network and not at_home:
        return True
    if pinned.status == S.DATED and (step.status == S.DELAYED or _misses_its_date(pinned, step)):
        return True
    if pinned.status == S.CANCELED and step.status == S.AIRING:
        return not at_home  # on its own network: the remaining episodes
    if pinned.status == S.ENDING and step.status == S.CANCELED:
        return not premiered  # canceled before the last season came on
    return step.status in tells.broken_by


def _misses_its_date(pinned: Step, step: Step) -> bool:
    """Whether ``step`` gives a season that was dated another date, or brings it on outside of that date."""
    if step.status == S.DATED:
        return not _same_date(pinned, step)
    return step.status in PREMIERES and step.on is not None and not step.on.overlaps(pinned.premiere)


def _same_date(pinned: Step, step: Step) -> bool:
    """Whether ``step`` names the pinned premiere date, a finer one inside it, or none at all."""
    if step.premiere is None:
        return True
    return pinned.premiere is not None and step.premiere in pinned.premiere
