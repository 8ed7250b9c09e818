"""What an article is about, and the pin: the entry of the ledger on which it relies."""

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models import OuterRef, Q

from newsroom.lib.prepared import Prepared, ten_at_least
from newsroom.lib.slugs import path_of
from shows.models import Season, Show, Standing, with_what_implied_them
from shows.statuses import SINCE_CHANGED, Kind


class Reliance(models.TextChoices):
    """The act by which an article last relied on the ledger, as notices name it."""

    PUBLISHED = "published", "published"
    SCHEDULED = "scheduled", "scheduled"
    UPDATED = "updated", "updated"
    PREPARED = "prepared", "update scheduled"  # of it readers get another text than they have
    REVIEWED = "reviewed", "reviewed"


# The oldest article that reported an entry, or what implied it, by being published; else the oldest that relies on it,
# or on another one of its show and moment.
_REPORTERS = """
SELECT t.id, found.slug, found.headline, found.published_at, found.id
  FROM unnest(%s::bigint[]) AS wanted (id)
  JOIN shows_statusentry t ON t.id = wanted.id
 CROSS JOIN LATERAL (
    SELECT a.id, a.slug, r.headline, c.published_at
      FROM shows_statusentry e
      JOIN shows_standing s ON s.entry_id = e.id AND s.show_id = t.show_id
     CROSS JOIN LATERAL (
        (SELECT k.article_id, k.published_at, TRUE AS reported
           FROM articles_report p
           JOIN articles_coverage k ON k.article_id = p.article_id AND k.show_id = t.show_id
          WHERE p.entry_id = e.id AND e.id IN (t.id, t.implied_by_id)
            AND k.published_at >= t.effective_at AND NOT k.mention_only
          ORDER BY k.published_at, k.article_id LIMIT 1)
         UNION ALL
        (SELECT article_id, published_at, FALSE FROM articles_coverage
          WHERE standing_id = s.id AND published_at >= t.effective_at AND NOT mention_only
          ORDER BY published_at, article_id LIMIT 1)
     ) c
      JOIN articles_article a ON a.id = c.article_id
      JOIN articles_revision r ON r.id = a.live_revision_id
     WHERE e.show_id = t.show_id AND e.effective_at = t.effective_at
     ORDER BY c.reported DESC, (e.id = t.id) DESC, c.published_at, a.id
     LIMIT 1
 ) found
"""
# Under the article's number turned negative: the follow-up that an editor chose for it last.
_FOLLOW_UPS = """
UNION ALL
SELECT -o.article_id, a.slug, r.headline, a.published_at, a.id
  FROM unnest(%s::bigint[]) AS wanted (id)
 CROSS JOIN LATERAL (
    SELECT article_id, follow_up_id FROM articles_outcome
     WHERE article_id = wanted.id AND kind = 'followed_up' ORDER BY id DESC LIMIT 1
 ) o
  JOIN articles_article a ON a.id = o.follow_up_id AND a.stage = 'published'
  JOIN articles_revision r ON r.id = a.live_revision_id
"""


class _Unnest(models.Func):
    function = "unnest"
    output_field = models.BigIntegerField()
    set_returning = True


