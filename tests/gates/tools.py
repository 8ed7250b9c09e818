"""Programs of others by which pages are measured: ``make gates`` installs them beside Python's."""

import os
import shutil
import sys
from pathlib import Path

import pytest

FOLDER = Path(sys.prefix) / "gates" / "node_modules"


def program(name, package):
    """The path of a program of this machine."""
    return shutil.which(name) or _missing(f"no {name} on this machine: install Debian's package “{package}”")


def installed(path):
    """The path of a file of a package that ``tests/gates/package.json`` names."""
    file = FOLDER / path
    return file if file.exists() else _missing(f"{path} is not installed: `make gates` does that, with npm")


def _missing(message):
    pytest.fail(message) if os.environ.get("REQUIRE_BROWSER") else pytest.skip(message)
