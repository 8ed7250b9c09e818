"""Many articles at once, as an import brings them: a batch costs the same few statements as one article.

What holds for a single article in ``workflow``, ``text`` and ``pins`` holds
here: the locks and their order (whoever knows the pictures holds them before
the shows, with ``pictures.hold``), the pins, the log of public acts, the newest
publication beside each standing row, and the clock as the last statement.
Nobody is named as who did it: so an import knows its own work again.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched

from django.db import connection
from django.db.models import FileField, JSONField, Q

from articles import clock, outcomes, pictures, text
from articles.models import (
    Article,
    AuditEntry,
    Byline,
    Coverage,
    Exemption,
    PictureUse,
    Publication,
    Reliance,
    Revision,
    Stage,
)
from articles.models.audit import Act as Audited
from newsroom.lib.html import TooLong, without_figures
from shows import ledger, standings
from shows.history import History
from shows.models import Season

Act = Publication.Act
# What of a revision follows its line.
FOLLOWED = (
    *("headline", "dek", "body"),
    *("lead_picture_id", "lead_image_alt", "lead_image_caption", "lead_image_credit"),
)
KEPT = 4000  # shows whose ledgers are kept in memory


class Unfit(Exception):
    """The words of ``piece`` are more than an article can hold; the text says why."""

    def __init__(self, text, *, piece):
        super().__init__(text)
        self.piece = piece


@dataclass(frozen=True, slots=True)
class Subject:
    """A show by its pk, or one of its seasons by its number."""

    show: int
    season: int | None = None
    mention_only: bool = False
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A lead picture of the library, by its pk, and what the article says of it."""

    pk: int
    alt: str
    caption: str = ""
    credit: str = ""

    @property
    def words(self):
        return {
            "lead_picture_id": self.pk,
            "lead_image_alt": self.alt,
            "lead_image_caption": self.caption,
            "lead_image_credit": self.credit,
        }


@dataclass(frozen=True, slots=True)
class Piece:
    """What is to be public as one article; section, authors and topics are pks, ``digest`` tells its content."""

    slug: str
    headline: str
    dek: str
    body: str
    published_at: datetime
    section: int
    authors: tuple[int, ...] = ()
    topics: tuple[int, ...] = ()
    coverage: tuple[Subject, ...] = ()
    digest: str = ""
    picture: Picture | None = None

    @property
    def words(self):
        words = {"headline": self.headline, "dek": self.dek, "body": self.body}
        return words | self.picture.words if self.picture else words


class Ledgers:
    """The ledgers of locked shows, fetched as they are needed and forgotten when they are many."""

    def __init__(self, shows):
        self.shows = frozenset(shows)
        for pks in batched(sorted(self.shows), 10_000):
            ledger.lock(pks)
        self.histories, self.tables = {}, {}

    def fetch(self, subjects):
        """Have what the pins of ``subjects`` need, seasons that are new included."""
        shows = {subject.show for subject in subjects}
        if len(self.histories) + len(shows) > KEPT:
            self.histories, self.tables = {}, {}
        missing = shows - self.histories.keys()
        if missing:
            self.histories |= History.of_all(sorted(missing))
            self.tables |= standings.load_all(sorted(missing))
        wanted = {(one.show, one.season) for one in subjects if one.season is not None}
        new = sorted((show, number) for show, number in wanted if number not in self.tables[show].seasons)
        for season in Season.objects.bulk_create(Season(show_id=show, number=number) for show, number in new):
            self.tables[season.show_id].seasons[season.number] = season.pk

    def pin(self, subject, relied_at):
        """The key and the standing row of the automatic pin; the row is made where there is none."""
        history, table = self.histories[subject.show], self.tables[subject.show]
        key = history.pin(subject.season, relied_at)
        if key not in table.rows:
            standings.make(table, history, [key])
        return key, table.pk_of(key)

    def season(self, subject):
        return self.tables[subject.show].seasons[subject.season] if subject.season is not None else None


