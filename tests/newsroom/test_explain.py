import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from articles import exemptions, notices, pins, status_changes, workflow
from articles.explain import explain
from articles.models import Article, Coverage
from newsroom.management.commands import explain as command
from shows import ledger, standings
from shows.history import History
from tests.again import again
from tests.factories import cover, make_article, make_change, make_draft, make_show, moment, record

pytestmark = pytest.mark.django_db


@pytest.fixture
@again
def show():
    show = make_show("Étoile", seasons=(1, 2))
    record(show, "series_ordered", "2023-04-26", network="Prime Video", at="2023-04-26")
    record(show, "ordered", "2023-04-26", season=2, at="2023-04-26")
    return show


def run(*arguments):
    out = io.StringIO()
    call_command("explain", *arguments, stdout=out)
    return out.getvalue()


def notice_of(article):
    """Kind and words as every surface tells them at this moment."""
    notice = notices.for_article(Article.objects.for_notices().get(pk=article.pk))
    return (notice.kind, notice.text) if notice else (None, "")


def explained(article, at=None):
    explanation = explain(article, at=at)
    return explanation.kind, explanation.text


def did(article):
    return [[step.did for step in reason.path] for reason in explain(article).reasons]


def test_it_says_why_an_article_has_its_notice(show):
    article = make_article("Season 2 is coming", slug="coming", published="2025-04-30", shows=[(show, 2)])
    canceled = record(show, "canceled", "2025-06-06", at="2025-06-06", source_name="Deadline", confirmation="reported")
    lost = record(show, "order_reversed", "2025-06-06", season=2, at="2025-06-06T18:20:00+00:00")
    ordered = article.coverage.get().standing.entry

    said = run("coming")

    assert canceled.pk != lost.pk
    assert said == (
        "“Season 2 is coming” (coming)\n"
        "As it stands now.\n"
        "\n"
        "Étoile, season 2\n"
        "  It relied on the ledger at 2025-04-30T08:00-04:00, when this article was published.\n"
        "  No season from this one on had aired by then, so the end of the show counts for it.\n"
        "  What had taken effect by then:\n"
        f"    entry {ordered.pk}, season 2: Ordered, April 26, 2023, Prime Video (recorded 2023-04-26T08:00-04:00)\n"
        f"  Its pin, by the rule: entry {ordered.pk}, season 2: Ordered, April 26, 2023, Prime Video "
        "(recorded 2023-04-26T08:00-04:00)\n"
        "  What came after it:\n"
        f"    entry {lost.pk}, season 2: Order reversed, June 6, 2025, Prime Video (recorded 2025-06-06T14:20-04:00): "
        "broke it\n"
        f"  So it is: contradiction, by entry {lost.pk}.\n"
        "\n"
        "Notice: contradiction\n"
        "This has since changed: Prime Video reversed its order for season 2 of Étoile on June 6, 2025. When this "
        "article was published, on April 30, 2025, the season was ordered.\n"
    )


def test_it_says_why_an_article_has_none(show):
    make_article("A recipe", slug="recipe", shows=[show], published="2025-04-30")

    said = run("recipe")

    assert "  So it is: same.\n" in said
    assert said.endswith("\nNo notice.\n")


def test_it_says_what_an_article_without_a_show_relies_on():
    make_article("A recipe", slug="recipe")

    assert run("recipe") == (
        "“A recipe” (recipe)\nAs it stands now.\nIt relies on nothing: it covers no show.\n\nNo notice.\n"
    )


def test_it_names_the_article_that_reported_the_change(show):
    make_article("It lives", slug="lives", published="2025-04-30", shows=[show])
    record(show, "canceled", "2025-06-06", at="2025-06-06")
    make_article("It is canceled", slug="canceled", published="2025-06-07", shows=[show])

    assert run("lives").endswith("\nRead: “It is canceled”, http://localhost:8000/articles/canceled/\n")


def test_each_step_of_the_path_says_what_it_did(show):
    article = make_article(published="2025-04-30", shows=[show])
    record(show, "on_hiatus", "2025-05-05")
    record(show, "canceled", "2025-06-06")
    record(show, "ended", "2025-06-07")
    record(show, "series_ordered", "2025-06-08")
    record(show, "airing", "2025-06-09")
    record(show, "canceled", "2025-06-10")

    # A hiatus is no decision about what was ordered: it keeps what an order tells.
    assert did(article) == [["kept", "nothing", "nothing", "nothing", "nothing", "nothing"]]


