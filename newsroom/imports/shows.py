"""Shows, networks, people, seasons and ledgers from a file of the form ``newsroom.shows/1``.

What is here already is left as it is: an import adds what is missing. A file
that was corrected does not correct us, as nobody could tell its word from that
of an editor who knew better.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations

from django.db import transaction

from articles import status_changes
from newsroom.imports import columns, names, show_form
from newsroom.imports.reading import Problems
from newsroom.lib import progress
from newsroom.lib.slugs import ascii_slug, free_slug
from shows import ledger
from shows.models import Credit, FormerShowSlug, Network, Person, Season, Show
from shows.models.shows import free_show_slug, is_show_slug, show_slugs

FILLED = ("year", "country", "title_language")  # of a show, where we have nothing
WORDED = ("confirmation", "source_name", "source_url", "episodes", "episodes_remain", "reason", "note")  # of an entry


class Act(StrEnum):
    MADE = "made"
    CHANGED = "changed"
    RECORDED = "recorded"
    LEFT = "left"


@dataclass
class Outcome:
    """What was done: the shows of the file, the entries recorded, and those that the ledger had already.

    ``told`` has, place by place, the act and its words; of what is left alone,
    where the file says otherwise. ``made`` are new shows and networks with
    their places, ``changed`` shows that were here, ``flipped`` the pks of the standing rows
    whose notice says something else.
    """

    shows: int = 0
    recorded: int = 0
    left_alone: int = 0
    told: list[tuple[str, Act, str]] = field(default_factory=list, repr=False)
    made: list[tuple[str, Show | Network]] = field(default_factory=list)
    changed: list[Show] = field(default_factory=list)
    flipped: set[int] = field(default_factory=set)

    def tell(self, place, act, words=""):
        self.told.append((place, act, words))

    def __str__(self):
        shows = "1 show" if self.shows == 1 else f"{self.shows} shows"
        entries = "1 entry" if self.recorded == 1 else f"{self.recorded} entries"
        return f"{shows}, {entries} recorded; {self.left_alone} left alone"


@transaction.atomic
def import_shows(path, *, by, at, dry_run=False):
    """Bring what the file at ``path`` says into ledger and tables, all or nothing; returns an ``Outcome``.

    Raises ``BadInput``, which names each place that is wrong.
    """
    outcome = bring(show_form.read(path, at=at), Problems(), by=by, at=at)
    if dry_run:
        transaction.set_rollback(True)
    return outcome


@transaction.atomic
def bring(file, problems, *, by, at, rehearsed=False):
    """Bring what a ``ShowFile`` says into ledger and tables; returns an ``Outcome``.

    ``rehearsed``, whoever calls takes it back: the clock stays, for which all who publish wait. Raises ``BadInput``.
    """
    names.one_import_at_a_time()
    found = Finder(file.shows, problems).found()
    problems.refuse()
    # All of them, and before anything else: whoever locks several does it in this order.
    locked = ledger.lock(show.pk for show in found.values())
    outcome, slugs = Outcome(shows=len(file.shows)), Slugs(row for row in file.shows if row.place not in found)
    networks = Networks(file, problems, outcome)
    people = People(file.shows, problems)
    problems.refuse()
    later = status_changes.Later()
    today = columns.today_of([found[row.place].pk for row in file.shows if row.told and row.place in found])
    with progress.bar("Shows", total=len(file.shows)) as advance:
        for row in file.shows:
            ours = found.get(row.place)
            show = _fill(locked[ours.pk], row, outcome, today.get(ours.pk)) if ours else _make(row, slugs, outcome)
            seasons = _fill_seasons(show, row, problems, outcome)
            _fill_credits(show, row, people)
            if row.ledger:
                _record(show, row, seasons, networks, problems, outcome, by=by, at=at, later=later)
            advance()
    problems.refuse()
    # Names and facts are public as well; and of all that is imported, whoever publishes waits for this alone.
    if (outcome.made or outcome.changed or outcome.recorded) and not rehearsed:
        later.move_clock()
    return outcome


class Finder:
    """Which of our shows are those of the file.

    The address that a table of ours has says most, then a show's title, then a
    title of the file that is another name of ours, then another name in the
    file; no show of ours is two of the file.
    """

    def __init__(self, rows, problems):
        self.rows, self.problems = rows, problems
        self.shows = names.Shows()
        self.shows.learn([name for row in rows for name in (row.title, *row.also_known_as)])
        self.claimed = {}  # pk → place

    def found(self):
        """Our show for each place of the file that has one; what cannot be told apart goes to the problems."""
        self._look_for_twins()
        found = {}
        for candidates in (self._by_slug, self._by_title, self._by_name, self._by_other_names):
            for row in self.rows:
                if row.place in found:
                    continue
                free = [show for show in candidates(row) if self.claimed.get(show.pk, row.place) == row.place]
                if len(free) > 1:
                    self.problems.add(row.place, names.ambiguous(row.title, free))
                    found[row.place] = None
                elif free:
                    found[row.place] = free[0]
                    self.claimed[free[0].pk] = row.place
        self._refuse_other_names([row for row in self.rows if row.slug and row.place not in found])
        return {place: show for place, show in found.items() if show is not None}

    def _look_for_twins(self):
        by_title = {}
        for row in self.rows:
            by_title.setdefault(self.shows.fold[row.title], []).append(row)
        for twins in by_title.values():
            for one, other in combinations(twins, 2):
                if one.slug and other.slug and one.slug != other.slug:
                    continue
                if _may_be_one(one.year, other.year) and _may_be_one(one.country, other.country):
                    where = one.place.rpartition(": ")[2].removesuffix(".title")
                    self.problems.add(
                        other.place, f"“{other.title}” stands at {where} already: give both their “year” or “country”."
                    )

    def _refuse_other_names(self, rows):
        """A row of a table of ours that has the address of one show and the title of another, or of none."""
        slugs = {row.slug for row in rows}
        known = Show.objects.filter(slug__in=slugs) if slugs else ()
        former = FormerShowSlug.objects.filter(slug__in=slugs).select_related("show") if slugs else ()
        shows = {one.slug: one.show for one in former} | {show.slug: show for show in known}
        for row in rows:
            if show := shows.get(row.slug):
                self.problems.add(
                    f"{row.place}, slug",
                    f"is that of “{show.told_apart}”, which is not called “{row.title}”. An import renames nothing: do "
                    "that at the desk, or empty this cell if it is another show.",
                )

    def _by_slug(self, row):
        return [show for show in self.shows.called(row.title) if row.slug and show.slug == row.slug]

    def _by_title(self, row):
        wanted = self.shows.fold[row.title]
        shows = self.shows.called(row.title)
        return names.told_apart(
            [show for show in shows if show.search_title == wanted], year=row.year, country=row.country
        )

    def _by_name(self, row):
        return self.shows.called(row.title, year=row.year, country=row.country)

    def _by_other_names(self, row):
        shows = {}
        for name in row.also_known_as:
            shows |= {show.pk: show for show in self.shows.called(name, year=row.year, country=row.country)}
        return list(shows.values())


def _may_be_one(one, other):
    return not one or not other or one == other


class Networks:
    """The networks that the file names, made where we have none of any of their names."""

    def __init__(self, file, problems, outcome):
        self.outcome = outcome
        entries = [entry for row in file.shows for entry in row.ledger if entry.network]
        everything = [name for row in file.networks for name in (row.name, *row.also_known_as)]
        self.fold = names.folded({*everything, *(entry.network for entry in entries)})
        self.problems = problems
        self.by_name = {}
        for network in Network.objects.order_by("pk"):
            for name in network.search_names:
                self.by_name.setdefault(name, network)
        for row in file.networks:
            self._add(row)
        for entry in entries:
            if self.fold[entry.network] not in self.by_name:
                self._make(entry.network, (), "", place=entry.fields.place)

    def called(self, name):
        return self.by_name[self.fold[name]] if name else None

    def _add(self, row):
        ours = {self.by_name.get(self.fold[name]) for name in (row.name, *row.also_known_as)} - {None}
        if len(ours) > 1:
            listed = " and ".join(sorted(f"“{network}”" for network in ours))
            self.problems.add(
                row.place, f"is one network here, but {listed} are two with us: correct the file, or merge them first."
            )
        elif ours:
            self._name(ours.pop(), (row.name, *row.also_known_as))
        else:
            self._make(row.name, row.also_known_as, row.kind, place=row.place)

    def _make(self, name, also_known_as, kind, *, place):
        slug = _free_slug(Network, name)
        kind = kind or Network.NetworkKind.STREAMER
        network = Network.objects.create(name=name, slug=slug, kind=kind, also_known_as=list(also_known_as))
        self._know(network, (name, *also_known_as))
        self.outcome.tell(place, Act.MADE, called(network))
        self.outcome.made.append((place, network))

    def _name(self, network, called):
        """Give a network of ours those of its names that it lacks; a new name is no move."""
        new = [name for name in called if name not in (network.name, *network.also_known_as)]
        if new:
            network.also_known_as += new
            network.save(update_fields=["also_known_as"])
            self._know(network, new)

    def _know(self, network, called):
        self.by_name |= {self.fold[name]: network for name in called}


class People:
    """The people that the file credits, made where we have nobody of their name."""

    def __init__(self, rows, problems):
        credits = [credit for row in rows for credit in row.credits]
        self.fold = names.folded({credit.person for credit in credits})
        found = {}
        for person in Person.objects.filter(search_name__in=list(self.fold.values())).order_by("pk"):
            found.setdefault(person.search_name, []).append(person)
        self.by_name = {name: people[0] for name, people in found.items()}
        for credit in credits:
            if len(found.get(self.fold[credit.person], ())) > 1:
                problems.add(
                    credit.place, f"“{credit.person}” is the name of several people: give this credit at the desk."
                )

    def called(self, name):
        folded = self.fold[name]
        if folded not in self.by_name:
            self.by_name[folded] = Person.objects.create(name=name, slug=_free_slug(Person, name))
        return self.by_name[folded]


def _free_slug(model, name):
    wanted = ascii_slug(name, fallback=model._meta.verbose_name)
    return free_slug(wanted, lambda slug: model.objects.filter(slug=slug).exists())


def called(made):
    """What a new show or network is called where it is told that it is made."""
    return f"the show “{made.told_apart}”" if isinstance(made, Show) else f"the network “{made}”"


class Slugs:
    """The slugs of new shows: whether those that they may have are taken is asked once for all of them."""

    def __init__(self, rows):
        wanted = {slug for row in rows for slug in show_slugs(row.title, year=row.year, country=row.country)}
        taken = set(Show.objects.filter(slug__in=wanted).values_list("slug", flat=True)) if wanted else set()
        self.is_taken = {slug: slug in taken for slug in wanted}

    def free(self, row):
        slug = free_show_slug(row.title, year=row.year, country=row.country, taken=self._taken)
        self.is_taken[slug] = True
        return slug

    def _taken(self, slug):
        known = self.is_taken.get(slug)
        return is_show_slug(slug) if known is None else known


def _make(row, slugs, outcome):
    slug = slugs.free(row)
    known = {name: getattr(row, name) for name in FILLED}
    show = Show.objects.create(title=row.title, slug=slug, also_known_as=list(row.also_known_as), **known)
    outcome.tell(row.place, Act.MADE, called(show))
    outcome.made.append((row.place, show))
    return show


def _fill(show, row, outcome, today):
    """Give a show of ours the names that it lacks, and what else the file knows of it; ``today`` is how it stands."""
    new = [name for name in (row.title, *row.also_known_as) if name not in (show.title, *show.also_known_as)]
    lacks = {name: getattr(row, name) for name in FILLED if getattr(row, name) and not getattr(show, name)}
    otherwise = _otherwise(show, {name: getattr(row, name) for name in FILLED if name not in lacks})
    renamed = f"title stays {show.title}, not {row.title}" if row.slug == show.slug and row.title in new else ""
    otherwise = "; ".join(filter(None, [renamed, otherwise, *columns.not_so(row.told, today)]))
    if new:
        lacks["also_known_as"] = [*show.also_known_as, *new]
    for name, value in lacks.items():
        setattr(show, name, value)
    if lacks:
        show.save(update_fields=list(lacks))
        told = [f"also known as “{name}”" for name in new]
        told += [f"{_plain(name)} {value}" for name, value in lacks.items() if name != "also_known_as"]
        outcome.tell(row.place, Act.CHANGED, f"“{show.told_apart}”: {', '.join(told)}{otherwise and f'; {otherwise}'}")
        outcome.changed.append(show)
    else:
        outcome.tell(row.place, Act.LEFT, otherwise)
    return show


def _plain(name):
    return name.replace("_", " ")


def _otherwise(ours, given):
    """What of ours stays although the file says otherwise; a file that says nothing says nothing else."""
    told = []
    for name, value in given.items():
        own = getattr(ours, name)
        if value not in (None, "") and own != value:
            told.append(f"{_plain(name)} stays {'empty' if own in (None, '') else own}, not {value}")
    return "; ".join(told)


def _fill_seasons(show, row, problems, outcome):
    """The seasons of ``show`` by number, those of the file among them, with the facts that they lacked."""
    facts = {season.number: season for season in row.seasons}
    named = {*facts, *(entry.season for entry in row.ledger if entry.season)}
    seasons = {season.number: season for season in Season.objects.filter(show=show)} if named else {}
    missing = named - seasons.keys()
    made = Season.objects.bulk_create(Season(show=show, number=number) for number in sorted(missing))
    seasons |= {season.number: season for season in made}
    for number, given in facts.items():
        season = seasons[number]
        lacks = {name: value for name, value in given.facts.items() if getattr(season, name) in (None, "")}
        otherwise = _otherwise(season, {name: value for name, value in given.facts.items() if name not in lacks})
        for name, value in lacks.items():
            setattr(season, name, value)
        if season.premiered_on and season.finale_on and season.finale_on < season.premiered_on:
            problems.add(
                f"{given.place}.{'finale_on' if 'finale_on' in lacks else 'premiered_on'}",
                f"does not fit what we have: it premiered on {season.premiered_on} and ended on {season.finale_on}.",
            )
            continue
        if lacks:
            season.save(update_fields=list(lacks))
        _tell_of_season(show, number, given.place, outcome, lacks, otherwise, is_new=number in missing)
    for entry in row.ledger:
        if entry.season in missing - facts.keys():
            missing.discard(entry.season)
            _tell_of_season(show, entry.season, entry.fields.place, outcome, is_new=True)
    return seasons


def _tell_of_season(show, number, place, outcome, lacks=(), otherwise="", *, is_new):
    told = ", ".join(f"{_plain(name)} {lacks[name]}" for name in lacks)
    what = f"season {number} of “{show.told_apart}”{told and f': {told}'}"
    if is_new or told:
        outcome.tell(place, Act.MADE if is_new else Act.CHANGED, f"{what}{otherwise and f'; {otherwise}'}")
        outcome.changed.append(show)
    else:
        outcome.tell(place, Act.LEFT, otherwise)


def _fill_credits(show, row, people):
    """The credits of a show that has none yet, in billing order; those of other shows are an editor's."""
    if not row.credits or show.credits.exists():
        return
    credits = {}
    for billing, credit in enumerate(row.credits):
        person = people.called(credit.person)
        made = Credit(show=show, person=person, role=credit.role, character=credit.character, billing=billing)
        credits.setdefault((person.pk, credit.role, credit.character), made)
    Credit.objects.bulk_create(credits.values())


