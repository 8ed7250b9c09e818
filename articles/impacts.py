"""What a change of status will do to articles, before it is recorded.

It is worked out beside the database, by the rules by which ``status_changes``
acts: the ledger, the standing rows and the pins as they would be. That what is
said is what happens, ``tests/articles/test_preview_is_outcome.py`` tries in
worlds drawn at random.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace
from datetime import timedelta

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Count, DateTimeField, Value

from articles import explain, foresight, notices, pins
from articles.ledgers import ReadOnce
from articles.models import Article, Coverage, ScheduledUpdate, Stage
from newsroom.lib.periods import end_of
from shows import ledger, standings
from shows.history import History, Key
from shows.ledger import AlreadyRecorded, Change, Refused
from shows.models import Standing, StatusEntry

IGNORANT_AFTER = timedelta(days=2)
MOST = 100  # published articles that a page looks at unless it is asked for all
COUNTED = 1000  # the further ones, on rows of the ledger


@dataclass(frozen=True)
class NoticeChange:
    """An article whose notice comes, goes or says something else.

    ``then`` is it with its pins as they would be, where they are known.
    """

    article: Article
    before: notices.Notice | None
    after: notices.Notice | None
    then: Article | None = None


@dataclass(frozen=True)
class PinMove:
    """A piece that relied on the ledger after the news took effect: its pin moves to it.

    One that came out more than two days after the fact, before it was typed, is
    not ticked: it was ignorant, not informed.
    """

    coverage: Coverage
    ticked: bool

    @property
    def relied_on(self):
        """How the ledger had it, in a word."""
        entry = self.coverage.standing.entry
        return entry.label if entry else "nothing recorded"


@dataclass(frozen=True)
class Impact:
    """What recording ``change`` would do: which notices come, go or change, and which pins move.

    ``held`` are the articles that will not go out at their moment, for the first time or anew; ``freed`` those that
    are held, by what holds them no more.
    """

    change: Change
    implied: tuple[Change, ...]
    gains: tuple[NoticeChange, ...]
    loses: tuple[NoticeChange, ...]
    changes: tuple[NoticeChange, ...]
    moves: tuple[PinMove, ...]
    held: tuple[Article, ...]
    freed: tuple[Article, ...]
    token: str
    corrects: StatusEntry | None = None
    further: int = 0  # published articles that were not looked at, as they are very many
    is_further_least: bool = False  # whether they are more than that
    ledger: History | None = field(default=None, compare=False, repr=False)  # as it would be

    @property
    def unticked(self):
        """The coverage that keeps its pin: what to pass on as ``keep``, so that this is what happens."""
        return [move.coverage.pk for move in self.moves if not move.ticked]


def token_of(show):
    """Names the state of the show's ledger, and of what relies on it, that a preview was made from."""
    return f"{show.pk}.{show.version}"


def look(show, change, *, at, implied=None, keep=None, more=(), corrects=None, most=None, only=None, once=None):
    """The ``Impact`` on articles of recording ``change`` in the ledger of ``show``, which the caller holds.

    ``once`` is the ``ReadOnce`` of the page that asks. Of very many published
    articles only the ``most`` newest are looked at, or ``only`` the one that has
    this pk.

    ``keep`` are the pins that stay, or a function that names them, given the
    moves; where it is ``None``, those of the ignorant, and ``more``. ``implied``
    is what is recorded along, or a function that chooses it of what follows.
    """
    once = once or ReadOnce()
    before, table = once.afresh(show.pk), standings.load(show)
    change = completed(show, change, before, corrects)
    if implied is None or callable(implied):
        offered = implied_by(change, before, corrects, table.named)
        implied = implied(offered) if implied else offered
    changes, entries, after = _made(change, implied, before, at=at, corrects=corrects)
    moving = pins.moves(before, after, table)
    moves = _moves(moving, entries[0], at_once=corrects is not None)
    if keep is None:
        keep = {move.coverage.pk for move in moves if not move.ticked} | set(more)
    elif callable(keep):
        keep = keep(moves)
    moves = [replace(move, ticked=move.coverage.pk not in keep) for move in moves]
    retold = {one.pk for one in ledger.followers(corrects, before)} if corrects else ()
    flipped = standings.flips(table, after, retold=retold)
    reporting = list(foresight.on_the_way_out().filter(show=show))
    touched, later = _touched(show, flipped, moves, most, only)
    further, is_least = 0, False
    if most is not None and len(touched) > most:
        touched, further, is_least = _newest(touched, flipped, moves, most)
    touched = sorted({only} if only else {*touched, *later, *(one.article_id for one in reporting)})
    articles, foreseen, freed = _seen(show, touched, before, after, entries, moving, keep, once)
    foreseen |= _overtaken(reporting, before, after)
    changed = [one for one in articles if _tells(one.before) != _tells(one.after)]
    public = [one for one in changed if one.article.stage == Stage.PUBLISHED]
    return Impact(
        change=change,
        implied=tuple(changes[1:]),
        gains=tuple(one for one in public if one.before is None),
        loses=tuple(one for one in public if one.after is None),
        changes=tuple(one for one in public if one.before and one.after),
        moves=tuple(moves),
        held=tuple(one.article for one in articles if one.article.pk in foreseen),
        freed=tuple(one.article for one in articles if one.article.pk in freed),
        token=token_of(show),
        corrects=corrects,
        further=further,
        is_further_least=is_least,
        ledger=after,
    )


