"""Stages change by acts: who may do which, and what each tells."""

import pytest
from django.test import Client
from django.utils import timezone

from articles import exemptions, workflow
from articles.holding import ONLY
from articles.models import Article, Correction, Publication
from newsroom import roles
from newsroom.models import User
from tests.again import again
from tests.articles.writing import act, change, errors, filled, going_out
from tests.desk import make_member
from tests.desk import told as told_at_the_desk
from tests.factories import cancel_etoile, make_article, make_draft, make_etoile, make_show, make_user, moment
from tests.pages import parse, read

pytestmark = pytest.mark.django_db

EVERY_ACT = [
    *("submit", "approve", "send_back", "schedule", "unschedule", "publish", "update", "review"),
    *("redate", "withdraw", "restore", "exempt", "lift"),
]
EDITORS_ACTS = {"submit", "approve", "send_back", "schedule", "unschedule", "publish", "update", "review"}
MAY = {
    roles.REPORTERS: {"submit"},
    roles.EDITORS: EDITORS_ACTS,
    roles.MANAGING_EDITORS: set(EVERY_ACT),
}


def make_colleague(role):
    return make_member(role, "colleague")


def sign_in(client, role):
    user = make_colleague(role)
    client.force_login(user)
    return user


def state():
    return list(Article.objects.values()), Publication.objects.count()


# -- who may -------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("role", list(MAY))
@pytest.mark.parametrize("whose", ["own", "other’s"])
def test_acts_are_for_those_who_may(client, role, whose):
    user = sign_in(client, role)
    article = make_draft("A draft", by=user if whose == "own" else make_user("other"))
    before = state()
    may = MAY[role] if role != roles.REPORTERS or whose == "own" else set()

    answers = {name: client.get(act(article, name)) for name in EVERY_ACT}

    assert {name for name, one in answers.items() if one.status_code == 200} == may
    for name in set(EVERY_ACT) - may:
        assert (name, answers[name].status_code) == (name, 403)
        assert "A draft" not in answers[name].content.decode()
        assert client.post(act(article, name), {"reason": "x", "note": "x"}).status_code == 403, name
    assert state() == before


def test_a_reporter_learns_nothing_of_what_there_is(client):
    sign_in(client, roles.REPORTERS)

    assert client.post("/admin/articles/article/999999/act/publish/").status_code == 403


def test_a_reporter_changes_own_drafts_and_nothing_else(client):
    user = sign_in(client, roles.REPORTERS)
    own, other = make_draft("Own", by=user), make_draft("Other", by=make_user("other"))
    form = filled(client, change(own)) | {"headline": "Mine"}

    assert client.post(change(own), form).status_code == 302
    assert client.post(change(other), form).status_code == 403
    workflow.submit(own, by=user, at=timezone.now())
    assert client.post(change(own), form | {"headline": "Too late", "base": "2"}).status_code == 403

    assert list(own.revisions.values_list("headline", flat=True)) == ["Own", "Mine"]
    assert other.revisions.count() == 1


def test_what_was_typed_too_late_is_handed_back(client):
    user = sign_in(client, roles.REPORTERS)
    article = make_draft("Own", by=user)
    form = filled(client, change(article)) | {"body": "<p>An hour of work</p>"}
    workflow.submit(article, by=user, at=timezone.now())

    response = client.post(change(article), form)

    page = parse(response.content.decode())
    assert response.status_code == 403
    assert "“Own” is in review by now" in page.text
    assert "<p>An hour of work</p>" in [area.text for area in page.all("textarea")]
    assert article.revisions.count() == 1


def test_a_reporter_reads_what_others_write(client):
    sign_in(client, roles.REPORTERS)
    article = make_draft("Other", body="<h2>Words</h2>", dek="A dek", by=make_user("other"), shows=[make_etoile()])

    page = read(client, change(article))

    assert page.one(class_="copy-prose").one("h2").text == "Words"
    assert page.all("button", name="_act") == []
    assert [area.attrs["name"] for area in page.all("textarea")] == ["comment"]


