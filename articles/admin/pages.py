"""The page of an act: a GET asks, a POST does it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from articles import explain, workflow
from articles.admin.acts import ACTS, REFUSALS
from articles.models import Article

TYPED = (("Headline", "headline"), ("Dek", "dek"), ("Text", "body"))


def may(desk, request, act, article):
    """Whether who asks may do ``act`` to ``article``; its stage is another question."""
    if act.permission:
        return request.user.has_perm(f"articles.{act.permission}") and desk.has_view_permission(request, article)
    return desk.has_change_permission(request, article)


def address(article, act=None):
    if act is None:
        return reverse("admin:articles_article_change", args=[article.pk])
    return reverse("admin:articles_article_act", args=[article.pk, act.name])


@require_http_methods(["GET", "POST"])
def act_page(request, pk, name, *, desk):
    act = ACTS.get(name)
    if act is None:
        raise Http404("There is no such act.")
    # Before anything is looked up: who may not, learns nothing.
    if act.permission and not request.user.has_perm(f"articles.{act.permission}"):
        raise PermissionDenied
    article = desk.get_object(request, pk)
    if article is None:
        raise Http404("There is no such article.")
    if not may(desk, request, act, article):
        raise PermissionDenied
    return Page(request, desk, act, article).answer()


def carry_out(request, desk, act, article, form):
    """Do it, and say so; returns whether it was done. A refusal is shown at the field that is to blame."""
    try:
        act.run(article, form, by=request.user, at=timezone.now())
    except REFUSALS as refusal:
        form.add_error(form.blamed, str(refusal))
        return False
    except ValidationError as refusal:
        form.add_error(form.blamed, refusal.messages)
        return False
    messages.success(request, act.done.format(Article.objects.select_related("latest_revision").get(pk=article.pk)))
    desk.log_change(request, article, act.label)
    return True


def too_late(request, desk, article):
    """Refuse what was typed into an article that its writer may not change any more, and hand it back."""
    typed = [(label, request.POST.get(name, "")) for label, name in TYPED]
    context = {
        **desk.admin_site.each_context(request),
        "opts": desk.opts,
        "title": "Not saved",
        "article": article,
        "typed": [(label, words) for label, words in typed if words],
        "back": address(article),
    }
    return TemplateResponse(request, "admin/articles/article/too_late.html", context, status=403)


class Page:
    def __init__(self, request, desk, act, article):
        self.request, self.desk, self.act, self.article = request, desk, act, article
        self.form = act.form(request.POST or None, article=article, initial=self._initial())
        self.change = None

    def _initial(self):
        return {"published_at": self.article.published_at, "publish_at": self.article.scheduled_for}

    def answer(self):
        if self.request.method == "POST" and self._is_valid() and self._done():
            return redirect(address(self.article))
        return TemplateResponse(self.request, "admin/articles/article/act.html", self._context())

    def _is_valid(self):
        # A form that asks nothing has nothing to be bound to but the token.
        self.form.is_bound = True
        return self.form.is_valid()

    def _done(self):
        if self.act.name == "redate" and not self._is_previewed():
            return False
        return carry_out(self.request, self.desk, self.act, self.article, self.form)

    def _is_previewed(self):
        """Whether who asks has read what a new date does to the notice, and it still does that."""
        try:
            before, after = workflow.preview_redate(
                self.article,
                by=self.request.user,
                at=timezone.now(),
                published_at=self.form.cleaned_data["published_at"],
            )
        except workflow.NotAllowed as refusal:
            self.form.add_error(self.form.blamed, str(refusal))
            return False
        self.change = {"before": before, "after": after, "seen": self._seen(after)}
        return self.request.POST.get("seen") == self.change["seen"]

    def _seen(self, after):
        moment = self.form.cleaned_data["published_at"].isoformat()
        return f"{moment} {after.text if after else ''}".strip()

    def _context(self):
        act, article = self.act, self.article
        return {
            **self.desk.admin_site.each_context(self.request),
            "opts": self.desk.opts,
            "media": self.desk.media,
            "title": act.named(article).removesuffix("…"),
            "subtitle": str(article),
            "act": act,
            "article": article,
            "impossible": "" if act.possible(article) else _impossible(act, article),
            "form": self.form,
            "change": self.change,
            "outlook": self._outlook(),
            "back": address(article),
            "zone": timezone.get_default_timezone_name(),
        }

    def _outlook(self):
        """What it would rely on: of acts by which it relies on the ledger anew."""
        if self.act.name not in ("publish", "schedule", "review", "update"):
            return []
        coverage = list(self.article.coverage.select_related("show", "season").order_by("position", "pk"))
        return explain.outlook(coverage, at=timezone.now())


def _impossible(act, article):
    return f"“{article}” is {article.get_stage_display().lower()}: this is not possible now."
