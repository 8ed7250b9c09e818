import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from newsroom import embedded
from tests.processes import free_port, mode, processes_in, wait_for

ROOT = Path(__file__).parents[2]
DIRECTLY = [sys.executable, "-m", "newsroom.run"]
MAKE = ["make", "--no-print-directory", "run"]

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
    pytest.mark.xdist_group("run"),
]


def start(data, *, command=DIRECTLY, root=ROOT, interrupts_ignored=False, **environment):
    environment = {"HOME": str(data.parent), "PATH": os.environ["PATH"], "NEWSROOM_DATA": str(data)} | environment
    return subprocess.Popen(
        command,
        cwd=root,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        # Also where whoever runs the tests has us ignore it.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN if interrupts_ignored else signal.SIG_DFL),
    )


@contextmanager
def running(data, **options):
    """Newsroom, once it answers, and its port."""
    port = free_port()
    process = start(data, PORT=str(port), **options)
    try:
        wait_for(lambda: answers(port) or process.poll() is not None, seconds=180)  # the first makes the demo newsroom
        assert process.poll() is None, process.communicate()
        yield process, port
    finally:
        for number in {process.pid, *processes_in(data)}:
            try:
                os.kill(number, signal.SIGKILL)
            except ProcessLookupError:
                continue
        process.communicate()


def answers(port, host="127.0.0.1", path="/healthz"):
    try:
        with urllib.request.urlopen(f"http://{host}:{port}{path}", timeout=5) as response:
            return response.status == 200
    except OSError:
        return False


def refusal(data, **options):
    """What it says when it doesn't start: one sentence, on standard error."""
    process = start(data, **options)
    said, complaint = process.communicate(timeout=60)
    assert process.returncode not in (0, None)
    assert said == ""
    sentences = [line for line in complaint.splitlines() if not line.startswith(("make: ", "Installing "))]
    assert len(sentences) == 1, complaint
    return sentences[0]


def one_of(data, words):
    """The number of the one process of ours whose command line has ``words``."""
    return min((number for number in processes_in(data) if words in command_line(number)), default=None)


