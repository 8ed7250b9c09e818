import gc
import json
import tracemalloc
from functools import partial

import pytest
from django.db import connection

from articles import clock, notices, pins
from articles.models import Article, Author, Coverage, Publication, Revision, Section, Topic
from newsroom.imports import articles as imports
from shows.models import Standing
from tests.factories import (
    cancel_etoile,
    make_etoile,
    make_show,
    moment,
    record,
)
from tests.newsroom import importing
from tests.newsroom.importing import LINE, differences, everything, pinned

pytestmark = pytest.mark.django_db

run = partial(importing.run, "import_articles")


@pytest.fixture
def write(tmp_path):
    return lambda *lines: importing.write(tmp_path / "articles.jsonl", list(lines))


@pytest.fixture
def show():
    return make_etoile()


def notice_of(slug):
    return notices.for_article(Article.objects.for_notices().get(slug=slug))


def test_an_article_is_published_as_of_its_date(show, write):
    said = run(write(LINE))

    assert said == "1 article imported, 0 updated; 0 unchanged, 0 left alone\n"
    article, at = Article.objects.get(), moment("2025-04-30T11:00:00-04:00")
    assert (article.slug, article.stage, article.section.name) == ("yes-season-2", "published", "Explainers")
    assert {article.first_published_at, article.published_at, article.modified_at} == {at}
    assert [str(byline) for byline in article.bylines.all()] == ["TV desk", "Streaming desk"]
    assert [str(topic) for topic in article.topics.all()] == ["Renewals"]
    revision = article.live_revision
    assert (article.latest_revision, revision.number, revision.saved_by) == (revision, 1, None)
    assert (revision.headline, revision.dek, revision.body) == (
        *("Yes, season 2 is coming", "It was ordered long ago."),
        "<p>Be <em>patient</em>.</p>",
    )


def test_it_is_pinned_to_its_shows_as_of_its_date(show, write):
    cancel_etoile(show)

    run(write(LINE, LINE | {"slug": "canceled", "published_at": "2025-06-06T15:00:00-04:00"}))

    before, after = Article.objects.order_by("published_at")
    assert pinned(before) == ["ordered", "returning"]
    assert pinned(after) == ["order_reversed", "canceled"]
    assert {(one.relied_by, one.relied_at, one.published_at) for one in before.coverage.all()} == {
        ("published", before.published_at, before.published_at)
    }
    assert notice_of("yes-season-2").kind == "contradiction"
    assert notice_of("canceled") is None


def test_news_after_an_import_reaches_its_articles(show, write):
    run(write(LINE))

    cancel_etoile(show)

    assert notice_of("yes-season-2").kind == "contradiction"


def test_a_mention_is_listed_and_never_flagged(show, write):
    cancel_etoile(show)

    run(write(LINE | {"coverage": [{"show": "Étoile", "mention_only": True}]}))

    assert Coverage.objects.get().mention_only
    assert notice_of("yes-season-2") is None


def test_the_log_says_that_nobody_published_it(show, write):
    run(write(LINE))

    log, article = Publication.objects.get(), Article.objects.get()
    assert (log.act, log.by, log.at, log.revision) == ("published", None, article.published_at, article.live_revision)
    assert log.pins == pins.of_article(article)
    assert log.seq == clock.now()


def test_an_import_is_one_tick_of_the_clock_and_moves_each_show_once(show, write):
    other = make_show("Another")
    show.refresh_from_db()
    before = clock.now(), show.version

    run(write(*(LINE | {"slug": f"slug-{number}"} for number in range(5))))

    show.refresh_from_db()
    other.refresh_from_db()
    assert (clock.now(), other.version) == (before[0] + 1, 0)
    assert show.version == before[1] + 1
    assert {log.seq for log in Publication.objects.all()} == {clock.now()}


def test_a_season_is_created_by_its_number(show, write):
    run(write(LINE | {"coverage": [{"show": "Étoile", "season": 7}]}))

    coverage = Coverage.objects.get()
    assert (coverage.season.number, coverage.standing.entry, coverage.standing.later) == (7, None, True)


def test_an_article_may_cover_nothing(write):
    run(write(LINE | {"coverage": []}))

    assert Article.objects.get().coverage.count() == 0


