"""The addresses of pictures: what each answers is decided when it is asked."""

import io
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from PIL import Image

from articles import pictures as library
from articles import renditions, sealing, text, workflow
from articles.models import Picture
from newsroom import roles
from tests.desk import sign_in
from tests.drawn import drawn
from tests.factories import make_article, make_draft, make_picture, make_user, moment
from tests.pages import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

NOON = moment("2025-06-10")
DAY = timedelta(days=1)


def public(**words):
    """A picture that readers see, wide enough for several renditions."""
    picture = make_picture(content=drawn(size=(1200, 800)), **words)
    make_article(lead_picture=picture, lead_image_alt="A stage")
    return picture


def at(picture, name="cropped-640.webp", *, version=None):
    return f"/media/pictures/{picture.pk}/{version or picture.version}/{name}"


def end(picture, when):
    library.describe(picture, by=None, at=NOON, rights="Press kit", rights_until=when)


def max_age(response):
    return int(response["Cache-Control"].partition("max-age=")[2].split(",")[0])


# -- for readers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "kind", "size"),
    [
        ("cropped-320.avif", "AVIF", (320, 180)),
        ("cropped-640.webp", "WEBP", (640, 360)),
        ("cropped-1200.jpg", "JPEG", (1200, 675)),
        ("wide-480.avif", "AVIF", (480, 320)),
        ("wide-1200.webp", "WEBP", (1200, 800)),
        ("social-1200.jpg", "JPEG", (1200, 630)),
    ],
)
def test_a_picture_comes_in_fixed_sizes(client, name, kind, size):
    response = client.get(at(public(), name))

    with Image.open(io.BytesIO(response.content)) as image:
        assert (image.format, image.size) == (kind, size)
    assert response["Content-Type"] == f"image/{kind.lower()}"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response.cookies == {}
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize(
    "name",
    [
        "cropped-641.webp",
        "wide-1440.webp",  # larger than it is
        "square-640.webp",
        "cropped-640.png",
        "cropped-640.svg",
        "cropped-0640.webp",
        "cropped-99999999.webp",
        "..%2f..%2fsecret.png",
        "cropped-640.webp%00.png",
        "",
    ],
)
def test_any_other_size_is_not_there(client, name):
    picture = public()

    assert client.get(at(picture, name)).status_code == 404


def test_what_there_is_none_of_is_not_there(client):
    picture = public()

    for address in (at(picture, version=2), "/media/pictures/99999/1/wide-480.jpg", f"/media/pictures/{10**30}/1/x"):
        assert client.get(address).status_code == 404
    assert client.post(at(picture)).status_code == 405


def test_the_picture_of_a_draft_is_nobodys_but_the_desks(client):
    picture = make_picture(content=drawn(size=(1200, 800)))
    article = make_draft(lead_picture=picture, lead_image_alt="A stage")
    assert client.get(at(picture)).status_code == 404

    workflow.publish(article, by=None, at=NOON)

    assert client.get(at(picture)).status_code == 200


def test_a_picture_that_was_taken_out_of_the_article_goes_with_the_update(client):
    picture = public()
    article = picture.uses.get().revision.article
    text.save_revision(article, base=1, by=None, at=NOON, lead_picture=None)
    assert client.get(at(picture)).status_code == 200

    workflow.update(article, by=None, at=NOON, substantive=True)

    assert client.get(at(picture)).status_code == 404


def test_an_article_that_is_withdrawn_takes_its_pictures_along(client):
    picture = public()
    article = picture.uses.get().revision.article

    workflow.withdraw(article, by=None, at=NOON)

    assert client.get(at(picture)).status_code == 404


# -- how long --------------------------------------------------------------------------------------


def test_from_the_end_of_its_rights_on_a_picture_is_gone(client):
    picture = public()
    end(picture, timezone.now() + DAY)
    assert client.get(at(picture)).status_code == 200

    end(picture, timezone.now())

    response = client.get(at(picture))
    assert response.status_code == 410
    assert response["Cache-Control"] == "no-store"
    assert client.get(at(picture, version=1)).status_code == 410


def test_nobody_learns_of_the_rights_of_a_draft(client):
    picture = make_picture(rights="Press kit", rights_until=NOON)

    assert client.get(at(picture)).status_code == 404


def test_nobody_may_keep_a_picture_longer_than_its_rights(client):
    picture = public()
    assert max_age(client.get(at(picture))) == 60

    end(picture, timezone.now() + timedelta(seconds=40))

    assert 30 <= max_age(client.get(at(picture))) <= 40


def test_who_has_a_picture_is_told_so(client):
    picture = public()
    etag = client.get(at(picture))["ETag"]

    again = client.get(at(picture), headers={"If-None-Match": etag})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert max_age(again) == 60
    end(picture, NOON)
    assert client.get(at(picture), headers={"If-None-Match": etag}).status_code == 410


def test_a_file_costs_one_query(client, django_assert_num_queries):
    picture = public()

    with django_assert_num_queries(1):
        client.get(at(picture))


# -- versions --------------------------------------------------------------------------------------


