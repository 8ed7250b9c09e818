from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from newsroom import roles
from newsroom.demo import setup
from newsroom.imports.names import one_import_at_a_time
from newsroom.imports.reading import BadInput
from newsroom.run import is_empty

AN_ARTICLE = "will-there-be-a-season-2-of-etoile"


class Command(BaseCommand):
    help = (
        "Set up the demo newsroom in an empty embedded database: shows, articles at every stage and with every notice, "
        "and an account for each role."
    )

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
        try:
            self.tell(setup.make(at=timezone.now()))
        except BadInput as error:
            raise CommandError(str(error)) from error

    def tell(self, made):
        pages = {
            "/": "what readers see",
            reverse("articles:detail", args=[AN_ARTICLE]): "an article that has since changed",
            reverse("shows:detail", args=["etoile"]): "its show, with the ledger",
            "/feed.json": "what partners get",
            "/api/docs/": "what they can ask",
            reverse("admin:index"): "the desk",
        }
        lines = [
            f"The demo newsroom has {made.shows} shows, {made.public} public articles, and {made.others} that are "
            "drafted, in review, scheduled, held or withdrawn:"
        ]
        lines += [f"  {settings.SITE_URL}{path}  {what}" for path, what in pages.items()]
        lines += [
            f"Its accounts, whose passwords are their names: {', '.join(setup.ACCOUNTS)}.",
            "They can sign in only while DEBUG is on.",
        ]
        self.stdout.write("\n".join(lines))


def _is_here():
    return Article.objects.filter(slug=AN_ARTICLE).exists() and (
        get_user_model().objects.filter(groups__name=roles.DEMO_ACCOUNTS).exists()
    )
