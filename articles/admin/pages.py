"""The page of an act: a GET asks, a POST does it."""

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.forms.utils import pretty_name
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_http_methods

from articles import explain, filing, foresight, hints, holding, reports, sealing, text, workflow
from articles.admin.act_forms import AskForm
from articles.admin.acts import ACTS, REFUSALS, ahead
from articles.admin.forms import ArticleForm
from articles.body import at_the_desk
from articles.holding import is_embargoed
from articles.ledgers import ReadOnce
from articles.models import Article
from newsroom.lib.periods import with_zone


def may(desk, request, act, article):
    """Whether who asks may do ``act`` to ``article``; its stage is another question."""
    if act.permission:
        return request.user.has_perm(f"articles.{act.permission}") and desk.has_view_permission(request, article)
    return desk.has_change_permission(request, article)


def belongs(desk, request, act, article):
    """Whether ``act`` is among what who asks may do, also where the article has left his or her hands meanwhile."""
    if act.is_of_what_is_sealed != (article.sealed_at is not None):
        return False
    if act.permission or may(desk, request, act, article):
        return may(desk, request, act, article)
    return desk.has_change_permission(request) and article.assigned_to_id == request.user.pk


def address(article, act=None, *, read=None):
    """The page of ``article``, or of an act for who has read its revision ``read``."""
    if act is None:
        return reverse("admin:articles_article_change", args=[article.pk])
    query = {"read": read} if read and act.sends_words else None
    return reverse("admin:articles_article_act", args=[article.pk, act.name], query=query)


def readable(request, desk, pk):
    """The article, for who may read it; for anybody else there is none, whether it is there or not."""
    if not desk.has_view_permission(request):
        raise PermissionDenied
    article = desk.get_object(request, str(pk))
    if article is None:
        raise Http404("There is no such article.")
    if not desk.has_view_permission(request, article):
        raise PermissionDenied
    return article


@require_http_methods(["GET", "POST"])
def act_page(request, pk, name, *, desk):
    act = ACTS.get(name)
    if act is None:
        raise Http404("There is no such act.")
    # Before anything is looked up: who may not, learns nothing.
    if not _may_at_all(desk, request, act):
        raise PermissionDenied
    article = desk.get_object(request, pk)
    if article is None:
        raise Http404("There is no such article.")
    if not may(desk, request, act, article):
        raise PermissionDenied
    return Page(request, desk, act, article).answer()


def _may_at_all(desk, request, act):
    if act.permission:
        return desk.has_view_permission(request) and request.user.has_perm(f"articles.{act.permission}")
    return desk.has_change_permission(request)


def carry_out(request, desk, act, article, form):
    """Do it, and say so; returns whether it was done. A refusal is shown at the field that is to blame."""
    try:
        act.run(article, form, by=request.user, at=timezone.now())
    except workflow.SavedMeanwhile as refusal:
        form.add_error(None, str(refusal))
        return False
    except REFUSALS as refusal:
        form.add_error(form.blamed, str(refusal))
        form.to_put_right = getattr(refusal, "look", None)
        return False
    except ValidationError as refusal:
        form.add_error(form.blamed, refusal.messages)
        return False
    messages.success(request, act.told(Article.objects.select_related("latest_revision").get(pk=article.pk)))
    return True


