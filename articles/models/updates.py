"""Changes of published articles that go out at a moment to come."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.models.article import Article
from articles.models.revision import Revision


class ScheduledUpdate(models.Model):
    """That a revision of a published article goes before readers at its moment, whatever is saved until then.

    What readers see stays as it is meanwhile. The row goes with its publication,
    or once the matter is taken up by somebody; the audit log keeps it.
    """

    class What(models.TextChoices):
        SUBSTANTIVE = "substantive", "Brought up to date"
        MINOR = "minor", "A small thing"
        CORRECTION = "correction", "A correction"

    article = models.OneToOneField(Article, on_delete=models.PROTECT, related_name="scheduled_update")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+", db_index=False)
    publish_at = models.DateTimeField()
    what = models.CharField(max_length=11, choices=What)
    note = models.CharField(max_length=1000, blank=True, help_text="The public note of a correction.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    at = models.DateTimeField(help_text="When it was scheduled: a substantive one relies on the ledger of then.")
    held_at = models.DateTimeField(null=True, help_text="When it was held instead of published.")
    held_because = models.CharField(max_length=500, blank=True)

    class Meta:
        default_permissions = ()
        indexes = [
            # what is due: asked before every public page
            models.Index(fields=["publish_at"], condition=Q(held_at=None), name="articles_scheduledupdate_due")
        ]
        constraints = [
            models.CheckConstraint(
                name="articles_scheduledupdate_correction_has_its_note",
                condition=(Q(what="correction") & ~Q(note="")) | (~Q(what="correction") & Q(note="")),
                violation_error_message="A correction has its public note, and nothing else has one.",
            ),
            models.CheckConstraint(
                name="articles_scheduledupdate_held_says_why",
                condition=Q(held_at=None, held_because="") | (Q(held_at__isnull=False) & ~Q(held_because="")),
                violation_error_message="What is held says why.",
            ),
        ]

    def __str__(self):
        return f"{self.get_what_display()}, {self.publish_at:%Y-%m-%d %H:%M}"
