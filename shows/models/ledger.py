"""The ledger of statuses, and what has become of each of its entries."""

from datetime import timedelta

from django.conf import settings
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Prefetch, Q, When

from newsroom.lib.periods import Precision, as_text, first_day, in_words, newsroom_date, period_of
from newsroom.lib.prepared import Prepared
from shows.models.merges import Merge
from shows.models.networks import Network
from shows.models.shows import Season, Show
from shows.statuses import SEASON_STATUSES, SHOW_STATUSES, SINCE_CHANGED, Confirmation, Event, Kind, Status
from shows.telling import LOOK_OF

UNSOURCED = Q(source_name="", source_url="")
REPORTED = Q(confirmation=Confirmation.REPORTED)


class StatusEntryQuerySet(models.QuerySet):
    def in_ledger_order(self):
        return self.order_by("placed_at", "place", "pk")

    def standing(self):
        """Entries that no entry corrects, and that state something."""
        # As a join, PostgreSQL would reckon with one such entry, and read all ledgers for the latest.
        corrected = StatusEntry.objects.filter(corrects=OuterRef("pk"))
        return self.filter(~Exists(corrected)).exclude(status=None)

    def latest_first(self):
        """The news, whenever it was typed; entries that others imply are told with those."""
        return self.standing().filter(implied_by=None).order_by("-effective_at", "-placed_at", "-place", "-pk")

    def for_news(self):
        """All that was ever recorded as a status, what did not hold as well; what others imply is told with those."""
        told = self.filter(status__isnull=False, implied_by=None)
        followers = StatusEntry.objects.standing().select_related("season").in_ledger_order()
        return told.select_related("show", "season", "network", "correction", "corrects").prefetch_related(
            Prefetch("implied", followers, to_attr="followers")
        )

    def recorded_last(self):
        return self.order_by("-recorded_at", "-pk")

    def premieres(self, first, last):
        """Dates of seasons that stand today: from ``first`` to ``last``, and months of which some of these days are."""
        current = Standing.objects.filter(entry=OuterRef("pk"), is_current=True)
        days = Q(premiere_on__range=(first, last), premiere_precision__in=(Precision.DAY, Precision.MINUTE))
        months = Q(premiere_on__range=(first.replace(day=1), last), premiere_precision=Precision.MONTH)
        # A month stands after its days.
        day = Case(
            When(premiere_precision=Precision.MONTH, then=F("premiere_on") + timedelta(days=31)), default="premiere_on"
        )
        found = self.filter(Exists(current), days | months, status=Status.DATED, season__isnull=False)
        return found.select_related("show", "season", "network").order_by(day, "show__sort_title", "season__number")

    def to_source(self, which=""):
        """What is said today ``unsourced``, or only ``reported`` by another outlet, or either."""
        current = Standing.objects.filter(entry=OuterRef("pk"), is_current=True)
        wanted = {"unsourced": UNSOURCED, "reported": REPORTED}.get(which, UNSOURCED | REPORTED)
        return self.filter(wanted, Exists(current))

    def expected(self, today):
        """Premieres of the last year whose day has come, or whose month, quarter or year is over, and of which the
        ledger says no more; what has waited longest first."""
        current = Standing.objects.filter(entry=OuterRef("pk"), is_current=True)
        come = Q(premiere_precision__in=(Precision.DAY, Precision.MINUTE))
        for precision in (Precision.MONTH, Precision.QUARTER, Precision.YEAR):
            come |= Q(premiere_precision=precision, premiere_on__lt=first_day(today, precision))
        of_last_year = Q(premiere_on__range=(today - timedelta(days=366), today))
        found = self.filter(Exists(current), of_last_year & come, status=Status.DATED, season__isnull=False)
        return found.select_related("show", "season", "network").order_by("premiere_on", "pk")

    def latest_corrections(self):
        return self.filter(corrects__isnull=False).order_by("-recorded_at", "-pk")

    def named_or_implying(self, pks):
        """The entries of ``pks`` and those that implied them, with network, season and ``is_corrected``."""
        named = self.filter(pk__any_of=pks).order_by()
        # A union, because an OR of the two would read the whole table.
        wanted = named.values("pk").union(named.exclude(implied_by=None).values("implied_by"))
        corrections = StatusEntry.objects.filter(corrects=OuterRef("pk"))
        found = self.filter(pk__in=wanted).annotate(is_corrected=Exists(corrections))
        return found.select_related("network", "season").order_by()

    def for_timeline(self):
        return self.select_related("season", "network", "recorded_by", "correction", "corrects")


