import io
from functools import partial
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from articles import pictures as library
from articles.models import Article, Coverage, PictureUse, Revision
from newsroom.imports import pictures
from newsroom.lib import pictures as checked
from tests.factories import make_etoile, moment
from tests.newsroom import importing
from tests.newsroom.importing import LINE, everything

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

run = partial(importing.run, "import_articles")
refusal = partial(importing.refusal, "import_articles")
LEAD = {"file": "art/leap.png", "alt": "Two arcs.", "caption": "A leap.", "credit": "Newsroom artwork"}
NAME = "pictures/2025/04/leap"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def show():
    return make_etoile()


@pytest.fixture
def folder(tmp_path):
    """Where the file of articles lies, with a picture beside it."""
    (tmp_path / "archive" / "art").mkdir(parents=True)
    draw(tmp_path / "archive" / "art" / "leap.png")
    return tmp_path / "archive"


@pytest.fixture
def write(folder):
    return lambda *lines: importing.write(folder / "articles.jsonl", list(lines))


def draw(path, *, color="teal", size=(64, 36), **options):
    Image.new("RGB", size, color).save(path, **options)


def kept(media):
    return sorted(path.relative_to(media).as_posix() for path in media.rglob("*") if path.is_file())


def test_a_lead_picture_comes_with_its_words(show, write, media):
    run(write(LINE | {"lead_image": LEAD}))

    revision = Revision.objects.get()
    assert (revision.lead_image_alt, revision.lead_image_caption) == ("Two arcs.", "A leap.")
    assert revision.lead_image_credit == "Newsroom artwork"
    picture = revision.lead_picture
    assert kept(media) == [f"{NAME}.png"] == [picture.file.name]
    assert (picture.title, picture.width, picture.height) == ("leap", 64, 36)
    assert (picture.alt, picture.caption, picture.credit) == ("Two arcs.", "A leap.", "Newsroom artwork")
    assert PictureUse.objects.get().revision == revision


def test_caption_and_credit_may_be_left_out(show, write):
    run(write(LINE | {"lead_image": {"file": "art/leap.png", "alt": "Two arcs."}}))

    assert (Revision.objects.get().lead_image_caption, Revision.objects.get().lead_image_credit) == ("", "")


def test_a_second_run_keeps_no_picture_twice(show, write, media):
    path = write(LINE | {"lead_image": LEAD}, LINE | {"slug": "another", "lead_image": LEAD})
    run(path)
    before = everything()

    said = run(path)

    assert said == "0 articles imported, 0 updated; 2 unchanged, 0 left alone\n"
    assert everything() == before
    assert len(kept(media)) == 1


@pytest.mark.parametrize("change", [{"alt": "Three arcs."}, {"caption": ""}, {"credit": "Somebody else"}])
def test_other_words_of_a_picture_are_an_update(show, write, change, media):
    run(write(LINE | {"lead_image": LEAD}))

    said = run(write(LINE | {"lead_image": LEAD | change}))

    assert said.startswith("0 articles imported, 1 updated")
    assert Revision.objects.count() == 2
    assert len(kept(media)) == 1


def test_another_picture_of_the_same_name_is_an_update(show, write, folder, media):
    path = write(LINE | {"lead_image": LEAD})
    run(path)
    draw(folder / "art" / "leap.png", color="orange")

    said = run(path)

    assert said.startswith("0 articles imported, 1 updated")
    first, second = Article.objects.get().revisions.all()
    assert first.lead_picture != second.lead_picture
    assert sorted(one.lead_picture.file.name for one in (first, second)) == kept(media)


def test_a_picture_that_is_left_out_goes(show, write):
    run(write(LINE | {"lead_image": LEAD}))

    run(write(LINE))

    live = Article.objects.get().live_revision
    assert (live.number, live.lead_picture, live.lead_image_alt) == (2, None, "")


def test_a_dry_run_keeps_no_picture(show, write, media):
    said = run(write(LINE | {"lead_image": LEAD}), "--dry-run")

    assert said.startswith("Dry run, nothing was written: 1 article imported")
    assert not media.exists()


def test_an_import_that_fails_leaves_no_picture(show, write, media):
    said = refusal(write(LINE | {"lead_image": LEAD}, LINE | {"slug": "broken", "body_html": "<b>" * 200}))

    assert "leaves more than 100 elements" in said
    assert kept(media) == []


def test_what_an_editor_uploads_meanwhile_stays_when_an_import_fails(show, write, folder, media, monkeypatch):
    cleaned = checked.cleaned

    def upload_it_first(file):
        monkeypatch.setattr(checked, "cleaned", cleaned)
        with (folder / "art" / "leap.png").open("rb") as same:
            library.upload(same, by=None, at=moment("2025-04-30"))
        return cleaned(file)

    monkeypatch.setattr(checked, "cleaned", upload_it_first)
    refusal(write(LINE | {"lead_image": LEAD}, LINE | {"slug": "broken", "body_html": "<b>" * 200}))

    assert len(kept(media)) == 1


def test_what_was_kept_before_stays_when_an_import_fails(show, write, media):
    run(write(LINE | {"lead_image": LEAD}))
    before = kept(media)

    refusal(write(LINE | {"slug": "more", "lead_image": LEAD}, LINE | {"slug": "broken", "body_html": "<b>" * 200}))

    assert kept(media) == before


# -- refused -------------------------------------------------------------------------------------

