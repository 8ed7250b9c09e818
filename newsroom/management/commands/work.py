from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app
from procrastinate.contrib.django.utils import connector_params
from procrastinate.psycopg_connector import PsycopgConnector


class Command(BaseCommand):
    help = "Run the worker, until SIGINT or SIGTERM; jobs under way may then end."

    def add_arguments(self, parser):
        parser.add_argument("--concurrency", type=int, default=4, help="How many jobs run at once (4).")
        parser.add_argument("--grace", type=float, help="How many seconds jobs may take to end (as long as they need).")

    def handle(self, *, concurrency, grace, **options):
        connector = PsycopgConnector(kwargs=connector_params(), min_size=1, max_size=concurrency + 2)
        with app.replace_connector(connector) as worker:
            # What failed stays, to be looked at.
            worker.run_worker(concurrency=concurrency, shutdown_graceful_timeout=grace, delete_jobs="successful")
