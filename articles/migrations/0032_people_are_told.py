"""What people are to be told of is written down where it happens, and sections have editors."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0031_what_is_undecided_is_found"),
        ("shows", "0010_titles_have_a_language"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "section",
            "editors",
            models.ManyToManyField(
                blank=True,
                help_text="Who is told of what happens to its articles: handed in, held, overtaken by news.",
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.CreateModel(
            "Occasion",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "entry",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="shows.statusentry",
                    ),
                ),
                ("seq", models.PositiveBigIntegerField(null=True, help_text="The clock at the commit of that entry.")),
                (
                    "audit",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.auditentry",
                    ),
                ),
                ("taken_at", models.DateTimeField(null=True)),
            ],
            options={
                "default_permissions": (),
                "indexes": [models.Index(fields=["id"], condition=Q(taken_at=None), name="articles_occasion_waiting")],
                "constraints": [
                    models.CheckConstraint(
                        name="articles_occasion_is_one_thing",
                        condition=Q(entry__isnull=False, seq__isnull=False, audit=None)
                        | Q(entry=None, seq=None, audit__isnull=False),
                        violation_error_message="It is a change of status, or an act on an article.",
                    )
                ],
            },
        ),
    ]
