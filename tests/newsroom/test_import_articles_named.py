"""Lines that say nothing of coverage cover the shows that they name."""

from functools import partial

import pytest

from articles.models import Article, Coverage
from articles.notices import for_article
from tests.factories import cancel_etoile, make_etoile, make_show
from tests.newsroom import importing
from tests.newsroom.importing import LINE, differences

pytestmark = pytest.mark.django_db

run = partial(importing.run, "import_articles")
BARE = {key: value for key, value in LINE.items() if key != "coverage"} | {"dek": "", "body_html": "<p>Nothing.</p>"}


@pytest.fixture
def write(tmp_path):
    return lambda *lines: importing.write(tmp_path / "articles.jsonl", list(lines))


def covered():
    rows = Coverage.objects.order_by("position", "pk")
    return [(str(one), one.mention_only, one.heading) for one in rows]


def test_a_line_without_coverage_covers_what_its_headline_names(write):
    cancel_etoile(make_etoile())

    said = run(write(BARE | {"headline": "Étoile season 2 is coming"}))

    assert covered() == [("Étoile, season 2", False, "")]
    assert said == (
        "1 article imported, 0 updated; 0 unchanged, 0 left alone; 1 said nothing of coverage, and covers the shows "
        "that it names\n"
    )
    coverage = Coverage.objects.get()
    assert (coverage.relied_at, coverage.standing.entry.status) == (coverage.published_at, "ordered")
    assert for_article(Article.objects.for_notices().get()).kind == "contradiction"
    assert differences() == []


def test_what_a_heading_names_stands_under_it_and_what_the_text_names_is_mentioned(write):
    make_etoile()
    make_show("Minx")

    run(write(BARE | {"headline": "News", "body_html": "<h2>What of Minx?</h2><p>As with <em>Étoile</em>.</p>"}))

    assert covered() == [("Minx", False, "What of Minx?"), ("Étoile", True, "")]


def test_a_line_that_covers_nothing_stays_so(write):
    make_etoile()

    said = run(write(BARE | {"headline": "Étoile", "coverage": []}))

    assert covered() == []
    assert said == "1 article imported, 0 updated; 0 unchanged, 0 left alone\n"


def test_a_name_of_several_shows_and_a_season_too_high_are_left_out(write):
    make_show("Ghosts", year=2019)
    make_show("Ghosts", year=2021)
    make_etoile()

    run(write(BARE | {"headline": "‘Ghosts’ is back, and Étoile season 9"}))

    assert covered() == [("Étoile", False, "")]


def test_a_second_run_changes_nothing(write):
    make_etoile()
    path = write(BARE | {"headline": "Étoile season 2 is coming"})
    run(path)

    assert run(path).startswith("0 articles imported, 0 updated; 1 unchanged, 0 left alone")


def test_no_line_asks_for_names_anew(write, django_assert_max_num_queries):
    make_etoile()
    lines = [BARE | {"slug": f"slug-{number}", "headline": "Étoile season 2 is coming"} for number in range(60)]

    with django_assert_max_num_queries(70):
        run(write(*lines))

    assert Coverage.objects.count() == 60
