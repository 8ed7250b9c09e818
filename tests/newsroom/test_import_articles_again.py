from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from articles import clock, exemptions, pins, text, workflow
from articles.bulk import Ledgers
from articles.models import Article, Coverage, Outcome, Publication, Revision, Section, Undecided
from shows.models import Show
from tests.factories import (
    cancel_etoile,
    make_article,
    make_draft,
    make_etoile,
    make_show,
    make_user,
    moment,
)
from tests.newsroom import importing
from tests.newsroom.importing import LINE, differences, everything, pinned

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

run = partial(importing.run, "import_articles")


@pytest.fixture
def write(tmp_path):
    return lambda *lines: importing.write(tmp_path / "articles.jsonl", list(lines))


@pytest.fixture
def show():
    return make_etoile()


def test_a_second_run_changes_nothing(show, write):
    path = write(LINE, LINE | {"slug": "other"})
    run(path)
    before = everything()

    said = run(path)

    assert said == "0 articles imported, 0 updated; 2 unchanged, 0 left alone\n"
    assert everything() == before


def test_a_line_written_another_way_changes_nothing(show, write):
    run(write(LINE))
    before = everything()

    same = dict(reversed(LINE.items())) | {
        "published_at": "2025-04-30T15:00:00Z",
        "coverage": [{"season": 2, "show": "ETOILE"}, {"show": "Étoile", "season": None}],
    }
    said = run(write(same))

    assert said == "0 articles imported, 0 updated; 1 unchanged, 0 left alone\n"
    assert everything() == before


def test_names_that_were_changed_here_are_not_made_again(show, write):
    path = write(LINE)
    run(path)
    Section.objects.update(name="Questions", slug="questions")
    before = everything()

    run(path)

    assert everything() == before


def test_an_article_that_nobody_edited_follows_its_line(show, write):
    make_show("Another")
    run(write(LINE))
    was = Article.objects.get()

    said = run(
        write(
            LINE
            | {
                "headline": "Season 2 is on its way",
                "section": "News",
                "bylines": ["TV desk"],
                "topics": ["Prime Video"],
                "coverage": [{"show": "Another"}, {"show": "Étoile", "season": 2}],
            }
        )
    )

    assert said == "0 articles imported, 1 updated; 0 unchanged, 0 left alone\n"
    article = Article.objects.get()
    assert (article.uuid, article.first_published_at, article.section.name) == (was.uuid, was.published_at, "News")
    assert timezone.now() - article.modified_at < timedelta(minutes=5)
    assert (article.live_revision.number, str(article)) == (2, "Season 2 is on its way")
    assert [str(topic) for topic in article.topics.all()] == ["Prime Video"]
    assert [str(byline) for byline in article.bylines.all()] == ["TV desk"]
    assert [str(one) for one in article.coverage.all()] == ["Another", "Étoile, season 2"]
    assert differences() == []


def test_an_update_keeps_what_is_still_covered_and_is_logged(show, write):
    run(write(LINE))
    kept = Coverage.objects.get(season__number=2)
    versions = dict(Show.objects.values_list("title", "version"))

    run(write(LINE | {"coverage": [{"show": "Étoile", "season": 2, "mention_only": True}]}))

    assert Coverage.objects.get().pk == kept.pk
    log = Publication.objects.latest("pk")
    assert (log.act, log.by, log.seq) == ("updated", None, clock.now())
    assert log.pins == pins.of_article(Article.objects.get())
    assert log.pins[0]["mention_only"]
    assert Revision.objects.count() == 1
    assert Show.objects.get().version == versions["Étoile"] + 1


def test_another_date_in_the_line_moves_the_pins(show, write):
    cancel_etoile(show)
    run(write(LINE))

    run(write(LINE | {"published_at": "2025-06-07T12:00:00Z"}))

    article = Article.objects.get()
    assert pinned(article) == ["order_reversed", "canceled"]
    assert article.first_published_at == moment("2025-04-30T15:00:00+00:00")
    assert differences() == []


def test_what_leaves_the_stale_desk_by_a_line_is_logged(show, write):
    cancel_etoile(show)
    run(write(LINE))
    stood = {row.turned_by_id for row in Undecided.objects.all()}
    assert len(stood) == 2

    run(write(LINE | {"headline": "Another headline"}))
    assert not Outcome.objects.exists()
    run(write(LINE | {"headline": "Another headline", "published_at": "2025-06-07T12:00:00Z"}))

    assert not Undecided.objects.exists()
    outcome = Outcome.objects.get()
    assert (outcome.kind, outcome.by, set(outcome.turns), outcome.seq) == ("updated", None, stood, clock.now())
    assert outcome.since is not None


def test_a_show_that_is_covered_no_more_moves_too(show, write):
    other = make_show("Another")
    run(write(LINE | {"coverage": [{"show": "Another"}]}))
    version = Show.objects.get(pk=other.pk).version

    run(write(LINE))

    assert Show.objects.get(pk=other.pk).version == version + 1


def edit(article, by):
    text.save_revision(article, base=1, by=by, at=timezone.now(), headline="Edited")


def edit_and_update(article, by):
    edit(article, by)
    workflow.update(article, by=by, at=timezone.now(), substantive=True)


def review(article, by):
    workflow.review(article, by=by, at=timezone.now())


def withdraw(article, by):
    workflow.withdraw(article, by=by, at=timezone.now())


def exempt(article, by):
    exemptions.exempt(article, reason="An obituary.", by=by, at=timezone.now())


def exempt_and_lift(article, by):
    exempt(article, by)
    exemptions.lift(article, reason="It is none.", by=by, at=timezone.now())


def set_by_hand(article, by):
    Coverage.objects.filter(article=article).update(hand_set=True, hand_set_at=timezone.now())


def cover_more(article, by):
    Coverage.objects.create(article=article, show=make_show("Another"))


EDITS = [edit, edit_and_update, review, withdraw, exempt, exempt_and_lift, set_by_hand, cover_more]


@pytest.mark.parametrize("act", EDITS)
def test_what_somebody_has_worked_on_is_left_alone_and_listed(show, write, act):
    run(write(LINE, LINE | {"slug": "other"}))
    act(Article.objects.get(slug="yes-season-2"), make_user())
    before = everything()

    said = run(write(LINE | {"headline": "Changed"}, LINE | {"slug": "other"}))

    assert said == (
        "articles.jsonl, line 1: “yes-season-2” was edited here since: left alone.\n"
        "0 articles imported, 0 updated; 1 unchanged, 1 left alone\n"
    )
    assert everything() == before


@pytest.mark.parametrize("make", [make_article, make_draft])
def test_what_was_written_here_is_left_alone_and_listed(show, write, make):
    make("Ours", slug="yes-season-2", by=make_user())
    before = everything()

    said = run(write(LINE))

    assert said == (
        "articles.jsonl, line 1: “yes-season-2” was written here: left alone.\n"
        "0 articles imported, 0 updated; 0 unchanged, 1 left alone\n"
    )
    assert everything() == before


def test_a_show_that_came_under_our_hands_keeps_its_article_alone(show, write, monkeypatch):
    run(write(LINE))
    other = make_show("Another")

    class Late(Ledgers):
        """While it waits for its locks, an editor covers another show."""

        def __init__(self, shows):
            super().__init__(shows)
            Coverage.objects.create(article=Article.objects.get(), show=other)

    monkeypatch.setattr("articles.bulk.Ledgers", Late)
    said = run(write(LINE | {"headline": "Changed"}))

    assert said.endswith("0 articles imported, 0 updated; 0 unchanged, 1 left alone\n")
