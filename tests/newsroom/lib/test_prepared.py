"""A prepared QuerySet gives what the QuerySet gives."""

import pytest
from django.db import connection
from django.db.models import Value
from django.test.utils import CaptureQueriesContext

from articles.models import Article, Stage
from newsroom.lib.prepared import Prepared
from shows.models import StatusEntry
from tests.factories import cancel_etoile, make_article, make_draft, make_etoile, make_show

pytestmark = pytest.mark.django_db

by_slug = Prepared(lambda slug: Article.objects.select_related("live_revision", "section").filter(slug=slug))


def columns(one):
    return {field.attname: getattr(one, field.attname) for field in one._meta.concrete_fields}


def test_it_gives_the_objects_of_the_queryset_and_those_selected_with_them():
    article = make_article(shows=[make_etoile()])

    (found,) = by_slug(article.slug)

    plain = Article.objects.select_related("live_revision", "section").get(slug=article.slug)
    for one, other in [(found, plain), (found.live_revision, plain.live_revision), (found.section, plain.section)]:
        assert columns(one) == columns(other)
        assert one == other
        for name in ("adding", "db", "fetch_mode"):
            assert getattr(one._state, name) == getattr(other._state, name)


def test_it_is_written_once_and_run_with_each_value():
    first, second = make_article("First"), make_article("Second")

    with CaptureQueriesContext(connection) as captured:
        found = [by_slug(article.slug) for article in (first, second, first)]

    assert found == [[first], [second], [first]]
    assert len(captured) == 3
    assert by_slug("nothing-like-it") == []


def test_what_it_gives_can_be_saved_and_read_on():
    (found,) = by_slug(make_article().slug)

    found.held_because = "A reason."
    found.save()
    found.refresh_from_db()

    assert found.held_because == "A reason."
    assert list(found.coverage.all()) == []


def test_what_is_selected_along_may_be_missing():
    (found,) = by_slug(make_draft().slug)

    assert found.live_revision is None


def test_deferred_columns_are_fetched_when_they_are_asked_for():
    article = make_article()
    slugs = Prepared(lambda pk: Article.objects.only("slug").filter(pk=pk))

    (found,) = slugs(article.pk)

    assert found.get_deferred_fields() >= {"stage", "section_id"}
    assert (found.slug, found.stage) == (article.slug, Stage.PUBLISHED)


def test_annotations_and_converted_columns_are_given():
    show = make_show("100% “Étoile”", also_known_as=["Etoile"])
    article = make_article(shows=[show], authors=["TV desk", "Streaming desk"])
    shown = Prepared(lambda pk: Article.objects.with_authors().annotate(percent=Value("100 %s")).filter(pk=pk))

    (found,) = shown(article.pk)

    assert (found.authors, found.percent, found.uuid) == (["TV desk", "Streaming desk"], "100 %s", article.uuid)


def test_several_values_stand_where_they_were_written():
    show = make_etoile()
    older, newer = make_article("Older", published="2025-04-26"), make_article("Newer", published="2025-04-30")
    between = Prepared(
        lambda first, last: Article.objects.filter(published_at__lte=last, published_at__gte=first), values=2
    )

    assert between(older.published_at, older.published_at) == [older]
    assert set(between(older.published_at, newer.published_at)) == {older, newer}
    assert show.ledger.exists()


def test_any_of_is_in_for_columns_and_for_relations():
    show = make_etoile()
    cancel_etoile(show)
    pks = list(show.ledger.values_list("pk", flat=True))[:3]

    assert set(StatusEntry.objects.filter(pk__any_of=pks)) == set(StatusEntry.objects.filter(pk__in=pks))
    assert set(StatusEntry.objects.filter(network__any_of=[0])) == set()
    assert not StatusEntry.objects.filter(pk__any_of=[]).exists()
