"""Beside what an article reports is kept what was seen of it as it was scheduled."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0034_articles_report_changes")]

    operations = [migrations.AddField("report", "foreseen", models.JSONField(null=True))]
