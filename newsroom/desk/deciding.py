"""Deciding on what is ticked on the stale desk: first asked, then done to each article, all of it or nothing."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme

from articles import assignments, exemptions, outcomes, workflow
from articles.admin.act_forms import LONGEST_NOTE, LONGEST_REASON, ActForm, FollowUpForm, note
from articles.admin.acts import ACTS, REFUSALS
from articles.admin.assignments import PersonField
from articles.models import Article
from newsroom.desk.ledger import DeskView
from newsroom.desk.stale import DECISIONS

AT_ONCE = 100
READ = "read-"


class StillRightForm(ActForm):
    note = note("Why is it still right?", "For the log: others will ask.", required=True, longest=LONGEST_NOTE)


class ExemptTheseForm(ActForm):
    note = note("Why do they carry no notice?", "It is logged.", required=True, longest=LONGEST_REASON)


class WithdrawTheseForm(ActForm):
    note = note("Public note", "Readers who come to its address read it there.", required=True)


class EntrustForm(ActForm):
    to = PersonField(label="Who decides on it?")


def _review(said):
    return partial(workflow.review, note=said["note"])


def _follow_up(said):
    return partial(outcomes.follow_up, newer=said["newer"], reason=said["note"])


def _exempt(said):
    return partial(exemptions.exempt, reason=said["note"])


def _withdraw(said):
    return partial(workflow.withdraw, note=said["note"])


def _assign(said):
    return partial(assignments.entrust, to=said["to"])


# What each act asks here, where it is about many, and how it is done to one.
ASKED = {
    "review": (StillRightForm, _review),
    "follow_up": (FollowUpForm, _follow_up),
    "exempt": (ExemptTheseForm, _exempt),
    "withdraw": (WithdrawTheseForm, _withdraw),
    "assign": (EntrustForm, _assign),
}
DONE = {
    "review": "still right",
    "follow_up": "followed up",
    "exempt": "exempted",
    "withdraw": "withdrawn",
    "assign": "assigned",
}


class DecideView(DeskView):
    """Asks what an act needs, and does it to each of the articles as its row showed it."""

    permission_required = ("articles.view_article", "articles.review_article")
    template_name = "admin/desk/stale_decide.html"
    http_method_names = ["get", "post"]

    def get(self, request, *args, **kwargs):
        return redirect("desk:stale")

    def post(self, request, *args, **kwargs):
        # A row's own button names the act and the article; the others name the act, for all that is ticked.
        self.name, _, only = request.POST.get("act", "").partition("-")
        if self.name not in DECISIONS:
            raise Http404("There is no such act.")
        if not request.user.has_perm(f"articles.{self.act.permission}"):
            raise PermissionDenied
        self.pks = [only] if only else request.POST.getlist("article")
        if not self.articles:
            messages.warning(request, "Nothing was ticked: tick the articles first, then choose what becomes of them.")
            return redirect(self.back)
        self.refusals = {}
        self.form = self._form(request.POST if "sent" in request.POST else None)
        if self.form.is_bound and self.form.is_valid():
            self._do()
            if not self.refusals:
                return redirect(self.back)
        return self.render_to_response(self.get_context_data())

    @property
    def act(self):
        return ACTS[self.name]

    @cached_property
    def articles(self):
        """Those that are named, as the row of each named what it showed; by their pks, as they are locked."""
        wanted = {int(pk) for pk in self.pks if pk.isascii() and pk.isdigit() and len(pk) < 16}
        found = Article.objects.filter(pk__in=sorted(wanted)[:AT_ONCE], sealed_at=None).select_related("live_revision")
        return list(found.defer("live_revision__body").filter(first_published_at__isnull=False).order_by("pk"))

    @property
    def back(self):
        """The list from which they were ticked, narrowed as it was."""
        asked = self.request.POST.get("back", "")
        home = reverse("desk:stale")
        ours = asked.startswith(home) and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
        return asked if ours else home

    def _form(self, data):
        form, _ = ASKED[self.name]
        several = {"articles": self.articles} if form is FollowUpForm else {}
        return form(data, article=self.articles[0], **several)

    def _do(self):
        _, of = ASKED[self.name]
        act, done = of(self.form.cleaned_data), []
        for article in self.articles:
            read = self.request.POST.get(f"{READ}{article.pk}", "")
            try:
                self._do_to(article, act, read)
            except REFUSALS as refusal:
                self.refusals[article.pk] = str(refusal)
            except ValidationError as refusal:
                self.refusals[article.pk] = " ".join(refusal.messages)
            else:
                done.append(article)
        if done:
            said = f"“{done[0]}”" if len(done) == 1 else f"{len(done)} articles"
            messages.success(self.request, f"{said}: {DONE[self.name]}.")

    def _do_to(self, article, act, read):
        by_and_at = {"by": self.request.user, "at": timezone.now()}
        if self.name == "assign":
            # It decides nothing, and holds people before articles.
            act(article, **by_and_at)
        else:
            outcomes.decide(article, act, read=read, **by_and_at)

    def get_context_data(self, **kwargs):
        left = [one for one in self.articles if not self.refusals or one.pk in self.refusals]
        reads = reads_of(left) if self.refusals else {}
        for one in left:
            one.refused = self.refusals.get(one.pk, "")
            one.read = reads.get(one.pk, "") if one.refused else self.request.POST.get(f"{READ}{one.pk}", "")
        return super().get_context_data(
            title=self.act.label,
            act=self.act,
            about="" if self.name == "assign" else self.act.about,
            articles=[one for one in left if not one.refused or one.read],
            gone=[one for one in left if one.refused and not one.read],
            form=self.form,
            back=self.back,
            **kwargs,
        )


def reads_of(articles):
    """How each stands on the desk now, for who reads it again; what is not there any more is left out."""
    found = {one.pk: outcomes.seen(one) for one in articles}
    return {pk: read for pk, read in found.items() if read}
