"""What was recorded last, and premieres ahead, are found however long the ledgers are."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # The ledger is written to while it is made.
    atomic = False

    dependencies = [("shows", "0004_latest_news_is_found")]

    operations = [
        AddIndexConcurrently(
            "statusentry", models.Index(fields=["-recorded_at", "-id"], name="shows_statusentry_recorded")
        ),
        AddIndexConcurrently(
            "statusentry",
            models.Index(
                fields=["premiere_on"], condition=models.Q(status="dated"), name="shows_statusentry_premieres"
            ),
        ),
    ]
