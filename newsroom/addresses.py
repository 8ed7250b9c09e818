"""Where an address leads that is not written as ours are, or that something of ours had before."""

import re

from django.urls import Resolver404, resolve

from articles.models import Article, Author, Section, Stage, Topic
from newsroom.lib.addresses import in_our_letters
from shows.models import Person, Show, became

# What no reader may know of leads nowhere.
PLACES = {
    "articles": Article.objects.filter(stage__in=[Stage.PUBLISHED, Stage.WITHDRAWN], sealed_at=None),
    "authors": Author.objects.with_articles(),
    "people": Person.objects.with_credits(),
    "sections": Section.objects.all(),
    "shows": Show.objects.all(),
    "topics": Topic.objects.all(),
}
# Their ends are keys, in which small letters and capitals differ, or files.
AS_WRITTEN = ("/admin", "/api", "/media", "/preview", "/static")
FILES = (".json", ".txt", ".xml")
SEASON = re.compile(r"season-([0-9]{1,3})")
FOR_PROGRAMS = re.compile(r"/api/(?!docs/\Z)|/(?:(?:authors|sections|shows)/[^/]+/)?feed\.(?:json|xml)\Z")


def present(path):
    """The address of ours that ``path`` means, one step away, or ``None`` where it means none but itself."""
    if path.startswith(AS_WRITTEN):
        return None
    folder, _, file = path.rstrip("/").lower().rpartition("/")
    if not file.endswith(FILES):
        folder, file = path, ""
    folder = in_our_letters(folder)
    if folder is None:
        return None
    place, slug, *rest = [*folder.strip("/").split("/"), ""]
    if slug and place in PLACES:
        found = PLACES[place].once_at(slug)
        if found is None:
            return None
        rest = _season(found, rest) if place == "shows" else rest
        folder = found.get_absolute_url() + "".join(f"{part}/" for part in rest if part)
    if place == "archive":
        folder = _month(folder)
    wanted = folder + file
    return wanted if wanted != path and not wanted.startswith(AS_WRITTEN) and _is_there(wanted) else None


def _season(show, rest):
    """The end of an address with the number that a season of ``show`` has since it went into another one."""
    said = SEASON.fullmatch(rest[0])
    number = became({(show.pk, int(said[1]))}).get((show.pk, int(said[1]))) if said else None
    return [f"season-{number}", *rest[1:]] if number else rest


def _month(path):
    """``path`` of an archive with the month in two digits, as its own pages have it."""
    return re.sub(r"^(/archive/\d{4}/)(\d)/$", r"\g<1>0\2/", path)


def _is_there(path):
    try:
        return resolve(path) is not None
    except Resolver404:
        return False
