"""Synthetic articles with their text, pins and log."""

from __future__ import annotations

import json
import uuid
from bisect import bisect_left, bisect_right
from datetime import UTC, datetime

from articles import uncovered
from articles.known import Called
from articles.models import (
    Article,
    Author,
    Byline,
    Coverage,
    Publication,
    Reliance,
    Revision,
    Section,
    Stage,
    Topic,
    Uncovered,
    Unread,
)
from articles.naming import Named, Names, read
from newsroom.archive.bulk import copy, make_named, next_pks

SECTIONS, TOPICS, AUTHORS, PARAGRAPHS = 8, 60, 40, 400
NAMES_ANOTHER = 10  # every so manieth article names a show that it doesn't cover
WORDS = (
    *("season", "episode", "pilot", "premiere", "finale", "network", "streamer", "studio", "writer", "director"),
    *("cast", "script", "order", "renewal", "audience", "schedule", "budget", "trailer", "ratings", "decision"),
    *("summer", "autumn", "winter", "spring", "drama", "comedy", "thriller", "series", "story", "character"),
    *("scene", "set", "team", "plan", "week", "month", "year", "new", "next", "last", "early", "late", "strong"),
    *("quiet", "long", "short", "first", "second", "final"),
)
PUBLISHED = Publication.Act.PUBLISHED.value
ARTICLE = (
    *("stage", "uuid", "id", "slug", "section_id", "live_revision_id", "latest_revision_id"),
    *("first_published_at", "published_at", "modified_at"),
)
COVERAGE = (
    *("relied_by", "id", "article_id", "show_id", "season_id", "position", "mention_only", "standing_id", "relied_at"),
    "published_at",
)
UNCOVERED = ("article_id", "show_id", "season", "published_at", "where", "before", "words", "after")


