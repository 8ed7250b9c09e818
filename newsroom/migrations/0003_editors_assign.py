"""Editors give articles to people."""

from django.db import migrations


def make_groups(apps, schema_editor):
    from newsroom.roles import make_groups

    make_groups()


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0002_groups_of_the_newsroom"),
        ("articles", "0005_articles_are_assigned"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
