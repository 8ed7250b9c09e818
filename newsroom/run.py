"""All of Newsroom in one foreground command: database, worker and web server."""

import contextlib
import errno
import functools
import io
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import django

from newsroom import embedded
from newsroom.complaints import complaint
from newsroom.lib.processes import end_with_parent

ROOT = Path(__file__).parent.parent
# The time that what is under way gets to end well; all of it is over in less than five seconds.
GRACE = 3
LONGEST_PAUSE = 30
SITE = "{site}"


class Refused(Exception):
    """We can't start, or go on; the text is a sentence that says what to do."""


class Stopped(Exception):
    """Somebody told us to stop."""


def stop_when_told():
    """Raise ``Stopped`` at SIGINT and SIGTERM, also where a shell had us ignore SIGINT."""

    def stop(*_):
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        raise Stopped

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
        signal.signal(signal.SIGHUP, stop)


class Make:
    """The make that started us, if one did.

    It passes SIGTERM on and then waits for us, but with SIGINT it counts on the terminal, which tells
    everybody. Whoever sends SIGINT to make alone would wait for ever, so we look whether make still catches it.
    """

    def __init__(self):
        self.number = os.getppid() if "MAKELEVEL" in os.environ else None
        if self.number:
            end_with_parent(signal.SIGTERM)
        self.caught = self._catches_interrupts()

    def was_interrupted(self):
        return self.caught and not self._catches_interrupts()

    def _catches_interrupts(self):
        if self.number:
            with contextlib.suppress(OSError):
                status = Path(f"/proc/{self.number}/status").read_text()
                caught = status.partition("SigCgt:")[2].split()[0]
                return bool(int(caught, 16) & 1 << signal.SIGINT - 1)
        return False


def addresses(port):
    """The local addresses that are there, each tried first, as a web server without one is hard to understand."""
    found = []
    for family, host in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as attempt:
                attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                attempt.bind((host, port))
                attempt.listen()
        except OverflowError:
            raise Refused(f"There is no port {port}: name another one, as in PORT=8001.") from None
        except OSError as error:
            if error.errno in (errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL) and family == socket.AF_INET6:
                continue
            why = "is in use" if error.errno == errno.EADDRINUSE else f"can't be had ({error.strerror})"
            raise Refused(f"Port {port} {why}: stop what uses it, or name another one, as in PORT=8001.") from error
        found.append(f"[{host}]:{port}" if ":" in host else f"{host}:{port}")
    return found


def prepare_database():
    """Migrate, one starter at a time, and set up the demo newsroom where nothing is yet."""
    from django.conf import settings
    from django.core.management import call_command, get_commands
    from django.db import connection

    our_lock = 20_256
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [our_lock])
    try:
        call_command("migrate", interactive=False, verbosity=0)
        if "EMBEDDED" in connection.settings_dict and "demo" in get_commands() and is_empty():
            print("Setting up the demo newsroom.", flush=True)
            told = io.StringIO()
            call_command("demo", stdout=told)
            kept_words().touch(mode=0o600)
            # The next start may have another port.
            kept_words().write_text(told.getvalue().replace(settings.SITE_URL, SITE))
    finally:
        # It takes the lock along.
        connection.close()


def is_empty():
    from django.apps import apps
    from django.contrib.auth import get_user_model

    ours = [model for label in ("shows", "articles") for model in apps.get_app_config(label).get_models()]
    named = [model for model in ours if model.__name__ in ("Show", "Article")]
    return not any(model._default_manager.exists() for model in [get_user_model(), *named])


def kept_words():
    """The file with what `demo` said, for the next starts."""
    from django.conf import settings

    return settings.DATA / "demo.txt"


def welcome(port):
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.db import connection

    site = settings.SITE_URL
    print(f"Newsroom runs at {site}/ and its desk at {site}/admin/.")
    if kept_words().exists():
        print(kept_words().read_text().replace(SITE, site).rstrip())
    elif not get_user_model().objects.exists():
        print("Nobody has an account yet: .venv/bin/python manage.py createsuperuser makes the first one.")
    if site != f"http://localhost:{port}":
        print(f"A proxy in front of it finds it at http://127.0.0.1:{port}/.")
    print("Ctrl-C stops it.", flush=True)
    connection.close()


def spawn(*arguments):
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        # We pass on what a terminal says, in our order; and if we are killed, the kernel does.
        process_group=0,
        preexec_fn=functools.partial(end_with_parent, signal.SIGTERM, parent=os.getpid()),
    )


class Worker:
    """The worker's process, started again when it ends, after ever longer pauses."""

    def __init__(self):
        self.pause = 1
        self.start()

    def start(self):
        self.process = spawn("manage.py", "work", f"--grace={GRACE}")
        self.started_at = time.monotonic()
        self.again_at = None

    def look_after(self):
        now = time.monotonic()
        if self.process.poll() is None:
            if now - self.started_at > 2 * LONGEST_PAUSE:
                self.pause = 1
        elif self.again_at is None:
            print(f"The worker ended; it starts again in {self.pause} s.", file=sys.stderr)
            self.again_at = now + self.pause
            self.pause = min(2 * self.pause, LONGEST_PAUSE)
        elif now >= self.again_at:
            self.start()


def start_web(binds):
    return spawn(
        *("-m", "gunicorn", "newsroom.wsgi", "--preload", "--no-control-socket", "--log-level=warning"),
        *("--worker-class=gthread", "--threads=4", f"--graceful-timeout={GRACE}"),
        f"--workers={os.environ.get('WEB_CONCURRENCY') or 2}",
        *(f"--bind={address}" for address in binds),
    )


def answers(address):
    try:
        urllib.request.build_opener(urllib.request.ProxyHandler({})).open(
            f"http://{address}/healthz", timeout=5
        ).close()
    except OSError:
        return False
    return True


def serve(binds, port, make, children):
    """Run web server and worker until somebody stops us."""
    web = start_web(binds)
    children.append(lambda: web)
    worker = Worker()
    children.append(lambda: worker.process)
    welcomed = False
    while web.poll() is None:
        if not welcomed and answers(binds[0]):
            welcome(port)
            welcomed = True
        worker.look_after()
        if make.was_interrupted():
            raise Stopped
        time.sleep(0.2 if welcomed else 0.05)
    raise Refused("The web server ended by itself: what it said above tells why.")


def end(children):
    processes = [child() for child in children]
    for process in processes:
        process.terminate()
    deadline = time.monotonic() + GRACE + 1
    for process in processes:
        try:
            process.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def run(make, children):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    from django.conf import settings
    from django.core.management import call_command

    binds = addresses(settings.PORT)
    django.setup()
    prepare_database()
    if not settings.DEBUG:
        call_command("collectstatic", interactive=False, verbosity=0)
    serve(binds, settings.PORT, make, children)


def main():
    stop_when_told()
    children = []
    try:
        run(Make(), children)
    except Stopped:
        return None
    except Refused as refusal:
        return str(refusal)
    except Exception as error:
        if not (words := complaint(error)):
            raise
        return words
    finally:
        end(children)
        _let_go_of_the_database()


def _let_go_of_the_database():
    from django.conf import settings

    if settings.configured:
        with contextlib.suppress(embedded.Unavailable):
            embedded.stop(settings.DATA / "postgres")


if __name__ == "__main__":
    sys.exit(main())
