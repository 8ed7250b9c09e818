"""The library's pictures: uploaded, described and replaced. What readers get of them is in ``renditions``."""

from __future__ import annotations

import os
from functools import partial
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction

from articles import clock, renditions, tasks
from articles.models import Picture, PictureAct, PictureEntry, PictureVersion
from newsroom.lib import pictures
from newsroom.lib.slugs import ascii_slug
from newsroom.lib.text import one_line

NoPicture = pictures.NoPicture
WORDS = ("title", "alt", "caption", "credit", "rights")
FOCAL = ("focal_x", "focal_y")
RIGHTS = ("rights", "rights_until")


class NotKept(Exception):
    """The storage refused the file; the text says why. Nothing was changed."""


class HaveIt(Exception):
    """The library has the file already, as ``picture``."""

    def __init__(self, picture):
        super().__init__(f"The library has this file already: “{picture}”.")
        self.picture = picture


class InUse(Exception):
    """An article shows the picture, or once did."""


class Gone(Exception):
    """Somebody deleted a picture between its being chosen and its being saved. Nothing was saved."""

    def __init__(self):
        super().__init__("A picture was deleted from the library in this very moment: choose another one.")


# -- uploading -------------------------------------------------------------------------------------


def upload(file, *, by, at, **words):
    """Keep ``file``, open for reading, as a picture of the library and return that.

    A file that the library has already gives the picture that it is, as it is
    described there. Raises ``NoPicture`` for what is none, and ``NotKept``.
    """
    return keep(file, by=by, at=at, **words)[0]


def keep(file, *, by, at, **words):
    """As ``upload``; returns the picture, and whether it is new: of one that isn't, the file may be somebody else's."""
    digest = pictures.digest_of(file)
    if known := Picture.objects.filter(digest=digest).first():
        return known, False
    cleaned = pictures.cleaned(file)
    words = _worded(words)
    words["title"] = words.get("title") or _title_of(file)
    picture = Picture(uploaded_by=by, uploaded_at=at, **words)
    picture.full_clean(exclude=[*_OF_THE_FILE, "uploaded_at"], validate_unique=False)
    _put(picture, cleaned, name=_name_of(file), at=at)
    try:
        with transaction.atomic():
            picture.save(force_insert=True)
            _log(picture, PictureAct.UPLOADED, by=by, at=at)
            tasks.make_renditions.defer(picture=picture.pk)
    except BaseException as error:
        # Two at once with one file: the first has it.
        picture.file.storage.delete(picture.file.name)
        known = isinstance(error, IntegrityError) and Picture.objects.filter(digest=digest).first()
        if not known:
            raise
        return known, False
    return picture, True


_OF_THE_FILE = ("file", "kind", "width", "height", "bytes", "digest")


def _put(picture, cleaned, *, name, at):
    """Have the storage keep what was ``cleaned``, and ``picture`` say so, unsaved."""
    storage, field = picture.file.storage, Picture._meta.get_field("file")
    wanted = f"{at:{field.upload_to}}/{ascii_slug(PurePath(name).stem, fallback='picture')}.{cleaned.kind.suffix}"
    try:
        picture.file = storage.save(wanted, ContentFile(cleaned.content))
    except OSError as error:
        why, where = error.strerror or error, error.filename or getattr(storage, "location", "the storage")
        raise NotKept(f"the picture cannot be kept ({why}): make “{where}” writable.") from error
    picture.kind, picture.bytes, picture.digest = cleaned.kind.name, len(cleaned.content), cleaned.digest
    picture.width, picture.height = cleaned.width, cleaned.height


def _name_of(file):
    return os.path.basename(str(getattr(file, "name", "") or "picture"))


def _title_of(file):
    words = PurePath(_name_of(file)).stem.replace("_", " ").replace("-", " ")
    return one_line(words)[: Picture._meta.get_field("title").max_length] or "Picture"


def _worded(words):
    return {name: one_line(value) if name in WORDS else value for name, value in words.items()}


# -- describing ------------------------------------------------------------------------------------


@transaction.atomic
def describe(picture, *, by, at, **words):
    """Change what the library says of ``picture``: its words, rights and focal point; returns it.

    What articles say of it themselves stays. Raises ``ValidationError``.
    """
    # Not from whoever saves a text that shows it, and who may have the clock, which is asked for below.
    picture = Picture.objects.select_for_update(of=("self",), no_key=True).get(pk=picture.pk)
    before = {name: getattr(picture, name) for name in (*words, *FOCAL, "rights_until")}
    for name, value in _worded(words).items():
        setattr(picture, name, value)
    picture.full_clean(exclude=[*_OF_THE_FILE, "uploaded_at", "uploaded_by"], validate_unique=False)
    names = [*words]
    if picture.focal_point != (before["focal_x"], before["focal_y"]):
        # Its crops are others, and whoever keeps the old ones has them under their old addresses.
        _count_up(picture)
        names.append("version")
    if "version" in names or _comes_or_goes(before["rights_until"], picture, at=at):
        _date(picture, at)
        names.append("changed_at")
    picture.save(update_fields=names)
    _log_words(picture, before, by=by, at=at)
    clock.advance()
    return picture


