import io
import random
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F

from articles import clock, notices, status_changes, workflow
from articles.models import Article, Coverage, FeedClock
from shows.models import Season, Show, Standing
from shows.statuses import SEASON_STATUSES, SHOW_STATUSES
from tests.again import again
from tests.factories import make_article, make_draft, make_network, make_show, moment, record

pytestmark = pytest.mark.django_db


@pytest.fixture
@again
def show():
    """A show with a history, and articles that rely on every part of it."""
    show = make_show("Étoile", year=2025, seasons=(1, 2, 3))
    make_article("Nobody knows", slug="nobody-knows", published="2023-01-01", shows=[show, (show, 1)])
    record(show, "series_ordered", "2023-04-26", network="Prime Video", at="2023-04-26")
    record(show, "ordered", "2023-04-26", season=2, at="2023-04-26")
    make_article("It lives", slug="lives", published="2025-04-30", shows=[show, (show, 2), (show, 3)])
    record(show, "canceled", "2025-06-06", at="2025-06-06")
    record(show, "order_reversed", "2025-06-06", season=2, at="2025-06-06")
    make_article("It is over", slug="over", published="2025-06-07", shows=[show, (show, 2), (show, 3)])
    make_draft("Unwritten", shows=[show])
    return show


def run(*arguments):
    out = io.StringIO()
    call_command("rebuild", *arguments, stdout=out)
    return out.getvalue()


def dry_run():
    """What a dry run prints, and what it complains of."""
    out = io.StringIO()
    with pytest.raises(CommandError) as complaint:
        call_command("rebuild", "--dry-run", stdout=out)
    return out.getvalue().splitlines(), str(complaint.value)


def everything():
    return [
        list(Standing.objects.order_by("pk").values()),
        list(Coverage.objects.order_by("pk").values()),
        list(Show.objects.order_by("pk").values()),
        clock.now(),
    ]


def row(show, status, season=None):
    return Standing.objects.get(show=show, season__number=season, entry__status=status, entry__season__number=season)


def kind_of(slug):
    notice = notices.for_article(Article.objects.for_notices().get(slug=slug))
    return notice and notice.kind


def test_where_nothing_differs_nothing_changes(show):
    before = everything()

    assert run() == run("--dry-run") == run("--show", "etoile") == "No difference.\n"

    assert everything() == before


def test_a_wrong_row_is_told_and_repaired(show):
    ordered = row(show, "ordered", 2)
    Standing.objects.filter(pk=ordered.pk).update(kind="same", turned_by=None)
    broken = everything()
    lost = row(show, "order_reversed", 2).entry_id

    said, complaint = dry_run()
    assert everything() == broken
    repaired = run()

    assert said == [
        f"“Étoile (2025)”: season 2, entry {ordered.entry_id}: stored as same, now entry {lost}, "
        f"derived as contradiction by entry {lost}, now entry {lost}."
    ]
    assert complaint == "Differences: 1. Without --dry-run they are repaired."
    assert repaired == f"{said[0]}\nDifferences: 1, all repaired.\n"
    assert kind_of("lives") == "contradiction"
    assert run() == "No difference.\n"


def test_what_the_public_sees_again_moves_the_clock(show):
    Standing.objects.filter(pk=row(show, "ordered", 2).pk).update(kind="same", turned_by=None)
    before, version = clock.now(), Show.objects.get().version

    run()

    assert clock.now() == before + 1
    assert row(show, "ordered", 2).flip_seq == before + 1
    assert row(show, "series_ordered").flip_seq != before + 1
    assert Show.objects.get().version == version + 1


def test_what_nobody_sees_leaves_the_clock_alone(show):
    Standing.objects.update(newest_pin_at=None)
    before = clock.now()

    run()

    assert clock.now() == before


def test_a_lost_row_is_made_again(show):
    record(show, "on_hiatus", "2025-06-01")
    Standing.objects.filter(pk=row(show, "on_hiatus").pk).delete()

    said = run()

    assert said.endswith(": it has no row.\nDifferences: 1, all repaired.\n")
    assert row(show, "on_hiatus").kind == "decided"


