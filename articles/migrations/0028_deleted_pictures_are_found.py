"""The pictures that were deleted are found in the log, however long it is."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("articles", "0027_pictures_know_when_they_changed")]

    operations = [
        AddIndexConcurrently(
            "pictureentry",
            models.Index(condition=Q(act="deleted"), fields=["-id"], name="articles_pictureentry_deleted"),
        ),
    ]
