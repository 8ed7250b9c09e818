from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from articles import text, workflow
from articles.holding import ONLY
from articles.models import Article, AuditEntry, Comment, Correction, Coverage, Publication, Stage
from articles.workflow import NotAllowed, UnderEmbargo
from shows.models import Show
from tests.factories import cover, make_article, make_draft, make_section, make_show, make_user, moment, record

pytestmark = pytest.mark.django_db

APRIL_30 = moment("2025-04-30")
MAY_1 = moment("2025-05-01")
JUNE_10 = moment("2025-06-10")
HOUR = timedelta(hours=1)


def revise(article, headline="Yes, season 2 is really coming", *, at=MAY_1, **words):
    article.refresh_from_db()
    base = article.latest_revision.number if article.latest_revision else 0
    return text.save_revision(article, base=base, by=None, at=at, headline=headline, **words)


def one_coverage(article):
    return Coverage.objects.select_related("standing__entry").get(article=article)


# -- every act at every stage --------------------------------------------------------------------

ACTS = {
    "submit": lambda article: workflow.submit(article, by=None, at=MAY_1),
    "approve": lambda article: workflow.approve(article, by=None, at=MAY_1),
    "send_back": lambda article: workflow.send_back(article, by=None, at=MAY_1, comment="Say since when."),
    "schedule": lambda article: workflow.schedule(article, by=None, at=MAY_1, publish_at=MAY_1 + HOUR),
    "unschedule": lambda article: workflow.unschedule(article, by=None, at=MAY_1),
    "publish": lambda article: workflow.publish(article, by=None, at=MAY_1),
    "update": lambda article: workflow.update(article, by=None, at=MAY_1, substantive=True),
    "review": lambda article: workflow.review(article, by=None, at=MAY_1),
    "redate": lambda article: workflow.redate(article, by=None, at=MAY_1, published_at=MAY_1 - HOUR),
    "withdraw": lambda article: workflow.withdraw(article, by=None, at=MAY_1),
    "restore": lambda article: workflow.restore(article, by=None, at=MAY_1),
}
LEADS_TO = {
    ("draft", "submit"): "in_review",
    ("draft", "schedule"): "scheduled",
    ("draft", "publish"): "published",
    ("in_review", "approve"): "approved",
    ("in_review", "send_back"): "draft",
    ("in_review", "schedule"): "scheduled",
    ("in_review", "publish"): "published",
    ("approved", "send_back"): "draft",
    ("approved", "schedule"): "scheduled",
    ("approved", "publish"): "published",
    ("scheduled", "schedule"): "scheduled",
    ("scheduled", "unschedule"): "in_review",
    ("scheduled", "publish"): "published",
    ("published", "update"): "published",
    ("published", "review"): "published",
    ("published", "redate"): "published",
    ("published", "withdraw"): "withdrawn",
    ("withdrawn", "restore"): "published",
}


def article_at(stage):
    article = make_draft(shows=[make_show()], at=APRIL_30)
    match stage:
        case "in_review" | "approved":
            workflow.submit(article, by=None, at=APRIL_30)
        case "scheduled":
            workflow.schedule(article, by=None, at=APRIL_30, publish_at=MAY_1)
        case "published" | "withdrawn":
            workflow.publish(article, by=None, at=APRIL_30)
    if stage == "approved":
        workflow.approve(article, by=None, at=APRIL_30)
    if stage == "withdrawn":
        workflow.withdraw(article, by=None, at=APRIL_30)
    return article


def everything():
    """All that an act on an article may write."""
    models = (Article, Coverage, Publication, Correction, Comment, AuditEntry, Show)
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("stage", Stage.values)
def test_an_act_is_possible_at_its_stages_only(stage, act):
    article = article_at(stage)
    before = everything()

    if (stage, act) in LEADS_TO:
        assert ACTS[act](article).stage == LEADS_TO[stage, act]
    else:
        with pytest.raises(NotAllowed) as refused:
            ACTS[act](article)
        stage_named = stage.replace("_", " ")
        assert str(refused.value) == f"“{article}” is {stage_named}: {ONLY[act]}."
        assert everything() == before


