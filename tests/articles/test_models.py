from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from articles.models import (
    Article,
    Byline,
    Correction,
    Coverage,
    Picture,
    PictureUse,
    PreviewLink,
    Publication,
    Revision,
    Stage,
)
from shows.models import Standing
from tests.articles import breaches
from tests.factories import (
    cover,
    make_article,
    make_draft,
    make_season,
    make_section,
    make_show,
    make_user,
    moment,
    record,
)

pytestmark = pytest.mark.django_db

NOON = moment("2025-06-06")


def run(sql, parameters=()):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


# -- what the database keeps so ------------------------------------------------------------------


def at_stage(stage, **fields):
    make_draft()
    Article.objects.update(stage=stage, **fields)


def make_revision(**fields):
    article = fields.pop("article", None) or Article.objects.create(slug="new", section=make_section())
    return Revision.objects.create(article=article, **({"number": 1, "headline": "New", "saved_at": NOON} | fields))


def a_picture(**fields):
    number = Picture.objects.count()
    of_the_file = {"file": f"{number}.png", "kind": "png", "width": 16, "height": 9, "bytes": 1}
    return Picture.objects.create(**({"title": "A stage", "uploaded_at": NOON} | of_the_file | fields))


def same_use_twice():
    use = {"revision": make_revision(), "picture": a_picture()}
    for _ in range(2):
        PictureUse.objects.create(**use)


def same_version_twice():
    of_the_file = {"kind": "png", "width": 16, "height": 9, "bytes": 1}
    picture = a_picture()
    for name in ("a.png", "b.png"):
        picture.versions.create(version=1, file=name, replaced_at=NOON, **of_the_file)


def same_author_twice():
    article = make_draft(authors=["TV desk"])
    Byline.objects.create(article=article, author=article.bylines.get().author)


def same_subject_twice():
    cover(make_draft(shows=[show := make_show()]), show)


def same_number_twice():
    revision = make_revision()
    make_revision(article=revision.article)


def a_pin_without_reliance():
    article = make_article(shows=[make_show()])
    Coverage.objects.filter(article=article).update(relied_at=None)


def a_reliance_without_a_pin():
    make_draft(shows=[make_show()])
    Coverage.objects.update(relied_at=NOON, relied_by="published")


def another_shows_season():
    season = make_season(make_show("GLOW"))
    Coverage.objects.create(article=make_draft(), show=make_show(), season=season)


def nobody_knows_when():
    make_draft(shows=[make_show()])
    Coverage.objects.update(hand_set=True)


def make_link(**fields):
    at = {"made_at": NOON, "expires_at": NOON + timedelta(days=7)} | fields
    PreviewLink.objects.create(article=make_draft(), token_hash="0" * 64, made_by=make_user(), **at)


BREACHES = breaches.BREACHES | {
    "articles_article_public_has_revision_and_date": lambda: at_stage("published"),
    "articles_article_scheduled_has_its_moment": lambda: at_stage("draft", scheduled_for=NOON),
    "articles_revision_number_is_unique": same_number_twice,
    "articles_revision_has_a_headline": lambda: make_revision(headline=""),
    "articles_revision_lead_picture_has_alt_text": lambda: make_revision(lead_picture=a_picture()),
    "articles_picture_has_a_title": lambda: a_picture(title=""),
    "articles_picture_focal_point_is_in_it": lambda: a_picture(focal_y=101),
    "articles_picture_rights_that_end_are_named": lambda: a_picture(rights_until=NOON),
    "articles_pictureuse_is_named_once": same_use_twice,
    "articles_pictureversion_is_kept_once": same_version_twice,
    "articles_byline_is_given_once": same_author_twice,
    "articles_coverage_subject_is_unique": same_subject_twice,
    "articles_coverage_relied_has_a_pin": a_reliance_without_a_pin,
    "articles_coverage_hand_set_has_its_date": nobody_knows_when,
    "articles_previewlink_expires_within_thirty_days": lambda: make_link(expires_at=NOON + timedelta(days=31)),
    "articles_previewlink_revoked_has_its_date": lambda: make_link(revoked_by=make_user()),
    "articles_correction_says_something": lambda: Correction.objects.create(
        article=make_draft(), text="", corrected_at=NOON
    ),
    # declared in a migration, or by the fields themselves
    "articles_coverage_season_is_of_its_show": another_shows_season,
    "articles_article_slug_key": lambda: [make_draft(slug="etoile") for _ in "12"],
}


@pytest.mark.parametrize("name", BREACHES)
def test_the_database_keeps(name):
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        BREACHES[name]()

    assert refused.value.__cause__.diag.constraint_name == name


@pytest.mark.parametrize(
    ("name", "breach"),
    [
        ("articles_article_public_has_revision_and_date", lambda: at_stage("withdrawn")),
        ("articles_article_scheduled_has_its_moment", lambda: at_stage("scheduled")),
        ("articles_article_scheduled_has_its_moment", lambda: at_stage("draft", held_at=NOON)),
        ("articles_coverage_relied_has_a_pin", a_pin_without_reliance),
        ("articles_previewlink_expires_within_thirty_days", lambda: make_link(expires_at=NOON)),
    ],
)
def test_the_database_keeps_it_from_the_other_side(name, breach):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        breach()


