"""The ledger of a show as a timeline to read."""


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


def current_of(timeline):
    """Today's entry of each subject, the show's first: the last in ledger order that stands."""
    entries = [one for entry in timeline for one in (entry, *entry.followers)]
    entries.sort(key=lambda entry: (entry.placed_at, entry.place, entry.pk))
    current = {entry.season_id: entry for entry in entries if entry.status and not hasattr(entry, "correction")}
    return sorted(current.values(), key=lambda entry: entry.season.number if entry.season_id else 0)
