"""What people are to be told of: written where it happens, told later by the worker."""

from django.db import models
from django.db.models import Q

from articles.models.audit import AuditEntry
from shows.models import StatusEntry


class OccasionQuerySet(models.QuerySet):
    def waiting(self):
        """Those of which nobody has found out yet whom to tell."""
        return self.filter(taken_at=None)


class Occasion(models.Model):
    """That something happened of which people are to be told: one row, in the transaction in which it happens.

    Whom it concerns, and in what words, the worker finds out: a change of
    status costs the same whether it touches ten articles or a hundred thousand.
    """

    entry = models.OneToOneField(StatusEntry, on_delete=models.PROTECT, related_name="+", null=True)
    seq = models.PositiveBigIntegerField(null=True, help_text="The clock at the commit of that entry.")
    audit = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="+", null=True)
    taken_at = models.DateTimeField(null=True)

    objects = OccasionQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes = [
            # what the worker has to find out about
            models.Index(fields=["id"], condition=Q(taken_at=None), name="articles_occasion_waiting")
        ]
        constraints = [
            models.CheckConstraint(
                name="articles_occasion_is_one_thing",
                condition=Q(entry__isnull=False, seq__isnull=False, audit=None)
                | Q(entry=None, seq=None, audit__isnull=False),
                violation_error_message="It is a change of status, or an act on an article.",
            )
        ]

    def __str__(self):
        return f"Occasion {self.pk}"

    @property
    def at(self):
        return self.entry.recorded_at if self.entry_id else self.audit.at

    @property
    def by(self):
        """Who did it: whoever did needs not be told."""
        return self.entry.recorded_by_id if self.entry_id else self.audit.by_id
