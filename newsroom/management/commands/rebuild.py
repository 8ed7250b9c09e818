from django.core.management.base import BaseCommand, CommandError

from articles.models import Article
from articles.rebuild import PIECES, is_read_for_names, rebuild, uncovered_after
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
        if show is None:
            count += self.read_again(dry_run=dry_run)
        if not count:
            self.stdout.write("No difference.")
        elif dry_run:
            raise CommandError(f"Differences: {count:,}. Without --dry-run they are repaired.")
        else:
            self.stdout.write(f"Differences: {count:,}, all repaired.")

    def read_again(self, *, dry_run):
        """What published articles name and do not cover; returns how many differences there were."""
        if not is_read_for_names():
            self.stderr.write("Which shows articles name is still being read by the worker: that is left out.")
            return 0
        count = after = 0
        with bar("Articles", total=Article.objects.published().count()) as advance:
            while after is not None:
                after, differences = uncovered_after(after, repair=not dry_run)
                for difference in differences:
                    self.stdout.write(f"{difference}.")
                count += len(differences)
                advance(PIECES if after else 0)
        return count


def shows(slug):
    if slug is None:
        return Show.objects.order_by("pk")
    slug = text("--show", slug).strip("/").rpartition("/")[2]
    found = Show.objects.filter(slug=slug)
    if not found:
        raise CommandError(f"--show: there is no show “{slug}”: copy it from the show's address.")
    return found
