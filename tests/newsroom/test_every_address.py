"""Every address that readers and programs can ask for, asked for well and badly."""

import pytest

from tests.site import ADDRESSES, routes

pytestmark = pytest.mark.django_db


def test_every_route_has_an_address_here():
    assert sorted(routes()) == sorted(ADDRESSES)


def test_each_answers_as_it_should(client, everything):
    assert {path: client.get(path).status_code for path in everything} == everything
