"""What an article reports: the form of recording, kept with the article until it is published."""

import re

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from articles import reports
from articles.admin.acts import ahead
from articles.holding import NotAllowed
from articles.models import Article
from newsroom.desk.forms import TEXTS, RecordForm
from newsroom.desk.ledger import DeskView
from newsroom.lib import mistakes
from newsroom.lib.periods import Precision, newsroom_date
from shows.models import Show
from shows.timeline import current_of, likely_next, timeline_of

SAID = ("status", "event", "precision", "before", "confirmation", "episodes", "episodes_remain", *TEXTS)
NEW_NETWORK = ("new_network", "new_network_kind")


_NAME = re.compile(r"(?:show|\d{1,5})\.\w{1,40}", re.ASCII)


class ReportForm(RecordForm):
    """A change of ``show`` that an article will report; ``report`` is what is kept of it.

    Who ``may_name`` one, names a network that isn't there yet.
    """

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, data=None, *, report=None, may_name=False, **kwargs):
        self.report = report
        super().__init__(data, **kwargs)
        if not may_name and not (report and report.new_network):
            for name in NEW_NETWORK:
                del self.fields[name]

    def proposed(self, at):
        if self.report is None:
            return super().proposed(at) | {"version": 0}
        said = self.report.fields
        local = timezone.localtime(said["effective_at"], timezone.get_default_timezone())
        return {name: said[name] for name in SAID} | {
            "version": self.report.version,
            "season": self.report.season_number,
            "network": self.report.network_id,
            "new_network": self.report.new_network,
            "new_network_kind": self.report.new_network_kind,
            "effective_on": newsroom_date(said["effective_at"]),
            "effective_time": local.time() if said["precision"] == Precision.MINUTE else None,
            "premiere_on": said["premiere_on"],
            "premiere_precision": said["premiere_precision"] or Precision.DAY,
        }

    def kept(self, unticked):
        """What is kept of it, as ``reports.save`` takes it, with the names of what is not to be recorded along."""
        said = self.cleaned_data
        day = said["premiere_on"]
        return {
            "season": said["season"],
            "network": said["network"],
            "version": said["version"],
            "said": {name: said[name] for name in SAID}
            | {
                "effective_at": said["effective_at"].isoformat(),
                "premiere_on": day.isoformat() if day else None,
                "premiere_precision": said["premiere_precision"] if day else "",
                "unticked": sorted(unticked),
            }
            | {name: said.get(name, "") for name in NEW_NETWORK},
        }


class ReportView(DeskView):
    """For who may change the article. Nothing is recorded here."""

    template_name = "admin/desk/report_form.html"

    @property
    def desk(self):
        return admin.site.get_model_admin(Article)

    def has_permission(self):
        return self.desk.has_change_permission(self.request)

    @cached_property
    def article(self):
        article = self.desk.get_object(self.request, str(self.kwargs["pk"]))
        if article is None:
            raise Http404("There is no such article.")
        if not self.desk.has_change_permission(self.request, article):
            raise PermissionDenied
        return article

    @cached_property
    def show(self):
        covered = Show.objects.filter(coverage__article=self.article).select_related("network").distinct()
        return get_object_or_404(covered, pk=self.kwargs["show"])

    def form(self, data=None, **kwargs):
        may_name = self.request.user.has_perm("shows.record_status")
        return ReportForm(data, show=self.show, at=timezone.now(), report=self.own, may_name=may_name, **kwargs)

    @property
    def unticked(self):
        """What is not to be recorded along; what the page did not show stays as it was."""
        shown, ticked = (set(self.request.POST.getlist(name)) for name in ("implied_shown", "implied"))
        before = self.own.unticked if self.own else frozenset()
        return {name for name in (before - shown) | (shown - ticked) if _NAME.fullmatch(name)}

    @cached_property
    def waiting(self):
        return reports.waiting(self.article)

    @property
    def own(self):
        return self.waiting if self.waiting and self.waiting.show_id == self.show.pk else None

    def get(self, request, *args, **kwargs):
        self.article, self.show  # noqa: B018 who may not, learns nothing
        given = {name: request.GET[name] for name in ("season", "status") if name in request.GET}
        return self.answer(self.form(initial=given if self.own is None else {}))

    def post(self, request, *args, **kwargs):
        form = self.form(request.POST)
        if request.POST.get("step") == "drop":
            return self.drop(form)
        if form.is_valid():
            try:
                report = reports.save(
                    self.article, show=self.show, by=request.user, at=timezone.now(), **form.kept(self.unticked)
                )
            except NotAllowed as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"Kept: {report}. It is recorded when “{self.article}” is published.")
                return redirect(request.path)
        return self.answer(form)

    def drop(self, form):
        version = self.request.POST.get("version", "")
        try:
            reports.drop(self.article, version=int(version) if version.isascii() and version.isdigit() else 0)
        except NotAllowed as refusal:
            form.full_clean()
            form.add_error(None, str(refusal))
            return self.answer(form)
        messages.success(self.request, f"“{self.article}” reports nothing any more. Nothing was recorded.")
        return redirect(reverse("admin:articles_article_change", args=[self.article.pk]))

    def answer(self, form):
        current, now, update = current_of(timeline_of(self.show)), timezone.now(), ahead(self.article)
        moment = update.publish_at if update else self.article.scheduled_for
        # After a refusal it is another one.
        report = self.waiting if self.request.method == "GET" else reports.waiting(self.article)
        look = report and reports.look_at(report, at=reports.moment_of(report, at=now, moment=moment))
        return self.render_to_response(
            self.get_context_data(
                title=f"What it reports of {self.show.told_apart}",
                article=self.article,
                show=self.show,
                form=form,
                mistakes=mistakes.of(form),
                kept=look and look.report,
                reports=look,
                goes_out=moment,
                is_ahead=look and look.change and look.change.effective_at > now,
                current=current,
                choices=likely_next(current),
            )
        )
