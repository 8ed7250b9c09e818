"""Text that is not saved, at the desk: kept while it is typed, offered to its writer, and taken over or given up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import dateformat, timezone
from django.views.decorators.http import require_POST, require_safe

from articles import copies, revisions, text
from articles.copies import Window
from articles.models import Article, KeptText, Picture, WorkingCopy
from newsroom.lib.html import TooLong

PREFIX = "copy"
TAKE = "take"  # the parameter by which a form is opened with a text that was not saved
LATEST_TURN = 2**31 - 1
WORDS = (*text.LINES, "body")
TO_COPY = {name: revisions.LABELS[name] for name in WORDS} | {"comment": "Comment"}


def urls(desk):
    """The addresses of text that is not saved, of a new article and of one that is there."""
    routes = [
        ("keep/", keep, "keep"),
        ("unsaved/<slug:key>/", unsaved_page, "unsaved"),
        ("unsaved/<slug:key>/discard/", discard, "discard"),
    ]
    view = desk.admin_site.admin_view
    return [
        path(f"{start}{route}", view(partial(do, desk=desk)), name=f"articles_article_{name}{suffix}")
        for start, suffix in (("", "_new"), ("<int:pk>/", ""))
        for route, do, name in routes
    ]


def address(name, article, *key):
    """The page ``name`` of ``article``, or of a new one."""
    pk, suffix = ([article.pk], "") if article is not None else ([], "_new")
    return reverse(f"admin:articles_article_{name}{suffix}", args=[*pk, *key])


def form_address(article, key=None):
    name, pk = ("change", [article.pk]) if article is not None else ("add", [])
    return reverse(f"admin:articles_article_{name}", args=pk, query={TAKE: key} if key else None)


# -- what a form sends ---------------------------------------------------------------------------


def window_for(request):
    """The window of the page that is about to be made: the one that was sent goes on."""
    if found := getattr(request, "window", None):
        return found
    sent = window_of(request) if request.method == "POST" else Window("")
    return replace(sent, turn=sent.turn + 1) if sent.name else Window.new()


def window_of(request):
    """The window from which a form was sent; one without a name where it doesn't tell."""
    sent = {name: request.POST.get(f"{PREFIX}-{name}", "") for name in ("window", "turn", "seen", "kept")}
    turn, kept = _number(sent["turn"]), _number(sent["kept"])
    return Window(sent["window"][:40].replace("\x00", ""), min(turn or 1, LATEST_TURN), sent["seen"], kept)


def _number(value):
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None


def base_of(request):
    return min(_number(request.POST.get("base", "")) or 0, LATEST_TURN)


def fields_of(request):
    """What was typed, as it was sent: neither the token nor the buttons, nor what names the window."""
    return {
        name: values
        for name, values in request.POST.lists()
        if not name.startswith(("_", f"{PREFIX}-")) and name != "csrfmiddlewaretoken"
    }


def keep_sent(request, article, *, why=None):
    """Keep the text of a form that was not saved: as the working copy, or aside where there is a reason ``why``.

    Returns whether it could be kept.
    """
    sent = {"base": base_of(request), "fields": fields_of(request), "by": request.user, "at": timezone.now()}
    try:
        if why:
            copies.set_aside(article, window_of(request), why=why, **sent)
        else:
            copies.keep(article, window_of(request), **sent)
    except copies.TooLong as refusal:
        messages.warning(request, str(refusal))
        return False
    return True


def why(refused):
    return KeptText.Why.STALE if isinstance(refused, text.Stale) else KeptText.Why.REFILED


def too_late(request, desk, article):
    """Refuse what was typed into an article that its writer may not change any more, and keep it for him or her."""
    keep_sent(request, article, why=KeptText.Why.TOO_LATE)
    context = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "title": "Not saved",
        "article": article,
        "typed": _to_copy(request.POST.get),
        "back": form_address(article),
    }
    return TemplateResponse(request, "admin/articles/article/too_late.html", context, status=403)


