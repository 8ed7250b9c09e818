"""The words of notices: how an entry of the ledger is told, and how it stood when an article relied on it."""

from __future__ import annotations

from dataclasses import dataclass

from articles.models import Reliance
from newsroom.lib.periods import Precision, in_words, newsroom_date, on
from shows.statuses import Confirmation, Event
from shows.statuses import Status as S

PREPARED = Reliance.PREPARED

# How an entry is told: with its network, and without. {has} is "has " or nothing, {was} "has been" or "was",
# {on} the date with its preposition or nothing, and {On} the same in front of the sentence.
_NEWS = {
    S.IN_DEVELOPMENT: ("{n} {has}put {s} into development{on}", "{s} {was} put into development{on}"),
    S.PILOT_ORDERED: ("{n} {has}ordered a pilot of {s}{on}", "a pilot of {s} {was} ordered{on}"),
    S.SERIES_ORDERED: ("{n} {has}ordered {s} to series{on}", "{s} {was} ordered to series{on}"),
    S.RETURNING: ("{n} {has}announced the return of {s}{on}", "the return of {s} {was} announced{on}"),
    (S.RETURNING, Event.RENEWAL): ("{n} {has}renewed {s}{on}", "{s} {was} renewed{on}"),
    (S.RETURNING, Event.SEASON_ORDER): ("{n} {has}renewed {s}{on}", "{s} {was} renewed{on}"),
    (S.RETURNING, Event.PICKUP): ("{n} {has}picked up {s}{on}", "{s} {was} picked up{on}"),
    (S.RETURNING, Event.REVIVAL): ("{n} {has}revived {s}{on}", "{s} {was} revived{on}"),
    S.AWAITING_DECISION: ("{n} {has}left the future of {s} open{on}", "the future of {s} {was} left open{on}"),
    S.ON_HIATUS: ("{n} {has}put {s} on hiatus{on}", "{s} {was} put on hiatus{on}"),
    S.ENDING: ("{n} {has}announced the final season of {s}{on}", "the final season of {s} {was} announced{on}"),
    S.ENDED: ("{s} {has}ended its run on {n}{on}", "{s} {has}ended its run{on}"),
    S.CANCELED: ("{n} {has}canceled {s}{on}", "{s} {was} canceled{on}"),
    S.NOT_PROCEEDING: ("{n} {has}dropped {s}{on}", "{s} {was} dropped{on}"),
    S.AIRING: ("{s} {has}started airing on {n}{on}", "{s} {has}started airing{on}"),
    (S.AIRING, Event.PREMIERE): ("{s} {has}premiered on {n}{on}", "{s} {has}premiered{on}"),
    S.UNDECIDED: ("{n} {has}left the future of {s} open{on}", "the future of {s} {was} left open{on}"),
    S.ORDERED: ("{n} {has}ordered {s}{on}", "{s} {was} ordered{on}"),
    S.IN_PRODUCTION: ("{s} {has}entered production{on}", "{s} {has}entered production{on}"),
    S.DATED: (
        "{On}{n} {has}set the premiere of {s} for {premiere}",
        "{On}the premiere of {s} {was} set for {premiere}",
    ),
    S.DELAYED: ("{n} {has}delayed {s}{on}", "{s} {was} delayed{on}"),
    S.ON_BREAK: ("{s} {has}paused on {n}{on}", "{s} {has}paused{on}"),
    S.AIRED: ("{s} {has}finished airing on {n}{on}", "{s} {has}finished airing{on}"),
    (S.AIRED, Event.PREMIERE): ("{s} {has}premiered on {n}{on}", "{s} {has}premiered{on}"),
    S.CUT_SHORT: ("{n} {has}cut {s} short{on}", "{s} {was} cut short{on}"),
    S.ORDER_REVERSED: ("{n} {has}reversed its order for {s}{on}", "the order for {s} {was} reversed{on}"),
    S.SHELVED: ("{n} {has}shelved {s}{on}", "{s} {was} shelved{on}"),
    S.NOT_HAPPENING: ("{n} {has}decided against {s}{on}", "{s} {was} ruled out{on}"),
}

# How it stood, after "When this article was published, on …,".
_SHOW_WAS = {
    S.IN_DEVELOPMENT: "the show was in development",
    S.PILOT_ORDERED: "a pilot had been ordered",
    S.SERIES_ORDERED: "the show had been ordered to series",
    S.RETURNING: "the show was to return for another season",
    S.AIRING: "the show was on the air",
    S.AWAITING_DECISION: "its future was undecided",
    S.ON_HIATUS: "the show was on hiatus",
    S.ENDING: "its final season had been announced",
    S.ENDED: "the show had ended",
    S.CANCELED: "the show had been canceled",
    S.NOT_PROCEEDING: "the show was not going ahead",
}
_SEASON_WAS = {
    S.UNDECIDED: "nothing had been decided about season {number}",
    S.ORDERED: "the season was ordered",
    S.IN_PRODUCTION: "the season was in production",
    S.DATED: "the season was to premiere {on_premiere}",
    S.DELAYED: "the season was delayed",
    S.AIRING: "the season was on the air",
    S.ON_BREAK: "the season was on a break",
    S.AIRED: "the season had aired",
    S.CUT_SHORT: "the season had been cut short",
    S.ORDER_REVERSED: "the order for the season had been reversed",
    S.SHELVED: "the season had been shelved",
    S.NOT_HAPPENING: "the season was not going ahead",
}


