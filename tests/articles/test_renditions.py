"""What is made of a picture for those who see it."""

import io
import os
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.db import connection
from PIL import Image, ImageCms

from articles import pictures, renditions, tasks
from articles.renditions import CROPPED, SOCIAL, WIDE, Lost, Rendition, named
from tests.drawn import drawn, taken_somewhere
from tests.factories import make_picture, moment

NOON = moment("2025-06-10")


class Held:
    """The file of a picture that is nowhere but here."""

    def __init__(self, content):
        self.content = content

    def open(self, mode):
        return io.BytesIO(self.content)


def picture(width, height, *, focal=(50, 50), content=b""):
    return SimpleNamespace(
        pk=1, version=1, width=width, height=height, focal_x=focal[0], focal_y=focal[1], file=Held(content)
    )


def made(of, name):
    return Image.open(io.BytesIO(renditions.make(of, named(name))))


# -- sizes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shape", "size", "widths"),
    [
        (WIDE, (4000, 3000), [480, 960, 1440, 1920]),
        (WIDE, (1000, 3000), [480, 960, 1000]),
        (WIDE, (480, 10), [480]),
        (WIDE, (16, 9), [16]),
        (CROPPED, (4000, 3000), [320, 640, 960, 1280, 1600]),
        (CROPPED, (3000, 900), [320, 640, 960, 1280, 1600]),
        (CROPPED, (700, 3000), [320, 640, 700]),
        (CROPPED, (1, 1), [1]),
        (SOCIAL, (4000, 3000), [1200]),
        (SOCIAL, (800, 800), [800]),
    ],
)
def test_no_rendition_is_larger_than_its_picture(shape, size, widths):
    assert shape.widths_of(picture(*size)) == widths


@pytest.mark.parametrize(
    ("size", "focal", "box"),
    [
        ((1600, 1600), (50, 50), (0, 350, 1600, 1250)),
        ((1600, 1600), (50, 0), (0, 0, 1600, 900)),
        ((1600, 1600), (50, 100), (0, 700, 1600, 1600)),
        ((3200, 900), (0, 50), (0, 0, 1600, 900)),
        ((3200, 900), (60, 50), (1120, 0, 2720, 900)),
        ((3200, 900), (100, 100), (1600, 0, 3200, 900)),
        ((1, 1), (100, 100), (0, 0, 1, 1)),
    ],
)
def test_what_is_cut_out_lies_around_the_focal_point(size, focal, box):
    assert CROPPED.box(picture(*size, focal=focal)) == box


@pytest.mark.parametrize(("width", "nearest"), [(320, 320), (400, 640), (641, 700), (5000, 700)])
def test_what_serves_as_well_is_not_smaller_if_it_can_be(width, nearest):
    assert Rendition(CROPPED, width, "webp").nearest(picture(700, 3000)).width == nearest


# -- making ----------------------------------------------------------------------------------------


def test_the_focal_point_is_what_is_seen():
    wide = Image.new("RGB", (3200, 900), "white")
    wide.paste("red", (0, 0, 600, 900))
    content = io.BytesIO()
    wide.save(content, "JPEG", quality=95)

    left, right = (
        made(picture(3200, 900, focal=(x, 50), content=content.getvalue()), "cropped-320.jpg") for x in (0, 100)
    )

    assert left.getpixel((10, 90))[1] < 60
    assert right.getpixel((10, 90))[1] > 200


@pytest.mark.parametrize("suffix", ["avif", "webp", "jpg"])
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "I;16"])
def test_a_picture_of_any_colors_can_be_shown(mode, suffix):
    content = drawn(mode=mode, size=(640, 360), color=0 if mode in ("P", "1", "L", "I;16") else None)

    assert made(picture(640, 360, content=content), f"cropped-320.{suffix}").size == (320, 180)


def test_a_picture_for_printing_can_be_shown():
    content = drawn("JPEG", mode="CMYK", size=(640, 360), color=(0, 255, 255, 0))

    red, green, blue = made(picture(640, 360, content=content), "cropped-320.jpg").getpixel((9, 9))

    assert red > 200 > 80 > max(green, blue)


def test_what_is_transparent_stands_on_white_where_it_has_to():
    content = drawn(mode="RGBA", size=(640, 360), color=(0, 0, 0, 0))
    of = picture(640, 360, content=content)

    assert made(of, "cropped-320.webp").getpixel((9, 9))[3] == 0
    assert made(of, "cropped-320.jpg").getpixel((9, 9)) == (255, 255, 255)


