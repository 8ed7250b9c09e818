"""Who works on an article: given to people who may write, by a date."""

from datetime import timedelta

import pytest

from articles import assignments, workflow
from articles.models import Article
from newsroom import roles
from tests.desk import make_member
from tests.factories import make_article, make_draft, make_section, make_user, moment

pytestmark = pytest.mark.django_db

NOW = moment("2025-06-01")
FRIDAY = moment("2025-06-06")


def make_writer(name="reporter", role=roles.REPORTERS, **fields):
    return make_member(role, name, **fields)


def test_an_article_is_given_to_somebody_by_a_date():
    reporter, article = make_writer(), make_draft("Étoile ends")

    assignments.assign(article, reporter, by=None, at=NOW, due_at=FRIDAY, brief="600 words\nby Friday")

    article.refresh_from_db()
    assert (article.assigned_to, article.due_at, article.brief) == (reporter, FRIDAY, "600 words by Friday")


def test_a_brief_that_is_not_given_stays():
    article = make_draft("Étoile ends", brief="600 words")

    assignments.assign(article, make_writer(), by=None, at=NOW)

    assert Article.objects.get().brief == "600 words"


@pytest.mark.parametrize("why", ["switched off", "no role", "no business at the desk"])
def test_nobody_is_given_what_they_could_not_write(why):
    person = make_writer(is_active=why != "switched off")
    if why == "no role":
        person.groups.clear()
    if why == "no business at the desk":
        person.is_staff = False
        person.save()
    article = make_draft("Étoile ends")

    with pytest.raises(assignments.NotPossible, match="the account is switched off, or may not write"):
        assignments.assign(article, person, by=None, at=NOW)

    article.refresh_from_db()
    assert article.assigned_to is None


def test_what_is_out_is_not_handed_in_any_more():
    article = make_article("Étoile ends")

    with pytest.raises(assignments.NotPossible, match="“Étoile ends” is published: nobody has to hand it in any more"):
        assignments.assign(article, make_writer(), by=None, at=NOW)


def test_a_date_that_has_passed_is_refused_but_where_it_stood_already():
    reporter, article = make_writer(), make_draft("Étoile ends")
    assignments.assign(article, reporter, by=None, at=NOW, due_at=FRIDAY)
    later = FRIDAY + timedelta(days=3)

    with pytest.raises(assignments.NotPossible, match=r"June 7, 2025, 8 a\.m\. EDT has passed"):
        assignments.assign(article, reporter, by=None, at=later, due_at=moment("2025-06-07"))
    other = make_writer("other")
    assignments.assign(article, other, by=None, at=later, due_at=FRIDAY)

    assert Article.objects.get().assigned_to == other


def test_a_brief_that_is_too_long_is_refused():
    with pytest.raises(assignments.NotPossible, match="has 1001 characters: shorten it to 1000"):
        assignments.assign(make_draft(), make_writer(), by=None, at=NOW, brief="x" * 1001)


def test_an_article_is_commissioned_with_nothing_but_its_headline():
    editor, reporter = make_writer("editor", roles.EDITORS), make_writer()

    article = assignments.commission(
        "Étoile ends", reporter, section=make_section(), slug="etoile-ends", by=editor, at=NOW, due_at=FRIDAY
    )

    assert (article.stage, article.created_by, article.assigned_to) == ("draft", editor, reporter)
    assert (str(article), article.latest_revision.number, article.latest_revision.body) == ("Étoile ends", 1, "")


def test_a_commission_that_is_refused_leaves_nothing():
    nobody = make_user("nobody")

    with pytest.raises(assignments.NotPossible):
        assignments.commission("Étoile ends", nobody, section=make_section(), slug="etoile-ends", by=None, at=NOW)

    assert not Article.objects.exists()


def test_only_drafts_are_overdue():
    reporter = make_writer()
    late, submitted, early = (make_draft(name, at="2025-05-01") for name in ("Late", "Submitted", "Early"))
    for article, due in ((late, FRIDAY), (submitted, FRIDAY), (early, moment("2025-07-01"))):
        assignments.assign(article, reporter, by=None, at=NOW, due_at=due)
    workflow.submit(submitted, by=reporter, at=NOW)

    at = FRIDAY + timedelta(seconds=1)
    found = list(Article.objects.overdue(at))

    assert found == [late]
    assert [one.is_overdue(at) for one in Article.objects.order_by("pk")] == [True, False, False]
