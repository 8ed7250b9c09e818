import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_the_benchmarks_end_with_a_table_of_targets(tmp_path):
    command = [sys.executable, "-m", "tests.bench", "--scale", "2000", "--runs", "2", "--no-browser"]
    there = os.environ | {"NEWSROOM_DATA": str(tmp_path)}

    said = subprocess.run(command, cwd=ROOT, env=there, check=True, capture_output=True, text=True, timeout=380).stdout

    lines = [line.split("  ") for line in said.splitlines()]
    verdicts = {line[0]: line[-1] for line in lines if line[-1] in ("ok", "NOT MET")}
    assert len(verdicts) >= 15
    # What does not depend on how busy the machine is.
    for name in ("record the newest status: statements", "publish: statements"):
        assert verdicts[name] == "ok"


@pytest.mark.slow
def test_without_a_browser_the_benchmarks_say_what_is_missing(tmp_path):
    command = [sys.executable, "-m", "tests.bench.lighthouse"]
    there = os.environ | {"NEWSROOM_DATA": str(tmp_path), "PATH": str(tmp_path)}

    said = subprocess.run(command, cwd=ROOT, env=there, check=True, capture_output=True, text=True, timeout=60).stdout

    assert json.loads(said) == {"missing": "no chromium on this machine: install Debian's package “chromium”"}
