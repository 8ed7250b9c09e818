import json

import pytest
from PIL import Image, ImageChops, ImageStat

from newsroom.demo import FOLDER, artwork, files
from tests.newsroom.test_demo_texts import texts

PICTURES = FOLDER / "articles" / "artwork"


def difference(one, other):
    """How far two pictures are apart, from 0 to 255 on average."""
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


def test_each_article_has_its_picture_and_its_words():
    for path in (*files(), FOLDER / "desk.jsonl"):
        for line in path.read_text("utf-8").splitlines():
            article = json.loads(line)
            picture = article["lead_image"]
            assert (path.parent / picture["file"]).resolve() == (PICTURES / f"{article['slug']}.webp").resolve()
            assert picture["alt"] == f"Abstract artwork: {artwork.of(article)[2]}."
            assert picture["credit"] == "Newsroom artwork"


def test_there_is_no_picture_without_an_article():
    assert {path.stem for path in PICTURES.iterdir()} == {text["slug"] for text in texts()}


def test_pictures_are_wide_and_light():
    for path in PICTURES.iterdir():
        with Image.open(path) as image:
            assert (image.format, image.size) == ("WEBP", (1600, 900)), path.name
        assert path.stat().st_size < 80_000, path.name


def test_a_picture_is_as_the_script_draws_it():
    article = {"slug": "prime-video-cancels-etoile", "coverage": [{"show": "Étoile"}]}

    with Image.open(PICTURES / "prime-video-cancels-etoile.webp") as kept:
        assert difference(kept.convert("RGB"), artwork.draw(article, 2)) < 3


@pytest.mark.slow
def test_no_two_pictures_are_the_same():
    small = {}
    for path in sorted(PICTURES.iterdir()):
        with Image.open(path) as image:
            small[path.stem] = image.convert("RGB").resize((160, 90))

    slugs = list(small)
    for number, slug in enumerate(slugs):
        for other in slugs[number + 1 :]:
            assert difference(small[slug], small[other]) > 2, (slug, other)


@pytest.mark.slow
def test_drawing_again_draws_only_what_is_missing(tmp_path):
    article = {"slug": "a-new-one", "coverage": [{"show": "Étoile"}]}
    file, folder = tmp_path / "etoile.jsonl", tmp_path / "artwork"
    file.write_text(json.dumps(article) + "\n", "utf-8")

    artwork.illustrate(file, folder=folder)
    drawn = folder / "a-new-one.webp"
    drawn.write_bytes(b"kept")
    artwork.illustrate(file, folder=folder)

    assert drawn.read_bytes() == b"kept"
    assert json.loads(file.read_text("utf-8"))["lead_image"]["file"] == "artwork/a-new-one.webp"
