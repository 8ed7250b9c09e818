"""Published articles that name a show they don't cover: what is kept of them, and what settles it."""

import io
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from articles import filing, hints, merging, notices, outcomes, sealing, tasks, text, uncovered, workflow
from articles.bulk import Subject
from articles.models import Article, AuditEntry, Coverage, NotAbout, Uncovered, Unread
from newsroom.imports.articles import import_articles
from tests.articles.test_concurrency import alone, at_once, threads  # noqa: F401
from tests.articles.test_cost import plans, scanned
from tests.factories import cover, make_article, make_draft, make_network, make_show, make_user, moment, record

pytestmark = pytest.mark.django_db

NOW = moment("2025-07-01")
APRIL_30 = moment("2025-04-30")
HEADLINE = "“Minx” is renewed for season 2"


@pytest.fixture
def minx():
    return make_show("Minx", seasons=(1,))


@pytest.fixture
def article(minx):
    found = make_article(HEADLINE, published=APRIL_30)
    uncovered.read_waiting()
    return found


def listed():
    return [(one.article.slug.rpartition("-")[0], str(one.show)) for one in _rows()]


def _rows():
    return Uncovered.objects.select_related("article", "show").order_by("-published_at", "article", "show")


def reread():
    uncovered.read_waiting()
    return listed()


def revise(article, **words):
    number = article.revisions.latest("number").number
    said = {"headline": article.live_revision.headline, "dek": "", "body": ""}
    text.save_revision(article, base=number, by=None, at=NOW, **said | words)
    workflow.update(article, by=None, at=NOW, substantive=False)


# -- reading -------------------------------------------------------------------------------------


def test_what_is_named_is_listed_where_it_stands_first(article, minx):
    row = Uncovered.objects.get()

    assert (row.article, row.show, row.season, row.published_at) == (article, minx, 2, APRIL_30)
    assert (row.where, row.before, row.words, row.after) == ("headline", "“", "Minx", "” is renewed for season 2")
    assert not Unread.objects.exists()


def test_the_worker_reads_what_came_out(minx):
    make_article("What to watch", body="<p>Try <em>Minx</em>.</p>")
    make_draft("“Minx” is not public yet")
    assert listed() == []

    tasks.read_for_names(0)

    assert listed() == [("what-to-watch", "Minx")]
    assert (Uncovered.objects.get().where, Uncovered.objects.get().season) == ("body", None)


def test_what_is_imported_is_read(minx, tmp_path):
    lines = tmp_path / "articles.jsonl"
    lines.write_text(
        '{"slug": "minx", "headline": "“Minx” returns", "body_html": "<p>Now.</p>", "section": "Television",'
        ' "published_at": "2025-04-30T12:00:00Z", "coverage": []}\n'
    )
    import_articles(lines, at=NOW)
    uncovered.read_waiting()

    assert Uncovered.objects.get().article.slug == "minx"


def test_what_readers_see_is_what_counts(article, minx):
    glow = make_show("GLOW")
    text.save_revision(article, base=1, by=None, at=NOW, headline="“GLOW” it is")
    assert reread() == [("minx-is-renewed-for-season-2", "Minx")]
    workflow.update(article, by=None, at=NOW, substantive=False)

    assert [show for _, show in reread()] == [glow.title]


def test_what_is_withdrawn_or_sealed_goes_at_once_and_comes_again(article):
    workflow.withdraw(article, by=None, at=NOW)
    assert listed() == reread() == []
    workflow.restore(article, by=None, at=NOW)
    assert len(reread()) == 1

    sealing.seal(article, reason="A judge", by=make_user(), at=NOW)
    assert listed() == reread() == []


def test_a_new_date_counts_at_once(article):
    workflow.redate(article, by=None, at=NOW, published_at=moment("2025-02-01"))

    assert Uncovered.objects.get().published_at == moment("2025-02-01")


def test_what_is_covered_otherwise_or_set_aside_goes_at_once_and_comes_again(article, minx):
    one = cover(article, minx)
    assert listed() == reread() == []
    one.delete()
    assert len(reread()) == 1

    hints.dismiss(article, [minx.pk], by=None, at=NOW)
    assert listed() == reread() == []
    NotAbout.objects.all().delete()
    assert len(reread()) == 1