def test_a_button_does_not_lend_a_right(client):
    user = sign_in(client, roles.REPORTERS)
    article = make_draft("Own", by=user)

    response = client.post(change(article), filled(client, change(article)) | {"_act": "publish"})

    assert response.status_code == 403
    assert Article.objects.get().stage == "draft"


def test_nobody_deletes_an_article(client):
    client.force_login(make_user("admin", is_staff=True, is_superuser=True))
    article = make_draft("First")

    assert client.post(f"/admin/articles/article/{article.pk}/delete/", {"post": "yes"}).status_code == 403


def test_who_is_not_signed_in_is_asked_to(client):
    assert client.post(act(make_draft("First"), "publish")).status_code == 302
    assert Article.objects.get().stage == "draft"


def test_an_act_needs_its_token(client):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(make_colleague(roles.EDITORS))

    assert strict.post(act(make_draft("First"), "publish")).status_code == 403


# -- on the way to the public --------------------------------------------------------------------


@pytest.fixture
def editor(client):
    return sign_in(client, roles.EDITORS)


@pytest.fixture
def managing_editor(client):
    return sign_in(client, roles.MANAGING_EDITORS)


def stage(article):
    return Article.objects.get(pk=article.pk).stage


def buttons(client, article):
    return [button.attrs["value"] for button in read(client, change(article)).all("button", name="_act")]


def test_a_reporter_submits_what_was_just_typed(client):
    article = make_draft("Own", by=sign_in(client, roles.REPORTERS))
    assert buttons(client, article) == ["submit"]

    form = filled(client, change(article)) | {"headline": "Typed just now", "_act": "submit"}
    response = client.post(change(article), form, follow=True)

    article.refresh_from_db()
    assert (article.stage, article.latest_revision.headline) == ("in_review", "Typed just now")
    assert "“Typed just now” is in review" in response.content.decode()
    assert buttons(client, article) == []


@pytest.mark.usefixtures("editor")
def test_publishing_says_first_on_what_it_will_rely(client):
    show = make_etoile()
    article = make_draft("Hopeful", shows=[(show, 2)])
    assert "If it were published now, it would rely on Étoile, season 2: Ordered" in read(client, change(article)).text

    page = read(client, act(article, "publish"))
    assert "It then relies on Étoile, season 2: Ordered" in page.text
    assert stage(article) == "draft"

    client.post(act(article, "publish"), going_out(article))
    assert stage(article) == "published"


@pytest.mark.usefixtures("editor")
def test_scheduling_takes_the_time_of_the_newsroom(client):
    article = make_draft("First")

    response = client.post(act(article, "schedule"), going_out(article) | {"publish_at": "2099-07-01T18:00"})

    assert told_at_the_desk(response) == ["“First” is scheduled for July 1, 2099, 6 p.m. EDT, with revision 1."]
    article.refresh_from_db()
    assert article.scheduled_for == moment("2099-07-01T22:00+00:00")
    client.post(act(article, "unschedule"))
    assert stage(article) == "in_review"
    client.post(act(article, "send_back"), {"comment": "Say since when."})
    assert stage(article) == "draft"


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize(
    ("when", "message"),
    [
        ("2020-01-01T12:00", "is not in the future"),
        ("2099-01-01T12:00", "is under embargo until"),
        ("", "This field is required."),
        ("soon", "Enter a valid date/time."),
        ("2099-03-08T02:30", "couldn’t be interpreted in time zone"),
    ],
)
def test_a_moment_that_cannot_be_is_refused_at_its_field(client, when, message):
    article = make_draft("First", embargo_until=moment("2099-06-01"))

    response = client.post(act(article, "schedule"), going_out(article) | {"publish_at": when})

    assert message in errors(response)
    assert stage(article) == "draft"


@pytest.mark.usefixtures("editor")
def test_what_news_holds_is_published_anyway(client):
    show = make_etoile()
    article = make_draft("Hopeful", shows=[(show, 2)])
    workflow.schedule(article, by=None, at=moment("2025-06-01"), publish_at=moment("2025-06-07"))
    cancel_etoile(show)
    workflow.publish_due(at=moment("2025-06-08"))

    page = read(client, change(article))
    assert "Held instead of published: Prime Video has reversed" in page.text
    assert "Publish anyway…" in page.text

    assert "It was held because of this: Prime Video has reversed" in read(client, act(article, "publish")).text
    client.post(act(article, "publish"), going_out(article))
    assert stage(article) == "published"


