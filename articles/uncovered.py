"""Published articles that name a show they don't cover: kept in a table, read by the worker, settled at the desk.

Triggers note what is to be read: an article that came out or changed, a name
that is new or gone. Reading is the worker's, as the words of an article take
longer to walk through than its publication; what is settled goes at once.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from time import monotonic

from django.db import connection, transaction
from django.db.models import Max

from articles import audit, filing, hints, known, named
from articles.bulk import Subject
from articles.holding import NotAllowed, refuse_sealed
from articles.models import Article, Coverage, NotAbout, Stage, Uncovered, Unread
from articles.models.audit import Act
from articles.naming import read, words_of
from shows import ledger
from shows.models import Season

AT_ONCE = 200  # rows that wait: a batch is a transaction
ONE_AT_A_TIME = 20_258  # whoever reads knows what else waits
KEPT = ("season", "published_at", "where", "before", "words", "after")


class Settled(NotAllowed):
    """Nothing is left to settle: somebody was faster, or readers see another text by now."""

    def __init__(self, article, show):
        super().__init__(
            f"“{article}” is not listed with “{show}” any more: it covers the show by now, somebody set it aside, "
            "or the text that readers see does not name it. Nothing was done."
        )


# -- from scratch --------------------------------------------------------------------------------


def derived(articles):
    """What follows from the words of ``articles``, which are keys, and from what each covers and is not about.

    By the key of each that is published, the ``Uncovered`` that belong to it by
    their shows. No lock is taken, and nothing is written.
    """
    mentions = _mentions(articles)
    settled = _settled(mentions)
    return {pk: rows(pk, published_at, found, settled[pk]) for pk, (_, published_at, found) in mentions.items()}


def _mentions(articles):
    """Of each published article: its live revision, its date, and what its words name."""
    names = known.names()
    words = (
        Article.objects.published()
        .filter(pk__in=articles)
        .order_by()
        .values_list(
            "pk",
            "live_revision",
            "published_at",
            "live_revision__headline",
            "live_revision__dek",
            "live_revision__body",
        )
    )
    return {pk: (revision, at, names.found_in(read(*said))) for pk, revision, at, *said in words}


def _settled(articles):
    """The shows that each of ``articles`` covers, or is not about."""
    found = defaultdict(set)
    covered = Coverage.objects.filter(article__in=articles).order_by().values_list("article", "show")
    aside = NotAbout.objects.filter(article__in=articles).order_by().values_list("article", "show")
    for article, show in covered.union(aside, all=True).order_by():
        found[article].add(show)
    return found


def rows(article, published_at, mentions, settled):
    """The ``Uncovered`` of an article, by their shows: all but those ``settled``, which are keys."""
    found = {}
    for one in named.left_out(mentions, settled):
        before, words, after = one.mention.around
        found[one.show.pk] = Uncovered(
            article_id=article,
            show_id=one.show.pk,
            season=one.season,
            published_at=published_at,
            where=one.mention.where,
            before=before,
            words=words,
            after=after,
        )
    return found


# -- reading -------------------------------------------------------------------------------------


def read_waiting(*, seconds=None, most=AT_ONCE):
    """Read all that waits, for so many ``seconds`` at most; what others hold at this moment is left for later."""
    end = None if seconds is None else monotonic() + seconds
    while read_some(most) and (end is None or monotonic() < end):
        pass


@transaction.atomic
def read_some(most=AT_ONCE):
    """Read what has waited longest, and return how many rows of ``Unread`` that has done away with.

    Where somebody else reads already, that is none. Nobody who publishes waits for it: an
    article that somebody holds is left for later, and one that changes meanwhile waits anew.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        if not cursor.fetchone()[0]:
            return 0
    waiting = list(Unread.objects.order_by("pk")[:most])
    _find([one.name for one in waiting if one.name])
    _walk([one.after for one in waiting if one.after is not None], most)
    done = _keep({one.article_id for one in waiting} - {None})
    read = [one.pk for one in waiting if one.article_id is None or one.article_id in done]
    Unread.objects.filter(pk__in=read).delete()
    return len(read)


def _keep(articles):
    """Bring the rows of ``articles`` in line with what follows; returns the keys of those that nobody else holds."""
    if not articles:
        return set()
    mentions = _mentions(articles)
    stages = Article.objects.filter(pk__in=articles).order_by("pk").values_list("pk", "stage", "live_revision")
    held = {pk: said for pk, *said in stages.select_for_update(skip_locked=True, of=("self",), no_key=True)}
    gone = articles - set(Article.objects.filter(pk__in=articles).values_list("pk", flat=True))
    # Read before they were held, so that they are held for a moment: of one that changed between, wait for the row.
    same = {pk: mentions.get(pk) for pk, said in held.items() if _live(*said) == mentions.get(pk, [None])[0]}
    _write(same)
    return gone.union(same)


