"""What became of articles that have since changed: the stale desk's log, and what still stands on it."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Case, Max, Min, Q, Value, When

from articles.models.article import Article, Byline
from shows.models import Show, StatusEntry
from shows.statuses import Kind


class Outcome(models.Model):
    """That somebody decided on an article since changed, and how; written in the transaction of the act itself."""

    class Kind(models.TextChoices):
        UPDATED = "updated", "Updated"
        FOLLOWED_UP = "followed_up", "Followed up"
        REVIEWED = "reviewed", "Still right"
        EXEMPTED = "exempted", "Exempted"
        WITHDRAWN = "withdrawn", "Withdrawn"
        REDATED = "redated", "Redated"
        REFILED = "refiled", "Filed otherwise"

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="outcomes", db_index=False)
    kind = models.CharField(max_length=11, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    reason = models.CharField(max_length=1000, blank=True)
    follow_up = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    turns = ArrayField(
        models.BigIntegerField(), help_text="What it settled: the entries of ledgers that had turned the matter."
    )
    since = models.DateTimeField(
        null=True, help_text="Since when it had stood undecided; empty where an earlier outcome had settled all of it."
    )
    seq = models.PositiveBigIntegerField(null=True, editable=False, help_text="The clock at its commit.")

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()  # who may read an article may know what was decided of it
        indexes = [
            # the latest of an article
            models.Index(fields=["article", "-id"], name="articles_outcome_of_article"),
            # how long it took, by month
            models.Index(fields=["at"], condition=Q(since__isnull=False), name="articles_outcome_timed"),
        ]
        constraints = [
            models.CheckConstraint(
                name="articles_outcome_names_its_follow_up",
                condition=Q(kind="followed_up", follow_up__isnull=False) | (~Q(kind="followed_up") & Q(follow_up=None)),
                violation_error_message="What was followed up names the article that does so, and nothing else does.",
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"


# In the order of work: what is worst, on the front page, newest. The last is unique.
ORDER = ("worst", "behind", "-newest", "-article")


class UndecidedQuerySet(models.QuerySet):
    def of(self, person):
        """On articles that ``person`` wrote, began or works on."""
        signed = Byline.objects.filter(author__account=person).order_by().values("article")
        given, begun = (
            Article.objects.filter(**{by: person}).order_by().values("pk") for by in ("assigned_to", "created_by")
        )
        return self.filter(article__in=signed.union(given, begun))

    def in_order(self, front=None):
        """Each article once, as a dict with its ``worst`` rank, whether it stands ``behind`` those on the ``front``
        page, its ``newest`` publication, and since when it ``stands`` changed."""
        behind = Value(1) if front is None else Case(When(article__in=front, then=Value(0)), default=Value(1))
        found = self.values("article").annotate(
            worst=Min("rank"), behind=behind, newest=Max("published_at"), stands=Min("since")
        )
        return found.order_by(*ORDER)

    def after(self, worst, behind, newest, article):
        """Those of ``in_order`` that come after this place."""
        return self.filter(
            Q(worst__gt=worst)
            | Q(worst=worst, behind__gt=behind)
            | Q(worst=worst, behind=behind, newest__lt=newest)
            | Q(worst=worst, behind=behind, newest=newest, article__lt=article)
        )

    def counted(self, most):
        """How many articles are undecided, ``most`` at most: nobody waits for more to be counted."""
        if self.model is Undecided and not self.query.where:
            number = _counted_from_the_newest(most)
            if number is not None:
                return number
        articles = self.order_by().values_list("article", flat=True)
        some = articles[: most * 4]  # the first that come: to tell all of them apart, all would have to be read
        number = len(set(some))
        return min(most, number if number >= most or len(some) < most * 4 else len(articles.distinct()[:most]))


_UNDECIDED = """
SELECT {columns} FROM articles_coverage c
 WHERE c.standing_id = {row}.id AND c.settled_turn_id {which}
   AND c.published_at IS NOT NULL AND NOT c.mention_only AND NOT c.is_exempt {more}
"""


def undecided_on(row, columns, more=""):
    """Three statements, for the ``columns`` of each coverage ``c`` that is undecided on the standing ``row``.

    What nobody has decided on, and what was decided of an earlier and of a later
    turn: each is a range of an index. ``row`` is the name of that row in the
    statement around them; whole articles that are exempt are left to ``more``.
    """
    ranges = ("IS NULL", f"< {row}.turned_by_id", f"> {row}.turned_by_id")
    return [_UNDECIDED.format(row=row, columns=columns, which=which, more=more) for which in ranges]


# Of a coverage ``c``: that its article is not exempt.
NOT_EXEMPT = "NOT EXISTS (SELECT FROM articles_article a WHERE a.id = c.article_id AND a.is_exempt)"
# In the order of an index, which has the rows on which something waits.
_SOME = """
WITH newest AS MATERIALIZED (
    SELECT id, turned_by_id FROM shows_standing
     WHERE kind IN ('contradiction', 'decided', 'record-corrected') AND newest_open_at IS NOT NULL
     ORDER BY kind, newest_open_at DESC, id DESC LIMIT {rows}
), pins AS MATERIALIZED (
    SELECT c.article_id FROM newest AS s CROSS JOIN LATERAL ({pins}) AS c
     WHERE {not_exempt} LIMIT {rows}
)
SELECT count(DISTINCT article_id), greatest(count(*), (SELECT count(*) FROM newest)) FROM pins
"""
_OPEN = " UNION ALL ".join(undecided_on("s", "c.article_id"))


def _counted_from_the_newest(most):
    """As ``counted``, of all; ``None`` where so many rows are not enough to tell."""
    for rows in (most + most // 4, 4 * most):
        with connection.cursor() as cursor:
            # A plan for any number of rows could not know that they are few.
            cursor.execute(_SOME.format(pins=_OPEN, not_exempt=NOT_EXEMPT, rows=int(rows)))
            number, read = cursor.fetchone()
        if number >= most or read < rows:
            return min(most, number)
    return None


class _Undecided(models.Model):
    """One row for each coverage of a published article that has since changed, as the ledger turned it, and that no
    outcome has settled for that turn."""

    RANKS = {1: Kind.CONTRADICTION, 2: Kind.DECIDED, 3: Kind.RECORD_CORRECTED}

    article = models.ForeignKey(Article, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False)
    show = models.ForeignKey(Show, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False)
    turned_by = models.ForeignKey(StatusEntry, on_delete=models.DO_NOTHING, related_name="+", db_constraint=False)
    rank = models.IntegerField()
    published_at = models.DateTimeField()
    since = models.DateTimeField()

    objects = UndecidedQuerySet.as_manager()

    class Meta:
        abstract = True
        managed = False
        default_permissions = ()

    def __str__(self):
        return f"{self.article_id} by {self.turned_by_id}"


class Undecided(_Undecided):
    """A view of the database: what readers are told of by a notice, and nobody has decided on.

    What is settled is left out by an index, however much of it there is. It
    begins with the ledger: for some articles there is ``UndecidedOf``.
    """

    class Meta(_Undecided.Meta):
        abstract = False
        db_table = "articles_undecided"


class UndecidedOf(_Undecided):
    """The same rows, found from articles: a few by their keys, whatever else there is."""

    class Meta(_Undecided.Meta):
        abstract = False
        db_table = "articles_undecided_of"
