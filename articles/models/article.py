"""The article and its words."""

import uuid

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, JSONObject
from django.db.models.query import ModelIterable

from articles.models.coverage import Coverage, bring_pins
from articles.models.filing import Author, Section, Topic
from articles.models.pictures import BEHIND, PictureUse
from newsroom.lib.addresses import AddressedQuerySet, FormerSlug
from newsroom.lib.paging import Order
from newsroom.lib.prepared import Prepared
from newsroom.lib.slugs import MAX_LENGTH, path_of
from shows.models import Show, Standing
from shows.statuses import SINCE_CHANGED, Kind

# What others show of an article, each made of the first that says something.
NEAR = 20  # coverage of a show that is looked at for what is related


class Stage(models.TextChoices):
    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    APPROVED = "approved", "Approved"
    SCHEDULED = "scheduled", "Scheduled"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


OUT = (Stage.PUBLISHED, Stage.WITHDRAWN)


class _Pair(models.Func):
    function = "ARRAY"
    template = "%(function)s[%(expressions)s]"
    output_field = ArrayField(models.DateTimeField(null=True))


class ArticleQuerySet(AddressedQuerySet):
    def visible_to(self, user):
        """Those of which ``user`` may know at the desk: what is sealed is there for few."""
        return self if user.has_perm("articles.seal_article") else self.filter(sealed_at=None)

    def published(self):
        return self.filter(stage=Stage.PUBLISHED)

    def due(self, at):
        """Scheduled articles whose moment has come, and that nothing holds."""
        return self.filter(stage=Stage.SCHEDULED, held_at=None, scheduled_for__lte=at)

    def not_out(self):
        """What somebody is at work on: neither published nor withdrawn."""
        return self.exclude(stage__in=OUT)

    def assigned_to(self, person):
        return self.filter(assigned_to=person)

    def in_review(self):
        """With ``submitted_at``, what has waited longest first."""
        log = self.model.audit.rel.related_model.objects.filter(article=OuterRef("pk"), act="submitted")
        submitted_at = Coalesce(Subquery(log.order_by("-pk").values("at")[:1]), "latest_revision__saved_at")
        found = self.filter(stage=Stage.IN_REVIEW).annotate(submitted_at=submitted_at)
        return found.order_by("submitted_at", "pk")

    def coming_out(self, at):
        """What goes out for the first time or anew, as its moment has come and nothing holds it."""
        return self.filter(pk__in=_either(Article.objects.due(at), held_at=None, publish_at__lte=at))

    def held(self):
        """What news has overtaken before its moment, the first to be held first: ``held_since``, ``held_why``."""
        scheduled = Article.objects.filter(stage=Stage.SCHEDULED, held_at__isnull=False)
        found = self.filter(pk__in=_either(scheduled, held_at__isnull=False)).annotate(
            held_since=Coalesce("held_at", "scheduled_update__held_at"),
            held_why=Coalesce("scheduled_update__held_because", "held_because"),
        )
        return found.order_by("held_since", "pk")

    def overdue(self, at):
        """Drafts that were to be handed in before ``at``."""
        return self.filter(stage=Stage.DRAFT, due_at__lt=at)

    def covering(self, show, season=None):
        coverage = Coverage.objects.filter(article=OuterRef("pk"), show=show, relied_at__isnull=False)
        if season is not None:
            coverage = coverage.filter(season=season)
        return self.filter(Exists(coverage))

    def since_changed(self, changed=True):
        """Articles of which something since changed, by any subject that is not exempted."""
        condition = Q(is_exempt=False) & Exists(Coverage.objects.filter(article=OuterRef("pk")).since_changed())
        return self.filter(condition if changed else ~condition)

    def changed_by(self, entries, *, each):
        """Articles of which these ``entries`` of ledgers changed something; what changed last comes first.

        Of the many that rely on one status it gives the newest, ``each`` at most.
        """
        turned = Standing.objects.filter(kind__in=SINCE_CHANGED, turned_by__in=entries)
        changed = Coverage.objects.newest_on(turned, each=each)
        # News tells when it took effect; that our record was wrong, when we learned it.
        known = When(standing__kind=Kind.RECORD_CORRECTED, then="standing__turned_by__recorded_at")
        at = Case(known, default="standing__turned_by__effective_at")
        last = changed.filter(article=OuterRef("pk")).annotate(at=at).order_by("-at")
        return (
            self.filter(is_exempt=False, pk__in=changed.values("article"))
            .annotate(changed_at=Subquery(last.values("at")[:1]))
            .order_by("-changed_at", "-published_at", "-pk")
        )

    def related_to(self, pk):
        """The newest about the first show that the article of this ``pk`` covers, itself left out."""
        first = Coverage.objects.about().filter(article=pk).order_by("position", "pk").values("show")[:1]
        return self.newest_about(first, but=pk)

    def newest_about(self, show, *, but=None):
        """The newest about ``show``, the article of the pk ``but`` left out."""
        # By the show's own index; two seasons in one article count twice.
        about = Coverage.objects.about().filter(show=show, published_at__isnull=False)
        newest = about.order_by("-published_at", "-article")
        return self.filter(pk__in=newest.values("article")[:NEAR]).exclude(pk=but).newest_first()

    def newest_first(self):
        return self.order_by("-published_at", "-pk")

    def for_notices(self):
        """With ``pins``, all that ``notices.for_article`` reads, in two statements however many articles."""
        found = self.all()
        found._iterable_class = _WithPins
        return found

    def for_cards(self):
        return self.with_words().defer("live_revision__body").for_notices()

    def with_words(self):
        """With what a card says, but for its notice."""
        return self.with_text().with_authors()

    def with_text(self):
        behind = [f"live_revision__lead_picture__{name}" for name in BEHIND]
        return self.select_related("live_revision__lead_picture", "section").defer(*behind)

    def with_authors(self):
        """With ``authors``, the names of the bylines in their order, in the query of the articles."""
        names = Byline.objects.filter(article=OuterRef("pk")).order_by("position", "pk").values("author__name")
        return self.annotate(authors=ArraySubquery(names))

    def with_bylines(self):
        """With ``signed``, the name and the slug of each byline in their order, in the query of the articles."""
        signed = Byline.objects.filter(article=OuterRef("pk")).order_by("position", "pk")
        named = signed.values(said=JSONObject(name="author__name", slug="author__slug"))
        return self.annotate(signed=ArraySubquery(named))

    def with_pictures_dated(self):
        """With ``picture_dates``: of each picture that readers see and that comes, goes or changes, when its rights
        end and when it was last changed; in the query of the articles."""
        used = PictureUse.objects.filter(revision=OuterRef("live_revision"))
        dated = used.exclude(picture__rights_until=None, picture__changed_at=None)
        pair = _Pair("picture__rights_until", "picture__changed_at")
        return self.annotate(picture_dates=ArraySubquery(dated.values(pair=pair)))

    def for_items(self):
        """With all that a feed's item tells: besides a card, ``signed``, ``tags`` (topics) and ``put_right``."""
        found = self.with_words().with_bylines().with_pictures_dated()
        found._iterable_class = _WithItems
        return found


