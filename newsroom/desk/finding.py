"""What is found as somebody types: in the command palette, and in fields that choose a row."""

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.paginator import InvalidPage
from django.http import Http404


def palette(request):
    """Unfold's own, which takes any number for a page."""
    try:
        return admin.site.search(request)
    except InvalidPage as error:
        raise Http404("There is no such page.") from error


class AutocompleteView(AutocompleteJsonView):
    """Shows of one title are told apart."""

    admin_site = admin.site

    def serialize_result(self, obj, to_field_name):
        result = super().serialize_result(obj, to_field_name)
        return result | {"text": getattr(obj, "told_apart", result["text"])}
