import pytest
from django.core.exceptions import ValidationError

from articles import clock, exemptions, notices
from articles.models import Article, Coverage, Exemption
from shows.models import Show
from tests.factories import make_article, make_draft, make_show, make_user, moment, record

pytestmark = pytest.mark.django_db

JUNE_10 = moment("2025-06-10")


def make_stale(*titles):
    """An article on shows that were all canceled after it."""
    shows = [make_show(title) for title in titles or ("Étoile",)]
    for show in shows:
        record(show, "returning", "2025-01-10")
    article = make_article(shows=shows)
    for show in shows:
        record(show, "canceled", "2025-06-06")
    return article


def read(article):
    return Article.objects.for_notices().get(pk=article.pk)


def notice_of(article):
    return notices.for_article(read(article))


def is_since_changed(article):
    return Article.objects.since_changed().filter(pk=article.pk).exists()


def test_an_exempt_article_carries_no_notice():
    article = make_stale()
    assert notice_of(article).kind == "contradiction"

    exemptions.exempt(article, reason="An obituary.", by=None, at=JUNE_10)

    assert notice_of(article) is None
    assert not is_since_changed(article)
    assert article.is_exempt


def test_the_kind_of_an_exempt_article_is_still_told():
    article = make_stale()

    exemptions.exempt(article, reason="An obituary.", by=None, at=JUNE_10)

    (told,) = notices.subjects(read(article))
    assert (told.kind, told.since_changed) == ("contradiction", False)


def test_an_exempt_subject_leaves_the_others():
    article = make_stale("Étoile", "GLOW")
    first, second = Coverage.objects.filter(article=article)

    exemptions.exempt(article, reason="A review.", by=None, at=JUNE_10, coverage=first)

    assert [told.coverage for told in notice_of(article).told] == [second]
    assert is_since_changed(article)
    exemptions.exempt(article, reason="A review.", by=None, at=JUNE_10, coverage=second)
    assert notice_of(article) is None
    assert not is_since_changed(article)


@pytest.mark.parametrize("single", [False, True])
def test_a_lifted_exemption_brings_the_notice_back(single):
    article = make_stale()
    coverage = Coverage.objects.get(article=article) if single else None
    before = notice_of(article).text
    exemptions.exempt(article, reason="An obituary.", by=None, at=JUNE_10, coverage=coverage)

    exemptions.lift(article, reason="It is an explainer after all.", by=None, at=JUNE_10, coverage=coverage)

    assert notice_of(article).text == before
    assert is_since_changed(article)


def test_news_finds_an_exempt_article_exempt():
    show = make_show()
    record(show, "returning", "2025-01-10")
    article = make_article(shows=[show])
    exemptions.exempt(article, reason="An obituary.", by=None, at=JUNE_10)

    record(show, "canceled", "2025-06-06")

    assert notice_of(article) is None


@pytest.mark.parametrize("act", [exemptions.exempt, exemptions.lift])
@pytest.mark.parametrize("reason", ["", "  ", "\u202e\x00\n"])
def test_an_exemption_has_its_reason(act, reason):
    article = make_stale()
    clock_before = clock.now()

    with pytest.raises(exemptions.NeedsReason, match="Give the reason: it is logged, and others will ask"):
        act(article, reason=reason, by=None, at=JUNE_10)

    assert notice_of(article) is not None
    assert not Exemption.objects.exists()
    assert clock.now() == clock_before


def test_a_reason_that_is_too_long_is_refused_in_words():
    article = make_stale()

    with pytest.raises((exemptions.NeedsReason, ValidationError), match="500"):
        exemptions.exempt(article, reason="x" * 501, by=None, at=JUNE_10)

    assert notice_of(article) is not None


def test_exemptions_are_logged():
    article, chief = make_stale("Étoile"), make_user("chief")
    coverage = Coverage.objects.get(article=article)

    first = exemptions.exempt(article, reason="An\x00 obituary.", by=chief, at=JUNE_10)
    second = exemptions.lift(article, reason="A mistake.", by=chief, at=JUNE_10, coverage=coverage)

    assert list(Exemption.objects.values_list("act", "reason", "coverage_of", "by", "at", "seq")) == [
        ("exempted", "An obituary.", "", chief.pk, JUNE_10, first.seq),
        ("lifted", "A mistake.", "Étoile", chief.pk, JUNE_10, second.seq),
    ]
    assert (second.seq, clock.now()) == (first.seq + 1, second.seq)


def test_an_exemption_reaches_every_surface_at_once(client):
    article = make_stale()
    show = Show.objects.get()
    assert 'data-notice="contradiction"' in client.get(article.get_absolute_url()).content.decode()

    exemptions.exempt(article, reason="An obituary.", by=None, at=JUNE_10)

    assert "data-notice" not in client.get(article.get_absolute_url()).content.decode()
    assert Show.objects.get().version == show.version + 1
    assert article.modified_at == JUNE_10


def test_an_exemption_of_a_draft_is_no_public_act():
    article = make_draft(shows=[make_show()])

    exemptions.exempt(article, reason="A review.", by=None, at=JUNE_10)

    assert article.is_exempt
    assert article.modified_at is None
    assert not read(article).pins


def test_only_a_subject_of_the_article_is_exempted_from_it():
    article, other = make_stale("Étoile"), make_stale("GLOW")
    foreign = Coverage.objects.get(article=other)

    with pytest.raises((exemptions.NeedsReason, Coverage.DoesNotExist, ValidationError)):
        exemptions.exempt(article, reason="A review.", by=None, at=JUNE_10, coverage=foreign)

    assert not Exemption.objects.exists()
    assert notice_of(other) is not None
