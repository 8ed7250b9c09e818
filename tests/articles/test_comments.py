"""Colleagues comment on an article, and resolve what they said."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from articles import comments
from articles.models import Article, Comment
from newsroom import roles
from tests.articles.writing import change, filled
from tests.desk import sign_in
from tests.factories import make_article, make_draft, make_user, moment
from tests.pages import parse, read

pytestmark = pytest.mark.django_db

MAY_1 = moment("2025-05-01")
LIST = reverse("admin:articles_article_changelist")


def talk(article):
    return reverse("admin:articles_article_comments", args=[article.pk])


def own_draft(user):
    article = make_draft("Own", by=user)
    Article.objects.filter(pk=article.pk).update(assigned_to=user)
    return article


# -- what is said --------------------------------------------------------------------------------


def test_a_comment_knows_the_revision_of_its_time():
    article, by = make_draft(), make_user("colleague")

    comment = comments.say(article, "First line\r\nSecond line\x00", by=by, at=MAY_1)

    assert (comment.revision, comment.text) == (article.latest_revision, "First line\nSecond line")
    assert article.audit.first().act == "commented"
    assert article.audit.first().note == ""


@pytest.mark.parametrize(
    ("text", "why"), [(" \r\n", "an empty comment helps nobody"), ("x" * 5001, "has 5,001 characters: shorten it")]
)
def test_a_comment_says_something_and_not_too_much(text, why):
    with pytest.raises(comments.NotSaid, match=why):
        comments.say(make_draft(), text, by=None, at=MAY_1)


def test_a_comment_is_resolved_once():
    first, second = make_user("first"), make_user("second")
    comment = comments.say(make_draft(), "Who says so?", by=first, at=MAY_1)

    comments.resolve(comment, by=second, at=MAY_1)
    comments.resolve(comment, by=first, at=moment("2025-05-02"))

    assert (comment.resolved_by, comment.resolved_at) == (second, MAY_1)
    assert comment.article.audit.filter(act="resolved").count() == 1


CHANGES = {
    "delete": lambda rows: rows.delete(),
    "reword": lambda rows: rows.update(text="x"),
    "reopen": lambda rows: rows.update(resolved_at=None, resolved_by=None),
}


@pytest.mark.parametrize("how", CHANGES)
def test_a_comment_stays_as_it_was_said(how):
    comment = comments.say(make_draft(), "Who says so?", by=None, at=MAY_1)
    if how == "reopen":
        comments.resolve(comment, by=None, at=MAY_1)

    with pytest.raises(IntegrityError, match="stays as it was said"), transaction.atomic():
        CHANGES[how](Comment.objects.filter(pk=comment.pk))


# -- at the desk ---------------------------------------------------------------------------------


def test_a_comment_goes_along_with_what_is_typed(client):
    user = sign_in(client, roles.REPORTERS)
    article = own_draft(user)
    form = filled(client, change(article)) | {
        "headline": "Typed just now",
        "comment": "Is this <b>right</b>?\nI doubt it.",
    }

    client.post(change(article), form)

    card = read(client, change(article)).one("section", aria_labelledby="comments")
    assert Article.objects.get().latest_revision.headline == "Typed just now"
    assert "1 open" in card.text
    assert "Is this <b>right</b>?" in card.one(class_="copy-comment-text").text
    assert card.one(class_="copy-comment-text").all("br")
    assert article.comments.get().revision.number == 2


def test_a_comment_alone_saves_no_revision(client):
    article = own_draft(sign_in(client, roles.REPORTERS))

    response = client.post(change(article), filled(client, change(article)) | {"comment": "Hm."}, follow=True)

    assert "Your comment stands beside the article." in response.content.decode()
    assert "Nothing was changed" not in response.content.decode()
    assert article.revisions.count() == 1


def test_a_comment_of_nothing_that_is_seen_does_not_keep_the_words_from_being_saved(client):
    article = own_draft(sign_in(client, roles.REPORTERS))
    form = filled(client, change(article)) | {"headline": "Typed just now", "comment": "\x01 \x02"}

    assert client.post(change(article), form).status_code == 302

    assert Article.objects.get().latest_revision.headline == "Typed just now"
    assert not article.comments.exists()


def test_a_comment_is_kept_where_the_article_is_refused(client):
    article = own_draft(sign_in(client, roles.REPORTERS))
    form = filled(client, change(article)) | {"headline": "", "comment": "An hour of thought"}

    page = parse(client.post(change(article), form).content.decode())

    assert [area.text.strip() for area in page.all("textarea", name="comment")] == ["An hour of thought"]
    assert not article.comments.exists()


def test_a_comment_that_is_too_long_comes_back(client):
    article = own_draft(sign_in(client, roles.REPORTERS))

    for path in (change(article), talk(article)):
        form = filled(client, change(article)) if path == change(article) else {}
        page = parse(client.post(path, form | {"comment": "x" * 5001}).content.decode())
        assert page.one("textarea", name="comment").text.strip() == "x" * 5001
    assert not article.comments.exists()


def test_who_only_reads_an_article_comments_and_resolves_too(client):
    reporter, article = sign_in(client, roles.REPORTERS), make_article(by=make_user("other"))
    page = read(client, change(article))
    assert page.one("form", id="copy-talk").attrs["action"] == talk(article)
    assert page.one("textarea", name="comment").attrs["form"] == "copy-talk"

    response = client.post(talk(article), {"comment": "The date is wrong."})
    assert response.headers["Location"].endswith("#comments")
    comment = article.comments.get()
    button = read(client, change(article)).one("button", name="_resolve")
    client.post(talk(article), {"_resolve": button.attrs["value"]})

    comment.refresh_from_db()
    assert (comment.by, comment.resolved_by) == (reporter, reporter)
    assert "resolved by" in read(client, talk(article)).text


def test_resolving_saves_what_is_typed(client):
    article = own_draft(sign_in(client, roles.REPORTERS))
    comment = comments.say(article, "Shorter.", by=None, at=MAY_1)
    form = filled(client, change(article)) | {"headline": "Short", "_resolve": str(comment.pk)}

    client.post(change(article), form)

    assert not article.comments.open().exists()
    assert Article.objects.get().latest_revision.headline == "Short"


@pytest.mark.parametrize("pk", ["0", "x", "９", "9" * 30])
def test_there_is_nothing_to_resolve_where_no_comment_is(client, pk):
    sign_in(client, roles.REPORTERS)
    article, other = make_draft(), make_draft()
    comments.say(other, "Elsewhere", by=None, at=MAY_1)

    assert client.post(talk(article), {"_resolve": pk}).status_code == 404
    assert client.post(talk(article), {"_resolve": str(other.comments.get().pk)}).status_code == 404


def test_an_empty_comment_is_refused_at_its_field(client):
    sign_in(client, roles.REPORTERS)

    response = client.post(talk(make_draft()), {"comment": " "})

    assert "an empty comment helps nobody" in response.content.decode()


def test_who_may_not_read_articles_neither_reads_nor_writes_comments(client):
    client.force_login(make_user("nobody", is_staff=True))
    article = make_draft("Secret")
    comments.say(article, "Very secret", by=None, at=MAY_1)

    for path in (talk(article), talk(article).replace(str(article.pk), str(article.pk + 1000))):
        for response in (client.get(path), client.post(path, {"comment": "x"})):
            assert response.status_code == 403
            assert "ecret" not in response.content.decode()
    assert Comment.objects.count() == 1


def test_the_list_counts_what_is_open(client):
    sign_in(client, roles.EDITORS)
    article = make_draft()
    for number in range(3):
        comment = comments.say(article, f"Comment {number}", by=None, at=MAY_1)
    comments.resolve(comment, by=None, at=MAY_1)

    (count,) = read(client, LIST).all(class_="copy-count")

    assert (count.text, count.attrs["title"]) == ("2 open", "2 comments are open")


@pytest.mark.slow
def test_comments_take_as_many_queries_for_one_as_for_fifty(client, django_assert_max_num_queries):
    sign_in(client, roles.EDITORS)
    article = make_draft()
    read(client, change(article))
    for number in (1, 50):
        for _ in range(number):
            comments.say(article, "Hm.", by=make_user(), at=MAY_1)
        for path, most in ((change(article), 25), (talk(article), 10), (LIST, 15)):
            with django_assert_max_num_queries(most):
                read(client, path)
    assert len(read(client, talk(article)).all(class_="copy-comment-text")) == 50
