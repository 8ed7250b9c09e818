"""Comments on an article at the desk: said and resolved on its own page, or on theirs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Q, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from unfold.widgets import UnfoldAdminTextareaWidget

from articles import comments
from articles.admin.pages import address, readable
from articles.models import Comment

SHOWN = 20  # of the open ones, and of those resolved, beside the article
PER_PAGE = 50
RESOLVE = "_resolve"


class CommentForm(forms.Form):
    comment = forms.CharField(widget=UnfoldAdminTextareaWidget({"rows": 3}), required=False)


@dataclass
class Talk:
    """The last comments on an article, in their order; ``total`` are all that are open."""

    open: list[Comment]
    resolved: list[Comment]
    total: int


def urls(desk):
    view = desk.admin_site.admin_view(partial(talk_page, desk=desk))
    return [path("<int:pk>/comments/", view, name="articles_article_comments")]


def counted(articles):
    """``articles`` with ``open_comments``, how many are not resolved, in the query of the articles."""
    found = Comment.objects.open().filter(article=OuterRef("pk")).order_by().values("article")
    return articles.annotate(open_comments=Coalesce(Subquery(found.values(count=Count("pk"))), 0))


def last(article):
    still = {"partition_by": Q(resolved_at__isnull=True)}
    of_each = {"place": Window(RowNumber(), order_by="-pk", **still), "total": Window(Count("pk"), **still)}
    said = article.comments.select_related("by", "revision", "resolved_by").defer("revision__body")
    found = list(said.annotate(**of_each).filter(place__lte=SHOWN).order_by("pk"))
    still_open = [one for one in found if one.resolved_at is None]
    return Talk(still_open, [one for one in found if one.resolved_at], still_open[0].total if still_open else 0)


def said_with(request, form, article, *, at):
    """Say and resolve what came along with the form of ``article``; returns whether there was anything."""
    text, resolved = form.cleaned_data["comment"], request.POST.get(RESOLVE, "")
    if text:
        comments.say(article, text, by=request.user, at=at)
        messages.success(request, "Your comment stands beside the article.")
    if resolved:
        _resolve(request, article, resolved, at=at)
    return bool(text or resolved)


def _resolve(request, article, pk, *, at):
    comment = article.comments.filter(pk=pk).first() if pk.isascii() and pk.isdigit() and len(pk) < 19 else None
    if comment is None:
        raise Http404("There is no such comment.")
    comments.resolve(comment, by=request.user, at=at)
    messages.success(request, "The comment is resolved.")


@require_http_methods(["GET", "POST"])
def talk_page(request, pk, *, desk):
    """All of them; and where who may not change the article comments on it."""
    article = readable(request, desk, pk)
    form = CommentForm(request.POST if request.method == "POST" else None, label_suffix="")
    if request.method == "POST" and _answered(request, article, form):
        return redirect(f"{address(article)}#comments")
    said = article.comments.select_related("by", "revision", "resolved_by").defer("revision__body").order_by("-pk")
    context = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "media": desk.media,
        "title": "Comments",
        "subtitle": str(article),
        "article": article,
        "back": address(article),
        "form": form,
        "page": Paginator(said, PER_PAGE).get_page(request.GET.get("page")),
    }
    return TemplateResponse(request, "admin/articles/article/comments.html", context)


def _answered(request, article, form):
    at, resolved = timezone.now(), request.POST.get(RESOLVE, "")
    if resolved:
        _resolve(request, article, resolved, at=at)
        return True
    form.is_valid()
    try:
        comments.say(article, form.cleaned_data.get("comment", ""), by=request.user, at=at)
    except comments.NotSaid as refusal:
        form.add_error("comment", str(refusal))
        return False
    messages.success(request, "Your comment stands beside the article.")
    return True
