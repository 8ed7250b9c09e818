"""What is withdrawn for legal reasons is sealed, and lifted by two."""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.core.management import CommandError
from django.db import migrations, models


def seal_nothing(apps, editor):
    """On the way forth there is nothing to look at."""


def refuse_what_is_sealed(apps, editor):
    """Without its seal, a draft would be everybody's at the desk, and what was public would tell its address again."""
    with editor.connection.cursor() as cursor:
        cursor.execute("LOCK TABLE articles_article, articles_sealing IN ACCESS EXCLUSIVE MODE")
        cursor.execute("SELECT count(*) FROM articles_sealing WHERE lifted_at IS NULL")
        (count,) = cursor.fetchone()
    if count:
        raise CommandError(
            f"Articles that are withdrawn for legal reasons: {count}. The version before knows of no such thing, and "
            "everybody at the desk would read them. Have two managing editors restore them first, or stay here."
        )


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0015_what_is_on_its_way_is_found"),
        ("shows", "0004_latest_news_is_found"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Sealing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=1000)),
                ("at", models.DateTimeField()),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("in_review", "In review"),
                            ("approved", "Approved"),
                            ("scheduled", "Scheduled"),
                            ("published", "Published"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        help_text="The one to which it returns.",
                        max_length=10,
                    ),
                ),
                ("asked_because", models.CharField(blank=True, help_text="Why it may be read again.", max_length=1000)),
                ("asked_at", models.DateTimeField(null=True)),
                ("lifted_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["pk"],
                "default_permissions": (),
            },
        ),
        migrations.AlterModelOptions(
            name="article",
            options={
                "permissions": [
                    ("edit_any_article", "Can edit any article"),
                    ("assign_article", "Can assign articles to people"),
                    ("publish_article", "Can publish and schedule"),
                    ("review_article", "Can review as still right"),
                    ("withdraw_article", "Can withdraw and restore"),
                    ("seal_article", "Can withdraw for legal reasons, and read what was"),
                    ("redate_article", "Can redate"),
                    ("exempt_article", "Can exempt from notices"),
                ]
            },
        ),
        migrations.AddField(
            model_name="article",
            name="sealed_at",
            field=models.DateTimeField(
                blank=True, editable=False, help_text="When it was withdrawn for legal reasons, if it was.", null=True
            ),
        ),
        AddConstraintNotValid(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("sealed_at", None), ("stage__in", ["draft", "in_review", "withdrawn"]), _connector="OR"
                ),
                name="articles_article_sealed_is_not_on_its_way_out",
                violation_error_message="What is withdrawn for legal reasons is neither public nor on its way there.",
            ),
        ),
        migrations.AddField(
            model_name="sealing",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sealings", to="articles.article"
            ),
        ),
        migrations.AddField(
            model_name="sealing",
            name="asked_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="sealing",
            name="by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="sealing",
            name="lifted_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="sealing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at", None)),
                fields=("article",),
                name="articles_sealing_is_one_at_a_time",
                violation_error_message="The article is withdrawn for legal reasons already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sealing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("asked_at", None), ("asked_by", None), ("asked_because", "")),
                    models.Q(
                        ("asked_at__isnull", False),
                        ("asked_by__isnull", False),
                        models.Q(("asked_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="articles_sealing_asked_says_by_whom_and_why",
                violation_error_message="Whoever asks for a restoration says why.",
            ),
        ),
        migrations.AddConstraint(
            model_name="sealing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lifted_at", None), ("lifted_by", None)),
                    models.Q(
                        ("asked_by__isnull", False),
                        ("lifted_at__isnull", False),
                        ("lifted_by__isnull", False),
                        models.Q(("lifted_by", models.F("asked_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="articles_sealing_is_lifted_by_two",
                violation_error_message="One asks for the restoration, and another confirms it.",
            ),
        ),
        migrations.RunPython(seal_nothing, refuse_what_is_sealed),
    ]
