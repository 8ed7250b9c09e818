"""People who are told, and what the worker does for them."""

import itertools

from articles.models import Author, Byline
from newsroom import roles
from newsroom.telling import outbox
from tests.desk import make_member
from tests.factories import moment

NOON = moment("2026-01-01")  # when the factories record what is news
_number = itertools.count(1)


def make_reader_of_mail(role=roles.REPORTERS, name="rae", **fields):
    """Somebody at the desk with an address of mail."""
    return make_member(role, name, email=f"{name}{next(_number)}@news.example", **fields)


def sign(article, person):
    """Give ``article`` the byline of ``person``."""
    name = f"Byline of {person.username}"
    author, _ = Author.objects.get_or_create(account=person, defaults={"name": name, "slug": person.username})
    Byline.objects.create(article=article, author=author, position=9)
    return article


def work(*, at=NOON):
    """What the worker does every minute."""
    outbox.take(at=at)
    return outbox.send_due(at=at)
