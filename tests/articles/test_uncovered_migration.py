"""What was published before anybody read it for names is read."""

import pytest

from articles import uncovered
from articles.models import Uncovered, Unread
from tests.articles.test_finding_migration import migrate  # noqa: F401
from tests.factories import make_article, make_show

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_what_was_published_before_is_read(migrate):  # noqa: F811
    make_show("Minx")
    article = make_article("“Minx” is back")
    migrate([("articles", "0035_reports_are_scheduled")])
    migrate()

    assert [one.after for one in Unread.objects.all()] == [0]
    uncovered.read_waiting()
    assert Uncovered.objects.get().article == article
