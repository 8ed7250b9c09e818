"""Why an article has its notice, or has none: now, or as it stood at some moment.

The rules are those of ``shows.history`` and ``shows.statuses``, the words those
of ``articles.notices``; here they are only asked step by step.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from articles import notices
from articles.ledgers import ReadOnce, entries_of
from articles.models import Article, AuditEntry, Coverage, Exemption, Publication, Stage
from articles.models.audit import Act as Audited
from shows import statuses
from shows.history import History, Key
from shows.models import Season, Show, Standing, StatusEntry, became, merged_into
from shows.statuses import Kind, Step


@dataclass(frozen=True)
class Read:
    """One entry on the path after a pin, the status that it counts as, and what it did to what the pin told."""

    entry: StatusEntry
    status: str
    did: str  # kept, broke, answered, mended or nothing


@dataclass(frozen=True)
class Reason:
    """What one subject of an article relies on, and what has become of that."""

    coverage: Coverage
    told: notices.Told
    is_later: bool
    candidates: tuple[StatusEntry, ...]
    automatic: StatusEntry | None
    corrections: tuple[StatusEntry, ...]
    path: tuple[Read, ...]

    @property
    def pinned(self):
        return self.coverage.standing.entry

    @property
    def silence(self):
        """Why readers are not told, where something is to be told."""
        if self.told.kind == Kind.SAME:
            return ""
        if self.coverage.article_is_exempt:
            return "the article is exempted"
        if self.coverage.is_exempt:
            return "this subject is exempted"
        if self.coverage.mention_only:
            return "it is only mentioned"
        return "the article came out after it" if self.told.was_known else ""


@dataclass(frozen=True)
class Explanation:
    """The notice of an article with all its reasons; ``public`` says whether anybody could read it."""

    article: Article
    at: datetime | None
    public: bool
    notice: notices.Notice | None
    reasons: tuple[Reason, ...]
    exemptions: tuple[Exemption, ...]

    @property
    def kind(self):
        return self.notice and self.notice.kind

    @property
    def text(self):
        return self.notice.text if self.notice else ""


def explain(article, *, at=None):
    """The ``Explanation`` of ``article``; with ``at``, as it stood then, from what had been recorded by then."""
    if at is None:
        return explain_pins(
            Article.objects.select_related("live_revision", "latest_revision").for_notices().get(pk=article.pk)
        )
    article = as_of(article, at)
    histories = History.of_all({one.show_id for one in article.pins}, recorded_by=at)
    exemptions = article.exemptions.select_related("by").order_by("at", "pk").filter(at__lte=at)
    return _explained(article, at, None, histories, entries_of(histories), exemptions)


def explain_pins(article, once=None):
    """As ``explain``, of an ``article`` that has its pins; ``once`` is the ``ReadOnce`` of a page."""
    once = once or ReadOnce()
    shows = {one.show_id for one in article.pins}
    histories = once.histories(shows)
    exemptions = article.exemptions.select_related("by").order_by("at", "pk")
    return _explained(article, None, notices.reporters_of([article]), histories, once.entries(all_of=shows), exemptions)


def _explained(article, at, reporters, histories, entries, exemptions):
    return Explanation(
        article,
        at,
        article.is_public,
        notices.for_article(article, reporters=reporters),
        tuple(_reason(told, histories[told.coverage.show_id], entries) for told in notices.subjects(article)),
        tuple(exemptions),
    )


@dataclass(frozen=True)
class Outlook:
    """What a subject would rely on if its article relied on the ledger now; no entry: nothing is recorded of it.

    What an editor set by hand stays.
    """

    coverage: Coverage
    entry: StatusEntry | None
    is_later: bool

    @property
    def stays(self):
        return self.coverage.hand_set


def outlook(coverage, *, at, once=None):
    """The ``Outlook`` of each of ``coverage``, which have their standing rows; two queries however many there are.

    ``once`` is the ``ReadOnce`` of a page.
    """
    once = once or ReadOnce()
    histories = once.histories({one.show_id for one in coverage})
    keys = relied_on(coverage, histories, at=at)
    entries = once.entries(only=set(keys.values()) - {None})
    return [
        Outlook(one, entries.get(keys[one]), histories[one.show_id].is_later(one.season_number, at)) for one in coverage
    ]


def relied_on(coverage, histories, *, at):
    """The pk of the entry that each of ``coverage`` would rely on now, or ``None``, by the coverage."""
    return {
        one: one.standing.entry_id if one.hand_set else histories[one.show_id].pin(one.season_number, at).entry
        for one in coverage
    }


def _reason(told, history, entries):
    coverage = told.coverage
    row, season = coverage.standing, coverage.season_number
    key = Key(season, row.entry_id, row.later)
    automatic = history.pin(season, coverage.relied_at)
    return Reason(
        coverage,
        told,
        history.is_later(season, coverage.relied_at),
        tuple(entries[line.pk] for line in history.candidates(season, coverage.relied_at)),
        entries.get(automatic.entry),
        tuple(entries[line.pk] for line in _chain(history, key.entry)),
        tuple(_steps(history, key, entries)),
    )


def _chain(history, pk):
    """The corrections of an entry, one after the other."""
    while (correction := history.corrected_by.get(pk)) is not None:
        yield correction
        pk = correction.pk


# -- the path, step by step ----------------------------------------------------------------------


def _steps(history, key, entries):
    if history.record_corrected(key) is not None or (key.entry is None and not key.later):
        return  # the path is not read: what the article relied on was wrong, or there was nothing
    pinned, path = history.read(key)
    before = statuses.SAME
    for length, step in enumerate(path, start=1):
        after = statuses.become(pinned, path[:length], of_season=key.season is not None)
        did = _did(pinned, path[:length], before, after, of_season=key.season is not None)
        yield Read(entries[step.entry.pk], step.status, did)
        before = after


def _did(pinned, path, before, after, *, of_season):
    """What the last step of ``path`` did, seen from how the matter stood before and after it."""
    if after.kind == Kind.CONTRADICTION:
        return "broke" if before.kind != Kind.CONTRADICTION else "nothing"
    if before.kind == Kind.CONTRADICTION:
        return "mended"
    if after.turned_by is not path[-1].entry:
        return "nothing"
    if after.kind == Kind.DECIDED:
        return "answered"
    return "kept" if _is_kept(pinned, path, of_season=of_season) else "nothing"


def _is_kept(pinned, path, *, of_season):
    """Whether ``path`` kept the promise: else the pinned status, standing again, would leave nothing to tell."""
    again = Step(pinned.status, pinned.network, None, pinned.premiere) if pinned else Step(statuses.Status.UNDECIDED)
    return statuses.become(pinned, [*path, again], of_season=of_season).kind == Kind.PROGRESS


# -- as it stood ---------------------------------------------------------------------------------


def as_of(article, at):
    """``article`` with its pins as they stood at ``at``: unsaved rows, made from the logs and the ledger of then."""
    return as_of_all([article.pk], at)[0]


def as_of_all(pks, at):
    """The articles of ``pks``, in their order, as ``as_of``; the same number of queries however many there are.

    Each has ``last_act``, the last public one by then, or ``None``.
    """
    found = Article.objects.select_related("live_revision", "latest_revision").in_bulk(pks)
    articles = [found[pk] for pk in pks]
    acts, filed, exempt = _acts_by(pks, at), _filed_by(pks, at), _exempt_by(pks, at)
    for article in articles:
        last = article.last_act = acts.get(article.pk)
        article.stage = _stage_after(last)
        article.is_exempt = (article.pk, "") in exempt
        article.pins = []
        if last is not None:
            article.live_revision = last.revision
    covered = {pk: _snapshot(acts[pk], filed.get(pk)) for pk in acts}
    _bring_pins(articles, covered, exempt, at)
    return articles


def _acts_by(pks, at):
    acts = Publication.objects.filter(article__in=pks, at__lte=at).order_by("article", "-at", "-pk")
    return {act.article_id: act for act in acts.distinct("article").select_related("revision__lead_picture")}


def _filed_by(pks, at):
    """What articles relied on after they were last said to cover something else, which is public at once."""
    entries = AuditEntry.objects.filter(article__in=pks, act=Audited.REFILED, at__lte=at, details__has_key="pins")
    last = entries.order_by("article", "-at", "-pk").distinct("article")
    return {entry.article_id: entry for entry in last}


def _exempt_by(pks, at):
    """What was exempted: pairs of an article's pk and the subject, blank for all of them."""
    log = Exemption.objects.filter(article__in=pks, at__lte=at).order_by("at", "pk")
    last = {(article, subject): act for article, subject, act in log.values_list("article", "coverage_of", "act")}
    return {key for key, act in last.items() if act == Exemption.Act.EXEMPTED}


