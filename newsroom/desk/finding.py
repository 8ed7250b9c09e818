"""What is found as somebody types: in the command palette, and in fields that choose a row."""

from time import perf_counter

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template.response import TemplateResponse

from newsroom.desk import navigation
from newsroom.lib.text import one_line


def palette(request):
    """In place of Unfold's own, which would repeat for minutes what it found, to whoever may not see it any more."""
    began, word = perf_counter(), one_line(request.GET.get("s", ""))[:200]
    if not word:
        return HttpResponse()
    found = navigation.search(request, word)
    pages = Paginator(found, max(len(found), 1))  # they are few: one page
    context = {"page_obj": pages, "results": pages.page(1), "page_counter": 0, "execution_time": perf_counter() - began}
    return TemplateResponse(request, "unfold/helpers/command_results.html", context, headers={"HX-Trigger": "search"})


class AutocompleteView(AutocompleteJsonView):
    """Shows of one title are told apart."""

    admin_site = admin.site

    def serialize_result(self, obj, to_field_name):
        result = super().serialize_result(obj, to_field_name)
        return result | {"text": getattr(obj, "told_apart", result["text"])}
