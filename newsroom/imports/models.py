"""Tables that somebody uploads at the desk."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Upload(models.Model):
    """A table of shows, seasons or entries: looked at, and then imported or not.

    Until it is imported it has its ``rows``, as pairs of number and cells by
    column, and ``lines``, what each row would do. Then it is what stays on
    record of the import.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="uploads")
    at = models.DateTimeField()
    name = models.CharField(max_length=200)
    table = models.CharField(max_length=10)
    rows = models.JSONField(default=list)
    lines = models.JSONField(default=list)
    articles = models.PositiveIntegerField(default=0, help_text="Published articles whose notice it may change.")
    seen = models.CharField(max_length=64, help_text="Names what the preview showed.")
    imported_at = models.DateTimeField(null=True, blank=True)
    told = models.CharField(max_length=200, blank=True)

    class Meta:
        default_permissions = ()
        indexes = [
            # what was imported last
            models.Index(
                fields=["-imported_at"], condition=Q(imported_at__isnull=False), name="newsroom_upload_imported"
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="newsroom_upload_imported_keeps_no_rows",
                condition=Q(imported_at=None) | Q(rows=[]),
                violation_error_message="What was imported is in the tables.",
            )
        ]

    def __str__(self):
        return self.name
