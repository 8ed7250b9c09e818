"""What a notice links, and what it makes of hostile names."""

from html import escape

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from articles import notices, status_changes, text, workflow
from articles.models import Article, Report
from shows.models import Network, Show, StatusEntry
from tests.factories import cover, make_article, make_change, make_draft, make_show, moment, record

pytestmark = pytest.mark.django_db

DEADLINE = {
    "confirmation": "reported",
    "source_name": "Deadline",
    "source_url": "https://deadline.example/etoile",
}
JUNE_10 = moment("2025-06-10")


def read(*articles):
    return list(Article.objects.filter(pk__in=[one.pk for one in articles]).for_notices().order_by("pk"))


def notice_of(article):
    (article,) = read(article)
    return notices.for_article(article, reporters=notices.reporters_of([article]))


def make_etoile(title="Étoile"):
    """A show whose second season is ordered."""
    show = make_show(title)
    record(show, "returning", "2025-04-24", network="Prime Video")
    record(show, "ordered", "2023-04-26", season=2, network="Prime Video")
    return show


def reverse(show, effective="2025-06-06", **fields):
    fields = DEADLINE | {"network": "Prime Video"} | fields
    return record(show, "order_reversed", effective, season=2, **fields)


# -- the newer article ---------------------------------------------------------------------------


def make_report(headline, show, published="2025-06-06T19:00+00:00", **fields):
    return make_article(headline, shows=[(show, 2)], published=published, **fields)


def test_the_notice_links_the_first_article_that_reported_the_change(settings):
    settings.SITE_URL = "https://news.example"
    show = make_etoile()
    hopeful = make_article(shows=[(show, 2)])
    make_report("Why it was canceled", show, "2025-06-07")
    report = make_report("Canceled", show)
    reverse(show)

    notice = notice_of(hopeful)

    assert notice.latest["headline"] == "Canceled"
    assert notice.latest_url == f"https://news.example/articles/{report.slug}/"
    assert notice_of(report) is None


@pytest.mark.parametrize("season", [None, 2])
def test_who_reported_it_by_being_published_is_linked_before_who_only_relies_on_it(season):
    show = make_etoile()
    hopeful = make_article(shows=[(show, season)])
    make_article("Older, and on the season", shows=[(show, 2), show], published="2025-06-06T18:30+00:00")
    report = make_draft("Canceled", shows=[show])
    change = make_change(show, "canceled", "2025-06-06", network="Prime Video")
    entry = status_changes.record(change, by=None, at=JUNE_10).entry
    workflow.publish(report, by=None, at=JUNE_10)
    assert notice_of(hopeful).latest["headline"] == "Older, and on the season"

    said = {"show": show, "said": {"status": "canceled"}, "saved_at": JUNE_10}
    Report.objects.create(article=report, entry=entry, **said)
    assert notice_of(hopeful).latest["pk"] == report.pk
    workflow.withdraw(report, by=None, at=JUNE_10)

    assert notice_of(hopeful).latest["headline"] == "Older, and on the season"


def test_a_report_of_the_cancellation_is_found_for_the_season_that_it_implied():
    show = make_etoile()
    hopeful = make_article(shows=[(show, 2)])
    report = make_article("Canceled", shows=[show], published="2025-06-06T19:00+00:00")

    record(show, "canceled", "2025-06-06", network="Prime Video", implied=None)

    assert notice_of(hopeful).latest["pk"] == report.pk


def test_an_article_that_only_mentions_the_show_reported_nothing():
    show = make_etoile()
    hopeful = make_article(shows=[(show, 2)])
    mention = make_draft("The week in television")
    cover(mention, (show, 2), mention_only=True)
    workflow.publish(mention, by=None, at=moment("2025-06-06T19:00+00:00"))

    reverse(show)

    assert notice_of(hopeful).latest is None


def test_a_withdrawn_report_is_not_linked():
    show = make_etoile()
    hopeful = make_article(shows=[(show, 2)])
    report = make_report("Canceled", show)
    reverse(show)

    workflow.withdraw(report, by=None, at=JUNE_10)

    assert notice_of(hopeful).latest is None


