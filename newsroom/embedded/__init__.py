"""The embedded PostgreSQL: a server of our own, where no ``DATABASE_URL`` names another.

Whoever uses the server holds a shared lock on its ``users.lock`` for as long as the process lives.
A keeper (``keeper.py``), detached from everybody, runs the server as its child and stops it when it
can have that lock for itself. Locks vanish with their processes, so this also holds after a ``kill -9``.
"""

import contextlib
import errno
import fcntl
import hashlib
import os
import signal
import socket
import stat
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path

DATABASE = "newsroom"
ROLE = "newsroom"
SHARED = Path("/tmp")  # noqa: S108 (what is made there is ours alone)
# A Unix socket's address holds 104 bytes on macOS and 108 on Linux, and its name takes 17.
LONGEST_SOCKET_FOLDER = 85
PATIENCE = 90

_locks = {}
_one_at_a_time = threading.Lock()


class Unavailable(Exception):
    """The server can't be had; the text is a sentence that says what to do."""


class Folder:
    """Where the files of one embedded server are."""

    def __init__(self, path):
        self.path = Path(path).absolute()
        self.data = self.path / "data"
        self.log = self.path / "server.log"
        self.starting = self.path / "starting.lock"
        self.users = self.path / "users.lock"
        self.keeper = self.path / "keeper.lock"

    @property
    def sockets(self):
        """The folder of the socket: beside the data, or under /tmp when that path is too long."""
        folder = self.path / "socket"
        if len(os.fsencode(folder)) <= LONGEST_SOCKET_FOLDER:
            return folder
        name = hashlib.sha256(os.fsencode(self.path)).hexdigest()[:16]
        return SHARED / f"newsroom-{os.geteuid()}-{name}"


def start(path, *, durable=True):
    """See that the server with its files in ``path`` runs, and be one of its users until this process ends.

    Without ``durable`` the server doesn't wait for the disk: for tests, whose data nobody misses.
    Raises ``Unavailable``.
    """
    folder = Folder(path)
    with _one_at_a_time, _explained(folder):
        private(folder.path)
        with _locked(folder.starting, fcntl.LOCK_EX):
            if not _is_user(folder):
                _locks[folder.path] = _lock(folder.users, fcntl.LOCK_SH)
            _see_that_it_answers(folder, durable=durable)


def stop(path):
    """Be no user any more, and stop the server at once if nobody else is one."""
    folder = Folder(path)
    with _one_at_a_time, _explained(folder):
        if not _is_user(folder):
            return
        os.close(_locks.pop(folder.path))
        with contextlib.suppress(BlockingIOError), _locked(folder.users, fcntl.LOCK_EX, patience=0.5):
            if _is_kept(folder):
                os.kill(int(folder.keeper.read_text()), signal.SIGTERM)
                # Whoever comes now waits for the users' lock, and starts a new server.
                os.close(_lock(folder.keeper, fcntl.LOCK_SH))


def private(path):
    """Make ``path`` with mode 0700, or see that it is ours; never change what is there."""
    for folder in reversed([folder for folder in (path, *path.parents) if not folder.exists()]):
        folder.mkdir(mode=0o700, exist_ok=True)
    found = path.lstat()
    if found.st_uid != os.geteuid():
        raise Unavailable(f"{path} belongs to another user: remove it, or name another folder in NEWSROOM_DATA.")
    if not path.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path))
    if path.parent == SHARED and stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) != 0o700:
        raise Unavailable(f"{path} is open to other users: remove it.")


def reason(error, path):
    """What to tell somebody whose ``path`` failed with ``error``, an OSError."""
    path = error.filename or path
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return f"The disk that holds {path} is full: make room, or name a folder elsewhere in NEWSROOM_DATA."
        case errno.EROFS | errno.EACCES | errno.EPERM:
            return f"Newsroom can't write to {path}: make it writable, or name another folder in NEWSROOM_DATA."
        case errno.ENOTDIR | errno.EEXIST:
            return f"Newsroom needs a folder where {path} is: move that away, or name another folder in NEWSROOM_DATA."
    return f"The embedded PostgreSQL failed at {path} ({error.strerror}): name another folder in NEWSROOM_DATA."


@contextlib.contextmanager
def _explained(folder):
    try:
        yield
    except OSError as error:
        raise Unavailable(reason(error, folder.path)) from error


def _is_user(folder):
    """Whether we hold the users' lock, and not that of a folder that somebody has removed since."""
    with contextlib.suppress(FileNotFoundError):
        return folder.path in _locks and os.path.samestat(os.fstat(_locks[folder.path]), folder.users.stat())


def _is_kept(folder):
    try:
        os.close(_lock(folder.keeper, fcntl.LOCK_SH, patience=0))
    except BlockingIOError:
        return True
    else:
        return False


def _lock(path, how, *, patience=PATIENCE):
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(file, how | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > deadline:
                os.close(file)
                if patience < PATIENCE:
                    raise
                raise Unavailable(f"The embedded PostgreSQL waits in vain for {path}: see who has it open.") from None
            time.sleep(0.02)
        else:
            return file


@contextlib.contextmanager
def _locked(path, how, *, patience=PATIENCE):
    file = _lock(path, how, patience=patience)
    try:
        yield
    finally:
        os.close(file)


def _see_that_it_answers(folder, *, durable):
    deadline = time.monotonic() + PATIENCE
    while not _answers(folder):
        if not _is_kept(folder):
            private(folder.sockets)
            _start_keeper(folder, durable=durable)
        elif time.monotonic() > deadline:
            raise Unavailable(f"The embedded PostgreSQL doesn't answer: see {folder.log}.")
        else:
            # Its keeper is about to start it again, or was killed a moment ago.
            time.sleep(0.05)


def _answers(folder):
    with socket.socket(socket.AF_UNIX) as attempt, contextlib.suppress(OSError):
        attempt.settimeout(5)
        attempt.connect(str(folder.sockets / ".s.PGSQL.5432"))
        # “Do you speak TLS?” “No.” A process that is being killed may still take connections, but says nothing.
        attempt.sendall(struct.pack("!ii", 8, 80877103))
        return attempt.recv(1) == b"N"
    return False


def _start_keeper(folder, *, durable):
    command = [sys.executable, "-m", "newsroom.embedded.keeper", str(folder.path)]
    log = os.open(folder.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        keeper = subprocess.Popen(
            [*command, "--durable"] if durable else command,
            cwd=Path(__file__).parent.parent.parent,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,
        )
    finally:
        os.close(log)
    # What we started ends at once and leaves the keeper, which writes "ready", or a sentence that says why not.
    said = keeper.communicate()[0].decode().strip()
    if said != "ready":
        raise Unavailable(said or f"The embedded PostgreSQL did not start: see {folder.log}.")
