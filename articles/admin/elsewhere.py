"""How an article looks where others show it: as a result of a search, and as a card of a social network."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

from articles.models.revision import ELSEWHERE

# About as much as search engines show on a wide screen, in characters; static/desk/elsewhere.js has the same.
LONGEST = {"title": 60, "description": 155}
NAMES = {"seo_title": "", "seo_description": "", "headline": "taken from the headline", "dek": "taken from the dek"}


@dataclass(frozen=True)
class Line:
    name: str
    text: str
    source: str

    @property
    def is_too_long(self):
        return len(self.text) > LONGEST[self.name]

    @property
    def shown(self):
        most = LONGEST[self.name]
        return f"{self.text[: most - 1].rstrip()}…" if self.is_too_long else self.text

    @property
    def told(self):
        """How long it is, and where it comes from."""
        if not self.text:
            return f"{self.name.capitalize()}: none yet."
        length = "1 character" if len(self.text) == 1 else f"{len(self.text)} characters"
        said = f"{self.name.capitalize()}: {length}{NAMES[self.source] and ', '}{NAMES[self.source]}"
        return f"{said}. Search engines show about {LONGEST[self.name]}." if self.is_too_long else f"{said}."


def lines(said):
    """The title and the description; ``said`` gives what is typed in a field of the form."""
    found = {}
    for name, sources in ELSEWHERE.items():
        texts = {source: " ".join(str(said(source) or "").split()) for source in sources}
        source = next((one for one in sources if texts[one]), sources[-1])
        found[name] = Line(name, texts[source], source)
    return found


def context_of(form, article):
    slug = article.slug if article else ""
    return {
        **lines(lambda name: form[name].value()),
        "site": urlsplit(settings.SITE_URL).netloc,
        "picture": _picture_of(form),
        "path": f"› articles › {slug}" if slug else "› articles",
    }


def _picture_of(form):
    """The chosen picture as others cut it; where another was chosen, the picker's script shows it."""
    known = form.fields["lead_picture"].known
    is_shown = known is not None and known.width and str(form["lead_picture"].value()) == str(known.pk)
    return known.desk_url("social", 1200) if is_shown else ""
