from django.db import migrations


def make_groups(apps, schema_editor):
    from newsroom.roles import make_groups

    make_groups()


class Migration(migrations.Migration):
    dependencies = [
        ("newsroom", "0007_people_choose_what_they_are_told"),
        ("shows", "0013_networks_and_people_are_merged"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
