from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # The ledger is written to while it is made.
    atomic = False

    dependencies = [("shows", "0003_ledger_is_append_only")]

    operations = [
        AddIndexConcurrently(
            "statusentry",
            models.Index(
                fields=["-effective_at", "-placed_at", "-place", "-id"],
                condition=models.Q(status__isnull=False, implied_by=None),
                name="shows_statusentry_latest",
            ),
        )
    ]
