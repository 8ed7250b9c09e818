"""The log of the library is read by its indexes, however long it is."""

import pytest
from django.db import connection
from django.urls import reverse

from articles.models import PictureEntry
from newsroom import roles
from tests.articles.test_cost import plans, scanned
from tests.desk import sign_in
from tests.factories import moment
from tests.pages import read

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MANY = 20_000
JUNE_6 = moment("2025-06-06")


def test_the_deleted_are_found_without_reading_the_log(client):
    sign_in(client, roles.EDITORS)
    acts = ("deleted" if not number % 1000 else "described" for number in range(MANY))
    PictureEntry.objects.bulk_create(
        (
            PictureEntry(picture_id=number, title=f"Stage {number}", act=act, at=JUNE_6)
            for number, act in enumerate(acts)
        ),
        batch_size=5_000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_pictureentry")

    with plans() as found:
        page = read(client, reverse("admin:articles_picture_deleted"))

    asked = [(sql, plan) for sql, plan in found if 'FROM "articles_pictureentry"' in sql]
    assert len(asked) == 3
    assert [sql for sql, plan in asked if "articles_pictureentry" in scanned(plan)] == []
    assert page.text.index("Stage 19000") < page.text.index("Stage 1000")