@dataclass
class Press:
    """Publishes and updates articles in batches, within one transaction; ``finish`` is its last act."""

    ledgers: Ledgers
    publications: list[int] = field(default_factory=list)
    outcomes: list[int] = field(default_factory=list)
    newest: dict[int, datetime] = field(default_factory=dict)
    shows: set[int] = field(default_factory=set)

    # -- new articles --------------------------------------------------------------------------------

    def publish(self, pieces, *, at):
        """Put ``pieces`` before the public as new articles, each as of its own publication; ``at`` is when we do it.

        Raises ``pictures.Gone``.
        """
        _hold_pictures(pieces)
        self.ledgers.fetch([subject for piece in pieces for subject in piece.coverage])
        # Numbered beforehand, an article can name its revision at once: one statement less, and no row twice.
        numbers = _next_pks(Revision, len(pieces))
        articles = [
            {
                "slug": piece.slug,
                "section_id": piece.section,
                "stage": Stage.PUBLISHED.value,
                "live_revision_id": number,
                "latest_revision_id": number,
                "first_published_at": piece.published_at,
                "published_at": piece.published_at,
                "modified_at": piece.published_at,
                "imported_digest": piece.digest,
            }
            for piece, number in zip(pieces, numbers, strict=True)
        ]
        _save(Article, articles)
        pairs = [(article["id"], piece) for article, piece in zip(articles, pieces, strict=True)]
        revisions = []
        for (article, piece), number in zip(pairs, numbers, strict=True):
            revision = _revised(None, piece, number=1, at=piece.published_at)
            revisions.append(vars(revision) | {"id": number, "article_id": article})
        _save_revisions(revisions)
        _file(pairs)
        coverage = [
            self._rely(subject, position, piece) | {"article_id": article}
            for article, piece in pairs
            for position, subject in enumerate(piece.coverage)
        ]
        _save(Coverage, coverage)
        self._log(
            (
                {"article_id": article, "act": Act.PUBLISHED.value, "at": piece.published_at, "revision_id": number}
                for (article, piece), number in zip(pairs, numbers, strict=True)
            ),
            coverage,
            at=at,
        )

    def _rely(self, subject, position, piece):
        """What a coverage holds that relies on the ledger as of the publication of ``piece``."""
        key, standing = self.ledgers.pin(subject, piece.published_at)
        if standing not in self.newest or self.newest[standing] < piece.published_at:
            self.newest[standing] = piece.published_at
        self.shows.add(subject.show)
        return {
            "show_id": subject.show,
            "season_id": self.ledgers.season(subject),
            "position": position,
            "mention_only": subject.mention_only,
            "heading": subject.heading,
            "standing_id": standing,
            "relied_at": piece.published_at,
            "relied_by": Reliance.PUBLISHED.value,
            "published_at": piece.published_at,
            "key": key,
        }

    def _log(self, acts, coverage, *, at):
        """Write public acts into both logs, with what their articles rely on."""
        pins = defaultdict(list)
        for one in coverage:
            pins[one["article_id"]].append(
                {
                    "coverage": one["id"],
                    "show": one["show_id"],
                    **one["key"]._asdict(),
                    "relied_at": one["relied_at"].isoformat(),
                    "relied_by": one["relied_by"],
                    "hand_set": False,
                    "mention_only": one["mention_only"],
                }
            )
        log = [act | {"pins": pins[act["article_id"]]} for act in acts]
        _save(Publication, log)
        self.publications += [act["id"] for act in log]
        audited = [{name: act[name] for name in ("article_id", "revision_id")} for act in log]
        _save(AuditEntry, [entry | {"act": Audited.IMPORTED.value, "at": at} for entry in audited])

    # -- articles that we have -----------------------------------------------------------------------

    def update(self, pairs, *, at):
        """Bring each article of ``pairs`` in line with its piece; returns those in which something changed.

        The articles are locked and ``untouched``. Raises ``pictures.Gone``.
        """
        _hold_pictures([piece for _, piece in pairs])
        before = Contents([article for article, _ in pairs])
        changed = [(article, piece) for article, piece in pairs if before.differ(article, piece)]
        self.ledgers.fetch([subject for _, piece in changed for subject in piece.coverage])
        self._revise(changed, before, at=at)
        for article, piece in pairs:
            article.imported_digest = piece.digest
        for article, piece in changed:
            article.section_id, article.published_at, article.modified_at = piece.section, piece.published_at, at
        fields = ["section", "published_at", "modified_at", "live_revision", "latest_revision", "imported_digest"]
        Article.objects.bulk_update([article for article, _ in pairs], fields)
        stood = outcomes.undecided_of(pks := [article.pk for article, _ in changed])
        Byline.objects.filter(article__in=pks).delete()
        Article.topics.through.objects.filter(article__in=pks).delete()
        _file([(article.pk, piece) for article, piece in changed])
        acts = (
            {"article_id": article.pk, "act": Act.UPDATED.value, "at": at, "revision_id": article.live_revision_id}
            for article, _ in changed
        )
        self._log(acts, self._cover(changed, before), at=at)
        self.outcomes += outcomes.write_gone(stood, outcomes.Kind.UPDATED, at=at)
        return [article for article, _ in changed]

    def _revise(self, changed, before, *, at):
        articles, revisions = [], []
        for article, piece in changed:
            latest = article.latest_revision
            revision = _revised(article, piece, number=latest.number + 1, at=at)
            if before.words_differ(latest, revision):
                articles.append(article)
                revisions.append(vars(revision))
        _save_revisions(revisions)
        for article, revision in zip(articles, revisions, strict=True):
            article.live_revision_id = article.latest_revision_id = revision["id"]

    def _cover(self, changed, before):
        """The coverage of the articles as their pieces have it; a subject that stays keeps its row."""
        new, kept, gone = [], [], []
        for article, piece in changed:
            rows = {(one.show_id, one.season_number): one for one in before.coverage[article.pk]}
            for position, subject in enumerate(piece.coverage):
                values = self._rely(subject, position, piece)
                one = rows.pop((subject.show, subject.season), None)
                if one is None:
                    new.append(values | {"article_id": article.pk})
                    continue
                for name, value in values.items():
                    setattr(one, name, value)
                kept.append(one)
            gone += rows.values()
            self.shows.update(one.show_id for one in rows.values())
        Coverage.objects.filter(pk__in=[one.pk for one in gone]).delete()
        fields = ["position", "mention_only", "heading", "standing", "relied_at", "relied_by", "published_at"]
        Coverage.objects.bulk_update(kept, fields)
        _save(Coverage, new)
        return [*(vars(one) for one in kept), *new]

    # -- the end -------------------------------------------------------------------------------------

    def finish(self):
        """What follows from it all, once: nothing may come after it in the transaction."""
        if not self.publications:
            return
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE shows_standing AS s SET newest_pin_at = greatest(s.newest_pin_at, v.newest),"
                "       newest_open_at = greatest(s.newest_open_at, v.newest)"
                "  FROM unnest(%s::bigint[], %s::text[]::timestamptz[]) AS v (id, newest)"
                " WHERE s.id = v.id",
                [list(self.newest), [moment.isoformat() for moment in self.newest.values()]],
            )
            cursor.execute(
                "UPDATE shows_show SET version = version + 1 WHERE id = ANY(%s::bigint[])", [sorted(self.shows)]
            )
        clock.advance(publications=self.publications, outcomes=self.outcomes)


