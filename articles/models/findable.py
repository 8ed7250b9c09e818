"""The words of public articles, as they are searched."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from articles.models.article import Article


class Findable(models.Model):
    """What readers find a published article by: its live revision, folded and stemmed.

    Triggers write it in the transaction that publishes, updates, redates or
    withdraws, whoever does so; nobody else does.
    """

    article = models.OneToOneField(Article, on_delete=models.CASCADE, primary_key=True, related_name="findable")
    published_at = models.DateTimeField()
    title = SearchVectorField(help_text="The headline; its little words as well, for who asks for nothing else.")
    words = SearchVectorField(help_text="Headline (A), dek (B) and body (D).")

    class Meta:
        default_permissions = ()
        indexes = [
            GinIndex(fields=["title"], name="articles_findable_by_title"),
            GinIndex(fields=["words"], name="articles_findable_by_words"),
            # common words are found among the newest
            models.Index(fields=["-published_at", "-article"], name="articles_findable_newest"),
        ]

    def __str__(self):
        return str(self.article)
