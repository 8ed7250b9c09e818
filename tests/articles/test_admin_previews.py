"""Previews at the desk: what is typed, in a frame; and links for outsiders."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import preview_links, workflow
from articles.models import Article, PreviewLink, Revision
from newsroom import roles
from shows.models import Season
from tests.articles.writing import ADD, change, covering, filled, written
from tests.desk import sign_in, told
from tests.factories import (
    cancel_etoile,
    make_article,
    make_draft,
    make_etoile,
    make_picture,
    make_section,
    make_show,
    make_user,
)
from tests.pages import parse, read

pytestmark = pytest.mark.django_db

NEW, NEW_PAGE = (reverse(f"admin:articles_article_preview_new{part}") for part in ("", "_page"))


def of(article, name="preview", *more):
    return reverse(f"admin:articles_article_{name}", args=[article.pk, *more])


def post(client, path, data, status=200):
    response = client.post(path, data)
    assert response.status_code == status, response.status_code
    return parse(response.content.decode())


def controls(page):
    """What the frame's form sends."""
    form = page.one("form", id="look")
    sent = {}
    for field in form.all("input", name=True):
        sent.setdefault(field.attrs["name"], []).append(field.attrs.get("value", ""))
    return form.attrs["action"], sent


def notices_on(page):
    return [found.text for found in page.all(data_notice=True)]


@pytest.fixture
def editor(client):
    return sign_in(client, roles.EDITORS)


# -- what is saved -------------------------------------------------------------------------------


def test_what_is_saved_is_shown_as_the_public_page(client, editor):
    show = make_etoile()
    article = make_article(shows=[(show, 2)], body="<p>Yes.</p>")
    cancel_etoile(show)

    outer = read(client, of(article))
    inner = client.get(outer.one("iframe").attrs["src"])
    public = client.get(article.get_absolute_url())

    assert parse(inner.content.decode()).one("main").text == parse(public.content.decode()).one("main").text
    assert outer.one(class_="look-title").text.startswith("Preview Yes, season 2 is coming Revision 1, as it is saved.")


