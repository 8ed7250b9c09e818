"""Two shows, seasons, networks or people that are one: choose which stays, look at what that does, confirm."""

from django.contrib import messages
from django.db.models import Value
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from articles import merging
from newsroom.desk.ledger import DeskView
from newsroom.lib.text import one_line
from shows.models import Fold, Person, Season, Show
from shows.twins import twins_of

FOUND = 20


def name_of(row):
    """What tells it from others of its name."""
    return getattr(row, "told_apart", str(row))


class MergeView(DeskView):
    """The row of the address goes; ``?into=`` names the one that stays."""

    permission_required = "shows.merge_show"
    template_name = "admin/desk/merge.html"
    model = None
    complaint = ""

    @cached_property
    def gone(self):
        return get_object_or_404(self.model, pk=self.kwargs["pk"])

    @cached_property
    def kept(self):
        said = self.request.POST.get("into") or self.request.GET.get("into") or ""
        known = said.isascii() and said.isdigit() and len(said) < 19
        return self._others().filter(pk=said).first() if known else None

    def _others(self):
        """What it may go into: of a season, those of its show alone."""
        rows = self.model.objects.exclude(pk=self.gone.pk)
        return rows.filter(show=self.gone.show_id) if self.model is Season else rows

    @property
    def query(self):
        return one_line(self.request.GET.get("q", ""))[:200]

    def post(self, request, *args, **kwargs):
        gone, kept = self.gone, self.kept
        if kept is None:
            self.complaint = "Choose the one that is to stay."
            return self.get(request, *args, **kwargs)
        token = request.POST.get("token", "")
        try:
            merging.merge(gone, kept, by=request.user, at=timezone.now(), expected=token)
        except merging.NotPossible as refusal:
            self.complaint = str(refusal)
            return self.get(request, *args, **kwargs)
        messages.success(request, f"“{name_of(gone)}” is “{name_of(kept)}” from now on.")
        return redirect(self._page(kept))

    def get_context_data(self, **kwargs):
        gone, kept = self.gone, self.kept
        context = {"complaint": self.complaint, "gone": gone, "kept": kept, "query": self.query}
        context |= {"gone_name": name_of(gone), "kept_name": kept and name_of(kept)}
        if kept is None:
            context["found"] = [(row, f"?into={row.pk}") for row in self._found()]
        else:
            context["look"] = self._look(gone, kept)
            context["other_way"] = f"{reverse(self.request.resolver_match.view_name, args=[kept.pk])}?into={gone.pk}"
        kind = self.model._meta.verbose_name
        return super().get_context_data(
            title=f"Merge the {kind} “{name_of(gone)}”",
            kind=kind,
            is_network=kind == "network",
            back=self._page(gone),
            **context,
            **kwargs,
        )

    def _look(self, gone, kept):
        try:
            return merging.look(gone, kept, at=timezone.now())
        except merging.NotPossible as refusal:
            self.complaint = str(refusal)

    def _found(self):
        """What is searched for; before that, what is likely meant."""
        if self.model is Season:
            return self._others().select_related("show").order_by("number")
        if not self.query:
            names = [getattr(self.gone, "title", None) or self.gone.name, *getattr(self.gone, "also_known_as", ())]
            return [twin.row for twin in twins_of(self.model, names, but=self.gone.pk)]
        if self.model is Show:
            return self._others().found_by(self.query).select_related("network").a_to_z()[:FOUND]
        rows = self._others().order_by("name", "pk")
        if self.model is Person:
            for word in self.query.split():
                rows = rows.filter(search_name__contains=Fold(Value(word)))
            return rows[:FOUND]
        return rows.found_by(self.query)[:FOUND]

    def _page(self, row):
        return reverse(f"admin:shows_{self.model._meta.model_name}_change", args=[row.pk])
