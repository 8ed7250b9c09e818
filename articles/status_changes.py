"""A change of status with all that follows from it: the entry, the pins that it moves, the notices, the clock.

Forms, commands, imports and articles that report a change all come here;
nothing else calls the ledger.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from django.db import transaction

from articles import clock, impacts, pins
from articles.impacts import Impact
from shows import ledger, standings
from shows.history import History
from shows.ledger import AlreadyRecorded, Change, Refused
from shows.models import StatusEntry

void = ledger.void  # whoever denies an entry comes here, too

__all__ = [
    "AlreadyRecorded",
    "Change",
    "Done",
    "Impact",
    "Later",
    "LedgerMoved",
    "Refused",
    "correct",
    "preview",
    "record",
    "record_all",
    "suppose",
    "void",
]


class LedgerMoved(Exception):
    """The ledger is not as it was when the preview was shown; ``impact`` is the new preview. Nothing was saved."""

    def __init__(self, impact):
        super().__init__(
            f"The ledger of “{impact.change.show}” has changed since this preview was made. Nothing was saved: "
            "look at the new preview and confirm again."
        )
        self.impact = impact


@dataclass
class Done:
    """What was written: the entries, the clock, and how many pins moved.

    ``each`` has, of many changes, the entry of each: the new one, or the one that the ledger had.
    """

    entries: list[StatusEntry]
    seq: int = 0
    moved: int = 0
    flipped: set[int] = field(default_factory=set)
    each: list[StatusEntry] = field(default_factory=list)

    @property
    def entry(self):
        return self.entries[0]


@dataclass
class Later:
    """What waits for the clock: standing rows that flipped, those of new entries, and the pins that move."""

    flipped: set[int] = field(default_factory=set)
    recorded: list[int] = field(default_factory=list)
    moves: list = field(default_factory=list)

    def add(self, flipped, recorded, moves):
        self.flipped |= flipped
        self.recorded += recorded
        self.moves += moves

    def move_clock(self):
        """Move the clock, and the pins with it: the last statement of the transaction."""
        clock.advance(flipped=self.flipped, recorded=self.recorded, moves=self.moves)


# -- the acts ------------------------------------------------------------------------------------


@transaction.atomic
def record(change, *, by, at, implied=None, keep=(), expected=None):
    """Record ``change`` with the ``implied`` ones in one transaction; returns ``Done``.

    ``implied`` ``None`` means all that ``ledger.implied`` proposes, ``()`` none.
    The pins of the coverage in ``keep`` (pks) do not move, and are set by hand
    from then on. ``expected`` is the token of the preview that the editor read.

    Raises ``AlreadyRecorded``, ``Refused``, and ``LedgerMoved`` if the ledger is
    not as the preview found it.
    """
    show = _hold(change.show)
    if expected is not None and expected != impacts.token_of(show):
        raise LedgerMoved(impacts.look(show, change, at=at, implied=implied, more=keep))
    return _apply(show, change, by=by, at=at, implied=implied, keep=keep)


@transaction.atomic
def correct(entry, change, *, by, at, implied=None, keep=(), expected=None):
    """Put ``entry`` right by ``change``, or void it where the change has no status; returns ``Done``.

    ``implied`` ``None`` means that what the entry had implied is put right with
    it, as ``ledger.implied_anew`` proposes; ``()`` leaves it standing. Raises
    ``Refused`` if the entry was corrected already, ``AlreadyRecorded`` too where
    the change says what the entry says, and what ``record`` raises.
    """
    show = _hold(change.show)
    if expected is not None and expected != impacts.token_of(show):
        raise LedgerMoved(impacts.look(show, change, at=at, implied=implied, more=keep, corrects=entry))
    return _apply(show, change, by=by, at=at, implied=implied, keep=keep, corrects=entry)


@transaction.atomic
def record_all(show, changes, *, by, at, later=None):
    """Record many changes of one show, in their order, with what follows from them once, at the end.

    For imports: nothing is implied, and every automatic pin follows. ``changes``
    are pairs of a change and the moment at which it was recorded (``None``: at
    ``at``). One that names no
    network has none. What is recorded already is left alone. With ``later``, the
    clock and the pins that move with it wait for its ``move_clock()``, once for many
    shows: whoever publishes waits for the clock. Returns ``Done``.
    """
    show = _hold(show)
    before = history = History.of(show)
    table = standings.load(show)
    done = Done([])
    for change, recorded_at in changes:
        change = ledger.complete(replace(change, show=show, network_unknown=True), history)
        try:
            entry = ledger.add(change, history, by=by, at=recorded_at or at)
        except AlreadyRecorded as same:
            done.each.append(same.entry)
            continue
        history = ledger.with_entry(history, entry)
        done.each.append(entry)
        done.entries.append(entry)
    if done.entries:
        _settle(show, table, before, history, done, at=at, later=later)
    return done


@transaction.atomic
def preview(change, *, at, implied=None, corrects=None, keep=None, most=None, only=None, once=None):
    """What recording ``change`` (or correcting ``corrects`` by it) will do, as an ``Impact``; nothing is written.

    ``keep`` ``None`` leaves the pins of the ignorant where they are, as the forms
    offer it; it may be a function that is given the moves, and names the coverage
    that stays. ``most``, ``only`` and ``once`` are as in ``impacts.look``. Raises
    what ``record`` and ``correct`` do.
    """
    wanted = {"implied": implied, "keep": keep, "corrects": corrects, "most": most, "only": only, "once": once}
    return impacts.look(_hold(change.show), change, at=at, **wanted)


def suppose(change, history, *, at):
    """The ledger ``history`` as it would be with ``change`` and what it implies: ``(unsaved entries, ledger)``.

    Nothing is written and nothing held; ``at`` is when it would be recorded.
    """
    change, entries = ledger.complete(change, history), []
    for one in (change, *ledger.implied(change, history)):
        complete, first = ledger.complete(one, history), entries[0] if entries else None
        entry, history = impacts.unsaved(complete, history, at=at, number=len(entries), first=first)
        entries.append(entry)
    return entries, history


# -- how -----------------------------------------------------------------------------------------


def _hold(show):
    return ledger.hold(show)


def _apply(show, change, *, by, at, implied, keep, corrects=None):
    before, table = History.of(show), standings.load(show)
    change = impacts.completed(show, change, before, corrects)
    proposed = impacts.implied_by(change, before, corrects, table.named) if implied is None else implied
    retold = {one.pk for one in ledger.followers(corrects, before)} if corrects else ()
    entry = ledger.add(change, before, by=by, at=at, corrects=corrects)
    done, after = Done([entry]), ledger.with_entry(before, entry)
    for further in proposed:
        try:
            wrong = further.corrects
            further = ledger.complete(further, after, corrects=wrong)
            follower = ledger.add(further, after, by=by, at=at, corrects=wrong, implied_by=entry)
        except AlreadyRecorded:
            continue  # the ledger has it, which is all that was wanted
        done.entries.append(follower)
        after = ledger.with_entry(after, follower)
    return _settle(show, table, before, after, done, keep=keep, at=at, retold=retold, news=[entry.pk])


def _settle(show, table, before, after, done, *, at, keep=(), retold=(), news=(), later=None):
    """Bring pins, standing rows and the clock in line with the ledger; the clock comes last.

    ``retold`` are entries that are told in their own words from now on: what implied them stands no more.
    ``news`` is what the people behind the articles are told of, if it touches any.
    """
    moves = pins.moves(before, after, table)
    standings.refresh(table, after, also=[move.key for move in moves])
    moves = pins.aim(moves, table)
    if moves and keep:
        pins.coverage_moved_by(moves).filter(pk__in=keep).update(hand_set=True, hand_set_at=at)
    pins.carry_newest(moves)
    standings.keep_show(show, after)
    table.flipped |= {row.pk for row in table.rows.values() if row.says.turned_by in retold or row.says.now in retold}
    done.flipped = table.flipped
    recorded = {entry.pk for entry in done.entries}
    own = [row.pk for row in table.rows.values() if row.key.entry in recorded]
    news = news if table.flipped or moves else ()
    if later is not None:
        later.add(table.flipped, own, moves)
        return done
    done.seq, done.moved = clock.advance(flipped=table.flipped, recorded=own, news=news, moves=moves)
    return done
