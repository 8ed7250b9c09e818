"""The only writer of the status ledger.

``articles.status_changes`` calls it for everybody else: an entry alone, without
the pins and notices that follow from it, is half a change.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.core.exceptions import ValidationError

from newsroom.lib.periods import YEARS, Precision, in_words, newsroom_date, period_of, start_of
from newsroom.lib.text import one_line
from shows import history as histories
from shows.models import Network, Season, Show, StatusEntry
from shows.statuses import (
    COMING,
    LOST,
    ON_AIR,
    OVER,
    SEASON_STATUSES,
    SHOW_STATUSES,
    USUAL_EVENT,
    Confirmation,
    Event,
    usual_event,
)
from shows.statuses import Status as S


class Refused(Exception):
    """The ledger does not take this; ``field`` names what is wrong, the text says how to mend it."""

    def __init__(self, text, *, field=None):
        super().__init__(text)
        self.field = field


class AlreadyRecorded(Refused):
    """The ledger has this entry, standing or corrected; ``entry`` is it."""

    def __init__(self, text, *, entry=None):
        super().__init__(text)
        self.entry = entry


@dataclass(frozen=True, kw_only=True)
class Change:
    """What is to be written in the ledger, about a show or one of its seasons.

    ``status`` is ``None`` only in a correction that voids. ``effective_at`` is
    an aware moment within the period of ``precision``. Where ``event`` is
    missing the usual one is meant. Where ``network`` is missing, that of the show
    as the change took effect is meant, or of the entry that it corrects, unless
    ``network_unknown``.
    """

    show: Show
    status: str | None
    season: Season | None = None
    effective_at: datetime | None = None
    precision: str = Precision.DAY
    event: str = ""
    confirmation: str = Confirmation.OFFICIAL
    source_name: str = ""
    source_url: str = ""
    network: Network | None = None
    episodes: int | None = None
    episodes_remain: str = ""
    premiere_on: date | None = None
    premiere_precision: str = ""
    reason: str = ""
    note: str = ""
    before: bool = False
    corrects: StatusEntry | None = None  # where it goes along with a correction: what it puts right itself
    network_unknown: bool = field(default=False, repr=False)
    event_is_usual: bool = field(default=False, repr=False)

    @property
    def subject(self):
        return f"season {self.season.number} of “{self.show}”" if self.season else f"“{self.show}”"

    @property
    def in_words(self):
        """``season 2 of “Étoile”: Ordered, June 6, 2025, Prime Video``."""
        if self.status is None and self.corrects:
            return f"{self.subject}: {self.corrects.label}, {self.corrects.effective_words}, did not hold either"
        if self.status is None:
            return f"{self.subject}: void"
        day = in_words(newsroom_date(self.effective_at), self.precision)
        network = f", {self.network}" if self.network else ""
        return f"{self.subject}: {S(self.status).label}, {day}{network}"


def lock(shows):
    """Hold the ledgers of ``shows`` still until the transaction ends, always in the same order. Returns them by pk.

    Whoever writes entries, pins or standing rows of a show holds this lock.
    Shows come before articles, articles before entries, the clock is last.
    """
    pks = {getattr(show, "pk", show) for show in shows}  # rows or their pks
    rows = Show.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=pks).order_by("pk")
    return {show.pk: show for show in rows}


def hold(show):
    """Lock the ledger of ``show`` alone, and return it as it is by now. Raises ``Refused`` if it is gone."""
    held = lock([show]).get(show.pk)
    if held is None:
        raise Refused(f"“{show}” is not here any more: somebody merged it into another show, or deleted it meanwhile.")
    return held


def complete(change, history, *, corrects=None):
    """``change`` with what it leaves out: event, network, the start of its period; its text cleaned.

    Raises ``Refused`` for what is no status, no precision, or no date that the ledger can hold.
    """
    _check_values(change, corrects)
    change = replace(
        change, **{name: one_line(getattr(change, name)) for name in ("source_name", "source_url", "reason", "note")}
    )
    if change.status is None:
        return change
    effective_at = start_of(change.effective_at, change.precision)
    if corrects:
        history = history.without(corrects.pk)  # what was wrong is nothing that the right entry follows
    before, network = history.network_at(effective_at), change.network
    if network is None and not change.network_unknown:
        meant = corrects.network_id if corrects else before
        network = Network.objects.get(pk=meant) if meant else None
    current = history.current(change.season and change.season.number, by=effective_at)
    moved = network is not None and before is not None and network.pk != before
    premiere_on, premiere_precision = change.premiere_on, change.premiere_precision
    if premiere_on:
        premiere_precision = premiere_precision or Precision.DAY
        premiere_on = period_of(premiere_on, premiere_precision).start
    return replace(
        change,
        network=network,
        event_is_usual=change.event_is_usual or not change.event,
        event=change.event or usual_event(change.status, before=current and current.status, moved=moved),
        effective_at=effective_at,
        premiere_on=premiere_on,
        premiere_precision=premiere_precision,
    )


def _check_values(change, corrects):
    if change.status is None:
        if corrects is None:
            raise Refused("An entry needs a status; only a correction may have none.", field="status")
        return
    allowed = SEASON_STATUSES if change.season else SHOW_STATUSES
    if change.status not in allowed:
        of, listed = "season" if change.season else "show", ", ".join(allowed)
        raise Refused(f"“{change.status}” is no status of a {of}: choose one of {listed}.", field="status")
    for name, precision in (
        ("precision", change.precision),
        ("premiere_precision", change.premiere_precision or "day"),
    ):
        if precision not in Precision.values:
            label, listed = name.replace("_", " ").capitalize(), ", ".join(Precision.values)
            raise Refused(f"{label}: “{precision}” is none, choose one of {listed}.", field=name)
    if change.effective_at is None or change.effective_at.year not in YEARS:
        raise Refused(f"Give a date from {YEARS.start} on, when it became true.", field="effective")
    if change.premiere_on and change.premiere_on.year not in YEARS:
        raise Refused(f"Give a premiere date between {YEARS.start} and {YEARS.stop - 1}.", field="premiere")


def check(change, *, at):
    """Refuse what the ledger cannot hold, naming the field. ``change`` is complete."""
    if change.season and change.season.show_id != change.show.pk:
        raise Refused(f"Season {change.season.number} is not of “{change.show}”.", field="season")
    if change.effective_at > at:
        raise Refused(
            f"{in_words(newsroom_date(change.effective_at), change.precision)} lies in the future: the ledger holds "
            "what has happened. Plan what is to come on an article.",
            field="effective",
        )
    if change.status == S.DATED and not change.premiere_on:
        raise Refused("A season that is dated needs its premiere date.", field="premiere")


def build(change, history, *, by, at, corrects=None):
    """The unsaved entry for a complete ``change``, in its place in the ledger, its fields checked."""
    line = corrects and history.by_pk[corrects.pk]
    if change.status is None:
        effective_at, precision = corrects.effective_at, corrects.precision
    else:
        check(change, at=at)
        effective_at, precision = change.effective_at, change.precision
    placed_at, place = histories.place(
        history, effective_at=effective_at, precision=precision, corrects=line, before=change.before
    )
    entry = StatusEntry(
        show=change.show,
        season=change.season,
        status=change.status,
        event=change.event or Event.OTHER,
        effective_at=effective_at,
        precision=precision,
        placed_at=placed_at,
        place=place,
        recorded_at=at,
        recorded_by=by,
        confirmation=change.confirmation,
        source_name=change.source_name,
        source_url=change.source_url,
        network=change.network if change.status else None,
        episodes=change.episodes,
        episodes_remain=change.episodes_remain,
        premiere_on=change.premiere_on,
        premiere_precision=change.premiere_precision,
        reason=change.reason,
        note=change.note,
        corrects_id=corrects and corrects.pk,  # not yet as the object, which would take itself to be corrected
    )
    try:
        entry.clean_fields(exclude=["show", "season", "recorded_by", "network", "corrects", "implied_by"])
    except ValidationError as error:
        name, problems = next(iter(error.message_dict.items()))
        raise Refused(f"{name.replace('_', ' ').capitalize()}: {problems[0]}", field=name) from error
    return entry


def already_recorded(entry, history, *, chain=(), any_event=False):
    """The entry of the ledger that says the same as the unsaved ``entry``, standing or corrected, or ``None``.

    ``chain`` are the pks of the entries that a correction follows: going back to
    what one of them said is no repetition. ``any_event`` is for an event that
    nobody named: the usual one is another once the news itself is in the ledger.
    """
    same = {line.pk for line in history.lines if line.said == line_of(entry).said} - {*chain}
    if not any(pk > 0 for pk in same):
        return None  # most news is new, and then nothing is asked of the database
    found = StatusEntry.objects.filter(pk__in=same)
    return (found if any_event else found.filter(event=entry.event)).first()


def refuse_repetition(entry, change, history, *, corrects=None):
    """Raise ``AlreadyRecorded`` if the unsaved ``entry``, built of ``change``, says what the ledger has already."""
    if corrects and _says_the_same(entry, corrects, event_is_usual=change.event_is_usual):
        raise AlreadyRecorded(
            f"{change.in_words} is what the entry says already: change what was wrong, or say that it did not hold.",
            entry=corrects,
        )
    chain = _chain(history, corrects)
    twin = change.status and already_recorded(entry, history, chain=chain, any_event=change.event_is_usual)
    if twin:
        since = in_words(newsroom_date(twin.recorded_at))
        raise AlreadyRecorded(f"{change.in_words} is recorded already, since {since}.", entry=twin)


def add(change, history, *, by, at, corrects=None, implied_by=None):
    """Write one complete ``change`` into the ledger and return the entry; the caller holds the show's lock.

    ``history`` is the ledger before it, ``at`` the aware datetime at which we
    learned of it. Raises ``AlreadyRecorded``, and ``Refused`` for what cannot be.
    """
    entry = build(change, history, by=by, at=at, corrects=corrects)
    entry.implied_by = implied_by
    refuse_repetition(entry, change, history, corrects=corrects)
    entry.corrects = corrects
    entry.save(force_insert=True)
    return entry


SAID = (
    *("show_id", "season_id", "status", "event", "effective_at", "precision", "network_id"),
    *("premiere_on", "premiere_precision", "episodes", "episodes_remain"),
    *("confirmation", "source_name", "source_url", "reason", "note"),
)


def _says_the_same(entry, wrong, *, event_is_usual):
    """Whether a correction says in every field what the ``wrong`` entry says; an event that nobody named is none."""
    changed = {name for name in SAID if getattr(entry, name) != getattr(wrong, name)}
    if event_is_usual and wrong.event == USUAL_EVENT.get(wrong.status):
        changed.discard("event")
    return not changed


def _chain(history, corrects):
    chain, line = [], corrects and history.by_pk[corrects.pk]
    while line is not None:
        chain.append(line.pk)
        line = history.by_pk.get(line.corrects)
    return chain


def line_of(entry):
    """A saved entry as the rules read it."""
    return histories.Line(
        entry.pk,
        entry.season.number if entry.season_id else None,
        entry.status,
        entry.effective_at,
        entry.precision,
        entry.placed_at,
        entry.place,
        entry.recorded_at,
        entry.corrects_id,
        entry.network_id,
        entry.premiere_on,
        entry.premiere_precision,
    )


def with_entry(history, entry):
    """The ledger with one more entry."""
    return histories.History([*history.lines, line_of(entry)])


# -- what a change implies -----------------------------------------------------------------------


def implied(change, history, seasons=None):
    """The further changes that a complete ``change`` implies, given the ledger before it.

    They share its time, source and confirmation; an editor may leave any of
    them out. ``seasons`` are those of the show by their number, where they are
    known.
    """
    if change.season is None:
        return _implied_for_seasons(change, history, seasons)
    return _implied_for_show(change, history)


def void(entry):
    """The change that denies ``entry``: a correction that states nothing in its place."""
    return Change(show=entry.show, season=entry.season, status=None, effective_at=entry.effective_at)


def followers(entry, history):
    """The standing entries that ``entry``, or what it corrects, implied."""
    implied_by = StatusEntry.objects.standing().filter(implied_by__in=_chain(history, entry))
    return list(implied_by.select_related("show", "season", "network").in_ledger_order())


def implied_anew(change, history, *, corrects):
    """What goes along when ``corrects`` is put right by the complete ``change``: changes with what each corrects.

    What it had implied and implies no longer is denied with it, and what it
    implies otherwise is put right; an editor may leave any of them out.
    """
    lost = followers(corrects, history)
    left = history.without(corrects.pk, *(entry.pk for entry in lost))
    anew = implied(change, left) if change.status and lost else []
    by_subject = {(one.season and one.season.pk, one.status): one for one in anew}
    found = []
    for entry in lost:
        one = by_subject.get((entry.season_id, entry.status))
        if one is None:
            said = {name: getattr(change, name) for name in ("confirmation", "source_name", "source_url")}
            found.append(replace(void(entry), corrects=entry, **said))
        elif _told(one) != _told(entry):
            found.append(replace(one, corrects=entry))
    return found


def _told(said):
    """What an entry or a change tells of itself in common with what implied it."""
    return said.effective_at, said.precision, said.network, said.confirmation, said.source_name, said.source_url


def _implied_for_seasons(change, history, seasons):
    now_of = {}
    for number, lines in history.standing_of.items():
        if number is not None:
            now_of[number] = lines[-1]
    if change.status in (S.CANCELED, S.NOT_PROCEEDING):
        becomes = dict.fromkeys(ON_AIR, S.CUT_SHORT) | dict.fromkeys(COMING, S.ORDER_REVERSED)
        becomes[S.IN_PRODUCTION] = S.SHELVED
    elif change.status == S.ENDED:
        becomes = {S.UNDECIDED: S.NOT_HAPPENING}
    elif change.status in (S.SERIES_ORDERED, S.RETURNING, S.ENDING) and _show_then(history, change) == S.CANCELED:
        becomes = dict.fromkeys(LOST, S.ORDERED)
    else:
        return []
    if seasons is None:
        found = Season.objects.filter(show=change.show, number__in=now_of).order_by()
        seasons = {season.number: season for season in found}
    return [
        _like(change, season=seasons[number], status=becomes[line.status])
        for number, line in sorted(now_of.items())
        if line.status in becomes and line.effective_at <= change.effective_at
    ]


def _show_then(history, change):
    before = history.current(by=change.effective_at)
    return before and before.status


def _implied_for_show(change, history):
    show_now = _show_then(history, change)
    others = {n: lines[-1].status for n, lines in history.standing_of.items() if n not in (None, change.season.number)}
    ahead = any(status in COMING for number, status in others.items() if number > change.season.number)
    elsewhere_on_air = any(status in ON_AIR for status in others.values())
    status = None
    if change.status == S.ORDERED:
        if show_now in OVER or show_now in (S.AWAITING_DECISION, S.ON_HIATUS):
            status = S.RETURNING
    elif change.status == S.AIRING and show_now not in (S.AIRING, S.ENDING):
        status = S.AIRING
    elif change.status == S.AIRED and show_now not in OVER and not elsewhere_on_air:
        if show_now == S.ENDING and not ahead:
            status = S.ENDED
        elif show_now != S.ENDING:
            status = S.RETURNING if ahead else S.AWAITING_DECISION
    if status is None or status == show_now:
        return []
    event = change.event if change.status != S.ORDERED else ""
    return [_like(change, season=None, status=status, event=event)]


def _like(change, *, season, status, event=""):
    return replace(
        change,
        season=season,
        status=status,
        event=event,
        episodes=None,
        episodes_remain="",
        premiere_on=None,
        premiere_precision="",
        note="",
    )
