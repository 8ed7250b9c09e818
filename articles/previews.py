"""An article as its readers would get it: saved or not, now or at another moment, and should a status change.

All of it is computed in memory from what is recorded: nothing is written, and
nothing is locked. The page itself is that of ``articles.page``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from articles import explain, notices, page, status_changes, text
from articles.bulk import Subject
from articles.models import Article, Coverage, Reliance, Revision, Section, Topic
from articles.models.coverage import bring_pins
from articles.showing import Showing
from newsroom.lib.periods import Precision
from shows.history import History, Key
from shows.ledger import Change
from shows.models import Network, Season, Show

WORDS = (*text.LINES, "body", "lead_picture")


@dataclass(frozen=True)
class Draft:
    """What is typed and perhaps not saved: the words, as an unsaved revision, and the filing."""

    revision: Revision
    section: Section
    topics: tuple[Topic, ...]
    authors: tuple[str, ...]
    subjects: tuple[Subject, ...]


@dataclass(frozen=True)
class Supposed:
    """A change of status that has not happened: of a show, or of the season of this number."""

    show: int
    season: int | None
    status: str
    network: Network | None = None
    premiere_on: date | None = None


@dataclass(frozen=True)
class Look:
    """What is looked at: ``at`` is the moment at which somebody reads, ``now`` the present one."""

    now: datetime
    at: datetime | None = None
    supposed: Supposed | None = None

    @property
    def moment(self):
        return self.at or self.now

    @property
    def is_past(self):
        return self.moment < self.now

    @property
    def recorded_by(self):
        """Up to when the ledger is read, or ``None`` for all of it."""
        return self.moment if self.is_past else None


def page_of(article, look, *, draft=None, revision=None, related=False):
    """The context of the page of ``article`` as ``look`` says; unsaved where there is a ``draft``.

    Without one it shows ``revision``, or else the latest. What readers have
    already, unchanged, relies on what it relied on; anything else is shown as if
    it were published at that moment, but never later than now.
    """
    article = _brought(article, look)
    coverage = _coverage(article)
    revision = draft.revision if draft else revision or article.latest_revision
    if draft:
        coverage = _covered(article, coverage, draft.subjects)
        # Names alone: who signs it is not saved yet.
        article.section, article.authors, article.signed = draft.section, list(draft.authors), []
        article.filed_under = [{"name": topic.name, "slug": topic.slug} for topic in draft.topics]
    if relies_anew(article, coverage, revision, at=look.moment):
        _rely_anew(article, coverage, look)
    else:
        _rely_as_it_did(article, look)
    article.live_revision = revision
    present = not look.is_past and look.supposed is None
    return page.context_of(
        article,
        # What reported a change later was not there then, and nothing has reported what is only supposed.
        reporters=notices.reporters_of([article]) if present else None,
        showing=Showing.privately(look.now, at=look.moment),
        acts=page.public_acts(article.pk, by=look.recorded_by) if article.pk else (),
        related=_related(article) if present and related else (),
    )


def page_told(then, look):
    """The context of the public page of the published article ``then``, told what its unsaved ``pins`` tell."""
    article = _brought(then, look)
    article.pins = then.pins
    acts = page.public_acts(article.pk)
    return page.context_of(article, reporters=None, showing=Showing.privately(look.now), acts=acts)


def relies_anew(article, coverage, revision, *, at):
    """Whether readers at ``at`` have ``article`` otherwise, or not at all."""
    if article.first_published_at is None or article.first_published_at > at:
        return True
    if any(one.relied_at is None for one in coverage):
        return True
    live = article.live_revision
    return any(text.said(live, name) != text.said(revision, name) for name in WORDS)


# -- the article -----------------------------------------------------------------------------------


def _brought(article, look):
    """A copy of ``article`` with all that its page shows; one that was never saved has it empty."""
    if article.pk is None:
        new = Article(slug=article.slug or "preview")
        new.updated_at = new.reviewed_at = None
        new.put_right, new.filed_under, new.signed = [], [], []
        new.sections = list(Section.objects.with_articles().values("name", "slug"))
        return new
    by = look.recorded_by
    return page.with_all_of_it(Article.objects.select_related("latest_revision__lead_picture"), by=by).get(
        pk=article.pk
    )


def _coverage(article):
    if article.pk is None:
        return []
    rows = Coverage.objects.filter(article=article).select_related("show", "season", "standing")
    return list(rows.order_by("position", "pk"))


def _covered(article, stored, subjects):
    """The coverage that ``subjects`` say, unsaved; what stays the same is as it was ``stored``."""
    before = {(one.show_id, one.season_number): one for one in stored}
    if [Subject(*key, one.mention_only, one.heading) for key, one in before.items()] == list(subjects):
        return stored
    shows = Show.objects.in_bulk([subject.show for subject in subjects])
    seasons = {(one.show_id, one.number): one for one in Season.objects.filter(show__in=shows)}
    found = []
    for subject in subjects:
        show, number = shows[subject.show], subject.season
        season = number and (seasons.get((show.pk, number)) or _next_season(show, number))
        one = Coverage(article=article, show=show, season=season)
        was = before.get((show.pk, number))
        if was:
            one.pk, one.is_exempt, one.hand_set, one.standing = was.pk, was.is_exempt, was.hand_set, was.standing
        one.mention_only, one.heading = subject.mention_only, subject.heading
        found.append(one)
    return found


def _next_season(show, number):
    """A season that is not there yet, as rows that are never saved name it."""
    return Season(pk=-number, show=show, number=number)


def _related(article):
    first = next((one.show_id for one in article.pins if not one.mention_only), None)
    if first is None:
        return ()
    cards = Article.objects.published().for_cards()
    return list(cards.newest_about(first, but=article.pk)[: page.RELATED])


# -- what it relies on -----------------------------------------------------------------------------


def _rely_as_it_did(article, look):
    if look.is_past:
        then = explain.as_of(article, look.moment)
        article.pins, article.is_exempt = then.pins, then.is_exempt
    else:
        bring_pins([article])
    if look.supposed:
        _stand(article.pins, look, keep=True)


def _rely_anew(article, coverage, look):
    moment = min(look.moment, look.now)
    is_new = article.first_published_at is None or article.first_published_at > moment
    for one in coverage:
        one.relied_at, one.relied_by = moment, Reliance.PUBLISHED if is_new else Reliance.UPDATED
    _stand(coverage, look)
    article.pins = coverage
    if is_new:
        article.first_published_at = article.published_at = moment
        article.updated_at = article.reviewed_at = None
    else:
        article.updated_at = moment


def _stand(coverage, look, *, keep=False):
    """Give each of ``coverage`` the standing row that it would have, on the automatic key or on the one that it has."""
    shows = {one.show_id for one in coverage}
    histories = History.of_all(shows, recorded_by=look.recorded_by)
    entries = explain.entries_of(histories)
    own = [_key(one, histories[one.show_id], keep=keep) for one in coverage]
    if look.supposed and look.supposed.show in histories:
        change, at = _change(look.supposed, coverage, look)
        supposed, histories[change.show.pk] = status_changes.suppose(change, histories[change.show.pk], at=at)
        entries |= {entry.pk: entry for entry in supposed}
    for one, key in zip(coverage, own, strict=True):
        one.standing = explain.standing_of(one, key, histories[one.show_id], entries)


def _key(one, history, *, keep):
    row = one.standing
    if row and (keep or one.hand_set) and (row.entry_id is None or row.entry_id in history.by_pk):
        return Key(one.season_number, row.entry_id, row.later)
    return history.pin(one.season_number, one.relied_at)


def _change(supposed, coverage, look):
    """What is supposed, as a change that comes right after ``look``, and its moment."""
    show = next(one.show for one in coverage if one.show_id == supposed.show)
    season, number = None, supposed.season
    if number:
        season = Season.objects.filter(show=show, number=number).first() or _next_season(show, number)
    at = look.moment + timedelta(minutes=1)
    change = Change(
        show=show,
        season=season,
        status=supposed.status,
        effective_at=at,
        precision=Precision.MINUTE,
        network=supposed.network,
        premiere_on=supposed.premiere_on,
    )
    return change, at
