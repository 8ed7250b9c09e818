"""What was public before there was a search is found by it."""

from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from articles import finding, workflow
from articles.models import Article
from tests import clean_slate
from tests.factories import make_article, make_draft, moment

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

BEFORE = [("articles", "0024_corrections_are_listed")]
PUBLISH = """
UPDATE articles_article SET stage = 'published', live_revision_id = latest_revision_id, first_published_at = %(at)s,
       published_at = %(at)s, modified_at = %(at)s WHERE slug = %(slug)s
"""
WITHDRAW = "UPDATE articles_article SET stage = 'withdrawn' WHERE slug = %s"


@pytest.fixture
def migrate():
    """Leaves the database as it found it, however the test ends."""

    def to(targets=None):
        executor = MigrationExecutor(connection)
        executor.migrate(targets or executor.loader.graph.leaf_nodes())

    yield to
    to()
    clean_slate.number_on()


def found(said):
    hits = finding.found(finding.understood(said))
    slugs = dict(Article.objects.values_list("pk", "slug"))
    return [slugs[hit.pk] for hit in hits]


def test_what_was_published_and_withdrawn_before_is_found_and_not(migrate, monkeypatch):
    monkeypatch.setattr(import_module("articles.migrations.0025_what_is_public_is_found"), "BATCH", 2)
    for slug in ("first", "withdrawn", "last"):
        make_article(f"Étoile: {slug}", slug=slug, body="<p>The zebra dances.</p>")
    for slug in ("before", "draft"):
        make_draft("Étoile", slug=slug, body="<p>The okapi dances.</p>")
    migrate(BEFORE)
    with connection.cursor() as cursor:
        cursor.execute(PUBLISH, {"at": moment("2025-05-10"), "slug": "before"})
        cursor.execute(WITHDRAW, ["withdrawn"])

    migrate()

    assert set(found("etoile")) == {"first", "last", "before"}
    assert (set(found("zebra")), found("okapi")) == ({"first", "last"}, ["before"])
    # And from then on by the triggers, which are there again.
    workflow.withdraw(Article.objects.get(slug="first"), by=None, at=moment("2025-06-10"))
    assert found("zebra") == ["last"]
