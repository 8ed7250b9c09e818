"""What is found: in the command palette, in fields that choose a row, and on the site."""

from time import perf_counter

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.generic import TemplateView

from newsroom.desk import navigation
from newsroom.lib.text import one_line
from shows.twins import twins_of


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


class TwinsView(PermissionRequiredMixin, TemplateView):
    """Whether what somebody types as the name of a show, a network or a person is here already: a part of that page."""

    raise_exception = True
    template_name = "admin/desk/_twins.html"
    model = None

    def has_permission(self):
        desk = admin.site.get_model_admin(self.model)
        return desk.has_add_permission(self.request) or desk.has_change_permission(self.request)

    def get_context_data(self, **kwargs):
        given = self.request.GET
        typed = [given.get("title", ""), given.get("name", "")]
        typed += given.get("also_known_as", "").replace(",", "\n").splitlines()
        but = given.get("but", "")
        names = [one_line(name)[:200] for name in typed]
        twins = twins_of(self.model, names, but=int(but) if self._is_here(but) else None)
        merges = but if twins and self.request.user.has_perm("shows.merge_show") and self._is_here(but) else None
        return super().get_context_data(twins=twins, merges=merges, kind=self.model._meta.model_name, **kwargs)

    def _is_here(self, pk):
        return pk.isascii() and pk.isdigit() and len(pk) < 20


def on_site(request, content_type_id, object_id):
    """In place of Django's own, which tells the address of any row, and so its headline, to whoever has an account."""
    numbers = content_type_id.isascii() and content_type_id.isdigit()
    kind = ContentType.objects.filter(pk=content_type_id).first() if numbers else None
    model = kind and kind.model_class()
    if model is None or not admin.site.is_registered(model):
        raise Http404("There is no such page.")
    desk = admin.site.get_model_admin(model)
    if not desk.has_view_permission(request):
        raise PermissionDenied
    row = desk.get_object(request, object_id)
    if row is None:
        raise Http404("There is no such page.")
    if not desk.has_view_permission(request, row):
        raise PermissionDenied
    address = desk.view_on_site(row) if callable(desk.view_on_site) else _address_of(row)
    if not address:
        raise Http404("Readers have no such page.")
    return redirect(address)


def _address_of(row):
    return row.get_absolute_url() if hasattr(row, "get_absolute_url") else None
