"""Articles withdrawn for legal reasons."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from articles.models.article import Article, Stage

USER = settings.AUTH_USER_MODEL


def _person(**options):
    return models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", db_index=False, **options)


class SealingQuerySet(models.QuerySet):
    def standing(self):
        """Those that hold: nobody has lifted them."""
        return self.filter(lifted_at=None)


class Sealing(models.Model):
    """That an article was withdrawn for legal reasons, and how it came back if it did.

    What it says is for those only who may seal and unseal articles.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="sealings")
    reason = models.CharField(max_length=1000)
    at = models.DateTimeField()
    by = _person()
    stage = models.CharField(max_length=10, choices=Stage, help_text="The one to which it returns.")
    asked_because = models.CharField(max_length=1000, blank=True, help_text="Why it may be read again.")
    asked_at = models.DateTimeField(null=True)
    asked_by = _person(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = _person(null=True)

    objects = SealingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["article"],
                condition=Q(lifted_at=None),
                name="articles_sealing_is_one_at_a_time",
                violation_error_message="The article is withdrawn for legal reasons already.",
            ),
            models.CheckConstraint(
                name="articles_sealing_asked_says_by_whom_and_why",
                condition=(Q(asked_at=None, asked_by=None) & Q(asked_because=""))
                | (Q(asked_at__isnull=False, asked_by__isnull=False) & ~Q(asked_because="")),
                violation_error_message="Whoever asks for a restoration says why.",
            ),
            models.CheckConstraint(
                name="articles_sealing_is_lifted_by_two",
                condition=Q(lifted_at=None, lifted_by=None)
                | (
                    Q(lifted_at__isnull=False, lifted_by__isnull=False, asked_by__isnull=False)
                    & ~Q(lifted_by=F("asked_by"))
                ),
                violation_error_message="One asks for the restoration, and another confirms it.",
            ),
        ]

    def __str__(self):
        return f"Sealing {self.pk}"
