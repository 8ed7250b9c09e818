"""Record a change of status from the command line, after a look at what it does."""

import difflib
import sys

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import URLValidator
from django.db.models import Q
from django.utils import timezone

from articles import recording
from articles.recording import Ticks, Wanted
from articles.status_changes import AlreadyRecorded, LedgerMoved, Refused
from newsroom.lib.options import choice, either, moment, number, text
from newsroom.lib.periods import Precision, in_words, newsroom_date
from shows.models import Network, Show, StatusEntry
from shows.statuses import SEASON_STATUSES, SHOW_STATUSES, Confirmation, Event

SHOWN = 20  # of each list in the preview
KINDS = Network.NetworkKind.values
TEXTS = ("source_name", "source_url", "reason", "note")
OPTIONS = {"status": "STATUS", "effective_at": "--effective", "premiere_on": "--premiere"}
HELP = {
    "source_name": "Who says so: Deadline.",
    "source_url": "Where it can be read.",
    "confirmation": f"By whose word: {either(Confirmation.values)}.",
    "network": "A new one is created; the show's is meant where none is named.",
    "network_kind": f"What a new network is: {either(KINDS)}.",
    "premiere": "The date that is announced, as precise as it is known.",
    "note": "One public sentence.",
    "event": "Why it came about, where it is not for the usual reason.",
    "reason": "The reason that was given.",
    "episodes": "How many episodes were ordered.",
    "episodes_remain": f"Are episodes still to air: {either(StatusEntry.Remaining.values)}.",
}


class Command(BaseCommand):
    help = "Show what recording a status of a show, or of one of its seasons, does; then record it after a “y”."

    def add_arguments(self, parser):
        parser.add_argument("show", metavar="SHOW", help="Its title, another name of it, its slug or its address.")
        parser.add_argument(
            "status",
            metavar="STATUS",
            help=f"One of {either(SHOW_STATUSES)}; of a season, {either(SEASON_STATUSES)}.",
        )
        parser.add_argument("--season", metavar="N", help="The season that it is about; a new one is created.")
        parser.add_argument(
            "--effective",
            metavar="DATE[TIME]",
            help="When it became true, as precise as it is known: 2025, 2025-Q2, 2025-06, 2025-06-06 (days of the "
            "newsroom), or with a time and its offset, 2025-06-06T14:05-04:00.",
        )
        for name, told in HELP.items():
            parser.add_argument(option_of(name), default="", help=told)
        parser.add_argument("--before", action="store_true", help="Put it before finer entries of the same period.")
        parser.add_argument("--no-implied", action="store_true", help="Leave out the entries that it implies.")
        parser.add_argument("--dry-run", action="store_true", help="Show what it does, and record nothing.")
        parser.add_argument("--yes", action="store_true", help="Record without asking.")

    def handle(self, *, yes, dry_run, no_implied, **options):
        wanted = read(options)
        ticks = Ticks(without_implied=no_implied)
        try:
            if dry_run:
                self.show(preview(wanted, ticks))
                self.stdout.write("Nothing was recorded: this was a dry run.")
            else:
                self.say_done(self.record(wanted, ticks, yes=yes))
        except AlreadyRecorded as same:
            said = str(same)
            self.stdout.write(f"{said[:1].upper()}{said[1:]} Nothing was written.")
        except Refused as refusal:
            raise CommandError(with_option(refusal)) from refusal

    def record(self, wanted, ticks, *, yes):
        while True:
            found = preview(wanted, ticks)
            self.show(found)
            impact = found.impact
            if not yes:
                self.confirm()
            try:
                return recording.record(
                    wanted, by=None, at=timezone.now(), ticks=ticks, keep=impact.unticked, expected=impact.token
                )
            except LedgerMoved as moved:
                self.stdout.write("" if yes else str(moved))

    def confirm(self):
        self.stdout.write("Record this? [y/N] ", ending="")
        self.stdout.flush()
        answer = sys.stdin.readline()
        if not answer:
            raise CommandError("Nothing was recorded: nobody is there to confirm it. Add --yes to record unasked.")
        if answer.strip().lower() not in ("y", "yes"):
            raise CommandError("Nothing was recorded.")

    def say_done(self, done):
        for entry in done.entries:
            self.stdout.write(f"Recorded: {entry}.")
        if done.moved:
            self.stdout.write(f"Pins moved: {done.moved:,}.")

    # -- the preview -----------------------------------------------------------------------------

    def show(self, look):
        if entry := look.already:
            self.stdout.write(f"{look.already_says} Its {sourced(entry)}.")
            self.stdout.write("Record it again only if it happened again; correct that entry to put it right.")
        self.show_impact(look.impact)

    def show_impact(self, impact):
        self.stdout.write(f"To be recorded: {impact.change.in_words}")
        self.stdout.write(f"  {details(impact.change)}")
        self.show_new_network(impact.change.network)
        for change in impact.implied:
            self.stdout.write(f"Implied by it: {change.in_words}")
        self.show_list("Articles that gain a notice", impact.gains, gain)
        self.show_list("Articles that lose their notice", impact.loses, loss)
        self.show_list("Articles whose notice says something else", impact.changes, another)
        if not (impact.gains or impact.loses or impact.changes):
            self.stdout.write("No published article's notice changes.")
        self.show_list("Pins that move where ticked, as their articles came out after the fact", impact.moves, move)
        for title, articles in (
            ("Scheduled articles and updates that will be held", impact.held),
            ("Held articles and updates that nothing holds any more: publish or schedule them", impact.freed),
        ):
            self.show_list(title, articles, lambda article: [filed(article)])

    def show_new_network(self, network):
        """A name that is new may be a slip, and the ledger keeps it."""
        near = recording.like(network)
        if near is None:
            return
        hint = f" Did you mean “{near}”?" if near else ""
        self.stdout.write(f"  “{network}” is a new network.{hint}")

    def show_list(self, title, items, lines_of):
        if not items:
            return
        self.stdout.write(f"{title} ({len(items):,}):")
        for item in items[:SHOWN]:
            self.stdout.write("  " + "\n      ".join(lines_of(item)))
        if len(items) > SHOWN:
            self.stdout.write(f"  and {len(items) - SHOWN:,} more")


