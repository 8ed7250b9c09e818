"""That names changed: what is kept in memory of all names is made anew then."""

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models

_VERSION = "SELECT ARRAY[count(*), coalesce(sum(id), 0)::bigint] FROM shows_namechange"


class NameChange(models.Model):
    """One statement that wrote names of shows, people or networks; triggers note it, whoever does so.

    Rows are only added, so nobody waits for anybody: their number and the sum
    of their numbers tell what of it is committed, in whatever order.
    """

    class Meta:
        default_permissions = ()

    def __str__(self):
        return str(self.pk)


def version_of_names():
    """Another value whenever other names are to be seen; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_VERSION)
        return cursor.fetchone()[0]


class VersionOfNames(models.Func):
    """The same, for a statement that asks for something else."""

    template = f"({_VERSION})"
    arity = 0
    output_field = ArrayField(models.BigIntegerField())
