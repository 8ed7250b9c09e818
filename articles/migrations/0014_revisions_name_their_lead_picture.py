"""The column of files goes: its constraint first has a successor, and nothing is read or indexed under a lock."""

from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("articles", "0013_lead_pictures_move_to_the_library")]

    operations = [
        AddConstraintNotValid(
            "revision",
            models.CheckConstraint(
                name="articles_revision_lead_picture_has_alt_text",
                condition=Q(lead_picture=None) | ~Q(lead_image_alt=""),
                violation_error_message="A picture needs its alternative text.",
            ),
        ),
        ValidateConstraint("revision", "articles_revision_lead_picture_has_alt_text"),
        migrations.RemoveConstraint("revision", "articles_revision_picture_has_alt_text"),
        migrations.RemoveField("revision", "lead_image"),
        AddIndexConcurrently(
            "revision",
            models.Index(
                fields=["lead_picture"],
                condition=Q(lead_picture__isnull=False),
                name="articles_revision_lead_picture",
            ),
        ),
    ]
