"""Real processes, for the tests of what starts and stops them."""

import socket
import stat
import time
from pathlib import Path


def processes_in(folder):
    """The numbers of all processes that have ``folder`` on their command line or in their environment."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        except OSError:
            # It ended meanwhile, or belongs to somebody else.
            continue
        if str(folder).encode() in words:
            found.append(int(process.name))
    return found


def wait_for(condition, *, seconds=15):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.05)


def mode(path):
    return stat.S_IMODE(path.lstat().st_mode)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]
