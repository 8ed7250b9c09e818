"""What an article is about, and the pin: the entry of the ledger on which it relies."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.query import ModelIterable

from shows.models import Season, Show, Standing, StatusEntry
from shows.statuses import SINCE_CHANGED


class Reliance(models.TextChoices):
    """The act by which an article last relied on the ledger, as notices name it."""

    PUBLISHED = "published", "published"
    SCHEDULED = "scheduled", "scheduled"
    UPDATED = "updated", "updated"
    REVIEWED = "reviewed", "reviewed"


class CoverageQuerySet(models.QuerySet):
    def since_changed(self):
        return self.filter(standing__kind__in=SINCE_CHANGED, mention_only=False, is_exempt=False)

    def for_notices(self):
        """With all that a notice tells of it: its standing row and the entries that this names, in two queries."""
        pinned = self.filter(relied_at__isnull=False).select_related("show", "season", "standing")
        pinned._iterable_class = _WithEntries
        return pinned.order_by("position", "pk")


class _WithEntries(ModelIterable):
    """Coverage whose standing rows have their entries at hand.

    Joining them would be one statement of twenty joins, which Django takes far
    longer to write down than PostgreSQL to run; and many articles share a few
    entries.
    """

    def __iter__(self):
        coverage = list(super().__iter__())
        named = ("entry", "turned_by", "now")
        wanted = {getattr(one.standing, f"{name}_id") for one in coverage for name in named} - {None}
        entries = StatusEntry.objects.with_what_implied_them(wanted) if wanted else {}
        for one in coverage:
            for name in named:
                if (pk := getattr(one.standing, f"{name}_id")) is not None:
                    setattr(one.standing, name, entries[pk])
        return iter(coverage)


class Coverage(models.Model):
    """That an article is about a show, or one season of it; holds the pin.

    The pin is the standing row of the entry on which the article relies. It is
    automatic unless an editor set it by hand; no rule moves a hand-set pin.
    """

    article = models.ForeignKey("Article", on_delete=models.CASCADE, related_name="coverage")
    show = models.ForeignKey(Show, on_delete=models.PROTECT, related_name="coverage")
    season = models.ForeignKey(Season, on_delete=models.PROTECT, related_name="coverage", null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    mention_only = models.BooleanField(default=False, help_text="Listed on the show's page, and never flagged.")
    heading = models.CharField(
        max_length=300, blank=True, help_text="The heading of the body under which this show is treated."
    )

    standing = models.ForeignKey(Standing, on_delete=models.PROTECT, related_name="pins", null=True, editable=False)
    relied_at = models.DateTimeField(null=True, editable=False)
    relied_by = models.CharField(max_length=10, choices=Reliance, blank=True, editable=False)
    hand_set = models.BooleanField(default=False, help_text="An editor chose the entry; no rule moves it.")
    hand_set_at = models.DateTimeField(null=True, editable=False)
    moved_at = models.DateTimeField(null=True, editable=False)
    moved_seq = models.PositiveBigIntegerField(null=True, editable=False)
    published_at = models.DateTimeField(null=True, editable=False, help_text="The article's, while it is public.")
    is_exempt = models.BooleanField(default=False, editable=False)

    objects = CoverageQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name_plural = "coverage"
        indexes = [
            # late news: the automatic pins of one row, by when their articles relied
            models.Index(
                fields=["standing", "relied_at"], condition=Q(hand_set=False), name="articles_coverage_automatic"
            ),
            # the desk: the newest articles on a row
            models.Index(
                fields=["standing", "-published_at", "-article"],
                condition=Q(published_at__isnull=False),
                name="articles_coverage_newest",
            ),
            # the change feed: all articles on a row
            models.Index(fields=["standing", "article"], name="articles_coverage_by_row"),
            models.Index(fields=["moved_seq"], condition=Q(moved_seq__isnull=False), name="articles_coverage_moved"),
            # a show's page
            models.Index(
                fields=["show", "-published_at", "-article"],
                condition=Q(published_at__isnull=False),
                name="articles_coverage_of_show",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "show", "season"],
                nulls_distinct=False,
                name="articles_coverage_subject_is_unique",
                violation_error_message="The article covers this already.",
            ),
            models.CheckConstraint(
                name="articles_coverage_hand_set_has_its_date",
                condition=Q(hand_set=False, hand_set_at=None) | Q(hand_set=True, hand_set_at__isnull=False),
                violation_error_message="A pin that is set by hand has the date on which it was set.",
            ),
            models.CheckConstraint(
                name="articles_coverage_relied_has_a_pin",
                condition=Q(relied_at=None, standing=None, relied_by="")
                | (Q(relied_at__isnull=False, standing__isnull=False) & ~Q(relied_by="")),
                violation_error_message="What relied on the ledger has a pin.",
            ),
        ]

    def __str__(self):
        return f"{self.show}, season {self.season.number}" if self.season_id else str(self.show)

    def clean(self):
        if self.season_id and self.season.show_id != self.show_id:
            raise ValidationError({"season": f"This is no season of “{self.show}”."})

    @property
    def is_flagged(self):
        """Whether readers are to be told of it: something since changed, not a mention, not exempted."""
        return self.standing.kind in SINCE_CHANGED and not self.mention_only and not self.is_exempt

    @property
    def season_number(self):
        return self.season.number if self.season_id else None