@pytest.mark.usefixtures("editor")
def test_an_embargo_is_no_server_error(client):
    article = make_draft("First", embargo_until=moment("2099-06-01"))

    response = client.post(act(article, "publish"), going_out(article))

    assert "is under embargo until" in parse(response.content.decode()).text
    assert stage(article) == "draft"


@pytest.mark.usefixtures("managing_editor")
@pytest.mark.parametrize("name", ["submit", "approve", "send_back", "unschedule", "schedule", "publish"])
def test_what_is_not_possible_now_says_so(client, name):
    article = make_article("First")

    page = read(client, act(article, name))

    assert f"Not possible now: {ONLY[name]}." in page.text
    response = client.post(act(article, name), going_out(article) | {"publish_at": "2099-01-01T12:00"})
    assert response.status_code == 200
    assert stage(article) == "published"


# -- when it is public ---------------------------------------------------------------------------


@pytest.fixture
@again
def stale():
    """The hopeful piece, contradicted."""
    show = make_etoile()
    article = make_article("Hopeful", shows=[(show, 2)])
    cancel_etoile(show)
    return article


def told(client, article):
    return [
        notice.attrs["data-notice"] for notice in read(client, article.get_absolute_url()).all("aside", role="note")
    ]


@pytest.mark.usefixtures("editor")
@pytest.mark.parametrize(("what", "notices"), [("substantive", []), ("minor", ["contradiction"])])
def test_an_update_relies_anew_if_it_is_substantive(client, stale, what, notices):
    form = filled(client, change(stale)) | {"headline": "It is not coming"}
    client.post(change(stale), form)

    client.post(act(stale, "update"), going_out(stale) | {"what": what, "correction": ""})

    assert told(client, stale) == notices
    assert "It is not coming" in client.get(stale.get_absolute_url()).content.decode()


@pytest.mark.usefixtures("editor")
def test_a_correction_needs_its_note(client, stale):
    response = client.post(act(stale, "update"), going_out(stale) | {"what": "correction", "correction": " "})
    assert "A correction needs its public note" in errors(response)
    response = client.post(act(stale, "update"), going_out(stale) | {"what": "minor", "correction": "We were wrong."})
    assert "choose the correction, or remove the note" in errors(response)
    assert "We were wrong." in response.content.decode()
    assert not Correction.objects.exists()

    client.post(act(stale, "update"), going_out(stale) | {"what": "correction", "correction": "We were wrong."})

    assert Correction.objects.get().text == "We were wrong."
    assert told(client, stale) == ["contradiction"]


@pytest.mark.usefixtures("editor")
def test_an_update_of_nothing_is_refused_where_it_was_asked(client, stale):
    response = client.post(act(stale, "update"), going_out(stale) | {"what": "minor", "correction": ""})

    assert "has no text that readers do not see already" in errors(response)


@pytest.mark.usefixtures("editor")
def test_still_right_takes_the_notice_away(client, stale):
    client.post(act(stale, "review"), {"note": "Checked with the desk", "revision": 1})

    assert told(client, stale) == []
    assert "Checked with the desk" in read(client, change(stale)).one("section", aria_label="History").text


@pytest.mark.usefixtures("managing_editor")
def test_an_article_is_withdrawn_and_restored(client, stale):
    client.post(act(stale, "withdraw"), {"note": "It was never true."})
    gone = client.get(stale.get_absolute_url())
    assert (gone.status_code, "It was never true." in gone.content.decode()) == (410, True)
    assert buttons(client, stale) == ["exempt", "restore", "seal"]

    client.post(act(stale, "restore"))

    assert told(client, stale) == ["contradiction"]


@pytest.mark.usefixtures("managing_editor")
def test_a_new_date_is_shown_before_it_is_given(client, stale):
    date = {"published_at": "2025-06-06T20:00"}

    page = parse(client.post(act(stale, "redate"), date).content.decode())
    assert Article.objects.get().published_at == moment("2025-04-30")
    shown = page.one("section", aria_label="What it does").text
    assert "Now This has since changed" in shown
    assert shown.endswith("With the new date No notice.")

    client.post(act(stale, "redate"), date | {"seen": page.one("input", name="seen").attrs["value"]})
    assert Article.objects.get().published_at == moment("2025-06-07T00:00+00:00")
    assert told(client, stale) == []


