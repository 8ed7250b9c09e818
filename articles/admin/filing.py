"""Sections and topics, and what public names have in common."""

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Count, Q

from articles import clock
from articles.models import Section, Topic
from newsroom.lib.desk import ModelAdmin, OneLineForm


class PublicName:
    """Feeds and notices name it: a change of it is a public change, and moves the clock."""

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        clock.advance()

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        clock.advance()

    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        clock.advance()


class FilingAdmin(PublicName, ModelAdmin):
    form = OneLineForm
    list_display = ["name", "slug", "number_of_articles"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    related = "articles"

    def get_queryset(self, request):
        # What is counted has no order of its own, and what is chosen from needs one.
        return super().get_queryset(request).annotate(number_of_articles=Count(self.related)).order_by("name")

    @admin.display(description="Articles", ordering="number_of_articles")
    def number_of_articles(self, row):
        return row.number_of_articles


@admin.register(Topic)
class TopicAdmin(FilingAdmin):
    pass


@admin.register(Section)
class SectionAdmin(FilingAdmin):
    fields = ["name", "slug", "editors"]
    filter_horizontal = ["editors"]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        accounts = get_user_model().objects.order_by("first_name", "last_name", "username")
        # Who left stays there, and can be taken off.
        found = accounts.filter(
            Q(is_active=True, is_staff=True) | Q(pk__in=Section.editors.through.objects.values("user"))
        )
        return super().formfield_for_manytomany(db_field, request, **(kwargs | {"queryset": found}))

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "editors" and field is not None:
            # Without the link to add an account.
            field.widget = getattr(field.widget, "widget", field.widget)
        return field
