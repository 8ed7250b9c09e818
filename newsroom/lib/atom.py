"""Atom (RFC 4287, paged as in RFC 5005): the document of a JSON Feed written as XML, so that both tell the same."""

import mimetypes
from datetime import datetime
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement, tostring

from django.http import HttpResponse

from newsroom.lib.text import for_xml

CONTENT_TYPE = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
NEVER = "1970-01-01T00:00:00Z"  # a feed has to say when it changed last, also where nothing is in it


def written(document, *, publisher, self_url):
    """The JSON Feed ``document`` as the bytes of an Atom feed.

    ``publisher`` signs what no author has signed; ``self_url`` is the address of this page of the feed.
    """
    feed = Element("feed", {"xmlns": NAMESPACE, "xml:lang": document["language"]})
    _say(feed, "id", document["feed_url"])
    _say(feed, "title", document["title"])
    _say(feed, "subtitle", document["description"])
    _say(feed, "updated", _latest(document["items"]))
    _by(feed, {"name": publisher})
    _link(feed, "self", self_url, type=CONTENT_TYPE)
    _link(feed, "alternate", document["home_page_url"], type="text/html")
    if self_url != document["feed_url"]:
        _link(feed, "first", document["feed_url"], type=CONTENT_TYPE)
    if "next_url" in document:
        _link(feed, "next", document["next_url"], type=CONTENT_TYPE)
    for item in document["items"]:
        _enter(feed, item)
    return tostring(feed, encoding="utf-8", xml_declaration=True)


def _enter(feed, item):
    entry = SubElement(feed, "entry")
    _say(entry, "id", item["id"])
    _say(entry, "title", item["title"])
    _link(entry, "alternate", item["url"], type="text/html")
    _say(entry, "published", item["date_published"])
    _say(entry, "updated", item["date_modified"])
    for author in item["authors"]:
        _by(entry, author)
    for tag in item["tags"]:
        SubElement(entry, "category", {"term": for_xml(tag)})
    if "image" in item:
        kind, _ = mimetypes.guess_type(urlsplit(item["image"]).path)
        _link(entry, "enclosure", item["image"], type=kind or "image/jpeg")
    if "summary" in item:
        _say(entry, "summary", item["summary"])
    _say(entry, "content", item["content_html"], type="html")


def _say(element, name, text, **attributes):
    SubElement(element, name, attributes).text = for_xml(text)


def _link(element, rel, address, **attributes):
    SubElement(element, "link", {"rel": rel, "href": for_xml(address), **attributes})


def _by(element, author):
    person = SubElement(element, "author")
    _say(person, "name", author["name"])
    if "url" in author:
        _say(person, "uri", author["url"])


def _latest(items):
    moments = [item["date_modified"] for item in items]
    return max(moments, key=datetime.fromisoformat, default=NEVER)


class AtomResponse(HttpResponse):
    def __init__(self, document, *, publisher, self_url, **kwargs):
        content = written(document, publisher=publisher, self_url=self_url)
        super().__init__(content, content_type=f"{CONTENT_TYPE}; charset=utf-8", **kwargs)
