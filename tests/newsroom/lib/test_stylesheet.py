"""The one stylesheet, wherever static files are looked for."""

import json
import re

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.management import call_command

from newsroom.lib import stylesheet
from tests.pages import read

# What moves stands within the query that asks for it, at the left margin as all queries do.
WITH_MOTION = re.compile(r"^@media \(prefers-reduced-motion: no-preference\) \{$.*?^\}$", re.DOTALL | re.MULTILINE)
MOVES = re.compile(r"\b(?:transition|animation)[a-z-]*\s*:|@keyframes|scroll-behavior:\s*smooth")
MOVES_BY_SCRIPT = re.compile(r"\.animate\(|requestAnimationFrame|behavior: *[\"']smooth|startViewTransition")


@pytest.fixture
def folders(settings, tmp_path, monkeypatch):
    """Parts of the test's own."""
    parts = tmp_path / "parts"
    parts.mkdir()
    for name in ("tokens", "base", "article", "card"):
        (parts / f"{name}.css").write_text(f".{name} {{}}\n")
    monkeypatch.setattr(stylesheet, "PARTS", parts)
    monkeypatch.setattr(stylesheet, "MADE", tmp_path / "made")
    return parts


@pytest.mark.django_db
def test_a_page_has_one_stylesheet_with_all_of_its_parts(client):
    (link,) = read(client, "/").all("link", rel="stylesheet")

    served = b"".join(client.get(link.attrs["href"]).streaming_content).decode()

    parts = list(stylesheet.PARTS.glob("*.css"))
    assert len(parts) > 10
    assert [part.name for part in parts if part.read_text() not in served] == []


@pytest.mark.usefixtures("folders")
def test_what_all_build_on_comes_first():
    assert [part.stem for part in stylesheet.parts()] == ["tokens", "base", "article", "card"]


def test_it_changes_when_a_part_changes_and_only_then(folders):
    path = stylesheet.write()
    before = path.stat()
    assert stylesheet.write().stat().st_mtime_ns == before.st_mtime_ns

    (folders / "card.css").write_text(".card-lead {}\n")
    (folders / "zebra.css").write_text(".zebra {}\n")

    with open(finders.find(stylesheet.NAME)) as file:
        text = file.read()
    assert ".card-lead {}" in text
    assert text.endswith(".zebra {}\n")
    assert [found.name for found in path.parent.iterdir()] == ["site.css"]


def test_nothing_else_is_found_there():
    finder = stylesheet.StylesheetFinder()

    assert finder.find("css/nothing.css") == []
    assert list(finder.list(["*.css"])) == []


def test_a_production_server_gives_it_the_name_of_its_content(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    storage = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": storage}
    # The desk's own files take most of the time, and are not under test.
    settings.STATICFILES_FINDERS = [
        "django.contrib.staticfiles.finders.FileSystemFinder",
        "newsroom.lib.stylesheet.StylesheetFinder",
    ]

    call_command("collectstatic", interactive=False, verbosity=0)

    names = json.loads((settings.STATIC_ROOT / "staticfiles.json").read_text())["paths"]
    served = (settings.STATIC_ROOT / names[stylesheet.NAME]).read_text()
    assert re.fullmatch(r"css/site\.[0-9a-f]{12}\.css", names[stylesheet.NAME])
    fonts = re.findall(r'url\("\.\./(fonts/[^"]+)"\)', served)
    assert len(fonts) == 2
    assert set(fonts) <= set(names.values())


def test_nothing_moves_for_who_wants_less_motion():
    styles = (settings.BASE_DIR / "static").rglob("*.css")
    scripts = (settings.BASE_DIR / "static").rglob("*.js")

    moving = {path.name: MOVES.findall(WITH_MOTION.sub("", path.read_text(encoding="utf-8"))) for path in styles}
    moving |= {path.name: MOVES_BY_SCRIPT.findall(path.read_text(encoding="utf-8")) for path in scripts}

    assert len(moving) > 40
    assert {name: found for name, found in moving.items() if found} == {}
    assert WITH_MOTION.search(stylesheet.text())
