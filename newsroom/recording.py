"""A change of status as a command or a form is asked for it, before its season and its network need be there."""

import difflib
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from articles import status_changes
from articles.status_changes import Change, Impact, Refused
from newsroom.lib.slugs import ascii_slug, free_slug
from shows import ledger
from shows.history import History
from shows.models import Network, Season, Show


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
        show = ledger.lock([self.show])[self.show.pk]
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

    def keep(self, impact):
        """The coverage whose pin stays, given the preview that ticks as is proposed."""
        proposed = {move.coverage.pk: move.ticked for move in impact.moves}
        return {pk for pk, ticked in proposed.items() if not (pk in self.moves if pk in self.moves_shown else ticked)}


@dataclass(frozen=True)
class Look:
    """The preview of what was asked for: its impact, and the changes that it implies, each with its tick."""

    impact: Impact
    proposals: tuple[tuple[Change, bool], ...]


def name_of(change):
    """Names a change among those that one implies: ``2.ordered``, ``show.returning``."""
    return f"{change.season.number if change.season else 'show'}.{change.status}"


def look(wanted, *, by, at, ticks=None, corrects=None):
    """What recording ``wanted``, or correcting ``corrects`` by it, will do, with ``ticks`` as they are."""
    ticks = ticks or Ticks()
    with transaction.atomic():
        change = wanted.change()
        offered = [] if corrects else proposals(change)
        ticked = [one for one in offered if ticks.takes(one)]

        def preview(keep=None):
            return status_changes.preview(change, by=by, at=at, implied=ticked, corrects=corrects, keep=keep)

        impact = preview()
        keep = ticks.keep(impact)
        if keep != set(impact.unticked):
            impact = preview(keep)
        # A new network or season is there once the status is recorded, and nobody waits for us while somebody reads.
        transaction.set_rollback(True)
    new = {name_of(one) for one in impact.implied}
    # What the ledger has already is no proposal.
    shown = [(one, one in ticked) for one in offered if one not in ticked or name_of(one) in new]
    return Look(impact, tuple(shown))


@transaction.atomic
def record(wanted, *, by, at, ticks, keep, expected, corrects=None):
    """Record ``wanted``, or correct ``corrects`` by it, as the preview whose token is ``expected`` showed it.

    The pins of the coverage in ``keep`` stay. Returns ``Done``, and raises what
    ``status_changes.record`` does.
    """
    change = wanted.change()
    if corrects:
        return status_changes.correct(corrects, change, by=by, at=at, keep=keep, expected=expected)
    ticked = [one for one in proposals(change) if ticks.takes(one)]
    return status_changes.record(change, by=by, at=at, implied=ticked, keep=keep, expected=expected)


def proposals(change):
    history = History.of(change.show)
    return ledger.implied(ledger.complete(change, history), history)


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
