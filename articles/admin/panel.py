"""What stands beside an article at the desk: how it stands, what readers are told and why, what can be done."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils import timezone

from articles import explain, foresight, sealing
from articles.admin import audit_log, comments, preview_links
from articles.admin.acts import ACTS, ahead
from articles.admin.pages import address, belongs
from articles.ledgers import ReadOnce
from articles.models import Exemption, Publication, Revision, ScheduledUpdate, Sealing, Stage
from articles.models.coverage import set_pins
from newsroom.lib.periods import with_zone

SHOWN = 30  # revisions, public acts and acts of any kind in the history


@dataclass
class Button:
    name: str
    label: str
    look: str
    address: str


class Stand:
    """An article with what several parts of its page ask about: all that it covers, and the ledgers of that."""

    def __init__(self, article, coverage=None):
        """``coverage`` is all of it in its order, with show, season and standing row, where it was read already."""
        if coverage is None:
            coverage = list(article.coverage.select_related("show", "season", "standing").order_by("position", "pk"))
        self.article, self.coverage, self.once = article, coverage, ReadOnce()
        shows = {one.show_id for one in coverage}
        is_ahead = ahead(article) is not None
        relied = {one.show_id for one in coverage if one.relied_at}
        self.once.expect(shows=shows, all_of=shows if is_ahead else relied)

    def explained(self):
        """The ``Explanation`` of it, or ``None`` of what never relied on the ledger; gives the article its pins."""
        shows = {one.show_id for one in self.coverage if one.relied_at}
        if not shows:
            self.article.pins = []
            return None
        self.once.histories(shows)
        set_pins(self.article, self.coverage, self.once.entries(all_of=shows))
        return explain.explain_pins(self.article, self.once)


@dataclass
class Panel:
    article: object
    editable: bool
    explanation: object = None
    outlook: list = field(default_factory=list)
    buttons: list = field(default_factory=list)
    not_now: list = field(default_factory=list)
    sealed: Sealing | None = None
    update: ScheduledUpdate | None = None
    overtaken: str = ""  # why what is to go out at its moment would be held there, or is held still
    comments: comments.Talk | None = None
    revisions: list = field(default_factory=list)
    log: list = field(default_factory=list)
    audit: list = field(default_factory=list)
    exemptions: list = field(default_factory=list)
    theirs: Revision | None = None
    refiled: object = None
    covered: list = field(default_factory=list)
    reports: list = field(default_factory=list)
    links: list = field(default_factory=list)

    @classmethod
    def of(cls, desk, request, stand, form):
        article, coverage, once = stand.article, stand.coverage, stand.once
        reports = list(article.reports.select_related("show").order_by("pk"))
        # Of what it reports it relies on what is not recorded yet.
        reported = {one.show_id for one in reports if one.entry_id is None}
        fresh = [one for one in coverage if not one.relied_at and not one.mention_only and one.show_id not in reported]
        explanation = stand.explained()
        refused = getattr(form, "refused", None)
        editable, links = desk.has_change_permission(request, article), preview_links.links_for(desk, request, article)
        sealed = sealing.standing(article)
        buttons, not_now = _buttons(desk, request, article, coverage, sealed)
        return cls(
            article,
            editable=editable,
            explanation=explanation,
            outlook=explain.outlook(fresh, at=timezone.now(), once=once) if fresh else [],
            buttons=buttons,
            not_now=not_now,
            sealed=sealed,
            update=ahead(article),
            overtaken=foresight.foreseen_of(article, coverage=coverage, reports=reports, once=once),
            comments=comments.last(article),
            revisions=list(article.revisions.defer("body").select_related("saved_by").order_by("-number")[:SHOWN]),
            log=list(article.publications.select_related("by", "revision").order_by("-pk")[:SHOWN]),
            audit=audit_log.lines(article)[:SHOWN],
            exemptions=list(explanation.exemptions)
            if explanation
            else list(article.exemptions.select_related("by").order_by("at", "pk")),
            theirs=article.latest_revision if hasattr(refused, "rejected") else None,
            refiled=getattr(refused, "current", None),
            covered=coverage,
            reports=reports,
            links=links,
        )

    @property
    def is_held(self):
        return bool(self.article.held_at or (self.update and self.update.held_at))

    @property
    def will_be_held(self):
        return "" if self.is_held else self.overtaken

    @property
    def why_held(self):
        was = self.article.held_because or (self.update.held_because if self.update else "")
        return foresight.why_held(was, self.overtaken) if self.is_held else ""

    @property
    def may_report(self):
        """Whether publishing it may record something that nothing waits for yet."""
        return not self.is_on_its_way and all(one.entry_id for one in self.reports)

    @property
    def is_on_its_way(self):
        return self.article.stage == Stage.SCHEDULED or self.update is not None

    @property
    def is_draft(self):
        return self.article.stage in (Stage.DRAFT, Stage.IN_REVIEW, Stage.APPROVED)

    @property
    def assignment(self):
        """Who works on it, and until when, as long as it isn't out."""
        article, who = self.article, self.article.assigned_to
        if article.is_out:
            return ""
        if who is None:
            return "Nobody works on it."
        if article.stage != Stage.DRAFT or article.due_at is None:
            return f"{who} works on it."
        when = with_zone(article.due_at)
        if article.is_overdue(timezone.now()):
            return f"Overdue: {who} works on it, and was to hand it in by {when}."
        return f"{who} works on it, to be handed in by {when}."

    @property
    def sent_back(self):
        """The comment with which a draft was sent back, as long as nobody has resolved it."""
        if self.article.stage != Stage.DRAFT:
            return None
        return next((one for one in reversed(self.comments.open) if one.sent_back), None)

    @property
    def approval(self):
        """What was approved, by whom, and whether it is what goes out."""
        article = self.article
        if article.is_out or article.approved_revision is None:
            return ""
        number, latest = article.approved_revision.number, article.latest_revision.number
        said = f"{article.approved_by or 'Somebody'} approved revision {number} on {with_zone(article.approved_at)}."
        return said if article.is_reviewed else f"{said} Revision {latest}, which would go out, nobody has approved."

    @property
    def behind(self):
        """Whether readers see an older revision than the latest."""
        article = self.article
        return article.is_public and article.live_revision_id != article.latest_revision_id

    @property
    def withdrawal(self):
        """The act that took it from the public, if it is withdrawn."""
        if self.article.stage != Stage.WITHDRAWN:
            return None
        return next((act for act in self.log if act.act == Publication.Act.WITHDRAWN), None)

    @property
    def exemption(self):
        """Of the whole article: who said so, and why."""
        whole = [one for one in self.exemptions if not one.coverage_of and one.act == Exemption.Act.EXEMPTED]
        return whole[-1] if whole else None

    @property
    def reasons(self):
        return self.explanation.reasons if self.explanation else ()

    @property
    def notice(self):
        """What readers are told now, or ``None``."""
        return self.explanation.notice if self.explanation and self.explanation.public else None

    @property
    def silent(self):
        """Why readers are told nothing, where something is to be told."""
        return [reason for reason in self.reasons if reason.silence]


def _buttons(desk, request, article, coverage, sealed):
    """What may be done now, and what belongs to who asks but is not possible now: as pairs of a label and a reason."""
    found, not_now, has_main = [], [], False
    for act in ACTS.values():
        if not belongs(desk, request, act, article):
            continue
        now = {"by": request.user, "at": timezone.now()}
        if reason := act.why_not(article, coverage=coverage, sealed=sealed, **now):
            not_now.append((act.label, reason))
            continue
        # One of them is the next step.
        is_next = act.is_main and not has_main and not _waits(act, article)
        has_main |= is_next
        look = "primary" if is_next else "default" if act.is_main else act.look
        read = article.latest_revision and article.latest_revision.number
        found.append(Button(act.name, act.named(article), look, address(article, act, read=read)))
    return found, not_now


def _waits(act, article):
    """Whether nothing calls for an act: its moment will come, or readers see the latest already."""
    if act.name == "publish":
        return article.stage == Stage.SCHEDULED and not article.held_at
    return act.name == "update" and article.live_revision_id == article.latest_revision_id
