"""Every link from the front page on, followed to its end."""

import json
from contextlib import closing
from urllib.parse import urldefrag, urljoin, urlsplit

import extruct
import feedparser
import pytest
from django.core.management import call_command

from articles import workflow
from articles.models import Article, Topic
from tests.factories import make_article, make_every_notice, make_section, moment
from tests.newsroom.test_sitemaps import entries
from tests.pages import parse

HERE = "http://testserver"
# What isn't for readers has its own tests, and asks for a name and a password.
CLOSED = ("/admin/",)
LINKS = {"a": "href", "link": "href", "img": "src", "script": "src", "form": "action"}


@pytest.fixture
def crawl(client, settings):
    """All answers that can be reached from the front page, by address."""
    settings.SITE_URL = HERE

    def from_front():
        answers, waiting = {}, ["/"]
        while waiting:
            address = waiting.pop()
            if address in answers or address.startswith(CLOSED):
                continue
            response = answers[address] = Answer(client.get(address))
            waiting += response.links(address)
        return answers

    return from_front


def linked_from(element):
    sizes = [one.split()[0] for source in element.all("source") for one in source.attrs["srcset"].split(", ")]
    return [found.attrs[name] for tag, name in LINKS.items() for found in element.all(tag, **{name: True})] + sizes


def texts_in(value):
    """The texts in a JSON document, its keys left out."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts_in(one)


class Answer:
    def __init__(self, response):
        self.status = response.status_code
        self.location = response.get("Location")
        self.kind = response["Content-Type"].partition(";")[0] if self.status != 302 else ""
        self.body = response.getvalue().decode(errors="replace")
        self.page = parse(self.body) if self.kind == "text/html" else None

    def links(self, address):
        """The addresses of ours that it names, without those of static files."""
        named = [self.location] if self.location else []
        if self.page:
            named += linked_from(self.page)
        elif self.kind == "application/atom+xml":
            named += linked_from(parse(self.body))
        elif self.kind.endswith("json"):
            for text in texts_in(json.loads(self.body)):
                named += [text] if text.startswith(f"{HERE}/") else linked_from(parse(text))
        found = {urldefrag(urljoin(f"{HERE}{address}", name)).url for name in named}
        ours = {one.removeprefix(HERE) or "/" for one in found if urlsplit(one).netloc == urlsplit(HERE).netloc}
        return sorted(one for one in ours if not one.startswith("/static/"))


def check(answers):
    assert {address: one.status for address, one in answers.items() if one.status not in (200, 301, 302)} == {}
    pages = {address: one.page for address, one in answers.items() if one.page and one.status == 200}
    for address, page in pages.items():
        assert page.one("head").one("title").text, address
        assert all(found.attrs["content"] for found in page.all("meta", name="description")), address
        heads = len(page.all("meta", name="description")), len(page.all("link", rel="canonical")), len(page.all("h1"))
        assert heads == (1, 1, 1), address
        assert page.one("html").attrs["lang"] == "en-US", address
        assert len(page.all(id=True)) == len({found.attrs["id"] for found in page.all(id=True)}), address
        assert all("alt" in image.attrs for image in page.all("img")), address
        named = urlsplit(page.one("link", rel="canonical").attrs["href"])
        assert named.scheme, address
        assert (named._replace(scheme="", netloc="").geturl() or "/") in answers, address
    for address, answer in answers.items():
        if answer.kind == "application/atom+xml":
            feed = feedparser.parse(answer.body.encode(), response_headers={"content-type": answer.kind})
            assert not feed.bozo, f"{address}: {feed.bozo_exception}"
    return pages


def told_to_search_engines(page):
    """Every thing that a page says in JSON-LD, read as extruct does."""
    documents = extruct.extract(page.body, syntaxes=["json-ld"])["json-ld"]
    assert {document["@context"] for document in documents} <= {"https://schema.org"}
    return [thing for document in documents for thing in document.get("@graph", [document])]


@pytest.mark.django_db
def test_no_link_is_dead_and_every_page_names_itself(crawl, pictures):
    make_every_notice()
    for number in range(61):
        picture = {"lead_picture": pictures(), "lead_image_alt": "A stage"} if number < 2 else {}
        make_article(f"Article {number}", section=make_section("Features"), published="2024-01-01", **picture)
    article = Article.objects.get(slug__startswith="article-0")
    article.topics.add(Topic.objects.create(name="Ballet", slug="ballet"))
    workflow.withdraw(Article.objects.get(slug__startswith="right"), by=None, at=moment("2025-06-10"))

    answers = crawl()

    pages = check(answers)
    kinds = {one.kind for one in answers.values()}
    assert {"text/html", "application/feed+json", "application/schema+json", "image/jpeg", "image/avif"} <= kinds
    assert {
        "/",
        "/shows/",
        "/shows/etoile/",
        "/status/",
        "/topics/ballet/",
    } <= pages.keys()
    for path in ("/", "/sections/features/"):
        assert sum(address.startswith(f"{path}?before=") for address in pages) == 2
    assert {"/api/docs/", "/partners/docs/extension/", article.get_absolute_url()} <= pages.keys()
    assert not any("withdrawn" in address or address.startswith("/articles/right") for address in answers)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.django_db
def test_no_link_of_the_demo_newsroom_is_dead(client, crawl, pictures):
    call_command("demo", verbosity=0)

    answers = crawl()

    pages = check(answers)
    articles = {article.get_absolute_url() for article in Article.objects.published()}
    assert articles <= pages.keys()
    assert len(pages) > 30
    mapped = {path for file in entries(client, "/sitemap.xml", HERE) for path in entries(client, file, HERE)}
    assert articles <= mapped <= pages.keys()
    for address in pages:
        told = [thing["@type"] for thing in told_to_search_engines(answers[address])]
        assert ("NewsArticle" in told) == (address in articles), address
    images = {image.attrs["content"] for page in pages.values() for image in page.all("meta", property="og:image")}
    for image in images:
        with closing(client.get(image.removeprefix(HERE))) as answer:
            assert answer.status_code == 200, image