def test_the_wrong_row_is_current(show):
    Standing.objects.filter(pk=row(show, "canceled").pk).update(is_current=False)
    Standing.objects.filter(pk=row(show, "series_ordered").pk).update(is_current=True)

    run()

    assert [row(show, status).is_current for status in ("series_ordered", "canceled")] == [False, True]


def test_a_row_that_no_rule_makes_goes(show):
    entry = row(show, "ordered", 2).entry
    Standing.objects.create(show=show, season=Season.objects.get(number=3), entry=entry)

    said = run()

    assert f"season 3, entry {entry.pk}: no rule makes this row" in said
    assert run() == "No difference.\n"
    assert not Standing.objects.filter(season__number=3, entry=entry).exists()


@pytest.mark.parametrize("whose", ["other subject", "other show"])
def test_a_pin_on_a_strange_row_comes_back_and_takes_no_other_along(show, whose):
    if whose == "other show":
        other = make_show("Elsewhere")
        record(other, "series_ordered", "2023-04-26")
        make_article("Elsewhere", slug="elsewhere", published="2025-04-30", shows=[other])
        strange = row(other, "series_ordered")
    else:
        strange = row(show, "order_reversed", 2)
    right = dict(Coverage.objects.values_list("pk", "standing"))
    pin = Coverage.objects.get(article__slug="lives", season=None)
    Coverage.objects.filter(pk=pin.pk).update(standing=strange)
    before = clock.now()

    (said,), _ = dry_run()
    run()

    assert said.endswith(f"belong on “the show, entry {pin.standing.entry_id}”: 1, the first that of lives.")
    assert dict(Coverage.objects.values_list("pk", "standing")) == right
    pin.refresh_from_db()
    assert (pin.moved_seq, clock.now()) == (before + 1, before + 1)
    assert Coverage.objects.exclude(pk=pin.pk).filter(moved_seq=pin.moved_seq).count() == 0


def test_a_pin_comes_back_to_a_row_that_was_lost_with_it(show):
    blank = Standing.objects.get(season__number=3, entry=None, pins__article__slug="lives")
    over = Standing.objects.get(season__number=3, entry__status="canceled")
    Coverage.objects.filter(standing=blank).update(standing=over)
    blank.delete()

    run()

    pin = Coverage.objects.get(article__slug="lives", season__number=3)
    assert (pin.standing.entry, pin.standing.later, pin.standing.kind) == (None, True, "decided")


def test_a_pin_set_by_hand_stays(show):
    over, lives = (Coverage.objects.get(article__slug=slug, season=None) for slug in ("over", "lives"))
    newest = {"newest_pin_at": over.published_at, "newest_open_at": over.published_at}
    Standing.objects.filter(pk=lives.standing_id).update(**newest)
    Coverage.objects.filter(pk=over.pk).update(standing=lives.standing, hand_set=True, hand_set_at=moment("2025-06-08"))

    assert run() == "No difference.\n"


def test_the_newest_pin_may_be_too_high_and_never_too_low(show):
    Standing.objects.update(newest_pin_at=F("newest_pin_at") + timedelta(days=1))
    assert run() == "No difference.\n"
    Standing.objects.filter(pk=row(show, "series_ordered").pk).update(newest_pin_at=moment("2024-01-01"))

    said = run()

    assert said.endswith(
        ": an article of 2025-04-30 12:00 is newer than its newest pin.\nDifferences: 1, all repaired.\n"
    )
    assert row(show, "series_ordered").newest_pin_at == moment("2025-04-30")


def test_todays_network_comes_from_the_ledger(show):
    Show.objects.update(network=make_network("NBC"))

    said = run()

    assert said.startswith("“Étoile (2025)”: its network: stored as NBC, derived as Prime Video.\n")
    assert Show.objects.get().network.name == "Prime Video"


def test_the_dates_on_coverage_are_those_of_the_articles(show):
    Article.objects.filter(slug="over").update(stage="withdrawn")
    Coverage.objects.filter(article__slug="lives", season=None).update(published_at=None)

    said = run()

    assert said.count("its date on its coverage is not that of the article") == 4
    assert set(Coverage.objects.filter(article__slug="over").values_list("published_at", flat=True)) == {None}
    assert Coverage.objects.get(article__slug="lives", season=None).published_at == moment("2025-04-30")
    assert run() == "No difference.\n"


