from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    # Corrections are written while it is made.
    atomic = False

    dependencies = [("articles", "0023_acts_on_pictures_are_logged")]

    operations = [
        AddIndexConcurrently(
            "correction", models.Index(fields=["-corrected_at", "-id"], name="articles_correction_newest")
        )
    ]
