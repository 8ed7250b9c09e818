"""What is measured of pages where readers see them."""

import json
import subprocess
import sys
from pathlib import Path

from tests.bench.report import Report
from tests.bench.targets import Target

ROOT = Path(__file__).parent.parent.parent


class Browser(Report):
    def run(self):
        self.title("An article on a telephone, out of 100, as Lighthouse finds")
        command = [sys.executable, "-m", "tests.bench.lighthouse"]
        found = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout)
        if "missing" in found:
            self.say(f"  left out: {found['missing']}")
            return []
        for name, score in found.items():
            self.say(f"  {name:<32} {score:3}")
        return [Target.least("an article: Lighthouse’s performance", found["performance"], 95, digits=0)]
