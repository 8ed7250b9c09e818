"""Shows, and seasons of one, that were entered twice are one."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from articles import clock, exemptions, explain, filing, merging, pins, status_changes
from articles.bulk import Subject
from articles.models import Coverage, NotAbout, Report
from articles.rebuild import rebuild
from shows.history import History
from shows.ledger import AlreadyRecorded, Refused
from shows.models import Credit, FormerShowSlug, Merge, Person, Season, Show, Standing, StatusEntry
from tests.articles.test_concurrency import at_once
from tests.articles.test_merging import AT, told
from tests.factories import make_article, make_change, make_draft, make_season, make_show, make_user, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    """The cancellation is in the ledger of the one; what says that it returns relies on that of the other."""
    kept, gone = make_show("Étoile", year=2025, also_known_as=["Etoile"]), make_show("L’Étoile", slug="l-etoile")
    record(kept, "returning", "2025-01-01", network="Prime Video")
    record(kept, "canceled", "2025-06-06", network="Prime Video")
    record(gone, "returning", "2025-01-01", network="Prime Video", by=make_user())
    record(gone, "ordered", "2025-01-01", season=2, network="Prime Video")
    gone.article = make_article("It returns", shows=[gone], published="2025-02-01")
    return gone, kept


def merge(gone, kept, **fields):
    return merging.merge(gone, kept, by=None, at=AT, **fields)


def test_articles_on_the_one_are_told_what_is_in_the_ledger_of_the_other(two):
    gone, kept = two
    assert told(gone.article) is None
    before = clock.now()

    merged = merge(gone, kept)

    kind, text = told(gone.article)
    assert kind == "contradiction"
    assert "Étoile" in text
    assert clock.now() == before + 1
    assert (merged.moved, merged.articles, merged.repeated) == (2, 1, 1)
    assert Coverage.objects.get().moved_seq == clock.now()
    assert rebuild(kept, repair=False) == []
    assert not Show.objects.filter(pk=gone.pk).exists()


def test_what_was_recorded_stays_as_it_was_but_for_its_show_and_season(two):
    gone, kept = two
    make_season(kept, 2, release="weekly")
    wrong = record(gone, "delayed", "2025-03-01", season=2)
    status_changes.correct(wrong, status_changes.void(wrong), by=None, at=AT)
    record(gone, "canceled", "2025-07-01", implied=None)
    before = {one["id"]: one for one in StatusEntry.objects.values()}

    merge(gone, kept)

    log, season = Merge.objects.get(), kept.seasons.get(number=2)
    assert log.moved == sorted(pk for pk, one in before.items() if one["show_id"] == gone.pk)
    for entry in StatusEntry.objects.values():
        was = before[entry["id"]]
        if entry["id"] in log.moved:
            was |= {"show_id": kept.pk, "moved_by_id": log.pk, "season_id": was["season_id"] and season.pk}
        assert entry == was
    assert (
        kept.ledger.filter(corrects=wrong, season=season).count() == kept.ledger.exclude(implied_by=None).count() == 1
    )
    assert rebuild(kept, repair=False) == []
    assert (log.what, log.gone_name, log.gone_slug, log.kept_name) == ("show", "L’Étoile", "l-etoile", "Étoile")


def test_its_title_is_another_name_and_its_addresses_lead_on(client, two):
    gone, kept = two
    Show.objects.filter(pk=gone.pk).update(slug="etoile-2")

    merge(*Show.objects.filter(pk=gone.pk), kept)

    kept.refresh_from_db()
    assert kept.also_known_as == ["Etoile", "L’Étoile"]
    for old, new in {"l-etoile": "", "etoile-2": "", "etoile-2/season-2": "season-2/"}.items():
        answer = client.get(f"/shows/{old}/")
        assert (answer.status_code, answer.url) == (301, f"/shows/{kept.slug}/{new}")
    assert FormerShowSlug.objects.count() == 2


def test_an_article_about_both_keeps_what_it_relied_on(two):
    gone, kept = two
    editor = make_user()
    article = make_article("Both", shows=[gone, kept], published="2025-02-01")
    Coverage.objects.filter(article=article, show=kept).update(mention_only=True)
    own = Coverage.objects.get(article=article, show=gone)
    exemptions.exempt(article, coverage=own, reason="a review", by=editor, at=AT)

    merge(gone, kept)

    one = Coverage.objects.get(article=article)
    assert (one.pk, one.show, one.mention_only, one.is_exempt, one.position) == (own.pk, kept, False, True, 0)
    assert [one.is_exempt for one in explain.as_of(article, AT).pins] == [True]
    assert article.exemptions.get().coverage_of == "Étoile"
    assert rebuild(kept, repair=False) == []


def test_a_pin_that_was_set_by_hand_stays_on_its_entry(two):
    gone, kept = two
    other = make_article("By hand", shows=[kept], published="2025-02-01")
    entries = {show: show.ledger.filter(status="returning").get() for show in (gone, kept)}
    for article, show in ((gone.article, gone), (other, kept)):
        row, history, table = article.coverage.get(), History.of(show), status_changes.standings.load(show)
        pins.set_by_hand(row, entries[show], at=AT, history=history, table=table)
        row.save()

    merge(gone, kept)

    assert gone.article.coverage.get().standing.entry == entries[gone]
    assert other.coverage.get().standing.entry == entries[kept]


def test_what_else_hangs_on_it_goes_along_once(two):
    gone, kept = two
    lou, ann = (Person.objects.create(name=name, slug=name.lower()) for name in ("Lou", "Ann"))
    for show, person in ((kept, lou), (gone, lou), (gone, ann)):
        Credit.objects.create(show=show, person=person)
    draft, plain = make_draft("Draft", shows=[gone]), make_draft("Plain", shows=[kept])
    for show in two:
        NotAbout.objects.create(article=make_draft("Not", shows=[]), show=show, at=AT)
    NotAbout.objects.create(article=plain, show=gone, at=AT)
    Report.objects.create(article=draft, show=gone, said={"status": "ended"}, saved_at=AT)

    merge(gone, kept)

    assert [one.person.name for one in kept.credits.all()] == ["Lou", "Ann"]
    assert NotAbout.objects.filter(show=kept).count() == 2
    assert Report.objects.get().show == kept
    assert draft.coverage.get().show == kept


def test_what_was_said_before_is_still_to_be_read(two):
    gone, kept = two

    merge(gone, kept)

    (pin,) = explain.as_of(gone.article, AT).pins
    assert (pin.show, pin.standing.entry.status) == (kept, "returning")


def test_what_somebody_decided_stays_decided(two):
    gone, kept = two
    news = record(gone, "canceled", "2025-06-06", network="Prime Video")
    Coverage.objects.filter(article=gone.article).update(settled_turn=news)

    merge(gone, kept)

    row = gone.article.coverage.get()
    assert row.settled_turn_id == row.standing.turned_by_id


def test_what_is_told_before_is_what_happens(two):
    gone, kept = two

    look = merging.look(gone, kept, at=AT)

    assert Show.objects.count() == 2
    assert told(gone.article) is None
    (change,) = look.changes
    merge(gone, kept, expected=look.token)
    assert (change.before, change.after.kind, change.after.text) == (None, *told(gone.article))


# -- seasons -------------------------------------------------------------------------------------


@pytest.fixture
def seasons():
    """The third season was ordered as the fourth as well, and is known to be reversed of that one alone."""
    show = make_show(seasons=(1, 2, 3))
    record(show, "ordered", "2025-01-01", season=3)
    show.article = make_article("It comes", shows=[(show, 3)], published="2025-02-01")
    show.other = make_article("It comes as well", shows=[(show, 4), (show, 3)], published="2025-02-01")
    record(show, "ordered", "2025-01-01", season=4)
    record(show, "order_reversed", "2025-06-06", season=4)
    return show


def test_a_season_that_was_entered_twice_is_one(client, seasons):
    gone, kept = seasons.seasons.get(number=4), seasons.seasons.get(number=3)
    Report.objects.create(
        article=make_draft(shows=[seasons]), show=seasons, season_number=4, said={"status": "aired"}, saved_at=AT
    )
    assert told(seasons.article) is None

    look = merging.look(gone, kept, at=AT)
    merged = merge(gone, kept, expected=look.token)

    assert told(seasons.article)[0] == told(seasons.other)[0] == "contradiction"
    assert {one.article for one in look.changes} == {seasons.article, seasons.other}
    assert (merged.moved, merged.same, merged.repeated) == (2, 1, 1)
    assert [one.number for one in seasons.seasons.all()] == [1, 2, 3]
    assert Report.objects.get().season_number == 3
    assert client.get(f"/shows/{seasons.slug}/season-4/").url == f"/shows/{seasons.slug}/season-3/"
    assert {pin.season for pin in explain.as_of(seasons.other, AT).pins} == {kept}
    assert rebuild(seasons, repair=False) == []


def test_addresses_of_merged_seasons_lead_on_when_their_show_is_merged(client, seasons):
    merge(seasons.seasons.get(number=4), seasons.seasons.get(number=3))
    kept = make_show("Another")

    merge(seasons, kept)

    assert client.get(f"/shows/{seasons.slug}/season-4/").url == f"/shows/{kept.slug}/season-3/"


def test_seasons_of_two_shows_are_not_merged(seasons):
    other = make_season(make_show("Another"), 3)

    with pytest.raises(merging.NotPossible, match="are of two shows: merge the shows"):
        merge(seasons.seasons.get(number=3), other)


def test_whatever_points_at_a_show_or_a_season_is_thought_of():
    """What goes with the one that goes, by a new table of somebody's, is to be moved by ``articles.joining``."""
    pointing = {
        f"{relation.related_model._meta.label}.{relation.field.name}"
        for model in (Show, Season, Standing)
        for relation in model._meta.get_fields(include_hidden=True)
        if (relation.one_to_many or relation.many_to_many) and relation.auto_created and not relation.concrete
    }

    assert pointing == {
        *("shows.Season.show", "shows.Credit.show", "shows.StatusEntry.show", "shows.StatusEntry.season"),
        *("shows.Standing.show", "shows.Standing.season", "shows.FormerShowSlug.show"),
        *("shows.FormerSeason.show", "shows.FormerSeason.season"),
        *("articles.Coverage.show", "articles.Coverage.season", "articles.Coverage.standing", "articles.Article.shows"),
        *("articles.Report.show", "articles.NotAbout.show"),
        *("articles.Uncovered.show", "articles.Undecided.show", "articles.UndecidedOf.show"),  # found anew; views
    }