class StatusEntry(models.Model):
    """One line in the status ledger of a show, or of one of its seasons.

    Entries are only ever added; a database trigger refuses to change or delete
    them. A mistake is put right by a new entry whose ``corrects`` names the
    wrong one, so the ledger says what we believed and when we believed it. An
    entry without a status only voids the one that it corrects.
    """

    class Remaining(models.TextChoices):
        YES = "yes", "Yes"
        NO = "no", "No"
        UNKNOWN = "unknown", "Unknown"

    show = models.ForeignKey(Show, on_delete=models.PROTECT, related_name="ledger")
    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="ledger", null=True, blank=True)
    status = models.CharField(max_length=20, choices=Status, null=True, blank=True)  # noqa: DJ001 no status: a void
    event = models.CharField(max_length=30, choices=Event, help_text="Why it came about.")
    effective_at = models.DateTimeField(help_text="When it became true: the start of the period that is known.")
    precision = models.CharField(max_length=10, choices=Precision, default=Precision.DAY)
    placed_at = models.DateTimeField(
        editable=False,
        help_text="Where it stands in the ledger: its effective time, or that of the entry it goes after.",
    )
    place = models.PositiveIntegerField(editable=False, help_text="Its place among the entries of that moment.")
    recorded_at = models.DateTimeField(help_text="When we learned it.")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    confirmation = models.CharField(max_length=10, choices=Confirmation, default=Confirmation.OFFICIAL)
    source_name = models.CharField(max_length=200, blank=True, help_text="Who says so: Deadline.")
    source_url = models.URLField(
        max_length=1000,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text="Where we have it from.",
    )
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    episodes = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Episodes ordered.")
    episodes_remain = models.CharField(
        max_length=10, choices=Remaining, blank=True, help_text="For a cancellation: are episodes still to air?"
    )
    premiere_on = models.DateField(null=True, blank=True, help_text="The start of the period that is announced.")
    premiere_precision = models.CharField(max_length=10, choices=Precision, blank=True)
    reason = models.CharField(max_length=300, blank=True, help_text="The reason that was given.")
    note = models.CharField(max_length=300, blank=True, help_text="One public sentence.")
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, related_name="correction", null=True, blank=True)
    implied_by = models.ForeignKey("self", on_delete=models.PROTECT, related_name="implied", null=True, blank=True)

    moved_by = models.ForeignKey(
        Merge,
        on_delete=models.PROTECT,
        related_name="entries",
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        db_constraint=False,  # a constraint of our own, validated without holding up the news
        help_text="The merge that gave it its network, show or season.",
    )

    objects = StatusEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "status entries"
        ordering = ["placed_at", "place", "pk"]
        permissions = [
            ("record_status", "Can record a status change"),
            ("correct_ledger", "Can correct the ledger"),
        ]
        indexes = [
            # the whole ledger of a show, in order
            models.Index(fields=["show", "placed_at", "place"], name="shows_statusentry_in_order"),
            # the latest news of all shows
            models.Index(
                fields=["-effective_at", "-placed_at", "-place", "-id"],
                condition=Q(status__isnull=False, implied_by=None),
                name="shows_statusentry_latest",
            ),
            # the same of one network
            models.Index(
                fields=["network", "-effective_at", "-placed_at", "-place", "-id"],
                condition=Q(status__isnull=False, implied_by=None),
                name="shows_statusentry_of_network",
            ),
            # how many there are of each kind
            models.Index(
                fields=["event", "status", "network", "effective_at"],
                condition=Q(status__isnull=False, implied_by=None),
                name="shows_statusentry_kinds",
            ),
            # what was recorded last
            models.Index(fields=["-recorded_at", "-id"], name="shows_statusentry_recorded"),
            # what is to be sourced, oldest first
            models.Index(
                fields=["effective_at", "id"],
                condition=Q(source_name="", source_url="") | Q(confirmation="reported"),
                name="shows_statusentry_to_source",
            ),
            # premieres ahead
            models.Index(fields=["premiere_on"], condition=Q(status=Status.DATED), name="shows_statusentry_premieres"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=[
                    *("show", "season", "status", "event", "effective_at", "precision"),
                    *("network", "premiere_on", "premiere_precision"),
                ],
                nulls_distinct=False,
                # What was recorded of two shows or networks that are one since stands twice, and says the same.
                condition=Q(corrects=None, moved_by=None),
                name="shows_statusentry_is_recorded_once",
                violation_error_message="This is recorded already.",
            ),
            models.CheckConstraint(
                name="shows_statusentry_took_effect_before_it_was_recorded",
                condition=Q(effective_at__lte=F("recorded_at")),
                violation_error_message="A status cannot take effect after it was recorded.",
            ),
            models.CheckConstraint(
                name="shows_statusentry_status_fits_its_subject",
                condition=Q(status=None)
                | Q(season=None, status__in=SHOW_STATUSES)
                | Q(season__isnull=False, status__in=SEASON_STATUSES),
                violation_error_message="This is no status of a show, or of a season, whichever the entry is about.",
            ),
            models.CheckConstraint(
                name="shows_statusentry_only_a_correction_states_nothing",
                condition=Q(status__isnull=False) | Q(corrects__isnull=False),
                violation_error_message="An entry needs a status; only a correction may have none.",
            ),
            models.CheckConstraint(
                name="shows_statusentry_dated_has_a_date",
                condition=~Q(status=Status.DATED) | Q(premiere_on__isnull=False),
                violation_error_message="A dated season needs its premiere date.",
            ),
            models.CheckConstraint(
                name="shows_statusentry_premiere_has_its_precision",
                condition=Q(premiere_on=None, premiere_precision="")
                | (Q(premiere_on__isnull=False) & ~Q(premiere_precision="")),
                violation_error_message="A premiere date and its precision go together.",
            ),
            models.CheckConstraint(
                name="shows_statusentry_does_not_correct_itself",
                condition=Q(corrects=None) | ~Q(corrects=F("pk")),
                violation_error_message="An entry cannot correct itself.",
            ),
            models.CheckConstraint(
                name="shows_statusentry_source_is_a_web_address",
                condition=Q(source_url="") | Q(source_url__regex=r"^https?://"),
                violation_error_message="A source's address begins with http:// or https://.",
            ),
        ]

    def __str__(self):
        subject = f"season {self.season.number} of “{self.show}”" if self.season_id else f"“{self.show}”"
        return f"{subject}: {self.label.lower()} {self.effective_text}"

    @property
    def label(self):
        return self.get_status_display() if self.status else "Void"

    @property
    def look(self):
        return LOOK_OF.get(self.status)

    @property
    def effective_on(self):
        """The calendar date of the newsroom on which its period begins."""
        return newsroom_date(self.effective_at)

    @property
    def effective_text(self):
        """``2025-06-06``, as precise as it is known."""
        return as_text(self.effective_at, self.precision)

    @property
    def effective_words(self):
        return in_words(self.effective_on, self.precision)

    @property
    def premiere(self):
        """The period of its premiere date, or ``None``."""
        return period_of(self.premiere_on, self.premiere_precision) if self.premiere_on else None

    @property
    def premiere_words(self):
        return in_words(self.premiere_on, self.premiere_precision) if self.premiere_on else ""


