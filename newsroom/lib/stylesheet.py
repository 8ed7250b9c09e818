"""The one stylesheet of the public pages, put together from the files of its components without a build step.

Nobody writes ``css/site.css``: wherever static files are looked for (a page
being written, the tests, ``collectstatic``), it is as the parts are then.
"""

import os
import tempfile

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.files.storage import FileSystemStorage

NAME = "css/site.css"
PARTS = settings.BASE_DIR / "static" / "css"
# All others build on these two, and on nothing else.
FIRST = ("tokens.css", "base.css")
MADE = settings.DATA / "made"


def parts():
    """The files of the components, in the order in which they apply."""
    return sorted(PARTS.glob("*.css"), key=lambda part: (part.name not in FIRST, part.name not in FIRST[:1], part.name))


def text():
    return "\n".join(f"/* {part.name} */\n{part.read_text(encoding='utf-8')}" for part in parts())


def write():
    """Put the stylesheet where it is found, and return its path; untouched while no part has changed."""
    path, wanted = MADE / NAME, text()
    try:
        if path.read_text(encoding="utf-8") == wanted:
            return path
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    # Several processes may do so at once, and somebody may be reading.
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", dir=path.parent, delete=False) as file:
        file.write(wanted)
        os.fchmod(file.fileno(), 0o644)
    os.replace(file.name, path)
    return path


class StylesheetFinder(BaseFinder):
    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False):
        if path != NAME:
            return []
        found = str(write())
        return [found] if find_all else found

    def list(self, ignore_patterns):
        if not matches_patterns(NAME, ignore_patterns):
            write()
            yield NAME, FileSystemStorage(location=MADE)
