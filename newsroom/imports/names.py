"""Rows of ours by the names that files give them, accents and case ignored."""

from __future__ import annotations

from django.db import connection

from shows.models import Show

ONE_AT_A_TIME = 20_257


def one_import_at_a_time():
    """Wait until no other import is under way: two that make the same names in another order block each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])


def folded(names):
    """Each of ``names`` as it is searched for: the database folds them, as it does those that it keeps."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, newsroom_fold(name) FROM unnest(%s::text[]) AS name", [list(names)])
        return dict(cursor.fetchall())


class Shows:
    """Shows by what they are called."""

    def __init__(self):
        self.fold = {}
        self._called = {}  # by folded name

    def learn(self, names):
        """Look up those of ``names`` that are new, in two queries."""
        new = folded(set(names) - self.fold.keys())
        if not new:
            return
        self.fold |= new
        wanted = set(new.values()) - self._called.keys()
        if not wanted:
            return
        self._called |= {name: [] for name in wanted}
        found = Show.objects.filter(search_names__overlap=list(wanted)).order_by("pk")
        columns = ("title", "year", "country", "slug", "also_known_as", "search_names", "search_title")
        for show in found.only(*columns):
            for name in wanted.intersection(show.search_names):
                self._called[name].append(show)

    def called(self, name, *, year=None, country=""):
        """The shows of this ``name``, which was learned, as far as the year and the country allow."""
        return told_apart(self._called[self.fold[name]], year=year, country=country)


def told_apart(shows, *, year=None, country=""):
    """Those of ``shows`` that may be the one of this year and country; where some are known to be, only these."""
    possible = [
        show
        for show in shows
        if (not year or show.year in (None, year)) and (not country or show.country in ("", country))
    ]
    certain = [
        show for show in possible if (not year or show.year == year) and (not country or show.country == country)
    ]
    return certain or possible


def ambiguous(name, shows):
    """What to tell of a name that several shows bear."""
    listed = ", ".join(f"{show.told_apart} [{show.slug}]" for show in shows[:5])
    more = f" and {len(shows) - 5} more" if len(shows) > 5 else ""
    return (
        f"“{name}” is the name of {len(shows)} shows, {listed}{more}: add the “year” or “country” of the one that is "
        "meant; a show here that has neither gets it at the desk."
    )
