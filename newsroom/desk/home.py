"""The first page of the desk: what waits for the person who signed in, what needs an act first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Value
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from articles import foresight
from articles.models import Picture, Sealing, Uncovered
from newsroom.desk import queues, stale
from newsroom.desk.queues import SHOWN, Desk
from newsroom.lib.periods import to_the_minute
from newsroom.models import Message
from shows.models import StatusEntry
from shows.statuses import Status

MOST = 100  # that are counted of a list
LONGEST = 240  # of a comment: the rest is on the page
ARTICLES, PICTURES = "admin:articles_article_changelist", "admin:articles_picture_changelist"


@dataclass(frozen=True)
class Line:
    """A thing that waits, the page on which to go on with it, and what is to be known of it."""

    title: str
    link: str
    said: str = ""
    is_late: bool = False
    quoted: str = ""
    acts: tuple[tuple[str, str], ...] = ()  # what may be done at once: the word, and the page that asks


@dataclass(frozen=True)
class Waiting:
    id: str
    title: str
    lines: list[Line]
    more: str = ""

    @property
    def shown(self):
        return self.lines[:SHOWN]

    @property
    def is_cut(self):
        return len(self.lines) > SHOWN


def home(request, context):
    """What the index page shows, for Unfold: a bounded number of queries, however much there is."""
    user, at = request.user, timezone.now()
    context["title"] = "Home"
    desk = Desk(user, at)
    if user.has_perm("articles.view_article"):
        found = [list_of(desk) for may, list_of in LISTS if not may or user.has_perm(may)]
        context["lists"] = [one for one in found if one.lines]
        context["since_changed"], context["more_changed"] = stale.page_of(stale.visible_to(user), size=SHOWN)
    context |= _counted(user)
    if user.has_perm("shows.view_statusentry"):
        context["latest"], context["premieres"] = desk.entries["latest"], desk.entries["ahead"]
    return context


# What waits in a list of its own: who is told, what it is called in the page, of which rows, and the word for one.
COUNTED = (
    ("newsroom.resend_message", "unsent", lambda: Message.objects.not_sent(), "message", "messages"),
    ("articles.edit_any_article", "named", lambda: Uncovered.objects.all(), "time", "times"),
    ("shows.record_status", "to_source", lambda: StatusEntry.objects.to_source(), "entry", "entries"),
)


def _counted(user):
    """How many rows each list has, in words, by its name; empty where there are none. One statement."""
    told = [(name, rows, one, many) for may, name, rows, one, many in COUNTED if user.has_perm(may)]
    if not told:
        return {}
    some = [rows().order_by().annotate(of=Value(name)).values("of")[: MOST + 1] for name, rows, *_ in told]
    found = Counter(row["of"] for row in some[0].union(*some[1:], all=True))
    return {name: _in_words(found[name], one, many) for name, _, one, many in told}


def _in_words(number, one, many):
    return f"{f'more than {MOST}' if number > MOST else number} {one if number == 1 else many}" if number else ""


# -- what waits ----------------------------------------------------------------------------------


def sent_back(desk):
    lines = [
        _line(one.article, f"By {one.by or 'an editor'}, {to_the_minute(one.at)}", quoted=_cut(one.text))
        for one in desk.comments
        if one.sent_back
    ]
    return Waiting("sent-back", "Sent back to you", lines, _list_of(whose="mine", stage="draft"))


def mine(desk):
    lines = [
        _line(one, _due(one, desk.at), is_late=one.is_overdue(desk.at), quoted=one.brief)
        for one, _, _ in desk.turns(queues.DRAFTS)
    ]
    return Waiting("drafts", "Yours to write", lines, _list_of(whose="mine", stage="draft"))


def to_review(desk):
    # Who wrote it, though somebody else may have taken it over since.
    wrote = [(turn, turn.article.latest_revision.saved_by or "an import") for turn in desk.turns(queues.REVIEW)]
    lines = [_line(turn.article, f"By {name}, since {to_the_minute(turn.moment)}") for turn, name in wrote]
    return Waiting("review", "Waiting for your review", lines, _list_of(stage="in_review"))


def approved(desk):
    lines = [
        _line(one, f"By {one.approved_by or 'somebody'}, {to_the_minute(moment)}")
        for one, moment, _ in desk.turns(queues.APPROVED)
    ]
    return Waiting("approved", "Approved, and not out yet", lines, _list_of(stage="approved"))


def overtaken(desk):
    lines = [
        _line(one, f"Held since {to_the_minute(moment)}: {foresight.why_held(because, now)}")
        for (one, moment, because), now in desk.held
    ]
    return Waiting("held", "Held by news, and not out", lines, _list_of(stage="held"))


def will_be_held(desk):
    lines = [
        _line(desk.articles[pk], f"For {to_the_minute(moment)}: {because}")
        for pk, moment, because in desk.overtaken
        if pk in desk.articles
    ]
    return Waiting("will-be-held", "Will be held: news has overtaken what is scheduled", lines)


def missed(desk):
    lines = [
        _line(one, f"Was to go out on {to_the_minute(moment)}", is_late=True)
        for one, moment, _ in desk.turns(queues.MISSED)
    ]
    return Waiting("missed", "Not out at their moment: is the worker running?", lines, _list_of(stage="scheduled"))


def to_restore(desk):
    asked = Sealing.objects.standing().filter(asked_by__isnull=False).exclude(asked_by=desk.user).order_by("asked_at")
    lines = [
        _line(one.article, f"Asked by {one.asked_by}, {to_the_minute(one.asked_at)}", quoted=one.asked_because)
        for one in asked.select_related("article__latest_revision", "article__live_revision", "asked_by")[: SHOWN + 1]
    ]
    return Waiting("restore", "Withdrawn for legal reasons: restore it?", lines, _list_of(stage="sealed"))


def overdue(desk):
    lines = [
        _line(one, f"{_writer(one)}, due {to_the_minute(moment)}", is_late=True)
        for one, moment, _ in desk.turns(queues.OVERDUE)
    ]
    return Waiting("overdue", "Overdue from others", lines, _list_of(due="overdue"))


def next_out(desk):
    # What will be held stands in a list of its own.
    held = {pk for pk, _, _ in desk.overtaken}
    lines = [
        _line(one, f"For {to_the_minute(moment)}")
        for one, moment, _ in desk.turns(queues.SCHEDULED)
        if one.pk not in held
    ]
    return Waiting("scheduled", "Scheduled next", lines, _list_of(stage="scheduled"))


def handed_in(desk):
    lines = [_line(one, f"In review since {to_the_minute(moment)}") for one, moment, _ in desk.turns(queues.HANDED_IN)]
    return Waiting("handed-in", "Handed in by you", lines, _list_of(whose="mine", stage="in_review"))


def remarks(desk):
    lines = [
        _line(one.article, f"{one.by or 'Somebody'}, {to_the_minute(one.at)}", quoted=_cut(one.text))
        for one in desk.comments
        if not one.sent_back
    ]
    return Waiting("comments", "Comments on your pieces", lines, _list_of(whose="mine"))


def expected(desk):
    lines = [_expected(one) for one in desk.entries["expected"]]
    return Waiting("expected", "Was to premiere: did it?", lines)


def _expected(entry):
    otherwise = reverse("desk:record", args=[entry.show_id])
    season = {"season": entry.season.number}
    return Line(
        str(entry.show) + f", season {entry.season.number}",
        f"{reverse('desk:ledger', args=[entry.show_id])}#entry-{entry.pk}",
        f"Announced for {entry.premiere_words}" + (f" on {entry.network}" if entry.network_id else ""),
        acts=(
            ("It premiered", reverse("desk:premiered", args=[entry.pk])),
            ("All episodes at once", reverse("desk:premiered_at_once", args=[entry.pk])),
            ("Another date", f"{otherwise}?{urlencode(season | {'status': Status.DATED})}"),
            ("Delayed", f"{otherwise}?{urlencode(season | {'status': Status.DELAYED})}"),
        ),
    )


def pictures(desk):
    ending = Picture.objects.ending(desk.at)[: SHOWN + 1]
    lines = [
        Line(
            one.title,
            reverse("admin:articles_picture_change", args=[one.pk]),
            f"Until {to_the_minute(one.rights_until)}; then artwork stands in its place",
        )
        for one in ending
    ]
    return Waiting("pictures", "Pictures whose rights end", lines, reverse(PICTURES, query={"rights": "ending"}))


def not_saved(desk):
    lines = [_of_text(one, desk.articles.get(one.article_id)) for one in desk.typed]
    return Waiting("kept", "Typed and not saved", lines)


def _of_text(one, article):
    said = f"Typed {to_the_minute(one.at)}" + (f", kept because {one.get_why_display()}" if hasattr(one, "why") else "")
    if one.is_sealed:
        # Its words stay off this page, as those of its article do.
        page = reverse("admin:articles_article_unsaved", args=[one.article_id, one.key])
        return Line("A text of yours, whose article is not at the desk any more", page, said)
    if one.article_id is None:
        return Line(one.headline or "A new article", reverse("admin:articles_article_add"), said)
    page = reverse("admin:articles_article_change", args=[one.article_id])
    return Line(one.headline or str(article or "An article"), page, said)


# Each with what one must be allowed to be shown it, what needs an act first.
LISTS = (
    ("", not_saved),
    ("", sent_back),
    ("", mine),
    ("shows.record_status", expected),
    ("articles.publish_article", to_review),
    ("articles.publish_article", approved),
    ("articles.publish_article", overtaken),
    ("articles.publish_article", will_be_held),
    ("articles.publish_article", missed),
    ("articles.seal_article", to_restore),
    ("articles.assign_article", overdue),
    ("", remarks),
    ("", handed_in),
    ("articles.publish_article", next_out),
    ("articles.view_picture", pictures),
)


def _cut(text):
    return Truncator(" ".join(text.split())).chars(LONGEST)


def _line(article, said="", **more):
    return Line(str(article), reverse("admin:articles_article_change", args=[article.pk]), said, **more)


def _due(article, at):
    if article.due_at is None:
        return ""
    return f"{'Overdue since' if article.is_overdue(at) else 'Due'} {to_the_minute(article.due_at)}"


def _writer(article):
    return f"By {article.assigned_to}" if article.assigned_to else "By nobody in particular"


def _list_of(**narrowed):
    return reverse(ARTICLES, query=narrowed)
