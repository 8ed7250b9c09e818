from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    # News is recorded while it is made.
    atomic = False

    dependencies = [("shows", "0011_changes_of_names_are_noted")]

    operations = [
        AddIndexConcurrently(
            "statusentry",
            models.Index(
                fields=["effective_at", "id"],
                condition=Q(source_name="", source_url="") | Q(confirmation="reported"),
                name="shows_statusentry_to_source",
            ),
        ),
    ]