def preview(wanted, ticks):
    return recording.look(wanted, at=timezone.now(), ticks=ticks)


# -- reading the options -------------------------------------------------------------------------


def read(options):
    """What the options ask for; each that is wrong is refused by its name."""
    show = find_show(text("SHOW", options["show"]))
    season = None if options["season"] is None else number("--season", options["season"], most=200)
    network = text("--network", options["network"], 100)
    kind = options["network_kind"] and choice("--network-kind", options["network_kind"], KINDS)
    if kind and not network:
        raise CommandError("--network-kind belongs to a new network: name it with --network.")
    return Wanted(show, season, network, kind, fields(options, of_season=season is not None))


def fields(options, *, of_season):
    if not options["effective"]:
        raise CommandError("--effective is missing: say when it became true, as in --effective 2025-06-06.")
    effective_at, precision = moment("--effective", options["effective"])
    statuses, what = (SEASON_STATUSES, "season") if of_season else (SHOW_STATUSES, "show")
    found = {
        "status": choice("STATUS", options["status"], statuses, what=f"status of a {what}"),
        "effective_at": effective_at,
        "precision": precision,
        "before": options["before"],
        **{name: text(option_of(name), options[name], longest(name)) for name in TEXTS},
    }
    for name, allowed in (
        ("event", Event.values),
        ("confirmation", Confirmation.values),
        ("episodes_remain", StatusEntry.Remaining.values),
    ):
        if options[name]:
            found[name] = choice(option_of(name), options[name], allowed)
    if options["episodes"]:
        found["episodes"] = number("--episodes", options["episodes"], most=9999)
    if options["premiere"]:
        found |= premiere(options["premiere"])
    if found["source_url"]:
        check_address(found["source_url"])
    return found


def longest(name):
    return StatusEntry._meta.get_field(name).max_length


def premiere(said):
    at, precision = moment("--premiere", said)
    if precision == Precision.MINUTE:
        raise CommandError("--premiere: a premiere has a date and no time: write the day, as in 2025-04-24.")
    return {"premiere_on": newsroom_date(at), "premiere_precision": precision}


def check_address(url):
    try:
        URLValidator(schemes=["http", "https"])(url)
    except ValidationError as error:
        remedy = "write all of it, with https:// in front."
        raise CommandError(f"--source-url: “{url[:80]}” is no web address: {remedy}") from error


def find_show(name):
    if "/shows/" in name:  # an address, which no two shows share
        found = Show.objects.filter(slug=name.partition("/shows/")[2].strip("/"))
    else:
        found = Show.objects.filter(Q(pk__in=Show.objects.named(name).values("pk")) | Q(slug=name.lower()))
    found = list(found.a_to_z()[:SHOWN])
    if not found:
        near = difflib.get_close_matches(name, Show.objects.values_list("title", flat=True), n=1, cutoff=0.7)
        hint = f"did you mean “{near[0]}”?" if near else "check its spelling, or bring it in with import_shows."
        raise CommandError(f"SHOW: there is no show “{name}”: {hint}")
    if len(found) > 1:
        candidates = "; ".join(f"{show.told_apart}, /shows/{show.slug}/" for show in found)
        raise CommandError(f"SHOW: “{name}” may be {candidates}. Give the address of the one that you mean.")
    return found[0]


# -- words ---------------------------------------------------------------------------------------


def option_of(name):
    return OPTIONS.get(name) or f"--{name.replace('_', '-')}"


def with_option(refusal):
    """What the ledger refuses, with the option that it came by."""
    return f"{option_of(refusal.field)}: {refusal}" if refusal.field else str(refusal)


def details(change):
    parts = [Event(change.event).label, Confirmation(change.confirmation).label]
    if change.premiere_on:
        parts.append(f"premiere {in_words(change.premiere_on, change.premiere_precision)}")
    if change.episodes:
        parts.append(f"episodes: {change.episodes:,}")
    if change.episodes_remain:
        parts.append(f"episodes remain: {change.episodes_remain}")
    parts.append(sourced(change))
    return "; ".join(filter(None, [*parts, change.reason, change.note]))


def sourced(one):
    return f"source: {' '.join(filter(None, (one.source_name, one.source_url))) or 'none'}"


def gain(one):
    return [filed(one.article), told(one.after)]


def loss(one):
    return [filed(one.article), f"now: {told(one.before)}"]


def another(one):
    return [*loss(one), f"then: {told(one.after)}"]


def move(one):
    tick = "x" if one.ticked else " "
    relied_on = in_words(newsroom_date(one.coverage.relied_at))
    line = f"[{tick}] {filed(one.coverage.article)} on {one.coverage}, relied on the ledger of {relied_on}"
    if one.ticked:
        return [line]
    return [line, "it came out more than two days after the fact: it keeps its pin, set by hand from now on"]


def told(notice):
    return f"{notice.headline}: {notice.text}"


def filed(article):
    published = f", {in_words(newsroom_date(article.published_at))}" if article.published_at else ""
    return f"“{article}” ({article.slug}{published})"
