from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.utils import timezone

from newsroom import health


@pytest.fixture
def working(db):
    """A worker that gave a sign just now."""
    hear_from_worker(timezone.now())


def hear_from_worker(at):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s)", [at])


def test_alive_asks_nobody(client):
    # Without the fixture `db`, a query would be an error.
    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.content == b"ok\n"
    assert "no-store" in response.headers["Cache-Control"]


def test_alive_by_whatever_name_it_is_asked(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    assert client.get("/healthz", headers={"host": "10.0.0.7:8000"}).status_code == 200


@pytest.mark.usefixtures("working")
def test_ready_when_all_is_in_order(client):
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {
        "ready": True,
        "checks": {"database": "ok", "migrations": "ok", "worker": "ok", "cache": "ok"},
    }


@pytest.mark.django_db
def test_not_ready_without_a_worker(client):
    hear_from_worker(timezone.now() - timedelta(seconds=31))

    response = client.get("/readyz")

    assert response.status_code == 503
    assert not response.json()["ready"]
    assert response.json()["checks"]["worker"] == "no sign of one for 30 seconds"


@pytest.mark.usefixtures("working")
def test_not_ready_with_a_migration_to_apply(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"]["migrations"] == "1 not applied"


@pytest.mark.usefixtures("working")
def test_not_ready_without_a_cache(client, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"]["cache"] == "does not keep what it is given"


@pytest.mark.usefixtures("working")
def test_what_fails_is_named_without_names_of_servers(client, monkeypatch):
    def fail():
        raise OperationalError("connection to server at db.internal failed for user editor")

    monkeypatch.setitem(health.CHECKS, "database", fail)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"]["database"] == "failed (OperationalError)"
