"""What becomes of articles since changed is written down; a view tells those on which nobody has decided."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Three scans of small indexes for each row that has changed: what is settled for this very turn is in none of them.
VIEW = """
CREATE VIEW articles_undecided AS
SELECT c.id, c.article_id, s.show_id, s.turned_by_id, c.published_at,
       CASE s.kind WHEN 'contradiction' THEN 1 WHEN 'decided' THEN 2 ELSE 3 END AS rank,
       greatest(e.recorded_at, c.published_at) AS since
  FROM shows_standing s
  JOIN shows_statusentry e ON e.id = s.turned_by_id
 CROSS JOIN LATERAL (
    SELECT id, article_id, published_at FROM articles_coverage
     WHERE standing_id = s.id AND settled_turn_id IS NULL
       AND published_at IS NOT NULL AND NOT mention_only AND NOT is_exempt
     UNION ALL
    SELECT id, article_id, published_at FROM articles_coverage
     WHERE standing_id = s.id AND settled_turn_id < s.turned_by_id
       AND published_at IS NOT NULL AND NOT mention_only AND NOT is_exempt
     UNION ALL
    SELECT id, article_id, published_at FROM articles_coverage
     WHERE standing_id = s.id AND settled_turn_id > s.turned_by_id
       AND published_at IS NOT NULL AND NOT mention_only AND NOT is_exempt
 ) AS c
 WHERE s.kind IN ('contradiction', 'decided', 'record-corrected') AND s.newest_pin_at IS NOT NULL
   AND NOT EXISTS (SELECT FROM articles_article a WHERE a.id = c.article_id AND a.is_exempt)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0029_the_newest_words_are_found_first"),
        ("shows", "0010_titles_have_a_language"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Undecided",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.IntegerField()),
                ("published_at", models.DateTimeField()),
                ("since", models.DateTimeField()),
            ],
            options={"db_table": "articles_undecided", "managed": False, "default_permissions": ()},
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("updated", "Updated"),
                            ("followed_up", "Followed up"),
                            ("reviewed", "Still right"),
                            ("exempted", "Exempted"),
                            ("withdrawn", "Withdrawn"),
                            ("redated", "Redated"),
                            ("refiled", "Filed otherwise"),
                        ],
                        max_length=11,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=1000)),
                (
                    "turns",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        help_text="What it settled: the entries of ledgers that had turned the matter.",
                    ),
                ),
                (
                    "since",
                    models.DateTimeField(
                        help_text="Since when it had stood undecided; empty where an earlier outcome had settled all "
                        "of it.",
                        null=True,
                    ),
                ),
                (
                    "seq",
                    models.PositiveBigIntegerField(editable=False, help_text="The clock at its commit.", null=True),
                ),
                (
                    "article",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
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
                    "follow_up",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.article",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "default_permissions": (),
                "indexes": [
                    models.Index(fields=["article", "-id"], name="articles_outcome_of_article"),
                    models.Index(
                        condition=models.Q(("since__isnull", False)), fields=["at"], name="articles_outcome_timed"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("follow_up__isnull", False), ("kind", "followed_up")),
                            models.Q(models.Q(("kind", "followed_up"), _negated=True), ("follow_up", None)),
                            _connector="OR",
                        ),
                        name="articles_outcome_names_its_follow_up",
                        violation_error_message="What was followed up names the article that does so, and nothing "
                        "else does.",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="coverage",
            name="settled_turn",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                editable=False,
                help_text="What turned the matter when somebody last decided on it: another turn is undecided again.",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="shows.statusentry",
            ),
        ),
        migrations.RunSQL(VIEW, "DROP VIEW articles_undecided"),
    ]