@dataclass(frozen=True)
class Sentence:
    """A sentence that may name its source: text before, the source with its address, text after."""

    before: str
    source: str = ""
    source_url: str = ""
    after: str = ""

    def __str__(self):
        return f"{self.before}{self.source}{self.after}"


def name(show, season=None):
    return f"season {season} of {show.title}" if season else show.title


def capitalized(text):
    return text[:1].upper() + text[1:]


def date_of(entry):
    return newsroom_date(entry.effective_at)


def told_by(entry):
    """The entry in whose words ``entry`` is told: the one that implied it, where one did."""
    return entry.implied_by if entry.implied_by_id else entry


def news(entry, show):
    """An entry as a sentence, with its date and by whose word: ``Prime Video has reversed its order for season 2 of
    Étoile, Deadline reported on June 6, 2025.``"""
    entry = told_by(entry)
    reported = entry.confirmation == Confirmation.REPORTED and entry.source_name
    when = on(date_of(entry), entry.precision)
    active, passive = _NEWS.get((entry.status, entry.event)) or _NEWS[entry.status]
    said = (active if entry.network_id else passive).format(
        n=entry.network.name if entry.network_id else "",
        s=name(show, entry.season.number if entry.season_id else None),
        has="has " if reported else "",
        was="has been" if reported else "was",
        on="" if reported else f" {when}",
        On="" if reported else f"{capitalized(when)}, ",
        premiere=in_words(entry.premiere_on, entry.premiere_precision) if entry.premiere_on else "",
    )
    said = capitalized(said)
    if reported:
        comma = "," if "," in entry.source_name else ""
        return Sentence(f"{said}, ", entry.source_name, entry.source_url, f"{comma} reported {when}.")
    if entry.source_name:
        return Sentence(f"{said} (source: ", entry.source_name, entry.source_url, ").")
    unsure = " by an unnamed source" if entry.confirmation == Confirmation.REPORTED else ""
    return Sentence(f"{said}, as reported{unsure}." if unsure else f"{said}.")


def when(act):
    """``When this article was published``: the act by which it relied on the ledger, as readers know of it."""
    # What readers have already is not scheduled, and it was brought up to date some time after this.
    return "When the update of this article was prepared" if act == PREPARED else f"When this article was {act}"


def when_in_short(act):
    """The same where it is plain what is spoken of: ``When published``."""
    return "When its update was prepared" if act == PREPARED else f"When {act}"


def stood(relied_on, act, status, *, season, entry=None):
    """``When this article was published, on April 30, 2025, the season was ordered.``"""
    was = (_SEASON_WAS if season else _SHOW_WAS)[status].replace("{number}", str(season))
    if status == S.DATED:
        was = was.format(on_premiere=on(entry.premiere_on, entry.premiere_precision))
    if status == S.CANCELED and entry is not None and entry.network_id:
        was += f" by {entry.network.name}"
    return f"{when(act)}, {on(relied_on)}, {was}."


def relied(relied_on, act):
    """``When this article was published, on February 17, 2025, it relied on that record.``

    What a record said is not told again as a fact, once it was taken back.
    """
    return f"{when(act)}, {on(relied_on)}, it relied on that record."


def today(status_label, entry):
    """``Status today: Canceled, since January 5, 2024.``, or ``Status today, as Deadline reported: Canceled, …``"""
    day = in_words(date_of(entry), entry.precision)
    where = f" ({entry.network.name})" if entry.network_id else ""
    return f"Status today{_by_report(entry)}: {status_label}{where}, since {day}."


def _by_report(entry):
    if entry.confirmation != Confirmation.REPORTED:
        return ""
    return f", as {entry.source_name} reported" if entry.source_name else ", as reported by an unnamed source"


def corrected(pinned, correction, show):
    """How the record of ``pinned`` was corrected by ``correction``, the last one of its chain."""
    when = on(newsroom_date(correction.recorded_at), Precision.DAY)
    start = f"Our record of {subject_of(pinned, show)} was corrected {when}: it said {_as_recorded(pinned, correction)}"
    if correction.status is None:
        return Sentence(f"{start}, which did not hold.")
    where = f" for {subject_of(correction, show)}" if correction.season_id != pinned.season_id else ""
    now = f"{start}; it should have said {_as_recorded(correction, pinned)}{where}"
    if correction.source_name:
        return Sentence(f"{now} (source: ", correction.source_name, correction.source_url, ").")
    return Sentence(f"{now}.")


def _as_recorded(entry, other):
    """What ``entry`` said, and where ``other`` differs: ``“Dated” as of June 6, 2025, to premiere in May 2026``."""
    said = f"“{entry.label}” as of {in_words(date_of(entry), entry.precision)}"
    if other.status is None:
        return said
    if entry.network_id != other.network_id:
        said += f" on {entry.network.name}" if entry.network_id else " on no network"
    if entry.premiere != other.premiere or entry.status == S.DATED:
        premiere = on(entry.premiere_on, entry.premiere_precision) if entry.premiere_on else ""
        said += f", to premiere {premiere}" if premiere else ", without a premiere date"
    return said


def subject_of(entry, show):
    return name(show, entry.season.number if entry.season_id else None)