def test_only_the_page_in_the_frame_may_be_framed_and_by_us(client, editor):
    article = make_draft()

    outer, inner = client.get(of(article)), client.get(of(article, "preview_page"))

    assert outer.headers["X-Frame-Options"] == "DENY"
    assert inner.headers["X-Frame-Options"] == "SAMEORIGIN"
    policy = inner.headers["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in policy
    assert "unsafe" not in policy
    assert "unsafe-inline" not in outer.headers["Content-Security-Policy"].partition("script-src")[2].partition(";")[0]
    assert inner.headers["X-Robots-Tag"] == "noindex"


def test_a_status_may_be_supposed(client, editor):
    show = make_etoile()
    article = make_article(shows=[(show, 2)])
    offered = read(client, of(article)).one("select", id="id_look-subject")

    page = parse(
        client.get(
            of(article, "preview_page"), {"look-subject": str(show.pk), "look-status": "canceled"}
        ).content.decode()
    )

    assert [one.text for one in offered.all("option")] == ["Nothing", "Étoile, season 2", "Étoile, the show"]
    (notice,) = notices_on(page)
    assert notice.startswith("This has since changed When published Ordered Today Order reversed Prime Video canceled ")


@pytest.mark.parametrize(
    ("look", "message"),
    [
        ({"status": "canceled"}, "Suppose a change of: Choose whose status it is."),
        ({"subject": "SHOW"}, "Status: Choose the status that it would have."),
        (
            {"subject": "SHOW", "status": "ordered"},
            "“Ordered” is a status of a season: choose one of the show.",
        ),
        ({"subject": "SHOW.2", "status": "ending"}, "is a status of a show: choose one of a season."),
        ({"subject": "SHOW.2", "status": "dated"}, "Premiere date: A season that is dated needs its premiere date."),
        ({"subject": "999", "status": "canceled"}, "Suppose a change of: Select a valid choice."),
        ({"as_of": "soon"}, "As of: Enter a valid date/time."),
        ({"as_of": "0003-01-01T00:00"}, "As of: Give a date between 1900 and 2200."),
    ],
)
def test_what_cannot_be_looked_at_says_why(client, editor, look, message):
    show = make_etoile()
    article = make_draft(shows=[(show, 2)])
    data = {f"look-{name}": value.replace("SHOW", str(show.pk)) for name, value in look.items()}

    response = client.get(of(article, "preview_page"), data)

    assert response.status_code == 400
    assert message in parse(response.content.decode()).one("main").text


# -- what is typed -------------------------------------------------------------------------------


def test_what_is_typed_is_shown_and_not_saved(client, editor):
    show = make_etoile()
    article = make_draft("Saved", shows=[show])
    form = filled(client, change(article)) | {"headline": "Typed", "body": "<p>New<script>x</script></p>"}

    path, sent = controls(post(client, of(article), form))
    page = post(client, path, sent)

    assert path == of(article, "preview_page")
    assert page.one("h1").text == "Typed"
    assert page.one(class_="body").text == "New"
    assert [one.text for one in page.all(class_="subject-name")] == ["Étoile"]
    article.refresh_from_db()
    assert (article.latest_revision.headline, Revision.objects.count()) == ("Saved", 1)


def test_an_article_is_shown_before_it_is_ever_saved(client, editor):
    show = make_etoile()
    form = written(make_section(), headline="Will there be a third?") | covering((show, 3))

    path, sent = controls(post(client, NEW, form))
    page = post(client, path, sent | {"look-subject": f"{show.pk}.3", "look-status": "ordered"})

    assert path == NEW_PAGE
    assert page.one("h1").text == "Will there be a third?"
    assert notices_on(page)[0].startswith("This has since been decided")
    assert (Article.objects.count(), Season.objects.filter(number=3).count()) == (0, 0)


def test_what_is_incomplete_says_what_is_missing(client, editor):
    article = make_draft("Saved")
    form = filled(client, change(article)) | {"headline": "", "bylines-0-author": "99999"}

    page = post(client, of(article), form)

    said = page.one(class_="copy-held").text
    assert "Headline: This field is required." in said
    assert "Author: Select a valid choice." in said
    assert page.all("iframe") == []
    assert "still open in its own tab" in said


@pytest.mark.usefixtures("media")
def test_a_picture_is_shown_before_it_is_saved_as_the_article_leads_with_it(client, editor):
    article = make_draft("Saved")
    chosen = {"lead_picture": make_picture().pk, "lead_image_alt": "Dancers"}

    action, sent = controls(post(client, of(article), filled(client, change(article)) | chosen))
    page = post(client, action, sent)

    assert page.one("figure", class_="lead-image").one("img").attrs["alt"] == "Dancers"
    assert article.revisions.count() == 1


def test_the_buttons_are_on_the_articles_page(client, editor):
    article = make_draft("Saved")

    old, new = read(client, change(article)), read(client, ADD)

    for page, path in ((old, of(article)), (new, NEW)):
        button = page.one("button", formtarget="_blank")
        assert (button.text, button.attrs["formaction"]) == ("Preview", path)


# -- who may -------------------------------------------------------------------------------------


def test_a_reporter_looks_at_others_articles_as_they_are_saved(client):
    article = make_draft("Another’s")
    sign_in(client, roles.REPORTERS)

    assert client.get(of(article)).status_code == 200
    assert client.get(of(article, "preview_page")).status_code == 200
    assert client.post(of(article), {}).status_code == 403
    assert client.post(of(article, "preview_page"), {}).status_code == 403
    link = read(client, change(article)).one("a", target="_blank", href=of(article))
    assert link.text == "Preview"


def test_who_may_not_see_articles_learns_nothing(client):
    article = make_draft("Secret")
    client.force_login(make_user("nobody", is_staff=True))

    for pk in (article.pk, 999_999):
        for name in ("preview", "preview_page", "preview_links"):
            path = reverse(f"admin:articles_article_{name}", args=[pk])
            assert (client.get(path).status_code, client.post(path).status_code) == (403, 403)
        assert client.post(reverse("admin:articles_article_preview_revoke", args=[pk, 1])).status_code == 403
    assert (client.post(NEW).status_code, client.post(NEW_PAGE).status_code) == (403, 403)


def test_strangers_are_asked_to_sign_in(client):
    article = make_draft("Secret")

    for path in (of(article), of(article, "preview_page"), of(article, "preview_links"), NEW):
        assert client.get(path).headers["Location"].startswith("/admin/login/")


def test_there_is_no_preview_of_what_is_not_there(client, editor):
    missing = [reverse(f"admin:articles_article_{name}", args=[999_999]) for name in ("preview", "preview_page")]

    assert [client.get(path).status_code for path in (*missing, NEW, NEW_PAGE)] == [404] * 4


# -- what it costs -------------------------------------------------------------------------------


def test_a_preview_takes_the_same_queries_however_many_rows(client, editor):
    counts = []
    for rows in (1, 10):
        shows = [make_show(f"Show {rows} {number}") for number in range(rows)]
        names = [f"Author {rows} {number}" for number in range(rows)]
        article = make_draft(f"With {rows}", shows=shows, authors=names)
        with CaptureQueriesContext(connection) as saved:
            client.get(of(article, "preview_page"))
        counts.append(len(saved))

    assert counts[0] == counts[1] <= 25


# -- links for outsiders -------------------------------------------------------------------------


def make_link(article, by):
    return preview_links.make(article, by=by, at=timezone.now())[0]


def test_a_link_is_made_and_told_once(client, editor):
    article = make_draft("In confidence")

    page = post(client, of(article, "preview_links"), {"days": "3", "shows": "this"})
    url = page.one("input", id="made").attrs["value"]

    link = PreviewLink.objects.get()
    assert link.revision == article.latest_revision
    assert (link.made_by, link.expires_at - link.made_at) == (editor, timedelta(days=3))
    assert "/preview/" in url
    client.logout()
    assert read(client, url.removeprefix("http://localhost:8000")).one("h1").text == "In confidence"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"days": "31"}, "less than or equal to 30"),
        ({"days": "0"}, "greater than or equal to 1"),
        ({"days": ""}, "This field is required."),
        ({"shows": "all"}, "Select a valid choice."),
    ],
)
def test_a_link_that_cannot_be_made_says_why(client, editor, fields, message):
    article = make_draft()

    page = post(client, of(article, "preview_links"), {"days": "7", "shows": "latest"} | fields)

    assert message in page.one(class_="copy-errors").text
    assert not PreviewLink.objects.exists()


