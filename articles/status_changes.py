"""A change of status with all that follows from it: the entry, the pins that it moves, the notices, the clock.

Forms, commands, imports and articles that report a change all come here;
nothing else calls the ledger.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

from django.db import transaction

from articles import clock, notices, pins, updates
from articles.models import Article, Coverage, ScheduledUpdate, Stage
from newsroom.lib.periods import end_of
from shows import ledger, standings
from shows.history import History
from shows.ledger import AlreadyRecorded, Change, Refused
from shows.models import StatusEntry

IGNORANT_AFTER = timedelta(days=2)

void = ledger.void  # whoever denies an entry comes here, too


class LedgerMoved(Exception):
    """The ledger is not as it was when the preview was shown; ``impact`` is the new preview. Nothing was saved."""

    def __init__(self, impact):
        super().__init__(
            f"The ledger of “{impact.change.show}” has changed since this preview was made. Nothing was saved: "
            "look at the new preview and confirm again."
        )
        self.impact = impact


@dataclass(frozen=True)
class NoticeChange:
    """An article whose notice comes, goes or says something else."""

    article: Article
    before: notices.Notice | None
    after: notices.Notice | None


@dataclass(frozen=True)
class PinMove:
    """A piece that relied on the ledger after the news took effect: its pin moves to it.

    One that came out more than two days after the fact, before it was typed, is
    not ticked: it was ignorant, not informed.
    """

    coverage: Coverage
    ticked: bool


@dataclass(frozen=True)
class Impact:
    """What recording ``change`` would do, or did: which notices come, go or change, and which pins move.

    ``held`` are the articles that will not go out at their moment, for the first time or anew.
    """

    change: Change
    implied: tuple[Change, ...]
    gains: tuple[NoticeChange, ...]
    loses: tuple[NoticeChange, ...]
    changes: tuple[NoticeChange, ...]
    moves: tuple[PinMove, ...]
    held: tuple[Article, ...]
    token: str
    corrects: StatusEntry | None = None
    further: int = 0  # published articles that were not looked at, as they are very many

    @property
    def unticked(self):
        """The coverage that keeps its pin: what to pass on as ``keep``, so that this is what happens."""
        return [move.coverage.pk for move in self.moves if not move.ticked]


@dataclass
class Done:
    """What was written: the entries, the clock, and how many pins moved."""

    entries: list[StatusEntry]
    seq: int = 0
    moved: int = 0
    flipped: set[int] = field(default_factory=set)

    @property
    def entry(self):
        return self.entries[0]


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
    if expected is not None and expected != token_of(show):
        raise LedgerMoved(_look(show, change, by=by, at=at, implied=implied, more=keep))
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
    if expected is not None and expected != token_of(show):
        raise LedgerMoved(_look(show, change, by=by, at=at, implied=implied, more=keep, corrects=entry))
    return _apply(show, change, by=by, at=at, implied=implied, keep=keep, corrects=entry)


@transaction.atomic
def record_all(show, changes, *, by, at):
    """Record many changes of one show, in their order, with what follows from them once, at the end.

    For imports: nothing is implied, and every automatic pin follows. ``changes``
    are pairs of a change and the moment at which it was recorded (``None``: at
    ``at``). One that names no
    network has none. What is recorded already is left alone. Returns ``Done``.
    """
    show = _hold(show)
    before = history = History.of(show)
    table = standings.load(show)
    entries = []
    for change, recorded_at in changes:
        change = ledger.complete(replace(change, show=show, network_unknown=True), history)
        try:
            entry = ledger.add(change, history, by=by, at=recorded_at or at)
        except AlreadyRecorded:
            continue
        history = ledger.with_entry(history, entry)
        entries.append(entry)
    done = Done(entries)
    if entries:
        _settle(show, table, before, history, done, at=at)
    return done


@transaction.atomic
def preview(change, *, by, at, implied=None, corrects=None, keep=None, most=None):
    """What recording ``change`` (or correcting ``corrects`` by it) will do, as an ``Impact``; nothing is saved.

    It is done and taken back, so what it says is what happens. ``keep`` ``None``
    leaves the pins of the ignorant where they are, as the forms offer it. Of very
    many published articles, only the ``most`` newest are looked at.
    """
    return _look(_hold(change.show), change, by=by, at=at, implied=implied, keep=keep, corrects=corrects, most=most)


def suppose(change, history, *, at):
    """The ledger ``history`` as it would be with ``change`` and what it implies: ``(unsaved entries, ledger)``.

    Nothing is written and nothing held; ``at`` is when it would be recorded.
    """
    change = ledger.complete(change, history)
    return _unsaved((change, *ledger.implied(change, history)), history, at=at)


def token_of(show):
    """Names the state of the show's ledger, and of what relies on it, that a preview was made from."""
    return f"{show.pk}.{show.version}"


# -- how -----------------------------------------------------------------------------------------


def _hold(show):
    return ledger.lock([show])[show.pk]


def _apply(show, change, *, by, at, implied, keep, corrects=None):
    before, table = History.of(show), standings.load(show)
    change = _completed(show, change, before, corrects)
    proposed = _implied(change, before, corrects) if implied is None else implied
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
    return _settle(show, table, before, after, done, keep=keep, at=at, retold=retold)


def _implied(change, history, corrects):
    if corrects is None:
        return ledger.implied(change, history)
    return ledger.implied_anew(change, history, corrects=corrects)


def _completed(show, change, history, corrects):
    if corrects is not None:
        if corrects.show_id != show.pk:
            raise Refused(f"The entry is not in the ledger of “{show}”.", field="corrects")
        if corrects.pk in history.corrected_by:
            raise Refused("This entry was corrected already: correct the correction instead.", field="corrects")
    return ledger.complete(replace(change, show=show), history, corrects=corrects)


