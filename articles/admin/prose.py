"""The editor in which the body of an article is written."""

import re

from django.forms import Media
from django.forms.widgets import Script
from django.urls import reverse
from django_prose_editor.widgets import AdminProseEditorWidget
from unfold.widgets import UnfoldAdminTextareaWidget

# What the editor can make, and our sanitizer keeps. Each extension needs its parts named.
EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "Strike": True,
    "Subscript": True,
    "Superscript": True,
    "Code": True,
    "HardBreak": True,
    "Heading": {"levels": [2, 3, 4]},
    "BulletList": True,
    "OrderedList": {"enableListAttributes": False},
    "ListItem": True,
    "Blockquote": True,
    "HorizontalRule": True,
    "Link": {"enableTarget": False, "autolink": False, "defaultProtocol": "https"},
    "Table": True,
    "TableRow": True,
    "TableCell": True,
    "TableHeader": True,
    "NoSpellCheck": False,
}
HELD = {
    *("p", "br", "hr", "ul", "ol", "li", "blockquote", "a", "em", "strong", "b", "i", "s", "sub", "sup", "code"),
    *("h2", "h3", "h4", "table", "thead", "tbody", "tr", "th", "td"),
}
# As static/desk/figure.js writes one, the caption aside: what stands in that is held or not as anywhere.
_FIGURE = re.compile(
    r'<figure data-picture="[0-9]+"><img alt="[^"]*">'
    r"(?:<figcaption>(?P<caption>.*?)(?:<cite>[^<]*</cite>)?</figcaption>)?</figure>",
    re.DOTALL,
)
_BLOCK = re.compile(r"<(?:p|h[2-4]|ul|ol|blockquote|table|hr)\b")
_TAG = re.compile(r"<([a-z][a-z0-9]*)(?=[\s>])([^>]*)>")


def can_hold(html):
    """Whether the editor keeps all of sanitized ``html``: what it does not know it drops without a word."""
    captions = [found["caption"] or "" for found in _FIGURE.finditer(html)]
    rest = _FIGURE.sub("", html) + "".join(captions)
    is_known = all(tag in HELD and " lang=" not in attributes for tag, attributes in _TAG.findall(rest))
    return is_known and not any(_BLOCK.search(caption) for caption in captions)


class ProseWidget(AdminProseEditorWidget):
    """The prose editor, started by a module of our own: the package's needs an inline import map."""

    def __init__(self, attrs=None):
        super().__init__(attrs, config={"extensions": EXTENSIONS}, preset="desk")

    def get_context(self, name, value, attrs):
        # A picture of the text is known by its number alone, which takes the place of the 0.
        thumbnail = reverse("admin:articles_picture_file", args=[0])
        return super().get_context(name, value, {"data-thumbnail": thumbnail} | (attrs or {}))

    @property
    def media(self):
        css = ["material-icons.css", "editor.css", "overrides.css"]
        return Media(
            css={"all": [*(f"django_prose_editor/{name}" for name in css), "desk/article.css", "desk/pictures.css"]},
            js=[Script("desk/prose.js", type="module")],
        )


class SourceWidget(UnfoldAdminTextareaWidget):
    """The body as HTML, for what the editor can't hold."""
