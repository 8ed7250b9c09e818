"""QuerySets that Django writes down as SQL once: writing a page's query takes ten times as long as running it.

The statement, and which column goes into which object, are Django's own: so a
prepared QuerySet gives what the QuerySet would give. And as its text is always
the same, PostgreSQL plans it once for each connection.
"""

from functools import cached_property

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models import FETCH_ONE, Lookup, Value
from django.db.models.base import ModelState


@models.ForeignKey.register_lookup
@models.Field.register_lookup
class AnyOf(Lookup):
    """``pk__any_of=[…]``: as ``in``, but the same statement however many there are; for whole numbers only."""

    lookup_name = "any_of"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        of, parameters = self.process_lhs(compiler, connection)
        values, more = compiler.compile(self.rhs) if hasattr(self.rhs, "as_sql") else ("%s", [list(self.rhs)])
        return f"{of} = ANY ({values}::bigint[])", [*parameters, *more]


class _Slot(Value):
    """Stands in a QuerySet for a value that is given when it is run."""

    def as_sql(self, compiler, connection):
        return "%s", [self]


def ten_at_least(numbers):
    """``numbers`` that rows are looked up by, and as many zeros as make them ten.

    PostgreSQL keeps the plan of a statement only if one for these very values
    would cost as much, and reckons with ten where it doesn't know how many
    there are. Fewer would be planned for anew each time, which takes longer
    than to find them.
    """
    return [*numbers, *[0] * (10 - len(numbers))]


def _given(value):
    return ten_at_least(value) if isinstance(value, list) else value


def _literal(value):
    return connection.ops.compose_sql("%s", [value])


class Prepared:
    """The QuerySet that ``write`` makes of slots, written down once; called with values, a list of its objects.

    ``write`` may compare with its slots and nothing else. What the QuerySet
    would fetch by further queries is not fetched.
    """

    def __init__(self, write, *, values=1):
        self.write, self.values = write, values

    def __call__(self, *values):
        sql, slots = self._statement
        with connection.cursor() as cursor:
            cursor.execute(sql, [_given(values[number]) for number in slots])
            rows = cursor.fetchall()
        if self._converters:
            rows = self._compiler.apply_converters(rows, self._converters)
        return [self._made(row) for row in rows]

    @cached_property
    def _compiler(self):
        query = self.write(*(_Slot(number) for number in range(self.values))).query
        return query.get_compiler(DEFAULT_DB_ALIAS)

    @cached_property
    def _statement(self):
        sql, parameters = self._compiler.as_sql()
        # What is always the same is part of the text: a plan made for any value could use no partial index.
        written = ("%s" if isinstance(one, _Slot) else _literal(one).replace("%", "%%") for one in parameters)
        return sql.replace("%%", "%%%%") % tuple(written), [one.value for one in parameters if isinstance(one, _Slot)]

    @cached_property
    def _converters(self):
        compiler = self._compiler
        return compiler.get_converters([column for column, *_ in compiler.select[: compiler.col_count]])

    @cached_property
    def _made(self):
        compiler = self._compiler
        made, annotations = _maker(compiler.klass_info, compiler.select), list(compiler.annotation_col_map.items())
        if not annotations:
            return made

        def annotated(row):
            one = made(row)
            one.__dict__.update((name, row[place]) for name, place in annotations)
            return one

        return annotated


def _maker(info, select):
    """A function that makes of a row the object that ``info`` describes, with those selected along with it.

    As ``from_db`` would, but for the signals, overrides and deferred fields that
    it looks for in every object: ours have none.
    """
    model, places = info["model"], info["select_fields"]
    begins, ends = places[0], places[-1] + 1
    names = [column.target.attname for column, *_ in select[begins:ends]]
    key = begins + names.index(model._meta.pk.attname)
    related = [
        (_maker(one, select), one["local_setter"], one["remote_setter"]) for one in info.get("related_klass_infos", ())
    ]

    def made(row):
        if row[key] is None:
            return None
        one = model.__new__(model)
        one.__dict__.update(zip(names, row[begins:ends], strict=True))
        state = one._state = ModelState()
        state.adding, state.db, state.fetch_mode = False, DEFAULT_DB_ALIAS, FETCH_ONE
        for made_related, set_here, set_there in related:
            other = made_related(row)
            set_here(one, other)
            if other is not None:
                set_there(other, one)
        return one

    return made
