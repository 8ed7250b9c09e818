"""The desk finds what it lists, and by its stage what is on its way to readers, however large the archive."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Articles are written and published while it is made.
    atomic = False

    dependencies = [("articles", "0014_revisions_name_their_lead_picture")]

    operations = [
        AddIndexConcurrently("article", models.Index(fields=["-published_at", "-id"], name="articles_article_listed")),
        AddIndexConcurrently(
            "article",
            models.Index(
                fields=["stage", "id"],
                condition=~models.Q(stage__in=["published", "withdrawn"]),
                name="articles_article_on_its_way",
            ),
        ),
    ]
