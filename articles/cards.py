"""The picture that social networks show beside a link to an article, with its notice drawn in.

Its address names what it says: another headline, notice or picture is another
version, and an old one leads to the present one.
"""

from __future__ import annotations

import hashlib
import io
import os
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.utils.dateformat import format as date_format
from PIL import Image

from articles import renditions
from articles.models import Article, Picture
from articles.renditions import WIDE, Rendition, Shape
from newsroom.lib import card, kept, tokens
from newsroom.lib.periods import newsroom_date
from shows.statuses import Kind

FOLDER = "cards"
PUBLIC = "/media/cards"
MOST = 64  # files in each of 256 folders: those that were not asked for longest go
MARKS = {Kind.CONTRADICTION: "contradiction", Kind.DECIDED: "decided", Kind.RECORD_CORRECTED: "corrected"}


@dataclass(frozen=True)
class Card:
    """``picture`` is that of the article as long as its rights last, else ``None``."""

    article: Article
    face: card.Face
    picture: Picture | None

    width, height = card.WIDTH, card.HEIGHT

    @cached_property
    def version(self):
        picture = self.picture and (self.picture.pk, self.picture.version)
        return hashlib.sha256(repr((self.face, picture, _code())).encode()).hexdigest()[:16]

    @property
    def path(self):
        return f"{PUBLIC}/{self.article.uuid}/{self.version}.jpg"

    @property
    def address(self):
        return settings.SITE_URL + self.path

    @property
    def alt(self):
        face = self.face
        told = f"{face.stamp}: {face.news}" if face.mark else ""
        return " ".join(part for part in (f"{face.headline}.", f"{face.section}, {face.date}.", told) if part)


def of(article, notice, *, at):
    """The card of ``article``, as it is seen at ``at``."""
    revision = article.live_revision
    picture = revision.lead_picture
    said = {
        "headline": revision.headline,
        "section": article.section.name,
        "date": date_format(newsroom_date(article.published_at), "F j, Y"),
        "tone": f"tone-{tokens.tone(article.section.slug)}",
    }
    if notice and notice.since_changed:
        news = " ".join(part for part in (notice.count, notice.told[0].brief) if part)
        said |= {"mark": MARKS[notice.kind], "stamp": notice.headline, "news": news}
    usable = picture is not None and picture.is_usable(at) and picture.width > 0
    return Card(article, card.Face(**said), picture if usable else None)


def content(found):
    """The bytes of the card: kept from before, or drawn now, once however many ask at once."""
    return kept.content(_path(found), lambda: drawn(found), made=_make_room)


def forget(article):
    """Remove what was drawn of ``article``."""
    for name in _drawn_of(article.uuid):
        with suppress(FileNotFoundError):
            os.unlink(name)


def drawn(found):
    """The bytes of the card, drawn now and not kept."""
    return card.drawn(found.face, found.picture and (lambda size: _cut(found.picture, size)))


def _cut(picture, size):
    """``picture`` in ``size``, as near as can be around its focal point; a plain ground where its file is lost."""
    try:
        wide = renditions.content(picture, Rendition(WIDE, 960, "webp").nearest(picture))
    except renditions.Lost:
        return Image.new("RGB", size, tokens.token("tint"))
    with Image.open(io.BytesIO(wide)) as image:
        scale = image.width / picture.width
        box = [edge * scale for edge in Shape("card", size[0] / size[1], ()).box(picture)]
        box[2], box[3] = min(box[2], image.width), min(box[3], image.height)
        ground = Image.new("RGB", size, "white")
        cut = image.convert("RGBA").resize(size, Image.Resampling.LANCZOS, box=tuple(box))
    ground.paste(cut, mask=cut.getchannel("A"))
    return ground


# -- files -----------------------------------------------------------------------------------------


def _folder(uuid):
    return default_storage.path(f"{FOLDER}/{uuid.hex[:2]}")


def _path(found):
    return os.path.join(_folder(found.article.uuid), f"{found.article.uuid}-{found.version}.jpg")


def _drawn_of(uuid):
    return [str(path) for path in Path(_folder(uuid)).glob(f"{uuid}-*.jpg")]


def _make_room(path):
    """What was drawn of the same article before goes, and of others what is oldest where there is too much."""
    own = os.path.basename(path)[:36]
    names = [entry for entry in os.scandir(os.path.dirname(path)) if entry.name.endswith(".jpg") and entry.path != path]
    oldest = sorted(names, key=lambda entry: entry.stat().st_mtime)
    going = {entry.path for entry in oldest if entry.name.startswith(own)} | {
        entry.path for entry in oldest[: max(0, len(oldest) + 1 - MOST)]
    }
    for name in going:
        with suppress(FileNotFoundError):
            os.unlink(name)


@cache
def _code():
    """Names what draws: in other colors or letters it is another card."""
    return hashlib.sha256(b"".join(Path(name).read_bytes() for name in card.sources())).hexdigest()