@pytest.mark.parametrize("act", ["submit", "schedule", "publish"])
def test_an_article_without_text_goes_nowhere(act):
    article = Article.objects.create(slug="nothing-yet", section=make_section())

    with pytest.raises(NotAllowed, match="“nothing-yet” has no text yet: save a revision first"):
        ACTS[act](article)


def test_the_stage_that_counts_is_the_one_in_the_database():
    article = make_draft(shows=[make_show()])
    in_another_tab = Article.objects.get(pk=article.pk)
    workflow.publish(in_another_tab, by=None, at=APRIL_30)

    with pytest.raises(NotAllowed, match="is published"):
        workflow.publish(article, by=None, at=MAY_1)

    article.refresh_from_db()
    assert article.published_at == APRIL_30


def test_an_article_about_no_show_is_published_too():
    article = make_article(shows=[])

    assert article.stage == Stage.PUBLISHED
    assert Publication.objects.get(article=article).pins == []


# -- publication ---------------------------------------------------------------------------------


def test_publish_puts_the_latest_revision_before_the_public():
    article = make_draft("First", shows=[make_show()])
    second = revise(article, "Second", at=APRIL_30)

    workflow.publish(article, by=None, at=APRIL_30)

    assert article.live_revision == second
    assert article.first_published_at == article.published_at == article.modified_at == APRIL_30
    assert one_coverage(article).published_at == APRIL_30


def test_publish_waits_for_the_embargo():
    article = make_draft(shows=[make_show()], embargo_until=MAY_1)

    with pytest.raises(UnderEmbargo, match="under embargo until May 1, 2025, "):
        workflow.publish(article, by=None, at=MAY_1 - timedelta(seconds=1))

    article.refresh_from_db()
    assert article.stage == Stage.DRAFT
    assert workflow.publish(article, by=None, at=MAY_1).stage == Stage.PUBLISHED


def test_an_edit_of_a_published_article_stays_with_the_editors():
    article = make_article("First", shows=[make_show()])
    live = article.live_revision

    revise(article, "Second")

    article.refresh_from_db()
    assert article.live_revision == live
    assert str(article) == "First"
    assert workflow.update(article, by=None, at=MAY_1, substantive=False).live_revision.headline == "Second"


def test_the_first_publication_is_frozen():
    article = make_article(shows=[make_show()], published=APRIL_30)

    workflow.redate(article, by=None, at=MAY_1, published_at=APRIL_30 - HOUR)
    revise(article)
    workflow.update(article, by=None, at=MAY_1 + HOUR, substantive=True)
    workflow.withdraw(article, by=None, at=MAY_1 + 2 * HOUR)
    workflow.restore(article, by=None, at=MAY_1 + 3 * HOUR)

    assert article.first_published_at == APRIL_30
    assert article.published_at == APRIL_30 - HOUR
    assert article.modified_at == MAY_1 + 3 * HOUR


def test_a_version_of_the_show_moves_with_every_public_act():
    show = make_show()
    article = make_article(shows=[show])
    versions = [Show.objects.get(pk=show.pk).version]

    for act in ("update", "review", "redate", "withdraw", "restore"):
        ACTS[act](article)
        versions.append(Show.objects.get(pk=show.pk).version)

    assert versions == list(range(versions[0], versions[0] + 6))


# -- what moves the reliance on the ledger -------------------------------------------------------


def published_before_the_cancellation():
    show = make_show()
    record(show, "returning", "2025-01-10")
    article = make_article(shows=[show], published=APRIL_30)
    record(show, "canceled", "2025-06-06")
    assert one_coverage(article).standing.entry.status == "returning"
    return article


@pytest.mark.parametrize(("act", "named"), [("update", "updated"), ("review", "reviewed")])
def test_an_update_or_a_review_relies_on_the_ledger_anew(act, named):
    article = published_before_the_cancellation()

    if act == "update":
        revise(article)
        workflow.update(article, by=None, at=JUNE_10, substantive=True)
    else:
        workflow.review(article, by=None, at=JUNE_10)

    coverage = one_coverage(article)
    assert (coverage.relied_at, coverage.relied_by) == (JUNE_10, named)
    assert coverage.standing.entry.status == "canceled"
    assert article.published_at == APRIL_30


def fix_a_typo(article):
    revise(article)
    workflow.update(article, by=None, at=JUNE_10, substantive=False)


