"""The stale desk finds what nobody has decided on by its indexes, however much is settled or as it was."""

import pytest
from django.db import connection

from articles.models import Coverage, Undecided
from newsroom.desk import stale
from shows.models import Standing
from tests.articles.test_cost import make_archive, plans, scanned
from tests.factories import make_show, record

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

AS_IT_WAS, SETTLED, CHANGED = 20_000, 5_000, 200


@pytest.fixture
def archive():
    """Many articles that are as they were, many on which somebody has decided, and a few that wait."""
    rows = []
    for number in range(40):
        show = make_show(f"Show {number}")
        first = record(show, "returning", "2025-01-01")
        if number % 2:
            record(show, "canceled", "2026-01-01", at="2026-01-01")
        rows.append(Standing.objects.get(entry=first))
    right, wrong = rows[::2], rows[1::2]
    make_archive([right[number % 20] for number in range(AS_IT_WAS)])
    make_archive([wrong[number % 20] for number in range(SETTLED + CHANGED)])
    turned = dict(Standing.objects.exclude(turned_by=None).values_list("pk", "turned_by"))
    wait = set(Coverage.objects.filter(standing__in=wrong).order_by("-pk").values_list("pk", flat=True)[:CHANGED])
    for row, turned_by in turned.items():
        Coverage.objects.filter(standing=row).exclude(pk__in=wait).update(settled_turn=turned_by)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_coverage, articles_article, shows_standing, shows_statusentry")


def test_neither_a_page_nor_the_number_reads_what_is_settled(archive):
    with plans() as found:
        rows, older = stale.page_of(Undecided.objects.all())
        counted = Undecided.objects.counted(1000)

    asked = [plan for sql, plan in found if "articles_undecided" in sql or "newest_open_at" in sql]
    assert len(asked) >= 2
    assert [scanned(plan) for plan in asked if "articles_coverage" in scanned(plan)] == []
    assert (len(rows), bool(older), counted) == (stale.SIZE, True, CHANGED)
