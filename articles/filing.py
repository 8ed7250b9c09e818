"""How an article is filed: its address, section and topics, whose it is, what it covers. Filing is public at once."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max, OuterRef
from django.db.models.functions import JSONObject

from articles import audit, clock, outcomes, pins, workflow
from articles.bulk import Subject
from articles.holding import refuse_sealed
from articles.models import Article, Byline, Coverage, Outcome, Reliance
from articles.models.audit import Act
from shows import ledger, standings
from shows.history import History
from shows.models import Season, Show


class Refiled(Exception):
    """Somebody filed the article otherwise since its writer looked; ``current`` is how it is filed now."""

    def __init__(self, article, *, current):
        super().__init__(
            f"“{article}” was filed otherwise while you were at work: look at what it covers, its "
            "section and its bylines below, and save again. Nothing of yours was saved yet."
        )
        self.current = current


@dataclass(frozen=True)
class Filing:
    """Rows by their pks, authors and subjects in their order."""

    slug: str
    section: int
    topics: frozenset[int] = frozenset()
    embargo_until: datetime | None = None
    authors: tuple[int, ...] = ()
    subjects: tuple[Subject, ...] = ()

    @property
    def as_text(self):
        """The same for the same filing: what a form begins with and sends back."""
        plain = asdict(self) | {"topics": sorted(self.topics)}
        return json.dumps(plain, default=_in_utc, sort_keys=True, separators=(",", ":"))

    @property
    def shows(self):
        return {subject.show for subject in self.subjects}


def _in_utc(moment):
    return moment.astimezone(UTC).isoformat()


def of(article):
    """How ``article`` is filed now."""
    bylines = Byline.objects.filter(article=OuterRef("pk")).order_by("position", "pk").values("author")
    topics = Article.topics.through.objects.filter(article=OuterRef("pk")).values("topic")
    said = JSONObject(show="show", season="season__number", mention_only="mention_only", heading="heading")
    coverage = Coverage.objects.filter(article=OuterRef("pk")).order_by("position", "pk").values(said=said)
    own = Article.objects.annotate(
        signed=ArraySubquery(bylines), filed_under=ArraySubquery(topics), covered=ArraySubquery(coverage)
    )
    slug, section, embargo_until, authors, topics, subjects = own.values_list(
        "slug", "section", "embargo_until", "signed", "filed_under", "covered"
    ).get(pk=article.pk)
    return Filing(
        slug,
        section,
        frozenset(topics),
        embargo_until,
        tuple(authors),
        tuple(Subject(**one) for one in subjects),
    )


def check_season(show, number, *, last=None):
    """Refuse a season that ``show`` has not and that isn't its next: an article may ask about that one.

    ``last`` is the number of its last season, where it is known.
    """
    if last is None:
        last = show.seasons.aggregate(last=Max("number"))["last"] or 0
    if number <= last + 1:
        return
    known = f"its last season here is {last}" if last else "it has no seasons here"
    raise ValidationError(
        f"“{show}” has no season {number}: {known}. Choose 1 to {last + 1}, or leave it empty for the show as a whole."
    )


@transaction.atomic
def refile(article, filing, *, began_with=None, begins=False, relies=False, by, at):
    """File ``article`` as ``filing`` says; returns whether anything changed.

    ``began_with`` is the text of the filing that the editor saw: ``Refiled`` is
    raised if it is another one by now. What a published article covers anew
    relies on the ledger with its next update or review or, where it ``relies``,
    from now on as its publication did; what it no longer covers takes its notice
    along. ``begins`` is for the filing with which an article
    begins: nothing is filed otherwise then, and nothing is logged of it.
    """
    before = of(article)
    if filing == before:
        return False
    held = ledger.lock(before.shows | filing.shows)
    locked = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    refuse_sealed(locked)
    current = of(locked)
    is_gone = not filing.shows <= held.keys()  # a show went into another one meanwhile
    if is_gone or current != before or (began_with is not None and began_with != current.as_text):
        raise Refiled(locked, current=current)
    if current.subjects != filing.subjects:
        workflow.free_if_held(locked, by=by, at=at)
    own = {"slug": filing.slug, "section": filing.section, "embargo_until": filing.embargo_until}
    Article.objects.filter(pk=locked.pk).update(**own)
    locked.topics.set(filing.topics)
    if current.authors != filing.authors:
        _sign(locked, filing.authors)
    turned = outcomes.turns_of(locked)
    told_otherwise = _cover(locked, filing.subjects)
    if relies and locked.is_public:
        told_otherwise |= _rely(locked, set(filing.subjects) - set(current.subjects))
    if not begins:
        details = _what_changed(current, filing) | _what_stays(locked, told_otherwise)
        audit.note(locked, Act.REFILED, by=by, at=at, **details)
    if locked.first_published_at:
        left = outcomes.left(locked, turned)
        if told_otherwise and locked.is_public:
            # What was only mentioned waits for a decision again.
            pins.note_newest(set(locked.coverage.values_list("standing", flat=True)), locked.published_at)
        settled = outcomes.write(locked, Outcome.Kind.REFILED, left, by=by, at=at)
        _tell(locked, current.shows | filing.shows, told_otherwise=told_otherwise, at=at, settled=settled)
    return True


def _what_changed(old, new):
    """The names of what is filed otherwise, and the embargo where it is another: people ask who set or lifted it."""
    changed = [field.name for field in fields(Filing) if getattr(old, field.name) != getattr(new, field.name)]
    if "embargo_until" not in changed:
        return {"changed": changed}
    return {"changed": changed, "embargo": new.embargo_until and _in_utc(new.embargo_until)}


def _what_stays(article, told_otherwise):
    """What a public article goes on relying on: asked how it stood, nobody else remembers."""
    return {"pins": pins.of_article(article)} if told_otherwise and article.first_published_at else {}


def _sign(article, authors):
    Byline.objects.filter(article=article).delete()
    Byline.objects.bulk_create(
        Byline(article=article, author_id=author, position=position) for position, author in enumerate(authors)
    )


def _cover(article, subjects):
    """Bring the coverage in line with ``subjects``, of which one that stays keeps its pin.

    Returns whether that can change what readers are told.
    """
    rows = {
        (one.show_id, one.season_number): one
        for one in Coverage.objects.filter(article=article).select_related("season")
    }
    before = {key: (one.mention_only, one.heading) for key, one in rows.items() if one.relied_at}
    kept = []
    for position, subject in enumerate(subjects):
        one = rows.pop((subject.show, subject.season), None) or Coverage(
            article=article, show_id=subject.show, season=_season(subject)
        )
        one.position, one.mention_only, one.heading = position, subject.mention_only, subject.heading
        kept.append(one)
    Coverage.objects.filter(pk__in=[one.pk for one in rows.values()]).delete()
    Coverage.objects.bulk_update([one for one in kept if one.pk], ["position", "mention_only", "heading"])
    Coverage.objects.bulk_create([one for one in kept if not one.pk])
    after = {(one.show_id, one.season_number): (one.mention_only, one.heading) for one in kept if one.relied_at}
    return before != after


def _rely(article, subjects):
    """Let ``subjects`` of a public article, whose shows are locked, rely on the ledger as its publication did.

    Returns whether any did not rely before.
    """
    coverage = list(Coverage.objects.filter(article=article).select_related("season"))
    wanted = {(one.show, one.season) for one in subjects}
    fresh = [one for one in coverage if one.relied_at is None and (one.show_id, one.season_number) in wanted]
    # What was scheduled relies as of then: that was the last human act.
    scheduled = [one.relied_at for one in coverage if one.relied_by == Reliance.SCHEDULED]
    moment, how = (min(scheduled), Reliance.SCHEDULED) if scheduled else (article.published_at, Reliance.PUBLISHED)
    shows = {one.show_id for one in fresh}
    tables, histories = standings.load_all(shows), History.of_all(shows)
    pins.rely(fresh, at=moment, by=how, tables=tables, histories=histories)
    for one in fresh:
        one.published_at = article.published_at
    Coverage.objects.bulk_update(fresh, ["standing", "relied_at", "relied_by", "published_at"])
    return bool(fresh)


def _season(subject):
    if subject.season is None:
        return None
    return Season.objects.get_or_create(show_id=subject.show, number=subject.season)[0]


def _tell(article, shows, *, told_otherwise, at, settled):
    """Let feeds and caches know."""
    if told_otherwise:
        Article.objects.filter(pk=article.pk).update(modified_at=at)
    Show.objects.filter(pk__in=shows).update(version=F("version") + 1)
    clock.advance(outcomes=[settled.pk] if settled else ())
