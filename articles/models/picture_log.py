"""The log of the library: what was done to a picture, by whom."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.models.pictures import Picture
from newsroom.lib.periods import with_zone

LABELS = {"alt": "Alternative text", "rights_until": "Rights until", "focal_x": "Focal point, from the left"}
LABELS |= {"focal_y": "Focal point, from the top"}


class PictureAct(models.TextChoices):
    UPLOADED = "uploaded", "Uploaded"
    DESCRIBED = "described", "Described"
    RIGHTS = "rights", "Changed its rights"
    REPLACED = "replaced", "Replaced the file"
    DELETED = "deleted", "Deleted"


def acts():
    """Asked for by name, so that another act is no change of the database."""
    return PictureAct.choices


class PictureEntry(models.Model):
    """One act on a picture, and who did it.

    Entries are only ever added; a database trigger refuses to change or delete
    them. They outlive the picture, whose title they keep.
    """

    picture = models.ForeignKey(
        Picture, on_delete=models.DO_NOTHING, related_name="log", db_constraint=False, db_index=False
    )
    title = models.CharField(max_length=200)
    act = models.CharField(max_length=30, choices=acts)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, help_text="Nobody: an import."
    )
    details = models.JSONField(default=dict, help_text="What was changed: by its name, what it was and what it is.")
    logged_at = models.DateTimeField(db_default=models.functions.Now(), editable=False)

    class Meta:
        ordering = ["-pk"]
        default_permissions = ()  # who may see a picture at the desk reads its log
        indexes = [
            # a picture's page: what was done last
            models.Index(fields=["picture", "-id"], name="articles_pictureentry_newest"),
            # the pictures that are gone, the last first
            models.Index(fields=["-id"], condition=Q(act="deleted"), name="articles_pictureentry_deleted"),
        ]
        verbose_name_plural = "picture entries"

    def __str__(self):
        return f"{self.get_act_display()} {self.at:%Y-%m-%d}"

    @property
    def changes(self):
        """What was changed, in words: its label, what it was, what it is."""
        for name, (before, after) in self.details.items():
            label = LABELS.get(name, name.capitalize())
            if name == "rights_until":
                before, after = (value and with_zone(datetime.fromisoformat(value)) for value in (before, after))
            yield label, before, after
