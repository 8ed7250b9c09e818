"""The parameters of a feed or the API: what says nothing, or nothing that exists, is named with the remedy."""

from datetime import UTC, date, datetime, timedelta

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import is_aware

from newsroom.lib.paging import NotACursor
from newsroom.lib.periods import midnight

LONGEST_NAME = 80  # of what is repeated of somebody else's words


class SaidField(forms.CharField):
    """A parameter that says something where it is given; ``schema`` is what OpenAPI is told of it."""

    longest = 200
    schema = {"type": "string", "minLength": 1, "maxLength": longest}

    def clean(self, value):
        if value is None:
            return None
        if len(value) > self.longest:
            raise ValidationError(f"It has {len(value):,} characters: give at most {self.longest}.")
        value = super().clean(value)
        if not value:
            raise ValidationError("It is empty: give a value, or leave it out.")
        return self.meaning(value)

    def meaning(self, value):
        return value


class RowsField(SaidField):
    """Rows that a value names: ``rows`` is a function of the value, ``remedy`` says what names one."""

    def __init__(self, *, rows, remedy, **kwargs):
        super().__init__(**kwargs)
        self.rows, self.remedy = rows, remedy

    def meaning(self, value):
        found = list(self.rows(value))
        if not found:
            raise ValidationError(f"There is no “{value[:LONGEST_NAME]}”: give {self.remedy}.")
        return found


class OneOfField(SaidField):
    """One of a few words."""

    def __init__(self, *, words, **kwargs):
        super().__init__(**kwargs)
        self.words = [str(word) for word in words]
        self.schema = {"type": "string", "enum": self.words}

    def meaning(self, value):
        if value not in self.words:
            raise ValidationError(f"“{value[:LONGEST_NAME]}” is none of them: give {', '.join(self.words)}.")
        return value


class YesOrNoField(SaidField):
    schema = {"type": "boolean"}

    def meaning(self, value):
        if value not in ("true", "false"):
            raise ValidationError(f"“{value[:LONGEST_NAME]}” is neither: give true or false.")
        return value == "true"


class NumberField(SaidField):
    """A whole number from ``least`` to ``most``."""

    def __init__(self, *, least, most, default=None, **kwargs):
        super().__init__(**kwargs)
        self.least, self.most = least, most
        self.schema = {"type": "integer", "minimum": least, "maximum": most}
        if default is not None:
            self.schema |= {"default": default}

    def meaning(self, value):
        if not (value.isascii() and value.isdigit() and self.least <= int(value) <= self.most):
            raise ValidationError(
                f"“{value[:LONGEST_NAME]}” won't do: give a whole number from {self.least} to {self.most}."
            )
        return int(value)


class MomentField(SaidField):
    """A day of the newsroom, or a time with its offset: the moment at which it begins, or ``ends``."""

    def __init__(self, *, ends=False, **kwargs):
        super().__init__(**kwargs)
        self.ends = ends

    def meaning(self, value):
        try:
            if len(value) == len("2025-06-06"):
                return self._of_day(date.fromisoformat(value))
            moment = datetime.fromisoformat(value)
        except (ValueError, OverflowError):
            moment = None
        if moment is None or not is_aware(moment):
            raise ValidationError(
                f"“{value[:LONGEST_NAME]}” is no date: give YYYY-MM-DD, or a time with its offset such as "
                "2025-06-06T14:05:00Z (in an address, + is written %2B)."
            )
        return moment

    def _of_day(self, day):
        if not self.ends:
            return midnight(day)
        if day == date.max:
            return datetime.max.replace(tzinfo=UTC)
        return midnight(day + timedelta(days=1)) - datetime.resolution


class CursorField(SaidField):
    """A position in ``order``, an ``Order`` of paging."""

    longest = 2000
    schema = {"type": "string", "minLength": 1, "maxLength": longest}

    def __init__(self, *, order, **kwargs):
        super().__init__(**kwargs)
        self.order = order

    def meaning(self, value):
        try:
            return self.order.position(value)
        except NotACursor as error:
            raise ValidationError("This is no cursor of ours: follow next_url, or begin without one.") from error


class SaidFilter(django_filters.Filter):
    field_class = SaidField


class RowsFilter(django_filters.Filter):
    field_class = RowsField


class OneOfFilter(django_filters.Filter):
    field_class = OneOfField


class YesOrNoFilter(django_filters.Filter):
    field_class = YesOrNoField


class NumberFilter(django_filters.Filter):
    field_class = NumberField


class MomentFilter(django_filters.Filter):
    field_class = MomentField


class CursorFilter(django_filters.Filter):
    field_class = CursorField

    def filter(self, queryset, value):
        return queryset if value is None else self.extra["order"].after(queryset, value)


class LimitFilter(NumberFilter):
    """How many a page has: it narrows nothing, and is read by whoever makes the page."""

    def __init__(self, *, default=50, most=100, **kwargs):
        super().__init__(
            least=1, most=most, default=default, help_text=f"How many a page has at most: {default} unless said."
        )
        self.default = default

    def filter(self, queryset, value):
        return queryset


def unknown(data, known):
    """For each parameter of ``data`` that isn't ``known``, its name and what there is instead."""
    instead = f"there are {', '.join(known)}" if known else "this address takes none"
    return {name: f"There is no such parameter: {instead}." for name in data if name not in known}


class Parameters(django_filters.FilterSet):
    """A filter that refuses what it doesn't know, what is given twice, and what means nothing."""

    def problems(self):
        """Each bad parameter with the remedy, in pairs."""
        found = unknown(self.data, self.filters)
        found |= {name: remedies[0] for name, remedies in self.errors.items()}
        found |= {
            name: "It is given more than once: give it once."
            for name in self.filters
            if len(self.data.getlist(name)) > 1
        }
        return [(name[:LONGEST_NAME], remedy) for name, remedy in found.items()]

    @property
    def limit(self):
        return self.form.cleaned_data["limit"] or self.filters["limit"].default
