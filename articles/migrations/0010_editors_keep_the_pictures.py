from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("articles", "0009_acts_are_audited")]

    operations = [
        migrations.AlterModelOptions(
            name="picture",
            options={
                "permissions": [("edit_any_picture", "Can describe and replace any picture, and set its rights")],
            },
        ),
    ]