def test_what_was_broken_can_be_mended(show):
    article = make_article(published="2025-04-30", shows=[show])
    record(show, "canceled", "2025-06-06")
    record(show, "ended", "2025-06-07")
    record(show, "series_ordered", "2025-06-08")
    record(show, "pilot_ordered", "2025-06-09")
    record(show, "airing", "2025-06-10")

    assert did(article) == [["broke", "nothing", "mended", "nothing", "kept"]]


def test_a_question_is_answered(show):
    record(show, "awaiting_decision", "2025-04-01")
    article = make_article(published="2025-04-30", shows=[show])
    record(show, "on_hiatus", "2025-05-01")
    record(show, "returning", "2025-06-06")
    record(show, "canceled", "2025-06-07")

    assert did(article) == [["nothing", "answered", "nothing"]]


def test_what_nobody_had_recorded_can_be_answered(show):
    article = make_article(published="2025-04-30", shows=[(show, 3)])
    record(show, "canceled", "2025-06-06")

    (reason,) = explain(article).reasons

    assert (reason.candidates, reason.pinned, reason.is_later) == ((), None, True)
    assert [(step.entry.status, step.status, step.did) for step in reason.path] == [
        ("canceled", "not_happening", "answered")
    ]
    assert "Canceled, June 6, 2025, Prime Video" in run(article.slug)
    assert ", which counts as not happening: answered it\n" in run(article.slug)


def test_a_correction_is_told_instead_of_a_path(show):
    article = make_article(published="2025-04-30", shows=[show])
    entry = article.coverage.get().standing.entry
    status_changes.correct(entry, status_changes.void(entry), by=None, at=moment("2025-05-05"))

    said = run(article.slug)

    assert "  That entry was corrected:\n" in said
    assert ": Void, April 26, 2023" in said
    assert "What came after it" not in said
    assert explain(article).kind == "record-corrected"


def test_a_pin_set_by_hand_stands_beside_the_rule(show):
    ignorant = make_article(published="2025-06-20", shows=[show])
    coverage = Coverage.objects.get(article=ignorant)
    record(show, "canceled", "2025-06-06", at="2025-06-21", keep=[coverage.pk])

    said = run(ignorant.slug)

    assert "  Its pin was set by hand: " in said
    assert said.index("Ordered to series") < said.index("By the rule it would be") < said.rindex("Canceled")
    assert explained(ignorant) == notice_of(ignorant)


@pytest.mark.parametrize(
    ("silence", "reason"),
    [
        ("mention", "it is only mentioned"),
        ("subject", "this subject is exempted"),
        ("article", "the article is exempted"),
    ],
)
def test_it_says_why_readers_are_not_told(show, silence, reason):
    article = make_draft(slug="silent")
    coverage = cover(article, show, mention_only=silence == "mention")
    workflow.publish(article, by=None, at=moment("2025-04-30"))
    if silence != "mention":
        only = coverage if silence == "subject" else None
        exemptions.exempt(article, reason="A review", by=None, at=moment("2025-05-01"), coverage=only)
    entry = record(show, "canceled", "2025-06-06", at="2025-06-06")

    said = run("silent")

    assert f"  So it is: contradiction, by entry {entry.pk}; readers are not told, as {reason}.\n" in said
    assert said.endswith("\nNo notice.\n")
    assert ("A review" in said) == (silence != "mention")


def test_what_is_not_public_says_so(show):
    article = make_article("Gone", slug="gone", published="2025-04-30", shows=[show])
    workflow.withdraw(article, by=None, at=moment("2025-05-05"))

    now, early, late = (run("gone", *at) for at in ([], ["--at", "2025-04-29"], ["--at", "2025-05-06"]))

    assert "\nIt is not public: withdrawn.\n" in now
    assert early == (
        "“Gone” (gone)\nAs it stood at 2025-04-30T00:00-04:00, from what had been recorded by then.\n"
        "It was not public at that time.\n"
    )
    assert late.endswith("It was not public at that time.\n")
    assert "It was not public" not in run("gone", "--at", "2025-05-01")


