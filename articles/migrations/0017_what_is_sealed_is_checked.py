"""The rows that were there before are looked at now, while everybody goes on working."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("articles", "0016_articles_are_sealed")]

    operations = [ValidateConstraint("article", "articles_article_sealed_is_not_on_its_way_out")]
