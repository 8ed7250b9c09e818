from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from newsroom.imports.reading import BadInput
from newsroom.imports.shows import import_shows


class Command(BaseCommand):
    help = (
        "Import shows, networks, people, seasons and ledgers from a JSON file of the form newsroom.shows/1. What is "
        "here already is left alone, so that the same file can be imported again."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FILE.json", help="The file to import.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would be done, and write nothing.")

    def handle(self, *, file, dry_run, **options):
        try:
            outcome = import_shows(file, by=None, at=timezone.now(), dry_run=dry_run)
        except BadInput as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Dry run, nothing was written: {outcome}" if dry_run else f"{outcome}")
