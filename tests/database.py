"""The database of the tests: migrated once for all who run them at the same time, and copied for each."""

import fcntl
import hashlib
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import psycopg

ROOT = Path(__file__).parent.parent
MIGRATIONS = sorted(path for name in ("newsroom", "shows", "articles") for path in ROOT.glob(f"{name}/migrations/*.py"))
# What the packages migrate, and what is written after all migrations: who may do what.
AS_THEY_ARE = [*MIGRATIONS, ROOT / "requirements.txt", ROOT / "newsroom" / "roles.py"]


def folder():
    return Path(os.environ["NEWSROOM_DATA"])


@contextmanager
def migrated():
    """Whoever is in here copies the embedded server's database, which has all migrations and nobody else uses."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder() / "migrated").open("a+") as made:
        fcntl.flock(made, fcntl.LOCK_EX)
        made.seek(0)
        if made.read() != as_they_are():
            made.truncate(0)
            make()
            made.write(as_they_are())
        yield


def as_they_are():
    """A word for the migrations, another one when any of them is written otherwise."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in AS_THEY_ARE)).hexdigest()


def analyze():
    """Let PostgreSQL count the rows of this database. A bare ANALYZE in a test would also take the catalogs that all
    databases share, and keep everybody else who analyzes waiting until the test has ended."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(format('%I', tablename), ', ') FROM pg_tables WHERE schemaname = 'public'")
        cursor.execute(f"ANALYZE {cursor.fetchone()[0]}")


def make():
    from newsroom import embedded

    data = folder() / "postgres"
    embedded.start(data, durable=False)
    own = {"host": str(embedded.Folder(data).sockets), "user": embedded.ROLE, "autocommit": True}
    with psycopg.connect(dbname="postgres", **own) as server:
        server.execute(f"DROP DATABASE IF EXISTS {embedded.DATABASE} WITH (FORCE)")
        server.execute(f"CREATE DATABASE {embedded.DATABASE}")
    subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity=0"], cwd=ROOT, check=True)


if __name__ == "__main__":
    with migrated():
        pass
