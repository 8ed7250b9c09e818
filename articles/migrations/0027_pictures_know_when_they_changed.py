"""A picture knows when readers last got another in its place, so that what shows it is dated by it."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("articles", "0026_updates_are_prepared")]

    operations = [
        migrations.AddField(
            "picture",
            "changed_at",
            models.DateTimeField(
                editable=False,
                help_text="When an act last had readers get another picture: another file or crop, or none, or it again.",
                null=True,
            ),
        ),
        AddIndexConcurrently(
            "picture",
            models.Index(condition=Q(changed_at__isnull=False), fields=["changed_at"], name="articles_picture_changed"),
        ),
    ]
