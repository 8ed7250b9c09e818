"""Slugs that stand in a file twice."""

from __future__ import annotations

from django.db import connection


class Slugs:
    """The line on which each slug of a file stands first: kept by the database, as an archive has millions.

    For one transaction, at the end of which they are forgotten.
    """

    def __init__(self):
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE IF EXISTS pg_temp.slugs_of_the_file")
            cursor.execute(
                'CREATE TEMPORARY TABLE slugs_of_the_file (slug text COLLATE "C" PRIMARY KEY, line bigint NOT NULL)'
                " ON COMMIT DROP"
            )

    def repeated(self, rows):
        """Those of ``rows`` whose slug stands on an earlier line, each with that line."""
        wanted = {row.line: row for row in rows if row.slug}
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO pg_temp.slugs_of_the_file (slug, line)"
                " SELECT slug, line FROM unnest(%s::text[], %s::bigint[]) AS new (slug, line) ORDER BY line"
                " ON CONFLICT DO NOTHING RETURNING line",
                [[row.slug for row in wanted.values()], list(wanted)],
            )
            for (line,) in cursor.fetchall():
                del wanted[line]
            if not wanted:
                return []
            cursor.execute(
                "SELECT slug, line FROM pg_temp.slugs_of_the_file WHERE slug = ANY(%s)",
                [[row.slug for row in wanted.values()]],
            )
            first = dict(cursor.fetchall())
        return [(row, first[row.slug]) for row in wanted.values()]
