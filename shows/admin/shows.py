"""Shows with their seasons and credits on one page, and with their ledger to read."""

from django.contrib import admin
from django.db.models import Value
from unfold.admin import TabularInline
from unfold.contrib.filters.admin import DropdownFilter, RelatedDropdownFilter
from unfold.decorators import display

from newsroom.lib.began import BEGAN_WITH
from newsroom.lib.desk import ModelAdmin, OneLineForm
from newsroom.lib.rows import KnownChoiceField, KnownSelect
from newsroom.lib.text import one_line
from shows.admin.colors import COLORS
from shows.admin.merging import Mergeable
from shows.admin.names import NamedForm, NamesField, NameWidget
from shows.admin.rows import RowForm, Rows, held
from shows.models import Credit, Fold, Season, Show, free_show_slug
from shows.statuses import SHOW_STATUSES
from shows.timeline import current_of, timeline_of


class SeasonForm(RowForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # The ledger and the articles know it by its number.
        self.fields["number"].disabled = self.instance.pk is not None


class SeasonInline(TabularInline):
    model = Season
    form = SeasonForm
    formset = Rows
    extra = 0
    fields = [BEGAN_WITH, "number", "episodes", "premiered_on", "finale_on", "release"]
    show_change_link = True

    def get_queryset(self, request):
        return held(super().get_queryset(request).select_related("show"), request)

    def has_delete_permission(self, request, obj=None):
        return False


class CreditRows(Rows):
    related = ("person",)


class CreditInline(TabularInline):
    model = Credit
    form = RowForm
    formset = CreditRows
    extra = 0
    fields = [BEGAN_WITH, "person", "role", "character", "billing"]
    autocomplete_fields = ["person"]

    def get_queryset(self, request):
        return held(super().get_queryset(request).select_related("person", "show"), request)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "person":
            kwargs |= {"form_class": KnownChoiceField, "widget": KnownSelect(db_field, self.admin_site)}
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class ShowForm(NamedForm):
    names = ("title", "also_known_as")
    also_known_as = NamesField(
        label="Also known as",
        help_text="Other spellings under which it is looked for, one a line: Etoile, B99.",
    )

    class Meta:
        widgets = {"title": NameWidget}

    def clean(self):
        cleaned = super().clean()
        known = {"title": cleaned.get("title", ""), "year": cleaned.get("year"), "country": cleaned.get("country", "")}
        if Show.objects.filter(slug=cleaned.get("slug")).exclude(pk=self.instance.pk).exists():
            free = free_show_slug(known.pop("title"), **known)
            self.add_error("slug", f"Another show has this address. A free one: {free}")
        return cleaned

    def same(self, cleaned):
        title = Fold(Value(cleaned.get("title", "")))
        return Show.objects.filter(search_title=title, year=cleaned.get("year"), country=cleaned.get("country"))


class StatusTodayFilter(DropdownFilter):
    title = "status today"
    parameter_name = "status"

    def lookups(self, request, model_admin):
        return [(status.value, status.label) for status in SHOW_STATUSES] + [("none", "No status recorded")]

    def queryset(self, request, queryset):
        if self.value() == "none":
            return queryset.filter(status=None)
        return queryset.filter(status=self.value()) if self.value() else queryset


@admin.register(Show)
class ShowAdmin(Mergeable, ModelAdmin):
    form = ShowForm
    list_display = ["title", "status_today", "network", "year", "country"]
    list_filter = [StatusTodayFilter, ("network", RelatedDropdownFilter)]
    list_filter_submit = True
    list_per_page = 50
    search_fields = ["search_title"]
    search_help_text = "A title or another name; accents and case don't matter"
    list_after_template = "admin/shows/_as_a_table.html"
    as_a_table = "desk:export_shows"
    prepopulated_fields = {"slug": ["title"]}
    fieldsets = [
        (None, {"fields": [("title", "slug"), ("year", "country"), "title_language", "also_known_as"]}),
    ]
    inlines = [SeasonInline, CreditInline]

    def get_queryset(self, request):
        return super().get_queryset(request).with_status()

    def get_search_results(self, request, queryset, search_term):
        return queryset.found_by(one_line(search_term)), False

    @display(description="Status today", ordering="status", label=COLORS)
    def status_today(self, show):
        return show.status_label

    def save_model(self, request, obj, form, change):
        # Not its network and version, which somebody who records a status may have changed since it was read.
        obj.save(update_fields=form.changed_data if change else None)

    def has_delete_permission(self, request, obj=None):
        # What has a ledger, or an article about it, stays; the database would refuse it on a page of its own.
        is_known = obj is not None and (obj.ledger.exists() or obj.coverage.exists())
        return super().has_delete_permission(request, obj) and not is_known

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj and request.user.has_perm("shows.view_statusentry"):
            timeline = timeline_of(obj)
            context |= {"timeline": timeline, "current": current_of(timeline)}
        return super().render_change_form(request, context, add, change, form_url, obj)


@admin.register(Season)
class SeasonAdmin(Mergeable, ModelAdmin):
    form = OneLineForm
    list_display = ["show", "number", "episodes", "premiered_on", "finale_on"]
    search_fields = ["show__search_title"]
    search_help_text = "The title of its show, with its number: Étoile 2"
    list_after_template = "admin/shows/_as_a_table.html"
    as_a_table = "desk:export_seasons"
    autocomplete_fields = ["show"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("show")

    def get_search_results(self, request, queryset, search_term):
        words = one_line(search_term).replace(",", " ").split()
        numbers = [word for word in words if word.isascii() and word.isdigit() and len(word) < 4]
        titles = [word for word in words if word not in numbers and word.lower() != "season"]
        if numbers:
            queryset = queryset.filter(number=numbers[-1])
        if titles:
            queryset = queryset.filter(show__in=Show.objects.found_by(" ".join(titles)))
        return queryset, False

    def get_readonly_fields(self, request, obj=None):
        # The ledger and the articles know it by them.
        return ["show", "number"] if obj else []


@admin.register(Credit)
class CreditAdmin(ModelAdmin):
    form = OneLineForm
    list_display = ["show", "person", "role", "character", "billing"]
    list_filter = ["role"]
    list_select_related = ["show", "person"]
    search_fields = ["show__search_title", "person__search_name", "character"]
    autocomplete_fields = ["show", "person"]
