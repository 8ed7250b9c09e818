"""Two shows, or two seasons of one, become one: their ledgers, what articles rely on, and all that hangs on them.

Called by ``articles.merging`` alone, which holds the shows and tells the clock.
An entry keeps its place, so two ledgers stand in one order: by when things took
effect, then by their places, then as they were recorded.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import BigIntegerField, Case, F, Max, Q, Value, When

from articles import pins
from articles.models import Coverage, Exemption, NotAbout, Report
from shows import standings
from shows.history import History
from shows.models import Credit, FormerSeason, FormerShowSlug, Season, Show, Standing, StatusEntry
from shows.statuses import Kind


@dataclass(frozen=True)
class Way:
    """What goes where: ``of`` finds the rows of a show, or of one season, and ``seasons`` says which becomes which."""

    of: dict[str, int]
    show: int
    seasons: dict[int, int]

    @property
    def fields(self):
        """What the rows that go are given."""
        cases = [When(season=gone, then=Value(kept)) for gone, kept in self.seasons.items()]
        return {"show": self.show, "season": Case(*cases, default=None, output_field=BigIntegerField())}


def shows(merged, gone, kept):
    """Let the show ``gone`` become ``kept``, another one; its title is another name from then on."""
    before = History.of_all([gone.pk, kept.pk])
    way = Way({"show": gone.pk}, kept.pk, _seasons_in(gone, kept))
    _ledger(merged, way)
    Report.objects.filter(show=gone.pk).update(show=kept.pk)
    _credits(merged, gone, kept)
    _not_about(gone, kept)
    _addresses(gone, kept, way.seasons)
    kept.version = max(gone.version, kept.version)
    _settle(merged, kept, [(before[kept.pk], {}), (before[gone.pk], {})])
    Season.objects.filter(show=gone.pk).delete()
    Show.objects.filter(pk=gone.pk).delete()
    names = {name.casefold(): name for name in [kept.title, *kept.also_known_as]}
    for name in (gone.title, *gone.also_known_as):
        names.setdefault(name.casefold(), name)
    FormerShowSlug.objects.update_or_create(slug=gone.slug, defaults={"show": kept})
    Show.objects.filter(pk=kept.pk).update(also_known_as=list(names.values())[1:])


def seasons(merged, gone, kept):
    """Let the season ``gone`` become ``kept``, another one of its show."""
    show = merged.shows[0]
    before = History.of(show)
    _fill(kept, gone)
    _ledger(merged, Way({"season": gone.pk}, show.pk, {gone.pk: kept.pk}))
    Report.objects.filter(show=show.pk, season_number=gone.number).update(season_number=kept.number)
    FormerSeason.objects.filter(season=gone.pk).update(season=kept.pk)
    FormerSeason.objects.update_or_create(show=show, number=gone.number, defaults={"season": kept})
    Season.objects.filter(pk=gone.pk).delete()
    _settle(merged, show, [(before, {gone.number: kept.number})])


# -- seasons -------------------------------------------------------------------------------------


def _seasons_in(gone, kept):
    """For each season of ``gone`` that of the same number of ``kept``, made where it is missing."""
    there = {season.number: season for season in Season.objects.filter(show=kept.pk)}
    theirs = list(Season.objects.filter(show=gone.pk))
    for season in theirs:
        if season.number in there:
            _fill(there[season.number], season)
    missing = [season for season in theirs if season.number not in there]
    made = Season.objects.bulk_create(Season(show=kept, **_dates(season), number=season.number) for season in missing)
    there |= {season.number: season for season in made}
    return {season.pk: there[season.number].pk for season in theirs}


def _dates(season):
    return {name: getattr(season, name) for name in ("episodes", "premiered_on", "finale_on", "release")}


def _fill(kept, gone):
    """What is known of a season from the other one alone; of its days none that cannot be."""
    had = {name: said for name, said in _dates(kept).items() if said not in (None, "")}
    own = _dates(gone) | had
    if own["premiered_on"] and own["finale_on"] and own["finale_on"] < own["premiered_on"]:
        own |= {name: had.get(name) for name in ("premiered_on", "finale_on")}
    Season.objects.filter(pk=kept.pk).update(**own)


# -- the ledger, and what relies on it -----------------------------------------------------------


def _ledger(merged, way):
    """Move entries, standing rows and coverage, in this order; they say what they said before."""
    entries = StatusEntry.objects.filter(**way.of)
    merged.merge.moved = list(entries.order_by("pk").values_list("pk", flat=True))
    merged.merge.save(force_insert=True)
    _check_rows("DEFERRED")
    merged.moved = entries.update(**way.fields, moved_by=merged.merge)
    _cover_once(merged, way)
    _rows(merged, way)
    _check_rows("IMMEDIATE")
    _exemptions(way)
    covering = Coverage.objects.filter(**way.of)
    merged.covering |= set(covering.values_list("pk", flat=True))
    merged.articles += covering.values("article").distinct().count()
    covering.update(**way.fields)


def _check_rows(when):
    # An entry and its standing rows go to another show one after the other.
    with connection.cursor() as cursor:
        cursor.execute(f"SET CONSTRAINTS shows_standing_entry_is_of_its_show {when}")


def _rows(merged, way):
    rows = Standing.objects.filter(**way.of)
    # One entry of a subject is current; which, is found out when all are there.
    rows.filter(is_current=True).update(is_current=False)
    there = Standing.objects.filter(show=way.show).exclude(**way.of).values_list("season", "entry", "later", "pk")
    places = {tuple(key): pk for *key, pk in there}
    double = {}
    for pk, season, entry, later, kind in rows.values_list("pk", "season", "entry", "later", "kind"):
        place = places.get((way.seasons.get(season), entry, later))
        if place is not None:
            double[pk] = place
        if kind != Kind.SAME:
            merged.flipped.add(place or pk)  # it names its show, or its season, otherwise
    pins.carry_newest([pins.Move(gone, None, None, None, kept) for gone, kept in double.items()])
    for gone, kept in double.items():
        Coverage.objects.filter(standing=gone).update(standing=kept)
    Standing.objects.filter(pk__in=double).delete()
    rows.update(**way.fields)


def _cover_once(merged, way):
    """An article about both keeps one coverage: of what it relied on, by hand before by rule, and the kept's first."""
    going = Coverage.objects.filter(**way.of)
    there = Coverage.objects.filter(show=way.show, article__in=going.values("article")).exclude(**way.of)
    staying = {(one.article_id, one.season_id): one for one in there}
    if not staying:
        return
    for one in going.filter(article__in={article for article, _ in staying}):
        other = staying.get((one.article_id, way.seasons.get(one.season_id)))
        if other is not None:
            stays = max(other, one, key=lambda row: (not row.mention_only, row.relied_at is not None, row.hand_set))
            goes = one if stays is other else other
            goes.delete()
            said = {"position": min(one.position, other.position), "heading": stays.heading or goes.heading}
            is_exempt = one.is_exempt or other.is_exempt  # what an editor silenced stays so
            Coverage.objects.filter(pk=stays.pk).update(**said, is_exempt=is_exempt)
            merged.same += 1
            merged.told_otherwise.add(stays.pk)


