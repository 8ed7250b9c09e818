"""Where an article is filed, and under whose name."""

from django.conf import settings
from django.db import models

from newsroom.lib.slugs import MAX_LENGTH

USER = settings.AUTH_USER_MODEL


class Section(models.Model):
    """Where an article is filed."""

    name = models.CharField(max_length=100, unique=True)
    slug = models.SlugField(max_length=MAX_LENGTH, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class Topic(models.Model):
    """What an article is about, beside the shows that it covers."""

    name = models.CharField(max_length=100, unique=True)
    slug = models.SlugField(max_length=MAX_LENGTH, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name


class Author(models.Model):
    """A byline as readers see it: a person or a desk; apart from the accounts that sign in."""

    name = models.CharField(max_length=200, unique=True)
    slug = models.SlugField(max_length=MAX_LENGTH, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self):
        return self.name
