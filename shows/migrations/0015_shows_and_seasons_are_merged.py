"""Of two shows, or two seasons of one, that are the same, one stays; entries of ledgers move by this one way."""

import django.db.models.deletion
from django.db import migrations, models

# Whatever else an entry says stays as it was typed. An entry about a season goes to the season of that number.
MOVES = """
CREATE OR REPLACE FUNCTION public.shows_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND EXISTS (
        SELECT FROM public.shows_merge m
         WHERE m.id = NEW.moved_by_id AND m.transaction = pg_current_xact_id()::text::bigint
           AND CASE m.what
               WHEN 'network' THEN m.gone = OLD.network_id AND m.kept = NEW.network_id
                AND to_jsonb(NEW) - 'network_id' - 'moved_by_id' = to_jsonb(OLD) - 'network_id' - 'moved_by_id'
               WHEN 'season' THEN m.gone = OLD.season_id AND m.kept = NEW.season_id
                AND to_jsonb(NEW) - 'season_id' - 'moved_by_id' = to_jsonb(OLD) - 'season_id' - 'moved_by_id'
               WHEN 'show' THEN m.gone = OLD.show_id AND m.kept = NEW.show_id
                AND to_jsonb(NEW) - 'show_id' - 'season_id' - 'moved_by_id'
                  = to_jsonb(OLD) - 'show_id' - 'season_id' - 'moved_by_id'
                AND (SELECT number FROM public.shows_season WHERE id = OLD.season_id)
                    IS NOT DISTINCT FROM (SELECT number FROM public.shows_season WHERE id = NEW.season_id)
               ELSE FALSE END
    )
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The status ledger is append-only: record a correction of the entry instead.'
        USING ERRCODE = 'restrict_violation';
END $$;
"""
# As 0013 had it.
NETWORKS_ALONE = """
CREATE OR REPLACE FUNCTION public.shows_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE'
       AND to_jsonb(NEW) - 'network_id' - 'moved_by_id' = to_jsonb(OLD) - 'network_id' - 'moved_by_id'
       AND EXISTS (
           SELECT FROM public.shows_merge
            WHERE id = NEW.moved_by_id AND what = 'network' AND gone = OLD.network_id AND kept = NEW.network_id
              AND transaction = pg_current_xact_id()::text::bigint
       )
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'The status ledger is append-only: record a correction of the entry instead.'
        USING ERRCODE = 'restrict_violation';
END $$;
"""
# Nothing is read or written for it: an entry and its standing rows go to another show one after the other.
WITHIN = "ALTER TABLE shows_standing ALTER CONSTRAINT shows_standing_entry_is_of_its_show {}"


class Migration(migrations.Migration):
    dependencies = [("shows", "0014_the_newest_undecided_are_found")]

    operations = [
        migrations.AlterField(
            model_name="merge",
            name="what",
            field=models.CharField(
                choices=[("network", "Network"), ("person", "Person"), ("show", "Show"), ("season", "Season")],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="statusentry",
            name="moved_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                editable=False,
                help_text="The merge that gave it its network, show or season.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="shows.merge",
            ),
        ),
        migrations.CreateModel(
            name="FormerSeason",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "season",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_numbers",
                        to="shows.season",
                    ),
                ),
                (
                    "show",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="former_seasons",
                        to="shows.show",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("show", "number"),
                        name="shows_formerseason_leads_to_one",
                        violation_error_message="This number leads to a season already.",
                    )
                ],
            },
        ),
        migrations.RunSQL(WITHIN.format("DEFERRABLE INITIALLY IMMEDIATE"), WITHIN.format("NOT DEFERRABLE")),
        migrations.RunSQL(MOVES, NETWORKS_ALONE),
    ]
