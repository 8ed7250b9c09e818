"""The library finds a picture by words of what is said of it without reading every one."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations

from shows.models.names import FoldedLine


class Migration(migrations.Migration):
    # Pictures are uploaded and described while it is made.
    atomic = False

    dependencies = [("articles", "0020_kept_texts_know_their_turn")]

    operations = [
        AddIndexConcurrently(
            "picture",
            GinIndex(
                OpClass(FoldedLine("title", "alt", "caption", "credit"), "gin_trgm_ops"), name="articles_picture_said"
            ),
        ),
    ]
