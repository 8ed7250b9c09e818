"""Reporters upload pictures and describe their own; editors keep the library."""

from django.db import migrations


def make_groups(apps, schema_editor):
    from newsroom.roles import make_groups

    make_groups()


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0003_editors_assign"),
        ("articles", "0010_editors_keep_the_pictures"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
