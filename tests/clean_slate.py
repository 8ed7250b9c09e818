"""After a test that commits, the database is again as the migrations left it.

Django's flush makes every table and index anew, and its serialized rollback
saves what migrations had written row by row: half a second a test.
"""

from django.db import OperationalError, connection
from django.test import TransactionTestCase
from psycopg.errors import DeadlockDetected

TRIES = 5

TABLES = """
SELECT quote_ident(relname) FROM pg_class
 WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'django_migrations'
"""
COLUMNS = """
SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute
 WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
"""
# What a test left running, such as a page that takes its leave, ends first. Rows that nobody may delete, the ledger's
# among them, are deleted here: no trigger fires.
FUNCTION = """
CREATE FUNCTION kept.restore() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    LOCK TABLE {tables} IN EXCLUSIVE MODE;
    SET LOCAL session_replication_role = replica;
    {statements}
END $$
"""


def keep():
    """Keep what is in the database, and bring it back after each test that commits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if not cursor.fetchone()[0]:
            return  # On a server of somebody else's we may not do this: it takes the time that Django takes.
        cursor.execute(TABLES)
        tables = [name for (name,) in cursor.fetchall()]
        cursor.execute("CREATE SCHEMA kept")
        statements = [f"DELETE FROM {table};" for table in tables]
        statements += [put_back(table, cursor) for table in tables if has_rows(table, cursor)]
        cursor.execute(FUNCTION.format(tables=", ".join(tables), statements="\n    ".join(statements)))
    # Nothing needs to be put back before a test.
    vars(connection).pop("_test_serialized_contents", None)
    TransactionTestCase._fixture_teardown = restore


def has_rows(table, cursor):
    cursor.execute(f"SELECT EXISTS (SELECT FROM {table})")
    return cursor.fetchone()[0]


def put_back(table, cursor):
    cursor.execute(f"CREATE TABLE kept.{table} AS TABLE {table}")
    cursor.execute(COLUMNS, [table])
    columns = cursor.fetchone()[0]
    return f"INSERT INTO {table} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM kept.{table};"


def restore(test):
    for tries_left in range(TRIES - 1, -1, -1):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT kept.restore()")
            return
        except OperationalError as refused:
            # A page that takes its leave locks its tables in another order.
            if not (tries_left and isinstance(refused.__cause__, DeadlockDetected)):
                raise


def number_on():
    """Let no sequence that a migration has made anew give out a number again that somebody may still hold on to."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, most.number + 1)"
            "  FROM pg_sequences, (SELECT max(last_value) AS number FROM pg_sequences WHERE schemaname = 'public') most"
            " WHERE schemaname = 'public' AND data_type = 'bigint'::regtype"
        )