def _exemptions(way):
    """The log names its subject in words, and is asked by them how it stood."""
    going = Coverage.objects.filter(**way.of)
    logged = Exemption.objects.filter(article__in=going.values("article")).exclude(coverage_of="")
    if not logged.exists():
        return
    kept = Show.objects.get(pk=way.show)
    targets = Season.objects.select_related("show").in_bulk([*way.seasons, *way.seasons.values()])
    old = Show.objects.get(pk=way.of["show"]) if "show" in way.of else None
    pairs = {gone: targets[place] for gone, place in way.seasons.items()} | ({None: None} if old else {})
    for gone, place in pairs.items():
        show = targets[gone].show if gone else old
        was = Coverage(show=show, season=targets[gone] if gone else None)
        logged.filter(coverage_of=str(was)).update(coverage_of=str(Coverage(show=kept, season=place)))


def _settle(merged, show, before):
    """Bring rows, pins and the show in line with the one ledger.

    ``before`` are the ledgers that articles relied on, each with its seasons that have another number now.
    """
    history, table = History.of(show), standings.load(show)
    moves = [move for one, numbers in before for move in pins.moves(one, history, table, numbers=numbers)]
    turned = {row.pk: row.says.turned_by for row in table.rows.values()}
    standings.refresh(table, history, also=[move.key for move in moves])
    _settled(turned, table, history)
    moves = [move for move in pins.aim(moves, table) if move.source != move.target]
    pins.carry_newest(moves)
    moved = set(pins.coverage_moved_by(moves).values_list("pk", flat=True)) if moves else set()
    if moved:
        cases = [When(move.where, then=Value(move.target)) for move in moves]
        Coverage.objects.filter(pk__in=moved).update(
            standing=Case(*cases, default=F("standing"), output_field=BigIntegerField())
        )
    standings.keep_show(show, history)
    merged.flipped |= table.flipped
    merged.told_otherwise |= moved
    merged.covering |= moved
    said = [line.said for line in history.standing]
    merged.repeated = len(said) - len(set(said))


def _settled(turned, table, history):
    """What somebody decided stays decided where the same news, recorded of the other one, has turned it now."""
    for row in table.rows.values():
        old, new = history.by_pk.get(turned.get(row.pk)), history.by_pk.get(row.says.turned_by)
        if old and new and old is not new and old.said == new.said:
            Coverage.objects.filter(standing=row.pk, settled_turn=old.pk).update(settled_turn=new.pk)


# -- what else hangs on a show -------------------------------------------------------------------


def _credits(merged, gone, kept):
    theirs = Credit.objects.filter(show=gone.pk)
    has = set(Credit.objects.filter(show=kept.pk).values_list("person", "role", "character"))
    same = {one.pk for one in theirs if (one.person_id, one.role, one.character) in has}
    Credit.objects.filter(pk__in=same).delete()
    last = Credit.objects.filter(show=kept.pk).aggregate(last=Max("billing"))["last"] or 0
    for billing, one in enumerate(theirs.order_by("role", "billing", "pk"), start=last + 1):
        one.show, one.billing = kept, billing
        one.save(update_fields=["show", "billing"])
        merged.credits += 1


def _not_about(gone, kept):
    said = NotAbout.objects.filter(show=gone.pk)
    known = NotAbout.objects.filter(show=kept.pk).values("article")
    covering = Coverage.objects.filter(show=kept.pk).values("article")
    said.filter(Q(article__in=known) | Q(article__in=covering)).delete()
    said.update(show=kept.pk)


def _addresses(gone, kept, seasons):
    FormerShowSlug.objects.filter(show=gone.pk).update(show=kept.pk)
    FormerSeason.objects.bulk_create(
        (
            FormerSeason(show=kept, number=one.number, season_id=seasons[one.season_id])
            for one in FormerSeason.objects.filter(show=gone.pk)
        ),
        ignore_conflicts=True,
    )
