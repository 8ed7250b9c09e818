"""The rows that were there before are looked at now, while everybody goes on working."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("articles", "0011_drafts_are_approved_and_commented_on")]

    operations = [ValidateConstraint("article", "articles_article_approved_names_its_revision")]
