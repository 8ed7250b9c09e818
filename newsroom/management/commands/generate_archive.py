import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from articles.models import Article
from newsroom.archive import generate
from newsroom.lib.options import number
from newsroom.lib.progress import bar


class Command(BaseCommand):
    help = "Generate a synthetic archive, for benchmarks: shows that never were, their ledgers, articles about them."

    def add_arguments(self, parser):
        parser.add_argument("--shows", metavar="N", required=True, help="How many shows.")
        parser.add_argument("--articles", metavar="M", required=True, help="How many articles.")
        parser.add_argument("--seed", metavar="S", default="1", help="Another number gives another archive (1).")
        parser.add_argument("--add", action="store_true", help="Also where there are articles already.")
        parser.add_argument("--dry-run", action="store_true", help="Generate it, and take it back.")
        parser.add_argument("--yes", action="store_true", help="Also where DEBUG is off.")

    def handle(self, *, shows, articles, seed, add, dry_run, yes, **options):
        shows = number("--shows", shows, most=1_000_000)
        articles = number("--articles", articles, least=0, most=100_000_000)
        seed = number("--seed", seed, least=0, most=10**18)
        if not settings.DEBUG and not yes:
            raise CommandError("DEBUG is off, so this may be a real newsroom: add --yes if it is not.")
        if not add and Article.objects.exists():
            raise CommandError("There are articles already: add --add to put a synthetic archive beside them.")
        begins = time.monotonic()
        with transaction.atomic(), bar("Articles", total=articles) as advance:
            made = generate(shows=shows, articles=articles, seed=seed, at=timezone.now(), advance=advance)
            transaction.set_rollback(dry_run)
        took = time.monotonic() - begins
        self.stdout.write(
            f"{made.shows:,} shows with {made.entries:,} entries, {made.articles:,} articles with {made.pins:,} pins: "
            f"{took:.1f} s, {made.articles / took:,.0f} articles a second."
        )
        if dry_run:
            self.stdout.write("Nothing was written: this was a dry run.")
