"""People are told by mail what concerns them, and choose of what; managing editors see what could not be sent."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def make_groups(apps, schema_editor):
    from newsroom.roles import make_groups

    make_groups()


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0032_people_are_told"),
        ("newsroom", "0006_users_are_called_accounts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Wishes",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="wishes",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "change",
                    models.CharField(
                        choices=[("at_once", "At once"), ("digest", "In the digest"), ("never", "Not at all")],
                        default="at_once",
                        max_length=7,
                    ),
                ),
                (
                    "review",
                    models.CharField(
                        choices=[("at_once", "At once"), ("digest", "In the digest"), ("never", "Not at all")],
                        default="at_once",
                        max_length=7,
                    ),
                ),
                (
                    "remark",
                    models.CharField(
                        choices=[("at_once", "At once"), ("digest", "In the digest"), ("never", "Not at all")],
                        default="at_once",
                        max_length=7,
                    ),
                ),
                (
                    "held",
                    models.CharField(
                        choices=[("at_once", "At once"), ("digest", "In the digest"), ("never", "Not at all")],
                        default="at_once",
                        max_length=7,
                    ),
                ),
                (
                    "assigned",
                    models.CharField(
                        choices=[("at_once", "At once"), ("digest", "In the digest"), ("never", "Not at all")],
                        default="at_once",
                        max_length=7,
                    ),
                ),
                (
                    "digest",
                    models.CharField(
                        choices=[("day", "Every morning"), ("week", "Every Monday morning"), ("never", "Never")],
                        default="day",
                        max_length=5,
                    ),
                ),
            ],
            options={
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("change", "News changes what readers are told of your articles"),
                            ("review", "A piece is handed in for review"),
                            ("remark", "A piece of yours is sent back, or commented on"),
                            ("held", "A piece is held, because news has overtaken it"),
                            ("assigned", "A piece is given to you"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("for_digest", "For the digest"),
                            ("sent", "Sent"),
                            ("needless", "Not sent: there was nothing to tell any more"),
                            ("given_up", "Could not be sent"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("due_at", models.DateTimeField(help_text="When it is tried, or tried again.")),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("error", models.CharField(blank=True, help_text="Why it could not be sent.", max_length=300)),
                ("settled_at", models.DateTimeField(help_text="When it was sent, or given up.", null=True)),
                (
                    "occasion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="messages", to="articles.occasion"
                    ),
                ),
                (
                    "to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "permissions": [("resend_message", "Can see what could not be sent, and send it again")],
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")), fields=["due_at", "id"], name="newsroom_message_due"
                    ),
                    models.Index(
                        condition=models.Q(("state", "given_up")),
                        fields=["-settled_at", "-id"],
                        name="newsroom_message_given_up",
                    ),
                    models.Index(
                        condition=models.Q(("state", "for_digest")),
                        fields=["to", "id"],
                        name="newsroom_message_for_digest",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("occasion", "to"),
                        name="newsroom_message_is_one_a_person",
                        violation_error_message="This person is told of it already.",
                    )
                ],
            },
        ),
        migrations.RunPython(make_groups, migrations.RunPython.noop),
    ]