# -- refusals ------------------------------------------------------------------------------------


@pytest.mark.parametrize("changes", ["ledger", "season", "credit", "title"])
def test_what_moved_since_the_look_is_looked_at_again(two, changes):
    gone, kept = two
    look = merging.look(gone, kept, at=AT)
    match changes:
        case "ledger":
            record(kept, "returning", "2025-07-01")
        case "season":
            make_season(gone, 7)
        case "credit":
            Credit.objects.create(show=gone, person=Person.objects.create(name="Lou", slug="lou"))
        case "title":
            Show.objects.filter(pk=gone.pk).update(title="Another")

    with pytest.raises(merging.NotPossible, match="look again"):
        merge(gone, kept, expected=look.token)


def test_what_is_gone_is_neither_merged_nor_recorded_of(two):
    gone, kept = two
    change = make_change(gone, "ended", "2025-07-01")
    merge(gone, kept)

    with pytest.raises(merging.NotPossible, match="“L’Étoile” is not here any more"):
        merge(gone, kept)
    with pytest.raises(Refused, match="“L’Étoile” is not here any more"):
        status_changes.record(change, by=None, at=AT)


def test_nothing_is_filed_under_what_is_gone(two):
    gone, kept = two
    draft = make_draft("Draft")
    wanted = replace(filing.of(draft), subjects=(Subject(gone.pk),))
    merge(gone, kept)

    with pytest.raises(filing.Refiled, match="look at what it covers"):
        filing.refile(draft, wanted, by=None, at=AT)


