"""What an article relied on as its update was scheduled is named so: readers were never told of a schedule."""

from django.db import migrations, models

# First publications are scheduled before they are out, and updates after.
FORWARD = """
UPDATE articles_coverage AS coverage SET relied_by = 'prepared'
  FROM articles_article AS article
 WHERE article.id = coverage.article_id AND coverage.relied_by = 'scheduled'
   AND coverage.relied_at > article.first_published_at
"""

BACKWARD = "UPDATE articles_coverage SET relied_by = 'scheduled' WHERE relied_by = 'prepared'"

RELIANCE = [
    ("published", "published"),
    ("scheduled", "scheduled"),
    ("updated", "updated"),
    ("prepared", "update scheduled"),
    ("reviewed", "reviewed"),
]


class Migration(migrations.Migration):
    dependencies = [("articles", "0025_what_is_public_is_found")]

    operations = [
        migrations.AlterField(
            "coverage",
            "relied_by",
            models.CharField(blank=True, choices=RELIANCE, editable=False, max_length=10),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
