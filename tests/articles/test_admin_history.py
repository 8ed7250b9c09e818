"""The history of an article at the desk: what it shows, to whom, and the way back."""

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import text, workflow
from articles.models import Article
from newsroom import roles
from tests.articles.writing import change
from tests.desk import sign_in, told
from tests.factories import make_article, make_draft, make_user, moment
from tests.pages import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    return sign_in(client, roles.EDITORS)


def at(name, article, *numbers):
    return reverse(f"admin:articles_article_{name}", args=[article.pk, *numbers])


def saved(article, *, times=1, **words):
    for _ in range(times):
        base = article.revisions.count()
        given = words or {"headline": f"Headline {base}", "body": f"<p>Words and {base}</p>"}
        text.save_revision(article, base=base, by=None, at=moment("2025-05-01"), **given)
    return article


def pages(article, a=1, b=2):
    return [at("revisions", article), at("revision", article, a), at("difference", article, a, b)]


# -- what is shown -------------------------------------------------------------------------------


def test_the_history_lists_every_revision_newest_first(client, editor):
    article = make_article("First", body="<p>one two</p>")
    saved(article, headline="Second", body="<p>one two three</p>")

    items = read(client, at("revisions", article)).one("ol", class_="diff-list").all("li")

    last, first = [item.one(class_="diff-line").text for item in items]
    assert last.startswith("Revision 2 Latest Second")
    assert "An import" in last
    assert "3 words, 1 min to read" in last
    assert "Headline · Text (words: +1)" in last
    assert first.startswith("Revision 1 Readers see it, since Apr 30, 2025, 08:00 First")
    assert "The first." in first


def test_the_article_leads_to_its_history(client, editor):
    article = saved(make_draft("First"))

    page = read(client, change(article))

    hrefs = {link.attrs["href"] for link in page.one("section", aria_label="History").all("a")}
    assert hrefs >= {at("revisions", article), at("revision", article, 1), at("revision", article, 2)}


def test_the_log_of_acts_and_the_history_lead_to_each_other(client, editor):
    article = saved(make_draft("First"))
    log = reverse("admin:articles_article_audit", args=[article.pk])

    assert read(client, log).all("a", href=at("revisions", article))
    assert read(client, at("revisions", article)).all("a", href=log)


def test_the_two_that_one_wants_to_compare_are_chosen(client, editor):
    live = saved(make_article("Live"), times=3)
    draft = saved(make_draft("Draft"), times=3)

    chosen = {}
    for article in (live, draft):
        boxes = read(client, at("revisions", article)).all("input", type="radio")
        chosen[str(article)] = [(box.attrs["name"], box.attrs["value"]) for box in boxes if "checked" in box.attrs]

    assert chosen == {"Live": [("b", "4"), ("a", "1")], "Headline 3": [("b", "4"), ("a", "3")]}


def test_what_is_chosen_leads_to_its_difference(client, editor):
    article = saved(make_draft("First"), times=2)

    response = client.get(at("revisions", article), {"a": "3", "b": "1"})

    assert response.headers["Location"] == at("difference", article, 1, 3)


@pytest.mark.parametrize("chosen", [{"a": "1"}, {"a": "1", "b": "1"}, {"a": "1", "b": "9"}, {"a": "x", "b": "²"}])
def test_a_choice_of_anything_but_two_is_told_what_it_lacks(client, editor, chosen):
    article = saved(make_draft("First"))

    response = client.get(at("revisions", article), chosen)

    assert response.status_code == 200
    assert told(response) == ["Choose two different revisions: one in each column."]


def test_a_long_history_comes_in_pages(client, editor):
    article = saved(make_draft("First"), times=29)

    newest, oldest = (read(client, f"{at('revisions', article)}?page={number}") for number in (1, 2))

    numbers = [link.text for page in (newest, oldest) for link in page.all("a", class_="diff-number")]
    assert numbers == [f"Revision {number}" for number in range(30, 0, -1)]


def test_a_revision_is_read_as_it_was(client, editor):
    article = make_article("First", dek="A dek", body="<h2>Old</h2><p>words</p>")
    saved(article, headline="Second", body="")

    page = read(client, at("revision", article, 1))

    assert page.one("article").text == "First A dek Oldwords"
    assert page.one("article").one("h2").text == "Old"
    assert "Readers see it, since" in page.text