def _hold_pictures(pieces):
    """Not as the keys of their uses are checked at the end: who replaces a picture holds it, and asks for the clock."""
    pictures.hold({piece.picture.pk for piece in pieces if piece.picture} - {None})


def _revised(article, piece, *, number, at):
    try:
        revision = text.revised(article, number=number, by=None, at=at, **piece.words)
    except TooLong as error:
        raise Unfit(str(error), piece=piece) from error
    # Their numbers are those of another library.
    revision.body = without_figures(revision.body)
    return revision


def _save_revisions(rows):
    """Save new revisions, and which pictures they use."""
    _save(Revision, rows)
    pictured = [row for row in rows if row["lead_picture_id"]]
    _save(PictureUse, [{"revision_id": row["id"], "picture_id": row["lead_picture_id"]} for row in pictured])


def _file(pairs):
    """Save the bylines and topics of articles, by their pks, that have none."""
    bylines = [
        {"article_id": article, "author_id": author, "position": position}
        for article, piece in pairs
        for position, author in enumerate(piece.authors)
    ]
    topics = [{"article_id": article, "topic_id": topic} for article, piece in pairs for topic in piece.topics]
    _save(Byline, bylines)
    _save(Article.topics.through, topics)


def _save(model, rows):
    """Save new ``rows``, each a dict by attribute, at a fraction of what ``bulk_create`` costs.

    What a row leaves out is as the model has it by default; who has no number
    is given one.
    """
    if not rows:
        return
    new = [row for row in rows if row.get("id") is None]
    for row, pk in zip(new, _next_pks(model, len(new)), strict=True):
        row["id"] = pk
    fields = [field for field in model._meta.concrete_fields if not field.has_db_default()]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    values = [_reader(field) for field in fields]
    statement = f"COPY {connection.ops.quote_name(model._meta.db_table)} ({columns}) FROM STDIN"
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row([value(row) for value in values])


