"""What is kept beside the change that an article reports: a network that isn't there yet, what isn't recorded along."""

from datetime import timedelta

import pytest

from articles import foresight, reports, workflow
from articles.models import Article, Report
from shows.models import Network, Season, StatusEntry
from tests.articles.test_reports import NOW, SAID, editor, keep, seen, show
from tests.factories import make_draft, make_network, record

__all__ = ["editor", "show"]

pytestmark = pytest.mark.django_db

SAVED = {"status": "returning", "new_network": "Roku", "new_network_kind": "streamer"}
THEN = NOW + timedelta(hours=4)


@pytest.fixture
def news(show):
    return make_draft("Étoile is saved", shows=[show])


def keep_saved(article, show, *, season=None, **said):
    wanted = {"show": show, "season": season, "network": None, "said": SAID | SAVED | said}
    return reports.save(article, **wanted, version=0, by=None, at=NOW)


def keep_renewed(article, show, **said):
    return keep_saved(article, show, season=3, status="ordered", **said)


def saved():
    return StatusEntry.objects.filter(network__name="Roku", season=None)


def test_a_network_and_a_season_that_are_new_are_made_with_the_entry_and_not_before(show, editor, news):
    keep_renewed(news, show)
    found = reports.look(news, at=NOW)

    assert (found.change.network.name, found.like, found.makes_season) == ("Roku", "", True)
    assert not Network.objects.filter(name="Roku").exists()
    assert not Season.objects.filter(number=3).exists()
    workflow.publish(news, by=editor, at=NOW, seen=found.seen)

    entry = StatusEntry.objects.get(season__number=3)
    assert (entry.network.name, entry.network.kind) == ("Roku", "streamer")


def test_one_that_may_have_been_meant_is_named(show, news):
    make_network("Roku Channel")
    keep_saved(news, show, new_network="Roku Chanel")

    assert reports.look(news, at=NOW).like == "Roku Channel"


def test_a_network_that_somebody_made_meanwhile_is_taken_whatever_it_was_said_to_be(show, editor, news):
    keep_saved(news, show)
    roku = Network.objects.create(name="ROKU", slug="roku", kind="broadcast")
    found = reports.look(news, at=NOW)

    assert (found.like, found.makes_season) == (None, False)
    workflow.publish(news, by=editor, at=NOW, seen=found.seen)

    assert StatusEntry.objects.filter(network=roku, status="returning").exists()


def test_a_name_that_two_networks_have_by_now_is_refused_at_its_field(show, news):
    keep_saved(news, show)
    for slug in ("one", "other"):
        make_network(slug, also_known_as=["Roku"])

    found = reports.look(news, at=NOW)

    assert "give the name of the one that you mean" in found.refused
    assert (found.blamed, found.blamed_label) == ("new_network", "A network that isn't in the list")


def test_what_is_unticked_is_not_recorded_along_and_can_be_ticked_again(show, editor, news):
    keep(news, show)
    ((name, change, ticked),) = reports.look(news, at=NOW).proposals
    assert (name, change.season.number, ticked) == ("2.order_reversed", 2, True)
    keep(news, show, version=1, unticked=[name])
    found = reports.look(news, at=NOW)

    assert [one[::2] for one in found.proposals] == [(name, False)]
    assert found.impact.implied == ()
    workflow.publish(news, by=editor, at=NOW, seen=found.seen)

    assert StatusEntry.objects.filter(status="canceled").exists()
    assert not StatusEntry.objects.filter(status="order_reversed").exists()


def test_who_unticks_has_others_look_again(show, editor, news):
    keep(news, show)
    before = seen(news)
    keep(news, show, version=1, unticked=["2.order_reversed"])

    with pytest.raises(reports.ChangedMeanwhile):
        workflow.publish(news, by=editor, at=NOW, seen=before)


@pytest.mark.parametrize(("network", "stage"), [("Roku", "published"), ("Netflix", "scheduled")])
def test_one_that_is_scheduled_goes_out_where_the_ledger_says_the_same_by_then(show, editor, news, network, stage):
    keep_saved(news, show)
    ahead = reports.at_its_moment(news, at=NOW, moment=THEN).seen
    workflow.schedule(news, by=editor, at=NOW, publish_at=THEN, seen=ahead)
    record(show, "returning", "2025-06-06T14:05-04:00", at=NOW + timedelta(minutes=1), network=network)

    assert bool(foresight.foreseen([news.pk])) is (stage == "scheduled")
    workflow.publish_due(at=THEN)

    assert Article.objects.get(pk=news.pk).stage == stage
    assert saved().count() == (stage == "published")
    assert Report.objects.filter(entry__in=saved()).exists() is (stage == "published")
