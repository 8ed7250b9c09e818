"""What editors did with the demo's articles: one is scheduled, one held, one sent back, one withdrawn, and so on.

Each act goes through the function that the desk calls, as of its own moment.
"""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from itertools import chain

from django.db import transaction
from django.utils import timezone

from articles import assignments, comments, exemptions, text, updates, workflow
from articles.models import Article, Author, Byline, Coverage, ScheduledUpdate, Section, Topic
from newsroom.imports.article_form import PictureRow
from newsroom.imports.articles import Filing
from newsroom.imports.pictures import beside
from newsroom.imports.reading import Fields, Problems
from shows.models import Season, Show

WITHDRAWN = {
    "what-a-rest-would-mean-for-doctor-who": (
        "2025-02-18T10:40:00-05:00",
        "We withdrew this analysis because its premise fell away: it took as settled a report by The Sun that the BBC "
        "was going to rest Doctor Who. The BBC has denied the report.",
    )
}
CORRECTED = {
    "how-mrs-maisel-was-released": (
        "2023-06-01T14:25:00-04:00",
        "An earlier version of this article gave the fifth season ten episodes. It has nine, and the series 43 in all.",
        [("The fifth had ten:", "The fifth had nine:"), ("44 episodes", "43 episodes")],
    )
}
EXEMPTED = {
    "stumptown-from-page-to-portland": (
        "2020-09-17T10:05:00-04:00",
        "It tells how the first season was made and shown, and says nothing of what comes after it.",
    )
}
REVIEWED = {
    "five-seasons-that-were-ordered-and-not-made": (
        "2025-06-09T11:30:00-04:00",
        "Checked after the end of Étoile: nothing here has changed.",
    )
}

# By their names: what they are to readers, and the account that signs with them.
BYLINES = {
    "TV desk": ("Desk", "Keeps up with what broadcasters and streamers order, renew and cancel.", "reporter"),
    "Analysis desk": ("Desk", "Asks how a show came to its end, and what its life says about the next.", ""),
}

BRIEF = "A glossary that stays right: examples from our own ledger, and none that may still change."
DRAFT = "what-the-word-renewed-promises"
SENT_BACK_WITH = (
    "Say for each word who uses it: the company, the trade or the press.\n\nAnd could “Dated” be a sentence shorter?"
)
CHANGING = "how-mrs-maisel-was-released"
NEW_DEK = "Five seasons and three ways to release them: a guide to the calendar of a comedy."
WHY_CHANGED = "The dek had two sentences; on cards the second was cut off. It can wait for Monday."
IN_REVIEW = "how-a-canceled-show-finds-another-home"
HELD = "what-season-2-of-etoile-has-to-settle"
SCHEDULED = "the-expanse-a-life-in-dates"
# Written and scheduled on a Thursday for the Saturday; on the Friday between them the season was called off.
HELD_SCHEDULED_AT = datetime.fromisoformat("2025-06-05T16:20:00-04:00")
HELD_FOR = datetime.fromisoformat("2025-06-07T09:00:00-04:00")


def fill(accounts, path, *, at):
    """Work on what was imported, and write what is not public yet; returns how many of these there are."""
    _work_on_public(accounts)
    _say_who_signs(accounts)
    with beside(path) as pictures:
        pieces = {line["slug"]: line for line in map(json.loads, path.read_text(encoding="utf-8").splitlines())}
        desk = Desk(pieces, accounts["reporter"], pictures)
        draft = desk.draft(DRAFT, at=at - timedelta(hours=3))
        workflow.submit(draft, by=accounts["reporter"], at=at - timedelta(minutes=160))
        back = {"at": at - timedelta(minutes=130), "comment": SENT_BACK_WITH}
        workflow.send_back(draft, by=accounts["editor"], **back)
        due = {"due_at": at + timedelta(days=2), "brief": BRIEF}
        assignments.assign(draft, accounts["reporter"], by=accounts["editor"], at=at - timedelta(hours=2), **due)
        in_review = desk.draft(IN_REVIEW, at=at - timedelta(days=1))
        workflow.submit(in_review, by=accounts["reporter"], at=at - timedelta(hours=20))
        held = desk.draft(HELD, at=HELD_SCHEDULED_AT - timedelta(hours=5))
        workflow.schedule(held, by=accounts["editor"], at=HELD_SCHEDULED_AT, publish_at=HELD_FOR)
        workflow.publish_due(at=HELD_FOR)
        scheduled = desk.draft(SCHEDULED, at=at - timedelta(days=2))
        workflow.submit(scheduled, by=accounts["reporter"], at=at - timedelta(hours=40))
        workflow.approve(scheduled, by=accounts["managing-editor"], at=at - timedelta(hours=30))
        workflow.schedule(scheduled, by=accounts["editor"], at=at, publish_at=next_monday(at))
        _schedule_changes(accounts, at=at)
    return len(pieces)


