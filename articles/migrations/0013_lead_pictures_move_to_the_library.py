"""Each file that was a lead picture becomes a picture of the library, however many revisions have it."""

import hashlib

from django.core.files.storage import default_storage
from django.db import IntegrityError, migrations, transaction
from PIL import Image

BATCH = 10_000  # revisions at a time, each batch a transaction
KINDS = {"JPEG": "jpeg", "MPO": "jpeg", "PNG": "png", "WEBP": "webp", "AVIF": "avif", "GIF": "gif"}

# What it is of is measured below; 0 pixels say that the file was lost.
PICTURES = """
INSERT INTO articles_picture (
    title, file, kind, width, height, bytes, digest, version, alt, caption, credit, rights, focal_x, focal_y,
    uploaded_at, uploaded_by_id
)
SELECT DISTINCT ON (lead_image)
       coalesce(nullif(left(replace(regexp_replace(lead_image, '^.*/|\\.[^.]*$', '', 'g'), '-', ' '), 200), ''), 'Picture'),
       lead_image, 'jpeg', 0, 0, 0, NULL, 1, lead_image_alt, lead_image_caption, lead_image_credit, '', 50, 50,
       saved_at, saved_by_id
  FROM articles_revision
 WHERE lead_image <> ''
 ORDER BY lead_image, id
ON CONFLICT (file) DO NOTHING
"""
NAMED = """
UPDATE articles_revision AS revision SET lead_picture_id = picture.id
  FROM articles_picture AS picture
 WHERE picture.file = revision.lead_image AND revision.lead_picture_id IS NULL AND revision.id BETWEEN %s AND %s
"""
USES = """
INSERT INTO articles_pictureuse (revision_id, picture_id)
SELECT id, lead_picture_id FROM articles_revision
 WHERE lead_picture_id IS NOT NULL AND id BETWEEN %s AND %s
ON CONFLICT DO NOTHING
"""
# Only of a body that was sanitized: within its attributes stand neither angle brackets nor quotation marks.
FIGURES = """
INSERT INTO articles_pictureuse (revision_id, picture_id)
SELECT DISTINCT revision.id, picture.id
  FROM articles_revision AS revision
 CROSS JOIN LATERAL regexp_matches(revision.body, '<figure data-picture="([1-9][0-9]{0,17})">', 'g') AS figure (keys)
  JOIN articles_picture AS picture ON picture.id = figure.keys[1]::bigint
 WHERE revision.id BETWEEN %s AND %s
ON CONFLICT DO NOTHING
"""
FILES = """
UPDATE articles_revision AS revision SET lead_image = picture.file
  FROM articles_picture AS picture
 WHERE picture.id = revision.lead_picture_id AND revision.lead_image = '' AND revision.id BETWEEN %s AND %s
"""
# Those of pictures in the text stay: readers of what is public see them.
UNUSED = """
DELETE FROM articles_pictureuse AS used USING articles_revision AS revision
 WHERE revision.id = used.revision_id AND revision.lead_picture_id = used.picture_id
   AND revision.id BETWEEN %s AND %s
"""
GUARD = "ALTER TABLE articles_revision {} TRIGGER articles_revision_is_immutable"


def move(apps, editor):
    with editor.connection.cursor() as cursor:
        cursor.execute(PICTURES)
    in_batches(editor.connection, NAMED, USES, FIGURES)
    measure(apps.get_model("articles", "Picture"))


def move_back(apps, editor):
    in_batches(editor.connection, FILES, UNUSED)


def in_batches(connection, *statements):
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(min(id), 0), coalesce(max(id), -1) FROM articles_revision")
        first, last = cursor.fetchone()
        for begin in range(first, last + 1, BATCH):
            with transaction.atomic():
                # Revisions never change: the guard stands aside for this transaction, and for nobody else.
                cursor.execute(GUARD.format("DISABLE"))
                for statement in statements:
                    cursor.execute(statement, [begin, begin + BATCH - 1])
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute(GUARD.format("ENABLE"))


def measure(pictures):
    for picture in pictures.objects.filter(width=0).iterator():
        try:
            with default_storage.open(picture.file.name) as file:
                content = file.read()
                file.seek(0)
                with Image.open(file, formats=["JPEG", "PNG", "WEBP", "AVIF", "GIF"]) as image:
                    found = {"kind": KINDS[image.format], "width": image.width, "height": image.height}
        except (OSError, ValueError, SyntaxError, KeyError):
            continue
        found |= {"bytes": len(content)}
        row = pictures.objects.filter(pk=picture.pk)
        try:
            with transaction.atomic():
                row.update(**found, digest=hashlib.sha256(content).hexdigest())
        except IntegrityError:  # the same file under two names
            row.update(**found)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("articles", "0012_what_is_approved_is_checked")]

    operations = [migrations.RunPython(move, move_back)]
