"""What the desk reads in a text while it is written: shows to cover, and what the ledger contradicts."""

from __future__ import annotations

import re
from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from articles import filing, hints
from articles.bulk import Subject
from articles.models import Article
from newsroom.lib.html import TooLong, sanitized
from shows.models import Show

COVER, NOT_ABOUT = "_cover", "_not_about"  # what the buttons of offers send, with all that is typed
_SUBJECT = re.compile(r"([0-9]{1,18})\.([0-9]{0,3})")
_SHOW = re.compile(r"coverage-([0-9]{1,4})-show")
_KEY = re.compile(r"[0-9]{1,18}")


def urls(desk):
    view = desk.admin_site.admin_view
    return [
        path("reading/", view(partial(reading, desk=desk)), name="articles_article_reading_new"),
        path("<int:pk>/reading/", view(partial(reading, desk=desk)), name="articles_article_reading"),
    ]


def address(article):
    return reverse(f"admin:articles_article_reading{'' if article else '_new'}", args=[article.pk] if article else [])


@require_POST
def reading(request, pk=None, *, desk):
    """The hints for what is typed, saved or not, as a piece of the page; a show may be set aside by it."""
    article = _article(request, desk, pk)
    if article.pk and (dismissed := [key for key in request.POST.getlist(NOT_ABOUT) if _KEY.fullmatch(key)]):
        hints.dismiss(article, dismissed, by=request.user, at=timezone.now())
    words = {name: request.POST.get(name, "") for name in ("headline", "dek", "body")}
    found = _of(article, words, covered_of(request.POST)).hints()
    return render(request, "admin/articles/article/_hints.html", {"hints": found})


def _article(request, desk, pk):
    # Before anything is looked up: who may not, learns nothing.
    if not (desk.has_add_permission if pk is None else desk.has_change_permission)(request):
        raise PermissionDenied
    if pk is None:
        return Article()
    article = desk.get_object(request, str(pk))
    if article is None:
        raise Http404("There is no such article.")
    if not desk.has_change_permission(request, article):
        raise PermissionDenied
    return article


def covered_of(sent):
    """The keys of the shows in the rows of a form as it was sent, but for those that go."""
    found = set()
    for name, value in sent.items():
        if (row := _SHOW.fullmatch(name)) and _KEY.fullmatch(value) and not sent.get(f"coverage-{row[1]}-DELETE"):
            found.add(int(value))
    return found


def _of(article, words, covered):
    try:
        body = sanitized(words["body"])
    except TooLong:
        body = ""  # which is told when it is saved
    return hints.read_words(article, **words | {"body": body}, covered=covered)


def context_of(form, article, once=None):
    """What the page of ``article`` shows when it is made: of what was typed, where that comes back.

    ``once`` is the ``ReadOnce`` of the page.
    """
    if "headline" not in form.fields:
        return {}
    words = {name: str(form[name].value() or "") for name in ("headline", "dek", "body")}
    found = _of(article or Article(), words, covered_of(form.data) if form.is_bound else None)
    return {"hints": found.hints(once), "reading": address(article)}


def covered_too(request, rows):
    """The subjects of the ``rows`` that were sent, with those whose button was pressed; what is none is told."""
    found = [row.subject for row in rows]
    for value in request.POST.getlist(COVER):
        try:
            wanted = _wanted(value)
        except ValidationError as refusal:
            messages.warning(request, refusal.message)
            continue
        if all((one.show, one.season) != (wanted.show, wanted.season) for one in found):
            found.append(wanted)
    return found


def _wanted(value):
    said = _SUBJECT.fullmatch(value)
    show = said and Show.objects.filter(pk=said[1]).first()
    if show is None:
        raise ValidationError("The show that you chose to cover is not here any more. All else is saved.")
    season = int(said[2]) if said[2] else None
    if season is not None:
        filing.check_season(show, season)
    return Subject(show.pk, season)


def set_aside(request, article, *, at):
    """Keep the dismissals whose button was pressed with the form."""
    keys = [key for key in request.POST.getlist(NOT_ABOUT) if _KEY.fullmatch(key)]
    if keys:
        hints.dismiss(article, keys, by=request.user, at=at)
    return bool(keys)
