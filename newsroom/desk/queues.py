"""The queues of articles at the desk: who stands in each, and everything read for all of them together."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, TextField, Value
from django.db.models.functions import Cast

from articles import copies, foresight
from articles.models import Article, Comment, ScheduledUpdate, Stage
from newsroom.lib.periods import newsroom_date
from newsroom.models import User
from shows.models import StatusEntry

SHOWN = 8
AHEAD = timedelta(days=30)  # premieres
SOON = 50  # of what is scheduled next: looked at, whether news has overtaken it
DRAFTS, HANDED_IN, REVIEW, APPROVED = "drafts", "handed-in", "review", "approved"
HELD, MISSED, SCHEDULED, UPDATES, OVERDUE = "held", "missed", "scheduled", "updates", "overdue"


class Turn(NamedTuple):
    """An article in a queue, and the moment by which it stands in line there; ``because`` says why it is held."""

    article: Article
    moment: datetime | None
    because: str = ""


@dataclass
class Desk:
    """What waits for ``user``: two statements read all queues, and the articles of the other lists with them."""

    user: User
    at: datetime

    def turns(self, queue):
        """One more than are shown, so that a list knows whether there are others."""
        found = [(pk, moment, because) for pk, moment, because in self._places[queue] if pk in self.articles]
        return [Turn(self.articles[pk], *said) for pk, *said in found[: SHOWN + 1]]

    @cached_property
    def typed(self):
        """The texts of this person that are not saved."""
        return copies.listed(self.user, most=SHOWN + 1)

    @cached_property
    def overtaken(self):
        """What news has overtaken of what is scheduled: the article's pk, its moment, and why it will be held."""
        moments = self._moments
        told = {pk: because for pk, because in self._foreseen.items() if pk in moments}
        return [(pk, moments[pk], told[pk]) for pk in sorted(told, key=moments.get)[: SHOWN + 1]]

    @property
    def held(self):
        """What is held, each with whether what held it is still so: why it would be held now, else nothing."""
        return [(turn, self._foreseen.get(turn.article.pk, "")) for turn in self.turns(HELD)]

    @property
    def _moments(self):
        return {pk: moment for queue in (SCHEDULED, UPDATES) for pk, moment, _ in self._places[queue]}

    @cached_property
    def _foreseen(self):
        """Why each of what is scheduled or held would be held if it came due now, by the article's pk."""
        if not self.user.has_perm("articles.publish_article"):
            return {}
        held = [pk for pk, _, _ in self._places[HELD][: SHOWN + 1]]
        return foresight.foreseen(list(self._moments), held=held)

    @cached_property
    def comments(self):
        """Open ones on articles that are this person's to work on, the latest first: with which they were sent back,
        and what others say."""
        said = Comment.objects.open().filter(article__sealed_at=None, article__assigned_to=self.user).order_by("-pk")
        sent_back = said.filter(sent_back=True, article__stage=Stage.DRAFT)
        others = said.filter(sent_back=False).exclude(by=self.user)
        wanted = Q()
        for some in (sent_back, others):
            wanted |= Q(pk__in=some.values("pk")[: SHOWN + 1])
        with_article = ("article__latest_revision", "article__live_revision", "by")
        bodies = ("article__latest_revision__body", "article__live_revision__body")
        return list(said.filter(wanted).select_related(*with_article).defer(*bodies))

    @cached_property
    def entries(self):
        """Of the ledger, by one statement: premieres whose day has come, those ahead, and what was recorded last."""
        today, ledger = newsroom_date(self.at), StatusEntry.objects
        lists = {
            "expected": ledger.expected(today)[: SHOWN + 1],
            "ahead": ledger.premieres(today, today + AHEAD)[: SHOWN * 2],
            "latest": ledger.recorded_last()[:SHOWN],
        }
        places = {name: ArraySubquery(rows.values("pk")) for name, rows in lists.items()}
        every = Q()
        for rows in lists.values():
            every |= Q(pk__in=rows.values("pk"))
        found = ledger.for_timeline().select_related("show").filter(every).annotate(**places)
        by_pk = {entry.pk: entry for entry in found.order_by()}
        some = next(iter(by_pk.values()), None)
        return {name: [by_pk[pk] for pk in getattr(some, name, ())] for name in lists}

    @cached_property
    def articles(self):
        places = {pk for queue in self._places.values() for pk, _, _ in queue[: SHOWN + 1]}
        others = {pk for pk, _, _ in self.overtaken} | {one.article_id for one in self.typed}
        # What is withdrawn for legal reasons meanwhile waits for nobody.
        found = Article.objects.filter(pk__in=places | others - {None}, sealed_at=None)
        named = ("latest_revision__saved_by", "live_revision", "assigned_to", "approved_by")
        bodies = ("latest_revision__body", "live_revision__body")
        return {one.pk: one for one in found.select_related(*named).defer(*bodies)}

    @cached_property
    def _places(self):
        """By queue, who stands in it: the article's pk, its moment, and why it is held."""
        queues = _of(self.user, self.at)
        if self.user.has_perm("articles.publish_article"):
            queues += _on_the_way_out(self.user, self.at)
        if self.user.has_perm("articles.assign_article"):
            late = _at_the_desk().overdue(self.at).exclude(assigned_to=self.user)
            queues.append(_queue(OVERDUE, late, "due_at"))
        found = defaultdict(list)
        for queue, *place in queues[0].union(*queues[1:], all=True):
            found[queue].append(place)
        for queue, places in found.items():
            places.sort(key=_newest_last if queue == DRAFTS else _by_moment)
        return found


def _by_moment(place):
    pk, moment, _ = place
    return moment, pk


def _newest_last(place):
    pk, moment, _ = place
    return moment is None, moment, -pk


def _of(user, at):
    # What was sent back stands in a list of its own, with what is to be done.
    back = Exists(Comment.objects.open().filter(article=OuterRef("pk"), sent_back=True))
    drafts = _at_the_desk().filter(~back, stage=Stage.DRAFT).assigned_to(user)
    return [
        _queue(DRAFTS, drafts, "due_at", then="-pk"),
        _queue(HANDED_IN, _at_the_desk().in_review().assigned_to(user), "submitted_at"),
    ]


def _on_the_way_out(user, at):
    # Somebody else looks at what one wrote oneself.
    to_review = _at_the_desk().in_review().exclude(latest_revision__saved_by=user)
    ahead = _at_the_desk().filter(stage=Stage.SCHEDULED, held_at=None, scheduled_for__gt=at)
    anew = ScheduledUpdate.objects.filter(held_at=None, publish_at__gt=at, article__sealed_at=None)
    return [
        _queue(REVIEW, to_review, "submitted_at"),
        _queue(APPROVED, _at_the_desk().filter(stage=Stage.APPROVED), "approved_at"),
        _queue(HELD, _at_the_desk().held(), "held_since", because="held_why"),
        # The worker has a minute before anybody need know.
        _queue(MISSED, _at_the_desk().due(at - timedelta(minutes=1)), "scheduled_for"),
        _queue(SCHEDULED, ahead, "scheduled_for", most=SOON),
        _queue(UPDATES, anew, "publish_at", article="article_id", most=SOON),
    ]


def _queue(name, rows, moment, *, because=None, article="pk", then="pk", most=SHOWN + 1):
    said = Cast(F(because) if because else Value(""), TextField())
    found = rows.annotate(queue=Value(name), moment=F(moment), because=said).order_by("moment", then)
    return found.values_list("queue", article, "moment", "because")[:most]


def _at_the_desk():
    return Article.objects.filter(sealed_at=None)
