"""What an act costs: statements, rows, log, time; and what its statements read in full."""

import json
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import process_time

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

OF_TRANSACTIONS = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "SET ")
LARGE = 2000  # rows: to read a smaller table in full is no harm
RUNS = 15  # of each act, at most
SLOW = 0.25  # seconds that one round of repeating may take, more or less


@dataclass
class Cost:
    """``rows`` are those inserted, updated or deleted, by table; ``scans`` names large tables that are read in full."""

    statements: int = 0
    rows: Counter = field(default_factory=Counter)
    log: int = 0  # bytes of WAL
    seconds: float = 0  # of CPU, ours and the database's
    database: float = 0  # of these, the database's
    scans: list = field(default_factory=list)

    @property
    def milliseconds(self):
        return self.seconds * 1000

    @property
    def of_database(self):
        """Milliseconds of CPU."""
        return self.database * 1000


class _TakenBack(Exception):
    pass


def taken_back(act):
    """What ``act`` returns; what it wrote is taken back."""
    try:
        with transaction.atomic():
            found = act()
            raise _TakenBack
    except _TakenBack:
        return found


def cost_of(act, *, repeat=None):
    """The ``Cost`` of ``act``, each run of which is taken back; its time is the median of ``repeat`` runs."""
    cost, statements = Cost(), []

    def once():
        before, log = _written(), _log()
        statements.extend(_statements(act))
        cost.log, cost.rows = _log() - log, _written() - before

    taken_back(act)
    taken_back(once)
    cost.statements, cost.scans = len(statements), scans_of(statements)
    cost.seconds = median(taken_back(lambda: _timed(act)) for _ in _runs(repeat))
    return cost


def reading_cost_of(act, *, repeat=None):
    """The ``Cost`` of an ``act`` that writes nothing, such as a request: it would end a transaction around it."""
    statements, runs = _statements(act), []
    for _ in _runs(repeat):
        begins, database = cpu(), of_database()
        act()
        runs.append((cpu() - begins, of_database() - database))
    seconds, database = map(median, zip(*runs, strict=True))
    return Cost(len(statements), seconds=seconds, database=database, scans=scans_of(statements))


def _statements(act):
    with CaptureQueriesContext(connection) as captured:
        act()
    sent = (query["sql"] for query in captured.captured_queries)
    return [sql for sql in sent if not sql.startswith(OF_TRANSACTIONS)]


def _timed(act):
    begins = cpu()
    act()
    return cpu() - begins


def cpu():
    """Seconds of CPU so far, of ours and of the database's processes that work for us.

    On a machine where others work as well it says more than the clock on the wall.
    """
    return process_time() + of_database()


def of_database():
    """Seconds of CPU so far of the database's processes that work for us: planning, running, sending."""
    return sum(map(_of_process, _backends()))


def _backends():
    return {one.info.backend_pid for one in SERVED if not one.closed}


SERVED = []  # connections


def _of_process(number):
    with suppress(OSError):
        return int(Path(f"/proc/{number}/schedstat").read_bytes().split()[0]) / 1e9
    return 0


def _written():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
        )
        return Counter(dict(cursor.fetchall()))


def _log():
    with connection.cursor() as cursor:
        cursor.execute("SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint")
        return cursor.fetchone()[0]


# -- plans ---------------------------------------------------------------------------------------


def scans_of(statements):
    """The large tables that the plans of ``statements`` read in full, each with the statement's beginning."""
    large, found = _large_tables(), []
    for sql in dict.fromkeys(statements):
        if re.match(r"\s*(SELECT|WITH|INSERT|UPDATE|DELETE)\b", sql):
            for node in _nodes(explained(sql)["Plan"]):
                if node["Node Type"] == "Seq Scan" and node["Relation Name"] in large:
                    beginning = " ".join(sql.split())[:60]
                    found.append(f"{node['Relation Name']} ({large[node['Relation Name']]:,} rows): {beginning} …")
    return found


def explained(sql, *, run=False):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN ({'ANALYZE, ' if run else ''}FORMAT JSON) {sql}")
        plan = cursor.fetchone()[0]
    return (json.loads(plan) if isinstance(plan, str) else plan)[0]


def _nodes(plan):
    yield plan
    for part in plan.get("Plans", ()):
        yield from _nodes(part)


def _large_tables():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, reltuples::bigint FROM pg_class WHERE relkind = 'r' AND reltuples >= %s", [LARGE]
        )
        return dict(cursor.fetchall())


def database_time(sql, *, repeat=None):
    """How many seconds the database takes to plan and run ``sql``, and the scans of its plan."""
    explained(sql, run=True)
    runs = [explained(sql, run=True) for _ in _runs(repeat)]
    return median(run["Planning Time"] + run["Execution Time"] for run in runs) / 1000, scans_of([sql])


# -- side by side --------------------------------------------------------------------------------


def _runs(wanted):
    return range(min(wanted or RUNS, RUNS))


def side_by_side(acts, *, rounds=9):
    """The median seconds of CPU of each of the named ``acts``, run in turns: so what is new to one is new to all."""
    repeats = {name: max(1, int(SLOW / (len(acts) * _settled(act)))) for name, act in acts.items()}
    seconds = {name: [] for name in acts}
    for _ in _runs(rounds):
        for name, act in acts.items():
            begins = cpu()
            for _ in range(repeats[name]):
                act()
            seconds[name].append((cpu() - begins) / repeats[name])
    return {name: median(taken) for name, taken in seconds.items()}


def _settled(act):
    """About how long ``act`` takes once everything that it needs is loaded, prepared and cached."""
    for _ in range(7):
        taken = _timed(act)
    return max(taken, 1e-5)
