"""The editor in which the body of an article is written."""

import re

from django.forms import Media
from django.forms.widgets import Script
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
_TAG = re.compile(r"<([a-z][a-z0-9]*)(?=[\s>])([^>]*)>")


def can_hold(html):
    """Whether the editor keeps all of sanitized ``html``: what it does not know it drops without a word."""
    return all(tag in HELD and " lang=" not in attributes for tag, attributes in _TAG.findall(html))


class ProseWidget(AdminProseEditorWidget):
    """The prose editor, started by a module of our own: the package's needs an inline import map."""

    def __init__(self, attrs=None):
        super().__init__(attrs, config={"extensions": EXTENSIONS}, preset="desk")

    @property
    def media(self):
        css = ["material-icons.css", "editor.css", "overrides.css"]
        return Media(
            css={"all": [*(f"django_prose_editor/{name}" for name in css), "desk/article.css"]},
            js=[Script("desk/prose.js", type="module")],
        )


class SourceWidget(UnfoldAdminTextareaWidget):
    """The body as HTML, for what the editor can't hold."""
