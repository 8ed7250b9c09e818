"""What becomes of an article that has since changed: nothing leaves the stale desk but by an outcome.

An act that decides on an article settles what stands of it, in its own
transaction: another turn of the ledger brings the article back. What takes an
article off the desk by itself (an exemption, a withdrawal) settles nothing, so
that it is back when that is taken back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Case, Min, Q, Value, When

from articles import clock
from articles.holding import NotAllowed, hold, note_act
from articles.models import Article, Coverage, Outcome, UndecidedOf
from articles.models.audit import Act as Audited
from newsroom.lib.text import one_line

Kind = Outcome.Kind
SETTLING = (Kind.UPDATED, Kind.FOLLOWED_UP, Kind.REVIEWED)
LONGEST = Outcome._meta.get_field("reason").max_length


class ChangedMeanwhile(NotAllowed):
    """The ledger has turned otherwise than whoever decides has read."""

    def __init__(self, article):
        super().__init__(
            f"What is told of “{article}” is not what you had read: the ledger has changed meanwhile, or somebody has "
            "decided on it. Nothing was done: read it as it stands now, then decide again."
        )


class ReadAnother(NotAllowed):
    """Readers see another text than whoever decides has read."""

    def __init__(self, article):
        super().__init__(
            f"Readers of “{article}” see revision {article.live_revision.number} by now, and you had read another one. "
            "Nothing was done: read it, then decide again."
        )


@dataclass(frozen=True)
class Turned:
    """What became of one subject of an article: by which entry, since when, and whether somebody has settled that."""

    coverage: int
    turned_by: int
    since: datetime
    is_settled: bool


def turns_of(article, *, coverage=None):
    """What readers of ``article`` are told has since changed, of its subjects or of one ``coverage``."""
    if not article.is_public or article.is_exempt:
        return []
    rows = Coverage.objects.since_changed().filter(article=article.pk, published_at__isnull=False)
    if coverage is not None:
        rows = rows.filter(pk=coverage.pk)
    said = rows.order_by("pk").values_list(
        *("pk", "standing__turned_by", "standing__turned_by__recorded_at", "published_at", "settled_turn")
    )
    return [Turned(pk, by, max(recorded, published), by == settled) for pk, by, recorded, published, settled in said]


def seen(article):
    """What names how ``article`` stands on the desk: its live revision, and what has turned; or empty."""
    found = [one.turned_by for one in turns_of(article) if not one.is_settled]
    return named(article.live_revision.number, found) if found else ""


def named(revision, turns):
    """As ``seen``, of the number of the live revision and the entries that have turned."""
    return "-".join(str(number) for number in (revision, *sorted(set(turns))))


def left(article, before):
    """Of what had turned, that which readers are not told any more."""
    still = {(one.coverage, one.turned_by) for one in turns_of(article)} if before else ()
    return [one for one in before if (one.coverage, one.turned_by) not in still]


def write(article, kind, turned, *, by, at, reason="", follow_up=None):
    """Log what became of ``article``, of which that had ``turned``; returns the ``Outcome``, ``None`` if nothing had.

    The clock marks it at the end of the transaction.
    """
    if not turned:
        return None
    if kind in SETTLING:
        by_row = Case(*(When(pk=one.coverage, then=Value(one.turned_by)) for one in turned))
        Coverage.objects.filter(pk__in=[one.coverage for one in turned]).update(settled_turn=by_row)
    return Outcome.objects.create(
        article=article,
        kind=kind,
        by=by,
        at=at,
        reason=reason[:LONGEST],
        follow_up=follow_up,
        turns=sorted({one.turned_by for one in turned}),
        since=min((one.since for one in turned if not one.is_settled), default=None),
    )


def undecided_of(articles):
    """What stands undecided of these articles (pks): its rows of ``UndecidedOf``, by coverage and turn."""
    found = UndecidedOf.objects.filter(article__in=articles).order_by("pk")
    return {(row.pk, row.turned_by_id): row for row in found}


def write_gone(before, kind, *, at):
    """Log, for what was brought from elsewhere, that of which readers are not told any more and that stood undecided
    ``before``; returns the pks of the outcomes, which the clock has to mark."""
    articles = {row.article_id for row in before.values()}
    still = undecided_of(articles) if articles else {}
    gone = {}
    for key, row in before.items():
        if key not in still:
            gone.setdefault(row.article_id, []).append(row)
    return [
        one.pk
        for one in Outcome.objects.bulk_create(
            Outcome(
                article_id=article,
                kind=kind,
                at=at,
                turns=sorted({row.turned_by_id for row in rows}),
                since=min(row.since for row in rows),
            )
            for article, rows in gone.items()
        )
    ]


def settle(held, kind, turned=None, **said):
    """Log the outcome of an act, by default before it moves what ``held`` relies on; arguments as for ``write``."""
    outcome = write(held.article, kind, turns_of(held.article) if turned is None else turned, **said)
    if outcome:
        held.outcomes.append(outcome.pk)
    return outcome


@transaction.atomic
def decide(article, act, *, read, by, at):
    """Do ``act`` to ``article`` as it stood on the desk when it was ``read``: what ``seen`` named.

    ``act`` is called with the article, ``by`` and ``at``; what it raises is
    raised, and nothing is done. Raises ``ChangedMeanwhile``, and
    ``ReadAnother`` where readers see another revision by now.
    """
    held = hold(article, "follow_up")
    if str(held.article.live_revision.number) != read.split("-")[0]:
        raise ReadAnother(held.article)
    if seen(held.article) != read:
        raise ChangedMeanwhile(held.article)
    return act(article, by=by, at=at)


@transaction.atomic
def follow_up(article, newer, *, by, at, reason=""):
    """Let readers of ``article`` be led to ``newer``, which tells what has changed: the notice stays, the desk is rid
    of it. Returns the ``Outcome``. Raises ``NotAllowed``."""
    held = hold(article, "follow_up")
    locked, turned = held.article, turns_of(held.article)
    if not turned:
        raise NotAllowed(f"Nothing of “{locked}” has since changed: there is nothing to follow up.")
    _check(locked, newer, turned)
    outcome = settle(held, Kind.FOLLOWED_UP, turned, by=by, at=at, reason=one_line(reason), follow_up=newer)
    Article.objects.filter(pk=locked.pk).update(modified_at=at)
    note_act(held, Audited.FOLLOWED_UP, by=by, at=at, note=outcome.reason, subject=str(newer))
    outcome.seq, _ = clock.advance(outcomes=held.outcomes, shows=held.shows)
    article.refresh_from_db()
    return outcome


def candidates(articles, *, most):
    """Published articles that may follow up ``articles``: about what has changed of them, and since; newest first."""
    turns = UndecidedOf.objects.filter(article__in=articles).order_by()
    about = _since(turns.values_list("show").annotate(Min("turned_by__effective_at")))
    first = min((one.published_at for one in articles if one.published_at), default=None)
    if not about or first is None:
        return []
    pks = Coverage.objects.about().filter(about, published_at__gt=first).order_by("-published_at", "-article")
    pks = pks.values_list("article", flat=True)[: most * 3]
    found = Article.objects.published().filter(pk__in=set(pks)).exclude(pk__in=[one.pk for one in articles])
    return found.select_related("live_revision").defer("live_revision__body").newest_first()[:most]


def _since(turns):
    """What covers one of the shows of ``turns``, pairs of it and of when it changed, and came out after that."""
    return reduce(or_, (Q(show=show, published_at__gte=changed_at) for show, changed_at in turns), Q())


def _check(article, newer, turned):
    if newer.pk == article.pk:
        raise NotAllowed(f"“{article}” cannot follow itself up: choose the newer article that tells what has changed.")
    if not newer.is_public:
        raise NotAllowed(f"Readers cannot read “{newer}”: publish it first, or choose another.")
    if newer.published_at <= article.published_at:
        raise NotAllowed(f"“{newer}” is no newer than “{article}”: choose an article that came out after it.")
    turns = Coverage.objects.filter(pk__in=[one.coverage for one in turned]).order_by()
    turns = list(turns.values_list("show", "standing__turned_by__effective_at"))
    about = Coverage.objects.about().filter(article=newer)
    if not about.filter(show__in=[show for show, _ in turns]).exists():
        raise NotAllowed(f"“{newer}” covers nothing that has changed for “{article}”: choose an article about it.")
    if not about.filter(_since(turns)).exists():
        raise NotAllowed(
            f"“{newer}” came out before that which has changed for “{article}”, and cannot tell it: choose a later one."
        )
