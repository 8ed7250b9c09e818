"""How names are searched and sorted."""

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Value


class Fold(Func):
    """Text as it is searched: lower case, without accents, composed."""

    function = "newsroom_fold"
    arity = 1
    output_field = models.TextField()


class FoldedWords(Fold):
    """The same with a space in front, so that every word of it begins after one."""

    template = "(' ' || %(function)s(%(expressions)s))"


class FoldedLine(Fold):
    """The same of several columns, as one line."""

    arity = None
    arg_joiner = " || ' ' || "
    template = "(' ' || %(function)s(%(expressions)s))"


class FoldNames(Func):
    """A name and its other names as one folded array."""

    function = "newsroom_fold_names"
    arity = 2
    output_field = ArrayField(models.TextField())


class SortTitle(Func):
    """A title as lists sort it: folded, and without a leading article."""

    function = "newsroom_sort_title"
    arity = 1
    output_field = models.TextField()


def check_names(names):
    """Other names are short, printable and not blank."""
    for name in names:
        if not name.strip() or len(name) > 200 or "\x00" in name:
            raise ValidationError("A name may not be blank, nor longer than 200 characters.")


class NamedQuerySet(models.QuerySet):
    """Rows found by their name or one of their other names, accents and case ignored."""

    def named(self, name):
        return self.filter(search_names__contains=[Fold(Value(str(name).strip()))])

    def found_by(self, words):
        """Rows of which every word stands in the name or in another one, accents and case ignored."""
        lines = Func(F("search_names"), Value("\n"), function="array_to_string", output_field=models.TextField())
        found = self.alias(all_names=lines)
        for word in words.split():
            found = found.filter(all_names__contains=Fold(Value(word)))
        return found
