"""Where an article is filed, and under whose name."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef

from newsroom.lib.slugs import MAX_LENGTH, path_of

USER = settings.AUTH_USER_MODEL


class SectionQuerySet(models.QuerySet):
    def with_articles(self):
        """Those in which readers find something."""
        articles = self.model.articles.rel.related_model.objects.published()
        return self.filter(Exists(articles.filter(section=OuterRef("pk"))))


class Section(models.Model):
    """Where an article is filed."""

    name = models.CharField(max_length=100, unique=True)
    slug = models.SlugField(max_length=MAX_LENGTH, unique=True)

    objects = SectionQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return path_of("articles:section", self.slug)


class Topic(models.Model):
    """What an article is about, beside the shows that it covers."""

    name = models.CharField(max_length=100, unique=True)
    slug = models.SlugField(max_length=MAX_LENGTH, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return path_of("articles:topic", self.slug)


class Author(models.Model):
    """A byline as readers see it: a person or a desk; apart from the accounts that sign in."""

    name = models.CharField(max_length=200, unique=True)
    slug = models.SlugField(max_length=MAX_LENGTH, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name
