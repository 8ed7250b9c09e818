"""A slug that an article was public under, or that a section, a topic or an author had, leads to what had it."""

import django.db.models.deletion
from django.db import migrations, models

KEPT = """
CREATE TRIGGER articles_{noun}_keeps_former_slugs AFTER UPDATE OF slug ON articles_{noun}
    FOR EACH ROW WHEN (OLD.slug IS DISTINCT FROM NEW.slug AND {when})
    EXECUTE FUNCTION public.newsroom_keep_former_slug('articles_former{noun}slug', '{noun}_id');
"""


def keep(noun, when="true"):
    forward = KEPT.format(noun=noun, when=when)
    return migrations.RunSQL(forward, f"DROP TRIGGER articles_{noun}_keeps_former_slugs ON articles_{noun}")


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0021_pictures_are_found"),
        ("shows", "0006_old_addresses_lead_on"),
    ]

    operations = [
        migrations.CreateModel(
            name="FormerArticleSlug",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=200, unique=True)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="former_slugs", to="articles.article"
                    ),
                ),
            ],
            options={"default_permissions": ()},
        ),
        migrations.CreateModel(
            name="FormerAuthorSlug",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=200, unique=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="former_slugs", to="articles.author"
                    ),
                ),
            ],
            options={"default_permissions": ()},
        ),
        migrations.CreateModel(
            name="FormerSectionSlug",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=200, unique=True)),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="former_slugs", to="articles.section"
                    ),
                ),
            ],
            options={"default_permissions": ()},
        ),
        migrations.CreateModel(
            name="FormerTopicSlug",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=200, unique=True)),
                (
                    "topic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="former_slugs", to="articles.topic"
                    ),
                ),
            ],
            options={"default_permissions": ()},
        ),
        keep("article", when="OLD.first_published_at IS NOT NULL"),
        keep("author"),
        keep("section"),
        keep("topic"),
    ]
