"""What has changed lately, in the ledgers of all shows: for the page “Renewed or canceled”."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

import django_filters
from django.db import connection
from django.db.models import Count
from django.utils import timezone

from newsroom.lib.paging import Order
from newsroom.lib.periods import Precision, in_words, midnight, period_of
from shows.models import Network, StatusEntry
from shows.telling import News, news_of, which_are

NEWEST_FIRST = Order(StatusEntry, "-effective_at", "-placed_at", "-place", "-pk")

# A probe of the index for each month in which something changed, however much did.
_MONTHS = """
    WITH RECURSIVE found (month) AS (
        SELECT date_trunc('month', max(effective_at) AT TIME ZONE %(zone)s)
        FROM shows_statusentry WHERE status IS NOT NULL AND implied_by_id IS NULL
        UNION ALL
        SELECT (
            SELECT date_trunc('month', effective_at AT TIME ZONE %(zone)s) FROM shows_statusentry
            WHERE status IS NOT NULL AND implied_by_id IS NULL AND effective_at < found.month AT TIME ZONE %(zone)s
            ORDER BY effective_at DESC, placed_at DESC, place DESC, id DESC LIMIT 1
        )
        FROM found WHERE month IS NOT NULL
    )
    SELECT month::date FROM found WHERE month IS NOT NULL
"""


def months():
    """The first days of the months in which something changed, newest first."""
    with connection.cursor() as cursor:
        cursor.execute(_MONTHS, {"zone": timezone.get_default_timezone_name()})
        return [month for (month,) in cursor.fetchall()]


def by_year(months):
    """The choices of a month, under the year of each: ``("2025-06", "June 2025")``."""
    years = groupby(months, key=lambda month: month.year)
    return [(str(year), [(f"{month:%Y-%m}", f"{month:%B %Y}") for month in found]) for year, found in years]


class NewsFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(
        choices=News.choices,
        label="What",
        empty_label="All changes",
        method="which_are",
        error_messages={"invalid_choice": "We know no such kind of change: choose one of the list."},
    )
    network = django_filters.ModelChoiceFilter(
        queryset=Network.objects.all(),
        to_field_name="slug",
        empty_label="All networks",
        error_messages={"invalid_choice": "We know no such network: choose one of the list."},
    )
    month = django_filters.ChoiceFilter(
        label="Month",
        empty_label="All months",
        method="within",
        error_messages={"invalid_choice": "Nothing is recorded of such a month: choose one of the list."},
    )

    class Meta:
        model = StatusEntry
        fields = []

    def __init__(self, data, queryset, *, months):
        super().__init__(data, queryset)
        self.filters["month"].extra["choices"] = by_year(months)

    def which_are(self, entries, name, kind):
        return entries.filter(which_are(kind))

    def within(self, entries, name, month):
        period = period_of(date.fromisoformat(f"{month}-01"), Precision.MONTH)
        return entries.filter(effective_at__gte=midnight(period.start), effective_at__lt=midnight(period.end))

    @property
    def understood(self):
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @property
    def kept(self):
        """What was asked for and understood, for the addresses of further pages."""
        return {name: self.data[name] for name in self.understood}

    @property
    def words(self):
        """The same as readers say it: ``canceled, Netflix, June 2025``."""
        asked = self.understood
        words = [News(asked["kind"]).label.lower()] if "kind" in asked else []
        words += [str(asked["network"])] if "network" in asked else []
        words += [in_words(date.fromisoformat(f"{asked['month']}-01"), Precision.MONTH)] if "month" in asked else []
        return ", ".join(words)

    def counts(self):
        """How many there are of each kind, of whatever else was asked for; one query."""
        entries, asked = self.queryset, self.understood
        if "network" in asked:
            entries = entries.filter(network=asked["network"])
        if "month" in asked:
            entries = self.within(entries, "month", asked["month"])
        numbers = Counter()
        for status, event, number in entries.order_by().values_list("status", "event").annotate(number=Count("pk")):
            numbers[news_of(status, event)] += number
        return numbers.total(), [(kind, numbers[kind]) for kind in News if numbers[kind]]


@dataclass
class About:
    """What changed about one show on one day."""

    show: object
    entries: list = field(default_factory=list)

    def tell(self, entry):
        """Add what isn't told yet: of two shows that are one since, both may have recorded it."""
        same = [one for one in self.entries if (entry.moved_by_id or one.moved_by_id) and _same(one, entry)]
        if not same:
            self.entries.append(entry)

    @property
    def articles(self):
        """What reported it, each once, of entries that came with their ``article``."""
        return list({entry.article.pk: entry.article for entry in self.entries if entry.article}.values())


def _same(one, other):
    def news(entry):
        is_right = not hasattr(entry, "correction")
        return is_right, entry.season_id, entry.status, entry.network_id, entry.premiere_on, entry.premiere_precision

    return news(one) == news(other)


def by_month(entries):
    """``entries``, newest first, under their months, each as what changed about a show on a day.

    A year or a quarter of which no month is known is a heading of its own.
    """
    told = []
    for words, of_month in groupby(entries, key=_heading):
        found = {}
        for entry in of_month:
            key = entry.show_id, entry.effective_at, entry.precision
            found.setdefault(key, About(entry.show)).tell(entry)
        told.append((words, list(found.values())))
    return told


def _heading(entry):
    coarse = entry.precision in (Precision.QUARTER, Precision.YEAR)
    words = in_words(entry.effective_on, entry.precision if coarse else Precision.MONTH)
    return words[:1].upper() + words[1:]
