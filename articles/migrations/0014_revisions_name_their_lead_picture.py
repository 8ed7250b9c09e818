"""The column of files goes: its constraint first has a successor, and nothing is read or indexed under a lock."""

from django.contrib.postgres.operations import AddConstraintNotValid, AddIndexConcurrently, ValidateConstraint
from django.core.management import CommandError
from django.db import IntegrityError, migrations, models
from django.db.models import Q

TABLE, MOVED = "ALTER TABLE articles_revision", "articles_revision_lead_image_has_moved"
LEFT = """
SELECT count(*), min(id) FROM articles_revision WHERE lead_image <> '' AND lead_picture_id IS NULL
"""


def refuse_what_was_left(apps, editor):
    """Raises while a revision has a file that is no picture of the library, and lets nobody add another one."""
    with editor.connection.cursor() as cursor:
        cursor.execute(f"{TABLE} DROP CONSTRAINT IF EXISTS {MOVED}")
        # Who still runs the version before is refused from here on. It goes with its column.
        cursor.execute(
            f"{TABLE} ADD CONSTRAINT {MOVED} CHECK (lead_image = '' OR lead_picture_id IS NOT NULL) NOT VALID"
        )
        try:
            cursor.execute(f"{TABLE} VALIDATE CONSTRAINT {MOVED}")
        except IntegrityError as error:
            cursor.execute(f"{TABLE} DROP CONSTRAINT {MOVED}")
            cursor.execute(LEFT)
            count, first = cursor.fetchone()
            raise CommandError(
                f"Revisions were saved by the version before while their lead pictures moved into the library: {count}, "
                f"the first of them {first}. Nothing was changed. Stop what still runs that version, then "
                "“manage.py migrate articles 0012” and “manage.py migrate” move these pictures, too."
            ) from error


def let_files_be(apps, editor):
    """Nothing to do: the column comes back without the constraint."""


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("articles", "0013_lead_pictures_move_to_the_library")]

    operations = [
        # First of all: refused, it can be tried again.
        migrations.RunPython(refuse_what_was_left, let_files_be),
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
