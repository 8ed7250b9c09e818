"""What left the stale desk lately, and how: by somebody's outcome, or because the ledger itself put it right.

An outcome is a row. What the ledger takes back is told by the ledger: nothing is
written to each article, as a change of status may touch any number of them, and
so it is read again from its entries.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from articles.models import Article, Coverage, Outcome
from shows.history import History, Key
from shows.models import Standing, StatusEntry
from shows.statuses import SINCE_CHANGED

NAMED = 5  # articles of one act on the ledger
COUNTED = 1000
LOOKED_AT = 400  # entries, for a page of acts


@dataclass(frozen=True)
class Silenced:
    """An act on the ledger, its first ``entry``, and articles whose notice went by it: some, and how many in all."""

    entry: StatusEntry
    articles: tuple[Article, ...]
    number: int

    @property
    def further(self):
        return self.number - len(self.articles)


def by_people(before=None):
    """Outcomes, the latest first, from that of the pk ``before`` on; what is sealed is named to nobody."""
    found = Outcome.objects.filter(article__sealed_at=None).order_by("-pk")
    found = found.select_related("by", "article__live_revision", "article__latest_revision", "follow_up__live_revision")
    return found if before is None else found.filter(pk__lt=before)


def by_ledger(before=None, *, most):
    """``(acts, cursor)``: at most so many acts on the ledger by which notices went, the latest first.

    ``before`` and the cursor are pks of entries; the cursor is ``None`` where
    the ledger has no older entry. Five statements at most, however many.
    """
    entries = StatusEntry.objects.order_by("-pk").values_list("pk", "show", "recorded_at")
    entries = list((entries if before is None else entries.filter(pk__lt=before))[: LOOKED_AT + 1])
    acts = [list(rows) for _, rows in groupby(entries[:LOOKED_AT], key=lambda row: row[1:])]
    is_last = len(entries) <= LOOKED_AT
    if not is_last and len(acts) > 1:
        acts.pop()  # some of it may be among what was not read
    shows = sorted({rows[0][1] for rows in acts})
    histories, keys = History.of_all(shows) if shows else {}, _keys(shows)
    told = _Told(histories, keys)
    found, first = [], None
    for rows in acts:
        if len(found) == most:
            is_last = False
            break
        (last, show, _), first = rows[0], rows[-1][0]
        if silenced := told.before(show, first) - told.by(show, last):
            found.append((first, silenced))
    return _told(found), None if is_last else first


def _keys(shows):
    """The standing rows of these shows: pairs of a pk and a key, by show."""
    rows = Standing.objects.filter(show__in=shows).order_by("show", "pk")
    columns = rows.values_list("show", "pk", "season__number", "entry", "later") if shows else ()
    return {show: [(pk, Key(*key)) for _, pk, *key in rows] for show, rows in groupby(columns, key=lambda row: row[0])}


class _Told:
    """The pks of the standing rows of a show that told of a change, by the entries of its ledger up to one of them."""

    def __init__(self, histories, keys):
        self._histories, self._keys, self._known = histories, keys, {}

    def before(self, show, first):
        lines = [line.pk for line in self._histories[show].lines if line.pk < first]
        return self.by(show, max(lines)) if lines else set()

    def by(self, show, last):
        if (show, last) not in self._known:
            history = History(line for line in self._histories[show].lines if line.pk <= last)
            self._known[show, last] = {
                pk
                for pk, key in self._keys.get(show, ())
                if (key.entry is None or key.entry in history.by_pk) and history.become(key).kind in SINCE_CHANGED
            }
        return self._known[show, last]


def _told(found):
    parts = ("show", "season", "network", "recorded_by", "corrects")
    entries = StatusEntry.objects.select_related(*parts).in_bulk([pk for pk, _ in found]) if found else {}
    relying = _relying({row for _, rows in found for row in rows})
    pks = {pk: _out_by(entries[pk].recorded_at, rows, relying) for pk, rows in found}
    named = {one for articles in pks.values() for one in articles[:NAMED]}
    known = Article.objects.published().filter(sealed_at=None).select_related("live_revision").in_bulk(named)
    told = {pk: tuple(known[one] for one in articles[:NAMED] if one in known) for pk, articles in pks.items()}
    return [Silenced(entries[pk], told[pk], len(pks[pk])) for pk, _ in found]


def _relying(rows):
    """By the pk of each standing row the newest that rely on it: pairs of an article and when it came out."""
    relying = Coverage.objects.filter(
        standing=OuterRef("pk"), published_at__isnull=False, mention_only=False, is_exempt=False
    )
    newest = relying.order_by("-published_at", "-article")
    arrays = [ArraySubquery(newest.values(name)[:COUNTED]) for name in ("article", "published_at")]
    found = Standing.objects.filter(pk__in=rows).values_list("pk", *arrays) if rows else ()
    return {pk: list(zip(articles, dates, strict=True)) for pk, articles, dates in found}


def _out_by(moment, rows, relying):
    """Those articles on ``rows`` that were out then, the newest first: who came later never told anything else."""
    out = {pk: at for row in rows for pk, at in relying.get(row, ()) if at <= moment}
    return sorted(out, key=lambda pk: (out[pk], pk), reverse=True)
