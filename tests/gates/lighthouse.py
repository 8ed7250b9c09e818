"""Lighthouse, as on a telephone, on one page."""

import json
import os
import subprocess

from tests.conftest import CHROMIUM_FLAGS
from tests.gates.tools import installed, program

CATEGORIES = ("accessibility", "best-practices", "seo", "performance")


def command():
    return program("node", "nodejs"), installed("lighthouse/cli/index.js")


def measured(address, chromium):
    """Lighthouse's report on the page at ``address``."""
    flags = ["--headless=new", "--disable-gpu", *CHROMIUM_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    options = ["--quiet", "--output=json", f"--only-categories={','.join(CATEGORIES)}", "--no-enable-error-reporting"]
    run = subprocess.run(
        [*command(), address, *options, f"--chrome-flags={' '.join(flags)}"],
        capture_output=True,
        check=True,
        timeout=180,
        env={**os.environ, "CHROME_PATH": chromium},
    )
    return json.loads(run.stdout)


def scores(report):
    """Its scores out of 100, by category."""
    return {name: round(100 * (category["score"] or 0)) for name, category in report["categories"].items()}


def failing(report, category):
    """What the category has against the page."""
    audits = [report["audits"][one["id"]] for one in report["categories"][category]["auditRefs"] if one["weight"]]
    return [(audit["id"], audit["title"]) for audit in audits if audit["score"] not in (None, 1)]
