from django.contrib import admin

from articles import clock, notices
from articles.models import Article, Author, Section, Topic
from newsroom.lib.desk import ModelAdmin, OneLineForm


@admin.register(Article)
class ArticleAdmin(ModelAdmin):
    """The articles to look through, with the notice that readers see."""

    list_display = ["headline", "stage", "notice", "section", "published_at"]
    list_filter = ["stage", "section", "topics"]
    search_fields = ["slug", "latest_revision__headline"]
    fields = [
        *("headline", "slug", "notice", "section", "topics", "stage"),
        *("published_at", "modified_at", "embargo_until"),
    ]
    ordering = ["-published_at", "-pk"]
    show_full_result_count = False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("latest_revision").for_cards()

    @admin.display(ordering="latest_revision__headline")
    def headline(self, article):
        return str(article)

    @admin.display(empty_value="none")
    def notice(self, article):
        found = notices.for_article(article)
        return found and f"{found.headline}: {found.text}"

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


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


@admin.register(Section, Topic, Author)
class FilingAdmin(PublicName, ModelAdmin):
    form = OneLineForm
    list_display = ["name", "slug"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
