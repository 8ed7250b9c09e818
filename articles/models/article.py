"""The article and its words."""

import uuid

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse

from articles.models.coverage import Coverage
from articles.models.filing import Author, Section, Topic
from newsroom.lib.slugs import MAX_LENGTH
from shows.models import Show


class Stage(models.TextChoices):
    DRAFT = "draft", "Draft"
    IN_REVIEW = "in_review", "In review"
    SCHEDULED = "scheduled", "Scheduled"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ArticleQuerySet(models.QuerySet):
    def published(self):
        return self.filter(stage=Stage.PUBLISHED)

    def due(self, at):
        """Scheduled articles whose moment has come, and that nothing holds."""
        return self.filter(stage=Stage.SCHEDULED, held_at=None, scheduled_for__lte=at)

    def covering(self, show, season=None):
        coverage = Coverage.objects.filter(article=OuterRef("pk"), show=show, relied_at__isnull=False)
        if season is not None:
            coverage = coverage.filter(season=season)
        return self.filter(Exists(coverage))

    def since_changed(self, changed=True):
        """Articles of which something since changed, by any subject that is not exempted."""
        condition = Q(is_exempt=False) & Exists(Coverage.objects.filter(article=OuterRef("pk")).since_changed())
        return self.filter(condition if changed else ~condition)

    def newest_first(self):
        return self.order_by("-published_at", "-pk")

    def for_notices(self):
        """With all that ``notices.for_article`` reads, in two queries however many articles."""
        return self.prefetch_related(Prefetch("coverage", Coverage.objects.for_notices(), to_attr="pins"))

    def for_cards(self):
        return self.select_related("live_revision", "section").with_authors().for_notices()

    def with_authors(self):
        """With ``authors``, the names of the bylines in their order, in the query of the articles."""
        names = Byline.objects.filter(article=OuterRef("pk")).order_by("position", "pk").values("author__name")
        return self.annotate(authors=ArraySubquery(names))

    def for_items(self):
        """With all that a feed's item tells."""
        return self.for_cards().prefetch_related("topics", "corrections")


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

    is_exempt = models.BooleanField(default=False, editable=False)
    imported_digest = models.CharField(max_length=64, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, editable=False
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        permissions = [
            ("edit_any_article", "Can edit any article"),
            ("publish_article", "Can publish and schedule"),
            ("review_article", "Can review as still right"),
            ("withdraw_article", "Can withdraw and restore"),
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
        ]

    def __str__(self):
        revision = self.live_revision or self.latest_revision
        return revision.headline if revision else self.slug

    def get_absolute_url(self):
        return reverse("articles:detail", args=[self.slug])

    @property
    def urn(self):
        return self.uuid.urn

    @property
    def is_public(self):
        return self.stage == Stage.PUBLISHED


class Revision(models.Model):
    """The words of an article, numbered, and never changed once saved."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    headline = models.CharField(max_length=300)
    dek = models.CharField(max_length=1000, blank=True, help_text="The sentence under the headline.")
    body = models.TextField(blank=True, help_text="Sanitized HTML.")
    lead_image = models.ImageField(upload_to="lead/%Y/%m", max_length=300, blank=True)
    lead_image_alt = models.CharField(max_length=500, blank=True)
    lead_image_caption = models.CharField(max_length=500, blank=True)
    lead_image_credit = models.CharField(max_length=200, blank=True)
    seo_title = models.CharField(max_length=200, blank=True)
    seo_description = models.CharField(max_length=500, blank=True)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        ordering = ["article", "number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="articles_revision_number_is_unique"),
            models.CheckConstraint(
                name="articles_revision_has_a_headline",
                condition=~Q(headline=""),
                violation_error_message="An article needs a headline.",
            ),
            models.CheckConstraint(
                name="articles_revision_picture_has_alt_text",
                condition=Q(lead_image="") | ~Q(lead_image_alt=""),
                violation_error_message="A picture needs its alternative text.",
            ),
        ]

    def __str__(self):
        return f"{self.headline} (revision {self.number})"


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
