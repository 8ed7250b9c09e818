"""Two rows for one show, season, network or person: one stays, and has what the other had.

What the ledger recorded stays as it was typed, with when and by whom; only the
network, show or season of its entries is another, by the one way that the
database leaves open.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field
from hashlib import sha256

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from articles import clock, joining, notices
from articles.impacts import NoticeChange
from articles.models import Article, Coverage, Report
from shows import ledger, standings
from shows.history import History
from shows.models import Credit, FormerPersonSlug, Merge, Network, Person, Season, Show, StatusEntry
from shows.statuses import Kind

LONGEST = Merge._meta.get_field("gone_name").max_length


class NotPossible(Exception):
    """These two are not merged, and nothing was changed."""


@dataclass
class Merged:
    """What a merge did: its record, how many rows moved, and the standing rows whose notices say something else."""

    merge: Merge
    shows: list[Show]
    moved: int = 0
    same: int = 0  # rows of the one that the other had already
    flipped: set[int] = field(default_factory=set)
    covering: set[int] = field(default_factory=set)  # coverage that is of another show, season or pin
    told_otherwise: set[int] = field(default_factory=set)  # coverage whose notice may be another, whatever its row
    articles: int = 0  # that cover the one that is kept instead
    credits: int = 0
    repeated: int = 0  # entries that say what another one says


@dataclass(frozen=True)
class Look:
    """What merging would do; ``token`` names what it was seen from, ``further`` counts articles not looked at."""

    merged: Merged
    changes: list[NoticeChange]
    further: int
    token: str


@transaction.atomic
def merge(gone, kept, *, by, at, expected=None):
    """Let ``gone`` go into ``kept``, both shows, seasons of one show, networks or people; returns ``Merged``.

    ``expected`` is the token of the look at it. Raises ``NotPossible`` where
    they are one already, somebody was faster, or things moved since the look.
    """
    shows, gone, kept = _hold(gone, kept)
    if expected is not None and expected != _token(shows, gone, kept):
        raise NotPossible("Something changed since you looked. Nothing was merged: look again, then confirm.")
    merged = _merge(shows, gone, kept, by=by, at=at)
    seq, _ = clock.advance(flipped=merged.flipped)
    if merged.covering:
        # The clock's row stays locked to the commit, so what is marked with its number after it is in order, too.
        public = Coverage.objects.filter(pk__in=merged.covering, published_at__isnull=False)
        public.update(moved_at=Now(), moved_seq=seq)
    return merged


@transaction.atomic
def look(gone, kept, *, at, most=200):
    """What ``merge`` would do, and which of the ``most`` newest articles it touches would tell something else.

    It is done, looked at, and undone: so what is told is what happens.
    """
    shows, gone, kept = _hold(gone, kept)
    token = _token(shows, gone, kept)

    def act():
        merged = _merge(shows, gone, kept, by=None, at=at)
        touched = _articles_on(merged)
        return merged, touched, _told(touched[:most])

    merged, touched, after = _undone(act)
    before = _told(touched[:most])
    changes = [
        NoticeChange(article, notice, after[pk][1])
        for pk, (article, notice) in before.items()
        if _says(notice) != _says(after[pk][1])
    ]
    return Look(merged, changes, len(touched[most:]), token)


def _undone(act):
    point = transaction.savepoint_create()
    try:
        return act()
    finally:
        transaction.savepoint_rollback(point)


def _articles_on(merged):
    touched = Q(standing__in=merged.flipped) | Q(pk__in=merged.told_otherwise)
    on_them = Coverage.objects.filter(touched, published_at__isnull=False)
    found = Article.objects.published().filter(pk__in=on_them.values("article"))
    return list(found.order_by("-published_at", "-pk").values_list("pk", flat=True))


def _told(articles):
    found = Article.objects.filter(pk__in=articles).for_cards().newest_first()
    return {article.pk: (article, notices.for_article(article)) for article in found}


def _says(notice):
    return notice and (notice.kind, notice.headline, notice.text)


# -- what is held --------------------------------------------------------------------------------


def _hold(gone, kept):
    """The shows that have to do with ``gone``, then both of them as they are now, until the transaction ends."""
    if type(gone) is not type(kept) or gone.pk == kept.pk:
        raise NotPossible(f"“{kept}” cannot go into itself: choose another one.")
    if isinstance(gone, Season) and gone.show_id != kept.show_id:
        raise NotPossible(f"“{gone}” and “{kept}” are of two shows: merge the shows, and these are one.")
    shows = ledger.lock({*_shows_of(gone), *([kept.pk] if isinstance(kept, Show) else [])})
    rows = type(gone)._base_manager.select_for_update().filter(pk__in=[gone.pk, kept.pk]).order_by("pk")
    held = {row.pk: row for row in rows}
    if len(held) < 2:
        lost = gone if gone.pk not in held else kept
        raise NotPossible(f"“{lost}” is not here any more: somebody merged or deleted it meanwhile.")
    if not set(_shows_of(gone)) <= set(shows):
        # They were to be held first, and are somebody else's to hold now.
        raise NotPossible(f"Somebody used “{gone}” at this moment. Nothing was merged: look again, then confirm.")
    return list(shows.values()), held[gone.pk], held[kept.pk]


def _shows_of(row):
    if isinstance(row, Show):
        return {row.pk}
    if isinstance(row, Season):
        return {row.show_id}
    if isinstance(row, Person):
        return set(Credit.objects.filter(person=row).order_by().values_list("show", flat=True))
    named = StatusEntry.objects.filter(network=row).order_by().values_list("show", flat=True)
    return {*named, *Show.objects.filter(network=row).order_by().values_list("pk", flat=True)}


def _token(shows, gone, kept):
    said = [(show.pk, show.version) for show in shows]
    names = [(row.pk, str(row), getattr(row, "slug", ""), getattr(row, "also_known_as", None)) for row in (gone, kept)]
    credits = Credit.objects.none()
    if isinstance(gone, Person | Show):
        credits = Credit.objects.filter(**{f"{type(gone)._meta.model_name}__in": [gone.pk, kept.pk]})
    rows = list(credits.order_by("pk").values_list("pk", "person", "show", "role", "character"))
    seasons = Season.objects.filter(show__in=[show.pk for show in shows]) if isinstance(gone, Show | Season) else []
    rows += [(one.pk, one.show_id, one.number, one.episodes, one.premiered_on, one.finale_on) for one in seasons]
    return sha256(repr((said, names, rows)).encode()).hexdigest()[:32]


# -- how -----------------------------------------------------------------------------------------


def _merge(shows, gone, kept, *, by, at):
    what, move = _HOW[type(gone)]
    slug = f"season-{gone.number}" if what == Merge.What.SEASON else gone.slug
    record = Merge(what=what, gone=gone.pk, gone_name=str(gone)[:LONGEST], gone_slug=slug, by=by, at=at)
    record.kept, record.kept_name = kept.pk, str(kept)[:LONGEST]
    # What is merged to be looked at is merged again: of it, nothing may be kept in memory.
    merged = Merged(record, [copy(show) for show in shows])
    move(merged, copy(gone), copy(kept))
    return merged


def _networks(merged, gone, kept):
    entries = StatusEntry.objects.filter(network=gone.pk)
    merged.merge.moved = list(entries.order_by("pk").values_list("pk", flat=True))
    merged.merge.save(force_insert=True)
    merged.moved = entries.update(network=kept.pk, moved_by=merged.merge)
    Show.objects.filter(network=gone.pk).update(network=kept.pk)
    Report.objects.filter(network=gone.pk).update(network=kept.pk)
    _settle(merged)
    names = {name.casefold(): name for name in [kept.name, *kept.also_known_as]}
    for name in (gone.name, *gone.also_known_as):
        names.setdefault(name.casefold(), name)
    Network.objects.filter(pk=gone.pk).delete()
    Network.objects.filter(pk=kept.pk).update(also_known_as=list(names.values())[1:])


def _settle(merged):
    """Bring standing rows and shows in line with ledgers of which some entries have another network."""
    pks, moved = [show.pk for show in merged.shows], set(merged.merge.moved)
    histories, tables = History.of_all(pks), standings.load_all(pks)
    for show in merged.shows:
        table = tables[show.pk]
        standings.refresh(table, histories[show.pk])
        standings.keep_show(show, histories[show.pk])
        # What is told of these entries names the network by another name.
        told = [row for row in table.rows.values() if row.says.kind != Kind.SAME]
        retold = {row.pk for row in told if not moved.isdisjoint((row.key.entry, *row.says[1:]))}
        merged.flipped |= table.flipped | retold


def _people(merged, gone, kept):
    credits = Credit.objects.filter(person=gone.pk).order_by("pk")
    has = set(Credit.objects.filter(person=kept.pk).values_list("show", "role", "character"))
    same = {one.pk for one in credits if (one.show_id, one.role, one.character) in has}
    moving = [one.pk for one in credits if one.pk not in same]
    merged.merge.moved = moving
    merged.merge.save(force_insert=True)
    Credit.objects.filter(pk__in=same).delete()
    merged.moved, merged.same = Credit.objects.filter(pk__in=moving).update(person=kept.pk), len(same)
    FormerPersonSlug.objects.filter(person=gone.pk).update(person=kept.pk)
    Person.objects.filter(pk=gone.pk).delete()
    FormerPersonSlug.objects.update_or_create(slug=gone.slug, defaults={"person": kept})


_HOW = {
    Network: (Merge.What.NETWORK, _networks),
    Person: (Merge.What.PERSON, _people),
    Show: (Merge.What.SHOW, joining.shows),
    Season: (Merge.What.SEASON, joining.seasons),
}
