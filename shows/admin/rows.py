"""Rows on the page of their show, which cost the same however many there are."""

from django import forms
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.functional import cached_property
from unfold.forms import PaginationInlineFormSet

from newsroom.lib.began import told_to_begin_with
from newsroom.lib.desk import OneLineForm
from newsroom.lib.rows import KnownChoiceField, Labeled, SentRows, within

ANYWAY = "Tick Delete again to delete it anyway."


class RowForm(Labeled, OneLineForm):
    def clean(self):
        if self.cleaned_data.get(DELETION_FIELD_NAME) and (news := self.news()):
            self._stay(news)
        return super().clean()

    def _stay(self, news):
        """Not be deleted by who has not seen what others wrote here."""
        self.show_news(news)
        self.cleaned_data[DELETION_FIELD_NAME] = False
        self.data.pop(self.add_prefix(DELETION_FIELD_NAME), None)
        for name, theirs in news.items():
            self.add_error(
                name, f"Somebody else wrote here meanwhile: {theirs}. Tick Delete again to delete it anyway."
            )

    def _post_clean(self):
        # What nobody touched is as the database has it; checking it takes several queries a row.
        if self.instance.pk is None or self.has_changed():
            super()._post_clean()


def held(rows, request):
    """``rows``, which stay as they are while they are saved."""
    return rows.select_for_update(of=("self",), no_key=True) if request.method == "POST" else rows


class Rows(PaginationInlineFormSet):
    """The formset of such rows; ``related`` names the fields that choose another row.

    A row that a colleague deleted meanwhile is left out, if nobody wrote into it
    here; otherwise it becomes a new one, and is refused once.
    """

    related = ()
    lost = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.is_bound and self.instance.pk:
            sent = SentRows(self.data, self.prefix, self.model._meta.pk.name)
            if sent.all_known:
                # The page shows them in pairs: what was sent, and what is there.
                self.queryset = self.queryset.filter(pk__in=sent.keys)
                self.data, self.lost = sent.beside([str(row.pk) for row in self.get_queryset()], told_to_begin_with)

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

    def clean(self):
        super().clean()
        for form in (self.forms[index] for index in self.lost):
            name = next(name for name, field in form.fields.items() if not field.widget.is_hidden)
            form.add_error(
                name,
                f"Somebody else deleted this {self.model._meta.verbose_name} meanwhile. "
                "Save again to add it anew, or remove the row.",
            )
