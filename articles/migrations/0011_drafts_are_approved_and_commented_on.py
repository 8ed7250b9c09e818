"""A draft is approved by somebody other than its writer, and commented on by whoever reads it."""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models

FORWARD = """
CREATE FUNCTION public.articles_refuse_change_of_comment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.resolved_at IS NULL
       AND (NEW.id, NEW.article_id, NEW.revision_id, NEW.by_id, NEW.at, NEW.text, NEW.sent_back)
           IS NOT DISTINCT FROM
           (OLD.id, OLD.article_id, OLD.revision_id, OLD.by_id, OLD.at, OLD.text, OLD.sent_back) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'A comment stays as it was said: it is resolved, or answered by another.'
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER articles_comment_is_only_resolved
    BEFORE UPDATE OR DELETE ON articles_comment
    FOR EACH ROW EXECUTE FUNCTION public.articles_refuse_change_of_comment();
"""

BACKWARD = """
DROP TRIGGER articles_comment_is_only_resolved ON articles_comment;
DROP FUNCTION public.articles_refuse_change_of_comment();
"""

# Before, nothing was approved; and without the revision that was, a row cannot come back to here.
BACK_IN_REVIEW = "UPDATE articles_article SET stage = 'in_review' WHERE stage = 'approved'"


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0010_editors_keep_the_pictures"),
        ("shows", "0004_latest_news_is_found"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Comment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("text", models.TextField(max_length=5000)),
                ("sent_back", models.BooleanField(default=False, help_text="The article was sent back with it.")),
                ("resolved_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["pk"],
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="article",
            name="approved_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="article",
            name="approved_by",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="approved_revision",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                help_text="What somebody other than its writer has approved: it alone goes out as reviewed.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.revision",
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="unreviewed",
            field=models.BooleanField(
                db_default=False, editable=False, help_text="It came out first without anybody's approval."
            ),
        ),
        migrations.AlterField(
            model_name="article",
            name="stage",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("in_review", "In review"),
                    ("approved", "Approved"),
                    ("scheduled", "Scheduled"),
                    ("published", "Published"),
                    ("withdrawn", "Withdrawn"),
                ],
                default="draft",
                editable=False,
                max_length=10,
            ),
        ),
        AddConstraintNotValid(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved_at__isnull", False), ("approved_revision__isnull", False)),
                    models.Q(
                        models.Q(("stage", "approved"), _negated=True),
                        ("approved_at", None),
                        ("approved_by", None),
                        ("approved_revision", None),
                    ),
                    _connector="OR",
                ),
                name="articles_article_approved_names_its_revision",
                violation_error_message="An approved article names the revision that was approved, and when.",
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="comments", to="articles.article"
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="resolved_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="comment",
            name="revision",
            field=models.ForeignKey(
                db_index=False,
                help_text="The latest when it was said.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="articles.revision",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                condition=models.Q(("resolved_at", None)), fields=["article"], name="articles_comment_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True),
                name="articles_comment_says_something",
                violation_error_message="A comment says something.",
            ),
        ),
        migrations.AddConstraint(
            model_name="comment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("resolved_at", None), ("resolved_by", None)),
                    ("resolved_at__isnull", False),
                    _connector="OR",
                ),
                name="articles_comment_resolved_has_its_date",
                violation_error_message="A comment that was resolved has the date on which it was.",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunSQL(migrations.RunSQL.noop, BACK_IN_REVIEW),
    ]
