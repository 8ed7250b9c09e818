"""How long it takes until somebody decides on what has since changed: by section and month, drawn and in a table."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import log

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Min
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.timesince import timesince

from articles.models import Outcome, Section, Undecided
from newsroom.desk.ledger import DeskView
from newsroom.lib.periods import midnight, newsroom_date

MONTHS = 12
EVERYTHING = "All sections"
SHORTEST, LONGEST = timedelta(minutes=10), timedelta(days=3653)  # what the drawing has room for
GRID = (
    (timedelta(hours=1), "1 hour"),
    (timedelta(days=1), "1 day"),
    (timedelta(days=7), "1 week"),
    (timedelta(days=30), "30 days"),
    (timedelta(days=365), "1 year"),
    (LONGEST, "10 years"),
)
# In units of the drawing.
WIDTH, HEIGHT, LEFT, TOP, STEP = 440, 164, 56, 10, 32
BASE = HEIGHT - 36  # under which the months stand


class Percentile(Aggregate):
    """The value below which this ``part`` of all lies, between two of them where it has to."""

    function = "percentile_cont"
    template = "%(function)s(%(part)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()

    def __init__(self, expression, *, part):
        super().__init__(expression, part=float(part))


@dataclass(frozen=True)
class Month:
    """What was decided on in it: how many articles, how long half of them waited at most, and how long nine of ten."""

    first: date
    number: int = 0
    half: timedelta | None = None
    most: timedelta | None = None
    place: int = 0

    @property
    def x(self):
        return LEFT + STEP * self.place + STEP // 2

    @property
    def y(self):
        return height_of(self.half)

    @property
    def top(self):
        return height_of(self.most)

    @property
    def half_words(self):
        return words(self.half)

    @property
    def most_words(self):
        return words(self.most)


@dataclass(frozen=True)
class Panel:
    """A section, or all of them: its last months, and what still waits, with the moment since which the oldest does."""

    id: str
    name: str
    months: list[Month]
    waiting: int = 0
    oldest: datetime | None = None

    @property
    def decided(self):
        return sum(month.number for month in self.months)

    @property
    def is_empty(self):
        return not self.decided and not self.waiting

    @property
    def words(self):
        """What the drawing shows, for who does not see it."""
        told = [f"{month.first:%B %Y}: {month.half_words} ({month.number})" for month in self.months if month.number]
        return f"Half were decided on within this time, of so many. {'; '.join(told)}." if told else "Nothing decided."


class TakenView(DeskView):
    """The last twelve months; two statements for what was decided, one for what waits, however much there is."""

    permission_required = "articles.review_article"
    template_name = "admin/desk/taken.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            title="How long it takes",
            panels=panels(newsroom_date(timezone.now())),
            grid=[(height_of(span), label) for span, label in GRID],
            box={"width": WIDTH, "height": HEIGHT, "left": LEFT, "top": TOP, "base": BASE},
            **kwargs,
        )


def panels(today):
    """All sections together, then each that has something to show, by name."""
    firsts = months_until(today)
    decided = Outcome.objects.filter(since__isnull=False, at__gte=midnight(firsts[0]))
    by_section, open_in = defaultdict(list), {}
    for row in _timed(decided, "article__section"):
        by_section[row["article__section"]].append(row)
    waiting = Undecided.objects.order_by().values("article__section")
    for row in waiting.annotate(number=Count("article", distinct=True), oldest=Min("since")):
        open_in[row["article__section"]] = row["number"], row["oldest"]
    # An article is in one section.
    number, oldest = (
        sum(number for number, _ in open_in.values()),
        min((one for _, one in open_in.values()), default=None),
    )
    every = Panel("all", EVERYTHING, _months(firsts, _timed(decided)), number, oldest)
    each = [
        Panel(f"section-{one.pk}", one.name, _months(firsts, by_section[one.pk]), *open_in.get(one.pk, ()))
        for one in Section.objects.order_by("name", "pk")
    ]
    return [every, *(panel for panel in each if not panel.is_empty)]


def months_until(today):
    """The first days of the last twelve months, of which the last is not over."""
    last = today.year * 12 + today.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(last - MONTHS + 1, last + 1)]


def _timed(decided, *by):
    took = ExpressionWrapper(F("at") - F("since"), output_field=DurationField())
    month = TruncMonth("at", tzinfo=timezone.get_default_timezone())
    rows = decided.order_by().values(*by, month=month)
    return rows.annotate(number=Count("pk"), half=Percentile(took, part=0.5), most=Percentile(took, part=0.9))


def _months(firsts, rows):
    timed = {newsroom_date(row["month"]): (row["number"], row["half"], row["most"]) for row in rows}
    return [Month(first, *timed.get(first, (0, None, None)), place) for place, first in enumerate(firsts)]


def height_of(span):
    """Where ``span`` stands in the drawing: each line of the grid is some times as long as the one below."""
    if span is None:
        return BASE
    kept = min(max(span, SHORTEST), LONGEST)
    part = log(kept / SHORTEST) / log(LONGEST / SHORTEST)
    return round(BASE - part * (BASE - TOP), 1)


def words(span):
    """``2 days, 3 hours``; nothing for nothing."""
    if span is None:
        return ""
    if span < timedelta(minutes=1):
        return "less than a minute"
    now = timezone.now()
    return timesince(now - span, now).replace("\xa0", " ")
