"""The library: what is uploaded, described and replaced."""

import io
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from articles import clock, pictures
from articles.models import Picture, PictureUse
from tests.drawn import SECRET, drawn, taken_somewhere
from tests.factories import make_article, make_draft, make_picture, make_user, moment

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

NOON = moment("2025-06-10")
DAY = timedelta(days=1)


def file(content=None, name="Étoile poster.html"):
    opened = io.BytesIO(content or drawn())
    opened.name = name
    return opened


def upload(content=None, name="Étoile poster.html", **words):
    return pictures.upload(file(content, name), by=None, at=NOON, **words)


def kept(picture):
    with picture.file.open() as opened:
        return opened.read()


def files(folder):
    return sorted(path for path in folder.rglob("*") if path.is_file())


# -- uploading -------------------------------------------------------------------------------------


def test_a_picture_is_kept_with_what_was_said_of_it(media):
    reporter = make_user()

    picture = pictures.upload(file(), by=reporter, at=NOON, alt="Two\n dancers", credit="Prime Video")

    picture.refresh_from_db()
    assert (picture.title, picture.alt, picture.credit) == ("Étoile poster", "Two dancers", "Prime Video")
    assert (picture.kind, picture.width, picture.height, picture.version) == ("png", 160, 90, 1)
    assert picture.bytes == len(kept(picture))
    assert picture.file.name == "pictures/2025/06/etoile-poster.png"
    assert (picture.uploaded_by, picture.uploaded_at) == (reporter, NOON)
    assert len(files(media)) == 1


def test_where_it_was_taken_is_not_kept():
    assert SECRET not in kept(upload(taken_somewhere("JPEG")))


def test_a_file_that_the_library_has_is_that_picture(media):
    content = taken_somewhere("JPEG")
    first = upload(content, alt="A stage")

    second = upload(content, name="other.jpg", alt="Something else")

    assert second == first
    assert second.alt == "A stage"
    assert len(files(media)) == Picture.objects.count() == 1


def test_two_files_of_one_name_are_two_pictures():
    first, second = upload(), upload()

    assert kept(first) != b""
    assert first.file.name != second.file.name


def test_who_uploads_the_same_file_at_the_same_moment_gets_the_picture_of_the_first(media, monkeypatch):
    content = drawn()
    clean = pictures.pictures.cleaned
    firsts = []

    def overtaken(opened):
        monkeypatch.setattr(pictures.pictures, "cleaned", clean)
        firsts.append(upload(content))
        return clean(opened)

    monkeypatch.setattr(pictures.pictures, "cleaned", overtaken)
    second = upload(content)

    assert [second] == firsts
    assert len(files(media)) == 1


def test_what_is_no_picture_leaves_nothing_behind(media):
    with pytest.raises(pictures.NoPicture, match="is not a picture at all"):
        upload(b"hello")

    assert files(media) == []
    assert not Picture.objects.exists()


def test_a_storage_that_refuses_says_why(media):
    media.parent.joinpath("media").write_text("in the way")

    with pytest.raises(pictures.NotKept, match=r"^the picture cannot be kept \(.+\): make “.+” writable\.$"):
        upload()

    assert not Picture.objects.exists()


def test_words_that_are_too_long_are_refused_before_anything_is_kept(media):
    with pytest.raises(ValidationError) as refused:
        upload(credit="x" * 201)

    assert list(refused.value.message_dict) == ["credit"]
    assert files(media) == []


# -- describing ------------------------------------------------------------------------------------


def test_what_the_library_says_can_be_changed():
    picture = upload()
    before = clock.now()

    pictures.describe(picture, by=None, at=NOON, alt="Two dancers", rights="Press kit", rights_until=NOON)

    picture.refresh_from_db()
    assert (picture.alt, picture.rights, picture.rights_until) == ("Two dancers", "Press kit", NOON)
    assert picture.version == 1
    assert clock.now() > before


def test_another_focal_point_is_another_version():
    picture = upload()

    described = pictures.describe(picture, by=None, at=NOON, focal_x=10, focal_y=90)

    assert (described.focal_point, described.version) == ((10, 90), 2)


