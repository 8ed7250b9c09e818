"""Managing editors withdraw for legal reasons, and restore by two."""

from django.db import migrations


def make_groups(apps, schema_editor):
    from newsroom.roles import make_groups

    make_groups()


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0004_pictures_are_kept_by_roles"),
        ("articles", "0016_articles_are_sealed"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
