"""The desk finds an article by words of its headline or address without reading every one."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import AddIndexConcurrently, TrigramExtension
from django.db import migrations

from shows.models.names import FoldedWords


class StaysWhenOthersNeedIt(TrigramExtension):
    """On the way back too: other indexes are made of it, in whatever order the apps go back."""

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        pass


class Migration(migrations.Migration):
    # Articles are written and published while it is made.
    atomic = False

    dependencies = [("articles", "0017_what_is_sealed_is_checked")]

    operations = [
        StaysWhenOthersNeedIt(),
        AddIndexConcurrently(
            "revision",
            GinIndex(OpClass(FoldedWords("headline"), "gin_trgm_ops"), name="articles_revision_headline"),
        ),
        AddIndexConcurrently("article", GinIndex(OpClass("slug", "gin_trgm_ops"), name="articles_article_address")),
    ]