def test_the_difference_marks_words(client, editor):
    article = make_draft("Yes, it is coming", body="<p>It is <b>here</b> now</p>")
    saved(article, headline="Yes, it is canceled", body="<p>It is here now</p>")

    page = read(client, f"{at('difference', article, 1, 2)}?view=inline")

    headline, body = page.all("section", data_field=True)
    assert (headline.one("del").text, headline.one("ins").text) == ("coming", "canceled")
    assert (body.one("del").text, body.one("ins").text) == ("here [bold]", "here")


@pytest.mark.parametrize(
    ("query", "sides", "inlines"), [("", 1, 1), ("?view=side", 1, 0), ("?view=inline", 0, 1), ("?view=x", 1, 1)]
)
def test_the_difference_is_read_side_by_side_or_in_one_text(client, editor, query, sides, inlines):
    article = saved(make_draft("First"), headline="Second")

    page = read(client, f"{at('difference', article, 1, 2)}{query}")

    assert len(page.all(class_="diff-sides")) == sides
    assert len(page.all(class_="diff-inline")) == inlines


def test_the_difference_of_two_in_the_wrong_order_or_of_one_is_another_page(client, editor):
    article = saved(make_draft("First"))

    assert client.get(at("difference", article, 2, 1)).headers["Location"] == at("difference", article, 1, 2)
    assert client.get(at("difference", article, 2, 2)).headers["Location"] == at("revision", article, 2)


def test_nothing_in_a_text_becomes_markup_of_the_page(client, editor):
    hostile = "<img src=x onerror=alert(1)>"
    article = make_draft(f"First {hostile}", body="<p>&lt;script&gt;one&lt;/script&gt;</p>")
    saved(article, headline=f"Second {hostile}", seo_title=hostile, body="<p>&lt;script&gt;two&lt;/script&gt;</p>")

    for path in pages(article):
        page = read(client, path)
        assert page.all("img", onerror=True) == []
        assert "alert(1)" in page.text
    body = read(client, f"{at('difference', article, 1, 2)}?view=inline").one("section", data_field="body")
    assert body.one("p").text == "<script>onetwo</script>"


def test_pictures_stand_beside_each_other(client, editor, pictures):
    article = make_draft("First", lead_picture=pictures(), lead_image_alt="A stage")
    saved(article, lead_picture=pictures("hall.png"), lead_image_alt="A hall")

    section = read(client, at("difference", article, 1, 2)).one("section", data_field="lead_picture")

    assert [picture.attrs["alt"] for picture in section.all("img")] == ["A stage", "A hall"]


@pytest.mark.parametrize("numbers", [(9,), (1, 9), (10**23,), (1, 10**23)])
def test_a_revision_that_is_not_there_is_not_found(client, editor, numbers):
    article = make_draft("First")
    name = "revision" if len(numbers) == 1 else "difference"

    assert client.get(at(name, article, *numbers)).status_code == 404


@pytest.mark.slow
@pytest.mark.parametrize("paragraphs", [1, 60])
def test_no_page_of_the_history_asks_more_of_a_long_one(client, editor, paragraphs):
    body = "".join(f"<p>Words of paragraph {number}</p>" for number in range(paragraphs))
    short = saved(make_article("Short", body=body), headline="Second")
    long = saved(make_article("Long", body=body), times=49)
    for number in range(5):
        workflow.update(long, substantive=True, correction="", by=None, at=moment(f"2025-06-0{number + 1}"))

    asked = [_count(client, path) for path in (*pages(short), *pages(long, 1, 50))]

    assert asked[:3] == asked[3:]
    assert max(asked) <= 25


def _count(client, path):
    with CaptureQueriesContext(connection) as queries:
        read(client, path)
    return len(queries)


# -- the way back --------------------------------------------------------------------------------


