from django.core.management.base import BaseCommand, CommandError

from articles.rebuild import rebuild
from newsroom.lib.options import text
from newsroom.lib.progress import bar
from shows.models import Show


class Command(BaseCommand):
    help = "Derive from scratch what is kept beside the ledger and the articles, and repair what differs."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="Say what differs, and repair nothing.")
        parser.add_argument("--show", metavar="SLUG", help="This show only.")

    def handle(self, *, dry_run, show, **options):
        count, wanted = 0, shows(show)
        with bar("Shows", total=wanted.count()) as advance:
            for one in wanted.iterator(chunk_size=1000):
                # Each show in a transaction of its own: nobody waits for all the others.
                for difference in rebuild(one, repair=not dry_run):
                    self.stdout.write(f"“{one.told_apart}”: {difference}.")
                    count += 1
                advance()
        if not count:
            self.stdout.write("No difference.")
        elif dry_run:
            raise CommandError(f"Differences: {count:,}. Without --dry-run they are repaired.")
        else:
            self.stdout.write(f"Differences: {count:,}, all repaired.")


def shows(slug):
    if slug is None:
        return Show.objects.order_by("pk")
    slug = text("--show", slug).strip("/").rpartition("/")[2]
    found = Show.objects.filter(slug=slug)
    if not found:
        raise CommandError(f"--show: there is no show “{slug}”: copy it from the show's address.")
    return found
