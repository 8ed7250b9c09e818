"""What is derived from ledgers and articles, derived once more from scratch, compared, and repaired."""

from __future__ import annotations

from django.db import connection, transaction

from articles import clock, uncovered
from articles.models import Article, Uncovered, Unread
from shows import ledger, standings
from shows.history import History
from shows.models import Network, Show, Standing


@transaction.atomic
def rebuild(show, *, repair):
    """The differences between what is stored for ``show`` and what follows from its ledger, a sentence each.

    With ``repair`` they are put right. Standing rows, automatic pins, the newest
    publication beside each row, today's network of the show and the articles'
    dates on their coverage are derived; what an editor set by hand never is.
    """
    show = ledger.lock([show])[show.pk]
    history, table = History.of(show), standings.load(show)
    strays = _strays(table, history)
    spans = _spans(table, history)
    misplaced = _misplaced(show, spans)
    found = [
        *(_of_stray(row) for row in strays),
        *_of_rows(table, history),
        *(_of_pins(spans, table, *one) for one in misplaced),
        *_of_newest(show, table),
        *_of_network(show, history),
        *_of_dates(show),
    ]
    if found and repair:
        _repair(show, table, history, strays, [spans[number] for number, *_ in misplaced])
    return found


def _repair(show, table, history, strays, wrong):
    standings.refresh(table, history, also=[span.key for span in wrong])
    _copy_dates(show)
    standings.keep_show(show, history)
    if wrong or table.flipped:
        # The clock's row stays locked to the commit, so what is marked with its number after it is in order, too.
        seq, _ = clock.advance(flipped=table.flipped)
        _move(show, wrong, table, seq)
    _raise_newest(table)
    Standing.objects.filter(pk__in=[row.pk for row in strays], pins=None).delete()


# -- standing rows -------------------------------------------------------------------------------


def _strays(table, history):
    """The rows that no rule makes, taken out of ``table``: of an entry that states nothing, or of another subject."""
    strays = []
    for key in list(table.rows):
        line = history.by_pk.get(key.entry)
        if key.entry is not None and (line.status is None or (line.season != key.season and not key.later)):
            strays.append(table.rows.pop(key))
    return strays


def _of_stray(row):
    return f"{_name(row.key)}: no rule makes this row; it goes, unless a pin was set to it by hand"


def _of_rows(table, history):
    currents = history.current_keys
    for key, row in table.rows.items():
        stored, derived = _says(row.says, row.is_current), _says(history.become(key), key in currents)
        if stored != derived:
            yield f"{_name(key)}: stored as {stored}, derived as {derived}"
    for key in history.own_keys():
        if key not in table.rows:
            yield f"{_name(key)}: it has no row"


def _name(key):
    subject = "the show" if key.season is None else f"season {key.season}"
    counts = ", the end of the show counting" if key.later else ""
    return f"{subject}, {f'entry {key.entry}' if key.entry else 'nothing recorded'}{counts}"


def _says(says, is_current):
    turned = f" by entry {says.turned_by}" if says.turned_by else ""
    now = f", now entry {says.now}" if says.now else ""
    return f"{says.kind!s}{turned}{now}{', current' if is_current else ''}"


# -- pins ----------------------------------------------------------------------------------------


class _Span:
    """The articles about one subject that relied in ``[begins, ends)``: their pins belong on the row of ``key``."""

    def __init__(self, season, begins, ends, key, row):
        self.season, self.key, self.row = season, key, row
        self.begins = begins.isoformat() if begins else "-infinity"
        self.ends = ends.isoformat() if ends else "infinity"


def _spans(table, history):
    spans = []
    for number, season in ((None, 0), *table.seasons.items()):
        steps = history.pins_over_time(number)
        ends = [begins for begins, _ in steps[1:]] + [None]
        for (begins, key), end in zip(steps, ends, strict=True):
            spans.append(_Span(season, begins, end, key, table.pk_of(key)))
    return spans


