import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0004_text_is_kept_until_it_is_saved"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="article",
            options={
                "permissions": [
                    ("edit_any_article", "Can edit any article"),
                    ("assign_article", "Can assign articles to people"),
                    ("publish_article", "Can publish and schedule"),
                    ("review_article", "Can review as still right"),
                    ("withdraw_article", "Can withdraw and restore"),
                    ("redate_article", "Can redate"),
                    ("exempt_article", "Can exempt from notices"),
                ]
            },
        ),
        # Of a new column that is empty, PostgreSQL takes the key to hold without reading the table.
        migrations.AddField(
            model_name="article",
            name="assigned_to",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                help_text="Who works on it: at first, who began it.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="due_at",
            field=models.DateTimeField(blank=True, editable=False, help_text="When it is to be handed in.", null=True),
        ),
        migrations.AddField(
            model_name="article",
            name="brief",
            field=models.CharField(
                blank=True,
                db_default="",
                editable=False,
                help_text="What it is to be, for who writes it.",
                max_length=1000,
            ),
        ),
    ]
