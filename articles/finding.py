"""Public articles by their words: accents, case and endings ignored, titles before texts."""

from dataclasses import dataclass
from datetime import date, timedelta

import django_filters
from anyascii import anyascii
from django import forms
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import connection
from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, Value, When

from articles.models import Article, Coverage, Findable, Section
from newsroom.lib.html import folded
from newsroom.lib.marked import words_in
from newsroom.lib.periods import YEARS, midnight
from newsroom.lib.text import one_line
from shows.models import Fold, Show

LONGEST = 200  # characters of what is asked for
# Of what fits, the newest by title and the newest by text are ranked: how many fit changes nothing in what it costs.
RANKED = 200
WEIGHTS = [0.05, 0.1, 0.3, 1.0]  # body (D), none (C), dek (B), headline (A)
ENGLISH, AS_WRITTEN = "english", "simple"

_UNDERSTOOD = """
SELECT public.newsroom_bare(said), numnode(english), querytree(english) IN ('', 'T'),
       numnode(simple), querytree(simple) IN ('', 'T'),
       tsvector_to_array(to_tsvector('pg_catalog.english', folded)),
       tsvector_to_array(to_tsvector('pg_catalog.simple', folded))
  FROM (SELECT %s::text AS said) AS asked, public.newsroom_fold(said) AS folded,
       websearch_to_tsquery('pg_catalog.english', folded) AS english,
       websearch_to_tsquery('pg_catalog.simple', folded) AS simple
"""
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
    """

    said: str
    bare: str = ""
    config: str = ""
    stems: tuple = ()

    @property
    def query(self):
        return SearchQuery(Fold(Value(self.said)), config=self.config, search_type="websearch")


def understood(text):
    """What ``text`` asks for, cut where it is longer than any question; one query, and none where it says nothing."""
    said = one_line(text)[:LONGEST].strip()
    if not said:
        return Asked("")
    with connection.cursor() as cursor:
        cursor.execute(_UNDERSTOOD, [said])
        bare, size, is_open, simple_size, simple_is_open, stems, words = cursor.fetchone()
    # What only leaves out would find nearly everything.
    if size:
        return Asked(said, bare, "" if is_open else ENGLISH, tuple(stems))
    return Asked(said, bare, "" if simple_is_open or not simple_size else AS_WRITTEN, tuple(words))


def found(asked, narrowed=None):
    """The pks of the public articles that fit ``asked``, the best first; of ``narrowed`` articles, if given."""
    if not asked.config:
        return []
    rows = Findable.objects.order_by()
    if narrowed is not None:
        rows = rows.filter(article__in=narrowed.order_by().values("pk"))
    fitting = [rows.filter(title=asked.query)]
    if asked.config == ENGLISH:
        fitting.append(rows.filter(words=asked.query))
    first, *others = (each.order_by("-published_at", "-pk").values("pk")[:RANKED] for each in fitting)
    in_title = Case(When(title=asked.query, then=True), default=False, output_field=BooleanField())
    ranked = (
        Findable.objects.filter(pk__in=first.union(*others, all=True) if others else first)
        .alias(in_title=in_title, rank=SearchRank(F("words"), asked.query, weights=WEIGHTS))
        .order_by("-in_title", "-rank", "-published_at", "-pk")
    )
    return list(ranked.values_list("pk", flat=True)[:RANKED])


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
