"""Rows on the page of their show, which cost the same however many there are."""

from django import forms
from django.utils.functional import cached_property
from unfold.forms import PaginationInlineFormSet

from newsroom.lib.desk import OneLineForm
from newsroom.lib.rows import KnownChoiceField, Labeled, within


class RowForm(Labeled, OneLineForm):
    def _post_clean(self):
        # What nobody touched is as the database has it; checking it takes several queries a row.
        if self.instance.pk is None or self.has_changed():
            super()._post_clean()


def held(rows, request):
    """``rows``, which stay as they are while they are saved."""
    return rows.select_for_update(of=("self",), no_key=True) if request.method == "POST" else rows


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
            field.known = within(field.widget).known = known
