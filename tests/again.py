"""What tests make again and again: made once, as an editor would, and from then on copied row by row.

The test that makes a newsroom first pays for it, those after it in the same
process get the same rows with the same numbers, which sequences never give out
again.
"""

from copy import deepcopy
from functools import cache, wraps

from django.apps import apps
from django.db import connection, transaction
from psycopg.sql import Literal

COLUMNS = """
SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
 WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
"""
COPY = (
    "INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE "
    "SELECT {columns} FROM json_populate_recordset(NULL::{table}, {rows})"
)


def again(make):
    """Let ``make``, which makes shows and articles from nothing, without files and without a look at the clock,
    work only once. Where there are shows or articles already, it works as ever."""
    made = []

    @wraps(make)
    def made_again():
        if not may_copy() or not is_empty():
            return make()
        if made:
            statements, result = made
            copy(statements)
            return deepcopy(result)
        result = make()
        made.extend([written(), deepcopy(result)])
        return result

    return made_again


@cache
def may_copy():
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return cursor.fetchone()[0]


@cache
def tables():
    """Those of shows and articles, with their columns that are written."""
    models = [model for label in ("shows", "articles") for model in apps.get_app_config(label).get_models(True)]
    names = {model._meta.db_table for model in models if model._meta.managed}
    with connection.cursor() as cursor:
        return {name: cursor.execute(COLUMNS, [name]).fetchone()[0] for name in sorted(names)}


def is_empty():
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {' OR '.join(f'EXISTS (SELECT FROM {table})' for table in tables())}")
        return not cursor.fetchone()[0]


def written():
    """The statements that write what the tables hold."""
    statements = []
    with connection.cursor() as cursor:
        for table, columns in tables().items():
            cursor.execute(f"SELECT json_agg(row)::text FROM (SELECT {columns} FROM {table} ORDER BY ctid) AS row")
            if rows := cursor.fetchone()[0]:
                literal = Literal(rows).as_string(connection.connection)
                statements.append(COPY.format(table=table, columns=columns, rows=literal))
    return statements


@transaction.atomic
def copy(statements):
    """Write the rows as they were: no trigger fires."""
    with connection.cursor() as cursor:
        cursor.execute(
            "; ".join(
                [
                    "SET LOCAL session_replication_role = replica",
                    *statements,
                    "SET LOCAL session_replication_role = origin",
                ]
            )
        )


FAR = 1_000_000  # beyond what any sequence gives out in a test


def make_copies(article, count):
    """So many articles more, each with everything that ``article`` has, under numbers and addresses of their own.

    For what is asked of many: how they came about is not under test.
    """
    from articles.models import Article, Byline, Correction, Coverage, PictureUse, Publication, Revision

    own = {Article: "id", Article.topics.through: "article_id"}
    own |= dict.fromkeys([Revision, Coverage, Byline, Publication, Correction], "article_id")
    revisions = ", ".join(str(pk) for pk in article.revisions.values_list("pk", flat=True))
    rows = {model: f"{column} = {article.pk}" for model, column in own.items()}
    rows[PictureUse] = f"revision_id IN ({revisions})"
    copy([_copies(model, rows[model], set(own), count) for model in rows])


def _copies(model, rows, own, count):
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    into = ", ".join(f'"{field.column}"' for field in fields)
    what = ", ".join(_copied(field, own) for field in fields)
    table = model._meta.db_table
    return (
        f"INSERT INTO {table} ({into}) OVERRIDING SYSTEM VALUE "
        f"SELECT {what} FROM {table}, generate_series(1, {count}) AS copy WHERE {table}.{rows}"
    )


def _copied(field, own):
    if field.primary_key or field.related_model in own:
        return f'"{field.column}" + copy * {FAR}'
    if field.name == "slug":
        return f"\"{field.column}\" || '-' || copy"
    if field.name == "uuid":
        return "gen_random_uuid()"
    return f'"{field.column}"'
