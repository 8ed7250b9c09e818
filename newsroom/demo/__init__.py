"""The demo newsroom: true stories about real shows, each as of its own day, and one piece at every stage.

The articles are files that ``import_articles`` could read as well, one for
each show and ``roundups.jsonl`` for those on several.
"""

from pathlib import Path

FOLDER = Path(__file__).parent


def files():
    """The files of published articles, in the order in which they are imported."""
    return sorted((FOLDER / "articles").glob("*.jsonl"))
