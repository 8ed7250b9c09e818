"""The stale desk finds what nobody has decided on, however much is settled."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q

TOLD = {"published_at__isnull": False, "mention_only": False, "is_exempt": False}


class Migration(migrations.Migration):
    # Articles are written and published while they are made.
    atomic = False

    dependencies = [("articles", "0030_what_has_changed_is_decided_on")]

    operations = [
        AddIndexConcurrently(
            "article", models.Index(condition=Q(is_exempt=True), fields=["id"], name="articles_article_exempt")
        ),
        AddIndexConcurrently(
            "coverage",
            models.Index(
                condition=Q(**TOLD, settled_turn=None),
                fields=["standing", "-published_at", "-article"],
                name="articles_coverage_undecided",
            ),
        ),
        AddIndexConcurrently(
            "coverage",
            models.Index(
                condition=Q(**TOLD, settled_turn__isnull=False),
                fields=["standing", "settled_turn"],
                name="articles_coverage_settled",
            ),
        ),
    ]
