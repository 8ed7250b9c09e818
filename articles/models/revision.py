"""The words of an article."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q

from articles.models.article import Article
from articles.models.pictures import Picture
from shows.models.names import FoldedWords

ELSEWHERE = {"title": ("seo_title", "headline"), "description": ("seo_description", "dek", "headline")}


class Revision(models.Model):
    """The words of an article, numbered, and never changed once saved."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    headline = models.CharField(max_length=300)
    dek = models.CharField(max_length=1000, blank=True, help_text="The sentence under the headline.")
    body = models.TextField(blank=True, help_text="Sanitized HTML.")
    lead_picture = models.ForeignKey(
        Picture, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_index=False
    )
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
                name="articles_revision_lead_picture_has_alt_text",
                condition=Q(lead_picture=None) | ~Q(lead_image_alt=""),
                violation_error_message="A picture needs its alternative text.",
            ),
        ]
        indexes = [
            # a picture that goes is looked for; where it is used is told by PictureUse
            models.Index(
                fields=["lead_picture"],
                condition=Q(lead_picture__isnull=False),
                name="articles_revision_lead_picture",
            ),
            # the desk's search
            GinIndex(OpClass(FoldedWords("headline"), "gin_trgm_ops"), name="articles_revision_headline"),
        ]

    def __str__(self):
        return f"{self.headline} (revision {self.number})"

    @property
    def title_elsewhere(self):
        """Its title in search results and on cards of social networks."""
        return self._first_of(ELSEWHERE["title"])

    @property
    def description_elsewhere(self):
        return self._first_of(ELSEWHERE["description"])

    def _first_of(self, names):
        return next((words for words in (getattr(self, name) for name in names) if words), "")
