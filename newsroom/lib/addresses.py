"""Addresses that a thing had before lead to the one that it has, for ever."""

from anyascii import anyascii
from django.db import models
from django.utils.text import slugify

from newsroom.lib.slugs import MAX_LENGTH

LONGEST = 500  # of what is looked at


class FormerSlug(models.Model):
    """A slug that a row had. A trigger keeps it whoever changes the row, and forgets it where another row takes it.

    Since it leads to the row and not to a slug, a chain of changes is one step.
    """

    slug = models.SlugField(max_length=MAX_LENGTH, unique=True)

    class Meta:
        abstract = True
        default_permissions = ()

    def __str__(self):
        return self.slug


class AddressedQuerySet(models.QuerySet):
    """Rows with a slug, and ``former_slugs``."""

    def once_at(self, slug):
        """The row that has the address or, where none has, had it last; ``None`` if there is neither."""
        return self.filter(slug=slug).first() or self.filter(former_slugs__slug=slug).first()


def in_our_letters(path):
    """``path`` as our addresses are written, ``/shows/Étoile`` as ``/shows/etoile/``.

    ``None`` where a part of it has no letters or digits, and where it is longer than any of ours.
    """
    if len(path) > LONGEST:
        return None
    parts = [slugify(anyascii(part)) for part in path.split("/") if part]
    return "/" + "".join(f"{part}/" for part in parts) if all(parts) else None
