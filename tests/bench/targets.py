"""The table at the end: what is to be reached, and what was."""

from dataclasses import dataclass

# Microseconds of CPU a request, measured in one run on one machine: ratios to the empty view carry over to others.
EMPTY_VIEW = 196  # an empty Django view behind the usual middleware
WAGTAIL_PAGE = 16_700  # Wagtail and Ghost, with 1,000 articles
GHOST_LIST = 50_000  # Ghost's JSON of 50 full articles, with 100,000
WAGTAIL_PUBLISH = 58_000


def times_faster(theirs, ours, empty):
    """How many times faster than ``theirs`` (µs beside ``EMPTY_VIEW``) are ``ours`` (s beside ``empty``)."""
    return theirs / EMPTY_VIEW / (ours / empty)


@dataclass
class Target:
    name: str
    wanted: str
    measured: str
    met: bool

    @classmethod
    def most(cls, name, measured, most, unit="", digits=2):
        return cls(name, f"≤ {most:g}{unit}", f"{measured:.{digits}f}{unit}", measured <= most)

    @classmethod
    def least(cls, name, measured, least, unit="", digits=1):
        return cls(name, f"≥ {least:g}{unit}", f"{measured:,.{digits}f}{unit}", measured >= least)

    @classmethod
    def same(cls, name, one, other):
        return cls(name, "equal", f"{one} and {other}", one == other)


def table(targets):
    width = max(len(target.name) for target in targets)
    for target in targets:
        yield f"{target.name:<{width}}  {target.wanted:>10}  {target.measured:>12}  {'ok' if target.met else 'NOT MET'}"
