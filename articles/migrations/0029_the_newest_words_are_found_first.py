"""Common words are found among the newest articles, rather than in all of them."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Articles are published while it is made.
    atomic = False

    dependencies = [("articles", "0028_deleted_pictures_are_found")]

    operations = [
        AddIndexConcurrently(
            "findable", models.Index(fields=["-published_at", "-article"], name="articles_findable_newest")
        ),
    ]