def _snapshot(act, filed):
    return filed.details["pins"] if filed is not None and filed.at > act.at else act.pins


def _stage_after(act):
    if act is None:
        return Stage.DRAFT
    return Stage.WITHDRAWN if act.act == Publication.Act.WITHDRAWN else Stage.PUBLISHED


def _bring_pins(articles, covered, exempt, at):
    shows, seasons = _named(covered)
    named = [(logged["show"], logged["season"]) for snapshot in covered.values() for logged in snapshot]
    if any(show not in shows or (number and (show, number) not in seasons) for show, number in named):
        covered = _as_merged(covered)
        shows, seasons = _named(covered)
    histories = History.of_all(shows, recorded_by=at)
    entries = entries_of(histories)
    stored = Coverage.objects.filter(article__in=covered).select_related("season", "standing").in_bulk()
    for article in articles:
        for logged in covered.get(article.pk, ()):
            coverage = _coverage(article, logged, shows, seasons)
            history = histories[coverage.show_id]
            key = _key_at(coverage, logged, stored.get(coverage.pk), history, at)
            coverage.standing = standing_of(coverage, key, history, entries)
            coverage.is_exempt = (article.pk, str(coverage)) in exempt
            article.pins.append(coverage)


def _named(covered):
    pks = {logged["show"] for snapshot in covered.values() for logged in snapshot}
    seasons = Season.objects.filter(show__in=pks)
    return Show.objects.in_bulk(pks), {(one.show_id, one.number): one for one in seasons}


