"""Giving articles to people: several at once from the list, and one that has nothing but its headline yet."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from articles import assignments, holding
from articles.admin.fields import Moment
from articles.admin.forms import longest
from articles.models import Article, Section
from newsroom.lib.slugs import ascii_slug, free_slug
from newsroom.lib.text import one_line

AT_ONCE = 100


class PersonField(forms.ModelChoiceField):
    """One of those who may write."""

    def __init__(self, **kwargs):
        super().__init__(
            assignments.writers(), empty_label="Choose a person", widget=UnfoldAdminSelectWidget(), **kwargs
        )


def due_field():
    return Moment(label="To be handed in by", required=False, help_text="Empty: no date.")


def brief_field():
    return forms.CharField(
        label="What it is to be",
        help_text="Its writer reads it beside the text.",
        required=False,
        max_length=assignments.LONGEST_BRIEF,
        widget=UnfoldAdminTextareaWidget({"rows": 3}),
    )


class SelectedForm(forms.Form):
    to = PersonField(label="Who works on them?")
    due_at = due_field()


class CommissionForm(forms.Form):
    headline = forms.CharField(
        max_length=longest("headline"),
        widget=UnfoldAdminTextInputWidget(),
        help_text="A working title will do: whoever writes it may change it.",
    )
    section = forms.ModelChoiceField(Section.objects.all(), empty_label="Choose", widget=UnfoldAdminSelectWidget())
    to = PersonField(label="Who writes it?")
    due_at = due_field()
    brief = brief_field()

    def clean_headline(self):
        headline = one_line(self.cleaned_data["headline"])
        if not headline:
            raise ValidationError("An article needs a headline.")
        return headline

    @property
    def slug(self):
        return free_slug(
            ascii_slug(self.cleaned_data["headline"]), lambda slug: Article.objects.filter(slug=slug).exists()
        )


@require_http_methods(["GET", "POST"])
def commission(request, *, desk):
    """An article that is nothing but its headline, for somebody to write."""
    if not (desk.has_add_permission(request) and desk.has_assign_permission(request)):
        raise PermissionDenied
    form = CommissionForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid() and (article := _commissioned(request, form)):
        messages.success(request, f"“{article}” is commissioned from {article.assigned_to}.")
        return redirect("admin:articles_article_change", article.pk)
    back = reverse("admin:articles_article_changelist")
    return _answer(request, desk, form, title="Commission an article", button="Commission it", back=back)


def _commissioned(request, form):
    said = form.cleaned_data
    try:
        return assignments.commission(
            said["headline"],
            said["to"],
            section=said["section"],
            slug=form.slug,
            by=request.user,
            at=timezone.now(),
            due_at=said["due_at"],
            brief=said["brief"],
        )
    except assignments.NotPossible as refusal:
        form.add_error("due_at" if said["due_at"] else "to", str(refusal))
        return None


def assign_selected(request, queryset, *, desk):
    """Ask to whom the ticked articles go, then give them: what can’t be given is named, and the others go."""
    number = queryset.count()
    if number > AT_ONCE:
        messages.warning(request, f"{number} articles are ticked: assign {AT_ONCE} at a time at most.")
        return None
    form = SelectedForm(request.POST if "to" in request.POST else None, label_suffix="")
    if form.is_valid():
        _give(request, queryset, form.cleaned_data, desk=desk)
        return None
    return _answer(
        request,
        desk,
        form,
        title="Assign to…",
        button="Assign",
        back=request.get_full_path(),
        articles=list(queryset),
        ticked=[(ACTION_CHECKBOX_NAME, one.pk) for one in queryset] + [("action", "assign_selected")],
    )


def _give(request, queryset, said, *, desk):
    given = []
    for article in queryset.order_by("pk"):
        try:
            assignments.assign(article, said["to"], by=request.user, at=timezone.now(), due_at=said["due_at"])
        except (assignments.NotPossible, holding.NotAllowed) as refusal:
            messages.warning(request, str(refusal))
        else:
            given.append(article)
    if given:
        named = f"“{given[0]}”" if len(given) == 1 else f"{len(given)} articles"
        messages.success(request, f"{said['to']} works on {named} from now on.")


def _answer(request, desk, form, **context):
    context = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "media": desk.media,
        "form": form,
        "zone": timezone.get_default_timezone_name(),
        **context,
    }
    return TemplateResponse(request, "admin/articles/article/assign.html", context)
