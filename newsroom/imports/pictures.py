"""Lead pictures that lie beside a file of articles: looked at before anything is written, then kept with the media.

A picture is kept under its content, so that the same one is kept once, however
often it is imported.
"""

from __future__ import annotations

import hashlib
import warnings
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.core.files.storage import default_storage
from PIL import Image

from articles.bulk import Picture
from newsroom.imports.article_form import PictureRow
from newsroom.imports.reading import BadInput, quoted
from newsroom.lib.slugs import ascii_slug

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000
SUFFIXES = {"JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "GIF": ".gif", "AVIF": ".avif"}
KINDS = "JPEG, PNG, WebP, GIF or AVIF"


class NoPicture(Exception):
    """A file that is no picture of ours; the text says why, and what to do."""


@contextmanager
def beside(path, *, dry_run=False):
    """The ``Pictures`` in the folder of the file at ``path``; what was kept goes again if the import fails."""
    pictures = Pictures(Path(path).parent, dry_run)
    try:
        yield pictures
    except BaseException:
        pictures.take_back()
        raise


@dataclass
class Pictures:
    """The pictures within ``folder``; ``new`` are the names of those that were not kept before."""

    folder: Path
    dry_run: bool = False
    new: list[str] = field(default_factory=list)

    def look(self, row: PictureRow | None):
        """Tell the row's problems what is wrong with its picture, if anything is."""
        if row is not None and row.file:
            try:
                _decode(self._path(row.file))
            except NoPicture as refusal:
                row.fields.wrong("file", f"{quoted(row.file)} {refusal}")

    def digest(self, row: PictureRow | None):
        """Tells the content of a picture and its words; ``None`` where there is none."""
        if row is None:
            return None
        return [_digest(self._again(row)), row.alt, row.caption, row.credit]

    def keep(self, row: PictureRow | None, *, at):
        """Have the picture among our media, in the month of ``at``; returns the ``Picture``, or ``None`` for none."""
        if row is None:
            return None
        path = self._again(row)
        name = f"lead/{at:%Y/%m}/{ascii_slug(path.stem)}-{_digest(path)[:12]}{SUFFIXES[_format(path)]}"
        try:
            if not self.dry_run and not default_storage.exists(name):
                with path.open("rb") as file:
                    name = default_storage.save(name, file)
                self.new.append(name)
        except OSError as error:
            why, where = error.strerror or error, error.filename or default_storage.location
            raise BadInput(
                f"{row.fields.at('file')}: the picture cannot be kept ({why}): make “{where}” writable. "
                "Nothing was written."
            ) from error
        return Picture(name, row.alt, row.caption, row.credit)

    def take_back(self):
        """Remove what was kept for articles that did not come to be."""
        for name in self.new:
            default_storage.delete(name)

    def _again(self, row):
        """The path of a picture that was looked at before."""
        try:
            return self._path(row.file)
        except NoPicture as refusal:
            raise BadInput(f"{row.fields.at('file')}: {quoted(row.file)} {refusal} Nothing was written.") from refusal

    def _path(self, file):
        """The path of ``file``, which has to lie in the folder, links followed."""
        try:
            path = (self.folder / file).resolve(strict=True)
        except FileNotFoundError:
            raise NoPicture("is not there: name a file as seen from the folder of this one.") from None
        except (OSError, ValueError, RuntimeError):
            raise NoPicture("is no path: name a file as seen from the folder of this one.") from None
        if not path.is_relative_to(self.folder.resolve()):
            raise NoPicture("lies outside of the folder of this file: put the picture into it.")
        if not path.is_file():
            raise NoPicture("is a folder or a device: name the picture itself.")
        return path


def _digest(path):
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _format(path):
    with Image.open(path, formats=list(SUFFIXES)) as image:
        return image.format


def _decode(path):
    """Read the picture to its end, as readers' browsers will."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            limit = MAX_BYTES // 1024**2
            raise NoPicture(f"has {size / 1024**2:.0f} MB, more than the {limit} that a picture may have: shrink it.")
        with warnings.catch_warnings():
            # Ours is the stricter limit, but it can be read only from an open picture.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path, formats=list(SUFFIXES)) as image:
                _check_size(image)
                image.load()
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        if isinstance(error, PermissionError):
            raise NoPicture("cannot be read: make it readable.") from error
        raise NoPicture(f"is no whole picture: save it again as {KINDS}.") from error


def _check_size(image):
    width, height = image.size
    if width * height > MAX_PIXELS:
        limit = MAX_PIXELS // 1_000_000
        raise NoPicture(f"has {width} × {height} pixels, more than {limit} million: make it smaller.")
