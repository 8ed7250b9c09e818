"""A page as a reader's program finds it: parsed, never searched by pattern."""

from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Element:
    def __init__(self, tag, attrs):
        self.tag, self.attrs, self.children = tag, attrs, []

    @property
    def text(self):
        """Its text and that of all in it, every run of white space as one space."""
        return " ".join("".join(self._texts()).split())

    def _texts(self):
        for child in self.children:
            yield from [child] if isinstance(child, str) else child._texts()

    def all(self, tag=None, **attrs):
        """Every element in it of this tag and with these attributes (``class_`` and ``data_notice`` as Python writes
        them; ``True`` for any value)."""
        found = []
        for child in self.children:
            if not isinstance(child, str):
                if (tag is None or child.tag == tag) and child.has(attrs):
                    found.append(child)
                found += child.all(tag, **attrs)
        return found

    def one(self, tag=None, **attrs):
        (found,) = self.all(tag, **attrs)
        return found

    def has(self, attrs):
        for name, wanted in attrs.items():
            value = self.attrs.get(name.rstrip("_").replace("_", "-"))
            if value is None or (wanted is not True and wanted not in (value, *value.split())):
                return False
        return True


class _Builder(HTMLParser):
    def __init__(self):
        super().__init__()
        self.root = Element("", {})
        self.open = [self.root]

    def handle_starttag(self, tag, attrs):
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        if any(element.tag == tag for element in self.open):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data):
        self.open[-1].children.append(data)


def parse(html):
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root


def scripts(page):
    """What of ``page`` a browser would run beside files of our own: data for search engines is no script."""
    found = [script for script in page.all("script") if script.attrs.get("type") != "application/ld+json"]
    return [script for script in found if not script.attrs.get("src", "").startswith("/static/") or script.children]


def read(client, path, status=200):
    """The parsed page at ``path``."""
    response = client.get(path)
    assert response.status_code == status, f"{path}: {response.status_code}"
    return parse(response.content.decode())
