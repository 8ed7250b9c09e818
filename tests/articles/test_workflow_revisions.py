"""What goes out is what somebody has read."""

import pytest

from articles import text, workflow
from articles.models import Article
from tests.factories import make_article, make_draft, make_user, moment

pytestmark = pytest.mark.django_db

AT = moment("2025-05-02")


def save_another(article, *, by=None, base=1):
    at = moment("2025-05-01T14:05:00+00:00")
    return text.save_revision(article, base=base, by=by, at=at, headline="Half-written")


def update(article, **kwargs):
    return workflow.update(article, substantive=True, **kwargs)


def schedule(article, **kwargs):
    return workflow.schedule(article, publish_at=moment("2025-05-03"), **kwargs)


ACTS = [
    (make_draft, workflow.submit),
    (make_draft, workflow.publish),
    (make_draft, schedule),
    (make_article, update),
]


@pytest.mark.parametrize(("make", "act"), ACTS)
def test_no_act_sends_out_what_somebody_saved_meanwhile(make, act):
    article = make("First")
    save_another(article, by=make_user("colleague", first_name="Copy", last_name="desk"))
    before = Article.objects.values().get()

    with pytest.raises(workflow.SavedMeanwhile) as refused:
        act(article, by=None, at=AT, revision=1)

    said = str(refused.value)
    assert "saved revision 2 of “" in said
    assert "on May 1, 2025, 10:05 a.m., and you had read revision 1." in said
    assert said.startswith("Copy desk")
    assert Article.objects.values().get() == before


@pytest.mark.parametrize(("make", "act"), ACTS)
def test_the_revision_that_was_read_goes_out(make, act):
    article = make("First")
    save_another(article)

    act(article, by=None, at=AT, revision=2)

    article.refresh_from_db()
    assert article.latest_revision.number == 2
    assert article.live_revision_id in (None, article.latest_revision_id)


def test_a_reschedule_is_of_what_was_read_too():
    article = schedule(make_draft("First"), by=None, at=AT)
    save_another(article)

    with pytest.raises(workflow.SavedMeanwhile, match="An import saved revision 2"):
        schedule(article, by=None, at=AT, revision=1)


def test_who_names_no_revision_sends_out_the_latest():
    article = make_draft("First")
    save_another(article)

    workflow.publish(article, by=None, at=AT)

    assert article.live_revision.number == 2


def test_a_draft_without_text_says_so_whatever_was_read():
    article = make_draft("First")
    Article.objects.update(latest_revision=None)

    with pytest.raises(workflow.NotAllowed, match="has no text yet"):
        workflow.publish(article, by=None, at=AT, revision=1)
