"""COPY into the tables of models, and what goes with it."""

from django.db import connection


def make_named(model, name, count):
    """The pks of ``count`` rows with numbered names, made where they are missing."""
    slugs = [f"{name.lower().replace(' ', '-')}-{number}" for number in range(1, count + 1)]
    wanted = (model(name=f"{name} {number}", slug=slug) for number, slug in enumerate(slugs, start=1))
    model.objects.bulk_create(wanted, ignore_conflicts=True)
    found = dict(model.objects.filter(slug__in=slugs).values_list("slug", "pk"))
    return [found[slug] for slug in slugs]


def next_pks(model, count):
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH counter AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS name)"
            " SELECT array_agg(nextval(name)) FROM counter, generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return cursor.fetchone()[0] or []


def copy(model, columns, rows):
    """Write ``rows`` by COPY; what is not named is as the model has it where nothing is said."""
    unsaid = [
        one
        for one in model._meta.concrete_fields
        if one.column not in columns and not one.generated and not one.primary_key
    ]
    defaults = {one.column: one.get_default() for one in unsaid if not one.has_db_default()}
    defaults = {column: default for column, default in defaults.items() if default is not None}
    said = ", ".join(f'"{column}"' for column in (*columns, *defaults))
    rest = tuple(defaults.values())
    with connection.cursor() as cursor, cursor.copy(f"COPY {model._meta.db_table} ({said}) FROM STDIN") as target:
        for row in rows:
            target.write_row(row + rest)


def check_references():
    """Have foreign keys checked now: a million articles' would be too many to remember until the commit."""
    with connection.cursor() as cursor:
        # How to check them may have been planned while there were few rows: it would read all of them for each.
        cursor.execute("DISCARD PLANS")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
