"""What is told at an address of nothing: it is searched for what it says."""

import re
from urllib.parse import unquote

from anyascii import anyascii
from django.http import HttpResponseNotFound
from django.shortcuts import render
from django.views.defaults import page_not_found

from articles import finding
from newsroom.addresses import AS_WRITTEN, FOR_PROGRAMS
from newsroom.lib.text import one_line
from shows.finding import people_named, shows_named

MOST = 3
MOST_WORDS = 12  # more than any title has
WORDS = re.compile(r"[a-z0-9]+")
# Their ends are days, numbers or keys.
WORDLESS = (*AS_WRITTEN, "/archive", "/articles/by-id", "/sitemaps")
FILE = re.compile(r"\.(?!html?\b)[a-z0-9]{2,4}/*\Z", re.IGNORECASE)  # for which nobody but a program asks


def answer(request, exception):
    """Nothing yet to readers, who may be led elsewhere; ``page`` is made where they are not."""
    return HttpResponseNotFound() if is_for_readers(request) else page_not_found(request, exception)


def is_for_readers(request):
    path = request.path_info
    return not path.startswith(("/admin/", "/media/")) and not FOR_PROGRAMS.match(path)


def page(request):
    """The page of a 404, with a search for what the address says, and what it nearly names."""
    match = request.resolver_match
    # A page that is there, asked for with what it has not, such as a number too high.
    said = words_of(request.path_info) if match is None or match.kwargs else ""
    return render(request, "404.html", {"said": said} | near(request.path_info, said), status=404)


def words_of(path):
    """What an address says, to be searched for: ``/articles/etoile-season-2/`` says “etoile season 2”."""
    path = unquote(path[: finding.LONGEST])
    if path.startswith(WORDLESS) or FILE.search(path):
        return ""
    folders = [one for one in re.split(r"/+", one_line(path)) if one]
    # The first of several says what kind of thing it is.
    last = " ".join(folders[1:] or folders)
    return " ".join(WORDS.findall(re.sub(r"\.html?$", "", anyascii(last).lower()))[:MOST_WORDS])


def near(path, said):
    """The ``shows`` of which the words of an address have the name, or nearly; of people's addresses, ``people``."""
    if not said:
        return {}
    kind, named = ("people", people_named) if path.startswith("/people/") else ("shows", shows_named)
    return {kind: [found.row for found in named(finding.understood(said).bare, most=MOST)]}