def nowhere(request, desk, pk):
    """Refuse what was typed into an article that is not there, or that nobody may know of: kept, and handed back."""
    # Whether it is there makes no difference to the answer. Of one that is not, it is the text of a new one.
    article = Article.objects.filter(pk=_number(pk)).first() if _number(pk) is not None else None
    context = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "title": "Not saved",
        "is_kept": keep_sent(request, article, why=KeptText.Why.TOO_LATE),
        "typed": _to_copy(request.POST.get),
    }
    return TemplateResponse(request, "admin/articles/article/nowhere.html", context, status=404)


def _to_copy(typed):
    """What was typed in words, each with its label: all that its writer cannot get back from elsewhere."""
    return [(label, words) for name, label in TO_COPY.items() if (words := typed(name))]


# -- while somebody writes -----------------------------------------------------------------------


@require_POST
def keep(request, pk=None, *, desk):
    """What the page sends every few seconds: that it is open, with what is typed if that is new."""
    try:
        article = _article(request, desk, pk)
    except Http404:
        if _number(str(pk)) is None or not copies.was_there(pk, request.user):
            raise
        return _keep_of_nowhere(request, desk, Article(pk=pk))
    said = {}
    if f"{PREFIX}-window" in request.POST:
        if not (desk.has_add_permission if article is None else desk.has_change_permission)(request):
            raise PermissionDenied
        said = _kept(request, article)
    if article is None:
        return JsonResponse(said)
    if f"{PREFIX}-leaves" in request.POST:
        copies.leave(article, request.user)
        return JsonResponse(said)
    at = timezone.now()
    copies.be_present(article, request.user, is_writing=request.POST.get(f"{PREFIX}-writes") == "yes", at=at)
    return JsonResponse(said | {"here": here(article, request.user, at=at), "news": _news(request, desk, article)})


def _keep_of_nowhere(request, desk, article):
    """Keep what is typed into an article by whoever had it open as it was sealed, and tell that it is gone."""
    said = {}
    if f"{PREFIX}-window" in request.POST and desk.has_change_permission(request):
        said = _kept(request, article)
    gone = "This article is not at the desk any more, and you cannot save here. What you typed is kept for you:"
    news = {"text": gone, "link": "look at it", "address": address("unsaved", article, "copy")}
    return JsonResponse(said | {"here": [], "news": [news]})


def _kept(request, article):
    at = timezone.now()
    sent = {"base": base_of(request), "fields": fields_of(request), "by": request.user, "at": at}
    try:
        copy = copies.keep(article, window_of(request), **sent)
    except copies.TooLong as refusal:
        return {"refused": str(refusal)}
    return {"kept": clock(at), "address": address("unsaved", article, copy.key) if copy else ""}


def here(article, person, *, at):
    """Who else has the article open, in words."""
    return [
        f"{one.person} {'is writing here' if one.is_writing else 'has this open'}, since {clock(one.since)}."
        for one in copies.others(article, person, at=at)
    ]


def _news(request, desk, article):
    """What happened to the article since the page was made, with the page that shows it."""
    news, latest, base = [], article.latest_revision, base_of(request)
    if latest is not None and 0 < base < latest.number:
        who = "you, in another window," if latest.saved_by == request.user else latest.saved_by or "an import"
        said = f"Revision {latest.number} was saved by {who} at {clock(latest.saved_at)}:"
        pages = reverse("admin:articles_article_difference", args=[article.pk, base, latest.number])
        news.append({"text": said, "link": "see what changed", "address": pages})
    if request.POST.get(f"{PREFIX}-saves") == "yes" and not desk.has_change_permission(request, article):
        stage = article.get_stage_display().lower()
        said = f"“{article}” is {stage} by now, and you cannot save here any more. What you type is kept for you:"
        news.append({"text": said, "link": "look at it", "address": address("unsaved", article, "copy")})
    return news


def clock(moment):
    return dateformat.format(timezone.localtime(moment), "H:i")


