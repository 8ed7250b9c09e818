"""The names of ours, kept in memory until one of them changes."""

from __future__ import annotations

from typing import NamedTuple

from django.contrib.postgres.fields import ArrayField
from django.db.models import F, PositiveSmallIntegerField, TextField, Value
from django.db.models.functions import Cast

from articles.naming import Named, Names
from shows.models import Network, Person, Show, version_of_names


class Called(NamedTuple):
    """A row of ours by its key, with its name as the desk writes it."""

    pk: int
    name: str


_kept = (None, None)  # the version of the names, and the names


def names(version=None):
    """The ``Names`` of all shows, people and networks; one statement, as long as none of them changes.

    Each is named by its ``Called``. Whoever knows the ``version`` of the names spares the statement.
    """
    global _kept
    version = version_of_names() if version is None else version
    if _kept[0] != version:
        _kept = (version, Names(_called()))
    return _kept[1]


def _called():
    """What is called how, by one statement: pairs of what is named, and one of its names; shows come first."""
    shows = _rows("show", Show.objects, "title", F("also_known_as"), year=F("year"), country=F("country"))
    networks = _rows("network", Network.objects, "name", F("also_known_as"))
    people = _rows("person", Person.objects.with_credits(), "name", _NO_OTHERS)
    for kind, pk, name, others, year, country in shows.union(networks, people, all=True).order_by("-of", "pk"):
        named = Named(kind, Called(pk, Show(title=name, year=year, country=country).told_apart))
        for each in (name, *others):
            yield named, each


_NO_OTHERS = Value([], output_field=ArrayField(TextField()))
_NO_YEAR = Cast(None, PositiveSmallIntegerField())
_NOWHERE = Value("", output_field=TextField())


def _rows(kind, rows, name, others, *, year=_NO_YEAR, country=_NOWHERE):
    of = Value(kind, output_field=TextField())
    said = {"of": of, "called": Cast(name, TextField()), "others": Cast(others, ArrayField(TextField()))}
    found = rows.order_by().annotate(**said, made_in=year, made_by=Cast(country, TextField()))
    return found.values_list("of", "pk", "called", "others", "made_in", "made_by")
