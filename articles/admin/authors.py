"""Bylines and their profiles, apart from the accounts that sign in."""

from django import forms
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import Q
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget

from articles.admin.filing import FilingAdmin
from articles.models import Author
from articles.models.filing import MOST_LINKS, ONLY_HTTPS
from newsroom.lib.desk import OneLineForm

PROFILE = ["role", "biography", "email", "links"]


class LinksWidget(UnfoldAdminTextareaWidget):
    def __init__(self, attrs=None):
        super().__init__({"rows": 3} | (attrs or {}))

    def format_value(self, value):
        return value if isinstance(value, str) else "\n".join(value or [])


class LinksField(forms.CharField):
    """Addresses of pages, one a line, none twice."""

    def __init__(self, **kwargs):
        super().__init__(widget=LinksWidget, required=False, **kwargs)

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        links = list(dict.fromkeys(str(value or "").split()))
        if len(links) > MOST_LINKS:
            raise ValidationError(f"{len(links)} links: {MOST_LINKS} at most.")
        for link in links:
            ONLY_HTTPS(link)
            if len(link) > 300:
                raise ValidationError(f"“{link[:40]}…” is longer than 300 characters: give a shorter address.")
        return links

    def has_changed(self, initial, data):
        return list(initial or []) != str(data or "").split()


class AuthorForm(OneLineForm):
    links = LinksField(help_text=Author._meta.get_field("links").help_text)

    class Meta:
        widgets = {"biography": UnfoldAdminTextareaWidget({"rows": 4})}


@admin.register(Author)
class AuthorAdmin(FilingAdmin):
    form = AuthorForm
    list_display = ["name", "role", "account", "is_active", "number_of_articles"]
    list_filter = ["is_active"]
    list_select_related = ["account"]
    related = "bylines"

    def get_fieldsets(self, request, obj=None):
        return [
            (None, {"fields": ["name", "slug", "account", "is_active"]}),
            ("For readers", {"fields": PROFILE}),
        ]

    def has_change_permission(self, request, obj=None):
        own = obj is not None and self.has_view_permission(request) and _is_own(request, obj)
        return own or super().has_change_permission(request, obj)

    def get_readonly_fields(self, request, obj=None):
        # Of one's own profile one says who one is; under which name one writes, editors say.
        if obj is not None and _is_own(request, obj) and not request.user.has_perm("articles.change_author"):
            return ["name", "slug", "account", "is_active", "role", "email", "links"]
        return []

    def get_prepopulated_fields(self, request, obj=None):
        return {} if "slug" in self.get_readonly_fields(request, obj) else self.prepopulated_fields

    def get_search_results(self, request, queryset, search_term):
        found, twice = super().get_search_results(request, queryset, search_term)
        # Who chooses a byline is not offered those that nobody writes under any more.
        return found.filter(is_active=True) if request.path.endswith("/autocomplete/") else found, twice

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "account":
            accounts = get_user_model().objects.order_by("first_name", "last_name", "username")
            kwargs |= {
                "queryset": accounts.filter(Q(is_active=True, is_staff=True) | Q(byline__isnull=False)),
                "widget": UnfoldAdminSelectWidget(),
            }
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "account" and field is not None:
            # Without the links to add and change accounts, which others manage.
            field.widget = getattr(field.widget, "widget", field.widget)
        return field


def _is_own(request, author):
    return author.account_id is not None and author.account_id == request.user.pk
