"""Prints what Lighthouse gives an article of the demo newsroom, as the product serves it; or why it gives nothing.

The score of its performance is a timing, which no test can hold: so ``make bench`` tells it.
"""

import json
from urllib.request import urlopen

import pytest

from tests.gates import lighthouse, tools
from tests.screenshots import EXPLAINER, newsroom

MISSING = (pytest.skip.Exception, pytest.fail.Exception)


def main():
    try:
        chromium = tools.program("chromium", "chromium")
        lighthouse.command()
    except MISSING as missing:
        return {"missing": str(missing)}
    with newsroom() as address:
        # As the second of two readers gets it.
        urlopen(address + EXPLAINER, timeout=60).close()
        return lighthouse.scores(lighthouse.measured(address + EXPLAINER, chromium))


if __name__ == "__main__":
    print(json.dumps(main()))
