"""What is said of a measurement while the benchmarks run, and the targets that go into the table at their end."""

from django.db import connection
from psycopg import ClientCursor

from tests.bench.measure import database_time, side_by_side
from tests.bench.pages import USUAL, Site
from tests.bench.targets import Target


class Report:
    """Measures ``ten``, ``small`` and ``large`` newsrooms against each other; ``say`` prints a line."""

    def __init__(self, ten, small, large, *, say):
        self.ten, self.small, self.large, self.say = ten, small, large, say
        self.site, self.empty = Site(), Site(USUAL).asking(["/nothing/"])
        self.targets = []

    def title(self, words):
        self.say("")
        self.say(words)

    def tell(self, what, cost):
        database = f", {cost.of_database:.2f} of it the database's" if cost.database else ""
        self.say(f"  {what:<32} {cost.statements:3} statements  {cost.milliseconds:8.2f} ms of CPU{database}")
        if cost.rows:
            rows = ", ".join(f"{table} {count}" for table, count in sorted(cost.rows.items()))
            self.say(f"    writes {cost.rows.total():,} rows ({rows}) and {cost.log / 1000:,.1f} kB of log")
        self.tell_scans(cost.scans)

    def tell_scans(self, scans):
        for scan in scans:
            self.say(f"    reads in full {scan}")

    def timed(self, acts):
        """The seconds of each of ``acts``, run side by side with the empty view, which is the measure of all."""
        seconds = side_by_side({"empty": self.empty} | acts)
        for name, taken in seconds.items():
            self.say(f"  {name:<32} {taken * 1e6:10,.0f} µs  {taken / seconds['empty']:8.1f} × an empty view")
        return seconds

    def reads_nothing_in_full(self, name, scans):
        # Of a small newsroom it is no harm, and often the better plan.
        if self.large.articles >= 50_000:
            self.targets.append(Target.most(f"{name}: large tables read in full", len(scans), 0, digits=0))

    def query(self, name, sql):
        with self.large.in_use():
            seconds, scans = database_time(sql)
        self.say(f"  {seconds * 1000:.2f} ms of database")
        self.tell_scans(scans)
        self.reads_nothing_in_full(name, scans)
        self.targets.append(Target.most(f"{name}: ms of database", seconds * 1000, 5))

    def asked_by(self, act):
        """The first statement that ``act`` asks of the large newsroom, with its values."""
        asked = []

        def note(execute, sql, params, many, context):
            asked.append(ClientCursor(connection.connection).mogrify(sql, params))
            return execute(sql, params, many, context)

        with self.large.in_use(), connection.execute_wrapper(note):
            act()
        return asked[0]