class CoverageQuerySet(models.QuerySet):
    def since_changed(self):
        return self.filter(standing__kind__in=SINCE_CHANGED, mention_only=False, is_exempt=False)

    def telling(self):
        """What may have a part in its article's notice: as ``notices.Told.tells``, but for an exempted article."""
        known = Q(
            standing__kind=Kind.PROGRESS, hand_set=False, standing__turned_by__effective_at__lte=models.F("relied_at")
        )
        told = self.filter(relied_at__isnull=False, mention_only=False, is_exempt=False)
        return told.exclude(standing__kind=Kind.SAME).exclude(known)

    def about(self):
        """What articles are about, and not only mention."""
        return self.filter(relied_at__isnull=False, mention_only=False)

    def newest_on(self, rows, *, each):
        """What articles told last on these standing ``rows``, ``each`` of a row at most: many may rely on one."""
        told = self.filter(mention_only=False, is_exempt=False, published_at__isnull=False, standing=OuterRef("pk"))
        newest = ArraySubquery(told.order_by("-published_at", "-article").values("pk")[:each])
        return self.filter(pk__in=rows.annotate(pin=_Unnest(newest)).values("pin"))

    def reporters(self, entries, *, articles=()):
        """By the pk of each of ``entries`` the published article that reported it, where there is one; one query.

        By minus the pk of each of ``articles``, the follow-up that an editor chose for it.
        """
        wanted = sorted(set(entries))
        if not wanted:
            return {}
        sql, asked = (_REPORTERS + _FOLLOW_UPS, [articles]) if articles else (_REPORTERS, [])
        with connection.cursor() as cursor:
            cursor.execute(sql, [ten_at_least(wanted), *map(ten_at_least, asked)])
            return {
                entry: {
                    "pk": pk,
                    "url": path_of("articles:detail", slug),
                    "headline": headline,
                    "published_at": published_at,
                }
                for entry, slug, headline, published_at, pk in cursor.fetchall()
            }

    def for_notices(self):
        """What relied on the ledger, with its subject and its standing row, in the article's order."""
        relied = self.filter(relied_at__isnull=False).select_related("show", "season", "standing")
        return relied.order_by("position", "pk")


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
    settled_turn = models.ForeignKey(
        "shows.StatusEntry",
        on_delete=models.DO_NOTHING,
        related_name="+",
        null=True,
        editable=False,
        db_index=False,
        db_constraint=False,  # entries are never deleted, and to check it would hold up everybody
        help_text="What turned the matter when somebody last decided on it: another turn is undecided again.",
    )

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
            # the stale desk: on a row, what nobody has decided on, and what was decided on an earlier turn
            models.Index(
                fields=["standing", "-published_at", "-article"],
                condition=Q(published_at__isnull=False, settled_turn=None, mention_only=False, is_exempt=False),
                name="articles_coverage_undecided",
            ),
            models.Index(
                fields=["standing", "settled_turn"],
                condition=Q(
                    published_at__isnull=False, settled_turn__isnull=False, mention_only=False, is_exempt=False
                ),
                name="articles_coverage_settled",
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


_PINS = Prepared(lambda articles: Coverage.objects.filter(article__any_of=articles).for_notices())


def bring_pins(articles):
    """Give each of ``articles`` its ``pins``: the coverage that relied on the ledger, with all that a notice tells.

    Two statements however many articles. The entries that standing rows name
    come by the second: joining them would be one of twenty joins, and many
    articles share a few entries.
    """
    by_pk = {}
    for article in articles:
        article.pins = []
        by_pk.setdefault(article.pk, []).append(article)
    pins = _PINS(list(by_pk)) if by_pk else []
    _bring_entries([pin.standing for pin in pins])
    for pin in pins:
        for article in by_pk[pin.article_id]:
            article.pins.append(pin)
            Coverage.article.field.set_cached_value(pin, article)


def set_pins(article, coverage, entries):
    """Give ``article`` its ``pins`` from all its ``coverage`` in its order, read with show, season and standing row,
    and from the ``entries`` of their ledgers by pk."""
    article.pins = [one for one in coverage if one.relied_at]
    for pin in article.pins:
        Coverage.article.field.set_cached_value(pin, article)
    _set_entries([pin.standing for pin in article.pins], entries)


def _bring_entries(rows):
    wanted = {pk for row in rows for pk in (row.entry_id, row.turned_by_id, row.now_id)} - {None}
    _set_entries(rows, with_what_implied_them(wanted) if wanted else {})


def _set_entries(rows, entries):
    for row in rows:
        for name in ("entry", "turned_by", "now"):
            Standing._meta.get_field(name).set_cached_value(row, entries.get(getattr(row, f"{name}_id")))
