"""An act at the desk sends out the revision that its page named."""

import pytest
from django.utils import timezone

from articles import text, workflow
from articles.models import Article
from newsroom import roles
from tests.articles.writing import act, change, filled, going_out
from tests.desk import sign_in
from tests.factories import cancel_etoile, make_article, make_draft, make_etoile, make_user, moment
from tests.pages import parse, read

pytestmark = pytest.mark.django_db

ASKED = {
    "publish": {},
    "submit": {},
    "schedule": {"publish_at": "2099-07-01T18:00"},
    "update": {"what": "correction", "correction": "We were wrong about the date."},
}


@pytest.fixture(autouse=True)
def editor(client):
    return sign_in(client, roles.EDITORS)


def save_another(article, **words):
    latest = article.revisions.latest("number").number
    by, at = make_user("colleague"), moment("2025-05-01T14:05:00+00:00")
    return text.save_revision(article, base=latest, by=by, at=at, **words)


def make_for(name):
    """An article to which the act can be done: a published one has a revision that readers don't see."""
    if name != "update":
        return make_draft("First", dek="A dek")
    article = make_article("First", dek="A dek")
    save_another(article, headline="Second")
    return article


def asked(page):
    """What the form of an act sends as it stands."""
    form = page.one("form", class_="copy-act-form")
    return {field.attrs["name"]: field.attrs["value"] for field in form.all("input", type="hidden")}


def state():
    return Article.objects.values("stage", "live_revision", "scheduled_for", "modified_at").get()


def words(page):
    return page.one("section", aria_label="What goes out").text


@pytest.mark.parametrize("name", ASKED)
def test_the_page_of_an_act_names_the_revision_that_goes_out(client, name):
    article = make_for(name)
    latest = save_another(article, headline="Third", body="<p>All of it.</p>")

    page = read(client, act(article, name))

    assert f"Revision {latest.number} goes out Saved by colleague" in words(page)
    assert "on May 1, 2025, 10:05 a.m." in words(page)
    assert "Third" in words(page)
    assert words(page).endswith("Read its text All of it.")
    assert asked(page)["revision"] == str(latest.number)


@pytest.mark.parametrize("name", ASKED)
def test_what_somebody_saved_meanwhile_does_not_go_out_unread(client, name):
    article = make_for(name)
    sent = asked(read(client, act(article, name))) | ASKED[name]
    latest, before = save_another(article, dek="Half-written"), state()

    page = parse(client.post(act(article, name), sent).content.decode())

    assert f"saved revision {latest.number} of “" in page.one(role="alert").text
    assert state() == before
    assert "Half-written" in words(page)
    again = asked(page) | ASKED[name]
    assert again["revision"] == str(latest.number)
    assert client.post(act(article, name), again).status_code == 302
    assert state() != before


@pytest.mark.slow
def test_what_was_typed_is_kept_when_somebody_saved_meanwhile(client):
    article = make_for("update")
    sent = asked(read(client, act(article, "update"))) | ASKED["update"]
    save_another(article, dek="Half-written")

    page = parse(client.post(act(article, "update"), sent).content.decode())

    assert page.one("textarea", name="correction").text == "We were wrong about the date."
    assert "checked" in page.one("input", name="what", value="correction").attrs


@pytest.mark.parametrize("number", [None, "", "x", "-1", "9" * 5000])
def test_a_form_that_names_no_revision_that_there_is_does_nothing(client, number):
    article = make_draft("First")

    response = client.post(act(article, "publish"), {} if number is None else {"revision": number})

    page = parse(response.content.decode())
    assert page.one(role="alert").text
    assert asked(page)["revision"] == "1"
    assert state()["stage"] == "draft"


def test_an_update_says_in_short_what_changed(client):
    article = make_article("First", dek="A dek", body="<p>Old.</p>")
    save_another(article, headline="Second", body="<p>New.</p>")

    changes = read(client, act(article, "update")).one("dl", class_="copy-changes")

    assert changes.text == "Headline First Second Text changed"
    assert (changes.one("del").text, changes.one("ins").text) == ("First", "Second")


def test_an_update_without_new_words_says_that_readers_see_them(client):
    article = make_article("First")

    assert "Readers see revision 1 already" in words(read(client, act(article, "update")))


def test_restoring_names_the_revision_that_comes_back(client):
    sign_in(client, roles.MANAGING_EDITORS)
    article = make_article("First")
    workflow.withdraw(article, by=None, at=timezone.now())
    save_another(article, headline="Second")

    page = read(client, act(article, "restore"))

    assert words(page).startswith("Revision 1 goes out")
    assert "First" in words(page)


def test_publishing_anyway_sends_out_what_was_read(client):
    show = make_etoile()
    article = make_draft("Hopeful", shows=[(show, 2)])
    workflow.schedule(article, by=None, at=moment("2025-06-01"), publish_at=moment("2025-06-07"))
    cancel_etoile(show)
    workflow.publish_due(at=moment("2025-06-08"))
    sent = asked(read(client, act(article, "publish")))
    save_another(article, headline="Half-written")

    client.post(act(article, "publish"), sent)

    assert state()["stage"] == "in_review"


# -- from the article's page ---------------------------------------------------------------------


@pytest.mark.slow
def test_the_button_carries_the_revision_that_it_saved(client):
    article = make_draft("First")

    response = client.post(change(article), filled(client, change(article)) | {"headline": "Mine", "_act": "publish"})

    assert response["Location"] == f"{act(article, 'publish')}?read=2"
    assert "You were at revision" not in words(read(client, response["Location"]))
    save_another(article, headline="Theirs")
    page = read(client, response["Location"])
    assert "You were at revision 2. Since then, colleague" in words(page)
    assert "saved revision 3: read it before you go on." in words(page)


@pytest.mark.slow
def test_a_draft_is_not_submitted_with_what_its_writer_has_not_seen(client, editor):
    article = make_draft("First", by=editor)
    form = filled(client, change(article)) | {"_act": "submit"}
    save_another(article, headline="Theirs")

    page = parse(client.post(change(article), form, follow=True).content.decode())

    assert "saved revision 2 of “Theirs”" in page.text
    assert state()["stage"] == "draft"


def test_the_message_says_which_revision_is_public(client):
    article = make_draft("First")

    response = client.post(act(article, "publish"), going_out(article), follow=True)

    assert "“First” is live. Readers see revision 1." in parse(response.content.decode()).text