def _either(articles, **updates):
    """The pks of ``articles``, and of those whose scheduled update is so: together, each found by its own index."""
    ahead = Article.scheduled_update.related.related_model.objects.filter(**updates)
    return articles.order_by().values("pk").union(ahead.values("article"), all=True)


class _WithPins(ModelIterable):
    """Articles with their pins: a prefetch would have Django write down the query of the pins each time."""

    def __iter__(self):
        articles = list(super().__iter__())
        bring_pins(articles)
        return iter(articles)


_FILED = Prepared(
    lambda pks: (
        Article.topics.through.objects.filter(article__any_of=pks).select_related("topic").order_by("topic__name")
    )
)
_CORRECTIONS = Prepared(lambda pks: Article.corrections.rel.related_model.objects.filter(article__any_of=pks))


class _WithItems(_WithPins):
    """Articles with their pins, topics and corrections, the same number of statements however many."""

    def __iter__(self):
        articles = list(super().__iter__())
        tags, put_right = ({article.pk: [] for article in articles} for _ in range(2))
        if articles:
            for filed in _FILED(list(tags)):
                tags[filed.article_id].append(filed.topic)
            for correction in _CORRECTIONS(list(tags)):
                put_right[correction.article_id].append(correction)
        for article in articles:
            article.tags, article.put_right = tags[article.pk], put_right[article.pk]
        return iter(articles)