@pytest.mark.usefixtures("managing_editor")
def test_a_date_that_was_not_previewed_is_shown_again(client, stale):
    page = parse(client.post(act(stale, "redate"), {"published_at": "2025-06-06T20:00"}).content.decode())
    seen = page.one("input", name="seen").attrs["value"]

    client.post(act(stale, "redate"), {"published_at": "2025-06-07T20:00", "seen": seen})

    assert Article.objects.get().published_at == moment("2025-04-30")


@pytest.mark.usefixtures("managing_editor")
def test_no_article_is_dated_into_the_future(client, stale):
    response = client.post(act(stale, "redate"), {"published_at": "2099-06-06T20:00"})

    assert "cannot be dated into the future" in errors(response)


@pytest.mark.usefixtures("managing_editor")
def test_an_exemption_needs_its_reason_and_can_be_lifted(client, stale):
    assert "This field is required." in errors(client.post(act(stale, "exempt"), {"subject": "", "reason": ""}))
    assert told(client, stale) == ["contradiction"]

    client.post(act(stale, "exempt"), {"subject": "", "reason": "A review"})
    assert told(client, stale) == []
    assert "silent: the article is exempted" in read(client, change(stale)).text

    client.post(act(stale, "lift"), {"subject": "", "reason": "It is none"})
    assert told(client, stale) == ["contradiction"]


@pytest.mark.usefixtures("managing_editor")
def test_a_single_subject_is_exempted(client, stale):
    coverage = stale.coverage.get()

    client.post(act(stale, "exempt"), {"subject": str(coverage.pk), "reason": "Only in passing"})

    stale.refresh_from_db()
    coverage.refresh_from_db()
    assert (stale.is_exempt, coverage.is_exempt) == (False, True)
    response = client.post(act(stale, "lift"), {"subject": "", "reason": "x"})
    assert "This field is required." in errors(response)


@pytest.mark.usefixtures("managing_editor")
def test_no_article_is_exempted_by_the_coverage_of_another(client, stale):
    other = make_article("Other", shows=[make_show("Minx")])

    response = client.post(act(stale, "exempt"), {"subject": str(other.coverage.get().pk), "reason": "x"})

    assert "Select a valid choice" in errors(response)


# -- the explanation -----------------------------------------------------------------------------


@pytest.mark.usefixtures("editor")
def test_the_page_tells_the_notice_and_why(client, stale):
    page = read(client, change(stale)).one("section", aria_label="Notice")

    assert page.one("aside", data_notice="contradiction").text.startswith(
        "This has since changed Prime Video has reversed its order for season 2 of Étoile, Deadline reported"
    )
    steps = {step.attrs["data-did"]: step.text for step in page.all("li", data_did=True)}
    assert steps["pinned"].startswith("Relied on Ordered, April 26, 2023, Prime Video")
    assert "Published Apr 30, 2025, 08:00 EDT" in steps["pinned"]
    assert steps["broke"].startswith("Order reversed, June 6, 2025, Prime Video · Deadline")


@pytest.mark.usefixtures("editor")
def test_the_history_has_every_act(client, stale):
    exemptions.exempt(stale, reason="An obituary", by=None, at=moment("2025-07-01"))
    workflow.withdraw(stale, by=User.objects.first(), at=moment("2025-07-02"), note="Wrong.")

    history = read(client, change(stale)).one("section", aria_label="History").text

    assert all(text in history for text in ("Withdrawn", "“Wrong.”", "Published", "An obituary", "readers see it"))


def test_what_is_covered_anew_is_announced(client, editor):
    article = make_article("First")
    show = make_etoile()
    form = filled(client, change(article)) | {"coverage-TOTAL_FORMS": "1", "coverage-0-show": show.pk}

    client.post(change(article), form)

    assert "With the next update or review it would also rely on" in read(client, change(article)).text
    assert article.coverage.get().relied_at is None