def command_line(number):
    try:
        return Path(f"/proc/{number}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """A data folder with all migrations and an account, which thus gets no demo newsroom."""
    data = tmp_path_factory.mktemp("prepared") / "data"
    environment = {"PATH": os.environ["PATH"], "NEWSROOM_DATA": str(data), "DJANGO_SUPERUSER_PASSWORD": "secret"}
    for arguments in (
        ["migrate", "--verbosity=0"],
        ["createsuperuser", "--no-input", "--username=editor", "--email=editor@newsroom.example", "--verbosity=0"],
    ):
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=environment, check=True)
    wait_for(lambda: not processes_in(data))
    return data


@pytest.fixture
def data(prepared, tmp_path):
    # Where root may not run a server on its own files, they are elsewhere.
    if embedded.Folder(prepared / "postgres").data.exists():
        shutil.copytree(prepared, tmp_path / "data")
    return tmp_path / "data"


@pytest.mark.slow
def test_serves_by_every_local_name_and_says_where(data):
    with running(data) as (process, port):
        assert answers(port)
        assert answers(port, host="localhost")
        assert answers(port, path="/admin/login/")

        process.terminate()
        said, complaints = process.communicate(timeout=10)

    assert process.returncode == 0
    assert f"http://localhost:{port}/" in said
    assert f"http://localhost:{port}/admin/" in said
    assert complaints == ""
    assert processes_in(data) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("command", "number", "group", "interrupts_ignored"),
    [
        pytest.param(DIRECTLY, signal.SIGINT, False, False, id="interrupted"),
        pytest.param(DIRECTLY, signal.SIGINT, False, True, id="interrupted though that was ignored"),
        pytest.param(MAKE, signal.SIGINT, False, False, id="make interrupted alone"),
        pytest.param(MAKE, signal.SIGINT, True, False, id="interrupted at a terminal"),
        pytest.param(MAKE, signal.SIGINT, True, True, id="group interrupted though ignored"),
        pytest.param(MAKE, signal.SIGTERM, False, False, id="make terminated"),
    ],
)
def test_stops_in_good_order(data, command, number, group, interrupts_ignored):
    with running(data, command=command, interrupts_ignored=interrupts_ignored) as (process, port):
        (os.killpg if group else os.kill)(process.pid, number)
        process.communicate(timeout=10)

        assert processes_in(data) == []
        assert not answers(port)
    log = (data / "postgres" / "server.log").read_text()
    assert "database system is shut down" in log.splitlines()[-1]


@pytest.mark.slow
def test_a_kill_of_the_command_leaves_nothing_behind(data):
    with running(data) as (process, port):
        process.kill()

        wait_for(lambda: processes_in(data) == [])
        socket.create_server(("127.0.0.1", port)).close()


@pytest.mark.slow
def test_a_kill_of_make_leaves_nothing_behind(data):
    with running(data, command=MAKE) as (process, _):
        process.kill()

        wait_for(lambda: processes_in(data) == [])


@pytest.mark.slow
def test_after_the_death_of_everybody_all_that_was_committed_is_there(data):
    def connect():
        host = embedded.Folder(data / "postgres").sockets
        return psycopg.connect(host=str(host), user=embedded.ROLE, dbname=embedded.DATABASE, autocommit=True)

    with running(data):
        with connect() as connection:
            connection.execute("CREATE TABLE said (word text)")
            connection.execute("INSERT INTO said VALUES ('kept')")
        for number in processes_in(data):
            os.kill(number, signal.SIGKILL)

    with running(data), connect() as connection:
        assert connection.execute("SELECT word FROM said").fetchall() == [("kept",)]


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0.1, 0.3, 0.6, 1, 2])
def test_stops_at_any_moment_of_its_start(data, seconds):
    process = start(data, command=MAKE, PORT=str(free_port()))
    time.sleep(seconds)

    process.terminate()
    _, complaints = process.communicate(timeout=10)

    wait_for(lambda: processes_in(data) == [])
    assert "Traceback" not in complaints


@pytest.mark.slow
def test_the_worker_is_started_again(data):
    with running(data) as (_, port):
        wait_for(lambda: answers(port, path="/readyz"))
        worker = one_of(data, "manage.py work")

        os.kill(worker, signal.SIGKILL)

        wait_for(lambda: one_of(data, "manage.py work") not in (None, worker))


@pytest.mark.slow
def test_ends_with_its_web_server(data):
    with running(data) as (process, _):
        os.kill(one_of(data, "gunicorn"), signal.SIGKILL)

        _, complaint = process.communicate(timeout=10)

        assert process.returncode == 1
        assert "The web server ended by itself" in complaint
        wait_for(lambda: processes_in(data) == [])


@pytest.mark.slow
def test_the_first_start_sets_up_the_demo_newsroom_and_every_start_names_its_accounts(tmp_path):
    for _ in range(2):
        with running(tmp_path / "data") as (process, port):
            wait_for(lambda port=port: answers(port, path="/readyz"))
            process.terminate()
            said, _ = process.communicate(timeout=10)

        assert said.count("The demo newsroom has") == 1
        assert "Its accounts, whose passwords are their names" in said
        assert f"http://localhost:{port}/shows/etoile/" in said


def test_a_port_in_use(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        sentence = refusal(tmp_path / "data", PORT=str(port))

    assert sentence == f"Port {port} is in use: stop what uses it, or name another one, as in PORT=8001."
    assert not (tmp_path / "data" / "postgres").exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"PORT": "80000"}, "There is no port 80000: name another one, as in PORT=8001."),
        ({"PORT": "http"}, "PORT must be a number, as in PORT=8001."),
        (
            {"DEBUG": "0", "DATABASE_URL": "postgresql://localhost/newsroom"},
            "Set SECRET_KEY in the environment: production (DEBUG off) needs it.",
        ),
        (
            {"DEBUG": "0"},
            "Set SECRET_KEY and DATABASE_URL in the environment: production (DEBUG off) needs them.",
        ),
        (
            {"DATABASE_URL": "postgresql://editor:secret@127.0.0.1:1/newsroom", "SECRET_KEY": "x"},
            "The database at 127.0.0.1:1 can't be reached (Connection refused): start it, or correct DATABASE_URL.",
        ),
    ],
)
def test_refuses_to_start_with_one_sentence(tmp_path, environment, sentence):
    assert refusal(tmp_path / "data", **({"PORT": str(free_port())} | environment)) == sentence


def test_a_file_in_place_of_the_data_folder(tmp_path):
    data = tmp_path / "data"
    data.write_text("")

    assert f"Newsroom needs a folder where {data}" in refusal(data, PORT=str(free_port()))


def test_make_passes_the_refusal_on(tmp_path):
    sentence = refusal(tmp_path / "data", command=MAKE, PORT="http")

    assert sentence == "PORT must be a number, as in PORT=8001."


def test_a_missing_python_is_named(tmp_path):
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copy(ROOT / ".python-version", tmp_path)
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("make", "sh", "cat", "cksum", "rm"):
        (programs / name).symlink_to(shutil.which(name))
    old = programs / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)

    sentence = refusal(tmp_path / "data", command=MAKE, root=tmp_path, PATH=str(programs))

    assert sentence == (
        "Newsroom needs Python 3.12 or newer with its venv module: "
        "install it (on Debian and Ubuntu the packages python3 and python3-venv)."
    )
    assert not (tmp_path / ".venv").exists()


@pytest.mark.slow
def test_a_clone_in_a_private_home_runs_and_no_mode_is_changed(tmp_path):
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    clone = home / "newsroom"
    shutil.copytree(ROOT, clone, ignore=shutil.ignore_patterns(".git", ".venv", ".data", "__pycache__", ".*_cache"))
    (clone / ".venv").symlink_to(ROOT / ".venv")
    before = {path: mode(path) for path in [*home.parents, home, *home.rglob("*")]}

    with running(clone / ".data", command=MAKE, root=clone) as (process, port):
        assert answers(port)
        process.terminate()
        process.communicate(timeout=10)

    assert {path: mode(path) for path in before} == before
    assert mode(clone / ".data") == 0o700


DROPPED = """
import os, signal, weakref
from newsroom import run

class Thing:
    pass

orders = run.Orders()
thing = Thing()
other = Thing()
order = weakref.ref(thing, lambda _: os.kill(os.getpid(), signal.SIGTERM))
fault = weakref.ref(other, lambda _: 1 / 0)
del thing
del other
try:
    orders.check()
except run.Stopped:
    print("heard")
"""


def test_an_order_that_python_drops_is_found_again_and_not_complained_of():
    told = subprocess.run([sys.executable, "-c", DROPPED], cwd=ROOT, capture_output=True, text=True, timeout=60)

    assert told.stdout == "heard\n"
    assert "Stopped" not in told.stderr
    assert "ZeroDivisionError" in told.stderr
