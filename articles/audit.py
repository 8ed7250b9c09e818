"""What was done to an article, by whom: written down in the transaction that does it."""

from __future__ import annotations

from articles.models import AuditEntry, Occasion
from articles.models.audit import Act

# Of these, people are told.
TOLD = {
    *(Act.SUBMITTED, Act.SENT_BACK, Act.COMMENTED),
    *(Act.HELD, Act.HELD_UPDATE, Act.ASSIGNED, Act.HANDED_OVER),
}
LONGEST_NOTE = AuditEntry._meta.get_field("note").max_length


def note(article, act, *, by, at, revision=None, note="", **details):
    """Log ``act`` on ``article``, within the transaction of the act; returns the entry.

    ``by`` is ``None`` for the clock and for imports. ``note`` is what was said
    with it, ``details`` what else there is to know of it: dates and names that
    JSON can hold, and nothing of the article's text.
    """
    (entry,) = note_all([article], act, by=by, at=at, revision=revision, note=note, **details)
    return entry


def note_all(articles, act, *, by, at, revision=None, note="", **details):
    """As ``note``, of several ``articles`` with the same words; two statements however many."""
    entries = AuditEntry.objects.bulk_create(
        AuditEntry(
            article=article,
            act=act,
            by=by,
            at=at,
            revision_id=getattr(revision, "pk", revision),
            note=note[:LONGEST_NOTE],
            details=details,
        )
        for article in articles
    )
    if act in TOLD:
        # What is given to somebody at once is told at once, by the first.
        told = entries[:1] if act == Act.HANDED_OVER else entries
        Occasion.objects.bulk_create(Occasion(audit=entry) for entry in told)
    return entries
