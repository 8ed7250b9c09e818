"""What is fetched for notices, by statements written once, is what plain queries fetch."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import notices
from articles.models import Article, Coverage, Stage
from newsroom.archive import generate
from shows.statuses import Kind
from tests.factories import make_article, make_draft, make_every_notice, moment

pytestmark = pytest.mark.django_db

NAMED = ("entry", "turned_by", "now")
PARTS = ("network", "season", "implied_by", "implied_by__network", "implied_by__season")


def plain_pins(article):
    entries = [f"standing__{name}" for name in NAMED]
    joined = [f"{entry}__{part}" for entry in entries for part in PARTS]
    relied = Coverage.objects.filter(article=article, relied_at__isnull=False).order_by("position", "pk")
    return list(relied.select_related("show", "season", "standing", *entries, *joined))


def columns(one):
    return one and {field.attname: getattr(one, field.attname) for field in one._meta.concrete_fields}


def all_of(pin):
    """Every column of a pin and of all that its notice reads."""
    found = {"pin": columns(pin), "show": columns(pin.show), "season": columns(pin.season)}
    found["standing"] = columns(pin.standing)
    for name in NAMED:
        entry = getattr(pin.standing, name)
        found[name] = columns(entry)
        for one in filter(None, (entry, entry and entry.implied_by)):
            found |= {(name, one.pk, part): columns(getattr(one, part)) for part in ("network", "season", "implied_by")}
    return found


def assert_fetched_as_plainly():
    articles = list(Article.objects.select_related("live_revision").for_notices())
    with CaptureQueriesContext(connection) as none:
        fast = [([all_of(pin) for pin in one.pins], notices.for_article(one)) for one in articles]
    assert len(none) == 0
    for article, (pins, notice) in zip(articles, fast, strict=True):
        assert all(pin.article is article for pin in article.pins)
        article.pins = plain_pins(article)
        assert pins == [all_of(pin) for pin in article.pins]
        assert notice == notices.for_article(article)
    return {notice and notice.kind for _, notice in fast}


def test_of_every_kind_of_notice():
    make_every_notice()
    make_article("About nothing")
    make_draft("Not public")

    assert assert_fetched_as_plainly() == {*Kind.values, None} - {Kind.SAME}


@pytest.mark.slow
def test_of_a_random_archive():
    generate(shows=12, articles=150, seed=7, at=moment("2026-01-01"))

    assert Kind.CONTRADICTION in assert_fetched_as_plainly()


@pytest.mark.slow
def test_of_the_demo():
    call_command("demo", verbosity=0)

    assert assert_fetched_as_plainly() == {*Kind.values, None} - {Kind.SAME}
    assert Article.objects.exclude(stage=Stage.PUBLISHED).exists()


def test_an_article_that_stands_twice_in_a_list_has_each_pin_once():
    make_every_notice()
    article = Article.objects.get(live_revision__headline="Kept")

    found = list(Article.objects.filter(coverage__isnull=False, pk=article.pk).for_notices())

    assert [len(one.pins) for one in found] == [2, 2]


@pytest.mark.parametrize("count", [1, 3, 12])
def test_two_statements_however_many_articles(count):
    make_every_notice()
    for _ in range(12):
        make_article("Another", shows=[Article.objects.get(live_revision__headline="Right").shows.get()])

    with CaptureQueriesContext(connection) as captured:
        found = list(Article.objects.order_by("-pk").for_notices()[:count])

    assert len(found) == count
    assert len(captured) == 3


def test_no_articles_take_no_statement_for_their_pins():
    with CaptureQueriesContext(connection) as captured:
        assert list(Article.objects.for_notices()) == []

    assert len(captured) == 1
