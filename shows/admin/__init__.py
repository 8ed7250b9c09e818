"""The desk of the shows: themselves on one page, who makes and shows them, and their ledger to read."""

from shows.admin.ledger import StatusEntryAdmin
from shows.admin.networks import NetworkAdmin, PersonAdmin
from shows.admin.shows import CreditAdmin, SeasonAdmin, ShowAdmin

__all__ = ["CreditAdmin", "NetworkAdmin", "PersonAdmin", "SeasonAdmin", "ShowAdmin", "StatusEntryAdmin"]
