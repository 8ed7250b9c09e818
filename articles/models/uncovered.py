"""Shows that published articles name and do not cover, and what is still to be read for them."""

from django.db import models
from django.db.models import Q

from articles.models.article import Article
from newsroom.lib.paging import Order
from shows.models import Show


class Uncovered(models.Model):
    """A show that the live text of a published article names, that it does not cover, and that nobody set aside.

    The worker writes it, by ``articles.uncovered``. Triggers take it away with
    the act that settles it, whoever does that: nobody else's article, and none
    that is withdrawn, is ever listed.
    """

    class Where(models.TextChoices):
        HEADLINE = "headline", "headline"
        DEK = "dek", "dek"
        HEADING = "heading", "heading"
        BODY = "body", "text"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="uncovered", db_index=False)
    show = models.ForeignKey(Show, on_delete=models.CASCADE, related_name="uncovered", db_index=False)
    season = models.PositiveSmallIntegerField(null=True, help_text="The only one that headline, dek or heading says.")
    published_at = models.DateTimeField(help_text="The article's.")
    where = models.CharField(max_length=8, choices=Where, help_text="Where it is named first.")
    before = models.TextField(blank=True)
    words = models.TextField(help_text="By which it is named.")
    after = models.TextField(blank=True)

    class Meta:
        default_permissions = ()  # who may change the article may settle it
        verbose_name_plural = "uncovered"
        constraints = [
            models.UniqueConstraint(
                fields=["article", "show"],
                name="articles_uncovered_is_listed_once",
                violation_error_message="That the article names it is listed already.",
            )
        ]
        indexes = [
            # the list, newest first
            models.Index(fields=["-published_at", "-id"], name="articles_uncovered_newest"),
            # what headlines name, of which there is little
            models.Index(fields=["where", "-published_at", "-id"], name="articles_uncovered_by_place"),
            # that of a show, which also finds what goes with a show
            models.Index(fields=["show", "-published_at", "-id"], name="articles_uncovered_of_show"),
        ]

    def __str__(self):
        return f"{self.article} names {self.show}"


NEWEST = Order(Uncovered, "-published_at", "-pk")


class Unread(models.Model):
    """What the worker is still to read for names: an article, all that say a name, or every article after one.

    Triggers add rows, whoever publishes or renames, and nothing but the worker
    takes them away: whoever writes waits for nobody.
    """

    article = models.ForeignKey(
        Article,
        on_delete=models.DO_NOTHING,
        related_name="+",
        null=True,
        db_index=False,
        db_constraint=False,  # to check it would hold the article
    )
    name = models.TextField(blank=True, db_default="", help_text="That somebody or something has now, or had.")
    after = models.PositiveBigIntegerField(null=True, help_text="The articles above this key, all of them.")

    class Meta:
        default_permissions = ()
        verbose_name_plural = "unread"
        constraints = [
            models.CheckConstraint(
                name="articles_unread_is_one_thing",
                condition=Q(article__isnull=False, name="", after=None)
                | (Q(article=None, after=None) & ~Q(name=""))
                | Q(article=None, name="", after__isnull=False),
                violation_error_message="It is an article, a name, or all articles after one.",
            )
        ]

    def __str__(self):
        return self.name or f"article {self.article_id}"
