import os
import secrets
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

ROOT = Path(__file__).parents[2]


def manage(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | environment,
        capture_output=True,
        text=True,
    )


def read(*names, **environment):
    """The settings that ``environment`` makes, in words."""
    script = "from django.conf import settings; " + "; ".join(f"print(settings.{name})" for name in names)
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "newsroom.settings"} | environment,
        capture_output=True,
        text=True,
    )
    return done.stdout.splitlines() or done.stderr.splitlines()[-1:]


def refusal(**environment):
    done = manage("check", **environment)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr.strip()


@pytest.fixture
def data(tmp_path):
    return str(tmp_path / "data")


@pytest.fixture
def production(db):
    """The environment of a production server that uses the database of this test."""
    server = connection.settings_dict
    address = f"postgresql://{server['USER']}@/{server['NAME']}?host={quote(server['HOST'], safe='')}"
    if "EMBEDDED" not in server:
        address = os.environ["DATABASE_URL"]
    return {
        "DATABASE_URL": address,
        "SECRET_KEY": secrets.token_urlsafe(50),
        "SITE_URL": "https://newsroom.example",
        "EMAIL_URL": "smtp+tls://mail.example:587",
    }


@pytest.mark.slow
def test_a_trial_needs_no_settings_and_keeps_its_secret(data):
    first = read("DEBUG", "SITE_URL", "DATABASES['default']['ENGINE']", "SECRET_KEY", NEWSROOM_DATA=data)
    second = read("SECRET_KEY", NEWSROOM_DATA=data)

    assert first[:3] == ["True", "http://localhost:8000", "newsroom.embedded"]
    assert len(first[3]) > 50
    assert second == first[3:]
    assert Path(data, "secret-key").stat().st_mode & 0o077 == 0


def test_reading_the_settings_starts_no_server(data):
    read("DATABASES", NEWSROOM_DATA=data)

    assert [path.name for path in Path(data).iterdir()] == ["secret-key"]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["DATABASE_URL", "SECRET_KEY"])
def test_whoever_sets_up_a_server_gets_no_debugging(name):
    environment = {"DATABASE_URL": "postgresql://localhost/newsroom", "SECRET_KEY": "x"}

    assert read("DEBUG", **environment) == ["False"]
    assert read("DEBUG", **{name: environment[name]}, DEBUG="1", NEWSROOM_DATA="/nonexistent") != ["False"]


def test_an_empty_word_is_as_good_as_none(data):
    assert read("PORT", "DEBUG", PORT="", DATABASE_URL="", NEWSROOM_DATA=data) == ["8000", "True"]


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        (
            {"SECRET_KEY": "x"},
            "Set DATABASE_URL in the environment: production (DEBUG off) needs it.",
        ),
        (
            {"DATABASE_URL": "postgresql://localhost/newsroom"},
            "Set SECRET_KEY in the environment: production (DEBUG off) needs it.",
        ),
        (
            {"SECRET_KEY": "x", "DATABASE_URL": "mysql://editor:secret@localhost/newsroom"},
            "DATABASE_URL must begin with postgresql://: Newsroom runs on PostgreSQL only.",
        ),
        (
            {"SECRET_KEY": "x", "DATABASE_URL": "postgresql://editor:secret@localhost:port/newsroom"},
            "DATABASE_URL is not as postgresql://USER:PASSWORD@HOST:PORT/NAME.",
        ),
        (
            {"SECRET_KEY": "x", "DATABASE_URL": "postgresql://localhost/newsroom", "TIME_ZONE": "Mars/Olympus"},
            "TIME_ZONE is “Mars/Olympus”: name a zone as America/New_York.",
        ),
        (
            {"SECRET_KEY": "x", "DATABASE_URL": "postgresql://localhost/newsroom", "MFA_REQUIRED": "Editors, chiefs"},
            "MFA_REQUIRED says “chiefs”: say nobody, or some of Reporters, Editors, Managing editors, with commas.",
        ),
        (
            {"SECRET_KEY": "x", "DATABASE_URL": "postgresql://localhost/newsroom", "TRUSTED_PROXIES": "one"},
            "TRUSTED_PROXIES must be a number, as in TRUSTED_PROXIES=1.",
        ),
    ],
)
def test_what_is_wrong_in_the_environment_is_told_in_one_sentence(environment, sentence):
    assert refusal(**environment) == sentence


@pytest.mark.slow
def test_a_database_that_does_not_answer_is_named_without_its_password():
    sentence = refusal(SECRET_KEY="x", DATABASE_URL="postgresql://editor:secret@127.0.0.1:1/newsroom")

    assert sentence == (
        "The database at 127.0.0.1:1 can't be reached (Connection refused): start it, or correct DATABASE_URL."
    )


def test_mail_and_cache_go_where_the_environment_says(data):
    told = read(
        *("MAILERS['default']['OPTIONS']['host']", "MAILERS['default']['OPTIONS']['use_tls']"),
        *("CACHES['default']['BACKEND']", "CACHES['default']['LOCATION']"),
        EMAIL_URL="smtp+tls://editor:secret@mail.example:587",
        CACHE_URL="redis://cache.example:6379/1",
        NEWSROOM_DATA=data,
    )

    assert told == [
        "mail.example",
        "True",
        "django.core.cache.backends.redis.RedisCache",
        "redis://cache.example:6379/1",
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("environment", "groups"),
    [
        ({}, "editors, managing editors"),
        ({"MFA_REQUIRED": "nobody"}, ""),
        ({"MFA_REQUIRED": "reporters,Editors"}, "editors, reporters"),
        ({"DEBUG": "1"}, ""),
        ({"DEBUG": "1", "MFA_REQUIRED": "Managing editors"}, "managing editors"),
    ],
)
def test_production_asks_editors_and_above_for_a_second_factor(environment, groups, data):
    server = {"SECRET_KEY": "x", "DATABASE_URL": "postgresql://localhost/newsroom", "NEWSROOM_DATA": data}

    assert read("MFA_REQUIRED and ', '.join(sorted(settings.MFA_REQUIRED)) or ''", **server, **environment) == [groups]


@pytest.mark.parametrize(
    ("environment", "count"),
    [({}, "0"), ({"SITE_URL": "https://newsroom.example"}, "1"), ({"TRUSTED_PROXIES": "2"}, "2")],
)
def test_addresses_are_taken_from_as_many_proxies_as_there_are(environment, count, data):
    assert read("ALLAUTH_TRUSTED_PROXY_COUNT", NEWSROOM_DATA=data, **environment) == [count]


def test_production_passes_the_checks_for_deployment(production):
    done = manage("check", "--deploy", "--fail-level", "WARNING", **production)

    assert done.returncode == 0, done.stderr


def test_statements_are_prepared_and_bound_by_the_server(db):
    with connection.cursor() as cursor:
        for number in range(8):
            cursor.execute("SELECT %s::int + 41", [number])
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        statements = [statement for (statement,) in cursor.fetchall()]

    assert any("+ 41" in statement and "$1" in statement for statement in statements)


@pytest.mark.django_db
def test_a_public_page_may_load_only_from_here_and_the_desk_may_do_what_it_needs(client):
    public = client.get("/shows/").headers["Content-Security-Policy"]
    desk = client.get("/admin/login/").headers["Content-Security-Policy"]

    assert public == (
        "default-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    )
    assert "script-src 'self' 'unsafe-eval'" in desk
    assert "unsafe-inline" not in desk.partition("script-src")[2].partition(";")[0]
