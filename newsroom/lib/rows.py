"""Fields that choose another row, and rows within the page of what they belong to."""

import re

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple

_KEY = re.compile(r"[0-9]{1,18}")


def told_apart(row):
    """The name of a row that is chosen; where several are called the same, with what tells it apart."""
    return getattr(row, "told_apart", None) or str(row)


def within(widget):
    """The widget itself, where the admin has wrapped links around it."""
    return getattr(widget, "widget", widget)


class KeysOnly:
    """Of an autocomplete: it asks the database for no name of what is no key, which would be an error of ours."""

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [key for key in value if _KEY.fullmatch(str(key))], attr)


class ChooseOne(KeysOnly, AutocompleteSelect):
    pass


class Known(KeysOnly):
    """An autocomplete that needn't ask for the names of the rows that are at hand as ``known``, by their pk as text."""

    known = {}

    def optgroups(self, name, value, attr=None):
        chosen = [str(pk) for pk in value if pk not in self.choices.field.empty_values]
        if not all(pk in self.known for pk in chosen):
            return super().optgroups(name, chosen, attr)
        named = [(pk, told_apart(self.known[pk]), True) for pk in chosen]
        blank = [] if self.is_required or self.allow_multiple_selected else [("", "", False)]
        return [(None, [self.create_option(name, *one, index) for index, one in enumerate(blank + named)], 0)]


class ChooseSome(Known, AutocompleteSelectMultiple):
    pass


class KnownSelect(Known, AutocompleteSelect):
    pass


class KnownChoiceField(forms.ModelChoiceField):
    """A choice among rows that are at hand as ``known``, by their pk as text; others are looked up."""

    known = {}

    def to_python(self, value):
        row = self.known.get(str(getattr(value, "pk", value)))
        return super().to_python(value) if row is None else row


class Labeled:
    """Of the form of a row: the heading of its column is no label to whoever doesn't see the table."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            within(field.widget).attrs["aria-label"] = field.label or ""
