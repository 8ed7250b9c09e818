"""What a page says to programs in the words of schema.org (JSON-LD), and how it stands in the page."""

import json
from functools import cache

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html

from newsroom.lib.html import trusted

register = template.Library()

NAME = "Newsroom"
LOGO = "icons/icon-512.png", 512
# Within a script element nothing is a reference: what could end it is written as JSON writes it.
_NOT_IN_SCRIPTS = [(char, f"\\u{ord(char):04x}") for char in "<>&\u2028\u2029"]


@register.simple_tag
def linked_data(*things):
    """A script element, which no browser runs, with ``things`` for search engines; nothing where there are none."""
    told = [thing for thing in things if thing]
    if not told:
        return ""
    document = {"@context": "https://schema.org"} | (told[0] if len(told) == 1 else {"@graph": told})
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for char, written in _NOT_IN_SCRIPTS:  # str.translate takes a hundred times as long
        text = text.replace(char, written)
    return format_html('<script type="application/ld+json">{}</script>', trusted(text))


@register.simple_tag
def breadcrumb_list(crumbs):
    """The way to a page: ``crumbs`` are names with their addresses, and that of the page itself has none."""
    items = [
        {"@type": "ListItem", "position": position, "name": str(name)} | ({"item": address(path)} if path else {})
        for position, (name, path) in enumerate(crumbs, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


@register.simple_tag
def publisher():
    """Who publishes all of this, and where it says what it got wrong."""
    path, size = LOGO
    logo = {"@type": "ImageObject", "url": address(static(path)), "width": size, "height": size}
    told = {"@type": "NewsMediaOrganization", **us(), "name": NAME, "url": address("/")}
    told["logo"] = logo
    corrections = place("articles:corrections")
    return told | ({"correctionsPolicy": address(corrections)} if corrections else {})


def us():
    """The publisher, where something else names it."""
    return {"@id": address("/#publisher")}


@register.simple_tag
def website():
    told = {
        "@type": "WebSite",
        "@id": address("/#site"),
        "name": NAME,
        "url": address("/"),
        "inLanguage": "en-US",
        "publisher": us(),
    }
    if search := place("search"):
        target = {"@type": "EntryPoint", "urlTemplate": f"{address(search)}?q={{words}}"}
        told["potentialAction"] = {"@type": "SearchAction", "target": target, "query-input": "required name=words"}
    return told


@register.simple_tag
def address(path):
    """``path`` as others name it, with our site."""
    return settings.SITE_URL + path


@cache
def place(name):
    """The path of the page of that ``name``, or ``None`` where there is no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return None
