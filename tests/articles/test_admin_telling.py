"""What the desk says of an article to those who are about to act, and to those who ask why."""

import pytest

from articles import exemptions, text, workflow
from newsroom import roles
from tests.articles.writing import act, change, filled, going_out
from tests.desk import sign_in
from tests.factories import cancel_etoile, make_article, make_draft, make_etoile, make_show, moment
from tests.pages import parse, read

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def managing_editor(client):
    return sign_in(client, roles.MANAGING_EDITORS)


def warnings(client, article, name="publish"):
    return " ".join(one.text for one in read(client, act(article, name)).all(class_="copy-lacks"))


# -- to who only reads it ------------------------------------------------------------------------


def test_what_it_covers_is_called_alike_by_who_writes_and_who_reads(client):
    article = make_draft("First")
    article.coverage.create(show=make_show("Minx"), mention_only=True)
    article.coverage.create(show=make_show("Étoile"), position=1)
    written = columns(read(client, change(article)).one(id="coverage-group"))
    sign_in(client, roles.REPORTERS)

    page = read(client, change(article))

    assert (
        columns(page.one(id="coverage-group"))
        == [one for one in written if one != "Order"]
        == ["Show", "Season", "Mention", "Under the heading"]
    )
    assert [one.text for one in page.one(id="coverage-group").all("td", class_="field-tabular")[2::4]] == ["Yes", "No"]


def columns(page):
    names = [one.text.replace("*", "").removesuffix(" help").strip() for one in page.one("thead").all("th")]
    return [name for name in names if name]


# -- before it goes out --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["publish", "schedule"])
def test_what_was_left_out_is_told_before_it_goes_out(client, name):
    article = make_draft("Bare", authors=[])

    assert warnings(client, article, name) == (
        "No byline. No dek. No lead picture. Covers no show: it will never carry a notice."
    )


def test_an_article_that_only_mentions_shows_is_told_so(client):
    article = make_draft("Passing", dek="A dek", authors=["TV desk"])
    article.coverage.create(show=make_show("Minx"), mention_only=True)

    assert warnings(client, article) == "No lead picture. Only mentions shows: it will never carry a notice."


def test_an_article_that_lacks_nothing_is_not_warned_of(client, pictures):
    picture = {"lead_picture": pictures(), "lead_image_alt": "Two people"}
    article = make_draft("Whole", dek="A dek", authors=["TV desk"], shows=[make_show("Minx")], **picture)

    assert warnings(client, article) == ""


def test_what_was_left_out_is_no_obstacle(client):
    article = make_draft("Bare")

    client.post(act(article, "publish"), going_out(article))

    article.refresh_from_db()
    assert article.is_public


def test_the_embargo_is_told_before_the_confirmation(client):
    article = make_draft("Early", embargo_until=moment("2099-01-01T14:00+00:00"))

    told = warnings(client, article, "schedule")

    assert "Under embargo until January 1, 2099, 9 a.m. EST: it cannot go out before." in told


def test_a_season_is_named_once_in_what_it_relies_on(client):
    article = make_draft("Hopeful", shows=[(make_etoile(), 2)])

    relies = read(client, act(article, "publish")).text

    assert "Étoile, season 2: Ordered, April 26, 2023" in relies


# -- saving and the log --------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["publish", "submit"])
def test_an_act_without_typing_says_nothing_of_saving(client, name):
    article = make_draft("First")

    response = client.post(change(article), filled(client, change(article)) | {"_act": name}, follow=True)

    assert "Nothing was changed" not in response.content.decode()


def test_saving_without_a_change_is_no_line_in_the_log(client):
    article = make_draft("First")

    client.post(change(article), filled(client, change(article)))
    assert article.audit.count() == 1

    client.post(change(article), filled(client, change(article)) | {"headline": "Second"})
    assert [(one.act, one.revision.number) for one in article.audit.all()] == [("saved", 2), ("saved", 1)]


def test_there_is_one_history_and_it_leads_to_the_log(client):
    article = make_draft("First")
    log = f"/admin/articles/article/{article.pk}/audit/"

    links = [link.text for link in read(client, change(article)).all("a", href=log)]

    assert links == ["Everything done at the desk"]


def test_a_conflict_with_oneself_says_so(client, managing_editor):
    article = make_draft("First")
    mine = filled(client, change(article)) | {"headline": "Mine"}
    text.save_revision(article, base=1, by=managing_editor, at=moment("2025-05-01"), headline="Mine too")

    page = parse(client.post(change(article), mine).content.decode())

    assert "was saved by you, in another window, while you were writing" in page.text
    assert page.all(data_mistakes=True) == []


# -- what readers are told -----------------------------------------------------------------------


def told(client, article):
    return read(client, change(article)).one("section", aria_label="Notice").text


def make_stale():
    show = make_etoile()
    article = make_article("Hopeful", shows=[(show, 2)])
    cancel_etoile(show)
    return article


def test_the_desk_says_who_exempted_an_article_and_why(client, managing_editor):
    article = make_stale()

    exemptions.exempt(article, reason="Archive piece", by=managing_editor, at=moment("2025-06-07"))

    expected = f"No notice: exempted by {managing_editor} on June 7, 2025: “Archive piece”."
    assert expected in told(client, article)


def test_the_desk_says_which_subject_keeps_silent(client):
    article = make_stale()

    exemptions.exempt(
        article, reason="Only in passing", by=None, at=moment("2025-06-07"), coverage=article.coverage.get()
    )

    assert "Étoile, season 2: this subject is exempted" in told(client, article)


def test_a_withdrawn_article_tells_its_public_note(client):
    article = make_stale()

    workflow.withdraw(article, by=None, at=moment("2025-06-08"), note="The quote was invented.")

    assert "its address says so, with the public note “The quote was invented.”." in told(client, article)
    assert "Restored, it would carry this notice:" in told(client, article)