def test_an_older_piece_that_was_reviewed_since_is_no_report():
    show = make_etoile()
    hopeful = make_article(shows=[(show, 2)])
    older = make_article("What we know", shows=[(show, 2)], published="2024-12-01")
    report = make_report("Canceled", show)
    reverse(show)

    workflow.review(older, by=None, at=JUNE_10)

    assert notice_of(hopeful).latest["pk"] == report.pk


def test_the_link_has_the_headline_that_readers_see():
    show = make_etoile()
    hopeful = make_article(shows=[(show, 2)])
    report = make_report("Canceled", show)
    reverse(show)

    text.save_revision(report, base=1, by=None, at=JUNE_10, headline="A draft of another headline")

    assert notice_of(hopeful).latest["headline"] == "Canceled"


def test_reporters_of_many_articles_are_found_in_one_query(django_assert_num_queries):
    for title in ("Étoile", "GLOW"):
        show = make_etoile(title)
        for _ in range(3):
            make_article(shows=[(show, 2)])
        make_report("Canceled", show)
        reverse(show)
    articles = read(*Article.objects.all())

    with django_assert_num_queries(1):
        reporters = notices.reporters_of(articles)

    assert [found["headline"] for found in reporters.values()] == ["Canceled", "Canceled"]


def test_no_query_is_spent_where_nothing_changed(django_assert_num_queries):
    article = make_article(shows=[make_etoile()])
    articles = read(article)

    with django_assert_num_queries(0):
        assert notices.reporters_of(articles) == {}
        assert notices.for_article(articles[0]) is None


def test_a_notice_is_worded_without_a_query():
    shows = [make_etoile(title) for title in ("Étoile", "GLOW", "Minx")]
    article = make_article(shows=[*shows, *((show, 2) for show in shows)])
    for show in shows[:2]:
        reverse(show)
    articles = read(article)
    reporters = notices.reporters_of(articles)

    with CaptureQueriesContext(connection) as queries:
        assert notices.for_article(articles[0], reporters=reporters).html

    assert [query["sql"] for query in queries] == []


# -- hostile names -------------------------------------------------------------------------------

HOSTILE = "<script>alert('x')</script>\"&'<b onclick=a>"


def test_hostile_names_come_out_as_text():
    show = make_show(HOSTILE, seasons=[2])
    network = Network.objects.create(name=HOSTILE, slug="hostile")
    hostile = {"network": network.name, "source_name": HOSTILE, "source_url": 'https://deadline.example/"><script>'}
    record(show, "ordered", "2023-04-26", season=2, network=network.name)
    article = make_article(shows=[(show, 2)])
    make_article(HOSTILE, shows=[(show, 2)], published="2025-06-07")

    record(show, "order_reversed", "2025-06-06", season=2, confirmation="reported", **hostile)

    html = notice_of(article).html
    assert "<script" not in html
    assert "<b " not in html
    assert html.count(escape(HOSTILE)) == 4  # the network, the show, the source, the newer article
    assert 'href="https://deadline.example/&quot;&gt;&lt;script&gt;"' in html


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", " javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "//x.example"]
)
def test_no_address_of_a_source_can_be_a_script(address):
    show = make_show()

    with pytest.raises(status_changes.Refused) as refused:
        record(show, "canceled", "2025-06-06", source_name="Deadline", source_url=address)
    with pytest.raises(IntegrityError), transaction.atomic():
        StatusEntry.objects.create(
            show=show,
            status="canceled",
            event="cancellation",
            effective_at=JUNE_10,
            placed_at=JUNE_10,
            place=0,
            recorded_at=JUNE_10,
            source_url=address,
        )

    assert refused.value.field == "source_url"


def test_the_notice_in_html_stands_on_its_own():
    show = make_etoile()
    article = make_article(shows=[(show, 2)])
    reverse(show)

    html = notice_of(article).html

    assert html.startswith("<aside ")
    assert 'data-notice="contradiction"' in html
    assert 'role="note"' in html
    assert "<strong>This has since changed</strong>" in html
    assert ', <a href="https://deadline.example/etoile" rel="noopener noreferrer">Deadline</a> reported on' in html


def test_new_names_reach_old_notices():
    show = make_etoile()
    article = make_article(shows=[(show, 2)])
    reverse(show)

    Network.objects.filter(name="Prime Video").update(name="Amazon")
    Show.objects.filter(pk=show.pk).update(title="The Star")

    assert notice_of(article).text.startswith("Amazon has reversed its order for season 2 of The Star, Deadline")
