"""How names are searched and sorted: without accents and case, leading articles off.

The functions are declared immutable, which generated columns need. That holds
as long as nobody changes the rules of ``unaccent``; who does reindexes.
"""

from django.contrib.postgres.operations import UnaccentExtension
from django.db import migrations

FORWARD = r"""
CREATE FUNCTION public.newsroom_fold(text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, normalize($1, NFKC))) $$;

CREATE FUNCTION public.newsroom_fold_names(text, text[]) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$ SELECT array_agg(DISTINCT public.newsroom_fold(name)) FROM unnest(array_prepend($1, $2)) AS name $$;

CREATE FUNCTION public.newsroom_sort_title(text) RETURNS text
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$ SELECT regexp_replace(
        regexp_replace(public.newsroom_fold($1), '^[^[:alnum:]]+(?=.)', ''), '^(the|an|a)\s+(?=\S)', ''
    ) $$;
"""

BACKWARD = """
DROP FUNCTION public.newsroom_sort_title(text);
DROP FUNCTION public.newsroom_fold_names(text, text[]);
DROP FUNCTION public.newsroom_fold(text);
"""


class Migration(migrations.Migration):
    dependencies = []

    operations = [UnaccentExtension(), migrations.RunSQL(FORWARD, BACKWARD)]
