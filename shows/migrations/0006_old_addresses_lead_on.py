"""A slug that a show had leads to the show: a trigger keeps it, by whatever way the show is renamed."""

import django.db.models.deletion
from django.db import migrations, models

# With the table and the column of the row that had the slug. One that takes it anew ends what it led to.
FORWARD = """
CREATE FUNCTION public.newsroom_keep_former_slug() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('DELETE FROM %I WHERE slug = $1', TG_ARGV[0]) USING NEW.slug;
    EXECUTE format(
        'INSERT INTO %1$I (slug, %2$I) VALUES ($1, $2) ON CONFLICT (slug) DO UPDATE SET %2$I = excluded.%2$I',
        TG_ARGV[0], TG_ARGV[1]
    ) USING OLD.slug, OLD.id;
    RETURN NULL;
END $$;

CREATE TRIGGER shows_show_keeps_former_slugs AFTER UPDATE OF slug ON shows_show
    FOR EACH ROW WHEN (OLD.slug IS DISTINCT FROM NEW.slug)
    EXECUTE FUNCTION public.newsroom_keep_former_slug('shows_formershowslug', 'show_id');
"""

BACKWARD = """
DROP TRIGGER shows_show_keeps_former_slugs ON shows_show;
DROP FUNCTION public.newsroom_keep_former_slug();
"""


class Migration(migrations.Migration):
    dependencies = [("shows", "0005_premieres_ahead_are_found")]

    operations = [
        migrations.CreateModel(
            name="FormerShowSlug",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=200, unique=True)),
                (
                    "show",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="former_slugs", to="shows.show"
                    ),
                ),
            ],
            options={"default_permissions": ()},
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
