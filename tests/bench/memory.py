"""``python -m tests.bench.memory DATABASE REQUESTS``: how many MB a worker has held at most after so many requests."""

import re
import resource
import sys
from itertools import cycle, islice
from pathlib import Path

from tests.bench.__main__ import set_up


def main(name, requests):
    set_up()
    from django.conf import settings

    from tests.bench.databases import Newsroom
    from tests.bench.pages import Site
    from tests.bench.visits import every_kind

    settings.DEBUG = False
    with Newsroom.made(name).in_use():
        site = Site()
        for address in islice(cycle(every_kind()), requests):
            status, *_ = site.get(address)
            if status != 200:
                raise RuntimeError(f"{address}: {status}")
    print(most_held())


def most_held():
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    # Linux counts into ru_maxrss what the process held that started this one.
    return int(re.search(r"VmHWM:\s+(\d+) kB", status.read_text())[1]) / 1024


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
