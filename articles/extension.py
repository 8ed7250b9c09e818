"""What programs are told of an article beside its words, the same in the feed's ``_newsroom`` and in the API."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse
from django.utils.http import quote_etag

from articles import clock, notices
from newsroom.lib import jsonfeed
from newsroom.lib.jsonfeed import timestamp
from shows import statuses


def address(path):
    return settings.SITE_URL + path


def etag(request, *, at, title=""):
    """Of a list of articles: it moves with all that the public can see, and is known before any of its rows is read."""
    parts = (clock.mark(at=at), request.path, sorted(request.GET.items()), title, settings.SITE_URL, _code())
    return quote_etag(hashlib.sha256(repr(parts).encode()).hexdigest()[:32])


@cache
def _code():
    """Names the code that tells of articles: another version may put the same facts in other words."""
    return hashlib.sha256(b"".join(file.read_bytes() for file in sources())).hexdigest()


def sources():
    """The files whose words a feed or the API repeats, in one order."""
    ours = (Path(module.__file__).parent for module in (notices, statuses, jsonfeed))
    modules = [module for folder in ours for module in folder.rglob("*.py")]
    return [*sorted(modules), Path(get_template("articles/_notice.html").origin.name)]


def of(article, told, notice):
    """The extension for ``article``: ``told`` is what became of its subjects, ``notice`` what readers are told."""
    return {
        "about": address(reverse("extension")),
        "revision": article.live_revision.number,
        "pubstatus": "usable",
        "since_changed": any(one.since_changed for one in told),
        "notice": notice and _notice(notice),
        "subjects": [_subject(one) for one in told],
        "corrections": [
            {"text": correction.text, "corrected_at": timestamp(correction.corrected_at)}
            for correction in article.put_right
        ],
    }


def modified_at(article, *, at):
    """The last public act on ``article``, or the last change of what became of its subjects or of its pictures."""
    moments = [article.modified_at]
    for ends, changed_at in article.picture_dates:
        moments += [ends if ends and ends <= at else None, changed_at]
    for pin in article.pins:
        moments += [pin.moved_at, pin.standing.flipped_at]
    return max(moment for moment in moments if moment)


def _notice(notice):
    return {
        "kind": notice.kind,
        "headline": notice.headline,
        "text": notice.text,
        "html": notice.html,
        "changed_on": notice.changed_on.isoformat(),
        "recorded_at": timestamp(notice.recorded_at),
        "latest_url": notice.latest_url,
    }


def _subject(told):
    show = told.coverage.show
    return {
        "show": {"title": show.title, "slug": show.slug, "url": address(show.get_absolute_url())},
        "season": told.coverage.season_number,
        "at_publication": told.then and _state(told.then),
        "now": told.now and _state(told.now),
        "kind": told.kind,
        "since_changed": told.since_changed,
    }


def _state(state):
    return {
        "status": state.status,
        "label": state.label,
        "network": state.network or None,
        "effective": state.effective,
        "source_url": state.source_url or None,
    }