def _reader(field):
    """How to read from a row what goes into the column of ``field``."""
    name = field.attname
    if isinstance(field, FileField | JSONField):  # all others are of a kind that psycopg knows
        return lambda row: field.get_db_prep_save(row[name] if name in row else field.get_default(), connection)
    if callable(field.default):
        return lambda row: row[name] if name in row else field.get_default()
    default = field.get_default() if not field.primary_key else None
    return lambda row: row.get(name, default)


def _next_pks(model, count):
    with connection.cursor() as cursor:
        cursor.execute(
            # Materialized, as the name of a sequence takes longer to find than its next number.
            "WITH found AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS sequence)"
            " SELECT nextval(sequence) FROM found, generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [pk for (pk,) in cursor.fetchall()]


class Contents:
    """What articles hold now, beside their own columns, fetched for all of them at once."""

    def __init__(self, articles):
        pks = [article.pk for article in articles]
        self.authors, self.topics, self.coverage = defaultdict(list), defaultdict(set), defaultdict(list)
        for article, author in Byline.objects.filter(article__in=pks).values_list("article", "author"):
            self.authors[article].append(author)
        for article, topic in Article.topics.through.objects.filter(article__in=pks).values_list("article", "topic"):
            self.topics[article].add(topic)
        for one in Coverage.objects.filter(article__in=pks).select_related("season"):
            self.coverage[one.article_id].append(one)

    def differ(self, article, piece):
        subjects = tuple(
            Subject(one.show_id, one.season_number, one.mention_only, one.heading) for one in self.coverage[article.pk]
        )
        revision = _revised(article, piece, number=0, at=piece.published_at)
        return (
            self.words_differ(article.latest_revision, revision)
            or (article.section_id, article.published_at) != (piece.section, piece.published_at)
            or tuple(self.authors[article.pk]) != piece.authors
            or self.topics[article.pk] != set(piece.topics)
            or subjects != piece.coverage
        )

    @staticmethod
    def words_differ(one, other):
        return any(getattr(one, name) != getattr(other, name) for name in FOLLOWED)


def untouched(articles):
    """The pks of those of ``articles`` that an import brought and nobody has worked on since."""
    pks = {
        article.pk
        for article in articles
        if article.imported_digest
        and article.stage == Stage.PUBLISHED
        and not article.is_exempt
        and article.live_revision_id == article.latest_revision_id
        and article.latest_revision.saved_by_id is None
    }
    worked_on = {
        *Publication.objects.filter(article__in=pks, by__isnull=False).values_list("article", flat=True),
        *Exemption.objects.filter(article__in=pks).values_list("article", flat=True),
        # One that has not relied on the ledger yet is being worked on.
        *Coverage.objects.filter(Q(hand_set=True) | Q(is_exempt=True) | Q(relied_at=None), article__in=pks).values_list(
            "article", flat=True
        ),
    }
    return pks - worked_on
