"""What every page of the desk is made from."""

import json

from django.contrib import admin, messages
from django.contrib.admin import ActionLocation
from django.contrib.admin.actions import delete_selected
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ERROR_FLAG
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import redirect
from unfold import admin as unfold

from newsroom.lib import mistakes
from newsroom.lib.began import BEGAN_WITH, BeganWith, told_to_begin_with
from newsroom.lib.rows import ChooseOne, ChooseSome
from newsroom.lib.text import one_line


class KeysFirst(Paginator):
    """Finds by the order alone which rows stand on a page, and reads only those: however far the page is."""

    def _get_page(self, rows, *args, **kwargs):
        keys = list(rows.values_list("pk", flat=True))
        return super()._get_page(self.object_list.filter(pk__in=keys), *args, **kwargs)


class ModelAdmin(unfold.ModelAdmin):
    """``holds_what_it_saves`` is off where what saves has an order of its own in which it asks for rows."""

    form = BeganWith
    paginator = KeysFirst
    holds_what_it_saves = True

    def changelist_view(self, request, extra_context=None):
        # The database holds no such text, and none of Django's filters asks first.
        if any("\x00" in value for _, values in request.GET.lists() for value in values):
            return redirect(f"{request.path}?{ERROR_FLAG}=1")
        return super().changelist_view(request, extra_context)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST" or object_id is None or not self.holds_what_it_saves:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            # What it is compared with is what it will be written over.
            hold(self.model, unquote(object_id))
            return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(self, request, object_id, extra_context=None):
        # Django looks for the row first, and so tells anybody whether it is there.
        if not self.has_delete_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return super().delete_view(request, object_id, extra_context)
        with transaction.atomic():
            hold(self.model, unquote(object_id))
            row = self.get_object(request, unquote(object_id))
            began = told_to_begin_with(request.POST.get(BEGAN_WITH))
            if row is not None and self.has_delete_permission(request, row) and self._tell_news(request, row, began):
                return redirect(request.get_full_path())
            return super().delete_view(request, object_id, extra_context)

    def get_actions(self, request, action_location=ActionLocation.CHANGE_LIST):
        found = super().get_actions(request, action_location=action_location)
        if "delete_selected" in found:
            found["delete_selected"].func = _delete_selected
        return found

    def delete_those(self, request, rows):
        """Ask whether to delete ``rows``, or delete those that are as the page that asked showed them."""
        if not request.POST.get("post"):
            return self._asked(request, rows)
        with transaction.atomic():
            hold(self.model, *rows.values_list("pk", flat=True))
            shown = told_to_begin_with(request.POST.get(BEGAN_WITH))
            mine = [row for row in rows if self.has_delete_permission(request, row)]
            news = [row.pk for row in mine if self._tell_news(request, row, _of_row(shown, row))]
            return self._asked(request, rows.exclude(pk__in=news))

    def _asked(self, request, rows):
        answer = delete_selected(self, request, rows)
        if answer is not None:
            began = {row.pk: self._form_of(request, row).now for row in rows}
            answer.context_data[BEGAN_WITH] = json.dumps(began)
        return answer

    def _tell_news(self, request, row, began):
        """Whether others wrote into ``row`` since the page that asked whether to delete it, of which this tells."""
        form = self._form_of(request, row)
        news = form.news(began)
        if news:
            said = "; ".join(f"{form.fields[name].label or name} is now {theirs}" for name, theirs in news.items())
            messages.warning(request, f"“{row}” was changed meanwhile and not deleted: {said}. Look again first.")
        return bool(news)

    def _form_of(self, request, row):
        return self.get_form(request, row, change=True)(instance=row)

    def render_delete_form(self, request, context):
        context[BEGAN_WITH] = self._form_of(request, context["object"]).initial[BEGAN_WITH]
        return super().render_delete_form(request, context)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        if form.is_bound and "mistakes" not in context:
            context["mistakes"] = mistakes.of(form, context["inline_admin_formsets"])
        # That there are some, the list of them says.
        context["errors"] = None
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_fields(self, request, obj=None):
        # It stands at the top of every form.
        return [name for name in super().get_fields(request, obj) if name != BEGAN_WITH]

    def history_view(self, request, object_id, extra_context=None):
        # Django looks for the row first, and so tells anybody whether it is there.
        if not self.has_view_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if "widget" not in kwargs and db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = ChooseOne(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if "widget" not in kwargs and db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = ChooseSome(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_action_choices(self, request, default_choices=None, action_location=ActionLocation.CHANGE_LIST):
        # Unfold's own doesn't take the location yet, of which Django warns.
        choices = default_choices or [("", "Select action")]
        return admin.ModelAdmin.get_action_choices(self, request, choices, action_location)


def _delete_selected(desk, request, rows):
    return desk.delete_those(request, rows)


def _of_row(shown, row):
    """What the page showed of ``row``; of one that it did not show, nothing."""
    found = shown.get(str(row.pk))
    return found if isinstance(found, dict) else {}


def hold(model, *keys):
    """Have those rows stay as they are until the transaction ends; a key that is none is told of where it is used."""
    try:
        wanted = [model._meta.pk.to_python(key) for key in keys]
    except ValidationError:
        return
    rows = model._base_manager.select_for_update(no_key=True).filter(pk__in=wanted)
    list(rows.order_by("pk").values_list("pk"))


class OneLineForm(BeganWith):
    """Every text that is typed, other names in lists included, on one line and without control characters."""

    def clean(self):
        cleaned = super().clean()
        return {name: _tidy(value) for name, value in (self.cleaned_data if cleaned is None else cleaned).items()}


def _tidy(value):
    if isinstance(value, str):
        return one_line(value)
    return [_tidy(one) for one in value] if isinstance(value, list) else value
