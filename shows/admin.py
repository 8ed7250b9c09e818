from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Value
from unfold.admin import TabularInline

from newsroom.lib.desk import ModelAdmin, OneLineForm
from shows.models import Credit, Fold, Network, Person, Season, Show, StatusEntry


class SeasonInline(TabularInline):
    model = Season
    form = OneLineForm
    extra = 0
    show_change_link = True

    def has_delete_permission(self, request, obj=None):
        return False


class CreditInline(TabularInline):
    model = Credit
    form = OneLineForm
    extra = 0
    autocomplete_fields = ["person"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("person", "show")


class ShowForm(OneLineForm):
    def clean(self):
        cleaned = super().clean()
        # The constraint is about the folded title, which no form has.
        twins = Show.objects.filter(
            search_title=Fold(Value(cleaned.get("title", ""))), year=cleaned.get("year"), country=cleaned.get("country")
        )
        if twins.exclude(pk=self.instance.pk).exists():
            raise ValidationError("There is a show of this title already: give the year or the country.")
        return cleaned


@admin.register(Show)
class ShowAdmin(ModelAdmin):
    form = ShowForm
    list_display = ["title", "year", "country", "network"]
    list_filter = ["network"]
    list_select_related = ["network"]
    search_fields = ["search_title", "title", "slug"]
    prepopulated_fields = {"slug": ["title"]}
    fields = ["title", "slug", "year", "country", "also_known_as", "network"]
    readonly_fields = ["network"]
    inlines = [SeasonInline, CreditInline]


@admin.register(Season)
class SeasonAdmin(ModelAdmin):
    form = OneLineForm
    list_display = ["show", "number", "episodes", "premiered_on", "finale_on"]
    list_select_related = ["show"]
    search_fields = ["show__search_title", "show__title"]
    autocomplete_fields = ["show"]

    def get_readonly_fields(self, request, obj=None):
        # The ledger and the articles know it by them.
        return ["show", "number"] if obj else []


@admin.register(Network)
class NetworkAdmin(ModelAdmin):
    form = OneLineForm
    list_display = ["name", "kind", "also_known_as"]
    list_filter = ["kind"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Person)
class PersonAdmin(ModelAdmin):
    form = OneLineForm
    list_display = ["name", "slug"]
    search_fields = ["search_name", "name"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Credit)
class CreditAdmin(ModelAdmin):
    form = OneLineForm
    list_display = ["show", "person", "role", "character", "billing"]
    list_filter = ["role"]
    list_select_related = ["show", "person"]
    search_fields = ["show__search_title", "person__search_name", "character"]
    autocomplete_fields = ["show", "person"]


@admin.register(StatusEntry)
class StatusEntryAdmin(ModelAdmin):
    """The ledger to read: entries are only ever added, and never by a form of the admin's own."""

    list_display = ["show", "subject", "says", "took_effect", "event", "confirmation", "network", "standing"]
    list_filter = ["status", "event", "confirmation", "network"]
    list_select_related = ["show", "season", "network", "correction"]
    search_fields = ["show__search_title", "show__title", "source_name"]
    search_help_text = "The title of a show, or who says so"
    ordering = ["-placed_at", "-place", "-pk"]
    show_full_result_count = False

    @admin.display(description="About", ordering="season__number")
    def subject(self, entry):
        return f"Season {entry.season.number}" if entry.season_id else "The show"

    @admin.display(description="Status", ordering="status")
    def says(self, entry):
        return entry.label

    @admin.display(description="Took effect", ordering="effective_at")
    def took_effect(self, entry):
        return entry.effective_words

    @admin.display(description="Stands", boolean=True)
    def standing(self, entry):
        return bool(entry.status) and not hasattr(entry, "correction")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
