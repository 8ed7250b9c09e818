"""The stale desk finds the newest articles that nobody has decided on without a look at all the others."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F, Q

BATCH = 10_000


def begin(apps, schema_editor):
    """As if nobody had decided anything, which is too high and never too low: a batch a transaction."""
    rows = apps.get_model("shows", "Standing").objects.filter(newest_pin_at__isnull=False)
    last = 0
    while pks := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        last = pks[-1]
        rows.filter(pk__in=pks).update(newest_open_at=F("newest_pin_at"))


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("shows", "0013_networks_and_people_are_merged")]

    operations = [
        migrations.AddField(
            "standing",
            "newest_open_at",
            models.DateTimeField(
                blank=True,
                help_text="Publication of its newest pin on which nobody has decided: may be too high, never too low.",
                null=True,
            ),
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
        AddIndexConcurrently(
            "standing",
            models.Index(
                condition=Q(kind__in=("contradiction", "decided", "record-corrected"), newest_open_at__isnull=False),
                fields=["kind", "-newest_open_at", "-id"],
                name="shows_standing_undecided",
            ),
        ),
    ]
