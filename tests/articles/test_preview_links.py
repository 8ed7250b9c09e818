"""Links by which outsiders read a draft."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import preview_links, text, workflow
from articles.models import PreviewLink
from tests.again import again
from tests.factories import cancel_etoile, make_article, make_draft, make_etoile, make_user
from tests.pages import parse, read

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return make_user("editor")


@pytest.fixture
@again
def draft():
    return make_draft("Season 2 is coming", shows=[(make_etoile(), 2)], body="<p>In confidence.</p>")


def make_link(article, by, **kwargs):
    link, token = preview_links.make(article, by=by, at=kwargs.pop("at", timezone.now()), **kwargs)
    return link, f"/preview/{token}/"


def test_whoever_has_the_link_reads_the_draft(client, editor, draft):
    _, path = make_link(draft, editor)

    response = client.get(path)

    page = parse(response.content.decode())
    assert page.one("h1").text == "Season 2 is coming"
    assert "In confidence." in page.one(class_="body").text
    assert page.one(class_="preview-mark").text.startswith("Preview. This is a draft: it is not published.")
    assert page.one(class_="article-date").text == "Not published yet"
    assert page.one("meta", name="robots").attrs["content"] == "noindex, nofollow"
    assert page.all("link", rel="canonical") == []
    assert "/admin/" not in response.content.decode()
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
    assert response.cookies == {}
    assert client.post(path).status_code == 405


def test_only_the_fingerprint_of_a_token_is_kept(editor, draft):
    _, token = preview_links.make(draft, by=editor, at=timezone.now())

    kept = PreviewLink.objects.values().get()

    assert len(token) >= 43  # 256 bits
    assert token not in str(kept)
    assert kept["token_hash"] == preview_links.hashed(token)


def test_a_link_shows_the_latest_revision_or_that_of_its_day(client, editor, draft):
    _, latest = make_link(draft, editor)
    _, fixed = make_link(draft, editor, revision=draft.latest_revision)
    text.save_revision(draft, base=1, by=editor, at=timezone.now(), headline="Rewritten")

    assert read(client, latest).one("h1").text == "Rewritten"
    assert read(client, fixed).one("h1").text == "Season 2 is coming"


def test_a_link_to_changes_of_a_public_article_says_so(client, editor):
    show = make_etoile()
    article = make_article(shows=[(show, 2)])
    cancel_etoile(show)
    text.save_revision(article, base=1, by=editor, at=timezone.now(), headline="No")

    page = read(client, make_link(article, editor)[1])

    assert "not the published article" in page.one(class_="preview-mark").text
    assert page.one("h1").text == "No"
    assert page.all(class_="article-date")[0].text.startswith("Published ")


def test_whatever_leads_nowhere_answers_the_same(client, editor, draft):
    now = timezone.now()
    _, expired = make_link(draft, editor, at=now - timedelta(days=8))
    ended, revoked = make_link(draft, editor)
    preview_links.revoke(ended, by=editor, at=now)
    article = make_article("Gone")
    _, withdrawn = make_link(article, editor)
    workflow.withdraw(article, by=editor, at=now)

    answers = [client.get(path) for path in (expired, revoked, withdrawn, "/preview/unknown/", "/preview/é%00/")]

    assert [answer.status_code for answer in answers] == [404] * 5
    assert len({answer.content for answer in answers}) == 1


def test_a_link_works_to_the_last_second(editor, draft):
    at = timezone.now()
    link, token = preview_links.make(draft, by=editor, at=at, days=30)

    assert preview_links.followed(token, at=at + timedelta(days=30, seconds=-1)) == link
    assert preview_links.followed(token, at=at + timedelta(days=30)) is None


def test_a_link_that_is_revoked_keeps_who_revoked_it_first(editor, draft):
    link, _ = make_link(draft, editor)
    at = timezone.now()
    preview_links.revoke(link, by=editor, at=at)

    preview_links.revoke(link, by=make_user("other"), at=at + timedelta(hours=1))

    assert (link.revoked_by, link.revoked_at) == (editor, at)


@pytest.mark.parametrize("days", [0, -1, 31])
def test_no_link_works_for_longer_than_a_month(editor, draft, days):
    with pytest.raises(preview_links.NotPossible, match="works for 1 to 30 days"):
        make_link(draft, editor, days=days)


def test_the_database_keeps_links_short():
    user, at = make_user(), timezone.now()

    with pytest.raises(IntegrityError, match="expires_within_thirty_days"):
        PreviewLink.objects.create(
            article=make_draft(), token_hash="x", made_by=user, made_at=at, expires_at=at + timedelta(days=31)
        )


def test_an_article_has_so_many_links_and_no_more(editor, draft):
    for _ in range(preview_links.MOST_LINKS):
        link, _ = make_link(draft, editor)

    with pytest.raises(preview_links.NotPossible, match="revoke one that nobody needs"):
        make_link(draft, editor)
    preview_links.revoke(link, by=editor, at=timezone.now())
    assert make_link(draft, editor)


def test_a_withdrawn_article_gets_no_link(editor):
    article = make_article()
    workflow.withdraw(article, by=editor, at=timezone.now())

    with pytest.raises(preview_links.NotPossible, match="is withdrawn"):
        make_link(article, editor)


@pytest.mark.parametrize("published", [True, False])
def test_following_a_link_takes_few_queries(client, editor, published):
    show = make_etoile()
    article = (make_article if published else make_draft)(shows=[(show, 2), show])
    cancel_etoile(show)
    _, path = make_link(article, editor)

    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200

    assert len(queries) <= 8
