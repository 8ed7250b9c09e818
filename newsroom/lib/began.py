"""A form that knows what its page showed, and so what was written here and what elsewhere since."""

import json
from datetime import UTC

from django import forms

from newsroom.lib.periods import with_zone

BEGAN_WITH = "began_with"


class BeganWith(forms.ModelForm):
    """What nobody wrote here stays as others have it now; what both wrote is refused once, and theirs is shown.

    ``changed_data`` names what was written here.
    """

    began_with = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = {} if self.instance._state.adding else self._as_it_is()
        self.initial[BEGAN_WITH] = json.dumps(self.now) if self.now else ""

    def _as_it_is(self):
        fields = {name: field for name, field in self.fields.items() if name != BEGAN_WITH and not field.disabled}
        return {name: _plain(field, self.get_initial_for_field(field, name)) for name, field in fields.items()}

    @property
    def changed_data(self):
        # A row that is added begins with nothing, and Django asks whether it is one before it is cleaned.
        return super().changed_data if self.instance._state.adding else getattr(self, "said", [])

    def clean(self):
        cleaned = super().clean()
        cleaned = self.cleaned_data if cleaned is None else cleaned
        self._meet_others(cleaned)
        return cleaned

    def _meet_others(self, cleaned):
        # A form that doesn't tell what it began with began with something else, as far as anybody knows.
        began, self.said, met = self._began(), [], []
        for name, now in self.now.items():
            if name not in cleaned or (typed := _plain(self.fields[name], cleaned[name])) == now:
                continue
            if typed == began.get(name):
                cleaned[name] = _value(self.instance, name)
                continue
            self.said.append(name)
            if began.get(name) != now:
                met.append(name)
        for name in met:
            theirs = _in_words(self.fields[name], self.instance, name)
            self.add_error(name, f"Somebody else wrote here meanwhile: {theirs}. Save again to put yours in its place.")
        if met:
            self._begin_again(met)

    def news(self, began=None):
        """What others wrote since the page was shown, or since it was as ``began`` tells, in words, by field."""
        began = self._began() if began is None else began
        since = [name for name, now in self.now.items() if began.get(name) != now]
        return {name: _in_words(self.fields[name], self.instance, name) for name in since}

    def show_news(self, names):
        """Have the form show what others wrote, but where something was written here."""
        began = self._began()
        self._begin_again(names)
        for name in names:
            if name in self.cleaned_data and _plain(self.fields[name], self.cleaned_data[name]) == began.get(name):
                self.data[self.add_prefix(name)] = self.now[name]

    def _begin_again(self, names):
        # The next try begins with what the complaints have shown.
        self.data = self.data.copy()
        began = self._began() | {name: self.now[name] for name in names}
        self.data[self.add_prefix(BEGAN_WITH)] = json.dumps(began)

    def _began(self):
        return told_to_begin_with(self.cleaned_data.get(BEGAN_WITH))


def told_to_begin_with(sent):
    """What a page showed, by field, as it was sent back."""
    try:
        found = json.loads(sent or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _plain(field, value):
    """``value`` as it is compared: what the field shows of it, and JSON can hold."""
    value = field.prepare_value(value)
    if isinstance(value, list | tuple):
        return sorted(map(str, value))
    if getattr(value, "tzinfo", None):
        value = value.astimezone(UTC)
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def _value(row, name):
    value = getattr(row, name)
    return value.all() if hasattr(value, "all") else value


def _in_words(field, row, name):
    value = _value(row, name)
    if named := getattr(row, f"get_{name}_display", None):
        value = named()
    elif isinstance(value, bool):
        value = "yes" if value else "no"
    elif hasattr(value, "utcoffset"):
        value = with_zone(value)
    elif isinstance(field, forms.ModelMultipleChoiceField):
        value = ", ".join(map(str, value))
    elif isinstance(value, list):
        value = ", ".join(value)
    return "nothing" if value in (None, "") else f"“{value}”"