def test_the_addresses_of_what_was_replaced_lead_to_what_is_there_now(client):
    picture = public()

    library.replace(picture, io.BytesIO(drawn(size=(500, 500))), by=None, at=NOON)

    response = client.get(at(picture, "cropped-640.webp", version=1))
    assert (response.status_code, response["Location"]) == (302, at(picture, "cropped-500.webp", version=2))
    assert client.get(response["Location"]).status_code == 200


def test_files_by_which_pages_once_showed_them_lead_to_the_pictures(client):
    picture, draft = public(), make_picture()
    Picture.objects.filter(pk=picture.pk).update(file="lead/2025/04/stage.png")
    Picture.objects.filter(pk=draft.pk).update(file="lead/2025/04/draft.png")

    assert client.get("/media/lead/2025/04/stage.png")["Location"] == at(picture, "wide-1200.jpg")
    nothing = ("lead/nothing.png", "lead/", "", "%00", "..%2fsecret.png", "lead\\..\\secret.png")
    for path in ("lead/2025/04/draft.png", *nothing):
        assert client.get(f"/media/{path}").status_code == 404
    end(picture, NOON)
    assert client.get("/media/lead/2025/04/stage.png").status_code == 410


def test_the_file_of_a_picture_that_was_uploaded_leads_to_it(client):
    picture = public()
    Picture.objects.filter(pk=picture.pk).update(file="pictures/2025/01/stage.png")

    assert client.get("/media/pictures/2025/01/stage.png")["Location"] == at(picture, "wide-1200.jpg")
    assert client.get("/media/pictures/2025/1/stage.png").status_code == 404


def test_the_file_of_a_replaced_picture_leads_to_the_new_one(client):
    picture = public()
    Picture.objects.filter(pk=picture.pk).update(file="lead/2025/04/stage.png")

    library.replace(picture, io.BytesIO(drawn(size=(500, 500))), by=None, at=NOON)

    assert client.get("/media/lead/2025/04/stage.png")["Location"] == at(picture, "wide-500.jpg", version=2)


# -- for the desk ----------------------------------------------------------------------------------


def test_the_desk_sees_what_readers_do_not(client):
    picture = make_picture(content=drawn(size=(1200, 800)), rights="Press kit", rights_until=NOON)

    response = client.get(picture.desk_url("cropped", 640))

    assert response.status_code == 200
    assert response["Content-Type"] == "image/webp"
    assert response["Cache-Control"].startswith("private")


def test_a_picture_of_sealed_articles_alone_is_for_those_who_may_see_them(client):
    picture = make_picture(content=drawn(size=(1200, 800)))
    sealed, other = (make_article(lead_picture=picture, lead_image_alt="A stage") for _ in range(2))
    url = picture.desk_url("cropped", 640)
    sealing.seal(sealed, reason="A court order.", by=make_user("legal"), at=NOON)
    assert client.get(url).status_code == 200

    sealing.seal(other, reason="A court order.", by=make_user("judge"), at=NOON)

    assert client.get(url).status_code == 404
    sign_in(client, roles.EDITORS)
    assert client.get(url).status_code == 404
    sign_in(client, roles.MANAGING_EDITORS)
    assert client.get(url).status_code == 200


def test_an_address_of_the_desk_cannot_be_made_up(client):
    picture, other = make_picture(), make_picture()
    url = picture.desk_url()

    for wrong in (
        url.replace(f"/{picture.pk}/1/", f"/{other.pk}/1/"),
        url.replace(f"/{picture.pk}/1/", f"/{picture.pk}/2/"),
        url.replace("/at-the-desk/", "/at-the-desk/9"),
        url.replace(url.split("/")[5], "x" * 43),
    ):
        assert wrong != url
        assert client.get(wrong).status_code == 404


@pytest.mark.parametrize(("later", "status"), [(timedelta(minutes=29), True), (timedelta(minutes=61), False)])
def test_an_address_of_the_desk_lasts_for_an_hour_at_most(later, status):
    picture = make_picture()
    now = timezone.now()
    until = renditions.signed_until(now)
    signature = urlsplit(renditions.folder_of(picture, until=until)).path.split("/")[5]

    assert now + timedelta(minutes=30) <= until <= now + timedelta(minutes=60)
    assert status == renditions.is_signed(
        picture.pk, 1, until=int(until.timestamp()), signature=signature, now=now + later
    )


# -- on the page -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_every_address_on_a_page_answers(client):
    article = make_article(
        lead_picture=make_picture(content=drawn(size=(1000, 800))),
        lead_image_alt="A stage",
        lead_image_caption="The stage at night.",
        lead_image_credit="Illustration: Newsroom",
    )

    figure = read(client, article.get_absolute_url()).one("figure", class_="lead-image")

    image, sources = figure.one("img"), figure.all("source")
    assert (image.attrs["alt"], image.attrs["fetchpriority"]) == ("A stage", "high")
    assert (image.attrs["width"], image.attrs["height"]) == ("1000", "562")
    assert "loading" not in image.attrs
    assert figure.one("figcaption").text == "The stage at night. Illustration: Newsroom"
    assert [source.attrs["type"] for source in sources] == ["image/avif", "image/webp"]
    addresses = [one.split() for source in sources for one in source.attrs["srcset"].split(", ")]
    assert len(addresses) == 8
    for address, width in [*addresses, (image.attrs["src"], "960w")]:
        with Image.open(io.BytesIO(client.get(address).content)) as found:
            assert f"{found.width}w" == width