def test_an_editor_restores_a_revision_of_a_published_article(client, editor):
    article = saved(make_article("First", body="<p>Old</p>"), headline="Second", body="<p>New</p>")

    form = read(client, at("revision", article, 1)).one("form", action=at("restore", article, 1))
    base = form.one("input", name="base").attrs["value"]
    response = client.post(form.attrs["action"], {"base": base})

    article.refresh_from_db()
    assert response.headers["Location"] == change(article)
    assert told(response) == [
        "Revision 1 is restored as revision 3. Readers see revision 1 until the changes are published."
    ]
    assert (article.latest_revision.headline, article.latest_revision.body) == ("First", "<p>Old</p>")
    assert article.latest_revision.saved_by == editor


def test_restoring_over_what_somebody_else_saved_is_refused(client, editor):
    article = saved(make_draft("First"), times=2)

    response = client.post(at("restore", article, 1), {"base": "2"})

    assert response.headers["Location"] == at("revisions", article)
    (said,) = told(response)
    assert said.startswith("Nothing was restored: somebody saved another revision meanwhile.")
    assert article.revisions.count() == 3


@pytest.mark.parametrize("form", [{}, {"base": "latest"}])
def test_a_form_that_is_not_ours_restores_nothing(client, editor, form):
    article = saved(make_draft("First"))

    response = client.post(at("restore", article, 1), form)

    assert told(response) == ["Nothing was restored: the form was not as we sent it. Try again from this page."]
    assert article.revisions.count() == 2


def test_restoring_what_the_latest_says_tells_so(client, editor):
    article = saved(saved(make_draft("First"), headline="Second"), headline="First")

    response = client.post(at("restore", article, 1), {"base": "3"})

    assert told(response) == ["Revision 3 says what revision 1 says: nothing to restore."]


def test_restoring_is_never_done_by_a_link(client, editor):
    article = saved(make_draft("First"))

    assert client.get(at("restore", article, 1)).status_code == 405


# -- who may -------------------------------------------------------------------------------------


def test_a_reporter_reads_the_history_of_any_article_and_restores_drafts_of_their_own(client):
    reporter = sign_in(client, roles.REPORTERS)
    theirs, published = saved(make_draft("Theirs")), saved(make_article("Public", by=reporter))
    own = saved(make_draft("Own", by=reporter))

    pages = [read(client, at("revision", one, 1)) for one in (theirs, published, own)]
    offered = [bool(page.all("input", name="base")) for page in pages]
    answers = [client.post(at("restore", one, 1), {"base": "2"}).status_code for one in (theirs, published, own)]

    assert offered == [False, False, True]
    assert answers == [403, 403, 302]
    assert [one.revisions.count() for one in (theirs, published, own)] == [2, 2, 3]


def test_who_may_not_restore_learns_nothing(client):
    sign_in(client, roles.REPORTERS)
    article = saved(make_draft("Secret plan"))

    there, missing = (client.post(at("restore", article, number), {"base": "2"}) for number in (1, 99))

    assert (there.status_code, missing.status_code) == (403, 403)
    assert there.content == missing.content
    assert b"Secret" not in there.content


def test_who_may_not_read_articles_learns_nothing(client):
    user = make_user("outsider", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_show"))
    client.force_login(user)
    article = saved(make_draft("Secret plan"))
    nowhere = Article(pk=0)

    answers = [client.get(path) for one in (article, nowhere) for path in pages(one)]
    answers += [client.post(at("restore", one, 1), {"base": "2"}) for one in (article, nowhere)]

    assert {answer.status_code for answer in answers} == {403}
    assert len({answer.content for answer in answers}) == 1
    assert b"Secret" not in answers[0].content


def test_nobody_reads_the_history_without_signing_in(client):
    article = saved(make_draft("Secret plan"))

    for path in pages(article):
        assert client.get(path).headers["Location"].startswith(reverse("admin:login"))


# -- how long it is ------------------------------------------------------------------------------


def test_the_article_tells_its_length(client, editor):
    article = make_draft("First", body="<p>" + "word " * 239 + "</p>")

    said = [
        read(client, path).one(data_length=True).text
        for path in (change(article), reverse("admin:articles_article_add"))
    ]

    assert said == ["239 words, 2 min to read", "No words yet"]


def test_who_may_only_read_it_is_told_its_length_too(client):
    sign_in(client, roles.REPORTERS)
    article = make_article("First", body="<p>Three short words</p>")

    assert read(client, change(article)).one(data_length=True).text == "3 words, 1 min to read"
