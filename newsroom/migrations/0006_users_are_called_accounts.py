from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0005_managing_editors_seal")]

    operations = [
        migrations.AlterModelOptions(
            name="user",
            options={"verbose_name": "account", "verbose_name_plural": "accounts"},
        ),
    ]
