"""What a writer is told of a text before it goes out: the shows that it names and does not cover, and what the ledger
contradicts of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import Max, OuterRef
from django.db.models.functions import Coalesce

from articles import claims, doubts, known, named
from articles.ledgers import ReadOnce
from articles.models import Article, Coverage, NotAbout
from articles.naming import BODY, DEK, HEADING, HEADLINE, Mention, read
from shows.models import Credit, Show, VersionOfNames

PLACES = {HEADLINE: "headline", DEK: "dek", HEADING: "heading", BODY: "text"}
MOST = 20  # offers of one article
CLAIMED_IN = (HEADLINE, DEK, HEADING)


@dataclass(frozen=True)
class Offer:
    """A show that a text names and that is not covered; the season, where one is said that there is or comes next."""

    show: known.Called
    season: int | None
    mention: Mention
    has_twins: bool = False

    @property
    def subject(self):
        return f"{self.show.name}, season {self.season}" if self.season else self.show.name

    @property
    def value(self):
        """How forms name it."""
        return f"{self.show.pk}.{self.season or ''}"

    @property
    def place(self):
        return PLACES[self.mention.where]

    @property
    def is_in_headline(self):
        return self.mention.where == HEADLINE


@dataclass(frozen=True)
class Doubted:
    """A claim, and the entry that contradicts it."""

    claim: claims.Claim
    entry: object


@dataclass(frozen=True)
class Person:
    name: str
    shows: str


@dataclass(frozen=True)
class Hints:
    offers: tuple[Offer, ...] = ()
    doubts: tuple[Doubted, ...] = ()
    people: tuple[Person, ...] = ()

    def __bool__(self):
        return bool(self.offers or self.doubts or self.people)


class Reading:
    """The words of a text, read once.

    ``covered`` and ``but`` are keys of shows, the latter of those it is not
    about; ``version`` as for ``known.names``.
    """

    def __init__(self, *, headline, dek, body, covered=(), but=(), version=None):
        passages = read(headline, dek, body)
        self._mentions = known.names(version).found_in(passages)
        self._settled = {*covered, *but}
        lines = [passage for passage in passages if passage.where in CLAIMED_IN]
        self._claims = claims.made_in(lines, self._mentions, covered=covered)

    @property
    def claimed(self):
        """The keys of the shows of which it asserts something."""
        return {claim.show for claim in self._claims}

    @cached_property
    def offers(self):
        return tuple(_offers(self._mentions, self._settled))

    @property
    def of_headline(self):
        return [one for one in self.offers if one.is_in_headline]

    @property
    def further(self):
        """What is named further down alone: nobody is asked about that."""
        return [one for one in self.offers if not one.is_in_headline]

    def doubts(self, once):
        """What the ledger contradicts; ``once`` is the ``ReadOnce`` of the page."""
        return tuple(_doubts(self._claims, once))

    def hints(self, once=None):
        return Hints(self.offers, self.doubts(once or ReadOnce()), tuple(_people(self._mentions)))


def of(**words):
    """The ``Hints`` for these words; the arguments are those of ``Reading``."""
    return Reading(**words).hints()


def _offers(mentions, settled):
    """Each show that is named and not settled, where it is named first; of one title each, beside each other."""
    found = named.left_out(mentions, settled)
    if not found:
        return
    last = Show.objects.filter(pk__in=[one.show.pk for one in found]).annotate(last=Coalesce(Max("seasons__number"), 0))
    highest = dict(last.values_list("pk", "last"))
    for one in found[:MOST]:
        season = one.season
        known_season = season if season and season <= highest.get(one.show.pk, 0) + 1 else None
        yield Offer(one.show, known_season, one.mention, one.has_twins)


def _doubts(made, once):
    if not made:
        return
    found = doubts.of(made, once.histories({claim.show for claim in made}))
    if found:
        entries = once.entries(only={doubt.line.pk for doubt in found})
        yield from (Doubted(doubt.claim, entries[doubt.line.pk]) for doubt in found)


def _people(mentions):
    """People who are named, each with shows of theirs."""
    named = {row.pk: row.name for mention in mentions for row in mention.of("person")}
    if not named:
        return
    shows = {pk: {} for pk in named}
    for pk, title in (
        Credit.objects.filter(person__in=named).order_by("-role", "pk").values_list("person", "show__title")
    ):
        shows[pk].setdefault(title)
    for pk, name in list(named.items())[:MOST]:
        yield Person(name, ", ".join(list(shows[pk])[:3]))


def once_recorded(found, impact):
    """``found``, which are doubts, without those that go once what ``impact`` tells of is recorded: the article itself
    reports it."""
    show = impact.change.show
    asked = [one for one in found if one.claim.show == show.pk]
    left = [doubt.claim for doubt in doubts.of([one.claim for one in asked], {show.pk: impact.ledger})]
    return tuple(one for one in found if one not in asked or one.claim in left)


def for_revision(article, revision):
    """The ``Hints`` for a revision of ``article``, by what it covers now."""
    return reading_of(article, revision).hints()


def reading_of(article, revision):
    """The ``Reading`` of a revision of ``article``, by what it covers now."""
    return read_words(article, **{name: getattr(revision, name) for name in ("headline", "dek", "body")})


def read_words(article, *, covered=None, **words):
    """The ``Reading`` of words of ``article``, saved or not, by what it covers now where ``covered`` is not given."""
    own, but, version = _settled(article) if article.pk else ([], [], None)
    return Reading(**words, covered=own if covered is None else covered, but=but, version=version)


def with_what_is_settled(articles):
    """Articles with what is asked of each before its words are read, in their own statement.

    What each covers, what somebody has said that it only names, and the version of all names.
    """
    own = {"article": OuterRef("pk")}
    return articles.annotate(
        covers=ArraySubquery(Coverage.objects.filter(**own).order_by("position", "pk").values("show")),
        only_names=ArraySubquery(NotAbout.objects.filter(**own).values("show")),
        names_as_of=VersionOfNames(),
    )


def _settled(article):
    if not hasattr(article, "names_as_of"):
        article = with_what_is_settled(Article.objects.only("pk")).get(pk=article.pk)
    return article.covers, article.only_names, article.names_as_of


@transaction.atomic
def dismiss(article, shows, *, by, at):
    """Keep that ``article`` is not about ``shows``, which are keys; those that are no shows are left out."""
    there = Show.objects.filter(pk__in=shows).values_list("pk", flat=True)
    said = [NotAbout(article=article, show_id=pk, by=by, at=at) for pk in sorted(there)]
    NotAbout.objects.bulk_create(said, ignore_conflicts=True)
    article.__dict__.pop("names_as_of", None)  # what was settled when it was read is more now
