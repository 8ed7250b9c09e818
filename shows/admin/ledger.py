"""The ledger to read."""

from datetime import date, timedelta

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    ChoicesDropdownFilter,
    DropdownFilter,
    RangeDateFilter,
    RelatedDropdownFilter,
)
from unfold.decorators import display
from unfold.utils import parse_date_str

from newsroom.lib.desk import ModelAdmin
from newsroom.lib.periods import midnight
from newsroom.lib.text import one_line
from shows.admin.colors import COLORS
from shows.models import Show, Standing, StatusEntry


class SourceFilter(DropdownFilter):
    title = "source"
    parameter_name = "source"

    def lookups(self, request, model_admin):
        return [("none", "Unsourced"), ("any", "Sourced")]

    def queryset(self, request, queryset):
        unsourced = Q(source_name="", source_url="")
        return {"none": queryset.filter(unsourced), "any": queryset.exclude(unsourced)}.get(self.value(), queryset)


class SubjectFilter(DropdownFilter):
    title = "about"
    parameter_name = "about"

    def lookups(self, request, model_admin):
        return [("show", "The show as a whole"), ("season", "A season")]

    def queryset(self, request, queryset):
        wanted = {"show": queryset.filter(season=None), "season": queryset.exclude(season=None)}
        return wanted.get(self.value(), queryset)


class RecorderFilter(RelatedDropdownFilter):
    def field_choices(self, field, request, model_admin):
        recorders = StatusEntry.objects.exclude(recorded_by=None).order_by().values("recorded_by").distinct()
        people = field.related_model._default_manager.filter(pk__in=recorders)
        return sorted(((one.pk, str(one)) for one in people), key=lambda choice: choice[1].lower())


class DaysFilter(RangeDateFilter):
    """Days of the newsroom, the last one included."""

    def queryset(self, request, queryset):
        first, last = (
            parse_date_str(self.used_parameters.get(f"{self.field_path}_{end}", "")) for end in ("from", "to")
        )
        if first and first > date.min:
            queryset = queryset.filter(**{f"{self.field_path}__gte": midnight(first)})
        if last and last < date.max:
            queryset = queryset.filter(**{f"{self.field_path}__lt": midnight(last + timedelta(days=1))})
        return queryset


class StandsFilter(DropdownFilter):
    title = "standing"
    parameter_name = "stands"

    def lookups(self, request, model_admin):
        return [("today", "Holds today"), ("yes", "Stands"), ("corrected", "Corrected"), ("void", "Voids another")]

    def queryset(self, request, queryset):
        match self.value():
            case "today":
                return queryset.filter(Exists(Standing.objects.filter(entry=OuterRef("pk"), is_current=True)))
            case "yes":
                return queryset.standing()
            case "corrected":
                return queryset.exclude(correction=None)
            case "void":
                return queryset.filter(status=None)
        return queryset


@admin.register(StatusEntry)
class StatusEntryAdmin(ModelAdmin):
    """Entries are only ever added, and never by a form of the admin's own."""

    list_display = ["show", "subject", "says", "took_effect", "confirmation", "network", "source", "standing"]
    list_filter = [
        ("status", ChoicesDropdownFilter),
        ("event", ChoicesDropdownFilter),
        ("confirmation", ChoicesDropdownFilter),
        ("network", RelatedDropdownFilter),
        SourceFilter,
        StandsFilter,
        SubjectFilter,
        ("show", AutocompleteSelectFilter),
        ("recorded_by", RecorderFilter),
        ("effective_at", DaysFilter),
        ("recorded_at", DaysFilter),
    ]
    list_filter_submit = True
    list_select_related = ["show", "season", "network", "correction"]
    list_per_page = 50
    search_fields = ["source_name"]
    search_help_text = "The title of a show, or who says so"
    list_after_template = "admin/shows/_as_a_table.html"
    as_a_table = "desk:export_ledger"
    ordering = ["-placed_at", "-place", "-pk"]
    show_full_result_count = False

    def get_search_results(self, request, queryset, search_term):
        word = one_line(search_term)
        if not word:
            return queryset, False
        return queryset.filter(Q(show__in=Show.objects.found_by(word)) | Q(source_name__icontains=word)), False

    @admin.display(description="About", ordering="season__number")
    def subject(self, entry):
        return f"Season {entry.season.number}" if entry.season_id else "The show"

    @display(description="Status", ordering="status", label=COLORS)
    def says(self, entry):
        return entry.label

    @admin.display(description="Took effect", ordering="effective_at")
    def took_effect(self, entry):
        return entry.effective_words

    @admin.display(description="Source", ordering="source_name")
    def source(self, entry):
        return entry.source_name or ("a link" if entry.source_url else "unsourced")

    @admin.display(description="Stands", boolean=True)
    def standing(self, entry):
        return bool(entry.status) and not hasattr(entry, "correction")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["entry"] = StatusEntry.objects.for_timeline().select_related("show").get(pk=obj.pk)
        return super().render_change_form(request, context, add, change, form_url, obj)