class Page:
    def __init__(self, request, desk, act, article):
        self.request, self.desk, self.act, self.article = request, desk, act, article
        self.form = act.form(request.POST or None, article=article, initial=self._initial())
        self.asks = AskForm(request.POST or None, offers=self.reading.of_headline if self.reading else [])
        self.change = None
        self.once = ReadOnce()

    def _initial(self):
        article, update = self.article, ahead(self.article)
        changes = {"what": update.what, "correction": update.note, "revision": update.revision.number} if update else {}
        return changes | {
            "published_at": article.published_at,
            "publish_at": update.publish_at if update else article.scheduled_for,
            "to": article.assigned_to_id,
            "due_at": article.due_at,
            "brief": article.brief,
        }

    def answer(self):
        if self.request.method == "POST" and self._is_valid() and self._done():
            return redirect(address(self.article))
        return TemplateResponse(self.request, "admin/articles/article/act.html", self._context())

    def _is_valid(self):
        # A form that asks nothing has nothing to be bound to but the token.
        self.form.is_bound = self.asks.is_bound = True
        return all([self.form.is_valid(), self.asks.is_valid()])

    def _done(self):
        if self.act.name == "redate" and not self._is_previewed():
            return False
        # What it covers and that it goes out are one act.
        with transaction.atomic():
            done = self._is_covered() and carry_out(self.request, self.desk, self.act, self.article, self.form)
            if not done:
                transaction.set_rollback(True)
        return done

    def _is_covered(self):
        """Whether what was said of the shows that the headline names could be kept."""
        if not self.asks.fields:
            return True
        article, at = self.article, timezone.now()
        subjects, aside = self.asks.answers
        current = filing.of(article)
        try:
            wanted = replace(current, subjects=(*current.subjects, *subjects))
            filing.refile(article, wanted, began_with=current.as_text, by=self.request.user, at=at)
        except (filing.Refiled, holding.Sealed) as refusal:
            self.form.add_error(None, str(refusal))
            return False
        hints.dismiss(article, aside, by=self.request.user, at=at)
        return True

    @cached_property
    def reading(self):
        """What the text that goes out names and claims, of acts by which one does."""
        if self.act.name not in ("publish", "schedule", "update", "schedule_update") or self._going_out is None:
            return None
        return hints.reading_of(self.article, self._going_out)

    @cached_property
    def _going_out(self):
        """The revision that was chosen, or else the latest."""
        chosen = self.request.POST.get("revision", "")
        if self.act.name == "schedule_update" and chosen.isascii() and chosen.isdigit() and len(chosen) < 9:
            return self.article.revisions.filter(number=chosen).first() or self._latest
        return self._latest

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
        relying = self._relying()
        return {
            **self.desk.admin_site.each_context(self.request),
            "opts": self.desk.opts,
            "media": self.desk.media,
            "title": act.named(article).removesuffix("…"),
            "subtitle": str(article),
            "act": act,
            "article": article,
            "impossible": act.why_not(
                article, by=self.request.user, at=timezone.now(), sealed=sealing.standing(article)
            ),
            "unreviewed": self._unreviewed(),
            "form": self.form,
            "change": self.change,
            "object": article,
            "words": self._words(),
            "lacks": self._lacks(),
            "why_held": self._why_held(),
            "asks": self.asks,
            "named": self.reading.further if self.reading else [],
            "doubts": self._doubts(relying),
            "embargoed": self._embargoed(),
            "outlook": explain.outlook(relying, at=timezone.now(), once=self.once) if relying else [],
            "reports": self._reports,
            "back": address(article),
            "zone": timezone.get_default_timezone_name(),
        }

    def _words(self):
        """The revision that goes out, and how it differs from the one that readers see."""
        if self.act.name == "restore":
            return {"revision": self.article.live_revision}
        if self.act.name == "review":
            # Read now: after a refusal it is another one.
            seen = Article.objects.select_related("live_revision__saved_by").get(pk=self.article.pk).live_revision
            return seen and {"revision": seen, "body": at_the_desk(seen.body, now=timezone.now()), "live": seen}
        latest, live = self._latest, self.article.live_revision if self.article.is_public else None
        if latest is None or not (self.act.sends_words or self.act.name == "schedule_update"):
            return None
        read = self.request.GET.get("read", "") if self.request.method == "GET" else ""
        return {
            "revision": latest,
            "body": at_the_desk(latest.body, now=timezone.now()),
            "live": live,
            "changes": [_change(live, latest, name) for name in text.changed(live, latest)] if live else [],
            "newer_than": read if read.isdigit() and read != str(latest.number) else "",
        }

    @cached_property
    def _latest(self):
        """Read after a refusal: what is named is what the form brings back."""
        return self.article.revisions.select_related("saved_by").order_by("-number").first()

    def _lacks(self):
        """What nobody may have meant to leave out: a warning, never an obstacle."""
        article, latest = self.article, self._latest
        if self.act.name not in ("publish", "schedule") or latest is None:
            return []
        mentions = [one.mention_only for one in self._coverage]
        silent = "Covers no show" if not mentions else "Only mentions shows"
        return [
            *(["No byline."] if not article.bylines.exists() else []),
            *(["No dek."] if not latest.dek else []),
            *(["No lead picture."] if not latest.lead_picture_id else []),
            *([f"{silent}: it will never carry a notice."] if all(mentions) else []),
        ]

    def _why_held(self):
        article = self.article
        if self.act.name != "publish" or article.held_at is None:
            return ""
        return foresight.why_held(article.held_because, foresight.foreseen([], held=[article.pk]).get(article.pk))

    def _unreviewed(self):
        """Whether words go out for the first time that nobody has approved."""
        return self.act.name in ("publish", "schedule") and not self.article.is_reviewed

    def _embargoed(self):
        until = self.article.embargo_until
        return (
            with_zone(until)
            if self.act.name in ("approve", "schedule") and is_embargoed(self.article, timezone.now())
            else ""
        )

    @cached_property
    def _coverage(self):
        """Read after a refusal."""
        return list(self.article.coverage.select_related("show", "season", "standing").order_by("position", "pk"))

    @cached_property
    def _reports(self):
        """What is recorded along with it, and what that does."""
        if self.act.name in ("schedule", "schedule_update"):
            return reports.at_its_moment(self.article, at=timezone.now(), once=self.once)
        if self.act.name in ("publish", "update"):
            return reports.look(self.article, at=timezone.now(), once=self.once)
        return None

    def _relying(self):
        """The coverage of which it would rely on the ledger anew, of acts by which it does."""
        if self.act.name not in ("publish", "schedule", "review", "update", "schedule_update"):
            return []
        self.once.expect(shows={one.show_id for one in self._coverage})
        self.once.expect(shows=self.reading.claimed if self.reading else ())
        if not (self._reports and self._reports.impact):
            return self._coverage
        # Of this show it relies on the ledger as it will be.
        return [one for one in self._coverage if one.show_id != self._reports.report.show_id]

    def _doubts(self, relying):
        """What the ledger contradicts of what goes out, once that is recorded which it reports itself."""
        if self.reading is None:
            return ()
        histories = self.once.histories({one.show_id for one in relying})
        self.once.expect(entries=set(explain.relied_on(relying, histories, at=timezone.now()).values()) - {None})
        found = self.reading.doubts(self.once)
        return hints.once_recorded(found, self._reports.impact) if self._reports and self._reports.impact else found


def _change(old, new, name):
    label = ArticleForm.base_fields[name].label or pretty_name(name)
    words = {"before": getattr(old, name), "after": getattr(new, name)} if name in text.LINES else {}
    return {"label": label, "is_line": bool(words), **words}
