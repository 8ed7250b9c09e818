"""What was once saved as a revision stays as it was, and coverage stays within its show."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION public.articles_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A revision never changes: save a new one instead.' USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER articles_revision_is_immutable
    BEFORE UPDATE OR DELETE ON articles_revision
    FOR EACH ROW EXECUTE FUNCTION public.articles_refuse_change();

ALTER TABLE articles_coverage ADD CONSTRAINT articles_coverage_season_is_of_its_show
    FOREIGN KEY (season_id, show_id) REFERENCES shows_season (id, show_id);
"""

BACKWARD = """
ALTER TABLE articles_coverage DROP CONSTRAINT articles_coverage_season_is_of_its_show;
DROP TRIGGER articles_revision_is_immutable ON articles_revision;
DROP FUNCTION public.articles_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_articles"), ("shows", "0003_ledger_is_append_only")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