def _live(stage, revision):
    return revision if stage == Stage.PUBLISHED else None


def _write(mentions):
    settled, found = _settled(mentions), {}
    for pk, said in mentions.items():
        found |= {(pk, show): row for show, row in (rows(pk, *said[1:], settled[pk]) if said else {}).items()}
    put_right(found, mentions)


def put_right(rows, articles):
    """Let ``articles`` have these ``rows``, by article and show, and no others; what stays as it is isn't written."""
    stored = {(one.article_id, one.show_id): one for one in Uncovered.objects.filter(article__in=list(articles))}
    other = [row for key, row in rows.items() if key not in stored or differs(stored[key], row)]
    Uncovered.objects.filter(pk__in=[one.pk for key, one in stored.items() if key not in rows]).delete()
    Uncovered.objects.bulk_create(
        other, update_conflicts=True, unique_fields=["article", "show"], update_fields=list(KEPT)
    )


def differs(one, other):
    return any(getattr(one, name) != getattr(other, name) for name in KEPT)


# -- what a name concerns ------------------------------------------------------------------------

_ASK = """
SELECT array_agg(DISTINCT asked::text) FILTER (WHERE numnode(asked) > 0), bool_or(numnode(asked) = 0)
  FROM unnest(%s::text[]) AS name, plainto_tsquery('pg_catalog.english', public.newsroom_fold(name)) AS asked
"""
_SAY = """
INSERT INTO articles_unread (article_id)
SELECT DISTINCT found.article_id
  FROM unnest(%s::text[]) AS asked (query)
 CROSS JOIN LATERAL (SELECT article_id FROM articles_findable WHERE words @@ asked.query::tsquery) AS found
 WHERE NOT EXISTS (SELECT FROM articles_unread AS waiting WHERE waiting.article_id = found.article_id)
 ORDER BY 1
"""
_WORD = re.compile(r"[^\W_]{2,}")


def _find(names):
    """Have those articles read that say one of ``names``, by the index of words.

    It holds no little words: for a name of nothing else every article is read.
    What a text writes with points within a word, or joins by strokes, it may miss.
    """
    if not names:
        return
    with connection.cursor() as cursor:
        cursor.execute(_ASK, [[_in_index(name) for name in names]])
        queries, everything = cursor.fetchone()
        if queries:
            cursor.execute(_SAY, [queries])
    if everything:
        Unread.objects.filter(after__isnull=False).delete()
        Unread.objects.create(after=0)


def _in_index(name):
    """The words of ``name`` that stand in the index as they are, whoever writes them."""
    return " ".join(one for one in (name[word.start : word.end] for word in words_of(name)) if _WORD.fullmatch(one))


def _walk(begins, most):
    """Have the next articles read, and go on behind them."""
    if not begins:
        return
    found = Article.objects.published().filter(pk__gt=min(begins)).order_by("pk")
    pks = list(found.values_list("pk", flat=True)[:most])
    further = [Unread(after=pks[-1])] if pks else []
    Unread.objects.bulk_create([*(Unread(article_id=pk) for pk in pks), *further])


# -- settling ------------------------------------------------------------------------------------


@transaction.atomic
def cover(article, show, *, mention_only=False, by, at):
    """Have a published ``article`` cover ``show``, as its text names it, relying as its publication did.

    What is ``mention_only`` is listed with the show, and never flagged.
    Raises ``Settled`` where it isn't listed any more, and ``filing.Refiled``
    where somebody files the article at this moment.
    """
    current = filing.of(article)
    ledger.lock(current.shows | {show.pk})
    row = _held(article, show)
    highest = Season.objects.filter(show=show).aggregate(last=Max("number"))["last"] or 0
    season = row.season if row.season and row.season <= highest + 1 else None
    wanted = replace(current, subjects=(*current.subjects, Subject(show.pk, season, mention_only)))
    filing.refile(article, wanted, began_with=current.as_text, relies=True, by=by, at=at)
    _keep({article.pk})


@transaction.atomic
def set_aside(article, show, *, by, at):
    """Keep that a published ``article`` only names ``show``. Raises ``Settled`` as ``cover`` does."""
    locked = _held(article, show).article
    hints.dismiss(locked, [show.pk], by=by, at=at)
    audit.note(locked, Act.NOT_ABOUT, by=by, at=at, shows=[show.pk])
    _keep({article.pk})


def _held(article, show):
    """What ``article``, locked from now on, has of ``show`` as readers see it now."""
    locked = Article.objects.select_for_update(of=("self",)).select_related("live_revision").get(pk=article.pk)
    refuse_sealed(locked)
    row = derived([locked.pk]).get(locked.pk, {}).get(show.pk)
    if row is None:
        raise Settled(locked, show)
    row.article = locked
    return row
