"""The ledgers that several parts of one page ask about, with their entries."""

from __future__ import annotations

from django.db.models import Q

from shows.history import History
from shows.models import StatusEntry

_NAMED = ("show", "season", "network", "implied_by__season", "implied_by__network")


def entries_of(histories, *, only=None):
    """The entries of these ledgers by pk, or ``only`` some of them, with all that the words of a notice name."""
    wanted = Q(show__in=list(histories)) if only is None else Q(pk__in=only)
    return _entries(wanted, histories)


def _entries(wanted, histories):
    entries = {entry.pk: entry for entry in StatusEntry.objects.filter(wanted).select_related(*_NAMED)}
    for entry in entries.values():
        if entry.implied_by_id in histories[entry.show_id].corrected_by:
            entry.implied_by = None
    return entries


class ReadOnce:
    """Ledgers and entries that are read once, whoever asks for them.

    For a page that is only looked at: what is recorded meanwhile it does not
    see. Whoever knows what the others will ask for says so by ``expect``: it
    comes along with what is asked for first.
    """

    def __init__(self):
        self._histories, self._entries, self._whole = {}, {}, set()
        self._shows, self._all_of, self._named = set(), set(), set()

    def expect(self, *, shows=(), all_of=(), entries=()):
        """These ledgers will be asked for, all entries of the shows ``all_of``, and these ``entries``: all by pk."""
        self._shows |= {*shows, *all_of}
        self._all_of |= set(all_of)
        self._named |= set(entries)

    def afresh(self, show):
        """The ledger of ``show``, which is held still and is read again if it was read before that; one statement."""
        self._histories.pop(show, None)
        self._whole.discard(show)
        return self.histories([show])[show]

    def histories(self, shows):
        """The ledgers of ``shows`` by their pk; one statement at most."""
        missing = set(shows) - self._histories.keys()
        if missing:
            missing |= self._shows - self._histories.keys()
            self._histories |= History.of_all(sorted(missing))
        return {show: self._histories[show] for show in shows}

    def entries(self, *, all_of=(), only=()):
        """The entries of the shows ``all_of`` and those of the pks ``only``, by pk; one statement at most.

        There may be more. Their ledgers have to be known: whoever asks has read them.
        """
        shows = set(all_of) - self._whole
        named = set(only) - self._entries.keys()
        if shows or named:
            shows |= (self._all_of & self._histories.keys()) - self._whole
            named |= self._named - self._entries.keys()
            self._entries |= _entries(Q(show__in=sorted(shows)) | Q(pk__in=sorted(named)), self._histories)
            self._whole |= shows
        return self._entries
