import json
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from PIL import Image

from newsroom.lib.tokens import colors
from tests.newsroom.test_settings import read as settings_of
from tests.pages import read

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

SITE = "https://newsroom.example"


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = SITE


def lines(client, address):
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert response.cookies == {}
    return response.content.decode().splitlines()


def test_robots_are_told_what_is_not_for_them_and_where_the_maps_are(client):
    assert lines(client, "/robots.txt") == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /preview/",
        "Disallow: /search/",
        "Disallow: /api/",
        "",
        f"Sitemap: {SITE}/sitemap.xml",
        f"Sitemap: {SITE}/news-sitemap.xml",
    ]


def test_who_finds_a_hole_learns_whom_to_tell(client, settings):
    settings.SECURITY_CONTACT = "mailto:security@newsroom.example"

    contact, expires, language, canonical = lines(client, "/.well-known/security.txt")

    assert contact == "Contact: mailto:security@newsroom.example"
    assert (language, canonical) == ("Preferred-Languages: en", f"Canonical: {SITE}/.well-known/security.txt")
    left = datetime.fromisoformat(expires.removeprefix("Expires: ")) - datetime.now(UTC)
    assert timedelta(days=170) < left <= timedelta(days=180)


def test_where_nobody_is_named_there_is_no_such_document(client):
    assert client.get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("security@newsroom.example", "mailto:security@newsroom.example"),
        ("mailto:security@newsroom.example", "mailto:security@newsroom.example"),
        ("https://newsroom.example/security/", "https://newsroom.example/security/"),
    ],
)
def test_a_contact_is_an_address_of_mail_or_of_a_page(tmp_path, said, meant):
    assert settings_of("SECURITY_CONTACT", NEWSROOM_DATA=str(tmp_path), SECURITY_CONTACT=said) == [meant]


@pytest.mark.parametrize("said", ["call us", "http://newsroom.example/", "mailto:a@b.example\nContact: c"])
def test_another_contact_stops_the_start(tmp_path, said):
    (line,) = settings_of("SECURITY_CONTACT", NEWSROOM_DATA=str(tmp_path), SECURITY_CONTACT=said)

    assert "SECURITY_CONTACT must be" in line


def test_telephones_learn_how_it_stands_among_their_applications(client):
    response = client.get("/manifest.webmanifest")

    manifest = json.loads(response.content)
    assert response["Content-Type"] == "application/manifest+json"
    assert (manifest["name"], manifest["start_url"]) == ("Newsroom", "/")
    assert manifest["background_color"] == colors("light")["ground"]
    assert [(icon["sizes"], icon.get("purpose")) for icon in manifest["icons"]] == [
        ("192x192", None),
        ("512x512", None),
        ("512x512", "maskable"),
    ]
    for icon in manifest["icons"]:
        assert f"{size_of(icon['src'])}x{size_of(icon['src'])}" == icon["sizes"]


def size_of(address):
    with Image.open(finders.find(address.removeprefix("/static/"))) as image:
        assert image.width == image.height
        return image.width


def test_each_page_names_its_icons_and_colors(client):
    head = read(client, "/").one("head")

    icons = [link.attrs["href"] for link in head.all("link", rel="icon")]
    assert icons == [static("favicon.ico"), static("favicon.svg")]
    assert size_of(head.one("link", rel="apple-touch-icon").attrs["href"]) == 180
    assert client.get(head.one("link", rel="manifest").attrs["href"]).status_code == 200
    themes = {meta.attrs["media"]: meta.attrs["content"] for meta in head.all("meta", name="theme-color")}
    assert themes == {
        "(prefers-color-scheme: light)": colors("light")["deep"],
        "(prefers-color-scheme: dark)": colors("dark")["deep"],
    }
    assert colors("light")["deep"] != colors("dark")["deep"]


def test_browsers_find_the_icon_by_its_usual_name(client):
    response = client.get("/favicon.ico")

    assert (response.status_code, response.url) == (302, static("favicon.ico"))
    assert "max-age" in response["Cache-Control"]
    with Image.open(finders.find("favicon.ico")) as image:
        assert image.ico.sizes() == {(16, 16), (32, 32), (48, 48)}


def test_the_icons_have_the_color_of_the_drawing(client):
    drawing = finders.find("favicon.svg")
    with open(drawing, encoding="utf-8") as file:
        assert '"#5a2ca0"' in file.read()

    for name in ("apple-touch-icon.png", "icon-192.png", "icon-512.png", "maskable-512.png"):
        with Image.open(finders.find(f"icons/{name}")) as image:
            assert image.convert("RGB").getpixel((image.width // 2, image.height // 40)) == (0x5A, 0x2C, 0xA0), name


def test_a_page_without_a_card_of_its_own_has_that_of_the_site(client):
    page = read(client, "/shows/")

    named = page.one("meta", property="og:image").attrs["content"]
    assert named == SITE + static("icons/card.jpg")
    with Image.open(finders.find("icons/card.jpg")) as image:
        assert image.size == (1200, 630)
    assert page.one("meta", property="og:url").attrs["content"] == f"{SITE}/shows/"


@pytest.mark.parametrize("path", ["/robots.txt", "/manifest.webmanifest", "/sitemap.xml", "/news-sitemap.xml"])
def test_it_is_only_read(client, path):
    assert client.head(path).status_code == 200
    assert client.post(path).status_code == 405
