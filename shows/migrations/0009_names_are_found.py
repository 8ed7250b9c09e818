"""Names are found as they are typed, and where a letter is wrong, missing, too much or in another's place."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import AddIndexConcurrently, TrigramExtension
from django.db import migrations

from shows.models.finding import NameLine, Near, OwnName

# Of one misspelled word and the right one, some forms with a letter left out are the same: etiole and etoile give
# etole. So what is near is found by an index of such forms, which knows no threshold. Letters that sound alike, and
# double ones, are one letter. ``shows.finding.forms_of`` is the same in Python.
FORWARD = r"""
CREATE FUNCTION public.newsroom_bare(text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT coalesce(nullif(trim(regexp_replace(
        replace(regexp_replace(public.newsroom_fold($1), '[''`´]', '', 'g'), '&', ' and '),
        '[^[:alnum:]]+', ' ', 'g'
    )), ''), trim(public.newsroom_fold($1))) $$;

CREATE FUNCTION public.newsroom_name_line(text[]) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000
    AS $$ SELECT ' ' || string_agg(public.newsroom_bare(name), ' | ') || ' ' FROM unnest($1) AS name $$;

CREATE FUNCTION public.newsroom_near(text[]) RETURNS text[]
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10000
    AS $$
    WITH bare (name) AS (SELECT public.newsroom_bare(name) FROM unnest($1) AS name),
    written (word) AS (
        SELECT regexp_split_to_table(name, ' +') FROM bare
        UNION
        SELECT replace(name, ' ', '') FROM bare
    ),
    words (word) AS (
        SELECT DISTINCT regexp_replace(replace(replace(replace(left(word, 60), 'ph', 'f'), 'ck', 'k'), 'y', 'i'),
                                       '(.)\1', '\1', 'g')
          FROM written
    )
    SELECT coalesce(array_agg(DISTINCT form), '{}') FROM (
        SELECT word AS form FROM words WHERE word <> ''
        UNION ALL
        SELECT overlay(word placing '' from place for 1) FROM words, generate_series(1, length(word)) AS place
         WHERE length(word) BETWEEN 4 AND 30
    ) AS forms $$;
"""

BACKWARD = """
DROP FUNCTION public.newsroom_near(text[]);
DROP FUNCTION public.newsroom_name_line(text[]);
DROP FUNCTION public.newsroom_bare(text);
"""


class StaysWhenOthersNeedIt(TrigramExtension):
    """On the way back too: other indexes are made of it, in whatever order the apps go back."""

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        pass


class Migration(migrations.Migration):
    # Shows are entered while it is made.
    atomic = False

    dependencies = [("shows", "0008_people_have_pages")]

    operations = [
        StaysWhenOthersNeedIt(),
        migrations.RunSQL(FORWARD, BACKWARD),
        AddIndexConcurrently(
            "show", GinIndex(OpClass(NameLine("search_names"), "gin_trgm_ops"), name="shows_show_by_words")
        ),
        AddIndexConcurrently("show", GinIndex(Near("search_names"), name="shows_show_by_near")),
        AddIndexConcurrently(
            "person", GinIndex(OpClass(NameLine(OwnName("search_name")), "gin_trgm_ops"), name="shows_person_by_words")
        ),
        AddIndexConcurrently("person", GinIndex(Near(OwnName("search_name")), name="shows_person_by_near")),
    ]
