"""The ledger of a show as a timeline to read, and what is likely to come next."""

from dataclasses import dataclass

from shows.statuses import SEASON_NEXT, SHOW_NEXT


@dataclass(frozen=True)
class Choice:
    """A change that is likely, of the show or of the season of this number: ``Season 2 premiered``."""

    season: int | None
    status: str
    label: str


def timeline_of(show):
    """The entries of ``show`` in ledger order, newest first, each with what it implied as its ``followers``."""
    entries = list(show.ledger.for_timeline().select_related("corrects__season").in_ledger_order())[::-1]
    by_pk = {entry.pk: entry for entry in entries}
    for entry in entries:
        entry.show, entry.followers = show, []
    for entry in reversed(entries):
        if entry.implied_by_id:
            by_pk[entry.implied_by_id].followers.append(entry)
    return [entry for entry in entries if not entry.implied_by_id]


def told_once(entries):
    """``entries`` of one show without those that say what another says, which has them as its ``repeats``.

    Two shows that are one since may have recorded the same news. Told is what stands, before what does not, and the
    entry that was of the show all along.
    """
    told = {}
    for entry in sorted(entries, key=lambda one: (hasattr(one, "correction"), bool(one.moved_by_id), one.pk)):
        entry.repeats = []
        if entry.status is None or entry.corrects_id or hasattr(entry, "correction"):
            told[entry.pk] = entry  # what was put right is a story of its own
        elif (first := told.setdefault(_news_of(entry), entry)) is not entry:
            first.repeats.append(entry)
    kept = {entry.pk for entry in told.values()}
    return [entry for entry in entries if entry.pk in kept]


def _news_of(entry):
    premiere = entry.premiere_on, entry.premiere_precision
    return entry.season_id, entry.status, entry.effective_at, entry.precision, entry.network_id, *premiere


def current_entries(entries):
    """Of ``entries`` in ledger order the last standing one of each subject, by the season's pk; ``None``: the show."""
    return {entry.season_id: entry for entry in entries if entry.status and not hasattr(entry, "correction")}


def current_of(timeline):
    """Today's entry of each subject, the show's first."""
    entries = [one for entry in timeline for one in (entry, *entry.followers)]
    current = current_entries(sorted(entries, key=lambda entry: (entry.placed_at, entry.place, entry.pk)))
    return sorted(current.values(), key=lambda entry: entry.season.number if entry.season_id else 0)


def likely_next(current):
    """What may well happen next to a show whose entries of today are ``current``, and to its season that is open."""
    of_show = next((entry.status for entry in current if not entry.season_id), None)
    found = [Choice(None, status, label) for status, label in SHOW_NEXT[of_show]]
    opened = [entry for entry in current if entry.season_id and entry.status in SEASON_NEXT]
    for entry in opened[-1:]:
        number = entry.season.number
        found += [Choice(number, status, f"Season {number} {label}") for status, label in SEASON_NEXT[entry.status]]
    return found
