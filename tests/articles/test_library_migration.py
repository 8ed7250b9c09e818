"""Migrations that move rows, such as files of revisions that become pictures of the library: back and forth."""

import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from PIL import Image

from articles import sealing, workflow
from articles.models import Article, Picture, PictureUse, Revision
from tests import clean_slate
from tests.factories import make_draft, make_picture, make_user, moment

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("media")]

BEFORE = [("articles", "0012_what_is_approved_is_checked")]


@pytest.fixture
def migrate():
    """Leaves the database as it found it, however the test ends."""

    def to(targets):
        executor = MigrationExecutor(connection)
        executor.migrate(targets)
        return MigrationExecutor(connection).loader.project_state(targets).apps

    yield to
    to(MigrationExecutor(connection).loader.graph.leaf_nodes())
    clean_slate.number_on()


def saved(name, color="teal"):
    drawn = io.BytesIO()
    Image.new("RGB", (160, 90), color).save(drawn, "PNG")
    return default_storage.save(name, ContentFile(drawn.getvalue()))


def files():
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, lead_image FROM articles_revision ORDER BY number")
        return cursor.fetchall()


def test_lead_pictures_move_and_move_back(migrate):
    old = migrate(BEFORE)
    section = old.get_model("articles", "Section").objects.create(name="Television", slug="television")
    article = old.get_model("articles", "Article").objects.create(slug="first", section_id=section.pk)
    first, twin, lost = saved("lead/2025/04/the-stage.png"), saved("lead/2025/05/twin.png"), "lead/2025/04/lost.png"
    for number, file in enumerate((first, first, "", twin, lost), 1):
        old.get_model("articles", "Revision").objects.create(
            article_id=article.pk,
            number=number,
            headline="First",
            lead_image=file,
            lead_image_alt=file and f"Alt {number}",
            saved_at="2025-04-30T12:00:00Z",
        )

    migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())

    names = list(Revision.objects.order_by("number").values_list("number", "lead_picture__file"))
    assert names == [(1, first), (2, first), (3, None), (4, twin), (5, lost)]
    stage = Picture.objects.get(file=first)
    assert (stage.title, stage.alt, stage.kind, stage.width, stage.height) == ("the stage", "Alt 1", "png", 160, 90)
    assert len(stage.digest) == 64
    assert Picture.objects.filter(digest=None, width=160).get().file == twin
    assert Picture.objects.get(file=lost).width == 0
    assert set(PictureUse.objects.values_list("revision__number", "picture__file")) == {
        (number, file) for number, file in names if file
    }

    migrate(BEFORE)

    assert files() == [(1, first), (2, first), (3, ""), (4, twin), (5, lost)]


def test_pictures_in_texts_are_used_there_after_back_and_forth(migrate):
    lead, shown, forgotten = make_picture("lead.png"), make_picture("shown.png"), make_picture("forgotten.png")
    figure = '<figure data-picture="{}"><img alt="A stage"></figure>'.format
    make_draft(lead_picture=lead, lead_image_alt="A hall", body=f"{figure(shown.pk)}<p>Words.</p>")
    revision = make_draft(body=figure(forgotten.pk)).latest_revision
    make_draft(body=f'<p>&lt;figure data-picture="{forgotten.pk}"&gt;</p>')
    migrate(BEFORE)
    # Found again where nothing tells of it.
    PictureUse.objects.filter(picture_id=forgotten.pk).delete()

    migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())

    assert set(PictureUse.objects.values_list("picture", flat=True)) == {lead.pk, shown.pk, forgotten.pk}
    found = set(PictureUse.objects.values_list("revision", "picture"))
    assert {pk for pk, picture in found if picture == forgotten.pk} == {revision.pk}


def test_a_file_that_was_added_while_they_moved_is_not_forgotten(migrate):
    file = saved("lead/2025/04/late.png")
    old = migrate([("articles", "0013_lead_pictures_move_to_the_library")])
    section = old.get_model("articles", "Section").objects.create(name="Television", slug="television")
    article = old.get_model("articles", "Article").objects.create(slug="late", section_id=section.pk)
    words = {"headline": "Late", "lead_image": file, "lead_image_alt": "A stage", "saved_at": moment("2025-04-30")}
    old.get_model("articles", "Revision").objects.create(article_id=article.pk, number=1, **words)

    with pytest.raises(CommandError, match="migrate articles 0012"):
        migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())
    assert files() == [(1, file)]
    migrate(BEFORE)
    migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())

    assert Revision.objects.get().lead_picture.file == file


def test_what_is_sealed_stays_sealed_on_the_way_back_and_what_was_approved_is_in_review(migrate):
    article, approved = make_draft(), make_draft("Approved")
    workflow.submit(approved, by=None, at=moment("2025-04-30"))
    workflow.approve(approved, by=None, at=moment("2025-05-01"))
    first, second = make_user("first"), make_user("second")
    sealing.seal(article, reason="A court said so.", by=first, at=moment("2025-04-30"))

    with pytest.raises(CommandError, match="legal reasons: 1"):
        migrate([("articles", "0015_what_is_on_its_way_is_found")])
    migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())
    assert Article.objects.get(pk=article.pk).sealed_at
    sealing.ask(article, reason="It took that back.", by=first, at=moment("2025-05-01"))
    sealing.restore(article, by=second, at=moment("2025-05-01"))
    old = migrate([("articles", "0010_editors_keep_the_pictures")])
    assert old.get_model("articles", "Article").objects.get(pk=approved.pk).stage == "in_review"
    migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())

    assert Article.objects.get(pk=article.pk).sealed_at is None
    assert workflow.approve(approved, by=None, at=moment("2025-05-02")).stage == "approved"
