"""``make bench``: what acts and pages cost, in small newsrooms and in large ones, and a table of ratios."""

import argparse
import os
import shutil
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    scale = os.environ.get("BENCH_SCALE") or "100000"
    parser.add_argument(
        "--scale", type=int, default=scale, help="How many articles the large newsroom has (BENCH_SCALE, or 100000)."
    )
    parser.add_argument("--no-browser", action="store_true", help="Leave out Lighthouse, which has a test of its own.")
    parser.add_argument("--runs", type=int, default=15, help="How often each act is measured, at most (15).")
    asked = parser.parse_args()
    scale = asked.scale
    if scale < 2000:
        parser.error("--scale: a large newsroom has 2,000 articles or more.")
    begins = time.monotonic()
    start_django()
    try:
        targets = bench(scale, runs=asked.runs, browser=not asked.no_browser)
    finally:
        clear_away()

    from tests.bench.targets import table

    say("")
    for line in table(targets):
        say(line)
    say(f"\n{time.monotonic() - begins:.0f} s in all.")


def start_django():
    """With a folder and a server of our own, and as in production, where nothing is logged or looked up twice."""
    base = Path(os.environ.get("NEWSROOM_DATA") or ROOT / ".data").absolute()
    for name in ("DATABASE_URL", "DATABASE_REPLICA_URL", "CACHE_URL", "SITE_URL", "PORT", "SECRET_KEY"):
        os.environ.pop(name, None)
    os.environ |= {"NEWSROOM_DATA": str(base / "bench"), "DEBUG": "1", "DJANGO_SETTINGS_MODULE": "newsroom.settings"}
    set_up()


def set_up():
    """In an environment that ``start_django`` has made."""
    import django
    from django.conf import settings

    django.setup()
    settings.ROOT_URLCONF = "tests.bench.pages"


def bench(scale, *, runs, browser):
    from django.conf import settings

    from tests.bench import measure
    from tests.bench.browser import Browser
    from tests.bench.databases import Newsroom, prepare
    from tests.bench.desk import Desk
    from tests.bench.scenarios import Acts
    from tests.bench.visits import Visits

    prepare(["bench_ten", "bench_small", "bench_large"])
    say(f"Making newsrooms of 10, 1,000 and {scale:,} articles.")
    ten = Newsroom("bench_ten", shows=1, articles=10)
    small = Newsroom("bench_small", shows=20, articles=1000)
    large = Newsroom("bench_large", shows=scale // 20, articles=scale)
    settings.DEBUG = False
    measure.RUNS = runs
    kinds = [Acts, Visits, Desk, Browser] if browser else [Acts, Visits, Desk]
    return [target for kind in kinds for target in kind(ten, small, large, say=say).run()]


def clear_away():
    """A large newsroom is some gigabytes that nobody misses."""
    from django.conf import settings

    from newsroom import embedded

    embedded.stop(settings.DATA / "postgres")
    shutil.rmtree(settings.DATA)


def say(line):
    print(line, flush=True)


if __name__ == "__main__":
    main()
