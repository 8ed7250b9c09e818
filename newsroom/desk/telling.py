"""What one is told: chosen on a page of one's own, and ended by the link of a message."""

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from django.views.generic import FormView
from unfold.widgets import UnfoldAdminSelectWidget

from newsroom.models import Wishes
from newsroom.telling import unsubscribing
from newsroom.telling.models import How, Kind

# Whom each kind can ever concern: one of these is enough.
CONCERNS = {
    Kind.CHANGE: ["articles.view_article"],
    Kind.REVIEW: ["articles.publish_article"],
    Kind.REMARK: ["articles.change_article"],
    Kind.HELD: ["articles.change_article", "articles.publish_article"],
    Kind.ASSIGNED: ["articles.change_article"],
}


OFFERED = (How.AT_ONCE, How.NEVER)


class WishesForm(forms.ModelForm):
    class Meta:
        model = Wishes
        fields = [kind.value for kind in Kind]
        labels = {kind.value: kind.label for kind in Kind}
        widgets = dict.fromkeys((kind.value for kind in Kind), UnfoldAdminSelectWidget)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        user = self.instance.user
        for kind, permissions in CONCERNS.items():
            if not any(map(user.has_perm, permissions)):
                del self.fields[kind.value]
        for field in self.fields.values():
            field.choices = [(how.value, how.label) for how in OFFERED]


class ToldView(FormView):
    """Each chooses for himself or herself alone."""

    template_name = "admin/desk/told.html"
    form_class = WishesForm

    def get_form_kwargs(self):
        user = self.request.user
        return super().get_form_kwargs() | {"instance": Wishes.objects.filter(user=user).first() or Wishes(user=user)}

    @transaction.atomic
    def form_valid(self, form):
        # What is not on the page stays as it is.
        Wishes.objects.update_or_create(user=self.request.user, defaults=form.cleaned_data)
        messages.success(self.request, "From now on you are told what you have chosen.")
        return redirect("desk:told")

    def get_context_data(self, **kwargs):
        return super().get_context_data(**admin.site.each_context(self.request), title="What you are told", **kwargs)


@csrf_exempt  # a program of mail asks for it by itself (RFC 8058), and the link says for whom and of what
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request, token):
    """Asks, and ends it when it is sent; for anybody who has the link."""
    try:
        person, kind = unsubscribing.read(token)
    except unsubscribing.LeadsNowhere as refusal:
        return TemplateResponse(request, "account/unsubscribe.html", {"refusal": str(refusal)}, status=404)
    if request.method == "POST":
        unsubscribing.end(person, kind)
    told = {"told_for": unsubscribing.NAMES[kind], "ended": request.method == "POST"}
    return TemplateResponse(request, "account/unsubscribe.html", told)
