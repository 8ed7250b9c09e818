from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from articles import clock, filing, notices, workflow
from articles.bulk import Subject
from articles.models import Article, Author, Topic
from shows.models import Season
from tests.factories import (
    cancel_etoile,
    make_article,
    make_draft,
    make_etoile,
    make_section,
    make_show,
    make_user,
    moment,
)

pytestmark = pytest.mark.django_db

JULY_1 = moment("2025-07-01")


def refile(article, **changes):
    values = {name: getattr(filing.of(article), name) for name in filing.Filing.__dataclass_fields__}
    return filing.refile(article, filing.Filing(**values | changes), by=None, at=JULY_1)


def notice_of(article):
    return notices.for_article(Article.objects.for_notices().get(pk=article.pk))


def test_an_article_is_filed_otherwise():
    article, section = make_draft("First", authors=["A", "B"]), make_section("Film")
    topic, author = Topic.objects.create(name="T", slug="t"), Author.objects.get(name="B")

    assert refile(article, section=section.pk, topics=frozenset({topic.pk}), authors=(author.pk,), slug="second")

    article.refresh_from_db()
    assert (article.section, article.slug, list(article.topics.all())) == (section, "second", [topic])
    assert [str(one) for one in article.bylines.all()] == ["B"]


def test_the_same_filing_is_no_change():
    article = make_article("First", shows=[make_show("Minx")])
    before = clock.now(), Article.objects.values().get()

    assert refile(article) is False

    assert (clock.now(), Article.objects.values().get()) == before


def test_filing_never_touches_the_stage():
    article = make_draft("First")
    stale = Article.objects.get(pk=article.pk)
    workflow.publish(article, by=None, at=moment("2025-05-01"))

    refile(stale, section=make_section("Film").pk)

    assert Article.objects.get().stage == "published"


def test_a_draft_is_filed_without_a_word_to_the_public():
    article = make_draft("First")
    before = clock.now()

    refile(article, subjects=(Subject(make_show("Minx").pk),))

    assert clock.now() == before


@pytest.mark.slow
def test_a_subject_that_stays_keeps_its_pin():
    show, minx = make_etoile(), make_show("Minx")
    article = make_article("Hopeful", shows=[(show, 2)])
    before = article.coverage.values("pk", "standing", "relied_at").get()

    refile(article, subjects=(Subject(minx.pk), Subject(show.pk, 2, heading="Is it ordered?")))

    minx_row, kept = article.coverage.order_by("position")
    assert {name: getattr(kept, f"{name}_id" if name == "standing" else name) for name in before} == before
    assert (minx_row.relied_at, kept.heading) == (None, "Is it ordered?")


@pytest.mark.slow
def test_what_is_covered_anew_relies_with_the_next_review():
    article, show = make_article("Hopeful"), make_etoile()
    refile(article, subjects=(Subject(show.pk, 2),))
    cancel_etoile(show)
    assert notice_of(article) is None

    workflow.review(article, by=None, at=JULY_1)

    assert article.coverage.get().standing.entry.status == "order_reversed"


def test_coverage_takes_its_notice_along():
    show = make_etoile()
    article = make_article("Hopeful", shows=[(show, 2)])
    cancel_etoile(show)
    before, version = clock.now(), show.version

    refile(article, subjects=())

    article.refresh_from_db()
    show.refresh_from_db()
    assert notice_of(article) is None
    assert (article.modified_at, clock.now()) == (JULY_1, before + 1)
    assert show.version > version


def test_a_mention_is_told_of_no_more():
    show = make_etoile()
    article = make_article("Hopeful", shows=[(show, 2)])
    cancel_etoile(show)

    refile(article, subjects=(Subject(show.pk, 2, mention_only=True),))

    assert notice_of(article) is None
    assert Article.objects.get().modified_at == JULY_1


def test_a_new_section_is_public_but_no_change_of_the_article():
    article = make_article("First")
    before, modified_at = clock.now(), article.modified_at

    refile(article, section=make_section("Film").pk)

    article.refresh_from_db()
    assert (clock.now(), article.modified_at) == (before + 1, modified_at)


def test_other_coverage_frees_a_held_article():
    show, editor = make_etoile(), make_user()
    article = make_draft("Hopeful", shows=[(show, 2)])
    workflow.schedule(article, by=editor, at=moment("2025-06-01"), publish_at=moment("2025-06-07"))
    cancel_etoile(show)
    workflow.publish_due(at=moment("2025-06-08"))

    refile(article, subjects=())

    article.refresh_from_db()
    assert (article.stage, article.held_at) == ("in_review", None)


def test_who_did_not_see_the_last_filing_is_refused():
    article = make_draft("First")
    seen = filing.of(article)
    refile(article, slug="second")

    with pytest.raises(filing.Refiled, match="filed otherwise while you were at work") as refused:
        filing.refile(article, filing.Filing("third", seen.section), began_with=seen.as_text, by=None, at=JULY_1)

    assert refused.value.current.slug == "second"
    assert Article.objects.get().slug == "second"


def test_an_article_may_ask_about_the_next_season():
    show = make_show("Minx", seasons=[1])
    article = make_draft("What about season 2?")

    filing.check_season(show, 2)
    refile(article, subjects=(Subject(show.pk, 2),))

    assert article.coverage.get().season == Season.objects.get(number=2)


def test_the_same_filing_has_the_same_text_wherever_its_times_come_from():
    noon = moment("2025-05-01")
    topics = frozenset({3, 1, 2})

    here, there = (filing.Filing("a", 1, topics, at) for at in (noon, noon.astimezone(ZoneInfo("America/New_York"))))

    assert here.as_text == there.as_text


@pytest.mark.parametrize(
    ("seasons", "number", "message"),
    [
        ([], 2, "it has no seasons here. Choose 1 to 1"),
        ([1, 3], 5, "its last season here is 3. Choose 1 to 4, or leave it empty for the show as a whole."),
    ],
)
def test_no_season_far_ahead_is_made_by_a_slip(seasons, number, message):
    with pytest.raises(ValidationError, match=message):
        filing.check_season(make_show("Minx", seasons=seasons), number)
