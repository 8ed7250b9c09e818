from xml.etree import ElementTree

import pytest

from newsroom.lib import atom, jsonfeed
from tests.factories import moment

ATOM = "{http://www.w3.org/2005/Atom}"


def written(**fields):
    item = jsonfeed.item(
        **{
            "id": "urn:uuid:1",
            "url": "https://example.com/1/",
            "title": "Étoile",
            "content_html": "<p>Étoile</p>",
            "published_at": moment("2025-06-06"),
            "modified_at": moment("2025-06-06"),
            "authors": [],
            "tags": [],
            "language": "en-US",
            **fields,
        }
    )
    document = jsonfeed.feed(
        title="Newsroom",
        description="News",
        home_page_url="https://example.com/",
        feed_url="https://example.com/feed.xml",
        items=[item],
        language="en-US",
    )
    return atom.written(document, publisher="Newsroom", self_url=document["feed_url"])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("A\x00\x0b\x1fB", "AB"),
        ("A\ufffe\uffffB", "AB"),
        ("A\ud800B", "AB"),
        ("]]> & <b>&amp;</b>", "]]> & <b>&amp;</b>"),
        ("É 📺 \U0001f9d1\u200d\U0001f4bb", "É 📺 \U0001f9d1\u200d\U0001f4bb"),
        ("A\x85B\tC", "A\x85B\tC"),
    ],
)
def test_text_is_what_xml_knows(text, told):
    feed = ElementTree.fromstring(
        written(title=text, content_html=text, authors=[{"name": text, "url": "https://example.com/"}], tags=[text])
    )

    entry = feed.find(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}{name}") for name in ("title", "content", f"author/{ATOM}name")] == [told] * 3
    assert entry.find(f"{ATOM}category").get("term") == told


def test_what_nobody_signed_is_signed_by_the_publisher():
    feed = ElementTree.fromstring(written())

    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Newsroom"
    assert feed.findall(f"{ATOM}entry/{ATOM}author") == []


def test_the_feed_is_as_new_as_its_newest_item_to_the_microsecond():
    moment_of_it = moment("2025-06-06").replace(microsecond=250)

    assert ElementTree.fromstring(written(modified_at=moment_of_it)).findtext(f"{ATOM}updated") == (
        "2025-06-06T12:00:00.000250Z"
    )


def test_the_declaration_names_the_encoding():
    assert written().startswith(b"<?xml version='1.0' encoding='utf-8'?>")
