"""A change of status as a command or a form is asked for it, before its season and its network need be there."""

import difflib
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction

from articles import impacts, status_changes
from articles.status_changes import Change, Impact, Refused
from newsroom.lib.periods import Precision, end_of, in_words, newsroom_date, on, start_of, to_the_minute
from newsroom.lib.slugs import ascii_slug, free_slug
from shows import ledger
from shows.history import History
from shows.models import Network, Season, Show, StatusEntry


@dataclass(frozen=True)
class Wanted:
    """What was asked for. The network is one that is known, or the name of one that need not be there yet."""

    show: Show
    season: int | None
    network: Network | str
    network_kind: str
    fields: dict

    def change(self):
        """The change, for the transaction that we are in: it makes the network and the season that are missing."""
        show = ledger.hold(self.show)
        network = self.network or None
        if isinstance(network, str):
            network = network_named(network, self.network_kind)
        season = Season.objects.get_or_create(show=show, number=self.season)[0] if self.season else None
        return Change(show=show, season=season, network=network, **self.fields)


@dataclass(frozen=True)
class Ticks:
    """What an editor has ticked of what a preview showed; what was not shown yet stands as it is proposed.

    ``implied`` and ``implied_shown`` are names of changes, ``moves`` and
    ``moves_shown`` pks of coverage.
    """

    without_implied: bool = False
    implied: frozenset = frozenset()
    implied_shown: frozenset = frozenset()
    moves: frozenset = frozenset()
    moves_shown: frozenset = frozenset()

    def takes(self, change):
        if self.without_implied:
            return False
        return name_of(change) in self.implied or name_of(change) not in self.implied_shown

    def keep(self, moves):
        """The coverage whose pin stays, of ``moves`` that are ticked as is proposed."""
        proposed = {move.coverage.pk: move.ticked for move in moves}
        return {pk for pk, ticked in proposed.items() if not (pk in self.moves if pk in self.moves_shown else ticked)}


@dataclass(frozen=True)
class Look:
    """The preview of what was asked for: its impact, and the changes that it implies, each with its tick.

    ``already`` is the entry by which the ledger says so already.
    """

    impact: Impact
    proposals: tuple[tuple[Change, bool], ...]
    already: StatusEntry | None = None

    @property
    def already_says(self):
        """``“Étoile” is on record as Returning on Netflix already, since November 22, 2026, 10:11 a.m.``"""
        entry = self.already
        subject = f"season {entry.season.number} of “{entry.show}”" if entry.season_id else f"“{entry.show}”"
        premiere = f" to premiere {on(entry.premiere_on, entry.premiere_precision)}" if entry.premiere_on else ""
        where = f" on {entry.network}" if entry.network_id else ""
        says = f"{subject} is on record as {entry.label}{where}{premiere} already, since {since(entry)}"
        return says[:1].upper() + says[1:].removesuffix(".") + "."


def name_of(change):
    """Names a change among those that one implies: ``2.ordered``, ``show.returning``, ``281.2.None``."""
    wrong = f"{change.corrects.pk}." if change.corrects else ""
    return f"{wrong}{change.season.number if change.season else 'show'}.{change.status}"


def since(entry):
    """When ``entry`` became true, as precisely as is known."""
    if entry.precision == Precision.MINUTE:
        return to_the_minute(entry.effective_at)
    return in_words(newsroom_date(entry.effective_at), entry.precision)


def look(wanted, *, at, ticks=None, corrects=None, most=None, only=None):
    """What recording ``wanted``, or correcting ``corrects`` by it, will do, with ``ticks`` as they are.

    ``most`` and ``only`` are as in ``impacts.look``.
    """
    ticks = ticks or Ticks()
    with transaction.atomic():
        change = wanted.change()
        history = History.of(change.show)
        change = ledger.complete(change, history, corrects=corrects)
        offered = impacts.implied_by(change, history, corrects)
        ticked = [one for one in offered if ticks.takes(one)]
        already = None if corrects else already_there(change, history)
        asked = {"corrects": corrects, "keep": ticks.keep, "most": most, "only": only}
        impact = status_changes.preview(change, at=at, implied=ticked, **asked)
        # A new network or season is there once the status is recorded, and nobody waits for us while somebody reads.
        transaction.set_rollback(True)
    new = {name_of(one) for one in impact.implied}
    # What the ledger has already is no proposal.
    shown = [(one, one in ticked) for one in offered if one not in ticked or name_of(one) in new]
    return Look(impact, tuple(shown), already)


def already_there(change, history):
    """The entry by which ``history`` says what the complete ``change`` says, as the current one by the end of that day.

    The same news, typed by somebody else with another minute, is no repetition
    that the ledger could refuse: a show may be renewed again.
    """
    day = Precision.DAY if change.precision == Precision.MINUTE else change.precision
    end = end_of(start_of(change.effective_at, day), day)
    line = history.current(change.season and change.season.number, by=end - timedelta.resolution)
    said = (change.status, change.network and change.network.pk, change.premiere_on, change.premiere_precision)
    if line is None or (line.status, line.network, line.premiere_on, line.premiere_precision) != said:
        return None
    return StatusEntry.objects.select_related("show", "season", "network").get(pk=line.pk)


@transaction.atomic
def record(wanted, *, by, at, ticks, keep, expected, corrects=None):
    """Record ``wanted``, or correct ``corrects`` by it, as the preview whose token is ``expected`` showed it.

    The pins of the coverage in ``keep`` stay. Returns ``Done``, and raises what
    ``status_changes.record`` does.
    """
    change = wanted.change()
    ticked = [one for one in proposals(change, corrects) if ticks.takes(one)]
    if corrects:
        return status_changes.correct(corrects, change, by=by, at=at, implied=ticked, keep=keep, expected=expected)
    return status_changes.record(change, by=by, at=at, implied=ticked, keep=keep, expected=expected)


def proposals(change, corrects=None):
    """What is recorded along with ``change``, or put right along with ``corrects``."""
    history = History.of(change.show)
    return impacts.implied_by(ledger.complete(change, history, corrects=corrects), history, corrects)


# -- networks ------------------------------------------------------------------------------------


def network_named(name, kind=""):
    """The network of this name, made where there is none."""
    try:
        with transaction.atomic():
            return find_network(name, kind) or make_network(name, kind)
    except IntegrityError:  # somebody made it at the same moment
        return find_network(name, kind)


def find_network(name, kind=""):
    found = list(Network.objects.named(name).order_by("name")[:5])
    if len(found) > 1:
        *most, last = [f"“{network}”" for network in found]
        names = f"{', '.join(most)} or {last}"
        raise Refused(f"“{name}” is another name of {names}: give the name of the one that you mean.", field="network")
    if found and kind and found[0].kind != kind:
        raise Refused(f"“{found[0]}” is known as {found[0].kind}: leave the option out.", field="network_kind")
    return found[0] if found else None


def make_network(name, kind):
    slug = free_slug(ascii_slug(name, fallback="network"), lambda slug: Network.objects.filter(slug=slug).exists())
    return Network.objects.create(name=name, slug=slug, kind=kind or Network.NetworkKind.STREAMER)


def like(network):
    """For a network that is not there yet, the name of one that may have been meant, or nothing."""
    names = dict(Network.objects.values_list("pk", "name"))
    if network is None or network.pk in names:
        return None
    return next(iter(difflib.get_close_matches(network.name, names.values(), n=1, cutoff=0.7)), "")