def test_one_show_alone(show):
    other = make_show("Elsewhere")
    Show.objects.update(network=make_network("NBC"))

    said = run("--show", "elsewhere")

    assert said == "“Elsewhere”: its network: stored as NBC, derived as None.\nDifferences: 1, all repaired.\n"
    other.refresh_from_db()
    show.refresh_from_db()
    assert (other.network, show.network.name) == (None, "NBC")


def test_a_show_that_is_not_there():
    with pytest.raises(CommandError) as refusal:
        run("--show", "nothing")

    assert str(refusal.value) == "--show: there is no show “nothing”: copy it from the show's address."


def test_everything_derived_can_be_lost_at_once(show):
    right = {slug: kind_of(slug) for slug in ("nobody-knows", "lives", "over")}
    rows = Standing.objects.count()
    Standing.objects.update(kind="progress", turned_by=None, now=None, newest_pin_at=None, is_current=False)
    Coverage.objects.filter(relied_at__isnull=False).update(
        standing=Standing.objects.filter(season=None).first(), published_at=None
    )
    Show.objects.update(network=None)

    run()

    assert {slug: kind_of(slug) for slug in right} == right
    assert Standing.objects.count() == rows
    assert FeedClock.objects.count() == 1
    assert run() == "No difference.\n"


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in (1, 2))])
def test_whatever_was_done_in_whatever_order_nothing_differs(seed):
    """Late news, corrections, publications and all that editors do, at random: what is stored is what follows."""
    chance = random.Random(seed)
    show = make_show("Étoile", seasons=(1, 2, 3))
    day = moment("2024-01-01")
    done = 0

    for _ in range(60):
        day += timedelta(hours=chance.randint(1, 100))
        done += act(chance, show, day)

    assert done > 25
    assert run("--dry-run") == "No difference.\n"


def act(chance, show, day):
    """Do something on ``day``, or leave it where it is not possible; returns whether it was done."""
    articles = list(Article.objects.order_by("pk"))
    article = chance.choice(articles) if articles else None
    acts = [lambda: record_something(chance, show, day)] * 4
    acts += [lambda: make_article(published=day, shows=chance.sample([show, (show, 1), (show, 2), (show, 3)], 2))] * 3
    acts += [lambda: correct_something(chance, show, day)] * 2
    if article:
        acts += [
            lambda: workflow.review(article, by=None, at=day),
            lambda: workflow.update(article, by=None, at=day, substantive=chance.random() < 0.5),
            lambda: workflow.withdraw(article, by=None, at=day),
            lambda: workflow.restore(article, by=None, at=day),
            lambda: workflow.redate(article, by=None, at=day, published_at=earlier(chance, day)),
        ]
    try:
        chance.choice(acts)()
    except (status_changes.Refused, workflow.NotAllowed):
        return False
    return True


def earlier(chance, day):
    return day - timedelta(hours=chance.choice([0, 5, 30, 200, 2000]))


def record_something(chance, show, day):
    change = some_change(chance, show, day)
    ignorant = status_changes.preview(change, at=day).unticked
    keep = ignorant if chance.random() < 0.5 else ()
    implied = None if chance.random() < 0.5 else ()
    status_changes.record(change, by=None, at=day, keep=keep, implied=implied)


def correct_something(chance, show, day):
    entry = chance.choice([*show.ledger.filter(correction=None).exclude(status=None)] or [None])
    if entry is not None:
        change = status_changes.void(entry) if chance.random() < 0.3 else some_change(chance, show, day)
        status_changes.correct(entry, change, by=None, at=day)


def some_change(chance, show, day):
    season = chance.choice([None, None, 1, 2, 3])
    status = chance.choice(SEASON_STATUSES if season else SHOW_STATUSES)
    precision = chance.choice(["minute", "day", "day", "day", "month"])
    return status_changes.Change(
        show=show,
        season=Season.objects.get(show=show, number=season) if season else None,
        status=status,
        effective_at=earlier(chance, day),
        precision=precision,
        network=make_network(chance.choice(["Prime Video", "Prime Video", "Apple TV+"])),
        premiere_on=date(2024, chance.randint(1, 12), 1) if status == "dated" else None,
        premiere_precision="month" if status == "dated" else "",
    )