def test_every_constraint_has_its_breach():
    models = apps.get_app_config("articles").get_models()
    declared = {constraint.name for model in models for constraint in model._meta.constraints}

    assert declared <= set(BREACHES)
    assert "articles_coverage_subject_is_unique" in declared


# -- revisions never change ----------------------------------------------------------------------


def change_and_save(revision):
    revision.headline = "Changed"
    revision.save()


REWRITINGS = {
    "save": change_and_save,
    "update": lambda revision: Revision.objects.filter(pk=revision.pk).update(headline="Changed"),
    "update without a change": lambda revision: Revision.objects.filter(pk=revision.pk).update(dek=revision.dek),
    "delete": lambda revision: revision.delete(),
    "SQL UPDATE": lambda revision: run("UPDATE articles_revision SET body = 'Changed' WHERE id = %s", [revision.pk]),
    "SQL DELETE": lambda revision: run("DELETE FROM articles_revision WHERE id = %s", [revision.pk]),
}


@pytest.mark.parametrize("way", REWRITINGS)
def test_a_revision_never_changes(way):
    revision = make_revision()

    with pytest.raises(IntegrityError, match="A revision never changes: save a new one instead"), transaction.atomic():
        REWRITINGS[way](revision)

    assert Revision.objects.get().headline == "New"


def test_revisions_may_be_emptied_as_a_whole():
    make_revision()
    run("SET CONSTRAINTS ALL IMMEDIATE")

    run("TRUNCATE articles_revision CASCADE")

    assert not Revision.objects.exists()


@pytest.mark.parametrize("model", [Publication, Revision])
def test_an_article_that_was_public_is_not_deleted(model):
    article = make_article(shows=[make_show()])

    with pytest.raises(IntegrityError), transaction.atomic():
        article.delete()

    assert model.objects.filter(article=article).exists()


# -- questions about articles --------------------------------------------------------------------


def test_only_published_articles_are_published():
    drafted, published = make_draft(), make_article(shows=[make_show()])

    assert list(Article.objects.published()) == [published]
    assert drafted.stage == Stage.DRAFT
    assert (drafted.is_public, published.is_public) == (False, True)


def test_articles_are_found_by_what_they_cover():
    show, glow = make_show(seasons=[1, 2]), make_show("GLOW")
    season_1, season_2 = show.seasons.order_by("number")
    whole = make_article(shows=[show])
    second = make_article(shows=[(show, 2), glow])
    make_draft(shows=[show])

    assert set(Article.objects.covering(show)) == {whole, second}
    assert list(Article.objects.covering(show, season_2)) == [second]
    assert list(Article.objects.covering(show, season_1)) == []
    assert list(Article.objects.covering(glow)) == [second]


def test_articles_are_listed_newest_first():
    articles = [
        make_article(shows=[], published=day) for day in ("2025-05-02", "2025-05-03", "2025-05-01", "2025-05-03")
    ]

    assert list(Article.objects.newest_first()) == [articles[3], articles[1], articles[0], articles[2]]


def test_since_changed_asks_every_subject():
    show, glow = make_show(), make_show("GLOW")
    for one in (show, glow):
        record(one, "returning", "2025-01-10")
    changed = make_article(shows=[glow, show])
    unchanged = make_article(shows=[glow])
    make_article(shows=[])

    record(show, "canceled", "2025-06-06")

    assert list(Article.objects.since_changed()) == [changed]
    assert changed not in Article.objects.since_changed(False)
    assert unchanged in Article.objects.since_changed(False)


def test_notices_are_read_in_as_many_queries_however_many_articles():
    shows = [make_show(title) for title in ("Étoile", "GLOW", "Minx")]
    for show in shows:
        record(show, "returning", "2025-01-10")
        make_article(shows=[*shows, (show, 2)])
        record(show, "canceled", "2025-06-06", network="Prime Video")

    with CaptureQueriesContext(connection) as for_one:
        list(Article.objects.order_by("pk").for_notices()[:1])
    with CaptureQueriesContext(connection) as for_three:
        found = list(Article.objects.for_notices())

    assert [len(article.pins) for article in found] == [4, 4, 4]
    assert len(for_three) == len(for_one) <= 4


def test_coverage_of_a_season_names_a_season_of_its_show():
    coverage = Coverage(article=make_draft(), show=make_show(), season=make_season(make_show("GLOW"), 2))

    with pytest.raises(ValidationError, match="This is no season of “Étoile”") as refused:
        coverage.full_clean()

    assert list(refused.value.message_dict) == ["season"]


def test_a_pinned_row_is_not_deleted():
    make_article(shows=[make_show()])

    with pytest.raises(IntegrityError), transaction.atomic():
        Standing.objects.all().delete()
