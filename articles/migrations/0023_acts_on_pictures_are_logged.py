"""What is done to a picture is kept in a log that is only ever added to."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import articles.models.picture_log

FORWARD = """
CREATE TRIGGER articles_pictureentry_is_append_only
    BEFORE UPDATE OR DELETE ON articles_pictureentry
    FOR EACH ROW EXECUTE FUNCTION public.articles_refuse_change_of_audit();
"""

BACKWARD = "DROP TRIGGER articles_pictureentry_is_append_only ON articles_pictureentry"


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0022_old_addresses_lead_on"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PictureEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200)),
                ("act", models.CharField(choices=articles.models.picture_log.acts, max_length=30)),
                ("at", models.DateTimeField()),
                (
                    "details",
                    models.JSONField(
                        default=dict, help_text="What was changed: by its name, what it was and what it is."
                    ),
                ),
                (
                    "logged_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "by",
                    models.ForeignKey(
                        help_text="Nobody: an import.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="log",
                        to="articles.picture",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "picture entries",
                "ordering": ["-pk"],
                "default_permissions": (),
                "indexes": [models.Index(fields=["picture", "-id"], name="articles_pictureentry_newest")],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
