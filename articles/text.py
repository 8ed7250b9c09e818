"""The words of an article: saving a revision never touches what the public sees."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction

from articles import audit, pictures, workflow
from articles.holding import refuse_sealed
from articles.models import Article, Picture, PictureUse, Revision, Stage
from articles.models.audit import Act
from newsroom.lib.html import figures, sanitized
from newsroom.lib.text import one_line


class Stale(Exception):
    """Somebody saved another revision since this one was begun; ``rejected`` has the text that was not saved."""

    def __init__(self, article, *, base, rejected, by):
        latest = article.latest_revision
        saver = latest and latest.saved_by
        who = "by you, in another window," if saver and saver == by else f"by {saver or 'an import'}"
        super().__init__(
            f"“{article}” was saved {who} while you were writing: you began with revision {base}, "
            f"the latest is {latest.number if latest else 0}. Your text was not saved over it."
        )
        self.rejected = rejected


LINES = (
    *("headline", "dek", "lead_image_alt", "lead_image_caption", "lead_image_credit"),
    *("seo_title", "seo_description"),
)


NO_WORDS = "Picture {} in the text has no alternative text: say what it shows."
NOT_THERE = "Picture {} in the text is not in the library: choose another, or take it out."
NO_PICTURE = "The library does not have this picture: choose another, or none."


def revised(article, *, number, by, at, **words):
    """The unsaved revision of ``article`` with ``words``: lines without control characters, the body sanitized."""
    words = {name: one_line(text) if name in LINES else text for name, text in words.items()}
    words["body"] = sanitized(words.get("body", ""))
    return Revision(article=article, number=number, saved_by=by, saved_at=at, **words)


def says_the_same(revision, **words):
    """Whether ``words``, once saved, would be what ``revision`` says already."""
    new = revised(revision.article, number=revision.number, by=None, at=revision.saved_at, **words)
    return all(said(new, name) == said(revision, name) for name in words)


def changed(old, new):
    """The names of what differs between the words of two revisions, in the order of the form."""
    names = ("headline", "dek", "body", "lead_picture", *LINES[2:])
    return [name for name in names if said(old, name) != said(new, name)]


def said(revision, name):
    """What ``revision`` says in ``name``, as it can be compared: of a picture its key, which takes no query."""
    return getattr(revision, "lead_picture_id" if name == "lead_picture" else name)


@transaction.atomic
def save_revision(article, *, base, by, at, **words):
    """Save ``words`` as the next revision of ``article`` and return it.

    ``base`` is the number of the revision that the writer began with (0 for a
    new article). Words that are not given stay as they were. An article that
    was held or approved goes back into review with its new text. Raises ``Stale`` if
    ``base`` is not the latest any more, and ``ValidationError`` for what a
    field cannot hold, such as a picture that is gone.
    """
    gone = pictures.missing(shown(words))
    if Article.objects.held().filter(pk=article.pk).exists():
        workflow.free_if_held(article, by=by, at=at)
    # Its latest revision is read after: joined, it would be that of before we waited, which is none where it changed.
    locked = Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    refuse_sealed(locked)
    latest = locked.latest_revision
    if (latest.number if latest else 0) != base:
        raise Stale(locked, base=base, rejected=words, by=by)
    if latest is not None:
        kept = {name: getattr(latest, name) for name in (*LINES, "body")} | {"lead_picture_id": latest.lead_picture_id}
        if "lead_picture" in words:
            del kept["lead_picture_id"]
        words = kept | words
    revision = revised(locked, number=base + 1, by=by, at=at, **words)
    elsewhere = ["article", "saved_by", "lead_picture"]
    revision.full_clean(exclude=elsewhere, validate_unique=False, validate_constraints=False)
    if revision.lead_picture_id and not revision.lead_image_alt:
        raise ValidationError({"lead_image_alt": "A picture needs its alternative text."})
    _refuse_pictures(revision, gone)
    revision.save(force_insert=True)
    used = sorted({revision.lead_picture_id, *(figure.picture for figure in figures(revision.body))} - {None})
    PictureUse.objects.bulk_create(PictureUse(revision=revision, picture_id=picture) for picture in used)
    own = {"latest_revision": revision}
    if locked.stage == Stage.APPROVED:
        # What was approved is the revision before: somebody looks at this one, too.
        own |= {"stage": Stage.IN_REVIEW, **workflow.NOT_APPROVED}
    Article.objects.filter(pk=locked.pk).update(**own)
    audit.note(locked, Act.SAVED, by=by, at=at, revision=revision)
    article.latest_revision = revision
    return revision


def shown(words):
    """The keys of the pictures that ``words`` show, at the head and in the text, as they were typed."""
    body, lead = words.get("body") or "", words.get("lead_picture")
    inside = figures(sanitized(body)) if "data-picture" in body else ()
    return {lead.pk if lead else words.get("lead_picture_id"), *(figure.picture for figure in inside)} - {None}


def mistaken_figures(body, gone=None):
    """What is wrong with the pictures in a text, a sentence each; ``gone`` are those that the library has not."""
    found = figures(body)
    if gone is None:
        named = {figure.picture for figure in found}
        gone = named - set(Picture.objects.filter(pk__in=named).values_list("pk", flat=True)) if named else ()
    return [
        (NOT_THERE if figure.picture in gone else NO_WORDS).format(place)
        for place, figure in enumerate(found, 1)
        if figure.picture in gone or not figure.alt.strip()
    ]


def _refuse_pictures(revision, gone):
    if revision.lead_picture_id in gone:
        raise ValidationError({"lead_picture": NO_PICTURE})
    if mistakes := mistaken_figures(revision.body, gone):
        raise ValidationError({"body": mistakes})
