"""Public articles by their words: accents, case and endings ignored, titles before texts."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

import django_filters
from anyascii import anyascii
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from articles.models import Article, Coverage, Findable, Section
from newsroom.lib.html import folded
from newsroom.lib.marked import words_in
from newsroom.lib.periods import YEARS, midnight
from newsroom.lib.text import one_line
from shows.models import Show

LONGEST = 200  # characters of what is asked for
# Of what fits, the newest by title and the newest by text are ranked: how many fit changes nothing in what it costs.
RANKED = 200
WEIGHTS = [0.05, 0.1, 0.3, 1.0]  # body (D), none (C), dek (B), headline (A)
ENGLISH, AS_WRITTEN = "english", "simple"

# A common word is found often enough among so many of the newest articles. Of a phrase, and of what leaves words out,
# so many of the newest that may fit are read: whoever wants older ones than that adds a word, or narrows.
NEWEST, LIKELY = 500, 2_000

_UNDERSTOOD = """
SELECT public.newsroom_bare(said), english::text, querytree(english), simple::text, querytree(simple),
       tsvector_to_array(to_tsvector('pg_catalog.english', folded)),
       tsvector_to_array(to_tsvector('pg_catalog.simple', folded))
  FROM (SELECT %s::text AS said) AS asked, public.newsroom_fold(said) AS folded,
       websearch_to_tsquery('pg_catalog.english', folded) AS english,
       websearch_to_tsquery('pg_catalog.simple', folded) AS simple
"""
# What fits, by one column. The index of words knows neither their order nor their articles' dates: of common words it
# would give nearly all articles to be sorted, and of a phrase to be read. So those are looked for in the newest alone.
# Words that are common apart may never meet: the rest is never walked by its dates, whatever the planner expects.
_FITTING = """
{column}_is_common AS (
    SELECT count(*) = %(ranked)s AS so FROM (
        SELECT FROM (
            SELECT {column} FROM articles_findable ORDER BY published_at DESC, article_id DESC LIMIT %(newest)s
        ) AS newest
         WHERE {column} @@ %(loose)s::tsquery LIMIT %(ranked)s
    ) AS among_newest
), {column}_likely AS (
    (SELECT article_id, {column} FROM articles_findable WHERE (SELECT so FROM {column}_is_common)
      ORDER BY published_at DESC, article_id DESC LIMIT greatest(%(newest)s, %(likely)s))
    UNION ALL
    (SELECT article_id, {column} FROM articles_findable
      WHERE NOT (SELECT so FROM {column}_is_common) AND {column} @@ %(loose)s::tsquery {narrowed}
      ORDER BY published_at AT TIME ZONE 'UTC' DESC, article_id DESC LIMIT %(likely)s)
), {column}_fits AS (
    SELECT article_id FROM {column}_likely WHERE {column} @@ %(query)s::tsquery LIMIT %(ranked)s
)"""
_FITS = "SELECT article_id FROM {column}_fits"
_BEST = """
SELECT title @@ %(query)s::tsquery AS by_title, ts_rank(%(weights)s::real[], words, %(query)s::tsquery) AS rank,
       published_at, article_id
  FROM articles_findable WHERE article_id IN ({fitting})
 ORDER BY by_title DESC, rank DESC, published_at DESC, article_id DESC LIMIT %(ranked)s
"""
# The planner reckons without the time that it takes to fetch the words of every article; and a process that helps takes
# longer to start than there is to do.
_WITH_CARE = """
SELECT current_setting('enable_seqscan'), current_setting('max_parallel_workers_per_gather'),
       set_config('enable_seqscan', 'off', true), set_config('max_parallel_workers_per_gather', '0', true)
"""
_AS_BEFORE = "SELECT set_config('enable_seqscan', %s, true), set_config('max_parallel_workers_per_gather', %s, true)"
_MARKED = """
SELECT word FROM unnest(%s::text[]) AS word
 WHERE tsvector_to_array(to_tsvector(%s::regconfig, public.newsroom_fold(word))) && %s::text[]
