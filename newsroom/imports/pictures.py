"""Lead pictures that lie beside a file of articles: looked at before anything is written, then kept.

The library knows a picture by its content, so that the same one is kept once,
however often it is imported.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from articles import pictures
from articles.bulk import Picture
from articles.models import Picture as Library
from newsroom.imports.article_form import PictureRow
from newsroom.imports.reading import BadInput, quoted
from newsroom.lib.pictures import NoPicture, digest_of, look


@contextmanager
def beside(path, *, dry_run=False):
    """The ``Pictures`` in the folder of the file at ``path``; what was kept goes again if the import fails."""
    found = Pictures(Path(path).parent, dry_run)
    try:
        yield found
    except BaseException:
        found.take_back()
        raise


@dataclass
class Pictures:
    """The pictures within ``folder``; ``new`` are those that the library did not have."""

    folder: Path
    dry_run: bool = False
    new: list[Library] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)  # the digests of their files

    def look(self, row: PictureRow | None):
        """Tell the row's problems what is wrong with its picture, if anything is."""
        if row is not None and row.file:
            try:
                self.seen.add(_decode(self._path(row.file)))
            except NoPicture as refusal:
                row.fields.wrong("file", f"{quoted(row.file)} {refusal}")

    def hold(self):
        """Have those that the library has stay there, as they are: before anything else is locked."""
        known = Library.objects.filter(digest__in=self.seen).values_list("pk", flat=True)
        pictures.missing(set(known))  # what went meanwhile comes again

    def digest(self, row: PictureRow | None):
        """Tells the content of a picture and its words; ``None`` where there is none."""
        if row is None:
            return None
        return [_digest(self._again(row)), row.alt, row.caption, row.credit]

    def keep(self, row: PictureRow | None, *, at):
        """Have the picture in the library, with the words of the row if it is new there; the ``Picture``, or ``None``.

        Its file is kept as of ``at``, in the month of the article.
        """
        if row is None:
            return None
        said = {"alt": row.alt, "caption": row.caption, "credit": row.credit}
        try:
            with self._again(row).open("rb") as file:
                if self.dry_run:
                    known, is_new = Library.objects.filter(digest=digest_of(file)).first(), False
                else:
                    known, is_new = pictures.keep(file, by=None, at=at, **said)
            if is_new:
                self.new.append(known)
        except pictures.NotKept as refusal:
            raise BadInput(f"{row.fields.at('file')}: {refusal} Nothing was written.") from refusal
        return Picture(known and known.pk, **said)

    def take_back(self):
        """Remove the files that were kept for articles that did not come to be."""
        for picture in self.new:
            picture.file.storage.delete(picture.file.name)

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
        return digest_of(file)


def _decode(path):
    """Read the picture to its end, as readers' browsers will; returns its digest."""
    try:
        with path.open("rb") as file:
            look(file)
            return digest_of(file)
    except PermissionError as error:
        raise NoPicture("cannot be read: make it readable.") from error
