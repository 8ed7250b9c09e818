"""What the ledger says on nobody's word, or on that of another outlet alone: to be sourced, or confirmed since."""

from django.db.models import Count
from django.shortcuts import redirect
from django.urls import reverse

from articles.models import Coverage
from newsroom.desk.ledger import DeskView
from newsroom.lib.paging import NotACursor, Order, query_of
from shows.models import StatusEntry

PAGE = 25
COUNTED = 100  # on the first page of the desk: beyond that nobody reads the number
ORDER = Order(StatusEntry, "effective_at", "pk")
WHICH = {"": "Both", "unsourced": "Without a source", "reported": "Reported only"}


class SourcesView(DeskView):
    """Oldest first, each with what to do and how many articles rely on it."""

    permission_required = "shows.record_status"
    template_name = "admin/desk/sources.html"

    def get(self, request, *args, **kwargs):
        try:
            cursor = request.GET.get("cursor")
            self.position = ORDER.position(cursor) if cursor else None
        except NotACursor:
            return redirect(request.path)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        which = self.request.GET.get("which", "")
        rows = StatusEntry.objects.to_source(which if which in WHICH else "").select_related(
            "show", "season", "network"
        )
        entries, cursor = ORDER.page(ORDER.after(rows, self.position) if self.position else rows, PAGE)
        relying = relying_on(entries)
        return super().get_context_data(
            title="To be sourced",
            entries=[(entry, relying.get(entry.pk, 0)) for entry in entries],
            links=[
                (reverse("desk:sources", query={"which": name} if name else None), label, name == which)
                for name, label in WHICH.items()
            ],
            older=cursor and f"?{query_of(self.request, cursor=cursor)}",
            **kwargs,
        )


def relying_on(entries):
    """How many published articles rely on each of ``entries``, by its pk; those that only mention it don't count."""
    told = Coverage.objects.filter(
        standing__entry__in=[entry.pk for entry in entries], published_at__isnull=False, mention_only=False
    )
    return dict(told.order_by().values_list("standing__entry").annotate(Count("article", distinct=True)))