"""


@dataclass(frozen=True)
class Asked:
    """What a reader typed, as PostgreSQL understands it.

    ``bare`` is it without accents, case and punctuation. ``config`` is how
    articles are searched for it: by what words mean or, where all are little
    ones (“the who”), as they are written. Where it is empty there is nothing to look for.
    ``query`` is the question, and ``loose`` one of more articles that the index of words answers alone.
    """

    said: str
    bare: str = ""
    config: str = ""
    query: str = ""
    loose: str = ""
    stems: tuple = ()


class Hit(NamedTuple):
    """An article that was found. Of two the greater one is the better: these are the keys by which they are ordered."""

    by_title: bool
    rank: float
    published_at: datetime
    pk: int


def understood(text):
    """What ``text`` asks for, cut where it is longer than any question; one query, and none where it says nothing."""
    said = one_line(text)[:LONGEST].strip()
    if not said:
        return Asked("")
    with connection.cursor() as cursor:
        cursor.execute(_UNDERSTOOD, [said])
        bare, english, likely, simple, likely_as_written, stems, words = cursor.fetchone()
    if english:
        return _asked(said, bare, ENGLISH, english, likely, stems)
    return _asked(said, bare, AS_WRITTEN, simple, likely_as_written, words)


def _asked(said, bare, config, query, likely, stems):
    # What only leaves out would find nearly everything.
    if likely in ("", "T"):
        return Asked(said, bare, stems=tuple(stems))
    return Asked(said, bare, config, query, re.sub(r" <(?:-|[0-9]+)> ", " & ", likely), tuple(stems))


def found(asked, narrowed=None):
    """The public articles that fit ``asked`` as ``Hit``, the best first; of ``narrowed`` articles, if given."""
    if not asked.config:
        return []
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(_WITH_CARE)
        before = cursor.fetchone()[:2]
        # With its values in it: a plan for any question would be one for rare words.
        cursor.execute(connection.ops.compose_sql(*_statement(asked, narrowed)))
        found = [Hit(*row) for row in cursor.fetchall()]
        cursor.execute(_AS_BEFORE, before)
        return found


def _statement(asked, narrowed):
    values = {
        "query": asked.query,
        "loose": asked.loose,
        "ranked": RANKED,
        "likely": RANKED if asked.loose == asked.query else LIKELY,
        "newest": 0 if narrowed is not None else NEWEST,
        "weights": WEIGHTS,
    }
    of = ""
    if narrowed is not None:
        sql, parameters = narrowed.order_by().values("pk").query.sql_with_params()
        of = f"AND article_id IN ({connection.ops.compose_sql(sql, parameters).replace('%', '%%')})"
    columns = ["title", "words"] if asked.config == ENGLISH else ["title"]
    fitting = ",".join(_FITTING.format(column=column, narrowed=of) for column in columns)
    either = " UNION ALL ".join(_FITS.format(column=column) for column in columns)
    return f"WITH {fitting}" + _BEST.format(fitting=either), values


def may_miss_older(asked, hits):
    """Whether there may be articles that fit ``asked`` and are older than those that were read for it."""
    if not asked.config or asked.loose == asked.query or len(hits) >= RANKED:
        return False
    return Findable.objects.order_by("-published_at", "-pk")[LIKELY : LIKELY + 1].exists()


def for_results(pks):
    """The public articles of ``pks`` in their order, with their text and all that a card shows."""
    articles = {one.pk: one for one in Article.objects.published().with_words().for_notices().filter(pk__in=pks)}
    # One that was withdrawn in this moment is left out.
    return [articles[pk] for pk in pks if pk in articles]


def to_mark(asked, texts):
    """The words of plain ``texts`` that are found for ``asked``; PostgreSQL says which have the same stem."""
    if not asked.stems:
        return frozenset()
    begin = {stem[:1] for stem in asked.stems}
    some = {word for text in texts for word in words_in(text)}
    likely = [word for word in some if folded(word)[:1] in begin or anyascii(word)[:1].lower() in begin]
    if not likely:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(_MARKED, [likely, asked.config or ENGLISH, list(asked.stems)])
        return frozenset(word for (word,) in cursor.fetchall())


# -- what narrows a search -----------------------------------------------------------------------


class ShowField(forms.CharField):
    def clean(self, value):
        name = one_line(super().clean(value))
        if not name:
            return None
        shows = Show.objects.filter(Q(slug=name) | Q(pk__in=Show.objects.named(name).values("pk")))
        if not (pks := list(shows.order_by("pk").values_list("pk", flat=True)[:20])):
            raise ValidationError(f"We know no show “{name}”: give its title as its page has it.")
        return pks


class ShowNamed(django_filters.Filter):
    field_class = ShowField


class DayInput(forms.DateInput):
    """A field for a day. What was typed and is none stays to be seen, as text: a field for a day would drop it."""

    input_type = "date"

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        said = context["widget"]["value"]
        if said and not _is_day(said):
            context["widget"]["type"] = "text"
        return context


def _is_day(text):
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


class DayFilter(django_filters.DateFilter):
    def __init__(self, **kwargs):
        wrong = "Give a date such as 2025-06-06."
        first, last = date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)
        within = [MinValueValidator(first, wrong), MaxValueValidator(last, wrong)]
        widget = DayInput(format="%Y-%m-%d")
        super().__init__(widget=widget, validators=within, error_messages={"invalid": wrong}, **kwargs)


class SearchFilter(django_filters.FilterSet):
    """What narrows the articles that are found."""

    show = ShowNamed(label="Show", method="covering", max_length=200)
    section = django_filters.ModelChoiceFilter(
        queryset=Section.objects.all(),
        to_field_name="slug",
        label="Section",
        empty_label="All sections",
        error_messages={"invalid_choice": "We have no such section: choose one of the list."},
    )
    since = DayFilter(label="Published from", method="from_day")
    until = DayFilter(label="Published to", method="to_day")
    changed = django_filters.BooleanFilter(
        label="Only what has since changed", method="which_changed", widget=forms.CheckboxInput
    )

    class Meta:
        model = Article
        fields = []

    def covering(self, articles, name, shows):
        return articles.filter(
            Exists(Coverage.objects.filter(article=OuterRef("pk"), show__in=shows, published_at__isnull=False))
        )

    def from_day(self, articles, name, day):
        return articles.filter(published_at__gte=midnight(day))

    def to_day(self, articles, name, day):
        return articles.filter(published_at__lt=midnight(day + timedelta(days=1)))

    def which_changed(self, articles, name, changed):
        return articles.since_changed() if changed else articles

    @property
    def narrows(self):
        return any(self.form.cleaned_data.values())

    @property
    def kept(self):
        """What was asked for and understood, for the addresses of further pages."""
        return {name: self.data[name] for name, value in self.form.cleaned_data.items() if value}
