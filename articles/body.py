"""The body of an article as somebody gets it: the text as it was kept, with its pictures as they are seen now.

For readers there is a notice, too, under the headings that have one.
"""

from django.template.loader import render_to_string

from articles import notices
from articles.models import Picture
from articles.showing import Showing
from newsroom.lib.html import figures, folded, trusted, under_headings, with_figures
from newsroom.lib.prepared import Prepared
from shows.statuses import BY_STRENGTH

_LIBRARY = Prepared(lambda pks: Picture.objects.filter(pk__any_of=pks))


def library_of(bodies):
    """The pictures that ``bodies`` show, by their numbers: one query for all of them, and none where there are none."""
    numbers = sorted({figure.picture for body in bodies for figure in figures(body)})
    return {picture.pk: picture for picture in _LIBRARY(numbers)} if numbers else {}


def with_notices(article, told, *, showing, library=None):
    """The body of ``article``; ``told`` is what became of its subjects.

    ``library`` are the pictures of several articles, where they were brought at once.
    """
    inserts = [
        (heading, render_to_string("articles/_notice.html", {"notice": notice, "site": showing.site}).strip())
        for heading, notice in _under_headings(told)
    ]
    return with_pictures(under_headings(article.live_revision.body, inserts), showing=showing, library=library)


def with_pictures(body, *, showing, library=None):
    """``body`` with its figures as they are seen at the moment of ``showing``; what the library has not is left out."""
    if library is None:
        library = library_of([body])

    def shown(figure):
        picture = library.get(figure.picture)
        seen = picture and showing.figure(picture, figure.alt)
        caption = "" if seen and seen.is_gone else trusted(figure.caption)
        if not seen and not caption:
            return ""
        return render_to_string("articles/_figure.html", {"picture": seen, "caption": caption}).strip()

    return trusted(with_figures(body, shown))


def at_the_desk(body, *, now):
    return with_pictures(body, showing=Showing.privately(now))


def _under_headings(told):
    seen = set()
    for one in sorted(told, key=lambda one: BY_STRENGTH.index(one.kind)):
        heading, show = one.coverage.heading, one.coverage.show_id
        # As in the notice of the whole article, the strongest of a show is enough.
        if not heading or not one.tells or (folded(heading), show) in seen:
            continue
        seen.add((folded(heading), show))
        yield heading, notices.Notice(one.kind, one.headline, one, (one,))