_NAMED = Prepared(lambda pks: StatusEntry.objects.named_or_implying(pks))


def with_what_implied_them(pks):
    """The entries of ``pks`` by their pk, each with the one that implied it, as long as that stands; one statement."""
    entries = {entry.pk: entry for entry in _NAMED(list(pks))}
    for entry in entries.values():
        if entry.implied_by_id in entries:
            implied_by = entries[entry.implied_by_id]
            # What was taken back is told no more, not even in whose words it had been.
            entry.implied_by = None if implied_by.is_corrected else implied_by
    return entries


class Standing(models.Model):
    """What has become of one entry of the ledger, for the articles that rely on it.

    Articles point here, so that a change of status changes the notice of any
    number of articles by changing a handful of rows. Everything here is derived
    from the ledger and can be rebuilt. Rows without an entry are for subjects
    about which nothing was recorded. ``later`` rows belong to a
    season that is above all that had aired: the end of its show counts for it.
    """

    show = models.ForeignKey(Show, on_delete=models.PROTECT, related_name="standings")
    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    entry = models.ForeignKey(StatusEntry, on_delete=models.PROTECT, related_name="standings", null=True, blank=True)
    later = models.BooleanField(default=False, help_text="The end of the show counts for this season.")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.SAME)
    turned_by = models.ForeignKey(
        StatusEntry,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="The entry that kept, broke, answered or corrected it.",
    )
    now = models.ForeignKey(
        StatusEntry,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="The last entry that counts for the subject.",
    )
    is_current = models.BooleanField(default=False)
    flip_seq = models.PositiveBigIntegerField(
        null=True, blank=True, help_text="The clock when its notice last changed."
    )
    flipped_at = models.DateTimeField(null=True, blank=True)
    recorded_seq = models.PositiveBigIntegerField(null=True, blank=True, help_text="The clock when it was recorded.")
    newest_pin_at = models.DateTimeField(
        null=True, blank=True, help_text="Publication of its newest pin: may be too high, never too low."
    )
    newest_open_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Publication of its newest pin on which nobody has decided: may be too high, never too low.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["show", "season", "entry", "later"],
                nulls_distinct=False,
                name="shows_standing_is_one_row_an_entry",
            ),
            models.UniqueConstraint(
                fields=["show", "season"],
                condition=Q(is_current=True),
                nulls_distinct=False,
                name="shows_standing_one_entry_is_current",
            ),
        ]
        indexes = [
            # the desk and the change feed: what flipped last
            models.Index(
                fields=["-flip_seq"],
                condition=Q(kind__in=[Kind.CONTRADICTION, Kind.DECIDED, Kind.RECORD_CORRECTED]),
                name="shows_standing_changed",
            ),
            models.Index(fields=["flip_seq"], condition=Q(flip_seq__isnull=False), name="shows_standing_flips"),
            # the stale desk: what articles rely on that nobody has decided on, the newest first
            models.Index(
                fields=["kind", "-newest_open_at", "-id"],
                condition=Q(kind__in=SINCE_CHANGED, newest_open_at__isnull=False),
                name="shows_standing_undecided",
            ),
        ]

    def __str__(self):
        return f"{self.entry or 'nothing recorded'} ({self.kind})"
