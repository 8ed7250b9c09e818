"""The history of an article at the desk: every revision, the difference of any two, and the way back to one."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from articles import revisions, text
from articles.admin.pages import address, readable
from articles.body import at_the_desk
from newsroom.lib.length import Length

PER_PAGE = 25
MOST = 2**31 - 1  # the column of numbers holds no more
VIEWS = ("side", "inline")
TEMPLATES = "admin/articles/article"


def urls(desk):
    view = desk.admin_site.admin_view
    start = "<int:pk>/revisions/"
    return [
        path(start, view(partial(list_page, desk=desk)), name="articles_article_revisions"),
        path(f"{start}<int:number>/", view(partial(revision_page, desk=desk)), name="articles_article_revision"),
        path(f"{start}<int:a>/<int:b>/", view(partial(difference_page, desk=desk)), name="articles_article_difference"),
        path(f"{start}<int:number>/restore/", view(partial(restore, desk=desk)), name="articles_article_restore"),
    ]


def length_of(form, article):
    """How long the text of an article's page is: as typed, or as it is read where it can't be changed."""
    if "body" in form.fields:
        return Length.of(form["body"].value() or "")
    return Length.of(article.latest_revision.body if article and article.latest_revision else "")


@require_safe
def list_page(request, pk, *, desk):
    article = readable(request, desk, pk)
    if "a" in request.GET or "b" in request.GET:
        chosen = _chosen(request, article)
        if chosen:
            return redirect("admin:articles_article_difference", article.pk, *chosen)
    saved = article.revisions.order_by("-number")
    page = Paginator(saved, PER_PAGE).get_page(request.GET.get("page"))
    start = (page.number - 1) * PER_PAGE
    # One more, for what the last of the page changed.
    shown = list(saved.select_related("saved_by")[start : start + PER_PAGE + 1])
    context = {
        "page": page,
        "lines": revisions.lines(shown, revisions.spans_of(article)),
        "compare": _proposed(article, shown),
    }
    return _answer(request, desk, article, "revisions", "History", context)


@require_safe
def revision_page(request, pk, number, *, desk):
    article = readable(request, desk, pk)
    (revision,) = _revisions(article, number)
    context = {
        "revision": revision,
        "seen": revisions.spans_of(article).get(revision.pk, []),
        "body": at_the_desk(revision.body, now=timezone.now()),
        "length": Length.of(revision.body),
        "may_restore": desk.has_change_permission(request, article),
    }
    return _answer(request, desk, article, "revision", f"Revision {number}", context)


@require_safe
def difference_page(request, pk, a, b, *, desk):
    article = readable(request, desk, pk)
    if a == b:
        return redirect("admin:articles_article_revision", article.pk, a)
    if a > b:
        return redirect("admin:articles_article_difference", article.pk, b, a)
    old, new = _revisions(article, a, b)
    fields = revisions.compared(old, new)
    spans = revisions.spans_of(article)
    wanted = request.GET.get("view")
    context = {
        "old": old,
        "new": new,
        "sides": [(revision, spans.get(revision.pk, [])) for revision in (old, new)],
        "changed": [one for one in fields if one.is_changed],
        "same": [one for one in fields if not one.is_changed and not one.is_empty],
        "view": wanted if wanted in VIEWS else "",
        "may_restore": desk.has_change_permission(request, article),
    }
    return _answer(request, desk, article, "difference", f"From revision {a} to {b}", context)


@require_POST
def restore(request, pk, number, *, desk):
    # Before anything is looked up: who may not, learns nothing.
    if not desk.has_change_permission(request):
        raise PermissionDenied
    article = readable(request, desk, pk)
    if not desk.has_change_permission(request, article):
        raise PermissionDenied
    (revision,) = _revisions(article, number)
    revision.article = article
    try:
        base = int(request.POST.get("base", ""))
        restored = revisions.restore(revision, base=base, by=request.user, at=timezone.now())
    except ValueError:
        messages.error(request, "Nothing was restored: the form was not as we sent it. Try again from this page.")
    except text.Stale:
        messages.error(
            request,
            f"Nothing was restored: somebody saved another revision meanwhile. Read what it changed, and restore "
            f"revision {number} again if it is still the one that you want.",
        )
    except revisions.NothingToRestore as refusal:
        messages.info(request, str(refusal))
    else:
        readers = ""
        if article.is_public:
            readers = f" Readers see revision {article.live_revision.number} until the changes are published."
        messages.success(request, f"Revision {number} is restored as revision {restored.number}.{readers}")
        return redirect(address(article))
    return redirect("admin:articles_article_revisions", article.pk)


# -- what they share -----------------------------------------------------------------------------


def _revisions(article, *numbers):
    if max(numbers) > MOST:
        raise Http404("There is no such revision.")
    found = {
        one.number: one
        for one in article.revisions.filter(number__in=numbers).select_related("saved_by", "lead_picture")
    }
    if len(found) < len(numbers):
        raise Http404("There is no such revision.")
    return [found[number] for number in numbers]


def _chosen(request, article):
    """The numbers of the two that were chosen, or ``None`` where they are not two: then it says so."""
    numbers = {request.GET.get(name, "") for name in ("a", "b")}
    latest = article.latest_revision.number if article.latest_revision else 0
    known = {int(number) for number in numbers if number.isascii() and number.isdigit() and len(number) < 10}
    if len(known) == 2 and all(0 < number <= latest for number in known):
        return sorted(known)
    messages.warning(request, "Choose two different revisions: one in each column.")
    return None


def _proposed(article, shown):
    """The two that one most likely wants to compare: what readers see and the latest, else the last two."""
    numbers = [revision.number for revision in shown]
    live = article.live_revision
    if live and numbers and live.number in numbers and live.number != numbers[0]:
        return live.number, numbers[0]
    return (numbers[1], numbers[0]) if len(numbers) > 1 else (0, 0)


def _answer(request, desk, article, template, title, context):
    context = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "title": title,
        "subtitle": str(article),
        "article": article,
        "latest": article.latest_revision,
        "back": address(article),
        "history": reverse("admin:articles_article_revisions", args=[article.pk]),
        **context,
    }
    return TemplateResponse(request, f"{TEMPLATES}/{template}.html", context)
