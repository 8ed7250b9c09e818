"""Keeping what is typed until it is saved: for each person on their own, beside the articles and their locks."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import BooleanField, ExpressionWrapper, F, Q, Value
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import JSONObject

from articles import text
from articles.models import KeptText, Presence, WorkingCopy

LONGEST = 1_000_000  # characters of a form, its markup included: three times the longest text
A_WHILE = timedelta(days=1)
BATCH = 5_000


class TooLong(Exception):
    """More than a working copy holds."""

    def __init__(self, length):
        super().__init__(
            f"This form has {length:,} characters, more than the {LONGEST:,} that are kept while you write: shorten it."
        )


@dataclass(frozen=True)
class Window:
    """The window of a browser in which a form is open, which counts its ``turn`` each time that it sends it.

    ``seen`` is the stamp of the working copy, ``kept`` the pk of the kept text,
    with which it goes on.
    """

    name: str
    turn: int = 1
    seen: str = ""
    kept: int | None = None

    @classmethod
    def new(cls, **goes_on_with):
        return cls(uuid.uuid4().hex, **goes_on_with)

    def owns(self, copy):
        return copy.window == self.name or bool(self.seen and copy.stamp == self.seen)


# -- while somebody writes -----------------------------------------------------------------------


@transaction.atomic
def keep(article, window, *, base, fields, by, at):
    """Make ``fields`` the working copy of ``by`` and return it, or ``None`` where a later text is there already.

    What the same person wrote in another window is set aside, not overwritten.
    ``article`` is ``None`` for a new one. Raises ``TooLong``.
    """
    fields = _checked(fields)
    copy = _locked(article, by, at=at)
    aside = KeptText.objects.filter(by=by, article=article, window=window.name, why=KeptText.Why.ELSEWHERE)
    if any(window.turn <= one.version for one in (copy, *aside) if one.window == window.name):
        return None
    if copy.ended_at is None and not window.owns(copy):
        _set_aside_elsewhere(copy)
    aside.delete()
    copy.base, copy.fields, copy.window, copy.version = base, fields, window.name, window.turn
    copy.saved_at, copy.ended_at = at, None
    copy.save(force_update=True)
    return copy


def _locked(article, by, *, at):
    """The row of the working copy, made where there is none, and held until the transaction ends."""
    mine = WorkingCopy.objects.select_for_update(of=("self",)).filter(by=by, article=article)
    if copy := mine.first():
        return copy
    empty = WorkingCopy(by=by, article=article, base=0, fields={}, window="", version=0, saved_at=at, ended_at=at)
    WorkingCopy.objects.bulk_create([empty], ignore_conflicts=True)
    return mine.get()


def _checked(fields):
    """``fields`` as the database holds them."""
    cleaned = {_held(name): [_held(value) for value in values] for name, values in fields.items()}
    length = sum(len(value) for name, values in cleaned.items() for value in (name, *values))
    if length > LONGEST:
        raise TooLong(length)
    return cleaned


def _held(value):
    return value.replace("\x00", "")


def _set_aside_elsewhere(copy):
    """The text of one window makes room for that of another; each window has one at most."""
    why = KeptText.Why.ELSEWHERE
    KeptText.objects.update_or_create(
        by_id=copy.by_id,
        article_id=copy.article_id,
        window=copy.window,
        why=why,
        defaults={"base": copy.base, "fields": copy.fields, "version": copy.version, "at": copy.saved_at},
    )


@transaction.atomic
def set_aside(article, window, *, base, fields, why, by, at):
    """Keep for its author a text that was refused, and return it; the same one, sent twice, once.

    It takes the place of the working copy of its window.
    """
    fields = _checked(fields)
    _end_of(window, article, by=by, at=at)
    same = KeptText.objects.filter(by=by, article=article, window=window.name, why=why, fields=fields).first()
    return same or KeptText.objects.create(
        article=article, by=by, window=window.name, base=base, fields=fields, why=why, at=at
    )


# -- when it is saved, or given up ---------------------------------------------------------------


@transaction.atomic
def finish(article, window, *, by, at, was_new=False):
    """What was typed in ``window`` is saved: its working copy ends, and what it went on with is kept no longer."""
    mine = KeptText.objects.filter(by=by)
    here = mine.filter(window=window.name, article=None if was_new else article) if window.name else mine.none()
    said = [one.pk for one in here if one.why == KeptText.Why.ELSEWHERE or _is_said(one, article.latest_revision)]
    mine.filter(Q(pk__in=said) | Q(pk=window.kept)).delete()
    _end_of(window, None if was_new else article, by=by, at=at)


def _end_of(window, article, *, by, at):
    if not window.name:
        return
    copy = _locked(article, by, at=at)
    if copy.ended_at is not None or window.owns(copy):
        _end(copy, window, at=at)


def _end(copy, window, *, at):
    # The window stays on record: what it sent before, and comes later, is not taken for new text.
    version = max(window.turn, copy.version) if copy.window == window.name else window.turn
    copy.fields, copy.window, copy.version, copy.ended_at = {}, window.name, version, at
    copy.save(force_update=True)


def words_of(unsaved):
    """The words of a text that is not saved, as typed."""
    return {name: unsaved.first(name) for name in (*text.LINES, "body") if name in unsaved.fields}


def _is_said(unsaved, revision):
    return revision is not None and text.says_the_same(revision, **words_of(unsaved))


@transaction.atomic
def discard_copy(copy, *, stamp, at):
    """Give up a working copy; returns whether it was still the text of this ``stamp``, which somebody looked at."""
    copy = WorkingCopy.objects.select_for_update(of=("self",)).get(pk=copy.pk)
    if copy.ended_at is not None or copy.stamp != stamp:
        return False
    _end(copy, Window(copy.window, copy.version), at=at)
    return True


@transaction.atomic
def hand_over(person, *, to, at):
    """Give every text of ``person`` that is not saved to somebody else, as kept texts; returns how many."""
    copies = list(WorkingCopy.objects.select_for_update(of=("self",)).filter(by=person).unsaved().order_by("pk"))
    why = KeptText.Why.HANDED_OVER
    KeptText.objects.bulk_create(
        KeptText(
            article_id=one.article_id, by=to, window="", base=one.base, fields=one.fields, at=one.saved_at, why=why
        )
        for one in copies
    )
    for one in copies:
        _end(one, Window(one.window, one.version), at=at)
    return len(copies) + KeptText.objects.filter(by=person).update(by=to, window="", why=why)


# -- what somebody has ---------------------------------------------------------------------------


def of(person, **narrowed):
    """The texts of ``person`` that are not saved: what he or she is writing, then what was kept, the latest first.

    ``article=None`` narrows it to those of new articles, ``article=…`` to those of one.
    """
    return _of(person, F("fields"), narrowed)


def listed(person, *, most=None, **narrowed):
    """As ``of``, for lists: of the words only the headline is read, and ``most`` texts at most.

    Those whose articles are sealed by now come last, and say so by ``is_sealed``.
    """
    return _of(person, JSONObject(headline=KeyTransform("headline", "fields")), narrowed, most=most)


def in_hand(person):
    """Every text of ``person``, without any words: what he or she may not read now, too."""
    return _of(person, JSONObject(), {}, kept=KeptText.objects)


def was_there(pk, person):
    """Whether ``person`` has had the article of this ``pk`` open lately, or writes in it."""
    writes, looks = WorkingCopy.objects.filter(by=person), Presence.objects.filter(person=person)
    return any(rows.filter(article=pk).exists() for rows in (writes, looks))


def _of(person, fields, narrowed, *, most=None, kept=None):
    sealed = ExpressionWrapper(Q(article__sealed_at__isnull=False), output_field=BooleanField())
    # In one statement, since each page of an article asks.
    names = (
        "pk",
        "base",
        "said",
        "window",
        "article_id",
        "by_id",
        "version",
        "moment",
        "because",
        "is_copy",
        "is_sealed",
    )
    writing = WorkingCopy.objects.unsaved().annotate(
        said=fields, moment=F("saved_at"), because=Value(""), is_copy=Value(True), is_sealed=sealed
    )
    kept = KeptText.objects.readable() if kept is None else kept
    kept = kept.order_by().annotate(
        said=fields, moment=F("at"), because=F("why"), is_copy=Value(False), is_sealed=sealed
    )
    mine = [texts.filter(by=person, **narrowed).values_list(*names) for texts in (writing, kept)]
    rows = mine[0].union(mine[1], all=True).order_by("is_sealed", "-is_copy", "-moment", "-pk")[:most]
    columns = ("pk", "base", "fields", "window", "article_id", "by_id")
    return [_text(dict(zip(columns, row[:6], strict=True)), *row[6:9], is_sealed=row[10]) for row in rows]


def _text(said, version, at, why, *, is_sealed):
    text = KeptText(at=at, why=why, **said) if why else WorkingCopy(version=version, saved_at=at, **said)
    text.is_sealed = is_sealed
    return text


# -- who is there --------------------------------------------------------------------------------


def be_present(article, person, *, is_writing, at):
    """Note that ``person`` has ``article`` open at this moment."""
    again = Presence.objects.present(at).filter(article=article, person=person)
    if again.update(seen_at=at, is_writing=is_writing):
        return
    Presence.objects.bulk_create(
        [Presence(article=article, person=person, since=at, seen_at=at, is_writing=is_writing)],
        update_conflicts=True,
        unique_fields=["article", "person"],
        update_fields=["since", "seen_at", "is_writing"],
    )


def leave(article, person):
    Presence.objects.filter(article=article, person=person).delete()


def others(article, person, *, at):
    """Who else has ``article`` open, whoever writes first."""
    present = Presence.objects.present(at).filter(article=article).exclude(person=person)
    return list(present.select_related("person").order_by("-is_writing", "since", "pk"))


# -- what goes by itself -------------------------------------------------------------------------

# What is newer than its article, or of a new one, may be all that there is of it: it stays while its writer is here.
_IN_WORK = Q(by__is_active=True) & (
    Q(article=None) | Q(article__latest_revision=None) | Q(saved_at__gt=F("article__latest_revision__saved_at"))
)


def clean_up(*, at):
    """Forget who was there, working copies that ended, and texts that nobody asked for in ``KEPT_TEXT_DAYS``.

    Whatever was typed into an article that is sealed waits with it.
    """
    old = at - timedelta(days=settings.KEPT_TEXT_DAYS)
    _delete(Presence, Q(seen_at__lt=at - A_WHILE))
    _delete(WorkingCopy, Q(ended_at__lt=at - A_WHILE))
    _delete(WorkingCopy, Q(ended_at=None, saved_at__lt=old, article__sealed_at=None) & ~_IN_WORK)
    _delete(KeptText, Q(at__lt=old, article__sealed_at=None))


def _delete(model, settled):
    """Delete the rows that are ``settled``, a few thousand at a time, so that nobody who types waits for it."""
    last, rows = 0, model.objects.order_by("pk")
    # By their keys: each batch reads its own rows, and no further index makes typing slower.
    while pks := list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        if found := list(rows.filter(settled, pk__gt=last, pk__lte=pks[-1]).values_list("pk", flat=True)):
            _delete_still(model, settled, found)
        last = pks[-1]


@transaction.atomic
def _delete_still(model, settled, found):
    """Of ``found``, what is ``settled`` once it is held: somebody may have gone on writing."""
    free = model.objects.select_for_update(of=("self",), skip_locked=True).filter(pk__in=found).order_by("pk")
    held = list(free.values_list("pk", flat=True))
    model.objects.filter(settled, pk__in=held).delete()
