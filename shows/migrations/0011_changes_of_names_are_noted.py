"""Every statement that writes names is noted, so that what is kept in memory of them is never older."""

from django.db import migrations, models

WRITTEN = {
    "shows_show": "title, also_known_as, year, country",
    "shows_person": "name",
    "shows_network": "name, also_known_as",
}
FORWARD = """
CREATE FUNCTION public.newsroom_names_changed() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN
        INSERT INTO public.shows_namechange DEFAULT VALUES;
        RETURN NULL;
    END $$;
""" + "".join(
    f"""
CREATE TRIGGER {table}_names_change AFTER INSERT OR DELETE OR UPDATE OF {columns} ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION public.newsroom_names_changed();
"""
    for table, columns in WRITTEN.items()
)
BACKWARD = (
    "".join(f"DROP TRIGGER {table}_names_change ON {table};\n" for table in WRITTEN)
    + "DROP FUNCTION public.newsroom_names_changed();"
)


class Migration(migrations.Migration):
    dependencies = [("shows", "0010_titles_have_a_language")]

    operations = [
        migrations.CreateModel(
            name="NameChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
            options={"default_permissions": ()},
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