def test_colors_of_its_own_are_told_as_browsers_take_them():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    broken = lab[:100]
    for profile in (lab, broken):
        content = drawn("JPEG", size=(640, 360), color="teal", icc_profile=profile)

        red, green, blue = made(picture(640, 360, content=content), "cropped-320.jpg").getpixel((9, 9))

        assert (red < 10, 120 < green < 136, 120 < blue < 136) == (True, True, True)


def test_a_rendition_says_nothing_but_what_is_seen():
    content = taken_somewhere("JPEG", size=(640, 360))

    for suffix in ("avif", "webp", "jpg"):
        image = made(picture(640, 360, content=content), f"cropped-320.{suffix}")
        assert dict(image.getexif()) == {}
        assert "icc_profile" not in image.info


def test_a_file_that_is_lost_is_told():
    with pytest.raises(Lost):
        renditions.make(picture(640, 360, content=b"broken"), named("cropped-320.jpg"))


# -- keeping ---------------------------------------------------------------------------------------


def kept(media):
    return sorted(path.name for path in (media / "renditions").rglob("*") if path.is_file())


@pytest.mark.django_db
def test_a_rendition_is_made_once(media, monkeypatch):
    of, wanted = make_picture(), named("wide-160.webp")
    first = renditions.content(of, wanted)
    monkeypatch.setattr(renditions, "make", lambda *_: pytest.fail("It was made again."))

    assert renditions.content(of, wanted) == first
    assert kept(media) == ["wide-160.webp"]


@pytest.mark.django_db
def test_many_who_ask_at_once_get_one_file(media, monkeypatch):
    of, wanted, times = make_picture(), named("wide-160.avif"), []
    make = renditions.make
    monkeypatch.setattr(renditions, "make", lambda *asked: times.append(asked) or make(*asked))

    with ThreadPoolExecutor(8) as threads:
        found = set(threads.map(lambda _: renditions.content(of, wanted), range(8)))

    assert len(found) == len(times) == 1
    assert kept(media) == ["wide-160.avif"]


@pytest.mark.django_db
def test_half_a_file_is_never_seen(media, monkeypatch):
    of, wanted = make_picture(), named("wide-160.webp")

    def full(*_):
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "replace", full)
    content = renditions.content(of, wanted)

    assert Image.open(io.BytesIO(content)).size == (160, 90)
    assert kept(media) == []


@pytest.mark.django_db
def test_where_nothing_can_be_kept_a_picture_is_shown_all_the_same(media):
    of = make_picture()
    (media / "renditions").write_text("in the way")

    assert renditions.content(of, named("wide-160.webp"))


@pytest.mark.django_db
def test_the_worker_makes_what_pages_ask_for(media):
    of = make_picture(content=drawn(size=(700, 400)))

    tasks.make_renditions(of.pk)

    wanted = ["avif", "webp"]
    assert kept(media) == sorted(
        [
            *(f"cropped-{width}.{suffix}" for width in (320, 640, 700) for suffix in wanted),
            *(f"wide-{width}.{suffix}" for width in (480, 700) for suffix in wanted),
            *("cropped-640.jpg", "cropped-700.jpg", "wide-700.jpg", "social-700.jpg"),
        ]
    )


@pytest.mark.django_db
def test_new_pictures_keep_nothing_else_waiting():
    tasks.make_renditions.defer(picture=1)
    tasks.publish_due.defer()

    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES RETURNING id")
        (worker,) = cursor.fetchone()
        cursor.execute("SELECT task_name FROM procrastinate_fetch_job_v2(NULL, %s)", [worker])
        assert cursor.fetchone() == ("articles.publish_due",)


@pytest.mark.django_db
def test_the_worker_does_not_mind_a_picture_that_is_gone():
    tasks.make_renditions(99_999)


@pytest.mark.django_db
def test_what_was_made_of_an_earlier_version_goes(media, django_capture_on_commit_callbacks):
    of = make_picture()
    renditions.content(of, named("wide-160.webp"))

    with django_capture_on_commit_callbacks(execute=True):
        pictures.describe(of, by=None, at=NOON, focal_x=0)

    assert kept(media) == []
