"""What an article asserts and the ledger contradicts, with the entry that does so.

The ledger is asked by its own rules: what has become of the last entry that
says the same, or, where none does, whether the assertion would break what the
current entry tells.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from articles.claim_words import Kind
from articles.claims import Claim
from newsroom.lib.periods import newsroom_date, period_of
from shows import statuses
from shows.history import History, Key, Line
from shows.statuses import EVIDENCE_OF_ORDER, PREMIERES, Step
from shows.statuses import Status as S

# The statuses by which the ledger says the same, of a show and of a season; the first is what is claimed.
_ON_ITS_WAY = (S.ORDERED, S.IN_PRODUCTION, S.DATED, S.DELAYED, S.AIRING, S.ON_BREAK, S.AIRED, S.CUT_SHORT)
SAME = {
    (Kind.COMING, False): (S.RETURNING, S.SERIES_ORDERED, S.ENDING),
    (Kind.COMING, True): _ON_ITS_WAY,
    (Kind.RETURNING, False): (S.RETURNING,),
    (Kind.RETURNING, True): _ON_ITS_WAY,
    (Kind.TO_SERIES, False): (S.SERIES_ORDERED,),
    (Kind.CANCELED, False): (S.CANCELED, S.NOT_PROCEEDING),
    (Kind.CANCELED, True): (S.ORDER_REVERSED, S.SHELVED, S.NOT_HAPPENING, S.CUT_SHORT),
    (Kind.OVER, False): (S.CANCELED, S.ENDED, S.NOT_PROCEEDING),
    (Kind.OVER, True): (S.NOT_HAPPENING, S.ORDER_REVERSED, S.SHELVED),
    (Kind.LAST, False): (S.ENDING,),
}


OF_THE_SHOW = (Kind.LAST, Kind.TO_SERIES)


@dataclass(frozen=True)
class Doubt:
    """A claim, and the line of the ledger that contradicts it."""

    claim: Claim
    line: Line


def of(claims, histories: dict[int, History]) -> list[Doubt]:
    """The doubts about ``claims``, each show's and season's line once; ``histories`` by the keys of their shows."""
    found = {}
    for claim in claims:
        if claim.show in histories and (line := contradicting(claim, histories[claim.show])) is not None:
            found.setdefault((claim.kind, claim.show, claim.season, line.pk), Doubt(claim, line))
    return list(found.values())


def contradicting(claim: Claim, history: History) -> Line | None:
    """The line of ``history`` that contradicts ``claim``, or ``None``."""
    if claim.kind == Kind.DATED:
        return _misses(claim, history)
    season = None if claim.kind in OF_THE_SHOW else claim.season
    said = SAME[claim.kind, season is not None]
    if claim.kind == Kind.RETURNING and season is None:
        return _broken_by(Step(S.RETURNING), None, history)
    lines = [line for line in history.standing_of.get(season, ()) if line.status in said]
    lines = _after(claim, _by(claim, lines, history), history)
    if lines:
        become = history.become(history.key(season, lines[-1]))
        return _contradiction(become, said, history)
    if claim.kind == Kind.LAST or (season is None and _is_said_of_a_season(claim, history)):
        return None
    return _broken_by(Step(said[0]), season, history)


def _contradiction(become, said, history):
    """How it stands today, where that says something else, and else what turned it."""
    if become.kind != statuses.Kind.CONTRADICTION:
        return None
    now = history.by_pk.get(become.now)
    return now if now and now.status and now.status not in said else history.by_pk[become.turned_by]


def _by(claim, lines, history):
    """Those of ``lines`` that are of the network which is said to act, where there are some."""
    of_it = [line for line in lines if (line.network or history.network_at(line.effective_at)) in claim.networks]
    return of_it or lines


def _after(claim, lines, history):
    """Those of ``lines`` that came after as many seasons as the claim says, where there are some."""
    number, proof = claim.after, PREMIERES
    if claim.kind == Kind.LAST:
        number, proof = claim.season or claim.after, EVIDENCE_OF_ORDER
    if number is None:
        return lines
    return [line for line in lines if _seasons_by(line, history, proof) == number] or lines


def _seasons_by(line, history, proof):
    """The number of the last season that by the day of ``line`` had come as far as ``proof`` says."""
    day = newsroom_date(line.effective_at)
    known = [one for one in history.standing if one.season and one.status in proof]
    return max((one.season for one in known if newsroom_date(one.effective_at) <= day), default=0)


def _is_said_of_a_season(claim, history):
    """Whether the ledger says it of the season that is its last, rather than of the show."""
    last = max((line.season for line in history.standing if line.season), default=None)
    current = last and history.current(last)
    return bool(current) and current.status in SAME[claim.kind, True]


def _broken_by(claimed, season, history):
    """The current line of a subject, if ``claimed`` would break what it tells."""
    if season is None:
        current = history.current()
        step = current and Step(current.status, entry=current)
    else:
        now = history.current(season)
        key = history.key(season, now) if now else Key(season, None, later=_is_later(season, history))
        pinned, path = history.read(key)
        step = path[-1] if path else pinned
    if step is None:
        return None
    became = statuses.become(Step(step.status), [claimed], of_season=season is not None)
    return step.entry if became.kind == statuses.Kind.CONTRADICTION else None


def _is_later(season, history):
    return not any(line.season and line.season >= season and line.status in PREMIERES for line in history.standing)


# -- dates -----------------------------------------------------------------------------------------


def _misses(claim, history):
    """The line by which a season does not come on the date that is claimed."""
    season = claim.season or _dated(history)
    lines = [line for line in history.standing_of.get(season, ()) if season]
    places = [place for place, line in enumerate(lines) if line.status in (S.DATED, S.DELAYED)]
    if not places:
        return None
    lines = lines[places[-1] :]
    premiere = _claimed(claim.day, lines[0])
    if premiere is None:
        return None
    path = [Step(line.status, None, line.on, line.premiere, line) for line in lines]
    became = statuses.become(Step(S.DATED, premiere=premiere), path, of_season=True)
    if became.kind == statuses.Kind.CONTRADICTION and not _is_coarser(premiere, lines[0]):
        return became.turned_by
    return None


def _dated(history):
    """The season whose date is spoken of where none is named: the last that had one."""
    dated = [line.season for line in history.standing if line.season and line.status in (S.DATED, S.DELAYED)]
    return dated[-1] if dated else None


def _claimed(day, line):
    year = day.year or (line.premiere_on or newsroom_date(line.effective_at)).year
    try:
        return period_of(date(year, day.month, day.day or 1), day.precision)
    except ValueError:
        return None


def _is_coarser(premiere, line):
    """Whether the claim only says less: a month in which the day lies."""
    return line.premiere is not None and premiere.overlaps(line.premiere)
