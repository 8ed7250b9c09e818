"""Changes of a published article wait for their moment."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0018_headlines_are_found"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ScheduledUpdate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("publish_at", models.DateTimeField()),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("substantive", "Brought up to date"),
                            ("minor", "A small thing"),
                            ("correction", "A correction"),
                        ],
                        max_length=11,
                    ),
                ),
                ("note", models.CharField(blank=True, help_text="The public note of a correction.", max_length=1000)),
                (
                    "at",
                    models.DateTimeField(
                        help_text="When it was scheduled: a substantive one relies on the ledger of then."
                    ),
                ),
                ("held_at", models.DateTimeField(help_text="When it was held instead of published.", null=True)),
                ("held_because", models.CharField(blank=True, max_length=500)),
                (
                    "article",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scheduled_update",
                        to="articles.article",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.revision",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("held_at", None)),
                        fields=["publish_at"],
                        name="articles_scheduledupdate_due",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("what", "correction"), models.Q(("note", ""), _negated=True)),
                            models.Q(models.Q(("what", "correction"), _negated=True), ("note", "")),
                            _connector="OR",
                        ),
                        name="articles_scheduledupdate_correction_has_its_note",
                        violation_error_message="A correction has its public note, and nothing else has one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("held_at", None), ("held_because", "")),
                            models.Q(("held_at__isnull", False), models.Q(("held_because", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="articles_scheduledupdate_held_says_why",
                        violation_error_message="What is held says why.",
                    ),
                ],
            },
        ),
    ]
