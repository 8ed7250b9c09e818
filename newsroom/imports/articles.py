"""An archive of published articles, a line each.

Two passes over the file: the first looks at every line and writes nothing, the
second writes, a batch at a time, so that memory does not grow with the archive.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from itertools import batched, chain

from django.db import IntegrityError, connection, reset_queries, transaction

from articles import bulk
from articles.models import Article, Author, Coverage, Section, Topic
from articles.pictures import Gone
from newsroom.imports import names, pictures
from newsroom.imports.article_form import rows, size_of
from newsroom.imports.finder import Finder
from newsroom.imports.reading import BadInput, Problems, opened, quoted
from newsroom.imports.repeats import Slugs
from newsroom.lib import progress
from newsroom.lib.html import TooLong, sanitized, under_headings
from newsroom.lib.slugs import ascii_slug, free_slug
from shows.models import Fold

BATCH = 1000
GONE = "somebody deleted a picture of it from the library in this very moment. Nothing was written: import it again."


@dataclass
class Outcome:
    """How many lines became new articles, updates or nothing, and the places that were left alone, with the reason.

    ``found`` are those that said nothing of coverage and name shows.
    """

    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    found: int = 0
    left_alone: list[tuple[str, str]] = field(default_factory=list)

    def __str__(self):
        articles = "1 article" if self.imported == 1 else f"{self.imported} articles"
        return (
            f"{articles} imported, {self.updated} updated; "
            f"{self.unchanged} unchanged, {len(self.left_alone)} left alone{self._told_of_found}"
        )

    @property
    def _told_of_found(self):
        if not self.found:
            return ""
        if self.found == 1:
            return "; 1 said nothing of coverage, and covers the shows that it names"
        return f"; {self.found} said nothing of coverage, and cover the shows that they name"


def import_articles(path, *, at, dry_run=False):
    """Publish what the file at ``path`` holds, each article as of its own date, all or nothing.

    An article that an import brought and nobody has worked on since follows its
    line; others are left alone. Returns an ``Outcome``; raises ``BadInput``,
    which names each place that is wrong.
    """
    with opened(path) as (file, name), pictures.beside(path, dry_run=dry_run) as beside:
        try:
            return Import(file, name, beside, at=at).run(dry_run=dry_run)
        except Gone as error:
            raise BadInput(f"{name}: {GONE}") from error
        except IntegrityError as error:
            # Nobody else may hold the locks of the shows, but for a slug or a section there is none.
            raise BadInput(
                f"{name}: somebody saved an article, a section, a topic or a byline of the same name in this very "
                "moment. Nothing was written: import it again."
            ) from error


class Import:
    def __init__(self, file, name, beside, *, at):
        self.file, self.name, self.at = file, name, at
        self.pictures = beside
        self.shows = names.Shows()
        self.finder = Finder()
        self.sections, self.topics, self.authors = Filing(Section), Filing(Topic), Filing(Author)
        self.ours = set()  # the slugs of the file that we have: looked for before the table grows under our hands
        self.outcome = Outcome()

    @transaction.atomic
    def run(self, *, dry_run):
        names.one_import_at_a_time()
        with progress.bar("Articles", total=2 * size_of(self.file)) as advance:
            held = self._check(advance)
            self.pictures.hold()
            self.press = bulk.Press(bulk.Ledgers(held))
            for batch in self._batches(Problems(), advance):
                self._write_or_refuse(batch)
                # Else every deferred constraint of the archive would wait, in memory, for the commit.
                connection.check_constraints()
                reset_queries()
        self.press.finish()
        if dry_run:
            transaction.set_rollback(True)
        return self.outcome

    # -- the first pass ------------------------------------------------------------------------------

    def _check(self, advance):
        """Look at every line; returns the pks of all shows that the file or its articles here cover."""
        problems, held, slugs = Problems(), set(), Slugs()
        for batch in self._batches(problems, advance):
            for row, first in slugs.repeated(batch):
                already = f"“{row.slug}” stands on line {first} already: give this article another."
                problems.add(f"{row.place}, slug", already)
            for row in batch:
                held.update(subject.show for subject in self._subjects(row, problems))
                _look_for_headings(row)
                self.pictures.look(row.lead_image)
            found = Article.objects.filter(slug__in=[row.slug for row in batch]).values_list("slug", "coverage__show")
            for slug, show in found:
                self.ours.add(slug)
                held.add(show)
            if problems.enough:
                problems.refuse(all_seen=False)
        problems.refuse()
        return held - {None}

    def _batches(self, problems, advance):
        found = rows(self.file, self.name, problems, at=self.at, advance=advance)
        for batch in batched(found, BATCH):
            self.shows.learn({one.show for row in batch for one in row.coverage or ()})
            yield batch

    def _subjects(self, row, problems):
        """What a line covers, in its order; what it calls by no name of ours goes to ``problems``."""
        if row.coverage is None:
            return self.finder.subjects(row)
        subjects = {}
        for one in row.coverage:
            found = self.shows.called(one.show, year=one.year, country=one.country) if one.show else []
            if len(found) == 1:
                subject = bulk.Subject(found[0].pk, one.season, one.mention_only, one.heading)
                if (subject.show, subject.season) in subjects:
                    one.fields.wrong("show", f"“{one.show}” is covered twice with the same season: keep one.")
                subjects[subject.show, subject.season] = subject
            elif found:
                one.fields.wrong("show", names.ambiguous(one.show, found))
            elif one.show:
                one.fields.wrong("show", f"{quoted(one.show)} is no show here: import it first, or write its title.")
        return tuple(subjects.values())

    # -- the second pass -----------------------------------------------------------------------------

    def _write_or_refuse(self, batch):
        try:
            self._write(batch)
        except bulk.Unfit as error:
            problems = Problems()
            place = next(row.place for row in batch if row.slug == error.piece.slug)
            problems.add(f"{place}, body_html", str(error))
            problems.refuse(all_seen=False)

    def _write(self, batch):
        problems = Problems()
        subjects = {row.place: self._subjects(row, problems) for row in batch}
        problems.refuse()
        digests = {row.place: _digest(row, subjects[row.place], self.pictures.digest(row.lead_image)) for row in batch}
        self.outcome.found += sum(row.coverage is None and bool(subjects[row.place]) for row in batch)
        ours = self._lock([row.slug for row in batch if row.slug in self.ours])
        new = [row for row in batch if row.slug not in ours]
        changed = [row for row in batch if row.slug in ours and ours[row.slug].imported_digest != digests[row.place]]
        self.outcome.unchanged += len(batch) - len(new) - len(changed)
        changed = self._without_edited(changed, ours)
        pieces = self._pieces([*new, *changed], subjects, digests)
        if new:
            self.press.publish([pieces[row.place] for row in new], at=self.at)
            self.outcome.imported += len(new)
        if changed:
            pairs = [(ours[row.slug], pieces[row.place]) for row in changed]
            updated = len(self.press.update(pairs, at=self.at))
            self.outcome.updated += updated
            self.outcome.unchanged += len(changed) - updated

    @staticmethod
    def _lock(slugs):
        if not slugs:
            return {}
        held = Article.objects.select_for_update(of=("self",)).filter(slug__in=slugs).order_by("pk")
        # Read after: joined, a revision that somebody saved while we waited would be missing.
        articles = Article.objects.select_related("latest_revision").filter(pk__in=[article.pk for article in held])
        return {article.slug: article for article in articles}

    def _without_edited(self, changed, ours):
        """Those lines of ``changed`` whose articles nobody has worked on since; the others are noted."""
        articles = [ours[row.slug] for row in changed]
        untouched = bulk.untouched(articles)
        # Who covers another show since we looked is working on it right now.
        for one in Coverage.objects.filter(article__in=articles).exclude(show__in=self.press.ledgers.shows):
            untouched.discard(one.article_id)
        follow = []
        for row in changed:
            article = ours[row.slug]
            if article.pk in untouched:
                follow.append(row)
            else:
                why = "was edited here since" if article.imported_digest else "was written here"
                self.outcome.left_alone.append((row.place, f"“{row.slug}” {why}: left alone."))
        return follow

    def _pieces(self, wanted, subjects, digests):
        self.sections.learn(row.section for row in wanted)
        self.topics.learn(chain.from_iterable(row.topics for row in wanted))
        self.authors.learn(chain.from_iterable(row.bylines for row in wanted))
        return {
            row.place: bulk.Piece(
                slug=row.slug,
                headline=row.headline,
                dek=row.dek,
                body=row.body,
                published_at=row.published_at,
                section=self.sections.pk(row.section),
                # Two spellings of one name are one.
                authors=tuple(dict.fromkeys(self.authors.pk(name) for name in row.bylines)),
                topics=tuple(dict.fromkeys(self.topics.pk(name) for name in row.topics)),
                coverage=subjects[row.place],
                digest=digests[row.place],
                picture=self.pictures.keep(row.lead_image, at=row.published_at),
            )
            for row in wanted
        }


def _look_for_headings(row):
    """Under a heading that the text does not have, no notice would ever stand."""
    for one in row.coverage or ():
        if not one.heading:
            continue
        try:
            body = sanitized(row.body)
        except TooLong:
            return  # which is told when it is written
        if under_headings(body, [(one.heading, "here")]) == body:
            one.fields.wrong(
                "heading", f"{quoted(one.heading)} is no heading of the body: write it as it stands there."
            )


def _digest(row, subjects, picture):
    """Tells the content of a line, however it is written, and whatever else of ours has changed since."""
    published_at = row.published_at.timestamp()
    coverage = [(one.show, one.season, one.mention_only, one.heading) for one in subjects]
    content = [row.headline, row.dek, row.body, published_at, row.section, row.bylines, row.topics, coverage, picture]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


class Filing:
    """Sections, topics or authors by name, made where there is none of the name, accents and case ignored."""

    def __init__(self, model):
        self.model = model
        self.by_name, self.by_fold, self.slugs = {}, {}, None

    def learn(self, wanted):
        if self.slugs is None:
            self._read()
        new = [name for name in dict.fromkeys(wanted) if name not in self.by_name]
        if not new:
            return
        folds = names.folded(new)
        made = []
        for name in new:
            if folds[name] not in self.by_fold:
                self.by_fold[folds[name]] = None
                slug = free_slug(ascii_slug(name), self.slugs.__contains__)
                self.slugs.add(slug)
                made.append(self.model(name=name, slug=slug))
        for row in self.model.objects.bulk_create(made):
            self.by_fold[folds[row.name]] = row.pk
        self.by_name |= {name: self.by_fold[fold] for name, fold in folds.items()}

    def pk(self, name):
        return self.by_name[name]

    def _read(self):
        self.slugs = set()
        for pk, name, slug, fold in self.model.objects.annotate(fold=Fold("name")).values_list(
            "pk", "name", "slug", "fold"
        ):
            self.slugs.add(slug)
            self.by_name[name] = pk
            self.by_fold.setdefault(fold, pk)