def _settle(show, table, before, after, done, *, at, keep=(), retold=()):
    """Bring pins, standing rows and the clock in line with the ledger; the clock comes last.

    ``retold`` are entries that are told in their own words from now on: what implied them stands no more.
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
    done.seq, done.moved = clock.advance(flipped=table.flipped, recorded=own, moves=moves)
    return done


class _TakenBack(Exception):
    pass


def _look(show, change, *, by, at, implied, keep=None, more=(), corrects=None, most=None):
    """Do it, look at it, and take it back.

    ``keep`` are the pins that stay; where it is ``None``, those of the ignorant, and ``more``.
    """
    token = token_of(show)
    change = _completed(show, change, before := History.of(show), corrects)
    if implied is None:
        implied = _implied(change, before, corrects)
    implied = [one for one in implied if not _is_recorded(one, before, at=at)]
    moves = _moves(show, change, before, at=at, implied=implied, corrects=corrects)
    if keep is None:
        keep = {move.coverage.pk for move in moves if not move.ticked} | set(more)
    moves = [replace(move, ticked=move.coverage.pk not in keep) for move in moves]
    touched, further, after, foreseen = [], 0, {}, {}
    try:
        with transaction.atomic():
            done = _apply(show, change, by=by, at=at, implied=implied, keep=keep, corrects=corrects)
            touched, further = _newest(_touched(done, moves), most, also=_updated_later(show))
            after, foreseen = _notices(touched), updates.foreseen(touched)
            raise _TakenBack
    except _TakenBack:
        show.refresh_from_db(fields=["version", "network"])
    before, foreseen_before = _notices(touched), updates.foreseen(touched)
    changed = [
        NoticeChange(article, notice, after[pk][1])
        for pk, (article, notice) in before.items()
        if _tells(notice) != _tells(after[pk][1])
    ]
    public = [one for one in changed if one.article.stage == Stage.PUBLISHED]
    return Impact(
        change=change,
        implied=tuple(implied),
        gains=tuple(one for one in public if one.before is None),
        loses=tuple(one for one in public if one.after is None),
        changes=tuple(one for one in public if one.before and one.after),
        moves=tuple(moves),
        held=tuple(article for pk, (article, _) in before.items() if pk in foreseen and pk not in foreseen_before),
        token=token,
        corrects=corrects,
        further=further,
    )


def _is_recorded(change, history, *, at):
    """Whether the ledger has ``change``, standing or corrected: then nothing comes of it, and nothing is announced."""
    if change.corrects:
        return False
    change = ledger.complete(change, history)
    entry = ledger.build(change, history, by=None, at=at)
    return ledger.already_recorded(entry, any_event=change.event_is_usual) is not None


def _moves(show, change, before, *, at, implied, corrects):
    """The pieces whose pin would move, found without moving it; withdrawn ones too, which may be restored."""
    table = standings.load(show)
    entries, after = _unsaved((change, *implied), before, at=at, corrects=corrects)
    coverage = pins.coverage_moved_by(pins.moves(before, after, table))
    coverage = coverage.select_related("article__live_revision", "article__latest_revision", "show", "season")
    fact = end_of(entries[0].effective_at, entries[0].precision)
    informed_until = fact + IGNORANT_AFTER
    # A correction takes back what was wrongly believed: there is nobody to have been ignorant of it.
    return [
        PinMove(one, ticked=corrects is not None or one.relied_at <= informed_until)
        for one in coverage.order_by("-relied_at", "pk")
    ]


def _unsaved(changes, history, *, at, corrects=None):
    """The entries that recording ``changes`` one after the other would make, and the ledger with them."""
    entries = []
    for number, change in enumerate(changes):
        corrected = corrects if number == 0 else change.corrects
        change = ledger.complete(change, history, corrects=corrected)
        entry = ledger.build(change, history, by=None, at=at, corrects=corrected)
        entry.pk = -1 - number  # it has none yet
        entry.implied_by = entries[0] if number else None
        entries.append(entry)
        history = ledger.with_entry(history, entry)
    return entries, history


def _touched(done, moves):
    """The articles whose notice may have changed: on rows that flipped, or with pins that moved."""
    rows = Coverage.objects.filter(standing__in=done.flipped).values_list("article", flat=True)
    moved = [move.coverage.article_id for move in moves]
    return sorted({*rows, *moved})


def _updated_later(show):
    """The articles whose update is scheduled: it relies on the ledger as of another moment than they do."""
    ahead = ScheduledUpdate.objects.filter(held_at=None, article__coverage__show=show)
    return set(ahead.values_list("article", flat=True))


def _newest(articles, most, *, also):
    """Of ``articles`` what is scheduled and the ``most`` newest that are out, and how many more are; ``also`` these."""
    if most is None or len(articles) <= most:
        return sorted({*articles, *also}), 0
    touched = Article.objects.filter(pk__in=articles).exclude(pk__in=also).order_by()
    public = touched.filter(stage=Stage.PUBLISHED)
    newest = public.order_by("-published_at", "-pk").values_list("pk", flat=True)[:most]
    waiting = touched.filter(stage=Stage.SCHEDULED).values_list("pk", flat=True)
    return [*waiting, *newest, *also], max(0, public.count() - most)


def _notices(articles):
    """Each article with its notice as the database has it now, by pk."""
    found = {}
    rows = Article.objects.filter(pk__in=articles, stage__in=[Stage.PUBLISHED, Stage.SCHEDULED])
    rows = rows.select_related("live_revision", "latest_revision", "scheduled_update").for_notices().newest_first()
    for article in rows:
        found[article.pk] = (article, notices.for_article(article))
    return found


def _tells(notice):
    return notice and (notice.kind, notice.headline, notice.text)
