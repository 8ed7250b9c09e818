"""Of two rows for one network, or one person, one stays; entries of ledgers move by this one way."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

import shows.models.merges

# Whatever else an entry says stays as it was typed. Savepoints have numbers of their own: it is the whole transaction
# that has to be the one in which the merge was written.
MOVES = """
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
STAYS = """
CREATE OR REPLACE FUNCTION public.shows_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The status ledger is append-only: record a correction of the entry instead.'
        USING ERRCODE = 'restrict_violation';
END $$;
"""
ONCE = """CREATE UNIQUE INDEX CONCURRENTLY shows_statusentry_recorded_anew ON shows_statusentry
    (show_id, season_id, status, event, effective_at, precision, network_id, premiere_on, premiere_precision)
    NULLS NOT DISTINCT WHERE corrects_id IS NULL{}"""
IN_PLACE = [
    "DROP INDEX CONCURRENTLY shows_statusentry_is_recorded_once",
    "ALTER INDEX shows_statusentry_recorded_anew RENAME TO shows_statusentry_is_recorded_once",
]
FIELDS = [
    *("show", "season", "status", "event", "effective_at", "precision", "network"),
    *("premiere_on", "premiere_precision"),
]


def once(condition):
    return models.UniqueConstraint(
        fields=FIELDS,
        condition=condition,
        nulls_distinct=False,
        name="shows_statusentry_is_recorded_once",
        violation_error_message="This is recorded already.",
    )


class Migration(migrations.Migration):
    # News is recorded while it is made.
    atomic = False

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("shows", "0012_what_is_to_be_sourced_is_found"),
    ]

    operations = [
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("what", models.CharField(choices=[("network", "Network"), ("person", "Person")], max_length=10)),
                ("gone", models.BigIntegerField(help_text="The number of the row that is gone.")),
                ("gone_name", models.CharField(max_length=200)),
                ("gone_slug", models.CharField(max_length=200)),
                ("kept", models.BigIntegerField(help_text="The number of the row that stayed.")),
                ("kept_name", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "moved",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        help_text="The entries of ledgers, or the credits, that it moved.",
                        size=None,
                    ),
                ),
                (
                    "transaction",
                    models.BigIntegerField(db_default=shows.models.merges.Transaction(), editable=False),
                ),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "permissions": [("merge_show", "Can merge networks and people")],
                "default_permissions": (),
            },
        ),
        migrations.AddField(
            model_name="statusentry",
            name="moved_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                editable=False,
                help_text="The merge that gave it its network.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="shows.merge",
            ),
        ),
        migrations.RunSQL(
            "ALTER TABLE shows_statusentry ADD CONSTRAINT shows_statusentry_moved_by_a_merge"
            " FOREIGN KEY (moved_by_id) REFERENCES shows_merge (id) NOT VALID",
            "ALTER TABLE shows_statusentry DROP CONSTRAINT shows_statusentry_moved_by_a_merge",
        ),
        migrations.RunSQL(
            "ALTER TABLE shows_statusentry VALIDATE CONSTRAINT shows_statusentry_moved_by_a_merge",
            migrations.RunSQL.noop,
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    [ONCE.format(" AND moved_by_id IS NULL"), *IN_PLACE],
                    # What stands twice by then is found, and refused: the way back ends where something was merged.
                    [ONCE.format(""), *IN_PLACE],
                ),
            ],
            state_operations=[
                migrations.RemoveConstraint("statusentry", "shows_statusentry_is_recorded_once"),
                migrations.AddConstraint("statusentry", once(Q(corrects=None, moved_by=None))),
            ],
        ),
        migrations.RunSQL(MOVES, STAYS),
    ]
