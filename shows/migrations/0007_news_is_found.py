"""The news of one network is found, and that of each kind is counted, however long the ledgers are."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

NEWS = models.Q(status__isnull=False, implied_by=None)


class Migration(migrations.Migration):
    # The ledger is written to while it is made.
    atomic = False

    dependencies = [("shows", "0006_old_addresses_lead_on")]

    operations = [
        AddIndexConcurrently(
            "statusentry",
            models.Index(
                fields=["network", "-effective_at", "-placed_at", "-place", "-id"],
                condition=NEWS,
                name="shows_statusentry_of_network",
            ),
        ),
        AddIndexConcurrently(
            "statusentry",
            models.Index(
                fields=["event", "status", "network", "effective_at"], condition=NEWS, name="shows_statusentry_kinds"
            ),
        ),
    ]