# -- the ledger as it would be -------------------------------------------------------------------


def completed(show, change, history, corrects):
    """``change`` with what it leaves out. Raises ``Refused`` where ``corrects`` cannot be corrected."""
    if corrects is not None:
        if corrects.show_id != show.pk:
            raise Refused(f"The entry is not in the ledger of “{show}”.", field="corrects")
        if corrects.pk in history.corrected_by:
            raise Refused("This entry was corrected already: correct the correction instead.", field="corrects")
    return ledger.complete(replace(change, show=show), history, corrects=corrects)


def implied_by(change, history, corrects, seasons=None):
    """What a complete ``change`` brings along, or puts right along with ``corrects``; ``seasons`` as there."""
    if corrects is None:
        return ledger.implied(change, history, seasons)
    return ledger.implied_anew(change, history, corrects=corrects)


def unsaved(change, history, *, at, number=0, first=None, corrects=None):
    """The entry that recording a complete ``change`` would make, and the ledger with it.

    ``number`` counts those of one act, which the ``first`` one implies.
    """
    entry = ledger.build(change, history, by=None, at=at, corrects=corrects)
    entry.pk = -1 - number  # it has none yet
    entry.implied_by = first
    return entry, ledger.with_entry(history, entry)


def _made(change, implied, history, *, at, corrects):
    """What is recorded of ``change`` and what is ``implied``: changes, unsaved entries, and the ledger with them."""
    changes, entries = [], []
    for one in (change, *implied):
        wrong = one.corrects if entries else corrects
        complete = ledger.complete(one, history, corrects=wrong)
        first = entries[0] if entries else None
        entry, longer = unsaved(complete, history, at=at, number=len(entries), first=first, corrects=wrong)
        try:
            ledger.refuse_repetition(entry, complete, history, corrects=wrong)
        except AlreadyRecorded:
            if not entries:
                raise
            continue  # the ledger has it: nothing comes of it, and nothing is announced
        changes.append(one)
        entries.append(entry)
        history = longer
    return changes, entries, history


def _moves(moving, entry, *, at_once):
    """The pieces whose pins move; withdrawn ones too, which may be restored."""
    coverage = pins.coverage_moved_by(moving)
    revisions = ("article__live_revision", "article__latest_revision")
    coverage = coverage.select_related(*revisions, "show", "season", "standing__entry")
    informed_until = end_of(entry.effective_at, entry.precision) + IGNORANT_AFTER
    # A correction takes back what was wrongly believed: there is nobody to have been ignorant of it.
    return [
        PinMove(one, ticked=at_once or one.relied_at <= informed_until)
        for one in (coverage.order_by("-relied_at", "pk") if moving else [])
    ]


# -- the articles that it touches ----------------------------------------------------------------


def _touched(show, flipped, moves, most, only):
    """The articles whose notice may change, on rows that flip or with pins that move, by pk with the publication of
    what is out; and those to be updated later, also where that is held.

    These rely on the ledger as of another moment then. One statement for all.
    With ``most``, of what is published so many on each row and one more, the newest.
    """
    ahead = ScheduledUpdate.objects.filter(article__coverage__show=show)
    nothing = Value(None, DateTimeField())
    parts = [ahead.order_by().values_list("article", nothing, Value(True))]
    on_rows = Coverage.objects.filter(standing__in=flipped)
    if only is not None:
        on_rows = []  # whatever it relies on
    elif most is not None:
        newest = Coverage.objects.newest_on(Standing.objects.filter(pk__in=flipped), each=most + 1)
        waiting = Article.objects.filter(stage=Stage.SCHEDULED, coverage__show=show).order_by()
        on_rows = [newest, on_rows.filter(article__in=waiting.values("pk"))]
    else:
        on_rows = [on_rows]
    if flipped:
        parts += [rows.order_by().values_list("article", "published_at", Value(False)) for rows in on_rows]
    touched, later = {move.coverage.article_id: move.coverage.published_at for move in moves}, set()
    for article, published_at, is_later in parts[0].union(*parts[1:], all=True).iterator():
        if is_later:
            later.add(article)
        else:
            touched[article] = published_at
    return touched, later


