"""Links by which outsiders read a draft."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from articles.models.article import Article, Stage
from articles.models.revision import Revision

LONGEST_LIFE = timedelta(days=30)


class PreviewLinkQuerySet(models.QuerySet):
    def working(self, at):
        """Those that lead somewhere: whoever made them still works here."""
        return self.unexpired(at).filter(made_by__is_active=True)

    def unexpired(self, at):
        """Those neither expired nor revoked, and their article not withdrawn."""
        return self.filter(revoked_at=None, expires_at__gt=at).exclude(article__stage=Stage.WITHDRAWN)


class PreviewLink(models.Model):
    """An address at which whoever has it reads a draft, for some days.

    Its token is kept as a hash: who reads the database, or a copy of it, cannot
    make the address of it.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="preview_links")
    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, related_name="+", null=True, help_text="None: always the latest."
    )
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        ordering = ["expires_at", "pk"]
        default_permissions = ()  # who may change the article may make one
        constraints = [
            models.CheckConstraint(
                name="articles_previewlink_expires_within_thirty_days",
                condition=Q(expires_at__gt=F("made_at")) & Q(expires_at__lte=F("made_at") + LONGEST_LIFE),
                violation_error_message="A preview link works for 30 days at most.",
            ),
            models.CheckConstraint(
                name="articles_previewlink_revoked_has_its_date",
                condition=Q(revoked_at=None, revoked_by=None) | Q(revoked_at__isnull=False),
                violation_error_message="A link that was revoked has the date on which it was.",
            ),
        ]

    def __str__(self):
        return f"Preview link {self.pk} to “{self.article}”"
