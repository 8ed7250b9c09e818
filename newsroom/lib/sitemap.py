"""Sitemaps (https://www.sitemaps.org/protocol.html), and those of news: their XML, and no word of what is in them."""

import hashlib
from xml.etree.ElementTree import Element, SubElement, tostring

from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag

from newsroom.lib.jsonfeed import timestamp
from newsroom.lib.text import for_xml

MOST = 10_000  # addresses of one file; the protocol allows 50,000
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def index(files):
    """The map of maps: pairs of an address and when something in it changed last, or ``None``."""
    root = Element("sitemapindex", {"xmlns": NAMESPACE})
    for address, changed_at in files:
        _locate(root, "sitemap", address, changed_at)
    return _written(root)


def urlset(pages):
    root = Element("urlset", {"xmlns": NAMESPACE})
    for address, changed_at in pages:
        _locate(root, "url", address, changed_at)
    return _written(root)


def news(stories, *, publication, language):
    """Triples of an address, a title and the moment of the first publication."""
    root = Element("urlset", {"xmlns": NAMESPACE, "xmlns:news": NEWS})
    for address, title, published_at in stories:
        told = SubElement(_locate(root, "url", address, None), "news:news")
        by = SubElement(told, "news:publication")
        SubElement(by, "news:name").text = publication
        SubElement(by, "news:language").text = language
        SubElement(told, "news:publication_date").text = timestamp(published_at)
        SubElement(told, "news:title").text = for_xml(title)
    return _written(root)


def _locate(root, name, address, changed_at):
    element = SubElement(root, name)
    SubElement(element, "loc").text = address
    if changed_at is not None:
        SubElement(element, "lastmod").text = timestamp(changed_at)
    return element


def _written(root):
    return tostring(root, encoding="utf-8", xml_declaration=True)


def answer(request, content):
    """The answer to ``request``: without ``content``, where it is what was sent before."""
    etag = quote_etag(hashlib.sha256(content).hexdigest()[:32])
    response = get_conditional_response(request, etag=etag)
    response = response or HttpResponse(content, content_type="application/xml; charset=utf-8")
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return response
