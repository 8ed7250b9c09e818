"""How often chance is asked: as often as there is time for in a check, or as long as a night, by ``OFTEN=20``."""

import os


def often(times):
    """So many ``times``, or as many times as often as the environment has it."""
    return times * int(os.environ.get("OFTEN") or 1)
