import fcntl
import gc
import os
import shutil
import subprocess
import sys
from itertools import count
from pathlib import Path

import hypothesis
import pytest

OURS = ["ALLOWED_HOSTS", "CACHE_URL", "EMAIL_FROM", "EMAIL_URL", "KEPT_TEXT_DAYS", "MEDIA_URL", "MFA_REQUIRED"]
OURS += ["PORT", "SECRET_KEY", "SECURITY_CONTACT", "SITE_URL", "TIME_ZONE", "TRUSTED_PROXIES"]
CHROMIUM_FLAGS = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]


def folder_of_this_run():
    """The first data folder that no other test run uses."""
    # Never that of `make run`, also where NEWSROOM_DATA moves it.
    base = Path(os.environ.get("NEWSROOM_DATA") or Path(__file__).parent.parent / ".data").absolute() / "test"
    base.mkdir(mode=0o700, parents=True, exist_ok=True)
    number = next(number for number in count() if _locked(base / f"{number}.lock"))
    return base / str(number)


def _locked(path):
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        # Held as long as this process lives.
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return False
    return True


# Before the settings are read, which pytest-django does right after this file.
if "PYTEST_XDIST_WORKER" not in os.environ:
    folder = folder_of_this_run()
    for name in OURS:
        os.environ.pop(name, None)
    os.environ |= {"NEWSROOM_DATA": str(folder), "NEWSROOM_DURABLE": "0", "DEBUG": "1"}
os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"

hypothesis.settings.register_profile("default", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "default")


# Until the tests begin nothing is made to be thrown away.
gc.disable()


def pytest_configure(config):
    from django.conf import settings

    if config.getoption("numprocesses", None) and not settings.DATABASE_URL:
        # While the workers read the tests.
        config.migrating = subprocess.Popen([sys.executable, "-m", "tests.database"], cwd=config.rootpath)
    # Passwords are not under test, and a good hash takes its time.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    # What one process has to do alone begins first: else the others wait for it at the end.
    items.sort(key=lambda item: item.get_closest_marker("xdist_group") is None)


def pytest_collection_finish(session):
    # Asked for groups, pytest-xdist has written them behind the names of the tests. With a pytest that it does not
    # know it does so in vain, and says nothing: all is set up again in every process.
    if session.config.getoption("loadgroup", False):
        grouped = [item for item in session.items if item.get_closest_marker("xdist_group")]
        assert all("@" in item.nodeid for item in grouped), "tests are not kept together in their groups"
    # Thousands of tests and all that they import stay until the end: nothing of it is to be thrown away.
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(20_000, 20, 20)


def pytest_xdist_auto_num_workers():
    # Browsers and servers are waited for: meanwhile, one test more can run.
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """Let each worker have a copy of one database in place of migrating its own."""
    from django.conf import settings
    from django.db import connection
    from django.db.backends.postgresql.creation import DatabaseCreation

    from tests import database

    if settings.DATABASE_URL:
        return  # On a server of somebody else's nothing is there to be copied.
    connection.settings_dict["TEST"]["TEMPLATE"] = connection.settings_dict["NAME"]
    create = DatabaseCreation._execute_create_test_db

    def copy(creation, *arguments, **options):
        with database.migrated():
            create(creation, *arguments, **options)

    DatabaseCreation._execute_create_test_db = copy


@pytest.fixture(scope="session")
def django_test_environment(django_test_environment):
    """Templates as they are: nobody asks which were rendered with what, of which Django would keep copies."""
    from django.template import Template
    from django.template.base import PartialTemplate
    from django.test.utils import _TestState

    Template._render = _TestState.saved_data.template_render
    PartialTemplate._render = _TestState.saved_data.partial_template_render


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    from tests import clean_slate

    with django_db_blocker.unblock():
        clean_slate.keep()


@pytest.fixture(scope="session")
def chromium():
    """The Chromium of this machine."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found:
        message = "no Chromium on this machine: install Debian's package “chromium”"
        pytest.fail(message) if os.environ.get("REQUIRE_BROWSER") else pytest.skip(message)
    return found


@pytest.fixture(scope="session")
def browser(chromium):
    """That Chromium, without the windows around its pages where that is installed: each context of it costs a third."""
    from playwright.sync_api import expect, sync_playwright

    # Playwright's synchronous interface runs an event loop, beside which Django refuses the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    expect.set_options(timeout=30_000)  # as long as for what is clicked
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        path = shutil.which("chromium-headless-shell") or chromium
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS + sandbox)
        yield browser
        browser.close()


@pytest.fixture
def page(browser, live_server):
    """A page of a new visitor, whose addresses are relative to the live server."""
    context = browser.new_context(base_url=live_server.url)
    yield context.new_page()
    context.close()


@pytest.fixture(autouse=True)
def nothing_kept():
    """No test meets what another one has put into the cache."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def one_map_of_each(monkeypatch):
    """All articles are in one map, whatever numbers they got after thousands of others."""
    from newsroom.lib import sitemap

    monkeypatch.setattr(sitemap, "MOST", 10**9)


@pytest.fixture
def media(settings, tmp_path):
    """The folder of uploads, the test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def pictures(media):
    """Pictures of the library by their names, whose files lie in a folder of the test's own."""
    from tests.drawn import drawn
    from tests.factories import make_picture

    return lambda name="stage.png", color="purple": make_picture(name, content=drawn(color=color))


@pytest.fixture
def everything(pictures, settings):
    """A newsroom with something of everything: the status that each public address answers."""
    from tests.site import make_site

    settings.SECURITY_CONTACT = "mailto:security@newsroom.example"
    return make_site(pictures)
