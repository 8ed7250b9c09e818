"""Somebody's former addresses lead to the present one, and their credits are found."""

import django.db.models.deletion
from django.db import migrations, models

FORWARD = """
CREATE TRIGGER shows_person_keeps_former_slugs AFTER UPDATE OF slug ON shows_person
    FOR EACH ROW WHEN (OLD.slug IS DISTINCT FROM NEW.slug)
    EXECUTE FUNCTION public.newsroom_keep_former_slug('shows_formerpersonslug', 'person_id');
"""
BACKWARD = "DROP TRIGGER shows_person_keeps_former_slugs ON shows_person;"


class Migration(migrations.Migration):
    dependencies = [("shows", "0007_news_is_found")]

    operations = [
        migrations.CreateModel(
            name="FormerPersonSlug",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=200, unique=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="former_slugs", to="shows.person"
                    ),
                ),
            ],
            options={"default_permissions": ()},
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