def _article(request, desk, pk):
    """The article of ``pk`` for who may read it, ``None`` for a new one."""
    if not desk.has_view_permission(request):
        raise PermissionDenied
    if pk is None:
        return None
    if _number(str(pk)) is None:
        raise Http404("There is no such article.")
    bodies = [f"{name}_revision__body" for name in ("latest", "live", "approved")]
    article = desk.get_queryset(request).defer(*bodies).filter(pk=pk).first()
    if article is None:
        raise Http404("There is no such article.")
    if not desk.has_view_permission(request, article):
        raise PermissionDenied
    return article


# -- what is offered -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Offer:
    """A text of somebody's own that is not saved, with what can be done with it."""

    unsaved: object
    article: object
    may_save: bool = True

    @property
    def is_copy(self):
        return isinstance(self.unsaved, WorkingCopy)

    @property
    def goes_at(self):
        """When it goes by itself, as ``copies.clean_up`` has it, or ``None`` for what stays."""
        latest = self.article and self.article.latest_revision
        if self.is_nowhere or (self.is_copy and (latest is None or latest.saved_at < self.unsaved.at)):
            return None
        return self.unsaved.at + timedelta(days=settings.KEPT_TEXT_DAYS)

    @property
    def is_behind(self):
        latest = self.article.latest_revision if self.article is not None else None
        return latest is not None and latest.number > self.unsaved.base

    @property
    def take_over(self):
        return form_address(self.article, self.unsaved.key) if self.may_save else ""

    @property
    def page(self):
        return address("unsaved", self._place, self.unsaved.key)

    @property
    def discard(self):
        return address("discard", self._place, self.unsaved.key)

    @property
    def _place(self):
        return Article(pk=self.unsaved.article_id) if self.unsaved.article_id else None

    @property
    def is_nowhere(self):
        """Whether its article is not there for its writer any more."""
        return self.article is None and self.unsaved.article_id is not None


def may_save(request, desk, article):
    return desk.has_add_permission(request) if article is None else desk.has_change_permission(request, article)


def offers(request, desk, article, *, but=None):
    """What is offered on the page of ``article``: all but what its window ``but`` goes on with."""
    may = may_save(request, desk, article)
    found = getattr(request, "unsaved", None) or copies.listed(request.user, article=article)
    return [Offer(one, article, may) for one in found if not (but and _is_in(but, one))]


def _is_in(window, unsaved):
    """Whether the form that is open in ``window`` goes on with this text."""
    if isinstance(unsaved, WorkingCopy):
        return window.owns(unsaved)
    return unsaved.window == window.name or unsaved.pk == window.kept


class TakenOver(Exception):
    """A form begins with a text that was not saved.

    ``rejected`` is there if somebody has saved since, ``current`` if somebody has filed it otherwise.
    """

    def __init__(self, unsaved):
        when = dateformat.format(timezone.localtime(unsaved.at), "M j, H:i")
        whose = "the text" if getattr(unsaved, "why", "") == KeptText.Why.HANDED_OVER else "your text"
        super().__init__(f"This is {whose} from {when}, which is not saved yet: save it, or go on writing.")
        self.unsaved = unsaved

    def meets(self, article, current):
        """``article`` is filed as ``current`` says by now."""
        latest = article.latest_revision
        if latest is not None and latest.number > self.unsaved.base:
            self.rejected = copies.words_of(self.unsaved)
        if self.unsaved.first("filed") != current.as_text:
            self.current = current


def take_over(request, desk, pk):
    """Have ``request``, which asks for the form, get it as if the text that it names had been sent and not saved.

    Whether who asks may change the article is looked at as of any form.
    """
    if not desk.has_view_permission(request):
        raise PermissionDenied
    request.unsaved = copies.of(request.user, article=_number(pk or ""))
    unsaved = next((one for one in request.unsaved if one.key == request.GET[TAKE]), None)
    if unsaved is None:
        raise Http404("There is no such text.")
    # Read now: Django reads the files together with what was posted, and would put that in place of ours.
    request.FILES.clear()
    request.method, request.POST = "POST", _as_sent(unsaved)
    is_copy = isinstance(unsaved, WorkingCopy)
    request.window = Window.new(seen=unsaved.stamp) if is_copy else Window.new(kept=unsaved.pk)
    request.refused = TakenOver(unsaved)


