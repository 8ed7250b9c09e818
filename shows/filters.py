"""What narrows the A to Z."""

import django_filters
from django.db.models import Exists, F, Func, OuterRef, TextField, Value

from shows.models import Fold, Network, Show, Standing
from shows.statuses import SHOW_STATUSES


class ShowFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label="Title", method="called", max_length=200)
    network = django_filters.ModelChoiceFilter(
        queryset=Network.objects.all(),
        to_field_name="slug",
        empty_label="All networks",
        error_messages={"invalid_choice": "We know no such network: choose one of the list."},
    )
    status = django_filters.ChoiceFilter(
        choices=[(status.value, status.label) for status in SHOW_STATUSES],
        label="Status today",
        empty_label="Any status",
        error_messages={"invalid_choice": "“%(value)s” is no status: choose one of the list."},
        method="stands",
    )

    class Meta:
        model = Show
        fields = []

    def called(self, shows, name, words):
        """By a part of the title or of another spelling, accents and case ignored."""
        names = Func(F("search_names"), Value("\n"), function="array_to_string", output_field=TextField())
        return shows.alias(names=names).filter(names__contains=Fold(Value(words)))

    def stands(self, shows, name, status):
        current = Standing.objects.filter(show=OuterRef("pk"), season=None, is_current=True, entry__status=status)
        return shows.filter(Exists(current))

    @property
    def kept(self):
        """What was asked for and understood, for the addresses of further pages."""
        return {name: self.data[name] for name, value in self.form.cleaned_data.items() if value}