class Article(models.Model):
    """Identity and filing of an article; its words are in its revisions."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=MAX_LENGTH, unique=True)
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="articles")
    topics = models.ManyToManyField(Topic, related_name="articles", blank=True)
    shows = models.ManyToManyField(Show, through="Coverage", related_name="articles")
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.DRAFT, editable=False)
    embargo_until = models.DateTimeField(null=True, blank=True, help_text="Nobody can publish it before.")

    live_revision = models.ForeignKey(
        "Revision", on_delete=models.PROTECT, related_name="+", null=True, blank=True, editable=False
    )
    latest_revision = models.ForeignKey(
        "Revision", on_delete=models.PROTECT, related_name="+", null=True, blank=True, editable=False
    )

    approved_revision = models.ForeignKey(
        "Revision",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        db_index=False,
        help_text="What somebody other than its writer has approved: it alone goes out as reviewed.",
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, editable=False, db_index=False
    )
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)

    first_published_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Frozen: feeds and partners know the article by it."
    )
    published_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="The date that readers see; a managing editor may redate it."
    )
    modified_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="The last public act.")

    scheduled_for = models.DateTimeField(null=True, blank=True, editable=False)
    scheduled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )
    held_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When it was held instead of published."
    )
    held_because = models.CharField(max_length=500, blank=True, editable=False)

    sealed_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When it was withdrawn for legal reasons, if it was."
    )

    is_exempt = models.BooleanField(default=False, editable=False)
    imported_digest = models.CharField(max_length=64, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )

    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        editable=False,
        db_index=False,  # the index below serves it, and is small
        help_text="Who works on it: at first, who began it.",
    )
    due_at = models.DateTimeField(null=True, blank=True, editable=False, help_text="When it is to be handed in.")
    brief = models.CharField(
        max_length=1000, blank=True, db_default="", editable=False, help_text="What it is to be, for who writes it."
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        permissions = [
            ("edit_any_article", "Can edit any article"),
            ("assign_article", "Can assign articles to people"),
            ("publish_article", "Can publish and schedule"),
            ("review_article", "Can review as still right"),
            ("withdraw_article", "Can withdraw and restore"),
            ("seal_article", "Can withdraw for legal reasons, and read what was"),
            ("redate_article", "Can redate"),
            ("exempt_article", "Can exempt from notices"),
        ]
        indexes = [
            # the front page and archive lists
            models.Index(
                fields=["-published_at", "-id"],
                condition=Q(stage="published"),
                name="articles_article_newest",
            ),
            # the feeds: the order of first publication never moves
            models.Index(
                fields=["-first_published_at", "-id"],
                condition=Q(stage="published"),
                name="articles_article_feed",
            ),
            # what is due
            models.Index(
                fields=["scheduled_for"],
                condition=Q(stage="scheduled", held_at=None),
                name="articles_article_due",
            ),
            # the desk's list, what isn't out first
            models.Index(fields=["-published_at", "-id"], name="articles_article_listed"),
            # what is on its way to readers, by stage
            models.Index(
                fields=["stage", "id"],
                condition=~Q(stage__in=["published", "withdrawn"]),
                name="articles_article_on_its_way",
            ),
            # the few that never stand on the stale desk
            models.Index(fields=["id"], condition=Q(is_exempt=True), name="articles_article_exempt"),
            # the desk's search
            GinIndex(OpClass("slug", "gin_trgm_ops"), name="articles_article_address"),
            # what somebody works on, and what is overdue
            models.Index(
                fields=["assigned_to", "due_at", "-id"],
                condition=Q(assigned_to__isnull=False),
                name="articles_article_assigned",
            ),
            models.Index(
                fields=["due_at"], condition=Q(stage="draft", due_at__isnull=False), name="articles_article_to_hand_in"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="articles_article_public_has_revision_and_date",
                condition=~Q(stage__in=["published", "withdrawn"])
                | Q(
                    live_revision__isnull=False,
                    first_published_at__isnull=False,
                    published_at__isnull=False,
                    modified_at__isnull=False,
                ),
                violation_error_message="A published article has a live revision and its dates.",
            ),
            models.CheckConstraint(
                name="articles_article_scheduled_has_its_moment",
                condition=Q(stage="scheduled", scheduled_for__isnull=False)
                | (~Q(stage="scheduled") & Q(scheduled_for=None, held_at=None)),
                violation_error_message="A scheduled article has its moment, and no other has one.",
            ),
            models.CheckConstraint(
                name="articles_article_approved_names_its_revision",
                condition=Q(approved_revision__isnull=False, approved_at__isnull=False)
                | (~Q(stage="approved") & Q(approved_revision=None, approved_by=None, approved_at=None)),
                violation_error_message="An approved article names the revision that was approved, and when.",
            ),
            models.CheckConstraint(
                name="articles_article_sealed_is_not_on_its_way_out",
                condition=Q(sealed_at=None) | Q(stage__in=["draft", "in_review", "withdrawn"]),
                violation_error_message="What is withdrawn for legal reasons is neither public nor on its way there.",
            ),
        ]

    def __str__(self):
        revision = self.live_revision or self.latest_revision
        return revision.headline if revision else self.slug

    def get_absolute_url(self):
        return path_of("articles:detail", self.slug)

    @property
    def urn(self):
        return self.uuid.urn

    @property
    def is_reviewed(self):
        """Whether somebody other than its writer has approved the latest revision."""
        return self.approved_revision_id is not None and self.approved_revision_id == self.latest_revision_id

    def is_overdue(self, at):
        return self.stage == Stage.DRAFT and self.due_at is not None and self.due_at < at

    @property
    def is_out(self):
        return self.stage in OUT

    @property
    def is_public(self):
        return self.stage == Stage.PUBLISHED


class FormerArticleSlug(FormerSlug):
    """Of an article that readers knew by it."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="former_slugs")


class Byline(models.Model):
    """One author of an article, in order."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="bylines")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="bylines")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "author"],
                name="articles_byline_is_given_once",
                violation_error_message="This author is named already.",
            )
        ]

    def __str__(self):
        return str(self.author)


# What readers see of lists. Feeds go by the first publication, which never moves.
LATEST_FIRST = Order(Article, "-published_at", "-pk")
