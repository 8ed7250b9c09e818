"""What to tell the reader: the one place that decides, for page, card, feed, API, structured data and admin.

``for_article`` reads the coverage that ``ArticleQuerySet.for_notices`` brings
along, and never queries.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.template.loader import render_to_string

from articles import words
from articles.models import Coverage
from newsroom.lib.periods import newsroom_date
from shows.statuses import BY_STRENGTH, OVERTAKEN, SINCE_CHANGED, Kind, Status, counts_as

HEADLINES = {
    Kind.CONTRADICTION: "This has since changed",
    Kind.DECIDED: "This has since been decided",
    Kind.RECORD_CORRECTED: "Our record has since been corrected",
    Kind.PROGRESS: "Since then",
}
BEFORE_ITS_WORDS = "Since changed: "


@dataclass(frozen=True)
class State:
    """A status of a subject as the outside is told: at publication, or now."""

    status: str
    label: str
    effective: str
    source_url: str
    network: str = ""


@dataclass(frozen=True)
class Told:
    """What became of one subject of an article, and the sentences that say so."""

    coverage: object
    kind: str
    then: State | None
    now: State | None
    sentences: tuple[words.Sentence, ...] = ()
    changed_on: date | None = None
    recorded_at: datetime | None = None
    turned_by: int | None = None
    headline: str = ""
    was_known: bool = False

    @property
    def since_changed(self):
        return self.kind in SINCE_CHANGED and self.tells

    @property
    def tells(self):
        """Whether readers are told: exempted coverage and mentions keep silent, and so does what an article knew."""
        one = self.coverage
        silent = one.mention_only or one.is_exempt or one.article_is_exempt or self.was_known
        return self.kind != Kind.SAME and not silent

    @property
    def when(self):
        """``When published``, and so on."""
        return words.when_in_short(self.coverage.relied_by)

    @property
    def text(self):
        return " ".join(str(sentence) for sentence in self.sentences)

    @property
    def brief(self):
        """For a card: what changed and how it stands today, without how it was."""
        return " ".join(str(sentence) for sentence in (self.sentences[:-1] or self.sentences))

    @property
    def turn(self):
        """How it stood and how it stands, in a few words each, where the two can be held side by side; or ``None``."""
        if not self.since_changed or self.kind == Kind.RECORD_CORRECTED or not (self.then and self.now):
            return None
        moved = self.then.network != self.now.network
        then, now = (
            f"{state.label} on {state.network}" if moved and state.network else state.label
            for state in (self.then, self.now)
        )
        return (then, now) if then != now else None


@dataclass(frozen=True)
class Notice:
    """What readers of an article are told: the strongest of its subjects leads."""

    kind: str
    headline: str
    lead: Told
    told: tuple[Told, ...]
    count: str = ""
    latest: dict | None = field(default=None, compare=False)

    @property
    def changed_on(self):
        return self.lead.changed_on

    @property
    def recorded_at(self):
        return self.lead.recorded_at

    @property
    def since_changed(self):
        return self.kind in SINCE_CHANGED

    @property
    def text(self):
        """All of it, as plain text."""
        return " ".join(part for part in (self.count, *(one.text for one in self.told)) if part)

    @property
    def latest_url(self):
        return self.latest and settings.SITE_URL + self.latest["url"]

    @property
    def html(self):
        """The notice as an element that stands on its own, with absolute links."""
        return render_to_string("articles/_notice.html", {"notice": self, "site": settings.SITE_URL}).strip()


def subjects(article):
    """What became of each subject of ``article``, in its order; mentions and exempted ones included."""
    told = []
    for coverage in article.pins:
        coverage.article_is_exempt = article.is_exempt
        told.append(_tell(coverage))
    return told


def for_article(article, *, reporters=None, everything=None):
    """The notice that ``article`` carries, or ``None``.

    ``everything`` is what ``subjects`` told, where the caller knows it, and
    ``reporters`` are the newer articles that reported the changes, as
    ``reporters_of`` finds them for a page of articles at once.
    """
    everything = subjects(article) if everything is None else everything
    telling = sorted((told for told in everything if told.tells), key=lambda told: BY_STRENGTH.index(told.kind))
    if not telling:
        return None
    lead = telling[0]
    shown, seen = [], set()
    for told in telling:
        # One sentence a show is enough, and what is quiet keeps silent beside a banner.
        if told.coverage.show_id in seen or (lead.since_changed and not told.since_changed):
            continue
        seen.add(told.coverage.show_id)
        shown.append(told)
    listed = {told.coverage.show_id for told in everything if not told.coverage.mention_only}
    count = ""
    if lead.since_changed and len(listed) > 1:
        have = "has" if len(shown) == 1 else "have"
        count = f"{len(shown)} of the {len(listed)} shows here {have} changed since."
    latest = _latest(article, [lead, *shown], reporters or {})
    return Notice(lead.kind, HEADLINES[lead.kind], lead, tuple(shown), count, latest)


def elsewhere(words, notice):
    """``words`` of an article as others show them, who have no place for its ``notice``: in titles and summaries.

    Only a contradiction is said before them: what has been decided was a question, and what our record got wrong has
    not changed.
    """
    contradicted = notice is not None and notice.kind == Kind.CONTRADICTION
    return f"{BEFORE_ITS_WORDS}{words}" if contradicted else words


def overtaken(article):
    """What of ``article`` news has contradicted or decided: nothing like it is published by a clock."""
    return [told for told in subjects(article) if told.kind in OVERTAKEN and told.tells]


def because(told):
    """Why something is held, of what news has overtaken."""
    return " ".join(str(one.sentences[0]) for one in told)


def _tell(coverage):
    row, show, number = coverage.standing, coverage.show, coverage.season_number
    then = _state(row.entry, number) if row.entry_id else None
    now = _state(row.now, number) if row.now_id else None
    if row.kind == Kind.SAME:
        return Told(coverage, row.kind, then, now)
    turn = row.turned_by
    if row.kind == Kind.PROGRESS:
        return Told(
            coverage,
            row.kind,
            then,
            now,
            (words.news(turn, show),),
            words.date_of(turn),
            turn.recorded_at,
            turn.pk,
            HEADLINES[row.kind],
            # An order for a season keeps the promise of its show, whose pin stays where it was.
            was_known=not coverage.hand_set and turn.effective_at <= coverage.relied_at,
        )
    relied_on = newsroom_date(coverage.relied_at)
    if row.kind == Kind.RECORD_CORRECTED:
        first = words.corrected(row.entry, turn, show)
        changed_on = newsroom_date(turn.recorded_at)
        last = words.relied(relied_on, coverage.relied_by)
    else:
        first, changed_on = words.news(turn, show), words.date_of(turn)
        status = then.status if then else Status.UNDECIDED
        last = words.stood(relied_on, coverage.relied_by, status, season=number, entry=row.entry)
    sentences = [first, words.Sentence(last)]
    if now and row.now_id != turn.pk and words.told_by(row.now).pk != words.told_by(turn).pk:
        sentences.insert(1, words.Sentence(words.today(now.label, row.now)))
    return Told(
        coverage, row.kind, then, now, tuple(sentences), changed_on, turn.recorded_at, turn.pk, HEADLINES[row.kind]
    )


def _state(entry, number):
    status = counts_as(entry.status, of_season=entry.season_id is not None, for_season=number is not None)
    network = entry.network.name if entry.network_id else ""
    return State(status, Status(status).label, entry.effective_text, entry.source_url, network)


# -- the newer article that reported the change ---------------------------------------------------


def reporters_of(articles):
    """For the changes that the notices of ``articles`` tell: the published article that reported each.

    One query, and none where nothing is to be told. Returns a dict by the pk of
    the entry that turned the matter; by minus the pk of an article, the
    follow-up that an editor chose for it.
    """
    turned = [
        coverage
        for article in articles
        for coverage in article.pins
        if coverage.standing.kind in SINCE_CHANGED and coverage.standing.turned_by_id
    ]
    return Coverage.objects.reporters(
        (coverage.standing.turned_by_id for coverage in turned),
        articles=sorted({coverage.article_id for coverage in turned}),
    )


def _latest(article, telling, reporters):
    chosen = [-article.pk] if article.pk and telling[0].since_changed else []
    for key in [*chosen, *(told.turned_by for told in telling)]:
        found = reporters.get(key)
        newer = found and (not article.published_at or found["published_at"] > article.published_at)
        if newer and found["pk"] != article.pk:
            return found
    return None