def test_what_is_derived_is_as_from_scratch(show, write):
    record(show, "canceled", "2025-06-06", season=None, at="2025-06-07")
    make_show("Nothing recorded")
    dates = ("2020-01-01", "2023-04-26", "2025-04-24", "2025-06-06", "2025-06-08")
    lines = [
        LINE
        | {
            "slug": f"slug-{day}",
            "published_at": f"{day}T12:00:00Z",
            "coverage": [*LINE["coverage"], {"show": "Étoile", "season": 3}, {"show": "Nothing recorded", "season": 1}],
        }
        for day in dates
    ]

    run(write(*lines))

    assert Coverage.objects.count() == 20
    assert differences() == []
    newest = Standing.objects.filter(entry__status="canceled", season=None, later=False).get()
    assert newest.newest_pin_at == moment("2025-06-08")


def test_batches_and_forgotten_ledgers_make_no_difference(show, write, monkeypatch):
    monkeypatch.setattr(imports, "BATCH", 2)
    monkeypatch.setattr("articles.bulk.KEPT", 1)
    for number in range(3):
        record(make_show(f"Show {number}"), "airing", "2020")
    lines = [
        LINE | {"slug": f"slug-{number}", "coverage": [{"show": f"Show {number % 3}", "season": 1}, {"show": "Étoile"}]}
        for number in range(7)
    ]

    said = run(write(*lines))

    assert said.startswith("7 articles imported")
    assert differences() == []


def test_names_are_found_again_accents_and_case_ignored(show, write):
    other = {"slug": "other", "section": "EXPLAINERS", "bylines": ["tv desk", "TV Desk"], "topics": ["rénewals"]}

    run(write(LINE, LINE | other))

    assert [str(section) for section in Section.objects.all()] == ["Explainers"]
    assert sorted(str(author) for author in Author.objects.all()) == ["Streaming desk", "TV desk"]
    assert [str(topic) for topic in Topic.objects.all()] == ["Renewals"]
    assert [str(byline) for byline in Article.objects.get(slug="other").bylines.all()] == ["TV desk"]


def test_slugs_of_sections_are_free_and_ascii(show, write):
    Section.objects.create(name="Other", slug="news")

    run(write(LINE | {"section": "News", "topics": ["Étoile", "Etoile!"]}))

    assert Section.objects.get(name="News").slug == "news-2"
    assert sorted(Topic.objects.values_list("slug", flat=True)) == ["etoile", "etoile-2"]


def test_year_and_country_tell_shows_apart(write):
    make_show("Étoile", year=1995, country="FR")
    new = make_show("Étoile", year=2025, country="US")

    run(write(LINE | {"coverage": [{"show": "Étoile", "year": 2025}]}))

    assert Coverage.objects.get().show == new


def test_text_is_cleaned_of_controls_and_overrides(show, write):
    run(write(LINE | {"headline": "Yes\x00,\u202e it\x1b is\n ", "body_html": "<p>So\x00 \u202eit&#0; is.</p>"}))

    revision = Revision.objects.get()
    assert revision.headline == "Yes, it is"
    assert "\x00" not in revision.body
    assert "\u202e" not in revision.body


def test_blank_lines_and_a_byte_order_mark_are_no_harm(show, tmp_path):
    line = json.dumps(LINE, ensure_ascii=False).encode()
    path = importing.write(tmp_path / "articles.jsonl", b"\xef\xbb\xbf" + line + b"\r\n\n   \n")

    said = run(path)

    assert said == "1 article imported, 0 updated; 0 unchanged, 0 left alone\n"


def test_a_dry_run_says_what_would_be_done_and_does_nothing(show, write):
    before = everything()

    said = run(write(LINE), "--dry-run")

    assert said == "Dry run, nothing was written: 1 article imported, 0 updated; 0 unchanged, 0 left alone\n"
    assert everything() == before


def test_a_batch_costs_the_same_however_many_articles(show, write):
    def statements(name, count):
        ran = []
        with connection.execute_wrapper(lambda execute, *rest: ran.append(1) or execute(*rest)):
            run(write(*(LINE | {"slug": f"{name}-{number}"} for number in range(count))))
        return len(ran)

    statements("first", 1)  # makes the section, the topic and the authors

    few, many = statements("few", 2), statements("many", 300)

    assert few == many
    assert many < 50


@pytest.mark.slow
def test_memory_does_not_grow_with_the_archive(show, write, monkeypatch):
    def peak(name, count):
        path = write(*(LINE | {"slug": f"{name}-{number}", "body_html": "<p>x</p>" * 500} for number in range(count)))
        # As anywhere but in tests, where garbage waits longer.
        patience = gc.get_threshold()
        gc.set_threshold(700, 10, 10)
        tracemalloc.start()
        run(path)
        _, highest = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        gc.set_threshold(*patience)
        return highest

    monkeypatch.setattr(imports, "BATCH", 100)
    peak("first", 1)

    few, many = peak("few", 300), peak("many", 3000)

    assert many < 1.3 * few
