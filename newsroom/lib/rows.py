"""Fields that choose another row, and rows within the page of what they belong to."""

import re
from functools import lru_cache

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.utils.html import format_html, format_html_join

_KEY = re.compile(r"[0-9]{1,18}")
_COUNT = re.compile(r"[0-9]{1,4}")


def told_apart(row):
    """The name of a row that is chosen; where several are called the same, with what tells it apart."""
    return getattr(row, "told_apart", None) or str(row)


def within(widget):
    """The widget itself, where the admin has wrapped links around it."""
    return getattr(widget, "widget", widget)


@lru_cache(maxsize=2000, typed=True)
def _attribute(name, value):
    """Most are those of every row."""
    return format_html(" {}", name) if value is True else format_html(' {}="{}"', name, value)


def attributes(attrs):
    """What Django's ``flatatt`` says."""
    said = ((_attribute(*one),) for one in attrs.items() if one[1] is not None and one[1] is not False)
    return format_html_join("", "{}", said)


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
    """For rows: without a template, since a page may have hundreds of them."""

    def render(self, name, value, attrs=None, renderer=None):
        widget = self.get_context(name, value, attrs)["widget"]
        options = (option for _, group, _ in widget["optgroups"] for option in group)
        said = ((option["value"], attributes(option["attrs"]), option["label"]) for option in options)
        within_it = format_html_join("", '<option value="{}"{}>{}</option>', said)
        return format_html("<select{}>{}</select>", attributes({"name": widget["name"]} | widget["attrs"]), within_it)


class Flat:
    """Of the input of a row: it is rendered without a template, since a page may have hundreds of them."""

    def render(self, name, value, attrs=None, renderer=None):
        widget = self.get_context(name, value, attrs)["widget"]
        own = {part: widget[part] for part in ("type", "name", "value")}
        return format_html("<input{}>", attributes(own | widget["attrs"]))


class KnownChoiceField(forms.ModelChoiceField):
    """A choice among rows that are at hand as ``known``, by their pk as text; others are looked up."""

    known = {}

    def to_python(self, value):
        row = self.known.get(str(getattr(value, "pk", value)))
        return super().to_python(value) if row is None else row


class SentRows:
    """The rows of a formset as they were sent, by number: what each field holds, as a list."""

    def __init__(self, data, prefix, key):
        self.data, self.prefix, self.key = data, prefix, key
        self.rows = {}
        pattern = re.compile(re.escape(prefix) + r"-([0-9]{1,4})-(.+)")
        for name in data:
            if found := pattern.fullmatch(name):
                self.rows.setdefault(int(found[1]), {})[found[2]] = data.getlist(name)
        count = data.get(f"{prefix}-INITIAL_FORMS", "")
        self.initial = [self.rows.get(number, {}) for number in range(int(count))] if _COUNT.fullmatch(count) else []

    @property
    def keys(self):
        return [_only(row, self.key) for row in self.initial]

    @property
    def all_known(self):
        """Whether each row that was there when the page was made tells which it was."""
        return all(_KEY.fullmatch(key) for key in self.keys)

    def beside(self, there, began_of):
        """The data without the rows that are gone, in the order of the keys ``there``; and the numbers of those lost.

        Lost is what was gone and had been written into: it stands first among the new rows.
        """
        kept = sorted((row for row in self.initial if _only(row, self.key) in there), key=self._place(there))
        gone = [row for row in self.initial if _only(row, self.key) not in there]
        lost = [anew for row in gone if (anew := self._anew(row, began_of(_only(row, "began_with"))))]
        added = [row for number, row in sorted(self.rows.items()) if number >= len(self.initial)]
        data = self.data.copy()
        for number, row in self.rows.items():
            for name in row:
                del data[f"{self.prefix}-{number}-{name}"]
        for number, row in enumerate(kept + lost + added):
            for name, values in row.items():
                data.setlist(f"{self.prefix}-{number}-{name}", values)
        data[f"{self.prefix}-INITIAL_FORMS"] = str(len(kept))
        data[f"{self.prefix}-TOTAL_FORMS"] = str(len(kept + lost + added))
        return data, range(len(kept), len(kept + lost))

    def _place(self, there):
        places = {key: place for place, key in enumerate(there)}
        return lambda row: places[_only(row, self.key)]

    def _anew(self, row, began):
        """A new row of what was written into one that is gone; none where nothing was, or it was to go."""
        written = [name for name in began if name in row and _only(row, name).strip() != began[name]]
        if "DELETE" in row or (began and not written):
            return None
        # What can't be changed isn't sent, and is known by what the page showed.
        return {name: [value] for name, value in began.items()} | row | {self.key: [""], "began_with": [""]}


def _only(row, name):
    return row.get(name, [""])[-1]


class Labeled:
    """Of the form of a row: the heading of its column is no label to whoever doesn't see the table."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            within(field.widget).attrs["aria-label"] = field.label or ""
