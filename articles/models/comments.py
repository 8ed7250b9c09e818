"""What colleagues say to each other about an article."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.models.article import Article
from articles.models.revision import Revision

LONGEST = 5000


class CommentQuerySet(models.QuerySet):
    def open(self):
        """Those that nobody has resolved."""
        return self.filter(resolved_at=None)


class Comment(models.Model):
    """One comment: never changed, never deleted, and at some time resolved. A database trigger keeps it so."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="comments")
    revision = models.ForeignKey(
        Revision,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_index=False,
        help_text="The latest when it was said.",
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()
    text = models.TextField(max_length=LONGEST)
    sent_back = models.BooleanField(default=False, help_text="The article was sent back with it.")
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        default_permissions = ()  # who may read an article at the desk may comment on it
        indexes = [
            # the list of articles: how many are open
            models.Index(fields=["article"], condition=Q(resolved_at=None), name="articles_comment_open")
        ]
        constraints = [
            models.CheckConstraint(
                name="articles_comment_says_something",
                condition=~Q(text=""),
                violation_error_message="A comment says something.",
            ),
            models.CheckConstraint(
                name="articles_comment_resolved_has_its_date",
                condition=Q(resolved_at=None, resolved_by=None) | Q(resolved_at__isnull=False),
                violation_error_message="A comment that was resolved has the date on which it was.",
            ),
        ]

    def __str__(self):
        return f"Comment {self.pk}"
