import os
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from newsroom import embedded
from tests.processes import mode, processes_in, wait_for

ROOT = Path(__file__).parents[2]
USER = """
import sys
import time
from newsroom import embedded

try:
    embedded.start(sys.argv[1])
except embedded.Unavailable as error:
    sys.exit(str(error))
print("ready", flush=True)
time.sleep(float(sys.argv[2]))
"""


def use(folder, *, seconds=60, within=()):
    """A process that uses the server in ``folder``, like any command."""
    return subprocess.Popen(
        [*within, sys.executable, "-c", USER, folder, str(seconds)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@contextmanager
def in_use(folder):
    user = use(folder)
    assert user.stdout.readline() == "ready\n", user.stderr.read()
    try:
        yield user
    finally:
        user.kill()
        user.communicate()


def refusal(folder, *, within=()):
    """What a command says that can't have the server."""
    user = use(folder, seconds=0, within=within)
    _, said = user.communicate(timeout=60)
    assert user.returncode == 1
    assert said.count("\n") == 1, said
    return said


def connect(folder):
    host = embedded.Folder(folder).sockets
    return psycopg.connect(host=str(host), user=embedded.ROLE, dbname=embedded.DATABASE, autocommit=True)


def data_of(folder):
    """Where the server keeps the data: beside its socket, which is elsewhere if another account runs it."""
    sockets = embedded.Folder(folder).sockets
    return sockets.resolve().parent / "data" if sockets.is_symlink() else folder / "data"


def remove(folder):
    if folder.exists() and data_of(folder).parent != folder:
        wait_for(lambda: not processes_in(folder))
        shutil.rmtree(data_of(folder).parent)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with a database that nobody uses, to copy."""
    folder = tmp_path_factory.mktemp("made") / "postgres"
    with in_use(folder):
        pass
    wait_for(lambda: not processes_in(folder))
    yield folder
    remove(folder)


@pytest.fixture
def folder(made, tmp_path):
    folder = tmp_path / "postgres"
    if data_of(made).parent == made:
        shutil.copytree(made, folder)
    else:
        embedded.start(folder)
        embedded.stop(folder)
    yield folder
    embedded.stop(folder)
    remove(folder)


def namespaces_are_refused():
    try:
        subprocess.run(["true"], preexec_fn=lambda: os.unshare(os.CLONE_NEWUSER), check=True)
    except (AttributeError, subprocess.SubprocessError):
        return True
    return False


linux = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
beside_its_folder = pytest.mark.skipif(
    os.geteuid() == 0 and namespaces_are_refused(), reason="another account runs it, in a place of its own"
)


def test_the_server_is_ours_alone_and_has_our_database(folder):
    embedded.start(folder)

    with connect(folder) as connection:
        version, name = connection.execute("SELECT version(), current_database()").fetchone()
    assert version.startswith("PostgreSQL 18")
    assert name == "newsroom"
    assert mode(embedded.Folder(folder).sockets.resolve()) == 0o700


@pytest.mark.slow
def test_everything_made_is_private_and_nothing_else_is_changed(tmp_path):
    tmp_path.chmod(0o755)

    with in_use(tmp_path / "data" / "postgres"):
        made = [path for path in tmp_path.rglob("*") if not path.is_symlink() and not path.is_socket()]
        modes = {path: mode(path) for path in (tmp_path, *made)}

    assert modes.pop(tmp_path) == 0o755
    assert {path for path, mode in modes.items() if mode & 0o077} == set()


@pytest.mark.slow
def test_a_second_command_uses_the_same_server(folder):
    started = "SELECT pg_postmaster_start_time()"

    with in_use(folder), connect(folder) as first, in_use(folder), connect(folder) as second:
        assert first.execute(started).fetchone() == second.execute(started).fetchone()


@pytest.mark.slow
def test_many_commands_at_once_start_one_server(folder):
    users = [use(folder) for _ in range(6)]

    assert [user.stdout.readline() for user in users] == ["ready\n"] * 6
    log = (folder / "server.log").read_text()
    assert log.count("ready to accept connections") == 2  # when it was made, and now

    for user in users:
        user.kill()
        user.communicate()


@linux
@pytest.mark.slow
def test_the_server_stops_soon_after_its_last_user_was_killed(folder):
    with in_use(folder):
        assert processes_in(folder)

    wait_for(lambda: not processes_in(folder))
    assert "database system is shut down" in (folder / "server.log").read_text().splitlines()[-1]


@pytest.mark.slow
@linux
def test_stop_leaves_nothing_behind_at_once(folder):
    embedded.start(folder)

    embedded.stop(folder)

    assert processes_in(folder) == []


@pytest.mark.slow
def test_stop_leaves_the_server_to_its_other_users(folder):
    with in_use(folder):
        embedded.start(folder)

        embedded.stop(folder)

        with connect(folder) as connection:
            connection.execute("SELECT 1")


@pytest.mark.slow
@linux
def test_what_was_committed_survives_the_death_of_everybody(folder):
    with in_use(folder) as user, connect(folder) as connection:
        connection.execute("CREATE TABLE said (word text)")
        connection.execute("INSERT INTO said SELECT 'word' FROM generate_series(1, 1000)")
        for number in [user.pid, *processes_in(folder)]:
            os.kill(number, signal.SIGKILL)

    embedded.start(folder)

    with connect(folder) as connection:
        assert connection.execute("SELECT count(*) FROM said").fetchone() == (1000,)


@pytest.mark.slow
@linux
@pytest.mark.parametrize("whom", ["keeper", "server"])
def test_the_server_comes_back_for_whoever_uses_it(folder, whom):
    embedded.start(folder)
    keeper = int((folder / "keeper.lock").read_text())
    server = int((data_of(folder) / "postmaster.pid").read_text().split()[0])

    os.kill(keeper if whom == "keeper" else server, signal.SIGKILL)

    def answers():
        embedded.start(folder)
        try:
            with connect(folder) as connection:
                return connection.execute("SELECT 1").fetchone()
        except psycopg.OperationalError:
            return None

    wait_for(lambda: not Path(f"/proc/{keeper if whom == 'keeper' else server}").exists())
    wait_for(answers)


@pytest.mark.slow
@linux
def test_a_number_left_by_a_dead_server_is_no_hindrance_when_another_process_has_it(folder):
    # As after a restart of the machine, when that process is a stranger.
    (data_of(folder) / "postmaster.pid").write_text(f"{os.getpid()}\n{data_of(folder)}\n1\n5432\n\n\n\n")

    embedded.start(folder)

    with connect(folder) as connection:
        connection.execute("SELECT 1")


@pytest.mark.slow
@linux
@beside_its_folder
def test_the_server_of_a_folder_that_was_removed_ends(folder):
    with in_use(folder) as user:
        shutil.rmtree(folder)

        wait_for(lambda: processes_in(folder) == [user.pid])


@pytest.mark.slow
@beside_its_folder
def test_an_unfinished_database_is_made_again(tmp_path):
    left = tmp_path / "postgres" / "data.unfinished.1"
    left.mkdir(parents=True)
    (left / "PG_VERSION").write_text("18\n")

    with in_use(tmp_path / "postgres"), connect(tmp_path / "postgres") as connection:
        connection.execute("SELECT 1")

    assert not left.exists()


@pytest.mark.slow
@linux
@beside_its_folder
def test_a_keeper_killed_while_it_makes_the_database_is_no_hindrance(tmp_path):
    # The program that it ran may write on for a moment.
    user = use(tmp_path)
    wait_for(lambda: list(tmp_path.glob("data.unfinished.*/base/1")))
    os.kill(int((tmp_path / "keeper.lock").read_text()), signal.SIGKILL)
    user.communicate(timeout=60)

    with in_use(tmp_path), connect(tmp_path) as connection:
        connection.execute("SELECT 1")


@pytest.mark.slow
@beside_its_folder
def test_the_socket_of_a_long_path_is_elsewhere_and_private(made, tmp_path):
    folder = shutil.copytree(made, tmp_path / ("long" * 30) / "postgres")

    with in_use(folder), connect(folder) as connection:
        connection.execute("SELECT 1")
        sockets = embedded.Folder(folder).sockets
        assert sockets.parent == Path("/tmp")
        assert mode(sockets) == 0o700

    wait_for(lambda: not processes_in(folder))
    assert not sockets.exists()


def test_a_folder_for_sockets_that_others_may_enter_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(embedded, "SHARED", tmp_path)
    folder = embedded.Folder(tmp_path / ("long" * 30))
    folder.sockets.mkdir()
    folder.sockets.chmod(0o755)

    with pytest.raises(embedded.Unavailable, match="open to other users"):
        embedded.start(folder.path)


def test_a_file_in_the_way(tmp_path):
    (tmp_path / "postgres").write_text("")

    assert f"needs a folder where {tmp_path}/postgres is: move that away" in refusal(tmp_path / "postgres")


def test_a_file_in_the_way_above(tmp_path):
    (tmp_path / "data").write_text("")

    assert "needs a folder where" in refusal(tmp_path / "data" / "postgres")


@beside_its_folder
def test_a_folder_with_something_else_in_it(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "letter.txt").write_text("Dear editor")

    assert "holds something else than a database" in refusal(tmp_path)
    assert (tmp_path / "data" / "letter.txt").read_text() == "Dear editor"


@pytest.mark.slow
def test_a_database_of_another_version(folder):
    (data_of(folder) / "PG_VERSION").write_text("17\n")

    assert "was made by PostgreSQL 17, and this is PostgreSQL 18" in refusal(folder)


@pytest.mark.slow
def test_a_broken_database(folder):
    (data_of(folder) / "global" / "pg_control").unlink()

    said = refusal(folder)

    assert "PostgreSQL does not start on" in said
    assert f"see {folder}/server.log" in said


def mounted(options, path):
    """What puts a command into a world of its own with a small disk at ``path``."""
    script = 'mount -t tmpfs -o "$1" none "$2" && shift 2 && exec "$@"'
    world = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--mount"]
    within = [*world, "sh", "-c", script, "sh", options, path]
    try:
        subprocess.run([*within, "true"], check=True, capture_output=True)
    except (FileNotFoundError, subprocess.CalledProcessError):
        pytest.skip("mounting a disk is refused here")
    return within


@linux
@beside_its_folder
@pytest.mark.parametrize("size", ["20k", "20m"])
def test_a_full_disk(tmp_path, size):
    said = refusal(tmp_path / "postgres", within=mounted(f"size={size}", tmp_path))

    assert "is full: make room, or name a folder elsewhere in NEWSROOM_DATA" in said


@linux
def test_a_read_only_disk(tmp_path):
    said = refusal(tmp_path / "postgres", within=mounted("ro", tmp_path))

    assert f"can't write to {tmp_path}/postgres: make it writable" in said


@pytest.mark.slow
@linux
@root
@beside_its_folder
def test_root_runs_it_under_a_private_home(tmp_path):
    tmp_path.chmod(0o700)
    before = {path: mode(path) for path in tmp_path.parents}

    with in_use(tmp_path / "postgres"), connect(tmp_path / "postgres") as connection:
        connection.execute("SELECT 1")
        owners = {path.stat().st_uid for path in tmp_path.rglob("*")}

    assert owners == {0}
    assert {path: mode(path) for path in tmp_path.parents} == before
    assert mode(tmp_path) == 0o700


@linux
@root
@pytest.mark.slow
def test_root_runs_it_under_another_account_where_namespaces_are_refused(tmp_path):
    tmp_path.chmod(0o700)
    (tmp_path / "sitecustomize.py").write_text("import os\ndel os.unshare\n")
    script = """
        mount -t tmpfs none /var/lib && export PYTHONPATH="$1" && shift && "$@" || exit
        ls -ld "$0" /var/lib/newsroom/*/data
    """
    sockets = embedded.Folder(tmp_path / "postgres").sockets
    within = ["unshare", "--mount", "sh", "-c", script, sockets, tmp_path]
    mounted("size=20k", tmp_path)

    user = use(tmp_path / "postgres", seconds=0, within=within)
    said, complaints = user.communicate(timeout=60)

    assert user.returncode == 0, complaints
    data, socket = sorted(said.splitlines()[1:], key=len)
    assert data.startswith("drwx------")
    assert "root" not in data
    assert f"{sockets} -> /var/lib/newsroom/" in socket
    sockets.unlink()