class Pieces:
    """Writes articles about ``chronicles``, one at each of ``times``, numbered by the clock as they come out."""

    def __init__(self, chronicles, times, *, rng, seqs):
        self.chronicles, self.times, self.rng, self.seqs = chronicles, times, rng, seqs
        self.started = [one.started for one in chronicles]
        self.sections = make_named(Section, "Synthetic section", SECTIONS)
        self.topics = make_named(Topic, "Synthetic topic", TOPICS)
        self.authors = make_named(Author, "Synthetic author", AUTHORS)
        self.paragraphs = [self._paragraph() for _ in range(PARAGRAPHS)]
        self.first = Article.objects.filter(slug__startswith="synthetic-article-").count() + 1
        self.names = Names((Named("show", Called(one.pk, one.title)), one.title) for one in chronicles)
        self.newest = {}  # standing row → publication of its newest pin
        self.pins = 0

    def _paragraph(self):
        words = " ".join(self.rng.choices(WORDS, k=self.rng.randint(50, 80)))
        return f"<p>{words.capitalize()}.</p>"

    def write(self, numbers):
        """Write the articles of these ``numbers``, a range."""
        rng, count = self.rng, len(numbers)
        pks, revisions = next_pks(Article, count), next_pks(Revision, count)
        (mark,) = next_pks(Unread, 1)
        moments = [datetime.fromtimestamp(int(self.times[number]), UTC) for number in numbers]
        covered = [self._covered(number) for number in numbers]
        words = [self._words(number, subjects) for number, subjects in zip(numbers, covered, strict=True)]
        every = list(zip(numbers, pks, revisions, moments, covered, words, strict=True))
        coverage = iter(next_pks(Coverage, sum(map(len, covered))))
        pinned = {pk: [*self._pinned(subjects, moment, coverage)] for _, pk, _, moment, subjects, _ in every}
        copy(
            Article,
            ARTICLE,
            (
                (Stage.PUBLISHED.value, uuid.uuid4(), pk, self._slug(number), rng.choice(self.sections))
                + (revision,) * 2
                + (moment,) * 3
                for number, pk, revision, moment, *_ in every
            ),
        )
        copy(
            Revision,
            ("id", "article_id", "number", "saved_at", "headline", "dek", "body"),
            ((revision, pk, 1, moment, *said) for _, pk, revision, moment, _, said in every),
        )
        copy(Byline, ("article_id", "author_id"), ((pk, rng.choice(self.authors)) for pk in pks))
        copy(Article.topics.through, ("article_id", "topic_id"), ((pk, rng.choice(self.topics)) for pk in pks))
        copy(Coverage, COVERAGE, self._coverage(pinned))
        copy(
            Publication,
            ("act", "article_id", "at", "revision_id", "pins", "seq"),
            (
                (PUBLISHED, pk, moment, revision, json.dumps([*map(logged, pinned[pk])]), self.seqs.of_article(number))
                for number, pk, revision, moment, *_ in every
            ),
        )
        copy(Uncovered, UNCOVERED, self._left_out(every))
        # What their texts name is known, so nothing waits to be read. Looked for where they can be: what is deleted
        # stays in the way until the commit.
        Unread.objects.filter(pk__gt=mark, article__in=pks).delete()

    def _slug(self, number):
        return f"synthetic-article-{self.first + number}"

    def _words(self, number, subjects):
        names = " and ".join(dict.fromkeys(one.title for one, *_ in subjects))
        headline = f"Synthetic article {self.first + number} about {names}"
        dek = f"What is known of {names} so far."
        if self._names_another(number):
            other = self._some_show(self.times[number]).title
            # Some in the headline, as many below it.
            if number % (2 * NAMES_ANOTHER) == 3:
                headline = f"{headline}, and not {other}"
            else:
                dek = f"What is known of {names} so far, next to {other}."
        return headline, dek, "".join(self.rng.choices(self.paragraphs, k=4))

    @staticmethod
    def _names_another(number):
        return number % NAMES_ANOTHER == 3

    def _left_out(self, every):
        """What is named and not covered, as it is found; no paragraph names anything."""
        for number, pk, _, moment, subjects, (headline, dek, _) in every:
            if self._names_another(number):
                mentions = self.names.found_in(read(headline, dek))
                for row in uncovered.rows(pk, moment, mentions, {one.pk for one, *_ in subjects}).values():
                    yield tuple(getattr(row, column) for column in UNCOVERED)

    # -- pins ------------------------------------------------------------------------------------

    def _pinned(self, subjects, moment, pks):
        relied_at = moment.timestamp()
        for one, about, mention_only in subjects:
            key, row = about.pin(relied_at)
            self.newest[row] = moment
            self.pins += 1
            yield next(pks), one.pk, about.season, key, row, moment, mention_only

    def _coverage(self, pinned):
        for article, pins in pinned.items():
            for position, (pk, show, season, _, row, moment, mention_only) in enumerate(pins):
                about = show, season, position, mention_only, row
                yield Reliance.PUBLISHED.value, pk, article, *about, moment, moment

    def _covered(self, number):
        """What an article is about: every tenth the first show, every second another subject as well."""
        rng, moment = self.rng, self.times[number]
        one = self.chronicles[0] if number % 10 == 0 else self._some_show(moment)
        about = self._subject(one, moment, of_season=rng.random() < 0.4)
        if number % 2 == 0:
            return [(one, about, False)]
        other = self._some_show(moment)
        if other is one or rng.random() < 0.4:
            return [(one, about, False), (one, self._subject(one, moment, of_season=about.number is None), False)]
        of_season, mention_only = rng.random() < 0.4, rng.random() < 0.3
        return [(one, about, False), (other, self._subject(other, moment, of_season=of_season), mention_only)]

    def _some_show(self, moment):
        """Any show that had started, but for the first, which has its tenth."""
        started = bisect_right(self.started, moment)
        return self.chronicles[self.rng.randrange(1, started) if started > 1 else 0]

    def _subject(self, one, moment, *, of_season):
        if not of_season:
            return one.subjects[None]
        season = one.season_at(moment)
        if self.rng.random() < 0.3 and season + 1 in one.seasons:
            season += 1  # the one that nobody has decided on, perhaps
        return one.subjects[season]


class Seqs:
    """The number of the clock of each entry and article, had they happened one by one after ``begins``."""

    def __init__(self, begins, chronicles, times):
        recorded = sorted((line.recorded_at.timestamp(), line.pk) for one in chronicles for line in one.lines)
        self.begins, self.times = begins, times
        self.recorded = [moment for moment, _ in recorded]
        self.of_entry = {
            pk: begins + number + bisect_left(times, moment) for number, (moment, pk) in enumerate(recorded, start=1)
        }

    def of_article(self, number):
        return self.begins + number + 1 + bisect_right(self.recorded, self.times[number])

    @property
    def last(self):
        return self.begins + len(self.times) + len(self.recorded)


def logged(pin):
    """As ``articles.pins.of_article`` logs it."""
    pk, show, _, key, _, moment, mention_only = pin
    return {
        "coverage": pk,
        "show": show,
        "season": key.season,
        "entry": key.entry,
        "later": key.later,
        "relied_at": moment.isoformat(),
        "relied_by": Reliance.PUBLISHED.value,
        "hand_set": False,
        "mention_only": mention_only,
    }
