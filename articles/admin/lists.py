"""How the list of articles is narrowed."""

from django.contrib import admin
from django.db.models import Q, Value

from articles.models import Stage
from shows.models import Fold

HELD = "held"


class StageFilter(admin.SimpleListFilter):
    title = "stage"
    parameter_name = "stage"

    def lookups(self, request, model_admin):
        return [*Stage.choices, (HELD, "Held by news")]

    def queryset(self, request, queryset):
        if self.value() == HELD:
            return queryset.exclude(held_at=None)
        return queryset.filter(stage=self.value()) if self.value() else queryset


class SinceChangedFilter(admin.SimpleListFilter):
    title = "since changed"
    parameter_name = "since_changed"

    def lookups(self, request, model_admin):
        return [("yes", "Yes"), ("no", "No")]

    def queryset(self, request, queryset):
        if self.value() == "yes":
            return queryset.published().since_changed()
        return queryset.since_changed(False) if self.value() == "no" else queryset


class MineFilter(admin.SimpleListFilter):
    title = "whose"
    parameter_name = "whose"

    def lookups(self, request, model_admin):
        return [("mine", "Begun by me")]

    def queryset(self, request, queryset):
        return queryset.filter(created_by=request.user) if self.value() == "mine" else queryset


def search(queryset, words):
    """Articles with all of ``words`` in headline or slug, accents and case ignored."""
    queryset = queryset.alias(folded=Fold("latest_revision__headline"))
    for word in words.split():
        queryset = queryset.filter(Q(folded__contains=Fold(Value(word))) | Q(slug__icontains=word))
    return queryset
