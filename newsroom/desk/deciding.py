"""Deciding on what is ticked on the stale desk: first asked, then done to each article, all of it or nothing."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme

from articles import assignments, exemptions, notices, outcomes, workflow
from articles.admin.act_forms import LONGEST_NOTE, LONGEST_REASON, ActForm, FollowUpForm, note
from articles.admin.acts import ACTS, REFUSALS
from articles.admin.assignments import PersonField
from articles.models import Article, UndecidedOf
from newsroom.desk.ledger import DeskView
from newsroom.desk.stale import DECISIONS

AT_ONCE = 100
READ = "read-"
LONGEST_ADDRESS = 3_500  # web servers take somewhat longer lines


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
        if "act" not in request.GET:
            return redirect("desk:stale")
        return self._take(request.GET) or self._ask()

    def post(self, request, *args, **kwargs):
        if refused := self._take(request.POST):
            return refused
        if "sent" not in request.POST:
            # What asks has an address of its own: one may come back to it, and go on from it.
            asking = f"{reverse('desk:stale_decide')}?{self._named().urlencode()}"
            return redirect(asking) if len(asking) < LONGEST_ADDRESS else self._ask()
        self.form = self._form(request.POST)
        if self.form.is_valid():
            self._do()
            if not self.refusals:
                return redirect(self.back)
        return self.render_to_response(self.get_context_data())

    def _take(self, asked):
        """Read what is ``asked``; an answer where there is nothing to decide on."""
        self.asked, self.refusals, self.done = asked, {}, []
        # A row's own button names the act and the article; the others name the act, for all that is ticked.
        self.name, _, only = asked.get("act", "").partition("-")
        if self.name not in DECISIONS:
            raise Http404("There is no such act.")
        if not self.request.user.has_perm(f"articles.{self.act.permission}"):
            raise PermissionDenied
        self.only = bool(only)
        self.pks = [only] if only else asked.getlist("article")
        if self.articles:
            return None
        said = "Nothing was ticked: tick the articles first, then choose what becomes of them."
        messages.warning(self.request, said)
        return redirect(self.back)

    def _ask(self):
        self.form = self._form(None)
        if self.name != "assign":
            # Whoever comes back to it later is asked about what still waits.
            waits = set(UndecidedOf.objects.filter(article__in=self.articles).values_list("article", flat=True))
            self.done = [one for one in self.articles if one.pk not in waits]
        return self.render_to_response(self.get_context_data())

    def _named(self):
        """What names the act and the articles, each as it was read."""
        named = QueryDict(mutable=True)
        named["act"] = self.asked["act"]
        for one in self.articles:
            if not self.only:
                named.appendlist("article", one.pk)
            named[f"{READ}{one.pk}"] = self.asked.get(f"{READ}{one.pk}", "")
        named["back"] = self.back
        return named

    @property
    def act(self):
        return ACTS[self.name]

    @cached_property
    def articles(self):
        """Those that are named, as the row of each named what it showed; by their pks, as they are locked."""
        wanted = {int(pk) for pk in self.pks if pk.isascii() and pk.isdigit() and len(pk) < 16}
        found = Article.objects.filter(pk__in=sorted(wanted)[:AT_ONCE], sealed_at=None)
        return list(found.filter(first_published_at__isnull=False).for_cards().order_by("pk"))

    @property
    def back(self):
        """The list from which they were ticked, narrowed as it was."""
        asked = self.asked.get("back", "")
        home = reverse("desk:stale")
        ours = asked.startswith(home) and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
        return asked if ours else home

    @property
    def not_now(self):
        """The list as it was left: what was ticked there is ticked again."""
        if self.only:
            return self.back
        way, _, query = self.back.partition("?")
        left = QueryDict(query, mutable=True)
        left.setlist("ticked", [one.pk for one in self.articles])
        return f"{way}?{left.urlencode()}"

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
        left = [one for one in self.articles if one.pk in self.refusals or not (self.refusals or one in self.done)]
        reads, reporters = reads_of(left) if self.refusals else {}, notices.reporters_of(left)
        for one in left:
            one.refused = self.refusals.get(one.pk, "")
            one.read = reads.get(one.pk, "") if one.refused else self.asked.get(f"{READ}{one.pk}", "")
            one.notice = notices.for_article(one, reporters=reporters)
        return super().get_context_data(
            title=self.act.label,
            act=self.act,
            about="" if self.name == "assign" else self.act.about,
            articles=[one for one in left if not one.refused or one.read],
            gone=[one.refused for one in left if one.refused and not one.read],
            done=self.done,
            form=self.form,
            back=self.back,
            not_now=self.not_now,
            **kwargs,
        )


def reads_of(articles):
    """How each stands on the desk now, for who reads it again; what is not there any more is left out."""
    found = {one.pk: outcomes.seen(one) for one in articles}
    return {pk: read for pk, read in found.items() if read}
