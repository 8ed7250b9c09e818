"""What the database refuses of the desk's own rows: for each constraint, rows that break it."""

from articles.models import (
    Article,
    Author,
    Comment,
    NotAbout,
    Occasion,
    Outcome,
    Presence,
    Report,
    ScheduledUpdate,
    Sealing,
    Stage,
    Uncovered,
    Unread,
    WorkingCopy,
)
from articles.models.filing import MOST_LINKS
from tests.factories import make_article, make_draft, make_show, make_user, moment

NOON = moment("2025-06-06")


def a_comment(**fields):
    Comment.objects.create(**({"article": make_draft(), "by": make_user(), "at": NOON, "text": "Why?"} | fields))


def a_working_copy(**fields):
    copy = {"article": make_draft(), "base": 1, "fields": {"headline": ["Typed"]}, "window": "w", "version": 1}
    return WorkingCopy.objects.create(**(copy | {"by": make_user(), "saved_at": NOON} | fields))


def two_copies_of_a_new_article():
    writer = make_user()
    for _ in range(2):
        a_working_copy(article=None, by=writer)


def one_person_there_twice():
    there = {"article": make_draft(), "person": make_user(), "since": NOON, "seen_at": NOON}
    for _ in range(2):
        Presence.objects.create(**there)


def not_about_it_twice():
    said = {"article": make_draft(), "show": make_show(), "at": NOON}
    for _ in range(2):
        NotAbout.objects.create(**said)


def uncovered_twice():
    said = {"article": make_article(), "show": make_show(), "published_at": NOON, "where": "body", "words": "Étoile"}
    for _ in range(2):
        Uncovered.objects.create(**said)


def a_sealing(**fields):
    sealing = {"article": make_article(), "reason": "A judge", "at": NOON, "by": make_user(), "stage": Stage.PUBLISHED}
    return Sealing.objects.create(**(sealing | fields))


def sealed_twice():
    a_sealing(article=a_sealing().article)


def lifted_by_one():
    one = make_user()
    a_sealing(asked_by=one, asked_at=NOON, asked_because="Settled", lifted_by=one, lifted_at=NOON)


def a_scheduled_update(**fields):
    article = make_article()
    update = {"revision": article.live_revision, "publish_at": NOON, "what": "minor", "by": make_user(), "at": NOON}
    ScheduledUpdate.objects.create(article=article, **(update | fields))


def two_reports_at_once():
    article, show = make_article(), make_show()
    for _ in range(2):
        Report.objects.create(article=article, show=show, said={"status": "canceled"}, saved_at=NOON)


def one_change(**fields):
    Article.objects.filter(pk=make_article().pk).update(**fields)


BREACHES = {
    "articles_article_approved_names_its_revision": lambda: one_change(approved_at=NOON),
    "articles_article_sealed_is_not_on_its_way_out": lambda: one_change(sealed_at=NOON),
    "articles_author_has_few_links": lambda: Author.objects.create(
        name="TV desk", slug="tv-desk", links=["https://example.com/"] * (MOST_LINKS + 1)
    ),
    "articles_comment_says_something": lambda: a_comment(text=""),
    "articles_comment_resolved_has_its_date": lambda: a_comment(resolved_by=make_user()),
    "articles_notabout_is_said_once": not_about_it_twice,
    "articles_occasion_is_one_thing": Occasion.objects.create,
    "articles_outcome_names_its_follow_up": lambda: Outcome.objects.create(
        article=make_article(), kind="followed_up", at=NOON, turns=[]
    ),
    "articles_presence_is_one_each": one_person_there_twice,
    "articles_report_waits_alone": two_reports_at_once,
    "articles_scheduledupdate_correction_has_its_note": lambda: a_scheduled_update(what="correction"),
    "articles_scheduledupdate_held_says_why": lambda: a_scheduled_update(held_at=NOON),
    "articles_sealing_is_one_at_a_time": sealed_twice,
    "articles_sealing_asked_says_by_whom_and_why": lambda: a_sealing(asked_by=make_user(), asked_at=NOON),
    "articles_sealing_is_lifted_by_two": lifted_by_one,
    "articles_uncovered_is_listed_once": uncovered_twice,
    "articles_unread_is_one_thing": Unread.objects.create,
    "articles_workingcopy_is_one_each": two_copies_of_a_new_article,
    "articles_workingcopy_has_no_text_once_ended": lambda: a_working_copy(ended_at=NOON),
}
