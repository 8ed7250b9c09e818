"""Every act on an article is logged with it, and nobody changes the log."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from articles import audit, exemptions, filing, preview_links, revisions, text, workflow
from articles.models import AuditEntry
from articles.models.audit import Act
from newsroom import roles
from tests.desk import sign_in
from tests.factories import make_article, make_draft, make_etoile, make_section, make_show, make_user, moment, record
from tests.pages import read

pytestmark = pytest.mark.django_db

MAY_1 = moment("2025-05-01")
HOUR = timedelta(hours=1)


def acts(article):
    return [entry.act for entry in article.audit.order_by("pk")]


def last(article):
    return article.audit.first()


def address(article, name="audit"):
    return reverse(f"admin:articles_article_{name}", args=[article.pk])


# -- what is logged ------------------------------------------------------------------------------


def test_the_way_to_the_public_is_logged_step_by_step():
    writer, editor = make_user("writer"), make_user("editor")
    article = make_draft(shows=[make_show()], by=writer)

    workflow.submit(article, by=writer, at=MAY_1)
    workflow.schedule(article, by=editor, at=MAY_1, publish_at=MAY_1 + HOUR)
    workflow.unschedule(article, by=editor, at=MAY_1)
    workflow.publish(article, by=editor, at=MAY_1 + HOUR)
    workflow.redate(article, by=editor, at=MAY_1 + HOUR, published_at=MAY_1)
    workflow.withdraw(article, by=editor, at=MAY_1 + HOUR, note="The quote was invented.")
    workflow.restore(article, by=editor, at=MAY_1 + HOUR)

    steps = ["saved", "submitted", "scheduled", "unscheduled", "published", "redated", "withdrawn", "restored"]
    assert acts(article) == steps
    assert [entry.by for entry in article.audit.order_by("pk")] == [writer] * 2 + [editor] * 6
    assert article.audit.get(act="withdrawn").note == "The quote was invented."
    assert article.audit.get(act="scheduled").details == {"moment": (MAY_1 + HOUR).isoformat()}


def test_what_the_clock_does_is_nobodys_act():
    editor, show = make_user("editor"), make_show()
    record(show, "returning", "2025-01-10")
    due, overtaken = make_draft(by=editor), make_draft(shows=[show], by=editor)
    for article in (due, overtaken):
        workflow.schedule(article, by=editor, at=MAY_1, publish_at=MAY_1 + 2 * HOUR)
    record(show, "canceled", (MAY_1 + HOUR).isoformat(), at=MAY_1 + HOUR)

    workflow.publish_due(at=MAY_1 + 2 * HOUR)

    assert (last(due).act, last(due).by, last(due).whose) == ("published", None, "by itself")
    assert (last(overtaken).act, last(overtaken).by) == ("held", None)
    assert "was canceled" in last(overtaken).note


def test_an_edit_that_frees_a_held_article_is_logged_with_who_made_it():
    writer, show = make_user("writer"), make_show()
    record(show, "returning", "2025-01-10")
    article = make_draft(shows=[show])
    workflow.schedule(article, by=None, at=MAY_1, publish_at=MAY_1 + 2 * HOUR)
    record(show, "canceled", (MAY_1 + HOUR).isoformat(), at=MAY_1 + HOUR)
    workflow.publish_due(at=MAY_1 + 2 * HOUR)

    text.save_revision(article, base=1, by=writer, at=MAY_1 + 3 * HOUR, headline="No season 2")

    assert acts(article)[-2:] == ["unscheduled", "saved"]
    assert {entry.by for entry in article.audit.all()[:2]} == {writer}


def test_all_that_is_done_beside_the_stages_is_logged():
    editor = make_user("editor")
    article = make_article(by=editor)

    text.save_revision(article, base=1, by=editor, at=MAY_1, headline="Second")
    workflow.update(article, by=editor, at=MAY_1, substantive=False, correction="We misspelled a name.")
    workflow.review(article, by=editor, at=MAY_1)
    revisions.restore(article.revisions.get(number=1), base=2, by=editor, at=MAY_1)
    exemptions.exempt(article, reason="A review.", by=editor, at=MAY_1)
    exemptions.lift(article, reason="It is none.", by=editor, at=MAY_1)
    link, _ = preview_links.make(article, by=editor, at=MAY_1)
    preview_links.revoke(link, by=editor, at=MAY_1)
    preview_links.revoke(link, by=editor, at=MAY_1)

    done = ["corrected", "reviewed", "saved", "restored_text", "exempted", "lifted", "linked", "revoked"]
    assert acts(article) == ["saved", "published", "saved", *done]
    assert article.audit.get(act="restored_text").details == {"number": 1}
    assert article.audit.get(act="exempted").note == "A review."


def test_filing_names_what_was_filed_otherwise_and_the_embargo():
    editor, article = make_user("editor"), make_draft()
    was = filing.of(article)

    section = make_section("Film").pk
    wanted = filing.Filing(was.slug, section, embargo_until=MAY_1, authors=was.authors)
    filing.refile(article, wanted, by=editor, at=MAY_1)

    assert last(article).act == Act.REFILED
    assert last(article).details == {"changed": ["section", "embargo_until"], "embargo": MAY_1.isoformat()}


def test_what_is_refused_leaves_no_line():
    article = make_draft()

    with pytest.raises(workflow.NotAllowed):
        workflow.withdraw(article, by=None, at=MAY_1)
    with pytest.raises(text.Stale):
        text.save_revision(article, base=7, by=None, at=MAY_1, headline="Second")
    workflow.publish(article, by=None, at=MAY_1)
    workflow.preview_redate(article, by=None, at=MAY_1, published_at=MAY_1 - HOUR)

    assert acts(article) == ["saved", "published"]


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_log_is_append_only(change):
    make_draft()
    entries = AuditEntry.objects.all()

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        entries.update(note="x") if change == "update" else entries.delete()

    assert entries.get().note == ""


def test_the_log_says_nothing_of_the_text():
    article = make_draft("Secret words", body="<p>More secret words.</p>")

    workflow.publish(article, by=None, at=MAY_1)

    assert not [entry for entry in article.audit.all() if "ecret" in f"{entry.note} {entry.details} {entry}"]


# -- where it is read ----------------------------------------------------------------------------


def test_the_page_tells_every_act_with_who_and_what(client):
    editor, article = sign_in(client, roles.EDITORS), make_draft(shows=[make_etoile()])
    was = filing.of(article)
    filing.refile(article, filing.Filing(was.slug, was.section, embargo_until=MAY_1), by=editor, at=MAY_1)
    workflow.publish(article, by=editor, at=MAY_1)
    workflow.redate(article, by=editor, at=MAY_1, published_at=MAY_1 - HOUR)
    exemptions.exempt(article, reason="<b>A review</b>", by=editor, at=MAY_1)

    told = [line.text for line in read(client, address(article)).one("section", aria_label="Acts").all("li")]

    assert told == [
        f"Exempted from notices May 1, 2025, 08:00 · {editor}“<b>A review</b>”",
        f"Redated: from May 1, 2025, 8 a.m. EDT to May 1, 2025, 7 a.m. EDT revision 1 · May 1, 2025, 08:00 · {editor}",
        f"Published: unreviewed revision 1 · May 1, 2025, 08:00 · {editor}",
        "Filed otherwise: embargo until May 1, 2025, 8 a.m. EDT; bylines; what it covers "
        f"May 1, 2025, 08:00 · {editor}",
        "Saved revision 1 · Jan 1, 2025, 07:00 · by itself",
    ]


def test_the_article_shows_its_last_acts_and_leads_to_all(client):
    sign_in(client, roles.REPORTERS)
    article = make_draft("First")
    workflow.submit(article, by=make_user("writer"), at=MAY_1)

    history = read(client, address(article, "change")).one("section", aria_label="History")

    assert "Submitted for review revision 1 · May 1, 2025, 08:00 · writer" in history.text
    assert history.all("a", href=address(article))
    assert client.get(address(article, "history")).headers["Location"] == address(article)


def test_a_long_log_comes_in_pages(client):
    sign_in(client, roles.EDITORS)
    article = make_draft()
    for number in range(60):
        audit.note(article, Act.REFILED, by=None, at=MAY_1, changed=["section"], number=number)

    first, second = read(client, address(article)), read(client, f"{address(article)}?page=2")

    assert "Page 1 of 2" in first.text
    assert [len(page.one("section", aria_label="Acts").all("li")) for page in (first, second)] == [50, 11]


def test_the_log_takes_as_many_queries_for_one_as_for_fifty(client, django_assert_max_num_queries):
    sign_in(client, roles.EDITORS)
    article = make_draft()
    for number in (1, 50):
        for _ in range(number):
            audit.note(article, Act.REVIEWED, by=make_user(), at=MAY_1, revision=article.latest_revision)
        with django_assert_max_num_queries(8):
            read(client, address(article))


def test_who_may_not_read_articles_learns_nothing_from_the_log(client):
    client.force_login(make_user("nobody", is_staff=True))
    article = make_draft("Secret")

    for pk in (article.pk, article.pk + 1000):
        for name in ("audit", "history"):
            response = client.get(reverse(f"admin:articles_article_{name}", args=[pk]))
            assert response.status_code == 403
            assert "Secret" not in response.content.decode()
    assert client.post(address(article)).status_code in (403, 405)
