"""What narrows the API's lists of shows and ledger entries."""

from django.db.models import Exists, OuterRef, Q

from newsroom.lib.paging import Order
from newsroom.lib.parameters import (
    CursorFilter,
    LimitFilter,
    MomentFilter,
    NumberFilter,
    OneOfFilter,
    Parameters,
    RowsFilter,
    SaidFilter,
    YesOrNoFilter,
)
from shows.filters import ShowFilter
from shows.models import Network, Show, StatusEntry
from shows.statuses import SHOW_STATUSES

A_TO_Z = Order(Show, "sort_title", "pk")
IN_LEDGER_ORDER = Order(StatusEntry, "placed_at", "place", "pk")


def networks(name):
    return Network.objects.filter(Q(slug=name) | Q(pk__in=Network.objects.named(name)))


class ShowListFilter(Parameters):
    q = SaidFilter(
        method="called", help_text="A part of the title or of another spelling; accents and case are ignored."
    )
    network = RowsFilter(
        "network",
        "in",
        rows=networks,
        remedy="the slug or a name of a network",
        help_text="Shows that are on this network today, by its slug or any of its names.",
    )
    status = OneOfFilter(words=SHOW_STATUSES, method="stands", help_text="Shows of which this is today's status.")
    cursor = CursorFilter(order=A_TO_Z, help_text="From `next_url`.")
    limit = LimitFilter()

    class Meta:
        model = Show
        fields = []

    def called(self, shows, name, words):
        return ShowFilter.called(self, shows, name, words)

    def stands(self, shows, name, status):
        return ShowFilter.stands(self, shows, name, status)


class LedgerFilter(Parameters):
    season = NumberFilter("season__number", least=1, most=200, help_text="Only entries about this season.")
    recorded_before = MomentFilter(
        "recorded_at",
        "lte",
        ends=True,
        help_text="The ledger as it was at the end of this day of ours, or at this time: without what was recorded "
        "since, corrections included. It answers what we believed then.",
    )
    standing = YesOrNoFilter(
        method="which_stand",
        help_text="`true`: only entries that state something and that nothing corrects; `false`: only the others.",
    )
    cursor = CursorFilter(order=IN_LEDGER_ORDER, help_text="From `next_url`.")
    limit = LimitFilter(default=100, most=500)

    class Meta:
        model = StatusEntry
        fields = []

    @property
    def as_of(self):
        return self.form.cleaned_data["recorded_before"]

    def which_stand(self, entries, name, standing):
        corrections = StatusEntry.objects.filter(corrects=OuterRef("pk"))
        if self.as_of:
            corrections = corrections.filter(recorded_at__lte=self.as_of)
        stands = Q(status__isnull=False) & ~Exists(corrections)
        return entries.filter(stands if standing else ~stands)
