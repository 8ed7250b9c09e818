"""Rows on the page of their show, which cost the same however many there are."""

import re

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.utils.functional import cached_property
from unfold.forms import PaginationInlineFormSet

from newsroom.lib.desk import OneLineForm


class KnownChoiceField(forms.ModelChoiceField):
    """A choice among rows that are at hand as ``known``, by their pk as text; others are looked up."""

    known = {}

    def to_python(self, value):
        row = self.known.get(str(getattr(value, "pk", value)))
        return super().to_python(value) if row is None else row


class KnownSelect(AutocompleteSelect):
    """An autocomplete that needn't ask for the names of the rows that are chosen."""

    known = {}

    def optgroups(self, name, value, attr=None):
        chosen = [str(pk) for pk in value if pk not in self.choices.field.empty_values]
        if not all(pk in self.known for pk in chosen):
            # Django asks the database for what is no number, too.
            return super().optgroups(name, [pk for pk in chosen if re.fullmatch("[0-9]{1,18}", pk)], attr)
        named = [(pk, str(self.known[pk]), True) for pk in chosen]
        blank = [] if self.is_required else [("", "", False)]
        return [(None, [self.create_option(name, *one, index) for index, one in enumerate(blank + named)], 0)]


class RowForm(OneLineForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # The heading of its column is no label to whoever doesn't see the table.
            getattr(field.widget, "widget", field.widget).attrs["aria-label"] = field.label

    def _post_clean(self):
        # What nobody touched is as the database has it; checking it takes several queries a row.
        if self.instance.pk is None or self.has_changed():
            super()._post_clean()


class Rows(PaginationInlineFormSet):
    """The formset of such rows; ``related`` names the fields that choose another row."""

    related = ()

    @cached_property
    def by_pk(self):
        return {str(row.pk): row for row in self.get_queryset()} if self.instance.pk else {}

    @cached_property
    def chosen(self):
        """The rows that are chosen, by field and pk."""
        rows = self.by_pk.values()
        return {name: {str(getattr(row, f"{name}_id")): getattr(row, name) for row in rows} for name in self.related}

    def add_fields(self, form, index):
        super().add_fields(form, index)
        key = self.model._meta.pk.name
        field = KnownChoiceField(self.get_queryset(), required=False, widget=forms.HiddenInput)
        field.initial, field.known = form.fields[key].initial, self.by_pk
        form.fields[key] = field
        for name, known in self.chosen.items():
            field = form.fields[name]
            field.known = getattr(field.widget, "widget", field.widget).known = known
