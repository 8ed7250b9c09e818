"""People who leave, for good or for a while: what they have in hand goes to somebody else, in one act."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q

from articles import assignments, audit, copies, preview_links
from articles.models import Article, PreviewLink, ScheduledUpdate, Stage, UndecidedOf
from articles.models.audit import Act
from newsroom import sessions
from newsroom.models import User

HAND_OVER, REVOKE = "hand_over", "revoke"


class NotPossible(Exception):
    """The account stays as it is, and nothing was handed over."""


class MoreThanShown(NotPossible):
    """There is more to hand over by now than whoever decided has seen."""

    def __init__(self, account):
        super().__init__(
            f"“{account}” has more in hand by now than you were shown. Nothing was done: look again, then confirm."
        )


@dataclass(frozen=True)
class Work:
    """What an account has in hand."""

    articles: list[Article] = field(default_factory=list)  # it works on them
    scheduled: list[Article] = field(default_factory=list)  # by it, whoever works on them
    updates: list[ScheduledUpdate] = field(default_factory=list)  # of published articles, scheduled by it
    links: list[PreviewLink] = field(default_factory=list)  # that work
    texts: list = field(default_factory=list)  # typed and not saved, for its author alone

    @classmethod
    def of(cls, account, *, at):
        articles = list(_articles(account))
        links = PreviewLink.objects.filter(made_by=account).unexpired(at).select_related("article__latest_revision")
        return cls(
            articles=[one for one in articles if one.assigned_to_id == account.pk],
            scheduled=[one for one in articles if one.scheduled_by_id == account.pk],
            updates=list(_updates(account)),
            links=list(links.order_by("pk")),
            texts=copies.in_hand(account),
        )

    @property
    def seen(self):
        """What brings back from a page what stood on it."""
        kinds = {"a": self.articles, "s": self.scheduled, "u": self.updates, "l": self.links}
        keys = [f"{kind}{one.pk}" for kind, rows in kinds.items() for one in rows]
        return " ".join([*keys, *(f"t{type(one).__name__[0]}{one.pk}" for one in self.texts)])

    def is_more_than(self, seen):
        return not set(self.seen.split()) <= set(seen.split())

    def __bool__(self):
        return self.needs_successor(HAND_OVER)

    def needs_successor(self, links):
        work = self.articles or self.scheduled or self.updates or self.texts
        return bool(work or (self.links and links == HAND_OVER))

    def at_stage(self, *stages):
        return [one for one in self.articles if one.stage in stages]

    @property
    def groups(self):
        """The articles under what they are, as a page lists them."""
        others = [one for one in self.scheduled if one not in self.articles]
        found = (
            ("Drafts and assignments", self.at_stage(Stage.DRAFT)),
            ("Handed in", self.at_stage(*(set(Stage) - {Stage.DRAFT, Stage.SCHEDULED, Stage.PUBLISHED}))),
            ("Scheduled", self.at_stage(Stage.SCHEDULED)),
            ("Since changed, to be decided on", self.at_stage(Stage.PUBLISHED)),
            ("Scheduled for others", others),
        )
        return [(title, rows) for title, rows in found if rows]


def _articles(account):
    on_its_way = Article.objects.not_out()
    on_its_way = on_its_way.filter(Q(assigned_to=account) | Q(stage=Stage.SCHEDULED, scheduled_by=account))
    undecided = UndecidedOf.objects.filter(article__assigned_to=account)
    pks = [*on_its_way.order_by().values_list("pk", flat=True), *undecided.values_list("article", flat=True)]
    return Article.objects.filter(pk__in=pks).select_related("latest_revision").order_by("pk")


def _updates(account):
    found = ScheduledUpdate.objects.filter(by=account).select_related("article__latest_revision")
    return found.select_related("article__live_revision").order_by("pk")


def managers():
    """Who manages people: without them nobody would let anybody in again."""
    return get_user_model().objects.with_perm("newsroom.change_user").filter(is_staff=True)


@transaction.atomic
def deactivate(account, *, by, at, seen="", to=None, links=REVOKE):
    """Switch ``account`` off and give ``to`` what it has in hand; its sessions end, and its bylines stay.

    ``seen`` is that of the ``Work`` that whoever decides was shown. ``links``
    says what becomes of preview links. What it had scheduled goes to ``to``, or
    to ``by`` where ``to`` may not publish. Raises ``NotPossible``.
    """
    account, to = _hold(account, to)
    if not account.is_active:
        raise NotPossible(f"“{account}” is switched off already.")
    if account == by:
        raise NotPossible("You can’t switch your own account off: ask somebody else who manages people.")
    if not managers().exclude(pk=account.pk).exists():
        raise NotPossible(f"“{account}” is the last who manages people: make somebody else a managing editor first.")
    handed = _hand_over(account, to, by=by, at=at, seen=seen, links=links)
    account.is_active = False
    account.save(update_fields=["is_active"])
    sessions.end_all(account, at=at)
    return handed


@transaction.atomic
def hand_over(account, *, by, at, seen="", to=None, links=HAND_OVER):
    """Give ``to`` what ``account`` has in hand, and leave the account as it is. Arguments as for ``deactivate``."""
    account, to = _hold(account, to)
    return _hand_over(account, to, by=by, at=at, seen=seen, links=links)


@transaction.atomic
def reactivate(account, *, by, at):
    """Switch ``account`` on again. It gets nothing back, and links of its own that still led somewhere end."""
    account, _ = _hold(account, None)
    for link in PreviewLink.objects.filter(made_by=account).unexpired(at).select_related("article").order_by("pk"):
        preview_links.revoke(link, by=by, at=at)
    account.is_active = True
    account.save(update_fields=["is_active"])
    return account


def _hold(account, to):
    """Both accounts, and all who manage people, locked in order: nobody is given anything, or let go, meanwhile."""
    pks = {account.pk, *(one.pk for one in (to,) if one), *managers().values_list("pk", flat=True)}
    held = {one.pk: one for one in User.objects.select_for_update(no_key=True).filter(pk__in=pks).order_by("pk")}
    return held[account.pk], held[to.pk] if to else None


def _hand_over(account, to, *, by, at, seen, links):
    _hold_articles(account, at=at)
    # Read now that nobody else changes them: what came to be meanwhile is more than was shown.
    work = Work.of(account, at=at)
    if work.is_more_than(seen):
        raise MoreThanShown(account)
    if work.needs_successor(links):
        _check_successor(account, to)
        _give(work, account, to, by=by, at=at)
    _settle_links(work.links, to if links == HAND_OVER else None, by=by, at=at)
    return work


def _hold_articles(account, *, at):
    """Hold every article that the log says something new of, before the texts typed into it: as whoever saves does."""
    rows = (
        _articles(account).values_list("pk", flat=True),
        _updates(account).values_list("article", flat=True),
        PreviewLink.objects.filter(made_by=account).unexpired(at).values_list("article", flat=True),
    )
    pks = set().union(*rows)
    list(Article.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=pks).order_by("pk"))


def _check_successor(account, to):
    if to is None:
        raise NotPossible(f"“{account}” has work in hand: choose who takes it over.")
    if to == account:
        raise NotPossible(f"“{account}” can’t take over from “{account}”: choose somebody else.")
    if not assignments.writers().filter(pk=to.pk).exists():
        raise NotPossible(f"“{to}” can’t take it over: the account is switched off, or may not write.")


def _give(work, account, to, *, by, at):
    scheduler = to if to.has_perm("articles.publish_article") else by
    Article.objects.filter(pk__in=_pks(work.articles)).update(assigned_to=to)
    Article.objects.filter(pk__in=_pks(work.scheduled)).update(scheduled_by=scheduler)
    ScheduledUpdate.objects.filter(pk__in=_pks(work.updates)).update(by=scheduler)
    given = [*work.articles, *work.scheduled, *(one.article for one in work.updates)]
    articles = {one.pk: one for one in given}.values()
    audit.note_all(articles, Act.HANDED_OVER, by=by, at=at, subject=str(to), was=str(account))
    copies.hand_over(account, to=to, at=at)


def _settle_links(links, to, *, by, at):
    if to is not None:
        PreviewLink.objects.filter(pk__in=_pks(links)).update(made_by=to)
        return
    for link in links:
        preview_links.revoke(link, by=by, at=at)


def _pks(rows: Iterable):
    return [one.pk for one in rows]
