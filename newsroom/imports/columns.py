"""The columns of the tables of shows, seasons and ledger entries: what is exported is what can be imported again."""

from __future__ import annotations

import re
from dataclasses import dataclass

from newsroom.lib.periods import as_text, midnight
from newsroom.lib.text import one_line
from shows.models import Show

WHICH = ("title", "year", "country", "slug")  # show


@dataclass(frozen=True)
class Table:
    """``needs`` are the columns without which it is none; those ``to_read`` tell something and are not imported."""

    name: str
    needs: tuple[str, ...]
    may: tuple[str, ...]
    to_read: tuple[str, ...] = ()

    @property
    def columns(self):
        """All of them, in the order in which they are exported."""
        return (*WHICH, *(name for name in (*self.needs, *self.may) if name not in WHICH), *self.to_read)


SHOWS = Table("shows", ("title",), (*WHICH[1:], "title_language", "also_known_as"), ("network", "status"))
SEASONS = Table("seasons", ("title", "season"), (*WHICH[1:], "episodes", "premiered_on", "finale_on", "release"))
LEDGER = Table(
    "ledger",
    ("title", "season", "effective", "status"),
    (
        *(*WHICH[1:], "event", "network", "confirmation", "source_name", "source_url", "episodes", "episodes_remain"),
        *("premiere_on", "reason", "note"),
    ),
    ("entry", "corrects", "standing", "recorded", "recorded_by"),
)
TABLES = (SHOWS, SEASONS, LEDGER)


def joined(names):
    """Several names as one cell: ``Etoile | B99``."""
    return " | ".join(one_line(name).replace("|", r"\|") for name in names)


def parted(cell):
    """The names of a cell that ``joined`` made."""
    return [name for part in re.split(r"(?<!\\)\|", cell) if (name := part.replace(r"\|", "|").strip())]


def _which(show):
    return show.title, show.year, show.country, show.slug


def of_show(show):
    """The cells of a show that came ``with_status()``."""
    also = joined(show.also_known_as)
    return *_which(show), show.title_language, also, show.network and show.network.name, show.status


def today_of(pks):
    """How each of these shows stands today, by its pk: the cells that its row only tells, by column."""
    shows = Show.objects.with_status().filter(pk__in=pks) if pks else ()
    return {show.pk: dict(zip(SHOWS.columns, of_show(show), strict=True)) for show in shows}


def not_so(told, today):
    """What a row ``told`` of how its show stands, and is not so ``today``: the ledger alone says that."""
    for name, value in told if today else ():
        own = str(today[name] or "")
        if value.casefold().replace(" ", "_") != own.casefold().replace(" ", "_"):
            yield f"{name} stays {own or 'empty'}, not {value}: record that in the ledger"


def of_season(season):
    facts = (season.number, season.episodes, season.premiered_on, season.finale_on, season.release)
    return *_which(season.show), *facts


def of_entry(entry):
    """The cells of an entry that came with its show, season, network, correction and recorder."""
    return (
        *_which(entry.show),
        *(entry.season and entry.season.number, entry.effective_text, entry.status),
        *(entry.event, entry.network and entry.network.name, entry.confirmation),
        *(entry.source_name, entry.source_url, entry.episodes, entry.episodes_remain),
        entry.premiere_on and as_text(midnight(entry.premiere_on), entry.premiere_precision),
        *(entry.reason, entry.note, entry.pk, entry.corrects_id),
        standing_of(entry),
        as_text(entry.recorded_at, "minute"),
        entry.recorded_by and str(entry.recorded_by),
    )


def standing_of(entry):
    if not entry.status:
        return "void"
    return "corrected" if hasattr(entry, "correction") else "stands"
