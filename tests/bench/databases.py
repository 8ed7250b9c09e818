"""Several newsrooms of different size on one embedded server of our own, and the one that is in use."""

import copy
from contextlib import contextmanager

from django.core.management import call_command
from django.db import connections
from django.db.utils import load_backend
from django.utils import timezone

from newsroom.archive import generate
from tests.bench.measure import SERVED


class Newsroom:
    """A database with a synthetic archive; ``with newsroom.in_use():`` everything works on it."""

    def __init__(self, name, *, shows, articles):
        self.name, self.articles = name, articles
        self.connection = connection_to(name)
        with self.in_use(), self.connection.cursor() as cursor:
            SERVED.append(self.connection.connection)
            generate(shows=shows, articles=articles, seed=1, at=timezone.now())
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("CHECKPOINT")

    @classmethod
    def made(cls, name):
        """One that another process has made."""
        newsroom = cls.__new__(cls)
        newsroom.name, newsroom.connection = name, connection_to(name)
        return newsroom

    @contextmanager
    def in_use(self):
        # Swapped here, so that connections stay open and their statements prepared from round to round.
        other = connections["default"]
        connections["default"] = self.connection
        try:
            yield self
        finally:
            connections["default"] = other


def connection_to(name):
    described = connections["default"].settings_dict
    kept = {"NAME": name, "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": False}
    return load_backend(described["ENGINE"]).DatabaseWrapper(copy.deepcopy(described) | kept, "default")


def prepare(names):
    """Make empty databases of these ``names`` beside the first one, which is migrated and stays empty."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("flush", verbosity=0, interactive=False)
    main = connections["default"]
    template = main.settings_dict["NAME"]
    main.close()
    with main._nodb_cursor() as cursor:
        for name in names:
            cursor.execute(f"DROP DATABASE IF EXISTS {name}")
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
