"""The way by which entries go to another show, there and back."""

import pytest
from django.db import IntegrityError, transaction

from articles import merging
from tests.articles.test_finding_migration import migrate  # noqa: F401
from tests.articles.test_merging import AT
from tests.factories import make_show, record

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_without_it_networks_alone_are_merged(migrate):  # noqa: F811
    gone, kept = make_show("Minks"), make_show("Minx")
    before = [record(gone, "returning", "2025-01-01", network=name).network for name in ("Max", "HBO Max")]
    migrate([("shows", "0014_the_newest_undecided_are_found")])

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        gone.ledger.update(show=kept)
    merging.merge(*before, by=None, at=AT)

    migrate()
    merging.merge(gone, kept, by=None, at=AT)
    assert [entry.network for entry in kept.ledger.all()] == [before[1]] * 2