@pytest.mark.parametrize("what", ["show", "season"])
def test_nothing_else_changes_the_ledger(two, what):
    gone, kept = two
    entry = gone.ledger.get(season__number=2)
    second, third = make_season(kept, 2), make_season(kept, 3)
    ends = (gone, kept) if what == "show" else (entry.season, make_season(gone, 4))
    names = {"gone_name": "x", "gone_slug": "x", "kept_name": "x", "moved": []}
    log = Merge.objects.create(what=what, gone=ends[0].pk, kept=ends[1].pk, at=AT, **names)

    for fields in (
        {"show": kept, "season": second},
        {"show": kept, "season": third, "moved_by": log},
        {"show": kept, "season": None, "moved_by": log},
        {"season": third, "moved_by": log},
        {"show": kept, "season": second, "moved_by": log, "note": "x"},
        {"season": None, "moved_by": log},
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            StatusEntry.objects.filter(pk=entry.pk).update(**fields)


# -- what it costs, and many at once -------------------------------------------------------------


def test_statements_dont_grow_with_articles_and_entries():
    def statements(number):
        gone, kept = make_show(f"Gone {number}"), make_show(f"Kept {number}")
        for day in range(1, number + 1):
            record(gone, "airing", f"2025-02-{day:02}")
            make_article(f"Piece {day}", shows=[gone], published="2025-02-10")
        record(kept, "canceled", "2025-03-01")
        with CaptureQueriesContext(connection) as context:
            merge(gone, kept)
        return len(context)

    assert statements(4) == statements(1) < 75


@pytest.mark.django_db(transaction=True)
def test_news_at_the_same_moment_is_moved_or_refused():
    gone, kept = make_show("Minks"), make_show("Minx")
    record(gone, "returning", "2025-01-01")
    article = make_article("It returns", shows=[gone], published="2025-01-10")
    change = make_change(gone, "canceled", "2025-02-01")

    with ThreadPoolExecutor(max_workers=2) as threads:
        merged, recorded = at_once(
            threads, lambda: merge(gone, kept), lambda: status_changes.record(change, by=None, at=AT)
        )

    assert not isinstance(merged, Exception)
    is_refused = isinstance(recorded, Refused)
    assert is_refused or not isinstance(recorded, Exception), recorded
    assert kept.ledger.count() == (1 if is_refused else 2)
    assert (told(article) is None) is is_refused
    assert rebuild(kept, repair=False) == []


NEWS = st.lists(
    st.tuples(
        st.sampled_from(["returning", "canceled", "ending", "awaiting_decision", "ordered", "aired", "cut_short"]),
        st.integers(1, 12),
        st.booleans(),
        st.integers(1, 3),
    ),
    min_size=2,
    max_size=8,
)
OF_SEASONS = ("ordered", "aired", "cut_short")


def recorded_in(shows, news, number_of=lambda number, twin: number):
    """Record ``news`` of two shows, or of one that is both; every third entry did not hold."""
    for day, (status, month, twin, number) in enumerate(news, start=1):
        season = number_of(number, twin) if status in OF_SEASONS else None
        try:
            entry = record(shows[twin], status, f"2025-{month:02}-{day:02}", season=season, event="other")
        except AlreadyRecorded:
            continue
        if day % 3 == 0:
            status_changes.correct(entry, status_changes.void(entry), by=None, at=AT)


def written(shows):
    subjects = [(1, None), (1, 3), (0, None), (0, 2)]
    return [
        make_article(f"{month}", shows=[(shows[which], number)], published=f"2025-{month:02}-10")
        for month in (2, 7)
        for which, number in subjects
    ]


@pytest.mark.slow
class AsIfThereHadBeenOne(TestCase):
    @settings(max_examples=10)
    @given(news=NEWS)
    def test_merged_ledgers_tell_what_one_would_have_told(self, news):
        two, one = [make_show("Two"), make_show("Too")], [make_show("One")] * 2
        for shows in (two, one):
            recorded_in(shows, news)
        first, second = written(two), written(one)

        merge(two[1], two[0])

        assert [(told(a) or [None])[0] for a in first] == [(told(a) or [None])[0] for a in second]
        assert rebuild(two[0], repair=False) == []

    @settings(max_examples=10)
    @given(news=NEWS)
    def test_merged_seasons_tell_what_one_would_have_told(self, news):
        two, one = make_show("Two", seasons=(2, 3)), make_show("One", seasons=(2, 3))
        recorded_in([two] * 2, news, lambda number, twin: 4 if twin and number == 3 else number)
        recorded_in([one] * 2, news)
        subjects = {two: (None, 2, 3, 4), one: (None, 2, 3, 3)}
        articles = {
            show: [
                make_article(f"{month}", shows=[(show, number)], published=f"2025-{month:02}-10")
                for month in (2, 7)
                for number in numbers
            ]
            for show, numbers in subjects.items()
        }

        merge(make_season(two, 4), make_season(two, 3))

        kinds = {show: [(told(article) or [None])[0] for article in some] for show, some in articles.items()}
        assert kinds[two] == kinds[one]
        assert rebuild(two, repair=False) == []