def admit_an_error(article):
    workflow.update(article, by=None, at=JUNE_10, substantive=False, correction="We misspelled a name.")


def withdraw_and_restore(article):
    workflow.withdraw(article, by=None, at=JUNE_10)
    workflow.restore(article, by=None, at=JUNE_10 + HOUR)


@pytest.mark.parametrize("act", [revise, fix_a_typo, admit_an_error, withdraw_and_restore, ACTS["withdraw"]])
def test_what_says_nothing_new_does_not_rely_anew(act):
    article = published_before_the_cancellation()

    act(article)

    coverage = one_coverage(article)
    assert (coverage.relied_at, coverage.relied_by) == (APRIL_30, "published")
    assert coverage.standing.entry.status == "returning"


def test_a_withdrawn_article_is_on_no_list_of_its_show():
    article = make_article(shows=[make_show()], published=APRIL_30)

    workflow.withdraw(article, by=None, at=MAY_1)
    withdrawn = one_coverage(article).published_at
    workflow.restore(article, by=None, at=JUNE_10)

    assert withdrawn is None
    assert one_coverage(article).published_at == APRIL_30


def test_news_of_its_absence_meets_an_article_that_is_restored():
    show = make_show()
    record(show, "returning", "2025-01-10")
    article = make_article(shows=[show], published=APRIL_30)
    workflow.withdraw(article, by=None, at=MAY_1)
    record(show, "canceled", "2025-06-06")

    workflow.restore(article, by=None, at=JUNE_10)

    assert one_coverage(article).standing.kind == "contradiction"


def test_a_show_that_is_covered_only_since_now_relies_now():
    article = published_before_the_cancellation()
    glow = make_show("GLOW")
    record(glow, "canceled", "2020-10-05")
    added = cover(article, glow, position=1)

    fix_a_typo(article)

    first, second = Coverage.objects.filter(article=article).select_related("standing__entry")
    assert (first.relied_at, first.relied_by) == (APRIL_30, "published")
    assert (second.pk, second.relied_at, second.relied_by) == (added.pk, JUNE_10, "updated")
    assert second.standing.entry.status == "canceled"
    assert second.published_at == APRIL_30


def test_coverage_that_was_added_since_is_not_public_before_the_update():
    article = make_article(shows=[make_show()])
    glow = make_show("GLOW")

    cover(article, glow, position=1)

    assert not Article.objects.covering(glow).exists()


# -- redating ------------------------------------------------------------------------------------


def test_redating_relies_as_of_the_new_date():
    show = make_show()
    record(show, "returning", "2025-01-10")
    record(show, "canceled", "2025-06-06")
    article = make_article(shows=[show], published=JUNE_10)
    assert one_coverage(article).standing.entry.status == "canceled"

    workflow.redate(article, by=None, at=JUNE_10 + HOUR, published_at=APRIL_30)

    coverage = one_coverage(article)
    assert (coverage.relied_at, coverage.relied_by, coverage.published_at) == (APRIL_30, "published", APRIL_30)
    assert coverage.standing.entry.status == "returning"
    assert (article.first_published_at, article.published_at) == (JUNE_10, APRIL_30)


@pytest.mark.parametrize("act", ["update", "review"])
def test_redating_leaves_a_later_reliance(act):
    article = make_article(shows=[make_show()], published=APRIL_30)
    ACTS[act](article)

    workflow.redate(article, by=None, at=JUNE_10, published_at=APRIL_30 - HOUR)

    assert one_coverage(article).relied_at == MAY_1
    assert one_coverage(article).published_at == article.published_at == APRIL_30 - HOUR


def test_an_article_is_not_dated_into_the_future():
    article = make_article(shows=[make_show()], published=APRIL_30)

    with pytest.raises(NotAllowed, match="cannot be dated into the future: schedule it instead"):
        workflow.redate(article, by=None, at=MAY_1, published_at=MAY_1 + timedelta(seconds=1))

    article.refresh_from_db()
    assert article.published_at == APRIL_30


# -- updates and corrections ---------------------------------------------------------------------


def test_an_update_needs_something_new():
    article = make_article(shows=[make_show()])

    with pytest.raises(NotAllowed, match="has no text that readers do not see already"):
        workflow.update(article, by=None, at=MAY_1, substantive=False, correction=" \x00 ")

    assert not Correction.objects.exists()


