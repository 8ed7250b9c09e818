"""How names are found by readers: as they are typed, and misspelled."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func


class OwnName(Func):
    """A single name as an array of names."""

    template = "ARRAY[%(expressions)s]"
    arity = 1
    output_field = ArrayField(models.TextField())


class NameLine(Func):
    """All names in one line, without punctuation: `` greys anatomy | ga ``, so that every word begins after a space."""

    function = "newsroom_name_line"
    arity = 1
    output_field = models.TextField()


class Near(Func):
    """The words of names, and each of their forms with a letter left out."""

    function = "newsroom_near"
    arity = 1
    output_field = ArrayField(models.TextField())
