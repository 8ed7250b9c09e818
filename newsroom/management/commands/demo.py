from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from newsroom import roles
from newsroom.imports.articles import import_articles
from newsroom.imports.names import one_import_at_a_time
from newsroom.imports.shows import import_shows
from newsroom.run import is_empty

DATA = Path(__file__).parent.parent.parent / "demo"
ACCOUNTS = {"reporter": roles.REPORTERS, "editor": roles.EDITORS, "managing-editor": roles.MANAGING_EDITORS}
AN_ARTICLE = "will-there-be-a-season-2-of-etoile"


class Command(BaseCommand):
    help = "Set up the demo newsroom in an empty embedded database: shows, four articles, and an account for each role."

    @transaction.atomic
    def handle(self, **options):
        if "EMBEDDED" not in connection.settings_dict:
            raise CommandError(
                "The demo newsroom goes only into the embedded database: unset DATABASE_URL. Nothing was written."
            )
        one_import_at_a_time()
        if not is_empty():
            here = (
                "The demo newsroom is here already" if _is_here() else "This newsroom has shows, articles or accounts"
            )
            raise CommandError(
                f"{here}: the demo goes only into an empty database. To start anew, stop Newsroom, remove "
                f"{connection.settings_dict['EMBEDDED']['folder']} and start it again. Nothing was written."
            )
        at = timezone.now()
        shows = import_shows(DATA / "histories.json", by=None, at=at)
        articles = import_articles(DATA / "articles.jsonl", at=at)
        make_accounts()
        self.tell(shows, articles)

    def tell(self, shows, articles):
        pages = {
            "/": "what readers see",
            reverse("articles:detail", args=[AN_ARTICLE]): "an article that has since changed",
            reverse("shows:detail", args=["etoile"]): "its show, with the ledger",
            "/feed.json": "what partners get",
            reverse("admin:index"): "the desk",
        }
        lines = [f"The demo newsroom has {shows.shows} shows and {articles.imported} articles:"]
        lines += [f"  {settings.SITE_URL}{path}  {what}" for path, what in pages.items()]
        lines += [
            f"Its accounts, whose passwords are their names: {', '.join(ACCOUNTS)}.",
            "They can sign in only while DEBUG is on.",
        ]
        self.stdout.write("\n".join(lines))


def make_accounts():
    """An account for each role, with its name as its password."""
    groups = roles.make_groups()
    for name, group in ACCOUNTS.items():
        user = get_user_model().objects.create_user(name, password=name, is_staff=True)
        user.groups.add(groups[group], groups[roles.DEMO_ACCOUNTS])


def _is_here():
    return Article.objects.filter(slug=AN_ARTICLE).exists() and (
        get_user_model().objects.filter(groups__name=roles.DEMO_ACCOUNTS).exists()
    )
