"""ASCII slugs for titles in any script."""

from functools import cache

from anyascii import anyascii
from django.urls import reverse
from django.utils.text import slugify

MAX_LENGTH = 200  # of what is kept
MADE_LENGTH = 80  # of what is made from a title


def ascii_slug(*parts, fallback="untitled"):
    """A slug of ASCII letters, digits and hyphens: ``Étoile`` → ``etoile``; at most 80 characters."""
    text = " ".join(str(part) for part in parts if part)
    slug = slugify(anyascii(text))[:MADE_LENGTH].strip("-")
    return slug or fallback


def free_slug(wanted, taken):
    """``wanted``, or the first of ``wanted-2``, ``wanted-3`` … for which ``taken(slug)`` is false."""
    slug, number = wanted, 1
    while taken(slug):
        number += 1
        slug = f"{wanted[:MADE_LENGTH]}-{number}"
    return slug


def path_of(page, slug):
    """The path of the ``page`` of a slug, as ``reverse`` gives it: a list asks for a hundred of them."""
    return _pattern(page).replace(_STAND_IN, slug)


_STAND_IN = "stands-for-any-slug"


@cache
def _pattern(page):
    return reverse(page, args=[_STAND_IN])
