"""Of which shows an article says the name without being about them."""

from django.conf import settings
from django.db import models

from articles.models.article import Article
from shows.models import Show


class NotAbout(models.Model):
    """Somebody has seen that the text names a show, and said that the article is not about it."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="not_about", db_index=False)
    show = models.ForeignKey(Show, on_delete=models.CASCADE, related_name="not_about")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()  # who may change the article may say so
        verbose_name_plural = "not about"
        constraints = [
            models.UniqueConstraint(
                fields=["article", "show"],
                name="articles_notabout_is_said_once",
                violation_error_message="That the article is not about it was said already.",
            )
        ]

    def __str__(self):
        return f"not about {self.show}"