def hold(pks):
    """Have those pictures be there, as they are, until the transaction ends; raises ``Gone`` where one is not there.

    Before shows, articles and the clock: who replaces a picture holds it, and asks for the clock.
    """
    if missing(pks):
        raise Gone


def missing(pks):
    """As ``hold``, but returns the keys of those that are not there."""
    if not pks:
        return set()
    with connection.cursor() as cursor:
        # What the foreign keys of those who use it take as they commit, and which Django cannot ask for.
        cursor.execute("SELECT id FROM articles_picture WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE", [sorted(pks)])
        return set(pks) - {pk for (pk,) in cursor.fetchall()}


@transaction.atomic
def replace(picture, file, *, by, at):
    """Give ``picture`` another file; every article that uses it shows that one, and returns it.

    Raises ``NoPicture``, ``NotKept``, and ``HaveIt`` if the file is one of the library's already.
    """
    cleaned = pictures.cleaned(file)
    picture = Picture.objects.select_for_update(of=("self",)).get(pk=picture.pk)
    if known := Picture.objects.filter(digest=cleaned.digest).first():
        raise HaveIt(known)
    PictureVersion.objects.create(
        picture=picture,
        version=picture.version,
        replaced_at=at,
        replaced_by=by,
        **{name: getattr(picture, name) for name in ("file", "kind", "width", "height", "bytes")},
    )
    _put(picture, cleaned, name=_name_of(file), at=at)
    _count_up(picture)
    _date(picture, at)
    try:
        with transaction.atomic():
            picture.save(update_fields=[*_OF_THE_FILE, "version", "changed_at"])
    except IntegrityError as error:
        picture.file.storage.delete(picture.file.name)
        raise HaveIt(Picture.objects.get(digest=cleaned.digest)) from error
    _log(picture, PictureAct.REPLACED, by=by, at=at)
    clock.advance()
    return picture


@transaction.atomic
def delete(picture, *, by, at):
    """Delete a picture that no revision has ever shown, and its files with it; raises ``InUse``."""
    picture = Picture.objects.select_for_update(of=("self",)).get(pk=picture.pk)
    if picture.uses.exists():
        raise InUse(f"“{picture}” stays: an article shows it, or did in an older revision.")
    files = [picture.file, *(old.file for old in picture.versions.all())]
    _log(picture, PictureAct.DELETED, by=by, at=at)
    Picture.objects.filter(pk=picture.pk).delete()
    # Not before: should it come to nothing, the files are still there.
    for file in files:
        transaction.on_commit(partial(file.storage.delete, file.name))
    transaction.on_commit(partial(renditions.forget, picture, picture.version))


def _log(picture, act, *, by, at, **details):
    PictureEntry.objects.create(picture=picture, title=picture.title, act=act, by=by, at=at, details=details)


def _log_words(picture, before, *, by, at):
    """Log what is said otherwise than ``before``: the rights apart from the rest."""
    now = {name: getattr(picture, name) for name in before}
    changed = {name: [_plain(before[name]), _plain(now[name])] for name in before if now[name] != before[name]}
    for act, is_rights in ((PictureAct.DESCRIBED, False), (PictureAct.RIGHTS, True)):
        if said := {name: values for name, values in changed.items() if (name in RIGHTS) is is_rights}:
            _log(picture, act, by=by, at=at, **said)


def _plain(value):
    return value.isoformat() if hasattr(value, "isoformat") else value


def _comes_or_goes(ended, picture, *, at):
    """Whether other rights than those until ``ended`` have readers get the picture, or not, though neither ends now."""
    ends = [moment for moment in {ended, picture.rights_until} if moment is not None and moment <= at]
    return ended != picture.rights_until and bool(ends)


def _date(picture, at):
    # Of two acts at once the one that waited may have begun before the other: no date goes back.
    picture.changed_at = max(at, picture.changed_at or at)


def _count_up(picture):
    """Give ``picture`` its next version, whose renditions are made anew."""
    old, picture.version = picture.version, picture.version + 1
    tasks.make_renditions.defer(picture=picture.pk)
    transaction.on_commit(lambda: renditions.forget(picture, old))
