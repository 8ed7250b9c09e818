"""What was held says how it stands now: that news has overtaken it still, by which, or that this is not so any more."""

import pytest
from django.utils import timezone

from articles import foresight, status_changes, updates, workflow
from articles.models import Article
from newsroom import roles
from shows.models import StatusEntry
from tests.articles.test_updates import DAY, MINUTE, article, revise, schedule, show
from tests.articles.writing import act, change
from tests.desk import sign_in
from tests.factories import make_change, make_draft, record
from tests.pages import read

__all__ = ["article", "show"]

pytestmark = pytest.mark.django_db
NOT_SO = "That is not so any more"


@pytest.fixture(params=[True, False])
def held(request, article, show):
    """What a cancellation held an hour ago: an article that was to come out, or an update."""
    now = timezone.now()
    if request.param:
        article = make_draft("Next", shows=[show])
        workflow.schedule(article, by=None, at=now - DAY, publish_at=now - 60 * MINUTE)
    else:
        revise(article)
        schedule(article, at=now - DAY, publish_at=now - 60 * MINUTE)
    cancel(show, now - 90 * MINUTE)
    assert workflow.publish_due(at=now - 60 * MINUTE) == []
    return article


def cancel(show, at):
    return record(show, "canceled", at.isoformat(timespec="minutes"), at=at)


def said(client, article):
    """What home and its own page say of why it is held."""
    (line,) = read(client, "/admin/").one("section", aria_labelledby="held").all("li")
    return line.text, read(client, change(article)).one("section", aria_label="Stage").text


def test_as_long_as_it_is_so(client, held):
    sign_in(client, roles.EDITORS)

    for text in said(client, held):
        assert "Étoile was canceled" in text
        assert NOT_SO not in text
    if not held.is_public:
        assert NOT_SO not in read(client, act(held, "publish")).text
    assert "Will be held" not in read(client, change(held)).text
    assert 'aria-labelledby="will-be-held"' not in client.get("/admin/").text


def test_what_has_been_denied_since_does_not_hold_it(client, held, show):
    sign_in(client, roles.EDITORS)
    wrong, now = StatusEntry.objects.get(status="canceled"), timezone.now()
    assert status_changes.preview(status_changes.void(wrong), at=now, corrects=wrong).freed == (held,)
    status_changes.correct(wrong, status_changes.void(wrong), by=None, at=now)

    for text in said(client, held):
        assert "Étoile was canceled" in text
        assert NOT_SO in text
    assert foresight.foreseen([], held=[held.pk]) == {}
    if not held.is_public:
        assert NOT_SO in read(client, act(held, "publish")).text
    again, then = Article.objects.get(pk=held.pk), now + MINUTE
    if again.is_public:
        revision = again.latest_revision.number
        updates.schedule(again, by=None, at=now, publish_at=then, revision=revision, what="substantive")
    else:
        workflow.schedule(again, by=None, at=now, publish_at=then)
    assert workflow.publish_due(at=then) == [again]


def test_it_says_what_holds_it_now_where_that_is_something_else(client, held, show):
    sign_in(client, roles.EDITORS)
    wrong, now = StatusEntry.objects.get(status="canceled"), timezone.now()
    right = make_change(show, "ended", (now - 30 * MINUTE).isoformat(timespec="minutes"))
    impact = status_changes.preview(right, at=now, corrects=wrong)
    assert (impact.held, impact.freed) == ((), ())
    status_changes.correct(wrong, right, by=None, at=now)

    for text in said(client, held):
        assert "Étoile ended" in text or "Étoile has ended" in text
        assert NOT_SO not in text
        assert "canceled" not in text
