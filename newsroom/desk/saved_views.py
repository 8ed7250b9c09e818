"""The views of the stale desk: kept from its list, called otherwise, replaced and deleted on a page of their own."""

from django import forms
from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from unfold.widgets import UnfoldAdminTextInputWidget, UnfoldBooleanSwitchWidget

from newsroom import saved_views
from newsroom.desk.ledger import DeskView
from newsroom.desk.stale_filters import StaleFilter
from newsroom.models import SavedView


class ViewForm(forms.Form):
    name = forms.CharField(
        max_length=SavedView._meta.get_field("name").max_length,
        widget=UnfoldAdminTextInputWidget,
        error_messages={"required": "Give the view a name."},
    )
    is_shared = forms.BooleanField(
        required=False, label="For the whole newsroom", widget=UnfoldBooleanSwitchWidget, help_text="All see it then."
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        if not user.has_perm("newsroom.share_view"):
            del self.fields["is_shared"]

    def said(self, is_shared=False):
        """What was typed; who may not share leaves that as it is."""
        return {"is_shared": is_shared, **self.cleaned_data}


class SavedViewsView(DeskView):
    """Each keeps his or her own; what the whole newsroom has is changed by those who may share."""

    permission_required = "articles.view_article"
    template_name = "admin/desk/stale_views.html"
    keeping = None  # the form of a new view, where it was refused
    refused = {}  # those of views that there are, by their pk

    def get_context_data(self, **kwargs):
        user = self.request.user
        found = SavedView.objects.visible_to(user)
        mine = [one for one in found if one.may_be_changed_by(user)]
        return super().get_context_data(
            title="Views of the stale desk",
            rows=[(one, self.refused.get(one.pk) or self.form(one)) for one in mine],
            others=[one for one in found if one not in mine],
            keeping=self.keeping,
            query=self.request.POST.get("query", ""),
            **kwargs,
        )

    def form(self, view, data=None):
        initial = {"name": view.name, "is_shared": view.is_shared}
        return ViewForm(data, user=self.request.user, initial=initial, auto_id=f"id_{view.pk}_%s")

    def post(self, request, *args, **kwargs):
        act = {"keep": self.keep, "rename": self.rename, "replace": self.replace, "delete": self.delete}
        return act.get(request.POST.get("act"), self.nothing)()

    def nothing(self):
        return redirect("desk:stale_views")

    def keep(self):
        form = self.keeping = ViewForm(self.request.POST, user=self.request.user)
        if form.is_valid():
            try:
                view = saved_views.keep(self.request.user, narrows=_sent(self.request), **form.said())
            except saved_views.NotPossible as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            else:
                messages.success(self.request, f"“{view}” is kept: it stands above the list.")
                return redirect(address(view))
        return self.get(self.request)

    def rename(self):
        view = self.view
        if view is None:
            return self.is_gone()
        form = self.form(view, self.request.POST)
        if form.is_valid():
            try:
                view = saved_views.rename(view, by=self.request.user, **form.said(view.is_shared))
            except saved_views.NotPossible as refusal:
                if refusal.field not in form.fields:
                    messages.error(self.request, str(refusal))
                    return redirect("desk:stale_views")
                form.add_error(refusal.field, str(refusal))
            else:
                whose = "the whole newsroom" if view.is_shared else view.owner
                messages.success(self.request, f"“{view}” is saved, for {whose}.")
                return redirect("desk:stale_views")
        self.refused = {view.pk: form}
        return self.get(self.request)

    def replace(self):
        if self.view is None:
            return self.is_gone()
        try:
            view = saved_views.replace(self.view, narrows=_sent(self.request), by=self.request.user)
        except saved_views.NotPossible as refusal:
            messages.error(self.request, str(refusal))
            return redirect("desk:stale_views")
        messages.success(self.request, f"“{view}” shows this from now on.")
        return redirect(address(view))

    def delete(self):
        if self.view is None:
            return self.is_gone()
        try:
            saved_views.delete(self.view, by=self.request.user)
        except saved_views.NotPossible as refusal:
            messages.error(self.request, str(refusal))
        else:
            messages.success(self.request, f"The view “{self.view}” is deleted. The articles stay where they are.")
        return redirect("desk:stale_views")

    @cached_property
    def view(self):
        said = self.request.POST.get("view", "")
        pk = int(said) if said.isascii() and said.isdigit() and len(said) < 19 else 0
        return SavedView.objects.visible_to(self.request.user).filter(pk=pk).first()

    def is_gone(self):
        messages.error(self.request, "This view is not here any more: somebody has deleted it. Nothing was changed.")
        return redirect("desk:stale_views")


def address(view):
    return reverse("desk:stale", query={"view": view.pk})


def narrows_of(asked):
    """What of what is ``asked`` narrows the list."""
    return {name: asked[name] for name in StaleFilter.base_filters if asked.get(name)}


def _sent(request):
    return narrows_of(QueryDict(request.POST.get("query", "")[: 4 * saved_views.LONGEST]))
