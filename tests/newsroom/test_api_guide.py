"""What docs/partners.md says, tried."""

import json
import re
from pathlib import Path

import pytest

from articles import workflow
from tests.again import again
from tests.factories import cancel_etoile, make_article, make_etoile, moment

pytestmark = pytest.mark.django_db

GUIDE = (Path(__file__).parents[2] / "docs" / "partners.md").read_text(encoding="utf-8")
SITE = "http://localhost:8000"
EXAMPLES = sorted(set(re.findall(rf"{SITE}(/[^'`\s]+)", GUIDE)))
WRONG = "/api/v1/articles/?shwo=etoile&limit=1000"


@pytest.fixture
@again
def newsroom():
    show = make_etoile()
    make_article(slug="yes", shows=[(show, 2)])
    cancel_etoile(show)


@pytest.mark.usefixtures("newsroom")
def test_every_example_of_the_guide_answers(client):
    assert len(EXAMPLES) >= 10
    for path in EXAMPLES:
        response = client.get(path)

        assert response.status_code == (400 if path == WRONG else 200), path
        document = json.loads(response.content)
        if "?" in path and path != WRONG and "recorded_before" not in path:  # all of ours was recorded later
            assert document.get("results") or document.get("items"), path


def test_the_refusal_is_as_the_guide_shows_it(client):
    shown = json.loads(re.search(r"```json\n(.*?)```", GUIDE, re.DOTALL)[1])

    told = json.loads(client.get(WRONG).content)

    assert told.keys() == shown.keys()
    for error, expected in zip(told["errors"], shown["errors"], strict=True):
        assert error["parameter"] == expected["parameter"]
        assert error["detail"].startswith(expected["detail"].removesuffix("…"))


@pytest.mark.usefixtures("newsroom")
def test_asking_again_works_as_the_guide_says(client):
    etag = client.head("/feed.json")["ETag"]

    assert client.get("/feed.json", headers={"if-none-match": etag}).status_code == 304


def test_every_status_in_the_guide_is_described(client):
    article = make_article(slug="yes")
    workflow.withdraw(article, by=None, at=moment("2025-06-10"), note="Too early.")
    listed = {int(code) for row in re.findall(r"^\| ([\d, ]+) \|", GUIDE, re.MULTILINE) for code in row.split(",")}

    met = {
        client.get("/api/v1/articles").status_code,
        client.get("/api/v1/articles/yes/").status_code,
        client.get("/api/v1/articles/no/").status_code,
        client.get(WRONG).status_code,
        client.post("/api/v1/articles/").status_code,
        client.get("/api/v1/articles/", headers={"accept": "text/html"}).status_code,
        client.get("/feed.json", headers={"if-none-match": client.get("/feed.json")["ETag"]}).status_code,
    }

    assert met == listed
