"""The words of messages, made as they leave: what is so by then, and nothing of what nobody may know any more."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import Truncator

from articles import notices, words
from articles.models import Article, AuditEntry, Comment, Stage, UndecidedOf
from articles.models.audit import Act
from newsroom.lib.periods import with_zone
from newsroom.lib.text import one_line
from newsroom.telling import people, unsubscribing
from newsroom.telling.models import Kind, Message
from shows.statuses import Kind as Became

NAMED = 20  # articles of one change
LOOKED_AT = 60  # some of them tell nothing else than before
LONGEST_SUBJECT = 150
LONGEST_QUOTE = 1000
NO_NOTICE = "Readers are told nothing of it any more: it holds again."


@dataclass(frozen=True)
class Piece:
    """An article in a letter, with what is to be known of it."""

    title: str
    link: str
    words: str = ""


@dataclass(frozen=True)
class Letter:
    subject: str
    opening: str
    quoted: str = ""
    pieces: tuple[Piece, ...] = ()
    closing: str = ""
    link: str = ""
    link_says: str = ""
    besides: tuple[Piece, ...] = ()  # other matters


def with_all_they_name(messages):
    """``messages`` with what ``of`` reads of each, in one statement."""
    related = ("to__wishes", "occasion__entry__show", "occasion__entry__season", "occasion__entry__network")
    related += ("occasion__entry__recorded_by", "occasion__entry__corrects", "occasion__audit__by")
    pks = [message.pk for message in messages]
    return list(Message.objects.select_related(*related).filter(pk__in=pks).order_by("pk")) if pks else []


def of(message):
    """What ``message`` says now; ``None`` where there is nothing to tell any more."""
    occasion = message.occasion
    if message.kind == Kind.CHANGE:
        return _of_change(occasion, message.to)
    audit = occasion.audit
    if audit.act == Act.HANDED_OVER:
        return _handed_over(audit, message.to)
    article = Article.objects.select_related("latest_revision", "section").get(pk=audit.article_id)
    if article.sealed_at is not None or article.stage == Stage.WITHDRAWN:
        return None
    return _OF[audit.act](article, audit, message.to)


# -- a change of status --------------------------------------------------------------------------


def _of_change(occasion, person):
    entry = occasion.entry
    if hasattr(entry, "correction"):
        return None  # it was put right meanwhile, and that is told
    mine = people.of_person(people.touched_by(occasion), person)
    looked_at = list(mine.newest_first().for_cards()[:LOOKED_AT])
    pieces = [piece for piece in (_told_of(article, occasion) for article in looked_at) if piece]
    if not pieces:
        return None
    further = (mine.count() - len(looked_at) if len(looked_at) == LOOKED_AT else 0) + len(pieces[NAMED:])
    many = len(pieces) + (further if len(pieces) <= NAMED else further - len(pieces[NAMED:]))
    it_concerns = "one of your articles" if many == 1 else f"{many:,} of your articles"
    return Letter(
        subject=f"{_subject_of(entry)}: it changes what readers are told of {it_concerns}",
        opening=f"{_news(entry)} {_recorded(entry)}",
        pieces=tuple(pieces[:NAMED]),
        closing=f"And {further:,} more." if further else "",
        link=desk("admin:articles_article_changelist", query={"since_changed": "yes"}),
        link_says="All that has since changed",
    )


def _told_of(article, occasion):
    notice = notices.for_article(article)
    if notice is None and not any(_was_taken_back(pin, occasion) for pin in article.pins):
        return None
    said = f"{notice.headline}: {notice.text}" if notice else NO_NOTICE
    return piece(article, said)


def _was_taken_back(pin, occasion):
    return pin.standing.flip_seq == occasion.seq and pin.standing.kind == Became.SAME


def _news(entry):
    if entry.corrects_id:
        return str(words.corrected(entry.corrects, entry, entry.show))
    return str(words.news(entry, entry.show))


def _subject_of(entry):
    about = words.capitalized(words.name(entry.show, entry.season.number if entry.season_id else None))
    return f"{about}, {entry.label.lower()}" if entry.status else f"{about}, our record corrected"


def _recorded(entry):
    return f"Recorded by {entry.recorded_by or 'the newsroom'} on {with_zone(entry.recorded_at)}."


# -- acts on one article -------------------------------------------------------------------------


def _handed_in(article, audit, person):
    if article.stage != Stage.IN_REVIEW:
        return None
    opening = f"{_who(audit)} handed it in on {with_zone(audit.at)}."
    return _about(article, f"For review: {article}", opening)


def _remarked(article, audit, person):
    sent_back = audit.act == Act.SENT_BACK
    said = Comment.objects.filter(article=article, at=audit.at, by=audit.by, sent_back=sent_back).order_by("pk").last()
    done = "sent it back" if sent_back else "commented on it"
    quoted = Truncator(said.text).chars(LONGEST_QUOTE) if said else ""
    opening = f"{_who(audit)} {done} on {with_zone(audit.at)}{':' if quoted else '.'}"
    title = f"{'Sent back' if sent_back else 'Comment on'}: {article}"
    return _about(article, title, opening, quoted=quoted)


def _held(article, audit, person):
    found = Article.objects.held().filter(pk=article.pk).first()
    if found is None:
        return None
    done = "updated" if audit.act == Act.HELD_UPDATE else "published"
    opening = f"It was not {done} at its moment, because the news has overtaken it."
    closing = "Publish it anyway, edit it, or cancel its schedule."
    return _about(article, f"Held: {article}", opening, quoted=found.held_why, closing=closing)


def _given(article, audit, person):
    later = article.audit.filter(act__in=(Act.ASSIGNED, Act.HANDED_OVER), pk__gt=audit.pk)
    was_public = article.first_published_at is not None and article.first_published_at <= audit.at
    if article.assigned_to_id != person.pk or article.is_public != was_public or later.exists():
        return None
    due = f" It is due {with_zone(article.due_at)}." if article.due_at else ""
    opening = f"{_who(audit)} gave it to you on {with_zone(audit.at)}.{due}"
    if was_public:
        return _about(article, f"Yours to decide on: {article}", opening, closing="It stands on the stale desk.")
    return _about(article, f"Yours to write: {article}", opening, quoted=article.brief)


def _handed_over(audit, person):
    """All that was handed over in that act, as far as it is still with ``person`` and to be done."""
    same = people.handed_over_with(audit).order_by()
    mine = Article.objects.filter(assigned_to=person, sealed_at=None).exclude(stage=Stage.WITHDRAWN)
    later = AuditEntry.objects.filter(
        article=OuterRef("pk"), act__in=(Act.ASSIGNED, Act.HANDED_OVER), pk__gt=audit.pk
    ).exclude(act=Act.HANDED_OVER, at=audit.at)
    undecided = Exists(UndecidedOf.objects.filter(article=OuterRef("pk")))
    mine = mine.filter(~Exists(later), pk__in=same.values("article")).exclude(~undecided, stage=Stage.PUBLISHED)
    found = list(mine.select_related("latest_revision").order_by("pk"))
    if not found:
        return None
    number = len(found)
    what = "An article" if number == 1 else f"{number:,} articles"
    return Letter(
        subject=f"Yours now: {found[0] if number == 1 else what.lower()}",
        opening=f"{_who(audit)} handed over to you on {with_zone(audit.at)} what {audit.details['was']} had in hand.",
        pieces=tuple(piece(article, _stands(article)) for article in found[:NAMED]),
        closing=f"And {number - NAMED:,} more." if number > NAMED else "",
    )


def _stands(article):
    if article.stage == Stage.PUBLISHED:
        return "It has since changed, and stands on the stale desk."
    due = f" Due {with_zone(article.due_at)}." if article.due_at else ""
    return f"{article.get_stage_display()}.{due}"


_OF = {
    Act.SUBMITTED: _handed_in,
    Act.SENT_BACK: _remarked,
    Act.COMMENTED: _remarked,
    Act.HELD: _held,
    Act.HELD_UPDATE: _held,
    Act.ASSIGNED: _given,
}


def _about(article, subject, opening, **more):
    return Letter(subject=subject, opening=opening, pieces=(piece(article),), **more)


def piece(article, said=""):
    return Piece(str(article), desk("admin:articles_article_change", args=[article.pk]), said)


def _who(audit):
    return str(audit.by or "Somebody")


def desk(name, **kwargs):
    return settings.SITE_URL + reverse(name, **kwargs)


# -- as mail -------------------------------------------------------------------------------------


def parts(letter, person, kind):
    """``(subject, text, html, link)``: on one line, as plain text, as a page, and where one unsubscribes."""
    link = unsubscribing.address(person, kind)
    ways = {"unsubscribe": link, "choose": desk("desk:told"), "told_for": unsubscribing.NAMES[kind]}
    html = render_to_string("telling/letter.html", {"letter": letter, "person": person} | ways)
    subject = Truncator(one_line(letter.subject)).chars(LONGEST_SUBJECT)
    return subject, _as_text(letter, **ways), html, link


def _as_text(letter, *, unsubscribe, choose, told_for):
    blocks = [letter.opening]
    if letter.quoted:
        blocks.append("\n".join(f"> {line}" for line in letter.quoted.splitlines()))
    blocks += ["\n".join(part for part in (one.title, one.words, one.link) if part) for one in letter.pieces]
    blocks += [letter.closing, f"{letter.link_says}: {letter.link}" if letter.link else ""]
    if letter.besides:
        blocks.append("Besides:" if letter.pieces else "")
        blocks += ["\n".join(part for part in (one.title, one.words, one.link) if part) for one in letter.besides]
    blocks.append(f"-- \nYou get this because of what you are told at Newsroom: {told_for}.")
    blocks.append(f"Choose what you are told: {choose}\nBe told nothing like this any more: {unsubscribe}")
    return "\n\n".join(block for block in blocks if block) + "\n"
