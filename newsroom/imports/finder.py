"""What an article of an archive covers, where its line does not say so: the shows that it names."""

from __future__ import annotations

from functools import cached_property

from django.db.models import Max

from articles import known
from articles.bulk import Subject
from articles.naming import BODY, HEADING, read
from newsroom.lib.html import TooLong, sanitized
from shows.models import Season

STRONGEST = ("headline", "dek", HEADING, BODY)


class Finder:
    """As the desk offers it, but without anybody who looks: what may be another show of the title is left out."""

    @cached_property
    def names(self):
        return known.names()

    @cached_property
    def last_seasons(self):
        return dict(Season.objects.values("show").annotate(last=Max("number")).values_list("show", "last"))

    def subjects(self, row):
        """The shows that ``row`` names, in their order; what only its text names is mentioned."""
        mentions = {}
        for mention in self.names.found_in(read(row.headline, row.dek, _body(row))):
            shows = mention.of("show")
            if len(shows) == 1:
                mentions.setdefault(shows[0].pk, []).append(mention)
        return tuple(self._subject(pk, found) for pk, found in mentions.items())

    def _subject(self, pk, found):
        first = min(found, key=lambda mention: STRONGEST.index(mention.where))
        if first.where == BODY:
            return Subject(pk, mention_only=True)
        said = {season for mention in found if mention.where == first.where for season in mention.seasons}
        season = said.pop() if len(said) == 1 else None
        if season and season > self.last_seasons.get(pk, 0) + 1:
            season = None  # nobody is here to say whether there is one
        return Subject(pk, season, heading=first.passage.text.strip() if first.where == HEADING else "")


def _body(row):
    try:
        return sanitized(row.body)
    except TooLong:
        return ""  # which is told when it is written
