"""Networks and people that were entered twice are one."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from articles import clock, merging, notices, status_changes
from articles.models import Article
from articles.rebuild import rebuild
from shows.ledger import AlreadyRecorded
from shows.models import Credit, Merge, Network, Person, Show, Standing, StatusEntry
from tests.articles.test_concurrency import at_once
from tests.factories import make_article, make_change, make_network, make_show, make_user, moment, record

AT = moment("2026-02-01")
pytestmark = pytest.mark.django_db


def told(article):
    notice = notices.for_article(Article.objects.for_cards().get(pk=article.pk))
    return notice and (notice.kind, notice.text)


@pytest.fixture
def minx():
    """Ordered by HBO Max, gone to what somebody entered as Max: that looks like another network."""
    show = make_show("Minx")
    record(show, "returning", "2025-01-01", network="HBO Max")
    show.article = make_article("It returns", shows=[show], published="2025-01-10")
    record(show, "canceled", "2025-02-01", network="HBO Max")
    record(show, "returning", "2025-03-01", network="Max", by=make_user(), at="2025-03-02")
    return show


def networks():
    return Network.objects.get(name="Max"), Network.objects.get(name="HBO Max")


def test_a_return_on_the_same_network_takes_the_notice_back(minx):
    assert told(minx.article)[0] == "contradiction"
    before = clock.now()

    merged = merging.merge(*networks(), by=None, at=AT)

    assert told(minx.article) is None
    assert clock.now() == before + 1
    assert merged.moved == 1
    assert rebuild(minx, repair=False) == []
    assert Standing.objects.filter(pk__in=merged.flipped, flip_seq=clock.now()).count() == len(merged.flipped) > 0


def test_what_was_recorded_stays_as_it_was_but_for_its_network(minx):
    gone, kept = networks()
    entry = StatusEntry.objects.filter(network=gone).values().get()

    editor = make_user()
    merging.merge(gone, kept, by=editor, at=AT)

    merge = Merge.objects.get()
    assert StatusEntry.objects.values().get(pk=entry["id"]) == entry | {"network_id": kept.pk, "moved_by_id": merge.pk}
    assert (merge.gone, merge.gone_name, merge.kept, merge.by, merge.at) == (gone.pk, "Max", kept.pk, editor, AT)
    assert merge.moved == [entry["id"]]


def test_its_names_are_other_names_of_the_one_that_stays(minx):
    gone, kept = networks()
    Network.objects.filter(pk=gone.pk).update(also_known_as=["HBO max", "The Max"])

    merging.merge(gone, kept, by=None, at=AT)

    kept.refresh_from_db()
    assert kept.also_known_as == ["Max", "The Max"]
    assert Show.objects.get(pk=minx.pk).network == kept
    assert not Network.objects.filter(pk=gone.pk).exists()


def test_the_same_news_of_both_stands_twice_and_counts_once(minx):
    record(minx, "returning", "2025-03-01", network="HBO Max", event="pickup", at="2025-03-05")
    StatusEntry.objects.filter(show=minx, event="pickup")

    merging.merge(*networks(), by=None, at=AT)

    assert minx.ledger.filter(status="returning", network__name="HBO Max").count() == 3
    assert told(minx.article) is None
    assert rebuild(minx, repair=False) == []


def test_what_is_told_before_is_what_happens(minx):
    gone, kept = networks()

    look = merging.look(gone, kept, at=AT)

    assert Merge.objects.count() == 0
    assert told(minx.article)[0] == "contradiction"
    (change,) = look.changes
    merging.merge(gone, kept, by=None, at=AT, expected=look.token)
    assert (change.article, change.before.kind, change.after) == (minx.article, "contradiction", None)
    assert told(minx.article) is None


def test_the_other_way_round_tells_the_other_name(minx):
    gone, kept = networks()
    other = make_article("Canceled", shows=[minx], published="2025-02-10")

    look = merging.look(kept, gone, at=AT)
    merging.merge(kept, gone, by=None, at=AT, expected=look.token)

    after = {one.article.pk: one.after and one.after.text for one in look.changes}
    assert "Max" in after[other.pk]
    assert "HBO Max" not in after[other.pk]
    assert told(other)[1] == after[other.pk]


# -- refusals ------------------------------------------------------------------------------------


def test_nothing_goes_into_itself(minx):
    with pytest.raises(merging.NotPossible, match="cannot go into itself"):
        merging.merge(networks()[0], networks()[0], by=None, at=AT)


def test_what_somebody_merged_meanwhile_is_not_merged_again(minx):
    gone, kept = networks()
    merging.merge(gone, kept, by=None, at=AT)

    with pytest.raises(merging.NotPossible, match="“Max” is not here any more"):
        merging.merge(gone, kept, by=None, at=AT)


def test_what_moved_since_the_look_is_looked_at_again(minx):
    look = merging.look(*networks(), at=AT)
    record(minx, "airing", "2025-04-01", network="Max")

    with pytest.raises(merging.NotPossible, match="look again"):
        merging.merge(*networks(), by=None, at=AT, expected=look.token)

    assert Network.objects.count() == 2


@pytest.mark.parametrize(
    "changed",
    [{"network": None}, {"reason": "x"}, {"recorded_at": AT}, {"moved_by": None, "note": "x"}],
    ids=["network", "reason", "when", "note"],
)
def test_nothing_else_changes_the_ledger(minx, changed):
    gone, kept = networks()
    names = {"gone_name": "Max", "gone_slug": "max", "kept_name": "HBO Max", "moved": []}
    merge = Merge.objects.create(what="network", gone=gone.pk, kept=kept.pk, at=AT, **names)

    entries = StatusEntry.objects.filter(network=gone)
    for fields in (changed, changed | {"moved_by": merge}, {"network": kept}):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            entries.update(**fields)


def test_a_merge_of_another_transaction_moves_nothing(minx):
    gone, kept = networks()
    names = {"gone_name": "Max", "gone_slug": "max", "kept_name": "HBO Max", "moved": []}
    merge = Merge.objects.create(what="network", gone=gone.pk, kept=kept.pk, at=AT, transaction=1, **names)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        StatusEntry.objects.filter(network=gone).update(network=kept, moved_by=merge)


# -- what it costs, and many at once -------------------------------------------------------------


def test_statements_grow_with_the_shows_alone(minx):
    def statements(gone):
        with CaptureQueriesContext(connection) as context:
            merging.merge(Network.objects.get(name=gone), networks_kept(), by=None, at=AT)
        return len(context)

    def networks_kept():
        return Network.objects.get(name="HBO Max")

    few = statements("Max")
    show = make_show("GLOW")
    record(show, "returning", "2025-01-01", network="Maxx")
    for number in range(1, 28):
        record(show, "airing", f"2025-02-{number:02}", network="Maxx")
        make_article(f"Piece {number}", shows=[show], published="2025-01-10")

    assert statements("Maxx") <= few + 3


@pytest.mark.django_db(transaction=True)
def test_news_at_the_same_moment_is_moved_or_refused():
    show = make_show("Minx")
    record(show, "returning", "2025-01-01", network="Max")
    kept, gone = make_network("HBO Max"), make_network("Max")
    change = make_change(show, "airing", "2025-02-01", network="Max")

    with ThreadPoolExecutor(max_workers=2) as threads:
        done = at_once(
            threads,
            lambda: merging.merge(gone, kept, by=None, at=AT),
            lambda: status_changes.record(change, by=None, at=AT),
        )

    assert any(not isinstance(one, Exception) for one in done), done
    assert all(not isinstance(one, Exception) or isinstance(one, IntegrityError) for one in done), done
    assert {entry.network_id for entry in show.ledger.all()} <= set(Network.objects.values_list("pk", flat=True))
    assert rebuild(show, repair=False) == []


NEWS = st.lists(
    st.tuples(
        st.sampled_from(["returning", "airing", "canceled", "ending", "ended", "awaiting_decision"]),
        st.integers(1, 12),
        st.booleans(),
    ),
    min_size=2,
    max_size=7,
)


class AsIfThereHadBeenOne(TestCase):
    @settings(max_examples=12)
    @given(news=NEWS)
    def test_a_merged_ledger_tells_what_one_network_would_have_told(self, news):
        two, one = make_show("Two"), make_show("One")
        for show in (two, one):
            for status, month, twin in news:
                network = "Max" if twin and show == two else "HBO Max"
                try:
                    record(show, status, f"2025-{month:02}-01", network=network, event="other")
                except AlreadyRecorded:
                    continue
        articles = {
            show: [make_article(f"{month}", shows=[show], published=f"2025-{month:02}-10") for month in (1, 4, 8)]
            for show in (two, one)
        }

        merging.merge(make_network("Max"), make_network("HBO Max"), by=None, at=AT)

        kinds = {show: [(told(article) or [None])[0] for article in some] for show, some in articles.items()}
        assert kinds[two] == kinds[one]
        assert rebuild(two, repair=False) == []


# -- people --------------------------------------------------------------------------------------


@pytest.fixture
def people():
    gone = Person.objects.create(name="Lou de Laage", slug="lou-1")
    kept = Person.objects.create(name="Lou de Laâge", slug="lou")
    etoile, minx = make_show("Étoile"), make_show("Minx")
    Credit.objects.create(show=etoile, person=gone, character="Cheyenne")
    Credit.objects.create(show=etoile, person=kept, character="Cheyenne")
    Credit.objects.create(show=minx, person=gone, role="creator")
    return gone, kept


def test_credits_move_and_those_of_both_stand_once(people):
    gone, kept = people
    before = clock.now()

    merged = merging.merge(gone, kept, by=None, at=AT)

    assert (merged.moved, merged.same) == (1, 1)
    assert [(str(one.show), one.role) for one in kept.credits.order_by("pk")] == [
        ("Étoile", "cast"),
        ("Minx", "creator"),
    ]
    assert Merge.objects.get().what == "person"
    assert clock.now() == before + 1


def test_old_addresses_lead_on_in_one_step_however_often_they_were_merged(client, people):
    gone, kept = people
    Person.objects.filter(pk=gone.pk).update(slug="lou-2")
    merging.merge(gone, kept, by=None, at=AT)
    last = Person.objects.create(name="Lou", slug="lou-de-laage")
    merging.merge(Person.objects.get(pk=kept.pk), last, by=None, at=AT)

    for slug in ("lou-1", "lou-2", "lou"):
        answer = client.get(f"/people/{slug}/")
        assert (answer.status_code, answer.url) == (301, "/people/lou-de-laage/")


def test_a_look_at_people_changes_nothing(people):
    look = merging.look(*people, at=AT)

    assert (look.merged.moved, look.merged.same, look.changes) == (1, 1, [])
    assert Person.objects.count() == 2
    merging.merge(*people, by=None, at=AT, expected=look.token)


def test_a_credit_given_since_the_look_is_looked_at_first(people):
    look = merging.look(*people, at=AT)
    Credit.objects.create(show=make_show("GLOW"), person=people[0])

    with pytest.raises(merging.NotPossible, match="look again"):
        merging.merge(*people, by=None, at=AT, expected=look.token)
