import io
import re
from collections import Counter
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from articles import clock, notices, pins, uncovered
from articles.models import Article, Coverage, Publication, Uncovered, Unread
from newsroom.archive import generate
from newsroom.lib.html import sanitized
from shows.history import History
from shows.models import Show, Standing, StatusEntry
from tests.factories import make_article

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def somebody_tries_it_out(settings):
    settings.DEBUG = True  # which tests run without


def run(*arguments):
    out = io.StringIO()
    call_command("generate_archive", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def archive():
    run("--shows", "15", "--articles", "400", "--seed", "5")


def rebuilt():
    out = io.StringIO()
    call_command("rebuild", "--dry-run", stdout=out)
    return out.getvalue()


def test_it_says_what_it_made():
    said = run("--shows", "3", "--articles", "20")

    entries = StatusEntry.objects.count()
    pattern = rf"3 shows with {entries} entries, 20 articles with 30 pins: [\d.]+ s, [\d,]+ articles a second\.\n"
    assert re.fullmatch(pattern, said)


def test_nothing_in_it_differs_from_what_follows_from_its_ledgers(archive):
    assert rebuilt() == "No difference.\n"


def test_it_is_as_large_as_asked_and_the_first_show_has_a_tenth(archive):
    first = Coverage.objects.filter(show__title="Synthetic show 1").values("article").distinct().count()

    assert (Show.objects.count(), Article.objects.published().count(), Coverage.objects.count()) == (15, 400, 600)
    assert first == 40
    assert Show.objects.filter(coverage__isnull=False).distinct().count() > 10


def test_everything_in_it_is_marked_as_synthetic(archive):
    assert {show.title.rstrip("0123456789") for show in Show.objects.all()} == {"Synthetic show "}
    for article in Article.objects.select_related("live_revision", "section").prefetch_related("bylines__author"):
        assert article.live_revision.headline.startswith("Synthetic article ")
        assert article.section.name.startswith("Synthetic section ")
        assert [str(byline).startswith("Synthetic author ") for byline in article.bylines.all()] == [True]


def test_its_texts_are_as_the_sanitizer_leaves_them(archive):
    for article in Article.objects.select_related("live_revision")[:50]:
        assert sanitized(article.live_revision.body) == article.live_revision.body


def test_a_tenth_of_its_articles_name_a_show_that_they_do_not_cover_and_nothing_is_left_to_read(archive):
    places = dict(Counter(Uncovered.objects.values_list("where", flat=True)))

    assert places.keys() == {"headline", "dek"}
    assert 20 < sum(places.values()) <= 40  # of the others another subject is the one that they name
    assert not Unread.objects.exists()


def test_the_names_of_its_shows_are_looked_for_in_what_was_there_before():
    named = make_article(headline="What Synthetic Show 3 will never be")
    uncovered.read_waiting()
    run("--shows", "3", "--articles", "20", "--add")
    uncovered.read_waiting()

    assert Uncovered.objects.get(article=named).show.title == "Synthetic show 3"
    assert not Unread.objects.exists()


def test_the_log_of_each_article_says_what_it_relies_on(archive):
    for article in Article.objects.order_by("pk")[:60]:
        (log,) = article.publications.all()
        assert log.pins == pins.of_article(article)
        assert (log.act, log.at, log.revision_id) == ("published", article.published_at, article.live_revision_id)


def test_the_clock_has_counted_each_entry_and_article_once(archive):
    articles = list(Publication.objects.order_by("at", "pk").values_list("seq", flat=True))
    entries = list(Standing.objects.exclude(recorded_seq=None).values_list("recorded_seq", flat=True))
    voids = StatusEntry.objects.filter(status=None).count()

    assert articles == sorted(articles)
    assert len({*articles, *entries}) == len(articles) + len(entries) == clock.now() - voids
    assert max(*articles, *entries) <= clock.now()


def test_what_happens_in_it_has_happened(archive):
    now = timezone.now()

    assert not StatusEntry.objects.filter(recorded_at__gt=now).exists()
    assert not Article.objects.filter(published_at__gt=now).exists()
    assert not Article.objects.filter(published_at__lt=now - timedelta(days=365 * 30)).exists()


def test_its_articles_tell_all_that_can_become_of_a_status(archive):
    articles = Article.objects.published().for_notices()
    found = {notice and notice.kind for notice in map(notices.for_article, articles)}

    assert found >= {None, "contradiction", "decided", "progress"}


def test_its_shows_have_lives_that_a_ledger_could_hold(archive):
    for show in Show.objects.all():
        lines = History.of(show).lines
        assert lines[0].status == "series_ordered"
        assert [line.pk for line in lines if line.corrects is None] == sorted(
            line.pk for line in lines if line.corrects is None
        )


def test_the_same_seed_tells_the_same_story():
    at = timezone.now()

    def story():
        return list(StatusEntry.objects.order_by("pk").values_list("status", "effective_at", "recorded_at")), list(
            Coverage.objects.order_by("pk").values_list("season__number", "relied_at", "mention_only")
        )

    generate(shows=5, articles=40, seed=1, at=at)
    first = story()
    generate(shows=5, articles=40, seed=1, at=at)
    both = story()
    generate(shows=5, articles=40, seed=2, at=at)

    for one, two in zip(first, both, strict=True):
        assert two == one + one
    assert story()[0][len(both[0]) :] != first[0]


def test_another_can_stand_beside_it(archive):
    said = run("--shows", "4", "--articles", "30", "--add")

    assert said.startswith("4 shows with ")
    assert Show.objects.filter(title="Synthetic show 19").exists()
    assert Article.objects.filter(slug="synthetic-article-430").exists()
    assert rebuilt() == "No difference.\n"


def test_a_database_with_articles_is_left_alone():
    make_article("Real")

    with pytest.raises(CommandError) as refusal:
        run("--shows", "3", "--articles", "20")

    assert str(refusal.value) == "There are articles already: add --add to put a synthetic archive beside them."
    assert Article.objects.count() == 1


def test_where_it_might_be_a_real_newsroom_it_asks(settings):
    settings.DEBUG = False

    with pytest.raises(CommandError) as refusal:
        run("--shows", "3", "--articles", "20")

    assert str(refusal.value) == "DEBUG is off, so this may be a real newsroom: add --yes if it is not."
    assert run("--shows", "3", "--articles", "20", "--yes").startswith("3 shows")


def test_a_dry_run_writes_nothing():
    said = run("--shows", "3", "--articles", "20", "--dry-run")

    assert said.endswith("Nothing was written: this was a dry run.\n")
    assert (Show.objects.count(), Article.objects.count(), clock.now()) == (0, 0, 0)


def test_shows_alone_will_do():
    run("--shows", "2", "--articles", "0")

    assert (Show.objects.count(), Article.objects.count()) == (2, 0)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--shows", "0", "--articles", "5"], "--shows: “0” won't do: write a number from 1 to 1,000,000."),
        (["--shows", "5", "--articles", "-5"], "--articles: “-5” won't do: write a number from 0 to 100,000,000."),
        (["--shows", "5", "--articles", "5", "--seed", "x"], "--seed: “x” won't do: write a number from 0 to "),
    ],
)
def test_what_is_wrong_is_refused_by_its_name(arguments, said):
    with pytest.raises(CommandError) as refusal:
        run(*arguments)

    assert str(refusal.value).startswith(said)


def test_it_writes_as_many_statements_however_many_articles():
    def statements(articles):
        with connection.execute_wrapper(counting := Counting()):
            generate(shows=2, articles=articles, seed=1, at=timezone.now())
        return counting.count

    statements(1)  # makes what the others find

    assert statements(10) == statements(500)


class Counting:
    count = 0

    def __call__(self, execute, *arguments):
        self.count += 1
        return execute(*arguments)