def _schedule_changes(accounts, *, at):
    article = Article.objects.select_related("latest_revision").get(slug=CHANGING)
    saved = text.save_revision(
        article, base=article.latest_revision.number, by=accounts["reporter"], at=at, dek=NEW_DEK
    )
    minor = {"revision": saved.number, "what": ScheduledUpdate.What.MINOR}
    updates.schedule(article, by=accounts["editor"], at=at, publish_at=next_monday(at), **minor)
    comments.say(article, WHY_CHANGED, by=accounts["reporter"], at=at)


def _say_who_signs(accounts):
    for name, (role, biography, account) in BYLINES.items():
        Author.objects.filter(name=name).update(role=role, biography=biography, account=accounts.get(account))


def next_monday(at):
    """Nine o'clock of the first Monday after ``at`` in the newsroom's time zone."""
    local = timezone.localtime(at, timezone.get_default_timezone())
    days = 7 - local.weekday()
    return (local + timedelta(days=days)).replace(hour=9, minute=0, second=0, microsecond=0)


def _work_on_public(accounts):
    editor, managing_editor = accounts["editor"], accounts["managing-editor"]
    articles = Article.objects.select_related("latest_revision").in_bulk(
        [*WITHDRAWN, *CORRECTED, *EXEMPTED, *REVIEWED], field_name="slug"
    )
    for slug, (when, note) in WITHDRAWN.items():
        workflow.withdraw(articles[slug], by=managing_editor, at=datetime.fromisoformat(when), note=note)
    for slug, (when, note, changes) in CORRECTED.items():
        _correct(articles[slug], changes, note, by=editor, at=datetime.fromisoformat(when))
    for slug, (when, reason) in EXEMPTED.items():
        exemptions.exempt(articles[slug], reason=reason, by=managing_editor, at=datetime.fromisoformat(when))
    for slug, (when, note) in REVIEWED.items():
        workflow.review(articles[slug], by=editor, at=datetime.fromisoformat(when), note=note)


@transaction.atomic
def _correct(article, changes, note, *, by, at):
    revision = article.latest_revision
    body = revision.body
    for wrong, right in changes:
        body = body.replace(wrong, right)
    text.save_revision(article, base=revision.number, by=by, at=at, body=body)
    workflow.update(article, by=by, at=at, substantive=False, correction=note)


class Desk:
    """Writes drafts from lines as ``import_articles`` reads them, but for their publication."""

    def __init__(self, pieces, writer, pictures):
        self.pieces, self.writer, self.pictures = pieces, writer, pictures
        self.sections, self.topics, self.authors = Filing(Section), Filing(Topic), Filing(Author)
        self.sections.learn(piece["section"] for piece in pieces.values())
        self.topics.learn(chain.from_iterable(piece["topics"] for piece in pieces.values()))
        self.authors.learn(chain.from_iterable(piece["bylines"] for piece in pieces.values()))

    def draft(self, slug, *, at):
        piece = self.pieces[slug]
        article = Article.objects.create(
            slug=slug, section_id=self.sections.pk(piece["section"]), created_by=self.writer, assigned_to=self.writer
        )
        words = {"headline": piece["headline"], "dek": piece["dek"], "body": piece["body_html"]}
        text.save_revision(article, base=0, by=self.writer, at=at, **words, **self._picture(piece, at=at))
        article.topics.set(self.topics.pk(name) for name in piece["topics"])
        for position, name in enumerate(piece["bylines"]):
            Byline.objects.create(article=article, author_id=self.authors.pk(name), position=position)
        for position, one in enumerate(piece["coverage"]):
            self._cover(article, position=position, **one)
        return article

    def _picture(self, piece, *, at):
        if "lead_image" not in piece:
            return {}
        row = PictureRow(Fields({}, piece["slug"], Problems()), **{"caption": "", "credit": ""} | piece["lead_image"])
        return self.pictures.keep(row, at=at).words

    @staticmethod
    def _cover(article, *, position, show, season=None, mention_only=False):
        show = Show.objects.get(title=show)
        found = Season.objects.get_or_create(show=show, number=season)[0] if season else None
        Coverage.objects.create(article=article, show=show, season=found, position=position, mention_only=mention_only)
