"""Sets the demo newsroom up in an empty database."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.contrib.auth import get_user_model

from articles import status_changes
from newsroom import roles
from newsroom.demo import FOLDER, desk, files, library
from newsroom.imports.articles import import_articles
from newsroom.imports.shows import import_shows
from shows.models import StatusEntry

HISTORIES = [FOLDER / "histories.json", FOLDER / "denied.json"]
ACCOUNTS = {
    "reporter": roles.REPORTERS,
    "editor": roles.EDITORS,
    "managing-editor": roles.MANAGING_EDITORS,
    # What was withdrawn for legal reasons is restored by two.
    "standards-editor": roles.MANAGING_EDITORS,
}

# The morning after The Sun had it that Doctor Who was to rest, the BBC said that it was not.
DENIED = {"show__slug": "doctor-who", "status": "on_hiatus"}
DENIED_AT = datetime.fromisoformat("2025-02-18T10:12:40-05:00")
DENIAL = {
    "source_name": "HuffPost UK",
    "source_url": "https://www.huffingtonpost.co.uk/entry/"
    "bbc-shuts-down-doctor-who-ncuti-gatwa-future-rumours_uk_67b45a00e4b0765f447979a1",
    "note": "The BBC: the report is incorrect, the show has not been shelved.",
}


@dataclass(frozen=True)
class Made:
    """How many shows the demo has, how many public articles, and how many that are not or no longer public."""

    shows: int
    public: int
    others: int


def make(*, at):
    """Set the demo up in an empty database, all of it within the transaction of the caller."""
    shows = sum(import_shows(path, by=None, at=at).shows for path in HISTORIES)
    deny()
    imported = sum(import_articles(path, at=at).imported for path in files())
    accounts = make_accounts()
    hidden = desk.fill(accounts, FOLDER / "desk.jsonl", at=at)
    library.keep(accounts, at=at)
    return Made(shows=shows, public=imported - len(desk.WITHDRAWN), others=hidden + len(desk.WITHDRAWN))


def deny():
    """Void the report that was denied: what relied on it says so."""
    report = StatusEntry.objects.select_related("show").get(**DENIED)
    status_changes.correct(report, replace(status_changes.void(report), **DENIAL), by=None, at=DENIED_AT)


def make_accounts():
    """An account for each role, with its name as its password; returns them by name."""
    groups = roles.make_groups()
    accounts = {}
    for name, group in ACCOUNTS.items():
        accounts[name] = get_user_model().objects.create_user(name, password=name, is_staff=True)
        accounts[name].groups.add(groups[group], groups[roles.DEMO_ACCOUNTS])
    return accounts
