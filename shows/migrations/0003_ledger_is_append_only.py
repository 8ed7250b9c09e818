"""The ledger is only ever added to, and its rows stay within their show."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION public.shows_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The status ledger is append-only: record a correction of the entry instead.'
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER shows_statusentry_is_append_only
    BEFORE UPDATE OR DELETE ON shows_statusentry
    FOR EACH ROW EXECUTE FUNCTION public.shows_refuse_change();

ALTER TABLE shows_season ADD CONSTRAINT shows_season_with_its_show UNIQUE (id, show_id);
ALTER TABLE shows_statusentry ADD CONSTRAINT shows_statusentry_with_its_show UNIQUE (id, show_id);
ALTER TABLE shows_statusentry ADD CONSTRAINT shows_statusentry_season_is_of_its_show
    FOREIGN KEY (season_id, show_id) REFERENCES shows_season (id, show_id);
ALTER TABLE shows_statusentry ADD CONSTRAINT shows_statusentry_corrects_within_its_show
    FOREIGN KEY (corrects_id, show_id) REFERENCES shows_statusentry (id, show_id);
ALTER TABLE shows_standing ADD CONSTRAINT shows_standing_entry_is_of_its_show
    FOREIGN KEY (entry_id, show_id) REFERENCES shows_statusentry (id, show_id);
"""

BACKWARD = """
ALTER TABLE shows_standing DROP CONSTRAINT shows_standing_entry_is_of_its_show;
ALTER TABLE shows_statusentry DROP CONSTRAINT shows_statusentry_corrects_within_its_show;
ALTER TABLE shows_statusentry DROP CONSTRAINT shows_statusentry_season_is_of_its_show;
ALTER TABLE shows_statusentry DROP CONSTRAINT shows_statusentry_with_its_show;
ALTER TABLE shows_season DROP CONSTRAINT shows_season_with_its_show;
DROP TRIGGER shows_statusentry_is_append_only ON shows_statusentry;
DROP FUNCTION public.shows_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("shows", "0002_shows_and_their_ledger")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
