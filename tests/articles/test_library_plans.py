"""The library is searched by its index, however many pictures it has."""

import pytest
from django.db import connection
from django.urls import reverse

from articles.admin.library.lists import MOST_FOUND
from articles.models import Picture
from newsroom import roles
from tests.articles.test_cost import plans, scanned
from tests.desk import sign_in
from tests.factories import moment
from tests.pages import read

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MANY = 20_000
JUNE_6 = moment("2025-06-06")
LIBRARY = reverse("admin:articles_picture_changelist")
CHOOSE = reverse("admin:articles_picture_choose")


def make_library(pictures):
    Picture.objects.bulk_create(
        (
            Picture(
                title=f"Stage {number}",
                file=f"pictures/{number}.png",
                kind="png",
                width=160,
                height=90,
                bytes=1000,
                digest=f"{number:064}",
                alt=f"Dancer {number} of the company",
                credit="Étoile" if number == 777 else "Newsroom",
                uploaded_at=JUNE_6,
            )
            for number in range(pictures)
        ),
        batch_size=5_000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_picture")


@pytest.fixture
def library(client):
    sign_in(client, roles.EDITORS)
    make_library(MANY)
    return client


def test_a_search_reads_no_picture_that_it_does_not_find(library):
    for page in (LIBRARY, CHOOSE):
        for words in ("etoile", "dancer 777", "et", "nosuchword"):
            with plans() as found:
                assert library.get(page, {"q": words}).status_code == 200
            asked = [(sql, plan) for sql, plan in found if "newsroom_fold" in sql]
            assert asked
            assert [words for _, plan in asked if "articles_picture" in scanned(plan)] == []

    page = " ".join(read(library, f"{LIBRARY}?q=stage").text.split())
    assert f"{MOST_FOUND:,} " in page or f"{MOST_FOUND} " in page
    assert page.index(f"Stage {MANY - 1}") < page.index(f"Stage {MANY - 2}")
