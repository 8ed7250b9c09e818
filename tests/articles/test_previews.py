"""An article as its readers would get it: held against what they get once it is so."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import previews, status_changes, text, workflow
from articles.models import Article, Coverage, FeedClock
from articles.previews import Look, Supposed
from shows.models import Season, Show, Standing, StatusEntry
from tests.factories import (
    cancel_etoile,
    cover,
    make_article,
    make_change,
    make_draft,
    make_etoile,
    make_network,
    make_section,
    make_show,
    moment,
    record,
)

pytestmark = pytest.mark.django_db

NOW = moment("2025-05-10T14:00:00+00:00")
JULY = moment("2025-07-01")


def notice(article, look, **kwargs):
    found = previews.page_of(article, look, **kwargs)["notice"]
    return found and found.text


def live(article):
    return notice(article, Look(moment("2026-02-01")))


def everything():
    """All that a preview could touch, row by row."""
    models = (Article, Coverage, FeedClock, Season, Show, Standing, StatusEntry)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


# -- what is not published -----------------------------------------------------------------------


def test_a_draft_is_shown_as_if_it_were_published_now():
    draft = make_draft(shows=[(make_etoile(), 2)], body="<p>Yes.</p>", dek="What we know")

    shown = previews.page_of(draft, Look(NOW))

    assert shown["notice"] is None
    assert (shown["revision"].dek, str(shown["body"])) == ("What we know", "<p>Yes.</p>")
    assert shown["article"].published_at == NOW
    (told,) = shown["subjects"]
    assert (told.then.label, told.coverage.relied_by) == ("Ordered", "published")


def test_a_draft_in_another_time_knows_what_was_recorded_by_then():
    show = make_show("Minx")
    record(show, "returning", "2025-01-10", at="2025-01-10", network="Starz")
    record(show, "canceled", "2025-03-01", at="2025-03-01", network="Starz")
    draft = make_draft(shows=[show])

    (then,), (now,) = (previews.page_of(draft, Look(NOW, at))["subjects"] for at in (moment("2025-02-01"), NOW))

    assert (then.then.label, now.then.label) == ("Returning", "Canceled")


def test_what_an_editor_chose_stays_when_the_rest_is_tied_anew():
    show = make_etoile()
    article = make_article(shows=[show])
    pin = article.coverage.get()
    first = Standing.objects.get(show=show, entry__status="series_ordered", season=None)
    Coverage.objects.filter(pk=pin.pk).update(standing=first, hand_set=True, hand_set_at=NOW)
    text.save_revision(article, base=1, by=None, at=NOW, headline="Otherwise")

    (told,) = previews.page_of(article, Look(NOW))["subjects"]

    assert told.then.status == "series_ordered"


# -- what is published ---------------------------------------------------------------------------


def test_what_readers_have_is_shown_as_they_get_it():
    show = make_etoile()
    article = make_article(shows=[(show, 2)])
    cancel_etoile(show)

    assert live(article) == (
        "Prime Video has reversed its order for season 2 of Étoile, Deadline reported on June 6, 2025. When this "
        "article was published, on April 30, 2025, the season was ordered."
    )


def test_unpublished_changes_are_shown_as_if_they_were_published_now():
    show = make_etoile()
    article = make_article(shows=[(show, 2)])
    cancel_etoile(show)
    text.save_revision(article, base=1, by=None, at=JULY, headline="No, it is not")

    shown = previews.page_of(article, Look(moment("2026-02-01")))

    assert shown["notice"] is None
    assert shown["revision"].headline == "No, it is not"
    assert shown["article"].updated_at == moment("2026-02-01")


def test_the_notice_is_that_of_the_date_looked_at():
    show = make_etoile()
    article = make_article(shows=[(show, 2)])
    cancel_etoile(show)

    before, after = (notice(article, Look(moment("2026-02-01"), at)) for at in (moment("2025-05-15"), JULY))

    assert before is None
    assert after.startswith("Prime Video has reversed its order for season 2")


def test_a_date_before_the_publication_shows_it_as_published_then():
    show = make_etoile()
    article = make_article(shows=[(show, 2)])
    at = moment("2025-04-01")

    shown = previews.page_of(article, Look(NOW, at))

    assert shown["article"].published_at == at


# -- what is supposed ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("season", "status", "fields"),
    [
        (None, "canceled", {}),
        (None, "canceled", {"network": "HBO"}),
        (None, "ending", {}),
        (None, "returning", {}),
        (None, "ended", {}),
        (2, "shelved", {}),
        (2, "delayed", {}),
        (2, "airing", {"network": "HBO"}),
        (2, "dated", {"premiere": "2026-04-01"}),
    ],
)
@pytest.mark.parametrize("published", [True, False])
def test_what_is_supposed_reads_as_it_will_once_recorded(season, status, fields, published):
    show = make_etoile()
    make = make_article if published else make_draft
    article = make(shows=[(show, 2), show], **({"published": "2025-04-30"} if published else {}))
    change = make_change(show, status, "2025-05-10T10:01-04:00", season=season, **fields)

    supposed = Supposed(show.pk, season, status, change.network, change.premiere_on)
    expected = notice(article, Look(NOW, supposed=supposed))

    if not published:
        workflow.publish(article, by=None, at=NOW)
    status_changes.record(change, by=None, at=NOW + timedelta(minutes=1))
    assert notice(article, Look(NOW + timedelta(minutes=2))) == expected


def test_a_change_is_supposed_at_the_date_looked_at():
    show = make_etoile()
    article = make_article(shows=[show])

    told = notice(article, Look(NOW, moment("2027-01-05"), Supposed(show.pk, None, "canceled")))

    assert told.startswith("Prime Video canceled Étoile on January 5, 2027.")


def test_a_season_that_nobody_ordered_may_be_supposed():
    show = make_etoile()
    draft = previews.Draft(
        text.revised(Article(), number=0, by=None, at=NOW, headline="Will there be a third?"),
        make_section(),
        (),
        ("TV desk",),
        (previews.Subject(show.pk, 3),),
    )

    shown = previews.page_of(Article(), Look(NOW, supposed=Supposed(show.pk, 3, "ordered")), draft=draft)

    assert shown["notice"].kind == "decided"
    assert shown["article"].authors == ["TV desk"]
    assert not Season.objects.filter(number=3).exists()


def test_a_byline_is_as_it_is_typed():
    article = make_article(authors=["TV desk"])
    draft = previews.Draft(article.latest_revision, article.section, (), ("Streaming desk",), ())

    shown = previews.page_of(article, Look(NOW), draft=draft)["article"]

    assert (shown.authors, shown.signed) == (["Streaming desk"], [])


@pytest.mark.slow
def test_nothing_is_written_and_nothing_held():
    show = make_etoile()
    article = make_article(shows=[(show, 2), show])
    cancel_etoile(show)
    draft = make_draft(shows=[show])
    supposed = Supposed(show.pk, None, "returning", make_network("Prime Video"))
    before = everything()

    with CaptureQueriesContext(connection) as queries:
        for one in (article, draft):
            for at in (None, moment("2025-05-01"), moment("2030-01-01")):
                previews.page_of(one, Look(NOW, at, supposed), related=True)

    assert everything() == before
    assert [one["sql"] for one in queries if not one["sql"].startswith("SELECT")] == []
    assert not any("FOR " in one["sql"] and "UPDATE" in one["sql"] for one in queries)


def test_a_look_costs_the_same_however_many_shows():
    one, many = make_draft(shows=[make_show("One")]), make_draft()
    for number in range(12):
        show = make_show(f"Show {number}")
        record(show, "returning", "2025-01-01", network="Prime Video")
        cover(many, show)

    counts = []
    for article in (one, many):
        with CaptureQueriesContext(connection) as queries:
            previews.page_of(article, Look(NOW), related=True)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 8


def test_the_page_offers_what_else_there_is_about_its_show():
    show = make_etoile()
    other = make_article("Another", shows=[show])
    draft = make_draft(shows=[(show, 2)])

    assert previews.page_of(draft, Look(NOW), related=True)["related"] == [other]
    assert previews.page_of(draft, Look(NOW))["related"] == ()
