"""The only way into an act: the article with the ledgers of its shows held still, and what the act needs of its stage.

Every act is all or nothing: it holds, writes, logs itself in the audit log and,
where readers see it, in the public log, and advances the clock last.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from articles import audit, clock, pins
from articles.models import Article, Coverage, Publication, Report, Stage
from newsroom.lib.periods import to_the_minute, with_zone
from newsroom.lib.text import one_line
from shows import ledger, standings
from shows.history import History
from shows.models import Show

NOT_PUBLIC_YET = [Stage.DRAFT, Stage.IN_REVIEW, Stage.APPROVED, Stage.SCHEDULED]
POSSIBLE_AT = {
    "submit": [Stage.DRAFT],
    "assign": NOT_PUBLIC_YET,
    "approve": [Stage.IN_REVIEW],
    "send_back": [Stage.IN_REVIEW, Stage.APPROVED],
    "schedule": NOT_PUBLIC_YET,
    "unschedule": [Stage.SCHEDULED],
    "publish": NOT_PUBLIC_YET,
    "update": [Stage.PUBLISHED],
    "schedule_update": [Stage.PUBLISHED],
    "cancel_update": [Stage.PUBLISHED],
    "review": [Stage.PUBLISHED],
    "follow_up": [Stage.PUBLISHED],
    "redate": [Stage.PUBLISHED],
    "withdraw": [Stage.PUBLISHED],
    "restore": [Stage.WITHDRAWN],
    "seal": list(Stage),
    "ask_restoration": list(Stage),
    "take_back": list(Stage),
    "confirm_restoration": list(Stage),
}
OF_WHAT_IS_SEALED = ("ask_restoration", "take_back", "confirm_restoration")
# Why an act is not possible at any other stage.
ONLY = {
    "submit": "only a draft is submitted",
    "assign": "only what is not public yet is assigned",
    "approve": "only what is in review is approved",
    "send_back": "only what is in review or approved is sent back",
    "schedule": "only what is not public yet is scheduled",
    "unschedule": "only what is scheduled is taken off the schedule",
    "publish": "only what is not public yet is published",
    "update": "only what readers see is updated",
    "schedule_update": "only what readers see is updated",
    "cancel_update": "only what readers see is updated",
    "review": "only what readers see is reviewed",
    "follow_up": "only what readers see is followed up",
    "redate": "only what readers see is redated",
    "withdraw": "only what readers see is withdrawn",
    "restore": "only what was withdrawn is restored",
}


class NotAllowed(Exception):
    """The article is at a stage from which this act is not possible, or lacks what it needs."""


class UnderEmbargo(NotAllowed):
    """Nobody may publish the article yet."""


class Sealed(NotAllowed):
    """Nothing is done to an article that is withdrawn for legal reasons; nor is anybody told that it is."""

    def __init__(self):
        super().__init__("This article is not at the desk any more: nothing was done.")


def refuse_sealed(article):
    """For acts that hold an article by themselves. Raises ``Sealed``."""
    if article.sealed_at is not None:
        raise Sealed


class SavedMeanwhile(NotAllowed):
    """The latest revision is not the one that was read before the act."""

    def __init__(self, article, *, read):
        latest = article.latest_revision
        who, when = latest.saved_by or "An import", to_the_minute(latest.saved_at)
        super().__init__(
            f"{who} saved revision {latest.number} of “{article}” on {when}, and you had read revision {read}. "
            f"Nothing was done: read revision {latest.number}, then confirm again."
        )


class PublishedMeanwhile(SavedMeanwhile):
    """Readers see another revision than the one that was read before the act."""

    def __init__(self, article, *, read):
        number = article.live_revision.number
        NotAllowed.__init__(
            self,
            f"Readers of “{article}” see revision {number} by now, and you had read revision {read}. "
            f"Nothing was done: read revision {number}, then confirm again.",
        )


@dataclass
class Held:
    """An article with the ledgers of its shows held still: the only way into an act."""

    article: Article
    coverage: list[Coverage]
    shows: dict[int, Show]
    histories: dict[int, History]
    tables: dict[int, standings.Table]
    outcomes: list[int] = field(default_factory=list)  # what this act has settled, to be marked by the clock

    def rely(self, *, at, by, without=None):
        """Of the show ``without`` (its pk) the article is to rely on what is not recorded yet."""
        relying = [one for one in self.coverage if one.show_id != without]
        pins.rely(relying, at=at, by=by, tables=self.tables, histories=self.histories)

    def rely_fresh(self, *, at, by):
        """What the article covers only since its last act cannot have relied before."""
        fresh = [one for one in self.coverage if one.relied_at is None]
        pins.rely(fresh, at=at, by=by, tables=self.tables, histories=self.histories)

    def save_coverage(self, *, published_at):
        for one in self.coverage:
            one.published_at = published_at if one.relied_at else None
        fields = ["standing", "relied_at", "relied_by", "hand_set", "hand_set_at", "published_at"]
        Coverage.objects.bulk_update(self.coverage, fields)
        if published_at is not None:
            pins.note_newest({one.standing_id for one in self.coverage}, published_at)

    def touch_shows(self):
        Show.objects.filter(pk__in=self.shows).update(version=F("version") + 1)


class _CoversMore(Exception):
    """The article was given another show while we waited for the ones that it had."""


def why_not(act, article, *, by, at):
    """Why ``act``, which is for ``by`` to do, is not possible with ``article`` now; empty where it is."""
    if article.sealed_at is not None and act not in OF_WHAT_IS_SEALED:
        return "it is withdrawn for legal reasons"
    if article.sealed_at is None and act in OF_WHAT_IS_SEALED:
        return "it is not withdrawn for legal reasons"
    if article.stage not in POSSIBLE_AT[act]:
        return ONLY[act]
    if article.latest_revision_id is None and act in ("submit", "approve", "schedule", "publish"):
        return "it has no text yet: save a revision first"
    if act == "approve" and wrote_it(article, by):
        return f"you saved revision {article.latest_revision.number} yourself: somebody else approves it"
    if act == "publish" and is_embargoed(article, at):
        return f"it is under embargo until {with_zone(article.embargo_until)}"
    return ""


def wrote_it(article, user):
    """Whether ``user`` saved the latest revision, and so is not the one to approve it."""
    return user is not None and article.latest_revision.saved_by_id == user.pk


def is_embargoed(article, at):
    return article.embargo_until is not None and at < article.embargo_until


def hold(article, act, *, with_ledgers=False, revision=None):
    """Lock the shows of ``article`` by id, then the article, and read its coverage again.

    ``revision`` is the number of the one that goes out, where who acts has read
    it: until the transaction ends, nobody can save another.
    """
    while True:
        try:
            locked, shows, coverage = _locked(article)
        except _CoversMore:
            continue
        break
    if act not in OF_WHAT_IS_SEALED:
        refuse_sealed(locked)
    elif locked.sealed_at is None:
        raise NotAllowed(f"“{locked}” is not withdrawn for legal reasons.")
    if locked.stage not in POSSIBLE_AT[act]:
        stage = locked.get_stage_display().lower()
        raise NotAllowed(f"“{locked}” is {stage}: {ONLY[act]}.")
    if revision is not None and locked.latest_revision_id and locked.latest_revision.number != revision:
        raise SavedMeanwhile(locked, read=revision)
    histories = History.of_all(list(shows)) if with_ledgers else {}
    tables = standings.load_all(list(shows)) if with_ledgers else {}
    return Held(locked, coverage, shows, histories, tables)


@transaction.atomic  # a savepoint: rolled back, it lets go of what it locked, so that the next try begins in order
def _locked(article):
    shows = ledger.lock(Coverage.objects.filter(article=article).values_list("show", flat=True))
    waiting = Report.objects.filter(article=OuterRef("pk"), entry=None)
    rows = Article.objects.select_for_update(of=("self",)).annotate(has_report=Exists(waiting))
    locked = rows.get(pk=article.pk)
    coverage = list(Coverage.objects.filter(article=locked).select_related("season").order_by("position", "pk"))
    if not {one.show_id for one in coverage} <= set(shows):
        raise _CoversMore
    return locked, shows, coverage


def log(held, act, *, at, by, note="", by_clock=False, unreviewed=False, audited=None, **details):
    """Write the act into both logs, and advance the clock: nothing comes after it."""
    article = held.article
    details |= {"unreviewed": True} if unreviewed else {}
    who = None if by_clock else by
    audit.note(article, audited or act, by=who, at=at, revision=article.live_revision_id, note=note, **details)
    log = Publication.objects.create(
        article=article,
        act=act,
        at=at,
        by=by,
        revision_id=article.live_revision_id,
        pins=pins.of_article(article),
        note=note,
        unreviewed=unreviewed,
    )
    log.seq, _ = clock.advance(publications=[log.pk], outcomes=held.outcomes, shows=held.shows)
    return log


def note_act(held, act, *, by, at, **details):
    """Write an act that readers don't see into the audit log."""
    audit.note(held.article, act, by=by, at=at, revision=held.article.latest_revision_id, **details)


def public_note(text):
    """A public note on one line, no longer than its column."""
    note, longest = one_line(text), Publication._meta.get_field("note").max_length
    if len(note) > longest:
        raise NotAllowed(f"The note has {len(note)} characters: shorten it to {longest}.")
    return note


def needs_text(article):
    if article.latest_revision_id is None:
        raise NotAllowed(f"“{article}” has no text yet: save a revision first.")