def test_of_one_title_what_settles_one_settles_all(minx):
    other = make_show("Minx", year=1999)
    article = make_article(HEADLINE)
    assert len(reread()) == 2

    hints.dismiss(article, [other.pk], by=None, at=NOW)

    assert reread() == []


@pytest.mark.parametrize(
    ("headline", "title"),
    [
        ("Brooklyn Nine-Nine is back", "Brooklyn Nine-Nine"),
        ("Étoile’s end", "Etoile"),
        ("“The Who” returns", "The Who"),
        ("“S.W.A.T.” is renewed", "S.W.A.T."),
    ],
)
def test_a_new_show_is_found_in_what_is_out_already(headline, title):
    make_article(headline)
    make_article("Nothing of the kind")
    assert reread() == []

    make_show(title)

    assert [show for _, show in reread()] == [title]


def test_another_title_is_read_for_and_so_is_the_old_one(article, minx):
    minx.title = "Vixen"
    minx.save()
    assert reread() == []

    minx.also_known_as = ["Minx"]
    minx.save()
    assert reread() == [("minx-is-renewed-for-season-2", "Vixen")]


def test_two_shows_that_become_one_are_listed_as_one(article, minx):
    kept = make_show("Vixen")

    merging.merge(minx, kept, by=None, at=NOW)

    assert listed() == []
    assert reread() == [("minx-is-renewed-for-season-2", "Vixen")]


def test_only_what_says_a_name_is_read_for_it(article):
    make_article("Nothing of the kind")
    uncovered.read_waiting()
    make_network("Minx")

    uncovered.read_some()

    assert [one.article_id for one in Unread.objects.all()] == [article.pk]


def test_what_says_nothing_new_is_not_written_again(article):
    before = Uncovered.objects.get().pk
    Unread.objects.create(after=0)
    uncovered.read_waiting(most=1)

    assert Uncovered.objects.get().pk == before
    assert not Unread.objects.exists()


def test_a_batch_asks_as_much_for_one_as_for_many(article):
    def queries(pieces):
        for _ in range(pieces):
            make_article(HEADLINE)
        with CaptureQueriesContext(connection) as context:
            uncovered.read_some()
        return len(context)

    assert queries(1) == queries(5) <= 12


def test_the_list_is_read_from_its_top_by_its_index(minx):
    at = APRIL_30
    rows = [make_article("One", authors=())]
    rows += Article.objects.bulk_create(Article(slug=f"a-{n}", section=rows[0].section) for n in range(1_000))
    Uncovered.objects.bulk_create(
        Uncovered(article=one, show=minx, published_at=at + timedelta(minutes=n), where="body", words="Minx")
        for n, one in enumerate(rows)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE articles_uncovered")
    for some in (Uncovered.objects.all(), Uncovered.objects.filter(show=minx)):
        with plans() as found:
            assert len(some.order_by("-published_at", "-pk")[:30]) == 30
        ((_, plan),) = [one for one in found if "articles_uncovered" in one[0]]
        assert "articles_uncovered" not in scanned(plan)


def rebuilt(*arguments):
    out = io.StringIO()
    with suppress(CommandError):
        call_command("rebuild", *arguments, stdout=out, stderr=io.StringIO())
    return [line for line in out.getvalue().splitlines() if "ifference" not in line]


def test_what_is_wrong_is_told_and_repaired(article, minx):
    glow, lost = make_show("GLOW"), make_article("“Minx” as well", slug="as-well")
    assert rebuilt("--dry-run") == []  # what waits to be read is no difference
    uncovered.read_waiting()
    Uncovered.objects.filter(article=article).update(words="Mynx")
    Uncovered.objects.filter(article=lost).update(show=glow)
    wrong = [
        f"{article.slug}: it is listed with “Minx”, otherwise than it names it.",
        "as-well: it names “Minx” and does not cover it, and is not listed.",
        "as-well: it is listed with “GLOW” in vain.",
    ]

    assert rebuilt("--dry-run") == rebuilt() == wrong
    assert rebuilt() == []
    assert {(one.article, one.show, one.words) for one in _rows()} == {(article, minx, "Minx"), (lost, minx, "Minx")}


# -- settling ------------------------------------------------------------------------------------


def test_what_is_covered_then_relies_as_its_publication_did(article, minx):
    record(minx, "ordered", "2025-01-10", season=2, network="Starz")
    record(minx, "order_reversed", "2025-06-06", season=2, network="Starz")
    editor = make_user()

    uncovered.cover(article, minx, by=editor, at=NOW)

    one = Coverage.objects.get()
    assert (one.season_number, one.relied_at, one.relied_by) == (2, APRIL_30, "published")
    assert (one.published_at, one.standing.entry.status) == (APRIL_30, "ordered")
    assert notices.for_article(Article.objects.for_cards().get()).kind == "contradiction"
    assert outcomes.turns_of(article)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.by, entry.details["pins"][0]["entry"]) == ("refiled", editor, one.standing.entry_id)
    assert listed() == []


