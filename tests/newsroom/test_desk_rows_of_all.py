"""The pages about an article that has everything at once keep to the same bound."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone

from articles import comments, exemptions, preview_links, reports, text, updates, workflow
from articles.models import Article
from newsroom import roles
from shows.models import Credit, Person
from tests.articles.test_reports import SAID
from tests.desk import make_member, sign_in
from tests.factories import make_article, make_draft, make_etoile, make_network, make_picture, make_show, moment, record
from tests.newsroom.test_desk_rows import MOST, page_of, queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media"), pytest.mark.slow]

NOW = moment("2025-06-07")
# Of a show that it covers, of one that it doesn't, and of a person; a third show is only named.
SAYS = {
    "headline": "Minx is renewed for season 3, Severance is canceled, Amy Palladino and The Wheel of Time wait",
    "dek": "Étoile is coming back for season 2.",
    "body": "<h2>Étoile is renewed for season 3</h2><p>And Severance is canceled.</p>",
}
ACTS = {
    "draft": ("publish", "schedule", "assign"),
    "scheduled": ("publish", "schedule"),
    "published": ("update", "schedule_update", "review", "redate", "withdraw", "exempt"),
    "updated later": ("update", "schedule_update", "review"),
}


def make(stage, *, reporting):
    """An article at ``stage``, of several shows, whose words the ledger contradicts, with whatever hangs on it."""
    etoile, minx, severance = make_etoile(), make_show("Minx", seasons=[1, 2]), make_show("Severance", seasons=[3])
    make_show("The Wheel of Time")
    record(minx, "returning", "2025-03-01", network="Starz")
    record(severance, "returning", "2025-03-21", network="Apple TV+")
    Credit.objects.create(show=etoile, person=Person.objects.create(name="Amy Palladino", slug="amy-palladino"))
    other, at = make_member(roles.MANAGING_EDITORS, "other"), "2025-05-02"
    covered = {
        "shows": [etoile, (etoile, 2), minx, (minx, 2)],
        "by": other,
        "lead_picture": make_picture(),
        "lead_image_alt": "A stage",
    }
    if stage in ("published", "updated later"):
        article = make_article(published=at, **SAYS, **covered)
    else:
        article = make_draft(at=at, **SAYS, **covered)
    # Others have it too: they gain a notice by what this one reports, or go out later themselves.
    make_article("Another", shows=[etoile, minx], published="2025-05-03")
    ahead(make_article("One more", shows=[etoile, minx], published="2025-05-03"), {"dek": "Soon."})
    record(minx, "canceled", "2025-05-20", network="Starz", at="2025-05-20T12:00:00+00:00")
    make_article("It reported that", shows=[minx], published="2025-05-21")
    comments.say(article, "Hm.", by=other, at=NOW)
    preview_links.make(article, by=other, at=timezone.now(), days=7)
    exemptions.exempt(article, coverage=article.coverage.last(), by=other, at=NOW, reason="It is told there.")
    if stage == "updated later":
        text.save_revision(article, base=1, by=other, at=NOW, **SAYS | {"dek": "Étoile comes back for season 3."})
    if reporting:
        said = SAID | {"effective_at": "2025-06-06T18:05:00+00:00"}
        network, about = make_network("Prime Video"), {"show": etoile, "season": None}
        reports.save(article, network=network, said=said, version=0, by=other, at=NOW, **about)
    if stage == "scheduled":
        seen = reports.at_its_moment(article, at=NOW).seen if reporting else ""
        workflow.schedule(article, by=other, at=NOW, publish_at=LATER, seen=seen)
    if stage == "updated later":
        ahead(article, seen=reports.at_its_moment(article, at=NOW).seen if reporting else "")
    return Article.objects.get(pk=article.pk)


LATER = timezone.now() + timedelta(days=1)


def ahead(article, words=None, *, seen=""):
    if words:
        text.save_revision(article, base=1, by=None, at=NOW, **words)
    updates.schedule(article, by=None, at=NOW, publish_at=LATER, revision=2, what="substantive", seen=seen)


@pytest.mark.parametrize("reporting", [False, True], ids=["", "reporting"])
@pytest.mark.parametrize("stage", ACTS)
def test_no_page_about_an_article_asks_for_more(client, stage, reporting):
    article = make(stage, reporting=reporting)
    sign_in(client, roles.MANAGING_EDITORS)
    ContentType.objects.get_for_models(*apps.get_models())  # each process looks for them once
    pages = ["change", "preview", "revisions", "audit", "comments", "preview_links", "as_of"]
    asked = [page_of(article, name) for name in pages]
    asked += [page_of(article, "act", act) for act in ACTS[stage]]
    asked += [reverse("desk:reports", args=[article.pk, article.coverage.first().show_id])]
    told = client.get(asked[0]).content.decode()
    assert "The ledger says otherwise" in told
    assert "Cover The Wheel of Time" in told

    numbers = {path: queries(client, path) for path in asked}

    assert {path: number for path, number in numbers.items() if number > MOST} == {}