# Coverage whose pins are not where the spans in which it relied put them. A season of 0 is the show as a whole.
_MISPLACED = """
SELECT span.number - 1, c.standing_id, count(*), min(c.article_id)
  FROM unnest(%(seasons)s::bigint[], %(begins)s::text[]::timestamptz[], %(ends)s::text[]::timestamptz[],
              %(rows)s::bigint[]) WITH ORDINALITY AS span (season_id, begins, ends, standing_id, number)
  JOIN articles_coverage c
    ON coalesce(c.season_id, 0) = span.season_id AND c.relied_at >= span.begins AND c.relied_at < span.ends
 WHERE c.show_id = %(show)s AND NOT c.hand_set AND c.standing_id IS DISTINCT FROM span.standing_id
 GROUP BY 1, 2 ORDER BY 1, 2
"""
_MOVE = """
UPDATE articles_coverage AS c
   SET standing_id = span.standing_id, moved_at = clock_timestamp(), moved_seq = %(seq)s
  FROM unnest(%(seasons)s::bigint[], %(begins)s::text[]::timestamptz[], %(ends)s::text[]::timestamptz[],
              %(rows)s::bigint[]) AS span (season_id, begins, ends, standing_id)
 WHERE coalesce(c.season_id, 0) = span.season_id AND c.relied_at >= span.begins AND c.relied_at < span.ends
   AND c.show_id = %(show)s AND NOT c.hand_set AND c.standing_id IS DISTINCT FROM span.standing_id
"""


def _parameters(show, spans):
    return {
        "show": show.pk,
        "seasons": [span.season for span in spans],
        "begins": [span.begins for span in spans],
        "ends": [span.ends for span in spans],
        "rows": [span.row for span in spans],
    }


def _misplaced(show, spans):
    """Where pins are wrong: ``(number of the span, row that they stand on, how many, an article)``."""
    with connection.cursor() as cursor:
        cursor.execute(_MISPLACED, _parameters(show, spans))
        return cursor.fetchall()


def _of_pins(spans, table, number, row, count, article):
    names = {row.pk: _name(row.key) for row in table.rows.values()}
    slug = Article.objects.values_list("slug", flat=True).get(pk=article)
    stored, derived = names.get(row, f"row {row}"), _name(spans[number].key)
    return f"pins on “{stored}” belong on “{derived}”: {count:,}, the first that of {slug}"


def _move(show, wrong, table, seq):
    """Put the pins of the wrong spans on their rows, which are all there by now."""
    for span in wrong:
        span.row = table.pk_of(span.key)
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, {**_parameters(show, wrong), "seq": seq})


# -- what is kept beside -------------------------------------------------------------------------

_TOO_LOW = """
SELECT s.id, max(c.published_at)
  FROM shows_standing s JOIN articles_coverage c ON c.standing_id = s.id JOIN articles_article a ON a.id = c.article_id
 WHERE s.show_id = %s AND c.published_at IS NOT NULL
 GROUP BY s.id HAVING s.newest_pin_at IS NULL OR s.newest_pin_at < max(c.published_at)
     OR coalesce(s.newest_open_at, '-infinity') < max(c.published_at) FILTER (WHERE NOT c.mention_only
            AND NOT c.is_exempt AND NOT a.is_exempt AND c.settled_turn_id IS DISTINCT FROM s.turned_by_id)
"""
_RAISE = """
UPDATE shows_standing AS s SET newest_pin_at = greatest(s.newest_pin_at, found.newest),
       newest_open_at = greatest(s.newest_open_at, found.newest)
  FROM (SELECT standing_id, max(published_at) AS newest FROM articles_coverage
         WHERE standing_id = ANY(%s) AND published_at IS NOT NULL GROUP BY standing_id) AS found
 WHERE s.id = found.standing_id
"""
_OTHER_DATES = """
SELECT a.slug
  FROM articles_coverage c JOIN articles_article a ON a.id = c.article_id
 WHERE c.show_id = %s AND c.published_at IS DISTINCT FROM
       CASE WHEN a.stage = 'published' AND c.relied_at IS NOT NULL THEN a.published_at END
 ORDER BY c.id
"""
_COPY_DATES = """
UPDATE articles_coverage AS c
   SET published_at = CASE WHEN a.stage = 'published' AND c.relied_at IS NOT NULL THEN a.published_at END
  FROM articles_article a
 WHERE a.id = c.article_id AND c.show_id = %s AND c.published_at IS DISTINCT FROM
       CASE WHEN a.stage = 'published' AND c.relied_at IS NOT NULL THEN a.published_at END
"""


