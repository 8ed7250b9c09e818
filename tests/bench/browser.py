"""What is measured of pages where readers see them."""

import json
import subprocess
import sys
from pathlib import Path

from tests.bench.report import Report
from tests.bench.targets import Target

ROOT = Path(__file__).parent.parent.parent
BREAKING = "tests/browser/test_breaking.py::test_a_cancellation_is_public_in_twelve_taps"
TOLD = "From home to the page that readers see: "


class Browser(Report):
    def run(self):
        self.breaking_news()
        return self.lighthouse()

    def breaking_news(self):
        """How long its own test takes on the way, with a hand that never hesitates."""
        self.title("Breaking news, recorded with one thumb on a telephone")
        command = [sys.executable, "-m", "pytest", "-q", "-s", "-n", "0", BREAKING]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        told = [line.partition(TOLD)[2] for line in done.stdout.splitlines() if TOLD in line]
        self.say(f"  {TOLD}{told[0]}" if told else "  left out: no browser, or the test failed")

    def lighthouse(self):
        self.title("An article on a telephone, out of 100, as Lighthouse finds")
        command = [sys.executable, "-m", "tests.bench.lighthouse"]
        found = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout)
        if "missing" in found:
            self.say(f"  left out: {found['missing']}")
            return []
        for name, score in found.items():
            self.say(f"  {name:<32} {score:3}")
        return [Target.least("an article: Lighthouse’s performance", found["performance"], 95, digits=0)]