def test_what_was_scheduled_relies_as_of_then(minx):
    glow = make_show("GLOW")
    article = make_draft(HEADLINE, shows=[glow])
    workflow.schedule(article, by=None, at=APRIL_30, publish_at=APRIL_30 + timedelta(days=2))
    workflow.publish_due(at=APRIL_30 + timedelta(days=2))
    uncovered.cover(article, minx, by=None, at=NOW)

    assert {(one.relied_at, one.relied_by) for one in Coverage.objects.all()} == {(APRIL_30, "scheduled")}


def test_a_season_that_nobody_knows_is_covered_as_the_show(minx):
    article = make_article("“Minx” is renewed for season 7")

    uncovered.cover(article, minx, by=None, at=NOW)

    assert Coverage.objects.get().season is None


def test_what_is_set_aside_is_remembered_and_logged(article, minx):
    editor = make_user()

    uncovered.set_aside(article, minx, by=editor, at=NOW)

    assert (NotAbout.objects.get().show, NotAbout.objects.get().by) == (minx, editor)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.by, entry.details) == ("not_about", editor, {"shows": [minx.pk]})
    assert listed() == reread() == []


@pytest.mark.parametrize("settle", [uncovered.cover, uncovered.set_aside])
def test_what_is_settled_or_reads_otherwise_by_now_is_refused(article, minx, settle):
    revise(article, headline="Nothing of the kind")
    with pytest.raises(uncovered.Settled, match="not listed with “Minx” any more"):
        settle(article, minx, by=None, at=NOW)

    revise(article, headline=HEADLINE)
    filing.refile(article, _also(article, minx), by=None, at=NOW)
    with pytest.raises(uncovered.Settled):
        settle(article, minx, by=None, at=NOW)

    workflow.withdraw(article, by=None, at=NOW)
    with pytest.raises(uncovered.Settled):
        settle(article, minx, by=None, at=NOW)
    assert (Coverage.objects.count(), NotAbout.objects.count()) == (1, 0)


def _also(article, show):
    now = filing.of(article)
    return filing.Filing(**{**vars(now), "subjects": (*now.subjects, Subject(show.pk, None))})


# -- at once -------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_who_settle_it_at_once_one_is_told(minx, threads):  # noqa: F811
    article = make_article(HEADLINE)
    acts = [
        lambda: uncovered.cover(article, minx, by=None, at=NOW),
        lambda: uncovered.set_aside(article, minx, by=None, at=NOW),
    ]

    said = at_once(threads, *acts)

    assert [type(one) for one in said if one] == [uncovered.Settled]
    assert Coverage.objects.count() + NotAbout.objects.count() == 1
    assert reread() == []


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_the_reader_nor_it_for_anybody(minx, threads):  # noqa: F811
    held, other = make_article(HEADLINE), make_article("More of “Minx”")
    with transaction.atomic():
        workflow.withdraw(held, by=None, at=NOW)
        threads.submit(alone, uncovered.read_waiting).result(timeout=30)
        assert [one.article for one in Uncovered.objects.all()] == [other]
    assert {one.article_id for one in Unread.objects.all()} == {held.pk}

    assert reread() == [("more-of-minx", "Minx")]
    assert not Unread.objects.exists()