def _as_merged(covered):
    """What was logged of shows and seasons that are others by now, as those that they became; each once."""
    shows = merged_into({logged["show"] for snapshot in covered.values() for logged in snapshot})
    named = {(logged["show"], logged["season"]) for snapshot in covered.values() for logged in snapshot}
    seasons = became({(shows.get(show, show), number) for show, number in named if number is not None})
    found = {}
    for article, snapshot in covered.items():
        once = {}
        for logged in snapshot:
            show = shows.get(logged["show"], logged["show"])
            season = seasons.get((show, logged["season"]), logged["season"])
            other = once.get((show, season))
            if other is None or (other["mention_only"] and not logged["mention_only"]):
                once[show, season] = logged | {"show": show, "season": season}
        found[article] = [*once.values()]
    return found


def _coverage(article, logged, shows, seasons):
    return Coverage(
        pk=logged["coverage"],
        article=article,
        show=shows[logged["show"]],
        season=seasons.get((logged["show"], logged["season"])),
        mention_only=logged["mention_only"],
        relied_at=datetime.fromisoformat(logged["relied_at"]),
        relied_by=logged["relied_by"],
        hand_set=logged["hand_set"],
    )


def _key_at(coverage, logged, stored, history, at):
    """The row of a pin at ``at``: what an editor had chosen by then, else what the ledger of then gives."""
    season = coverage.season_number
    if stored is not None and stored.hand_set and stored.hand_set_at <= at:
        key = Key(season, stored.standing.entry_id, stored.standing.later)
        coverage.hand_set, coverage.hand_set_at = True, stored.hand_set_at
    elif coverage.hand_set:
        key = Key(season, logged["entry"], logged["later"])
    else:
        return history.pin(season, coverage.relied_at)
    return key if key.entry is None or key.entry in history.by_pk else history.pin(season, coverage.relied_at)


def standing_of(coverage, key, history, entries):
    says = history.become(key)
    return Standing(
        show_id=coverage.show_id,
        season=coverage.season,
        entry=entries.get(key.entry),
        later=key.later,
        kind=says.kind,
        turned_by=entries.get(says.turned_by),
        now=entries.get(says.now),
    )
