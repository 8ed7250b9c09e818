"""Files to import, and what an import does to all that we have."""

import copy
import io
import json

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from articles import clock
from articles.rebuild import rebuild
from shows.models import Show

ETOILE = {
    "title": "Étoile",
    "also_known_as": ["Etoile"],
    "networks": [{"name": "Prime Video", "kind": "streamer", "from": "2023-04-26", "to": "2025-06"}],
    "creators": ["Amy Sherman-Palladino", "Daniel Palladino"],
    "cast": [
        {"person": "Luke Kirby", "character": "Jack McMillan"},
        {"person": "Charlotte Gainsbourg", "character": "Geneviève Lavigne"},
    ],
    "seasons": [
        {"number": 1, "episodes": 8, "premiered_on": "2025-04-24", "finale_on": "2025-04-24", "release": "all_at_once"},
        {"number": 2, "episodes": 8, "premiered_on": None, "finale_on": None, "release": None},
    ],
    "ledger": [
        {
            "effective": "2023-04-26",
            "precision": "day",
            "season": None,
            "status": "series_ordered",
            "event": "series_order",
            "network": "Prime Video",
            "confirmation": "official",
            "episodes": 16,
            "source_name": "TVLine",
            "source_url": "https://tvline.example/etoile",
        },
        {"effective": "2023-04-26", "season": 2, "status": "ordered", "network": "Prime Video"},
        {
            "effective": "2025-06-06",
            "season": 2,
            "status": "order_reversed",
            "network": "Prime Video",
            "confirmation": "reported",
            "source_name": "Deadline",
            "recorded": "2025-06-06T18:20:11Z",
        },
        {
            "effective": "2025-06-06",
            "status": "canceled",
            "network": "Prime Video",
            "episodes_remain": "no",
            "reason": "Performance against cost.",
            "note": "The second season was ordered in 2023.",
        },
    ],
}
FILE = {
    "format": "newsroom.shows/1",
    "networks": [{"name": "HBO Max", "kind": "streamer", "also_known_as": ["Max"]}],
    "shows": [ETOILE],
}

LINE = {
    "slug": "yes-season-2",
    "headline": "Yes, season 2 is coming",
    "dek": "It was ordered long ago.",
    "body_html": "<p>Be <em>patient</em>.</p><script>alert(1)</script>",
    "published_at": "2025-04-30T11:00:00-04:00",
    "section": "Explainers",
    "bylines": ["TV desk", "Streaming desk"],
    "topics": ["Renewals"],
    "coverage": [{"show": "Étoile", "season": 2, "mention_only": False}, {"show": "etoile"}],
}


def write(path, content):
    """Write a file and give its path: bytes as they are, a list as a line each, anything else as JSON."""
    if isinstance(content, list):
        content = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in content).encode()
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def run(command, path, *options):
    out = io.StringIO()
    call_command(command, str(path), *options, stdout=out)
    return out.getvalue()


def refusal(command, path):
    """What is wrong with a file, of which nothing may have been written."""
    before = everything()
    with pytest.raises(CommandError) as error:
        run(command, path)
    assert everything() == before
    return str(error.value)


def everything():
    """Every row of ours, to see that none was touched."""
    ours = [model for label in ("shows", "articles") for model in apps.get_app_config(label).get_models()]
    return {model.__name__: list(model._base_manager.order_by("pk").values()) for model in ours} | {"at": clock.now()}


def differences():
    """What is stored otherwise than it follows from the ledgers."""
    return [told for show in Show.objects.all() for told in rebuild(show, repair=False)]


def pinned(article):
    """The status on which each coverage of an article stands, in order."""
    entries = [one.standing.entry for one in article.coverage.all()]
    return [entry and entry.status for entry in entries]


def file_of(*shows, **more):
    return FILE | {"shows": list(shows)} | more


def changed(path, value):
    """The file with ``value`` at ``path``, such as ``shows.0.ledger.1.status``; ``...`` removes the key."""
    file = copy.deepcopy(FILE)
    *parents, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    place = file
    for part in parents:
        place = place[part]
    if value is ...:
        del place[last]
    else:
        place[last] = value
    return file
