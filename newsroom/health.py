"""Whether we are alive, and whether all that we need is in order: for those who watch over servers."""

import secrets
from datetime import timedelta

from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from procrastinate.contrib.django.models import ProcrastinateWorker

# A worker gives a sign every ten seconds.
LONGEST_SILENCE = timedelta(seconds=30)


class NotInOrder(Exception):
    """The text is what the check tells."""


def check_database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def check_migrations():
    executor = MigrationExecutor(connection)
    if missing := len(executor.migration_plan(executor.loader.graph.leaf_nodes())):
        raise NotInOrder(f"{missing} not applied")


def check_worker():
    if not ProcrastinateWorker.objects.filter(last_heartbeat__gt=timezone.now() - LONGEST_SILENCE).exists():
        raise NotInOrder(f"no sign of one for {LONGEST_SILENCE.total_seconds():.0f} seconds")


def check_cache():
    token = secrets.token_hex(8)
    cache.set(f"health:{token}", token, timeout=10)
    if cache.get(f"health:{token}") != token:
        raise NotInOrder("does not keep what it is given")
    cache.delete(f"health:{token}")


CHECKS = {"database": check_database, "migrations": check_migrations, "worker": check_worker, "cache": check_cache}


def outcome(check):
    try:
        check()
    except NotInOrder as error:
        return str(error)
    except Exception as error:
        # The whole text may name servers and accounts, and everybody can read this page.
        return f"failed ({type(error).__name__})"
    return "ok"


@never_cache
def alive(request):
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def ready(request):
    checks = {name: outcome(check) for name, check in CHECKS.items()}
    in_order = set(checks.values()) == {"ok"}
    return JsonResponse({"ready": in_order, "checks": checks}, status=200 if in_order else 503)
