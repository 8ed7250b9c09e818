"""Sections and topics, and what public names have in common."""

from django.contrib import admin
from django.db.models import Count

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


@admin.register(Section, Topic)
class ListAdmin(FilingAdmin):
    pass
