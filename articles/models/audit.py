"""The audit log: every act on an article, public or not."""

from django.conf import settings
from django.db import models

from articles.models.article import Article
from articles.models.revision import Revision


class Act(models.TextChoices):
    """What can be done to an article; those that readers see are named as in the log of public acts."""

    IMPORTED = "imported", "Imported"
    SAVED = "saved", "Saved"
    RESTORED_TEXT = "restored_text", "Restored an earlier text"
    REFILED = "refiled", "Filed otherwise"
    NOT_ABOUT = "not_about", "Said not to be about a show that it names"
    ASSIGNED = "assigned", "Assigned"
    HANDED_OVER = "handed_over", "Handed over"
    SUBMITTED = "submitted", "Submitted for review"
    APPROVED = "approved", "Approved"
    SENT_BACK = "sent_back", "Sent back"
    SCHEDULED = "scheduled", "Scheduled"
    UNSCHEDULED = "unscheduled", "Taken off the schedule"
    HELD = "held", "Held instead of published"
    SCHEDULED_UPDATE = "scheduled_update", "Scheduled the changes"
    CANCELED_UPDATE = "canceled_update", "Canceled the scheduled changes"
    HELD_UPDATE = "held_update", "Held the scheduled changes"
    PUBLISHED = "published", "Published"
    UPDATED = "updated", "Updated"
    CORRECTED = "corrected", "Corrected"
    REVIEWED = "reviewed", "Reviewed as still right"
    FOLLOWED_UP = "followed_up", "Followed up"
    REDATED = "redated", "Redated"
    WITHDRAWN = "withdrawn", "Withdrawn"
    RESTORED = "restored", "Restored"
    COMMENTED = "commented", "Commented"
    RESOLVED = "resolved", "Resolved a comment"
    SEALED = "sealed", "Withdrawn for legal reasons"
    RESTORATION_ASKED = "restoration_asked", "Asked for its restoration"
    RESTORATION_TAKEN_BACK = "restoration_taken_back", "Took back the request for its restoration"
    UNSEALED = "unsealed", "Confirmed its restoration"
    EXEMPTED = "exempted", "Exempted from notices"
    LIFTED = "lifted", "Lifted the exemption"
    LINKED = "linked", "Made a preview link"
    REVOKED = "revoked", "Revoked a preview link"


def acts():
    """Asked for by name, so that another act is no change of the database."""
    return Act.choices


class AuditEntry(models.Model):
    """One act on an article, and who did it.

    Entries are only ever added; a database trigger refuses to change or delete
    them. They never say what an article says: whoever may not read it, learns
    nothing of it from them.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="audit", db_index=False)
    act = models.CharField(max_length=30, choices=acts)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        help_text="Nobody: an import, or the clock.",
    )
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    note = models.CharField(max_length=1000, blank=True)
    details = models.JSONField(default=dict)
    logged_at = models.DateTimeField(db_default=models.functions.Now(), editable=False)

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()  # who may read an article reads its log
        indexes = [
            # an article's page: what was done last
            models.Index(fields=["article", "-id"], name="articles_auditentry_newest")
        ]
        verbose_name_plural = "audit entries"

    def __str__(self):
        return f"{self.get_act_display()} {self.at:%Y-%m-%d}"

    @property
    def whose(self):
        """Who did it, in words: somebody, or else the clock or an import."""
        return self.by or ("an import" if self.act == Act.IMPORTED else "by itself")