def _as_sent(unsaved):
    sent = QueryDict(mutable=True)
    for name, values in unsaved.fields.items():
        sent.setlist(name, values)
    return sent


def _own(request, desk, pk, key):
    """The article of ``pk``, and the text of who asks; for anybody else there is none.

    Of an article that is sealed by now, somebody's own text is there without it.
    """
    try:
        article = _article(request, desk, pk)
    except Http404:
        article = None
    if (pk is not None and _number(str(pk)) is None) or (key != "copy" and _number(key) is None):
        raise Http404("There is no such text.")
    own = {"by": request.user, "article": pk}
    if key == "copy":
        return article, get_object_or_404(WorkingCopy.objects.unsaved(), **own)
    return article, get_object_or_404(KeptText.objects.readable(), pk=key, **own)


def beside(request, desk, article, form):
    """What the page of the form has beside it: its window, what else is not saved, how theirs differs."""
    window = window_for(request)
    theirs = article is not None and hasattr(form.refused, "rejected")
    sent = {name: form[name].value() or "" for name in (*WORDS, "lead_picture")} if theirs else {}
    return {
        "window": window,
        "offers": offers(request, desk, article, but=window),
        "keeps": address("keep", article),
        "may_save": may_save(request, desk, article),
        "taken_over": form.refused if isinstance(form.refused, TakenOver) else None,
        **(differences(article, article.latest_revision, sent) if theirs else {}),
    }


# -- its pages -----------------------------------------------------------------------------------


@require_safe
def unsaved_page(request, key, pk=None, *, desk):
    """What the text says otherwise than the latest revision, and all its words to copy."""
    article, unsaved = _own(request, desk, pk, key)
    latest = article.latest_revision if article is not None else None
    context = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "media": desk.media,
        "title": "Text that was not saved",
        "article": article,
        "latest": latest,
        "offer": Offer(unsaved, article, (pk is None or article is not None) and may_save(request, desk, article)),
        **(differences(article, latest, {name: unsaved.first(name) for name in unsaved.fields}) if latest else {}),
        "words": _to_copy(unsaved.first),
        "back": form_address(article) if pk is None or article else reverse("admin:index"),
    }
    return TemplateResponse(request, "admin/articles/article/unsaved.html", context)


def differences(article, revision, sent):
    """How ``sent``, the values of the fields as typed, differs from ``revision``: both sides, and the fields.

    None where the words could not be saved.
    """
    kept = {name: getattr(revision, name) for name in WORDS}
    words = {name: value for name, value in sent.items() if name in WORDS}
    try:
        typed = text.revised(article, number=0, by=None, at=revision.saved_at, **kept | words)
    except TooLong:
        return {}
    picture = _number(str(sent.get("lead_picture") or ""))
    typed.lead_picture = revision.lead_picture
    if picture != revision.lead_picture_id and "lead_picture" in sent:
        typed.lead_picture = Picture.objects.filter(pk=picture).first()
    changed = [one for one in revisions.compared(revision, typed) if one.is_changed]
    return {"sides": [(revision, []), (typed, [])], "differences": changed}


@require_POST
def discard(request, key, pk=None, *, desk):
    article, unsaved = _own(request, desk, pk, key)
    if isinstance(unsaved, KeptText):
        unsaved.delete()
    elif not copies.discard_copy(unsaved, stamp=request.POST.get("stamp", ""), at=timezone.now()):
        messages.warning(request, "Nothing was discarded: you went on writing meanwhile. Look at the text again.")
        return redirect(request.path.removesuffix("discard/"))
    messages.success(request, "The text that was not saved is discarded.")
    return redirect(form_address(article) if pk is None or article else "admin:index")
