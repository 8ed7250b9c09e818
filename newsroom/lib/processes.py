"""Processes that end with those that started them."""

import ctypes
import os
import signal
import sys

_libc = ctypes.CDLL(None)


def end_with_parent(number, *, parent=None):
    """Let the kernel send us signal ``number`` when our parent dies, however it dies.

    For the child, between fork and exec, with ``parent`` the number of the process that forked.
    Only Linux does this; elsewhere nothing happens.
    """
    if sys.platform != "linux":
        return
    pr_set_pdeathsig = 1
    _libc.prctl(pr_set_pdeathsig, int(number))
    if parent and os.getppid() != parent:
        # It died before we asked.
        os.kill(os.getpid(), signal.SIGKILL)
