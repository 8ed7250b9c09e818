import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connection

from shows.models import Show, StatusEntry
from tests import clean_slate
from tests.factories import make_etoile, make_user


@pytest.mark.django_db(transaction=True)
def test_what_tests_commit_is_gone_and_what_migrations_wrote_is_back():
    before = set(Group.objects.values_list("name", "permissions__codename"))
    permissions = Permission.objects.count()
    make_etoile()
    make_user().groups.add(Group.objects.first())
    Group.objects.last().delete()

    clean_slate.restore(None)

    assert set(Group.objects.values_list("name", "permissions__codename")) == before
    assert Permission.objects.count() == permissions > 0
    assert not Show.objects.exists()
    assert not StatusEntry.objects.exists()
    connection.check_constraints()