def test_it_tells_what_was_believed_at_a_time(show):
    make_article("It lives", slug="lives", published="2025-04-30", shows=[show])
    record(show, "canceled", "2025-06-06", at="2025-06-08T16:00:00+00:00")

    before, after = (run("lives", "--at", at) for at in ("2025-06-08T11:59-04:00", "2025-06-08T12:00-04:00"))

    assert before.endswith("\nNo notice.\n")
    assert "\nNotice: contradiction\n" in after


def hand_set(article, entry, at):
    show = entry.show
    coverage = Coverage.objects.select_related("season").get(article=article, show=show, season=entry.season)
    ledger.lock([show])
    history, table = History.of(show), standings.load(show)
    pins.set_by_hand(coverage, entry, history=history, table=table, at=at)
    coverage.save()


@pytest.mark.slow
def test_it_tells_at_every_moment_what_was_told_then(show):
    """Every act of a long story, and after it what readers were told: later, ``--at`` says the same."""
    article = make_article("One", published="2025-04-30", shows=[show, (show, 2), (show, 3)])
    other = make_article("Two", published="2025-06-09", shows=[show, (show, 2)])
    ordered = show.ledger.get(status="series_ordered")
    clock = moment("2025-06-10")

    def tick():
        nonlocal clock
        clock += timedelta(hours=1)
        return clock

    def recorded(status, effective, **fields):
        return lambda: record(show, status, effective, at=tick(), **fields)

    def corrected(entry_of, *change, **fields):
        def act():
            change_ = make_change(show, *change, **fields) if change else status_changes.void(entry_of())
            status_changes.correct(entry_of(), change_, by=None, at=tick())

        return act

    def last(status, season=None):
        return lambda: show.ledger.filter(status=status, season__number=season, correction=None).order_by("pk").last()

    acts = [
        recorded("canceled", "2025-06-06", keep=[Coverage.objects.get(article=other, season=None).pk]),
        recorded("order_reversed", "2025-06-06", season=2),
        lambda: exemptions.exempt(article, reason="Why not", by=None, at=tick()),
        lambda: exemptions.lift(article, reason="Why", by=None, at=tick()),
        corrected(last("canceled"), "canceled", "2025-06-05", network="Prime Video"),
        lambda: workflow.review(other, by=None, at=tick()),
        recorded("returning", "2025-06-07", network="Apple TV+"),
        lambda: exemptions.exempt(
            article, reason="No", by=None, at=tick(), coverage=Coverage.objects.get(article=article, season__number=2)
        ),
        lambda: hand_set(article, ordered, tick()),
        corrected(last("returning")),
        lambda: workflow.withdraw(article, by=None, at=tick()),
        recorded("ordered", "2025-06-08", season=3, network="Apple TV+"),
        lambda: workflow.restore(article, by=None, at=tick()),
        corrected(last("ordered", 3), "ordered", "2025-06-01", season=3, network="Prime Video"),
        lambda: workflow.redate(other, by=None, at=tick(), published_at=moment("2025-06-01")),
        lambda: workflow.update(article, by=None, at=tick(), substantive=True),
        recorded("airing", "2025-06-10", season=3),
    ]
    told = []
    for act in acts:
        act()
        told.append((clock, [notice_of(article), notice_of(other)]))

    assert [(at, [explained(article, at), explained(other, at)]) for at, _ in told] == told
    assert [explained(article), explained(other)] == told[-1][1]
    assert len({str(words) for _, words in told}) == 8  # the story tells something


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nothing"], "SLUG: there is no article “nothing”: copy it from the article's address."),
        (["here\0"], "SLUG holds a control character, or one that nobody can see: type it anew."),
        (["here", "--at", "noon"], "--at: “noon” is no date: write "),
        (["here", "--at", "2025-06-06T12:00"], "--at: “2025-06-06T12:00” has a time without an offset: add one, "),
        (["here", "--at", "2199-01-01"], "--at: 2199-01-01 lies in the future: nobody knows it yet."),
    ],
)
def test_what_is_wrong_is_refused_by_its_name(arguments, said):
    make_article(slug="here")

    with pytest.raises(CommandError) as refusal:
        run(*arguments)

    assert str(refusal.value).startswith(said)


def test_every_thing_that_a_step_does_has_its_words():
    assert set(command.DID) == {"kept", "broke", "answered", "mended", "nothing"}