def test_a_correction_is_a_dated_public_note():
    editor, article = make_user(), make_article(shows=[make_show()])

    workflow.update(article, by=editor, at=MAY_1, substantive=False, correction="We misspelled\x00 a\u202e name.")

    correction = Correction.objects.get(article=article)
    assert (correction.text, correction.corrected_at, correction.by) == ("We misspelled a name.", MAY_1, editor)
    log = Publication.objects.filter(article=article).last()
    assert (log.act, log.at, log.by, log.note) == ("corrected", MAY_1, editor, "We misspelled a name.")


def test_a_change_of_status_is_no_correction():
    article = published_before_the_cancellation()

    assert one_coverage(article).standing.kind == "contradiction"
    assert not Correction.objects.exists()
    assert [log.act for log in Publication.objects.all()] == ["published"]


@pytest.mark.parametrize(
    "act",
    [
        lambda article, note: workflow.update(article, by=None, at=MAY_1, substantive=False, correction=note),
        lambda article, note: workflow.withdraw(article, by=None, at=MAY_1, note=note),
        lambda article, note: workflow.review(article, by=None, at=MAY_1, note=note),
    ],
    ids=["correction", "withdrawal", "review"],
)
def test_a_note_that_is_too_long_is_refused_in_words(act):
    article = make_article(shows=[make_show()])
    before = everything()

    with pytest.raises((NotAllowed, ValidationError), match=r"1,?000"):
        act(article, "x" * 1001)

    assert everything() == before


# -- the log -------------------------------------------------------------------------------------


def test_every_public_act_is_logged():
    editor, show = make_user(), make_show()
    article = make_draft("First", shows=[show])
    workflow.submit(article, by=editor, at=APRIL_30)
    workflow.publish(article, by=editor, at=APRIL_30)
    first = article.live_revision
    second = revise(article, "Second")
    workflow.update(article, by=editor, at=MAY_1, substantive=True)
    workflow.review(article, by=editor, at=MAY_1 + HOUR, note="Still right.")
    workflow.redate(article, by=editor, at=MAY_1 + 2 * HOUR, published_at=APRIL_30)
    workflow.withdraw(article, by=editor, at=MAY_1 + 3 * HOUR, note="Withdrawn at the writer's request.")
    workflow.restore(article, by=editor, at=MAY_1 + 4 * HOUR)

    logs = list(Publication.objects.filter(article=article))

    assert [(log.act, log.at, log.revision, log.note) for log in logs] == [
        ("published", APRIL_30, first, ""),
        ("updated", MAY_1, second, ""),
        ("reviewed", MAY_1 + HOUR, second, "Still right."),
        ("redated", MAY_1 + 2 * HOUR, second, ""),
        ("withdrawn", MAY_1 + 3 * HOUR, second, "Withdrawn at the writer's request."),
        ("restored", MAY_1 + 4 * HOUR, second, ""),
    ]
    assert {log.by for log in logs} == {editor}
    assert [log.seq for log in logs] == list(range(logs[0].seq, logs[0].seq + 6))


def test_the_log_keeps_what_the_article_relied_on():
    show = make_show()
    entry = record(show, "ordered", "2023-04-26", season=2)
    article = make_article(shows=[(show, 2)], published=APRIL_30)
    record(show, "order_reversed", "2025-06-06", season=2)
    workflow.review(article, by=None, at=JUNE_10)

    published, reviewed = Publication.objects.filter(article=article)

    coverage = one_coverage(article)
    kept = {"coverage": coverage.pk, "show": show.pk, "season": 2, "entry": entry.pk, "relied_by": "published"}
    assert kept.items() <= published.pins[0].items()
    assert published.pins[0]["relied_at"] == "2025-04-30T12:00:00+00:00"
    assert (published.pins[0]["hand_set"], published.pins[0]["mention_only"]) == (False, False)
    assert (reviewed.pins[0]["entry"], reviewed.pins[0]["relied_by"]) == (coverage.standing.entry_id, "reviewed")


def test_what_is_not_public_is_not_logged():
    article = make_draft(shows=[make_show()])
    for act in ("submit", "send_back", "schedule", "unschedule"):
        ACTS[act](article)

    assert not Publication.objects.exists()