# What a ledger refuses, by the names that the form has for it.
_KEYS = {"effective_at": "effective", "premiere": "premiere_on", "recorded_at": "recorded"}


def _record(show, row, seasons, networks, problems, outcome, *, by, at, later):
    read, words = [], []

    def changes():
        for entry in row.ledger:
            read.append(entry)
            change = _change(show, entry, seasons, networks)
            words.append(change.in_words)
            yield change, entry.recorded_at

    try:
        done = status_changes.record_all(show, changes(), by=by, at=at, later=later)
    except status_changes.Refused as refusal:
        problems.add(read[-1].fields.at(_KEYS.get(refusal.field, refusal.field or "status")), str(refusal))
        return
    outcome.recorded += len(done.entries)
    outcome.left_alone += len(row.ledger) - len(done.entries)
    outcome.flipped |= done.flipped
    new = {entry.pk for entry in done.entries}
    told = [entry.entry for entry in row.ledger if entry.entry]
    ours = {entry.pk for entry in show.ledger.filter(pk__in=told)} if told else set()
    for entry, ledgered, said in zip(row.ledger, done.each, words, strict=True):
        if entry.entry in ours and ledgered.pk != entry.entry:
            problems.add(
                entry.fields.at("entry"),
                f"{entry.entry} says something else here, and is corrected at the desk: put the row back as it was, or "
                "clear this cell to record the row as news of its own.",
            )
        elif ledgered.pk in new:
            outcome.tell(entry.fields.place, Act.RECORDED, said)
        else:
            said = {name: entry.details[name] for name in WORDED if entry.fields.value.get(name) is not None}
            outcome.tell(entry.fields.place, Act.LEFT, _otherwise(ledgered, said))


def _change(show, entry, seasons, networks):
    return ledger.Change(
        show=show,
        season=seasons[entry.season] if entry.season else None,
        network=networks.called(entry.network),
        **entry.details,
    )
