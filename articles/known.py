"""The names of ours, kept in memory until one of them changes."""

from __future__ import annotations

from typing import NamedTuple

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
    shows = Show.objects.order_by("pk").only("title", "year", "country", "also_known_as")
    for show in shows.iterator():
        named = Named("show", Called(show.pk, show.told_apart))
        for name in (show.title, *show.also_known_as):
            yield named, name
    for pk, name, others in Network.objects.order_by("pk").values_list("pk", "name", "also_known_as"):
        for each in (name, *others):
            yield Named("network", Called(pk, name)), each
    for pk, name in Person.objects.with_credits().order_by("pk").values_list("pk", "name").iterator():
        yield Named("person", Called(pk, name)), name