@pytest.mark.parametrize(
    "words", [{"focal_x": 101}, {"focal_y": -1}, {"rights_until": NOON}, {"title": " "}, {"caption": "x" * 501}]
)
def test_what_cannot_be_said_is_refused(words):
    picture = upload()

    with pytest.raises(ValidationError):
        pictures.describe(picture, by=None, at=NOON, **words)

    picture.refresh_from_db()
    assert picture.focal_point == (50, 50)


@pytest.mark.parametrize(
    ("words", "constraint"),
    [
        ({"focal_x": 101}, "articles_picture_focal_point_is_in_it"),
        ({"rights_until": NOON}, "articles_picture_rights_that_end_are_named"),
        ({"title": ""}, "articles_picture_has_a_title"),
    ],
)
def test_the_database_refuses_it_as_well(words, constraint):
    picture = upload()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Picture.objects.filter(pk=picture.pk).update(**words)


# -- replacing -------------------------------------------------------------------------------------


def test_another_file_takes_the_place_of_the_first():
    picture = upload(alt="A stage")
    first, before = picture.file.name, clock.now()

    replaced = pictures.replace(picture, file(drawn("JPEG", size=(200, 100)), "new.jpg"), by=None, at=NOON)

    picture.refresh_from_db()
    assert replaced == picture
    assert (picture.kind, picture.width, picture.height, picture.version) == ("jpeg", 200, 100, 2)
    assert (picture.alt, picture.title) == ("A stage", "Étoile poster")
    version = picture.versions.get()
    assert (version.version, version.file.name, version.kind, version.replaced_at) == (1, first, "png", NOON)
    assert kept(version)
    assert clock.now() > before


def test_a_file_of_another_picture_is_refused_as_a_replacement(media):
    content = drawn()
    other, picture = upload(content, title="The other"), upload()

    with pytest.raises(pictures.HaveIt, match="The library has this file already: “The other”") as refused:
        pictures.replace(picture, file(content), by=None, at=NOON)

    assert refused.value.picture == other
    assert len(files(media)) == 2
    assert not picture.versions.exists()


def test_a_replacement_that_is_none_changes_nothing():
    picture = upload()

    with pytest.raises(pictures.NoPicture):
        pictures.replace(picture, file(b"hello"), by=None, at=NOON)

    picture.refresh_from_db()
    assert picture.version == 1


# -- asking ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("until", "usable"), [(None, True), (NOON + DAY, True), (NOON, False), (NOON - DAY, False)])
def test_a_picture_is_usable_while_its_rights_last(until, usable):
    picture = make_picture(rights="Press kit", rights_until=until)

    assert Picture.objects.usable(NOON).exists() == picture.is_usable(NOON) == usable


def use(article, picture):
    return PictureUse.objects.get_or_create(revision=article.latest_revision, picture=picture)[0]


def test_readers_see_what_published_articles_show():
    article, draft = make_article(), make_draft()
    public, ended, drafted = (make_picture(rights="Press kit") for _ in range(3))
    for of, picture in ((article, public), (article, ended), (draft, drafted)):
        use(of, picture)
    pictures.describe(ended, by=None, at=NOON, rights_until=NOON)

    assert list(Picture.objects.readable(NOON)) == [public]
    assert set(Picture.objects.public()) == {public, ended}
    assert set(Picture.objects.in_work()) == {public, ended, drafted}
    assert list(Picture.objects.unused()) == []


def test_what_ends_within_two_weeks_is_told_the_first_to_end_first():
    article = make_article()
    by_days = {days: make_picture(rights="Kit", rights_until=NOON + days * DAY) for days in (15, 14, 3, -1)}
    for picture in by_days.values():
        use(article, picture)
    make_picture(rights="Kit", rights_until=NOON + DAY)

    assert list(Picture.objects.ending(NOON)) == [by_days[3], by_days[14]]


def test_where_a_picture_is_used_says_who_sees_it():
    picture, article, draft = make_picture(), make_article(), make_draft()
    uses = [use(article, picture), use(draft, picture)]

    found = list(PictureUse.objects.where_used(picture))

    assert found == uses[::-1]
    assert [(one.is_live, one.is_latest) for one in found] == [(False, True), (True, True)]
