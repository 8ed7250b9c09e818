"""What was found to be the same, and is one row since."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Func


class Transaction(Func):
    """The number of the transaction that we are in, whatever savepoints there are."""

    template = "(pg_current_xact_id()::text::bigint)"
    arity = 0
    output_field = models.BigIntegerField()


class Merge(models.Model):
    """That one show, season, network or person went into another: both as they were, by whom and when.

    A trigger lets the entries of a ledger move from the one to the other in the
    transaction that wrote this row, and in no other way.
    """

    class What(models.TextChoices):
        NETWORK = "network", "Network"
        PERSON = "person", "Person"
        SHOW = "show", "Show"
        SEASON = "season", "Season"

    what = models.CharField(max_length=10, choices=What)
    gone = models.BigIntegerField(help_text="The number of the row that is gone.")
    gone_name = models.CharField(max_length=200)
    gone_slug = models.CharField(max_length=200)
    kept = models.BigIntegerField(help_text="The number of the row that stayed.")
    kept_name = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    at = models.DateTimeField()
    moved = ArrayField(models.BigIntegerField(), help_text="The entries of ledgers, or the credits, that it moved.")
    transaction = models.BigIntegerField(db_default=Transaction(), editable=False)

    class Meta:
        default_permissions = ()
        permissions = [("merge_show", "Can merge networks and people")]

    def __str__(self):
        return f"“{self.gone_name}” into “{self.kept_name}”"


def merged_into(shows):
    """By the number of each of ``shows`` that went into another one, that of the one which stays today.

    One statement where none did, and one for each step of the longest chain.
    """
    found, asked = {}, set(shows)
    while asked:
        steps = dict(Merge.objects.filter(what=Merge.What.SHOW, gone__in=asked).values_list("gone", "kept"))
        found = {gone: steps.get(kept, kept) for gone, kept in found.items()} | steps
        asked = set(steps.values())
    return found
