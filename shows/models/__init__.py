"""What is true: shows, seasons, networks, people, and the ledger of their statuses."""

from shows.models.changes import NameChange, VersionOfNames, version_of_names
from shows.models.finding import NameLine, Near, OwnName
from shows.models.ledger import Standing, StatusEntry, with_what_implied_them
from shows.models.merges import Merge, merged_into
from shows.models.names import Fold, FoldedLine, FoldedWords
from shows.models.networks import FormerPersonSlug, Network, Person
from shows.models.shows import Credit, FormerSeason, FormerShowSlug, Season, Show, became, free_show_slug, season_path

__all__ = [
    "Credit",
    "Fold",
    "FoldedLine",
    "FoldedWords",
    "FormerPersonSlug",
    "FormerSeason",
    "FormerShowSlug",
    "Merge",
    "NameChange",
    "NameLine",
    "Near",
    "Network",
    "OwnName",
    "Person",
    "Season",
    "Show",
    "Standing",
    "StatusEntry",
    "VersionOfNames",
    "became",
    "free_show_slug",
    "merged_into",
    "season_path",
    "version_of_names",
    "with_what_implied_them",
]
