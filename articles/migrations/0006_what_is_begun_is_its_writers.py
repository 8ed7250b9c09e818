"""What is not out belongs to who began it, and is found by whose it is and by when it is due."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models
from django.db.models import F

AT_A_TIME = 1_000


def assign(apps, schema_editor):
    articles = apps.get_model("articles", "Article").objects
    begun = articles.exclude(stage__in=["published", "withdrawn"]).filter(created_by__isnull=False, assigned_to=None)
    last = 0
    while pks := list(begun.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_A_TIME]):
        articles.filter(pk__in=pks).update(assigned_to=F("created_by"))
        last = pks[-1]


class Migration(migrations.Migration):
    # Articles are written and published while it runs.
    atomic = False

    dependencies = [("articles", "0005_articles_are_assigned")]

    operations = [
        migrations.RunPython(assign, migrations.RunPython.noop),
        AddIndexConcurrently(
            "article",
            models.Index(
                condition=models.Q(("assigned_to__isnull", False)),
                fields=["assigned_to", "due_at", "-id"],
                name="articles_article_assigned",
            ),
        ),
        AddIndexConcurrently(
            "article",
            models.Index(
                condition=models.Q(("due_at__isnull", False), ("stage", "draft")),
                fields=["due_at"],
                name="articles_article_to_hand_in",
            ),
        ),
    ]
