"""Reporters, editors and managing editors, with what each may do."""

from django.db import migrations


def make_groups(apps, schema_editor):
    from newsroom.roles import make_groups

    make_groups()


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0001_initial"),
        ("shows", "0003_ledger_is_append_only"),
        ("articles", "0002_revisions_are_immutable"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
