"""What is to be corrected in a form that was sent, each with the way to its field."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Mistake:
    """``field`` is the id of the field on the page; empty where none is to blame."""

    field: str
    label: str
    message: str


def of(form, inlines=()):
    """In the order of the page; what is wrong with no field of ``form`` stands above it in any case."""
    found = list(_of_form(form))
    for inline in inlines:
        formset, named = inline.formset, str(inline.opts.verbose_name).capitalize()
        found += [Mistake("", "", message) for message in formset.non_form_errors()]
        for number, row in enumerate(formset.forms, 1):
            if formset.can_delete and formset._should_delete_form(row):
                continue
            found += _of_form(row, f"{named} {number}, ")
            found += [Mistake("", f"{named} {number}", message) for message in row.non_field_errors()]
    return found


def _of_form(form, before=""):
    for name in [name for name in form.fields if name in form.errors]:
        field = form[name]
        label = str(field.label or "")
        label = before + (label.lower() if before else label)
        place = "" if field.is_hidden else field.id_for_label or field.auto_id
        yield from (Mistake(place, label, message) for message in form.errors[name])