def test_no_link_is_made_to_what_is_withdrawn(client, editor):
    article = make_article()
    workflow.withdraw(article, by=editor, at=timezone.now())

    page = post(client, of(article, "preview_links"), {"days": "7", "shows": "latest"})

    assert "is withdrawn" in page.one(class_="copy-held").text


@pytest.mark.slow
def test_links_are_listed_with_their_end_and_revoked(client, editor):
    article = make_draft()
    link = make_link(article, make_user("reporter"))

    page = read(client, of(article, "preview_links"))
    aside = read(client, change(article)).one("section", aria_label="Preview").text
    response = client.post(of(article, "preview_revoke", link.pk))

    until = timezone.localtime(link.expires_at).strftime("%b %-d, %Y, %H:%M")
    assert f"The latest revision, until {until}" in page.one(class_="copy-link").text
    assert f"until {until}" in aside
    assert told(response) == ["The link is revoked: it leads nowhere from now on."]
    link.refresh_from_db()
    assert link.revoked_by == editor
    assert read(client, of(article, "preview_links")).all(class_="copy-link") == []


@pytest.mark.slow
def test_a_writer_makes_and_revokes_links_to_drafts_of_their_own(client):
    reporter = sign_in(client, roles.REPORTERS)
    own, other = make_draft("Own", by=reporter), make_draft("Other")
    link, foreign = make_link(own, reporter), make_link(other, make_user("editor"))
    editors = make_link(own, foreign.made_by)

    statuses = [
        client.post(of(own, "preview_links"), {"days": "7", "shows": "latest"}).status_code,
        client.post(of(own, "preview_revoke", link.pk)).status_code,
        client.post(of(own, "preview_revoke", editors.pk)).status_code,
        client.get(of(other, "preview_links")).status_code,
        client.post(of(other, "preview_links"), {"days": "7", "shows": "latest"}).status_code,
        client.post(of(other, "preview_revoke", foreign.pk)).status_code,
        client.post(of(other, "preview_revoke", 999_999)).status_code,
        client.post(of(own, "preview_revoke", foreign.pk)).status_code,
    ]

    assert statuses == [200, 302, 403, 403, 403, 403, 403, 403]
    assert "Links for outsiders" not in read(client, change(other)).text


@pytest.mark.slow
def test_a_writer_still_revokes_a_link_once_the_draft_is_handed_in(client):
    reporter = sign_in(client, roles.REPORTERS)
    draft = make_draft("Own", by=reporter)
    link = make_link(draft, reporter)
    make_link(draft, make_user("editor"))
    workflow.submit(draft, by=reporter, at=timezone.now())

    page = read(client, of(draft, "preview_links"))
    aside = read(client, change(draft)).one("section", aria_label="Preview")

    assert len(page.all(class_="copy-link")) == 1
    assert page.all("input", name="days") == []
    assert len(aside.all("li")) == 1
    assert client.post(of(draft, "preview_links"), {"days": "7", "shows": "latest"}).status_code == 403
    assert client.post(of(draft, "preview_revoke", link.pk)).headers["Location"] == change(draft)


def test_a_link_is_revoked_by_a_post_of_its_own_article_alone(client, editor):
    one, other = make_draft("One"), make_draft("Other")
    link = make_link(one, editor)

    assert client.get(of(one, "preview_revoke", link.pk)).status_code == 405
    assert client.post(of(other, "preview_revoke", link.pk)).status_code == 404
    link.refresh_from_db()
    assert link.revoked_at is None


def test_the_list_of_links_takes_the_same_queries_however_many(client, editor):
    article, counts = make_draft(), []

    for _ in range(2):
        for _ in range(5):
            make_link(article, make_user())
        with CaptureQueriesContext(connection) as queries:
            read(client, of(article, "preview_links"))
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 25
