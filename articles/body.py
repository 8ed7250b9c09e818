"""The body of an article as readers get it: the text as it was kept, with a notice under the headings that have one."""

from django.template.loader import render_to_string

from articles import notices
from newsroom.lib.html import folded, trusted, under_headings
from shows.statuses import BY_STRENGTH


def with_notices(article, told, *, site=""):
    """The body of ``article``; ``told`` is what became of its subjects, ``site`` what goes before our own links."""
    inserts = [
        (heading, render_to_string("articles/_notice.html", {"notice": notice, "site": site}).strip())
        for heading, notice in _under_headings(told)
    ]
    return trusted(under_headings(article.live_revision.body, inserts))


def _under_headings(told):
    seen = set()
    for one in sorted(told, key=lambda one: BY_STRENGTH.index(one.kind)):
        heading, show = one.coverage.heading, one.coverage.show_id
        # As in the notice of the whole article, the strongest of a show is enough.
        if not heading or not one.tells or (folded(heading), show) in seen:
            continue
        seen.add((folded(heading), show))
        yield heading, notices.Notice(one.kind, one.headline, one, (one,))
