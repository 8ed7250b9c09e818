"""Previews at the desk: the draft as its readers would get it, saved or not, in a frame."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from functools import partial

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.forms.utils import pretty_name
from django.http import Http404
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.csp import CSP, build_policy
from django.views.decorators.http import require_http_methods
from unfold import widgets

from articles import filing, previews, text
from articles.admin.fields import Moment
from articles.models import Article, Byline, Coverage
from newsroom.lib.periods import YEARS
from shows.ledger import Refused
from shows.models import Network, Show
from shows.statuses import SEASON_STATUSES, SHOW_STATUSES, Status

PREFIX = "look"
# May stand in a frame of ours; else what any public page may.
POLICY = build_policy(settings.SECURE_CSP | {"frame-ancestors": [CSP.SELF]})


class LookForm(forms.Form):
    """When somebody reads it, and what has happened by then. ``subjects`` are pairs of a show and a season's number."""

    as_of = Moment(required=False, label="As of", help_text="Empty: now.")
    subject = forms.ChoiceField(required=False, label="Suppose a change of", widget=widgets.UnfoldAdminSelectWidget())
    status = forms.ChoiceField(
        required=False,
        label="Status",
        choices=[
            ("", "As the ledger says"),
            ("The show as a whole", [(one.value, one.label) for one in SHOW_STATUSES]),
            ("A season", [(one.value, one.label) for one in SEASON_STATUSES]),
        ],
        widget=widgets.UnfoldAdminSelectWidget(),
    )
    network = forms.ModelChoiceField(
        Network.objects.all(),
        required=False,
        label="Network",
        empty_label="Its network",
        widget=widgets.UnfoldAdminSelectWidget(),
    )
    premiere_on = forms.DateField(
        required=False,
        label="Premiere date",
        help_text="Of a season that is dated.",
        widget=widgets.UnfoldAdminTextInputWidget({"type": "date"}),
    )

    def __init__(self, data=None, *, subjects, **kwargs):
        super().__init__(data, prefix=PREFIX, label_suffix="", **kwargs)
        self.subjects = {_value(show.pk, number): (show.pk, number) for show, number in subjects}
        named = [(_value(show.pk, number), _named(show, number)) for show, number in subjects]
        self.fields["subject"].choices = [("", "Nothing"), *named]

    def clean_as_of(self):
        moment = self.cleaned_data["as_of"]
        if moment and moment.year not in YEARS:
            raise forms.ValidationError(f"Give a date between {YEARS.start} and {YEARS.stop - 1}.")
        return moment

    def clean(self):
        cleaned = super().clean()
        subject, status = cleaned.get("subject"), cleaned.get("status")
        if status and not subject and "subject" not in self.errors:
            self.add_error("subject", "Choose whose status it is.")
        if subject and not status and "status" not in self.errors:
            self.add_error("status", "Choose the status that it would have.")
        if subject and status:
            self._check_status(self.subjects[subject][1], status)
        return cleaned

    def _check_status(self, season, status):
        if status not in (SEASON_STATUSES if season else SHOW_STATUSES):
            of = "a show: choose one of a season" if season else "a season: choose one of the show"
            self.add_error("status", f"“{Status(status).label}” is a status of {of}.")
        elif status == Status.DATED and not self.cleaned_data.get("premiere_on") and "premiere_on" not in self.errors:
            self.add_error("premiere_on", "A season that is dated needs its premiere date.")

    def look(self, now):
        said = self.cleaned_data
        supposed = None
        if said["subject"]:
            show, season = self.subjects[said["subject"]]
            supposed = previews.Supposed(show, season, said["status"], said["network"], said["premiere_on"])
        return previews.Look(now, said["as_of"], supposed)


def _value(show, number):
    return f"{show}.{number}" if number else str(show)


def _named(show, number):
    return f"{show.told_apart}, season {number}" if number else f"{show.told_apart}, the show"


# -- the pages -------------------------------------------------------------------------------------


def urls(desk):
    """The addresses of previews, which come before those of the articles themselves."""
    routes = [
        ("preview/", outer, "preview_new"),
        ("preview/page/", inner, "preview_new_page"),
        ("<int:pk>/preview/", outer, "preview"),
        ("<int:pk>/preview/page/", inner, "preview_page"),
    ]
    view = desk.admin_site.admin_view
    return [path(route, view(partial(do, desk=desk)), name=f"articles_article_{name}") for route, do, name in routes]


@require_http_methods(["GET", "POST"])
def outer(request, *, desk, pk=None):
    """The frame with its controls: around what is saved, or, posted, around what is typed."""
    article = _article(request, desk, pk)
    typed = Typed.of(request, desk, article) if request.method == "POST" else None
    draft = typed and typed.draft
    names = "preview" if article.pk else "preview_new"
    context = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "title": "Preview",
        "article": article,
        "headline": draft.revision.headline if draft else article.pk and str(article),
        "form": None if typed and not draft else LookForm(subjects=_subjects(article, draft)),
        "typed": typed,
        "page": address(f"{names}_page", article),
        "back": address("change", article) if article.pk else address("add"),
    }
    return TemplateResponse(request, "admin/articles/article/preview.html", context)


