"""What one is told: chosen on a page of one's own, and ended by the link of a message."""

from django import forms
from django.contrib import admin, messages
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from django.views.generic import FormView
from unfold.widgets import UnfoldAdminSelectWidget

from newsroom.models import Wishes
from newsroom.telling import unsubscribing, wishes
from newsroom.telling.models import Every, How, Kind

# Whom each kind can ever concern: one of these is enough.
CONCERNS = {
    Kind.CHANGE: ["articles.view_article"],
    Kind.REVIEW: ["articles.publish_article"],
    Kind.REMARK: ["articles.change_article"],
    Kind.HELD: ["articles.change_article", "articles.publish_article"],
    Kind.ASSIGNED: ["articles.change_article"],
}


class WishesForm(forms.ModelForm):
    class Meta:
        model = Wishes
        fields = [*(kind.value for kind in Kind), "digest"]
        labels = {kind.value: kind.label for kind in Kind} | {"digest": "The digest"}
        widgets = dict.fromkeys(fields, UnfoldAdminSelectWidget)
        help_texts = {
            "digest": "What has since changed of your articles and nobody has decided on, with what you want to be "
            "told in the digest. Nothing comes where there is nothing to tell."
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        user = self.instance.user
        for kind, permissions in CONCERNS.items():
            if not any(map(user.has_perm, permissions)):
                del self.fields[kind.value]
        if not user.has_perm("articles.view_article"):
            del self.fields["digest"]
        for name, field in self.fields.items():
            field.choices = [(one.value, one.label) for one in (Every if name == "digest" else How)]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("digest") == Every.NEVER and How.DIGEST in cleaned.values():
            self.add_error("digest", "You want some of it in the digest: choose when it comes, or when to be told.")
        return cleaned


class ToldView(FormView):
    """Each chooses for himself or herself alone."""

    template_name = "admin/desk/told.html"
    form_class = WishesForm

    def get_form_kwargs(self):
        user = self.request.user
        instance = Wishes.objects.filter(user=user).first() or wishes.of(user)
        instance.user = user
        return super().get_form_kwargs() | {"instance": instance}

    def form_valid(self, form):
        wishes.choose(self.request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(self.request, "From now on you are told what you have chosen.")
        return redirect("desk:told")

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**admin.site.each_context(self.request), title="What you are told", **kwargs)
        return context | {"has_chosen": Wishes.objects.filter(user=self.request.user).exists()}


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
