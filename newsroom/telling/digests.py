"""The digest: what of one's articles is undecided, and what was kept for it, in one message in the morning."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from articles import notices
from articles.models import Article, Undecided
from newsroom.telling import letters, people, wishes
from newsroom.telling.letters import Letter, Piece
from newsroom.telling.models import Digest, Every, Message

HOUR = 7  # of the newsroom's day
NAMED = 20  # articles
KEPT = 50  # messages of one digest; the others come with the next
COUNTED = 1000
MONDAY = 0
FORGOTTEN = timedelta(days=90)  # what was sent, or needless


def prepare(*, at):
    """Write down whose digest is to be sent today; the same number of statements however many people. Returns them.

    In the morning of the newsroom, or as soon after as the worker comes to it
    that day; a weekly one on Mondays alone.
    """
    local = timezone.localtime(at, timezone.get_default_timezone())
    if local.hour < HOUR:
        return []
    there = Digest.objects.filter(to=OuterRef("pk"), day=local.date())
    found = list(people.reachable().filter(~Exists(there)).select_related("wishes").order_by("pk"))
    wanted = wishes.of_all(found) if found else {}
    today = {Every.DAY, Every.WEEK} if local.weekday() == MONDAY else {Every.DAY}
    due = [Digest(to=person, day=local.date(), due_at=at) for person in found if wanted[person.pk].digest in today]
    if due:
        Digest.objects.bulk_create(due, batch_size=1000, ignore_conflicts=True)
        done = Digest.objects.filter(day__lt=local.date() - FORGOTTEN)
        done.exclude(state__in=(Digest.State.WAITING, Digest.State.GIVEN_UP)).delete()
    return due


def letter_of(digest):
    """``(letter, messages)``: what it says now, ``None`` where there is nothing, and the messages told by it."""
    person = digest.to
    told = list(Message.objects.for_digest_of(person).select_for_update(of=("self",))[:KEPT])
    pieces, number = _undecided(person)
    others = [one for one in map(_in_short, letters.with_all_they_name(told)) if one]
    if not pieces and not others:
        return None, told
    many = f"More than {COUNTED:,}" if number > COUNTED else f"{number:,}"
    one = number == 1
    undecided = (
        f"{many} of your articles {'has' if one else 'have'} since changed, and nobody has decided on "
        f"{'it' if one else 'them'}."
    )
    further = number - len(pieces)
    letter = Letter(
        subject=f"Undecided: {many.lower()} of your articles" if pieces else "What happened with your articles",
        opening=undecided if pieces else "What you wanted to be told of together:",
        pieces=tuple(pieces),
        closing=("And many more." if number > COUNTED else f"And {further:,} more.") if further else "",
        link=letters.desk("desk:stale") if pieces else "",
        link_says="The stale desk",
        besides=tuple(others),
    )
    return letter, told


def _undecided(person):
    """The worst of what is undecided of the articles of ``person``, and how many there are, as far as it is counted."""
    mine = people.of_person(Article.objects.published().filter(sealed_at=None), person).order_by()
    undecided = Undecided.objects.filter(article__in=mine.values("pk"))
    pks = [place["article"] for place in undecided.in_order()[:NAMED]]
    if not pks:
        return [], 0
    found = {article.pk: article for article in Article.objects.filter(pk__in=pks).for_cards()}
    pieces = [_piece(found[pk]) for pk in pks if pk in found]
    return [one for one in pieces if one], undecided.counted(COUNTED + 1)


def _piece(article):
    notice = notices.for_article(article)
    return letters.piece(article, f"{notice.headline}: {notice.text}") if notice else None


def _in_short(message):
    letter = letters.of(message)
    if letter is None:
        return None
    return Piece(letter.subject, letter.link or letter.pieces[0].link, letter.opening)