def _of_newest(show, table):
    names = {row.pk: _name(row.key) for row in table.rows.values()}
    with connection.cursor() as cursor:
        cursor.execute(_TOO_LOW, [show.pk])
        for row, newest in cursor.fetchall():
            yield f"{names.get(row, f'row {row}')}: an article of {newest:%Y-%m-%d %H:%M} is newer than its newest pin"


def _raise_newest(table):
    with connection.cursor() as cursor:
        cursor.execute(_RAISE, [[row.pk for row in table.rows.values()]])


def _of_network(show, history):
    if show.network_id != history.network:
        names = dict(Network.objects.filter(pk__in=[show.network_id, history.network]).values_list("pk", "name"))
        yield f"its network: stored as {names.get(show.network_id)}, derived as {names.get(history.network)}"


def _of_dates(show):
    with connection.cursor() as cursor:
        cursor.execute(_OTHER_DATES, [show.pk])
        for (slug,) in cursor.fetchall():
            yield f"{slug}: its date on its coverage is not that of the article"


def _copy_dates(show):
    with connection.cursor() as cursor:
        cursor.execute(_COPY_DATES, [show.pk])


# -- what published articles name and do not cover -----------------------------------------------

PIECES = 500  # articles that are read at a time


def uncovered_after(article, *, repair):
    """As ``rebuild``, of the next published articles after the key ``article``.

    Returns the key of the last one, ``None`` where none came, and the differences. What the worker is still to
    read is no difference yet.
    """
    following = Article.objects.published().filter(pk__gt=article).order_by("pk")
    pks = list(following.values_list("pk", flat=True)[:PIECES])
    return (pks[-1], _of_uncovered(pks, repair=repair)) if pks else (None, [])


def is_read_for_names():
    """Whether no name, and no walk over all articles, waits for the worker."""
    return not Unread.objects.filter(article=None).exists()


@transaction.atomic
def _of_uncovered(pks, *, repair):
    if repair:
        # Who changes one of them meanwhile waits, and has it read once more.
        list(Article.objects.filter(pk__in=pks).order_by("pk").select_for_update(no_key=True).values_list("pk"))
    waiting = set(Unread.objects.filter(article__in=pks).values_list("article", flat=True))
    rows = {
        (article, show): row
        for article, shows in uncovered.derived([pk for pk in pks if pk not in waiting]).items()
        for show, row in shows.items()
    }
    stored = {
        (one.article_id, one.show_id): one
        for one in Uncovered.objects.filter(article__in=pks)
        if one.article_id not in waiting
    }
    wrong = sorted(
        key
        for key in {*rows, *stored}
        if key not in rows or key not in stored or uncovered.differs(stored[key], rows[key])
    )
    if wrong and repair:
        uncovered.put_right(rows, set(pks) - waiting)
    slugs = dict(Article.objects.filter(pk__in={pk for pk, _ in wrong}).values_list("pk", "slug"))
    titles = {one.pk: one.told_apart for one in Show.objects.filter(pk__in={pk for _, pk in wrong})}
    return [
        f"{slugs[pk]}: {_misread(rows.get((pk, show)), stored.get((pk, show)), titles[show])}" for pk, show in wrong
    ]


def _misread(row, stored, title):
    if stored is None:
        return f"it names “{title}” and does not cover it, and is not listed"
    return f"it is listed with “{title}”, otherwise than it names it" if row else f"it is listed with “{title}” in vain"
