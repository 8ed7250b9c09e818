"""The log of public acts, and the clock of what the public sees."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.models.article import Article
from articles.models.revision import Revision


class Publication(models.Model):
    """One public act on an article: the log that readers and partners can rely on."""

    class Act(models.TextChoices):
        PUBLISHED = "published", "Published"
        UPDATED = "updated", "Updated"
        CORRECTED = "corrected", "Corrected"
        REVIEWED = "reviewed", "Reviewed"
        REDATED = "redated", "Redated"
        WITHDRAWN = "withdrawn", "Withdrawn"
        RESTORED = "restored", "Restored"

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="publications")
    act = models.CharField(max_length=10, choices=Act)
    at = models.DateTimeField(help_text="When it happened, or is said to have happened for what was imported.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, help_text="Nobody: an import."
    )
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    pins = models.JSONField(
        default=list, help_text="What the article relied on: subject, entry, when and how, set by hand or not."
    )
    note = models.CharField(max_length=1000, blank=True, help_text="Public where the article was withdrawn.")
    unreviewed = models.BooleanField(
        db_default=False, editable=False, help_text="It came out first without anybody's approval."
    )
    logged_at = models.DateTimeField(db_default=models.functions.Now(), editable=False)
    seq = models.PositiveBigIntegerField(null=True, editable=False, help_text="The clock at its commit.")

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["seq"], name="articles_publication_feed")]

    def __str__(self):
        return f"{self.get_act_display()} {self.at:%Y-%m-%d}"


class CorrectionQuerySet(models.QuerySet):
    def public(self):
        """Those of articles that readers can read."""
        return self.filter(article__stage="published")


class Correction(models.Model):
    """A dated public note that we were wrong. A later change of status is never one."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="corrections")
    text = models.CharField(max_length=1000)
    corrected_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["-corrected_at", "-pk"]
        # the page of all corrections
        indexes = [models.Index(fields=["-corrected_at", "-id"], name="articles_correction_newest")]
        constraints = [
            models.CheckConstraint(
                name="articles_correction_says_something",
                condition=~Q(text=""),
                violation_error_message="A correction needs its public note.",
            )
        ]

    def __str__(self):
        return self.text


class Exemption(models.Model):
    """The log of articles and coverage exempted from notices, and of exemptions lifted."""

    class Act(models.TextChoices):
        EXEMPTED = "exempted", "Exempted"
        LIFTED = "lifted", "Lifted"

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="exemptions")
    coverage_of = models.CharField(max_length=250, blank=True, help_text="The single subject; blank for all of them.")
    act = models.CharField(max_length=10, choices=Act)
    reason = models.CharField(max_length=500)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    seq = models.PositiveBigIntegerField(null=True, editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.get_act_display()}: {self.reason}"


class FeedClock(models.Model):
    """One row: the number of commits that changed what the public sees.

    It is advanced by the last statement of a transaction and its row lock is
    held to the commit, so the sequence has no gaps and is in commit order.
    """

    seq = models.PositiveBigIntegerField(default=0)

    def __str__(self):
        return str(self.seq)
