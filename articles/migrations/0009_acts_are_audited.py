"""Every act on an article is kept in a log that is only ever added to."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import articles.models.audit

FORWARD = """
CREATE FUNCTION public.articles_refuse_change_of_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit log is append-only: what was done stays on record.' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER articles_auditentry_is_append_only
    BEFORE UPDATE OR DELETE ON articles_auditentry
    FOR EACH ROW EXECUTE FUNCTION public.articles_refuse_change_of_audit();
"""

BACKWARD = """
DROP TRIGGER articles_auditentry_is_append_only ON articles_auditentry;
DROP FUNCTION public.articles_refuse_change_of_audit();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0008_bylines_have_profiles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("act", models.CharField(choices=articles.models.audit.acts, max_length=30)),
                ("at", models.DateTimeField()),
                ("note", models.CharField(blank=True, max_length=1000)),
                ("details", models.JSONField(default=dict)),
                (
                    "logged_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
                ),
                (
                    "article",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="audit",
                        to="articles.article",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        help_text="Nobody: an import, or the clock.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="articles.revision",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "audit entries",
                "ordering": ["-pk"],
                "default_permissions": (),
                "indexes": [models.Index(fields=["article", "-id"], name="articles_auditentry_newest")],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
