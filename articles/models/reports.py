"""What an article reports: a change of status that is recorded as it is published."""

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from articles.models.article import Article
from newsroom.lib.periods import period_of, start_of
from shows.models import Network, Season, Show, StatusEntry
from shows.statuses import Status

MOMENTS = {"effective_at": datetime, "premiere_on": date}
# What is kept beside the fields of the change: a network that need not be there yet, and what isn't taken along.
BESIDE = {"new_network", "new_network_kind", "unticked"}


class Report(models.Model):
    """That publishing an article records a change of status; ``entry`` is what it recorded, or what was there already.

    Until then the change waits here as it was filled in, and is nowhere in the
    ledger. ``version`` moves with every saving, so that nobody writes over what
    he or she has not seen. Where the article is scheduled, ``foreseen`` is what
    was seen then: the last ``entry`` of the show's ledger, and the ``articles``
    whose notices would have come, gone or changed.
    """

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="reports")
    show = models.ForeignKey(Show, on_delete=models.PROTECT, related_name="+", db_index=False)
    season_number = models.PositiveSmallIntegerField(null=True)
    network = models.ForeignKey(Network, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)
    said = models.JSONField(help_text="The other fields of the change, moments and days as text.")
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    saved_at = models.DateTimeField()
    foreseen = models.JSONField(null=True)
    entry = models.ForeignKey(StatusEntry, on_delete=models.PROTECT, related_name="reports", null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["article"],
                condition=Q(entry=None),
                name="articles_report_waits_alone",
                violation_error_message="The article reports a change already: change that one.",
            )
        ]

    def __str__(self):
        subject = f"{self.show}, season {self.season_number}" if self.season_number else str(self.show)
        return f"{subject}: {Status(self.said['status']).label}"

    @property
    def fields(self):
        """The fields of the change, as the ledger takes them."""
        typed = {name: kind.fromisoformat(self.said[name]) for name, kind in MOMENTS.items() if self.said.get(name)}
        return {name: value for name, value in self.said.items() if name not in BESIDE} | typed

    @property
    def new_network(self):
        """The name of its network, where that was in no list; empty for others."""
        return self.said.get("new_network", "")

    @property
    def new_network_kind(self):
        return self.said.get("new_network_kind", "")

    @property
    def unticked(self):
        """The changes that follow from it and are not recorded with it, as ``recording.name_of`` names them."""
        return frozenset(self.said.get("unticked", ()))

    def is_said_by(self, line, *, network):
        """Whether a ``line`` of the show's ledger says the same, whatever the event is called.

        ``network`` is the one that is meant where the change names none of the list.
        """
        said = self.fields
        effective_at, premiere = start_of(said["effective_at"], said["precision"]), (None, "")
        if said["premiere_on"]:
            premiere = period_of(said["premiere_on"], said["premiere_precision"]).start, said["premiere_precision"]
        mine = self.season_number, said["status"], effective_at, said["precision"], self.network_id or network
        theirs = line.season, line.status, line.effective_at, line.precision, line.network
        return mine == theirs and premiere == (line.premiere_on, line.premiere_precision)

    def season(self):
        """Its season, made where it isn't there, and whether it was made: for the transaction that records it."""
        if self.season_number is None:
            return None, False
        return Season.objects.get_or_create(show=self.show, number=self.season_number)