BAD = [
    ({"lead_image": "art/leap.png"}, ", lead_image: must be an object in braces, not “art/leap.png”."),
    ({"lead_image": LEAD | {"file": None}}, ", lead_image.file: is missing: give it."),
    ({"lead_image": LEAD | {"alt": " "}}, ", lead_image.alt: is blank: give it."),
    ({"lead_image": {"file": "art/leap.png"}}, ", lead_image.alt: is missing: give it."),
    ({"lead_image": LEAD | {"alt": "a" * 501}}, ", lead_image.alt: has 501 characters, more than the 500"),
    ({"lead_image": LEAD | {"credits": "x"}}, ", lead_image.credits: is an unknown key: perhaps “credit” is meant."),
    ({"lead_image": LEAD | {"file": "art/none.png"}}, ", lead_image.file: “art/none.png” is not there: name a file as"),
    ({"lead_image": LEAD | {"file": "art"}}, ", lead_image.file: “art” is a folder or a device: name the picture"),
    ({"lead_image": LEAD | {"file": "../secret.png"}}, ", lead_image.file: “../secret.png” lies outside of the folder"),
    ({"lead_image": LEAD | {"file": "art/link.png"}}, ", lead_image.file: “art/link.png” lies outside of the folder"),
    ({"lead_image": LEAD | {"file": "/dev/null"}}, ", lead_image.file: “/dev/null” lies outside of the folder"),
    ({"lead_image": LEAD | {"file": "art/text.png"}}, ", lead_image.file: “art/text.png” is not a picture at all"),
    ({"lead_image": LEAD | {"file": "art/half.png"}}, ", lead_image.file: “art/half.png” is no whole picture: save it"),
    ({"lead_image": LEAD | {"file": "art/drawn.svg"}}, ", lead_image.file: “art/drawn.svg” is an SVG drawing, which"),
    ({"lead_image": LEAD | {"file": "art/odd.bmp"}}, ", lead_image.file: “art/odd.bmp” is no whole picture: save it"),
]


@pytest.fixture
def traps(folder):
    """Files that are no pictures of the folder."""
    draw(folder.parent / "secret.png")
    (folder / "art" / "link.png").symlink_to(folder.parent / "secret.png")
    (folder / "art" / "text.png").write_text("no picture")
    (folder / "art" / "drawn.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
    whole = io.BytesIO()
    Image.effect_noise((90, 90), 50).save(whole, "PNG")
    (folder / "art" / "half.png").write_bytes(whole.getvalue()[:1000])
    draw(folder / "art" / "odd.bmp")


@pytest.mark.usefixtures("traps", "show")
@pytest.mark.parametrize(("change", "told"), BAD, ids=range(len(BAD)))
def test_what_is_wrong_is_told_with_its_line(write, change, told, media):
    said = refusal(write(LINE | {"slug": "fine", "lead_image": LEAD}, LINE | change))

    assert said.startswith(f"articles.jsonl, line 2{told}")
    assert said.endswith("Nothing was written.")
    assert not media.exists()


def test_a_picture_may_have_so_many_bytes(show, write, monkeypatch):
    monkeypatch.setattr(checked, "LARGEST", 50)

    assert "more than the 0 that a picture may have: shrink it." in refusal(write(LINE | {"lead_image": LEAD}))


def test_a_picture_may_have_so_many_pixels(show, write, monkeypatch):
    monkeypatch.setattr(checked, "MOST_PIXELS", 2_000)

    said = refusal(write(LINE | {"lead_image": LEAD}))

    assert "“art/leap.png” has 64 × 36 pixels, more than 0 million: make it smaller." in said


def test_media_that_cannot_be_written_are_named(show, write, media):
    media.write_text("a file where the folder should be")

    said = refusal(write(LINE | {"lead_image": LEAD}))

    assert said.startswith("articles.jsonl, line 1, lead_image.file: the picture cannot be kept (")
    assert f"make “{media}" in said
    assert said.endswith("writable. Nothing was written.")


def test_a_picture_that_goes_while_it_is_imported_is_refused(show, write, folder, monkeypatch):
    path = write(LINE | {"lead_image": LEAD})
    monkeypatch.setattr(pictures, "_decode", Path.unlink)

    said = refusal(path)

    assert said == (
        "articles.jsonl, line 1, lead_image.file: “art/leap.png” is not there: name a file as seen from the folder of "
        "this one. Nothing was written."
    )


def test_names_are_safe(show, write, folder):
    draw(folder / "art" / "Élan & co.webp")

    run(write(LINE | {"lead_image": LEAD | {"file": "art/Élan & co.webp"}}))

    name = Revision.objects.get().lead_picture.file.name
    assert name == "pictures/2025/04/elan-co.webp"
    assert default_storage.exists(name)


# -- headings ------------------------------------------------------------------------------------

BODY = "<h2>Étoile: <em>season</em> 2</h2><p>It is coming.</p>"


def test_a_coverage_may_name_its_heading(show, write):
    run(write(LINE | {"body_html": BODY, "coverage": [{"show": "Étoile", "heading": "etoile: season 2"}]}))

    assert Coverage.objects.get().heading == "etoile: season 2"


def test_another_heading_is_an_update(show, write):
    line = LINE | {"body_html": f"{BODY}<h3>Or</h3>"}
    run(write(line | {"coverage": [{"show": "Étoile", "heading": "Or"}]}))

    said = run(write(line | {"coverage": [{"show": "Étoile", "heading": "Étoile: season 2"}]}))

    assert said.startswith("0 articles imported, 1 updated")
    assert Coverage.objects.get().heading == "Étoile: season 2"


def test_a_heading_that_the_body_lacks_is_refused(show, write):
    said = refusal(write(LINE | {"body_html": BODY, "coverage": [{"show": "Étoile", "heading": "Minx"}]}))

    assert said.startswith(
        "articles.jsonl, line 1, coverage[0].heading: “Minx” is no heading of the body: write it as it stands there."
    )
