"""The ledger to read."""

from django.contrib import admin
from django.db.models import Q
from unfold.contrib.filters.admin import ChoicesDropdownFilter, DropdownFilter, RelatedDropdownFilter
from unfold.decorators import display

from newsroom.lib.desk import ModelAdmin
from newsroom.lib.text import one_line
from shows.admin.colors import COLORS
from shows.models import Show, StatusEntry


class SourceFilter(DropdownFilter):
    title = "source"
    parameter_name = "source"

    def lookups(self, request, model_admin):
        return [("none", "Unsourced"), ("any", "Sourced")]

    def queryset(self, request, queryset):
        unsourced = Q(source_name="", source_url="")
        return {"none": queryset.filter(unsourced), "any": queryset.exclude(unsourced)}.get(self.value(), queryset)


class StandsFilter(DropdownFilter):
    title = "standing"
    parameter_name = "stands"

    def lookups(self, request, model_admin):
        return [("yes", "Stands"), ("corrected", "Corrected"), ("void", "Voids another")]

    def queryset(self, request, queryset):
        match self.value():
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
    ]
    list_filter_submit = True
    list_select_related = ["show", "season", "network", "correction"]
    list_per_page = 50
    search_fields = ["source_name"]
    search_help_text = "The title of a show, or who says so"
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