@require_http_methods(["GET", "POST"])
def inner(request, *, desk, pk=None):
    """The article's own public page, as it would be; for the frame alone."""
    article = _article(request, desk, pk)
    typed = Typed.of(request, desk, article) if request.method == "POST" else None
    return framed(_shown(request, article, typed))


def framed(response):
    """``response`` as one that may stand in a frame of ours, and is nobody else's to find."""
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers[str(CSP.HEADER_ENFORCE)] = POLICY
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _shown(request, article, typed):
    draft = typed and typed.draft
    if typed and not draft:
        return _refused(request, typed.errors)
    data = request.POST if request.method == "POST" else request.GET
    form = LookForm(data, subjects=_subjects(article, draft))
    if form.is_valid():
        try:
            shown = previews.page_of(article, form.look(timezone.now()), draft=draft, related=True)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            return render(request, "articles/article_detail.html", shown)
    return _refused(request, list(_complaints(form)))


def _refused(request, errors):
    return render(request, "articles/preview_refused.html", {"errors": errors}, status=400)


def _article(request, desk, pk):
    """The article of ``pk``, or a new one; 403 before anything is looked up for who may not."""
    posted = request.method == "POST"
    if pk is None:
        if not desk.has_add_permission(request):
            raise PermissionDenied
        if not posted:
            raise Http404("There is nothing to look at yet.")
        return Article()
    if not desk.has_view_permission(request):
        raise PermissionDenied
    article = desk.get_object(request, pk)
    if article is None or article.latest_revision is None:
        raise Http404("There is no such article.")
    if not (desk.has_change_permission if posted else desk.has_view_permission)(request, article):
        raise PermissionDenied
    return article


def _subjects(article, draft):
    """What the article is about, each show also as a whole: pairs of a show and a season's number."""
    if draft:
        shows = Show.objects.in_bulk([subject.show for subject in draft.subjects])
        about = [(shows[one.show], one.season) for one in draft.subjects if not one.mention_only]
    else:
        rows = article.coverage.filter(mention_only=False).select_related("show", "season").order_by("position", "pk")
        about = [(one.show, one.season_number) for one in rows]
    return list(dict.fromkeys(pair for show, number in about for pair in ((show, number), (show, None))))


# -- what is typed ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Typed:
    """What the article's form was sent with: the draft that it makes, or why it makes none."""

    draft: previews.Draft | None
    errors: list
    fields: list

    @classmethod
    def of(cls, request, desk, article):
        is_old = article.pk is not None
        # A copy: reading the form writes into its instance.
        form = desk.get_form(request, article if is_old else None, change=is_old)(request.POST, instance=copy(article))
        formsets, _ = desk._create_formsets(request, form.instance, change=is_old)
        if all([form.is_valid(), *(formset.is_valid() for formset in formsets)]):
            return cls(_draft(request, desk, article, form, formsets), [], _sent(request))
        rows = [one for formset in formsets for one in (*formset.forms, formset)]
        return cls(None, [*_complaints(form), *(line for one in rows for line in _complaints(one))], [])


def _sent(request):
    """The form's fields, to be sent again with each look."""
    ours = ("csrfmiddlewaretoken", "_act", "_save")
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in ours and not name.startswith(f"{PREFIX}-")
    ]


def _complaints(form):
    """The errors of a form or of a set of rows, as pairs of a field's label and a message."""
    if hasattr(form, "non_form_errors"):
        yield from (("", message) for message in form.non_form_errors())
        return
    for name, messages in form.errors.items():
        label = form.fields[name].label or pretty_name(name) if name in form.fields else ""
        yield from ((label, message) for message in messages)


def _draft(request, desk, article, form, formsets):
    bylines, coverage = (desk.rows_sent(request, formsets, model) for model in (Byline, Coverage))
    if bylines is None:
        authors = article.bylines.values_list("author__name", flat=True) if article.pk else []
    else:
        authors = [row.cleaned_data["author"].name for row in bylines]
    if coverage is None:
        subjects = filing.of(article).subjects if article.pk else ()
    else:
        subjects = [row.subject for row in coverage]
    return previews.Draft(
        text.revised(article, number=0, by=None, at=timezone.now(), **form.words),
        form.cleaned_data["section"],
        tuple(form.cleaned_data["topics"]),
        tuple(authors),
        tuple(subjects),
    )


def address(name, article=None):
    args = [article.pk] if article is not None and article.pk else []
    return reverse(f"admin:articles_article_{name}", args=args)
