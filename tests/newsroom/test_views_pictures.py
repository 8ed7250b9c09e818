"""The pictures that were uploaded, as the public gets them."""

import pytest

from articles.models import Article
from tests.factories import make_article
from tests.pages import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def media(pictures, settings):
    """The folder of uploads, with a picture in it and what else may lie about there."""
    folder = settings.MEDIA_ROOT
    (folder / "lead").mkdir(parents=True)
    (folder / "lead" / "stage.png").write_bytes(pictures().read())
    (folder / "lead" / "page.html").write_text("<script>alert(1)</script>")
    (folder / "lead" / "drawing.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (folder / "folder.png").mkdir()
    (folder.parent / "secret.png").write_bytes(b"not yours")
    return folder


def fetched(client, path):
    """The answer for a picture, read to its end, which closes the file."""
    response = client.get(path)
    assert response.status_code == 200
    response.content_read = response.getvalue()
    return response


def test_the_picture_of_an_article_is_shown(client, pictures):
    article = make_article(
        lead_image=pictures("stage.png"),
        lead_image_alt="A stage",
        lead_image_caption="The stage at night.",
        lead_image_credit="Illustration: Newsroom",
    )

    figure = read(client, article.get_absolute_url()).one("figure", class_="lead-image")

    image = figure.one("img")
    assert (image.attrs["alt"], image.attrs["loading"]) == ("A stage", "eager")
    assert figure.one("figcaption").text == "The stage at night. Illustration: Newsroom"
    with Article.objects.get().live_revision.lead_image.open() as kept:
        assert fetched(client, image.attrs["src"]).content_read == kept.read()


@pytest.mark.usefixtures("media")
def test_a_picture_comes_as_nothing_else_and_may_be_kept(client):
    response = fetched(client, "/media/lead/stage.png")

    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.cookies == {}
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.usefixtures("media")
@pytest.mark.parametrize(
    "path",
    [
        "lead/nothing.png",
        "lead/page.html",
        "lead/drawing.svg",
        "lead/",
        "lead",
        "",
        "folder.png",
        "lead/stage.png/",
        "../secret.png",
        "lead/../../secret.png",
        "%2e%2e/secret.png",
        "..%2fsecret.png",
        "/etc/passwd.png",
        "lead/stage.png%00.png",
        f"{'x' * 5000}.png",
        "lead\\..\\..\\secret.png",
    ],
)
def test_what_is_no_picture_of_ours_is_not_there(client, path):
    assert client.get(f"/media/{path}").status_code == 404


@pytest.mark.usefixtures("media")
def test_pictures_are_only_read_and_ask_the_database_for_nothing(client, django_assert_num_queries):
    assert client.post("/media/lead/stage.png").status_code == 405

    with django_assert_num_queries(0):
        assert fetched(client, "/media/lead/stage.png").content_read