def _newest(touched, flipped, moves, most):
    """Of ``touched`` what is not out and the ``most`` newest that are, and how many more are; at least, or all.

    No more are counted than anybody reads.
    """
    waiting = {pk for pk, published_at in touched.items() if published_at is None}
    out = sorted(((at, pk) for pk, at in touched.items() if at is not None), reverse=True)
    looked_at = [pk for _, pk in out[:most]]
    if len(looked_at) < most:
        return touched, 0, False
    told = Coverage.objects.filter(standing__in=flipped, mention_only=False, is_exempt=False)
    if moves:
        told |= Coverage.objects.filter(pk__in=[move.coverage.pk for move in moves])
    counted = told.filter(published_at__isnull=False).order_by().values("article")[: COUNTED + 1]
    number = counted.aggregate(number=Count("article", distinct=True))["number"]
    return {*waiting, *looked_at}, max(0, min(number, COUNTED) - most), number > COUNTED


def _seen(show, touched, before, after, made, moving, keep, once):
    """The articles with their notices before and after, the pks of those that will be held only after, and of those
    that are held and would not be.
    """
    rows = Article.objects.filter(pk__any_of=touched, stage__in=[Stage.PUBLISHED, Stage.SCHEDULED])
    rows = rows.select_related("live_revision", "latest_revision", "scheduled_update").for_notices().newest_first()
    articles = list(rows) if touched else []
    entries = once.entries(all_of=[show.pk]) if articles else {}
    entries = {pk: one for pk, one in entries.items() if one.show_id == show.pk}
    new = {pk: _in_own_words(one, after) for pk, one in entries.items()} | {one.pk: one for one in made}
    later = [_later(article, show, after, new, moving, keep) for article in articles]
    changes = [
        NoticeChange(article, notices.for_article(article), notices.for_article(then), then)
        for article, then in zip(articles, later, strict=True)
    ]
    waiting = [article for article in articles if _waits(article)]
    coverage = foresight.coverage_of(waiting)
    shows = {one.show_id for one in coverage} - {show.pk}
    others = once.histories(shows)
    known = once.entries(all_of=shows)
    was = _overtaken_of(articles, waiting, coverage, others | {show.pk: before}, known | entries)
    for one in coverage:
        one.hand_set = one.hand_set or one.pk in keep
    will_be = _overtaken_of(later, waiting, coverage, others | {show.pk: after}, known | new)
    held = {article.pk for article in articles if _held_at(article)}
    return changes, will_be - was - held, foresight.without_report(held & was - will_be)


def _in_own_words(entry, history):
    """``entry``, without what implied it where that stands no more: it is told no more, not even in its words."""
    if entry.implied_by_id in history.corrected_by:
        entry = copy.copy(entry)
        entry.implied_by = None
    return entry


def _later(article, show, history, entries, moving, keep):
    """``article`` with its pins on ``show`` as they would be."""
    article = copy.copy(article)
    article.pins = [
        _moved(pin, history, entries, moving, keep) if pin.show_id == show.pk else pin for pin in article.pins
    ]
    return article


def _moved(pin, history, entries, moving, keep):
    pin, row = copy.copy(pin), pin.standing
    key = Key(pin.season_number, row.entry_id, row.later)
    move = next((move for move in moving if move.takes(pin)), None)
    if move is not None and pin.pk in keep:
        pin.hand_set = True
    elif move is not None:
        key = move.key
    pin.standing = explain.standing_of(pin, key, history, entries)
    return pin


def _waits(article):
    """Whether a published ``article`` is to be brought up to date at a moment to come."""
    try:
        update = article.scheduled_update
    except ObjectDoesNotExist:
        return False
    return update.what == ScheduledUpdate.What.SUBSTANTIVE


def _held_at(article):
    return article.scheduled_update.held_at if _waits(article) else article.held_at


def _overtaken_of(articles, waiting, coverage, histories, entries):
    """The pks of the articles that news would hold, if the moment of what is scheduled came now."""
    first = [one for one in articles if one.stage == Stage.SCHEDULED]
    relying = foresight.relying_as_scheduled([one.scheduled_update for one in waiting], coverage, histories, entries)
    return {one.pk for one in [*first, *relying] if notices.overtaken(one)}


def _overtaken(reporting, before, after):
    """The pks of the articles that were to report a change, and that are held once the ledger is ``after``."""
    last = max((line.pk for line in before.lines), default=None)
    held = {one for one in reporting if one.foreseen["entry"] != last and not foresight.is_there(one, before)}
    return {one.article_id for one in reporting if one not in held and not foresight.is_there(one, after)}


def _tells(notice):
    return notice and (notice.kind, notice.headline, notice.text)
