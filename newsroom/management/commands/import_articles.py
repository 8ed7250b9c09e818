from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from newsroom.imports.articles import import_articles
from newsroom.imports.reading import BadInput


class Command(BaseCommand):
    help = (
        "Import published articles from a file with one JSON object a line, pinned to their shows as of their "
        "publication. An article that nobody has edited here since follows its line; others are left alone and listed."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE.jsonl", help="The file to import.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would be done, and write nothing.")

    def handle(self, *, file, dry_run, **options):
        try:
            outcome = import_articles(file, at=timezone.now(), dry_run=dry_run)
        except BadInput as error:
            raise CommandError(str(error)) from error
        for place, why in outcome.left_alone:
            self.stdout.write(f"{place}: {why}")
        self.stdout.write(f"Dry run, nothing was written: {outcome}" if dry_run else f"{outcome}")
