"""Entries that need no form: what is asked is known, and the desk begins with what it would do."""

from django.contrib import messages
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from newsroom.desk import sent
from newsroom.desk.ledger import CorrectView, RecordView, pk_said
from newsroom.lib.periods import newsroom_date
from shows.models import StatusEntry
from shows.statuses import Confirmation, Status


class ProposedView(RecordView):
    """The preview at once. Whoever has more to say goes back to the form, with all that is proposed in it.

    What is proposed has ``proposal()``, the fields of the form as it would send
    them, and ``why_not()``, why nothing is proposed where that is so.
    """

    def get(self, request, *args, **kwargs):
        if sent.is_named(request):
            return super().get(request, *args, **kwargs)
        if told := self.why_not():
            messages.info(request, told)
            return redirect(reverse("desk:ledger", args=[self.show.pk]))
        self.sent = QueryDict(mutable=True)
        self.sent.update(self.proposal() | {"step": "preview"})
        if "page" in request.GET:
            return self.show_page(pk_said(request.GET["page"]))
        return self.answer_to_what_was_sent(moved="")


class DenyView(ProposedView, CorrectView):
    """A report did not hold: it is taken back, with its notices, by one button and a look at what that does."""

    asks = ("denial_source_name", "denial_source_url")

    def why_not(self):
        if self.corrects.status and self.corrects.confirmation == Confirmation.REPORTED:
            return ""
        return "Only what another outlet reported is denied: correct the entry instead."

    def get(self, request, *args, **kwargs):
        if StatusEntry.objects.filter(corrects=self.corrects).exists():
            return CorrectView.get(self, request, *args, **kwargs)
        return super().get(request, *args, **kwargs)

    def proposal(self):
        return {"outcome": self.form_class.VOID, "denial_confirmation": Confirmation.OFFICIAL}

    @property
    def title(self):
        return f"Deny a report about {self.show.told_apart}"


class PremiereView(ProposedView):
    """A premiere whose day has come: that it came, one episode at a time or all of them at once."""

    status = Status.AIRING

    @cached_property
    def expected(self):
        entries = StatusEntry.objects.select_related("show__network", "season")
        return get_object_or_404(entries, pk=self.kwargs["pk"], status=Status.DATED, season__isnull=False)

    @property
    def show(self):
        return self.expected.show

    def why_not(self):
        today = newsroom_date(timezone.now())
        if StatusEntry.objects.expected(today).filter(pk=self.expected.pk).exists():
            return ""
        if self.expected.premiere_on > today:
            return f"This premiere is on {self.expected.premiere_words}: it is confirmed once it has come."
        return "The ledger tells what became of this premiere already."

    def proposal(self):
        return {
            "season": self.expected.season.number,
            "status": self.status,
            "effective_on": self.expected.premiere_on.isoformat(),
            "precision": self.expected.premiere_precision,
            "premiere_precision": "day",
            "confirmation": Confirmation.OFFICIAL,
        }
