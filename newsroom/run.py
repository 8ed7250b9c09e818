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

from newsroom import embedded
from newsroom.lib.processes import end_with_parent

ROOT = Path(__file__).parent.parent
# The time that what is under way gets to end well; all of it is over in less than five seconds.
GRACE = 3
LONGEST_PAUSE = 30
SITE = "{site}"


class Refused(Exception):
    """We can't start, or go on; the text is a sentence that says what to do."""


class Stopped(BaseException):
    """Somebody told us to stop; nobody else's ``except Exception`` may swallow it."""


def _without_orders(dropped):
    """Print what Python had to drop, but for an order: ``Orders.check`` finds that one."""
    if not isinstance(dropped.exc_value, Stopped):
        sys.__unraisablehook__(dropped)


class Orders:
    """Raises ``Stopped`` at SIGINT and SIGTERM, also where a shell had us ignore SIGINT."""

    def __init__(self):
        self.told = self.obeyed = False
        sys.unraisablehook = _without_orders
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._hear)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
            signal.signal(signal.SIGHUP, self._hear)

    def check(self):
        """Python drops what a handler raises while an object is finalised, so we look again now and then."""
        if self.told:
            raise Stopped

    def _hear(self, *_):
        self.told = True
        if not self.obeyed:
            raise Stopped


class Make:
    """The make that started us, if one did.

    It passes SIGTERM on and then waits for us, but with SIGINT it counts on the terminal, which tells
    everybody. Whoever sends SIGINT to make alone would wait for ever, so we look whether make still catches it.
    """

    def __init__(self):
        self.number = int(os.environ.get("MAKE_PID", 0))
        if self.number:
            end_with_parent(signal.SIGTERM)
        self.caught = self._catches_interrupts()

    def is_over(self):
        """Whether it was interrupted, or is dead: perhaps it was before we could ask the kernel to tell us."""
        interrupted = self.caught and not self._catches_interrupts()
        return bool(self.number) and (interrupted or os.getppid() != self.number)

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

    def __init__(self, children):
        self.children = children
        self.pause = 1
        self.start()

    def start(self):
        self.children["worker"] = spawn("manage.py", "work", f"--grace={GRACE}")
        self.started_at = time.monotonic()
        self.again_at = None

    def look_after(self):
        now = time.monotonic()
        if self.children["worker"].poll() is None:
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
    directly = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        directly.open(f"http://{address}/healthz", timeout=5).close()
    except OSError:
        return False
    return True


def serve(binds, port, orders, make, cleanup):
    """Run web server and worker until somebody stops us."""
    children = {}
    cleanup.callback(end, children)
    web = children["web"] = start_web(binds)
    worker = Worker(children)
    welcomed = False
    while web.poll() is None:
        if not welcomed and answers(binds[0]):
            welcome(port)
            welcomed = True
        worker.look_after()
        orders.check()
        if make.is_over():
            raise Stopped
        time.sleep(0.2 if welcomed else 0.05)
    raise Refused("The web server ended by itself: what it said above tells why.")


def end(children):
    for process in children.values():
        process.terminate()
    deadline = time.monotonic() + GRACE + 1
    for process in children.values():
        try:
            process.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def let_go_of_the_database():
    from django.conf import settings
    from django.db import connections

    connections.close_all()
    with contextlib.suppress(embedded.Unavailable):
        embedded.stop(settings.DATA / "postgres")


def run(orders, cleanup):
    make = Make()
    # Django takes a moment to load, and we listen already.
    import django
    from django.conf import settings
    from django.core.management import call_command

    binds = addresses(settings.PORT)
    django.setup()
    cleanup.callback(let_go_of_the_database)
    prepare_database()
    if not settings.DEBUG:
        call_command("collectstatic", interactive=False, verbosity=0)
    orders.check()
    serve(binds, settings.PORT, orders, make, cleanup)


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    orders = Orders()
    cleanup = contextlib.ExitStack()
    try:
        run(orders, cleanup)
    except Stopped:
        return None
    except Refused as refusal:
        return str(refusal)
    except Exception as error:
        from newsroom.complaints import complaint

        if not (words := complaint(error)):
            raise
        return words
    finally:
        orders.obeyed = True
        cleanup.close()


if __name__ == "__main__":
    sys.exit(main())
