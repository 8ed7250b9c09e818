"""What a search costs: as much however many articles fit, and however common its words are."""

import json

import pytest
from django.db import connection

from articles import finding
from articles.models import Article
from tests.articles.test_cost import make_renewed_show
from tests.factories import make_article

pytestmark = pytest.mark.django_db

ARTICLES = 5_000
# Each column is asked whether the words are common, and then read; the best of it all are ranked.
MOST = 2 * (finding.NEWEST + finding.LIKELY + finding.RANKED)
WORDS = "UPDATE articles_findable SET words = to_tsvector('english', %s) WHERE article_id %% 5 = %s"


def give_words():
    """Words that all articles have, in two orders, and two of which each has at most one."""
    with connection.cursor() as cursor:
        for number, rare in enumerate(["purple", "orange", "", "", ""]):
            said = "the last season" if number % 2 else "a season that lasts"
            cursor.execute(WORDS, [f"{said} {rare}", number])
        cursor.execute("ANALYZE articles_findable")


def nodes(plan):
    yield plan
    for part in plan.get("Plans", []):
        yield from nodes(part)


def read_for(said):
    """How many rows of articles a search for ``said`` reads, and how it comes to them."""
    asked = finding.understood(said)
    found = []

    def explain(execute, sql, params, many, context):
        if "articles_findable" in sql:
            execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params, many, context)
            (plan,) = context["cursor"].fetchone()
            found.extend(nodes((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        finding.found(asked)
    scans = [one for one in found if one.get("Relation Name") == "articles_findable" and one["Actual Loops"]]
    read = sum((one["Actual Rows"] + one.get("Rows Removed by Filter", 0)) * one["Actual Loops"] for one in scans)
    return read, {one["Node Type"] for one in scans}


@pytest.mark.slow
def test_a_search_reads_so_many_articles_and_no_more():
    make_renewed_show(0, ARTICLES)
    give_words()

    read = {said: read_for(said) for said in ("season", '"last season"', '"season nowhere"', "season -last", "purple")}

    assert {said: rows for said, (rows, _) in read.items() if rows > MOST} == {}
    assert read["season"][0] <= 2 * finding.NEWEST + finding.RANKED
    assert "Seq Scan" not in {kind for _, kinds in read.values() for kind in kinds}


@pytest.mark.slow
def test_words_that_never_meet_are_not_looked_for_in_every_article():
    make_renewed_show(0, ARTICLES)
    give_words()

    rows, kinds = read_for("purple orange")

    assert rows <= 2 * finding.NEWEST
    assert "Seq Scan" not in kinds


@pytest.mark.parametrize(("newest", "ranked"), [(0, 200), (2, 2), (9, 3), (500, 200)])
def test_what_is_found_is_the_same_wherever_it_is_looked_for(monkeypatch, newest, ranked):
    monkeypatch.setattr(finding, "NEWEST", newest)
    monkeypatch.setattr(finding, "RANKED", ranked)
    for number in range(8):
        words = "The last season." if number % 2 else "A season that lasts."
        make_article(f"{number}", body=f"<p>{words}</p>", published=f"2025-05-0{number + 1}")

    def found(said):
        return " ".join(Article.objects.get(pk=hit.pk).slug[0] for hit in finding.found(finding.understood(said)))

    assert found("season") == " ".join("76543210"[:ranked]).strip()
    assert found('"last season"') == " ".join("7531"[:ranked])
    assert found("season -the -4") == " ".join("7653210"[:ranked])
    assert found("season last -“last season”") == " ".join("6420"[:ranked])
    assert found("nothing") == ""


def test_older_articles_may_be_missed_only_by_what_is_read_and_where_there_are_more(monkeypatch):
    monkeypatch.setattr(finding, "LIKELY", 2)
    make_article("1", body="<p>The last season.</p>", published="2025-05-01")
    for number in (2, 3):
        asked = finding.understood('"last season"')
        missed = finding.may_miss_older(asked, finding.found(asked))
        assert missed == (Article.objects.count() > 2)
        make_article(f"{number}", body="<p>A season that lasts.</p>", published=f"2025-05-0{number}")

    asked, plain = finding.understood('"last season"'), finding.understood("last season")

    assert (finding.found(asked), finding.may_miss_older(asked, [])) == ([], True)
    assert (len(finding.found(plain)), finding.may_miss_older(plain, [])) == (3, False)
    assert not finding.may_miss_older(finding.understood("-season"), [])


def test_settings_for_one_search_are_none_of_the_next_statement():
    def settings():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('enable_seqscan'), current_setting('max_parallel_workers_per_gather')"
            )
            return cursor.fetchone()

    before = settings()
    finding.found(finding.understood("season"))

    assert settings() == before
    assert not {"off", "0"} & set(before)
