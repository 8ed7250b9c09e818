"""What is undecided of some articles is read from them, and all of it without a look at rows that are settled."""

import django.db.models.deletion
from django.db import migrations, models

# As articles_undecided, from the other side: of an article few rows are read, settled or not.
VIEW = """
CREATE VIEW articles_undecided_of AS
SELECT c.id, c.article_id, s.show_id, s.turned_by_id, c.published_at,
       CASE s.kind WHEN 'contradiction' THEN 1 WHEN 'decided' THEN 2 ELSE 3 END AS rank,
       greatest(e.recorded_at, c.published_at) AS since
  FROM articles_coverage c
  JOIN shows_standing s ON s.id = c.standing_id
  JOIN shows_statusentry e ON e.id = s.turned_by_id
 WHERE s.kind IN ('contradiction', 'decided', 'record-corrected') AND c.published_at IS NOT NULL
   AND NOT c.mention_only AND NOT c.is_exempt AND c.settled_turn_id IS DISTINCT FROM s.turned_by_id
   AND NOT EXISTS (SELECT FROM articles_article a WHERE a.id = c.article_id AND a.is_exempt)
"""

# A row on which all is settled has no newest one that waits; before, each of them was looked at.
WHOLE = """
CREATE OR REPLACE VIEW articles_undecided AS
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
 WHERE s.kind IN ('contradiction', 'decided', 'record-corrected') AND s.{newest} IS NOT NULL
   AND NOT EXISTS (SELECT FROM articles_article a WHERE a.id = c.article_id AND a.is_exempt)
"""


def foreign(to):
    return models.ForeignKey(to, db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name="+")


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0036_what_is_named_and_not_covered_is_listed"),
        ("shows", "0015_shows_and_seasons_are_merged"),
    ]

    operations = [
        migrations.CreateModel(
            name="UndecidedOf",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rank", models.IntegerField()),
                ("published_at", models.DateTimeField()),
                ("since", models.DateTimeField()),
                ("article", foreign("articles.article")),
                ("show", foreign("shows.show")),
                ("turned_by", foreign("shows.statusentry")),
            ],
            options={"db_table": "articles_undecided_of", "managed": False, "default_permissions": ()},
        ),
        migrations.RunSQL(VIEW, "DROP VIEW articles_undecided_of"),
        migrations.RunSQL(WHOLE.format(newest="newest_open_at"), WHOLE.format(newest="newest_pin_at")),
    ]
