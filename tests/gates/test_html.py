"""The Nu HTML checker, on every kind of public page."""

import json
import subprocess
from pathlib import Path

import pytest
from django.views.defaults import server_error

from tests.gates.tools import installed, program
from tests.site import pages_among

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

RIGHT = b'<!doctype html><html lang="en"><title>A page</title><p><b>Bold</b></p></html>'


@pytest.fixture
def checked(tmp_path):
    """What the checker says of pages, by their addresses: one machine for all of them, as it takes long to start."""
    java, checker = program("java", "default-jre-headless"), installed("vnu-jar/build/dist/vnu.jar")

    def check(pages):
        folder = tmp_path / "pages"
        folder.mkdir()
        for number, html in enumerate(pages.values()):
            (folder / f"{number}.html").write_bytes(html)
        options = ["--stdout", "--format", "json", "--exit-zero-always", "--errors-only"]
        run = subprocess.run([java, "-jar", checker, *options, folder], capture_output=True, check=True, timeout=240)
        addresses = list(pages)
        return [
            (addresses[int(Path(one["url"]).stem)], one["message"], one.get("extract"))
            for one in json.loads(run.stdout)["messages"]
        ]

    return check


def test_every_page_is_as_the_standard_has_it(client, rf, everything, checked):
    pages = {address: answer.content for address, answer in pages_among(client, everything).items()}
    pages["an error of ours"] = server_error(rf.get("/")).content

    assert len(pages) > 15
    assert not (found := checked(pages)), "\n".join(map(str, found))


def test_the_checker_finds_what_is_wrong(checked):
    found = checked({"/right/": RIGHT, "/wrong/": RIGHT.replace(b"</b>", b"")})

    assert {address for address, *_ in found} == {"/wrong/"}
    assert "Unclosed element “b”." in [message for _, message, _ in found]
