"""Every link from the front page on, followed to its end."""

import json
from collections import Counter, deque
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

import extruct
import feedparser
import pytest
from django.core.management import call_command
from django.urls import Resolver404, resolve

from articles import workflow
from articles.models import Article, Author, Section, Stage, Topic
from shows.models import Person, Season, Show
from tests.factories import make_article, make_every_notice, make_section, moment
from tests.newsroom.test_sitemaps import entries
from tests.pages import parse

HERE = "http://testserver"
# What isn't for readers has its own tests, and asks for a name and a password.
CLOSED = ("/admin/",)
LINKS = {"a": "href", "link": "href", "img": "src", "script": "src", "form": "action"}


@dataclass(frozen=True)
class Few:
    """Of a route whose answers are much alike: so many are asked for of each that is the same ``of`` these."""

    number: int
    of: tuple[str, ...] = ()

    def keys(self, values):
        return [(name, values[name]) for name in self.of] or [tuple(sorted(values))]


# Everything else is asked for, whatever number of it there is: articles, shows, seasons, people, lists and feeds.
SAMPLED = {
    # Each is drawn, which takes as long as ten pages: every picture in one size, and every size of one picture.
    "articles:picture": Few(1, of=("pk", "name")),
    "articles:card": Few(5),
    # One list, narrowed: by kind, and by kind further on.
    "status": Few(3),
    # An answer as a page has it already; who reads them all is tests/newsroom/test_one_truth_of_the_demo.py.
    "api_articles": Few(5),
    "api_article": Few(5),
    "api_show": Few(5),
    "api_ledger": Few(5),
}

# What the page of a thing says it is, to search engines.
THINGS = {
    "articles:detail": "NewsArticle",
    "shows:detail": "TVSeries",
    "shows:season": "TVSeason",
    "shows:person": "Person",
}


def route_of(address):
    """The name of what answers at ``address``, and the values that it is given."""
    parts = urlsplit(address)
    try:
        found = resolve(parts.path)
    except Resolver404:
        return "", {}
    return found.view_name, found.kwargs or dict(parse_qsl(parts.query, keep_blank_values=True))


class Sample:
    """Says of each address whether it is to be asked for."""

    def __init__(self):
        self.taken = Counter()

    def takes(self, address):
        route, values = route_of(address)
        few = SAMPLED.get(route)
        if few is None:
            return True
        keys = [(route, key) for key in few.keys(values)]
        wanted = any(self.taken[key] < few.number for key in keys)
        self.taken.update(keys if wanted else ())
        return wanted


@pytest.fixture
def crawl(client, settings):
    """The answers that can be reached from the front page, by address: all, but for a sample of what is much alike."""
    settings.SITE_URL = HERE

    def from_front():
        answers, seen, waiting, sample = {}, {"/"}, deque(["/"]), Sample()
        while waiting:
            address = waiting.popleft()
            if address.startswith(CLOSED) or not sample.takes(address):
                continue
            answer = answers[address] = Answer(client.get(address))
            waiting += [link for link in answer.links(address) if link not in seen]
            seen.update(waiting)
        return answers

    return from_front


def linked_from(element):
    sizes = [one.split()[0] for source in element.all("source") for one in source.attrs["srcset"].split(", ")]
    cards = [meta.attrs["content"] for meta in element.all("meta", property="og:image")]
    found = [found.attrs[name] for tag, name in LINKS.items() for found in element.all(tag, **{name: True})]
    return found + sizes + cards


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

    @cached_property
    def json(self):
        return json.loads(self.body)

    @cached_property
    def feed(self):
        """The Atom feed, which feedparser reads without a warning."""
        found = feedparser.parse(self.body.encode(), response_headers={"content-type": self.kind})
        assert not found.bozo, found.bozo_exception
        return found

    @cached_property
    def things(self):
        """Every thing that a page says in JSON-LD, read as extruct does."""
        documents = extruct.extract(self.body, syntaxes=["json-ld"])["json-ld"]
        assert {document["@context"] for document in documents} <= {"https://schema.org"}
        return [thing for document in documents for thing in document.get("@graph", [document])]

    @property
    def canonical(self):
        (link,) = self.page.one("head").all("link", rel="canonical")
        return link.attrs["href"]

    def links(self, address):
        """The addresses of ours that it names, without those of static files."""
        named = [self.location] if self.location else []
        if self.page:
            named += linked_from(self.page)
        elif self.kind == "application/atom+xml":
            named += linked_from(parse(self.body))
        elif self.kind.endswith("json"):
            for text in texts_in(self.json):
                named += [text] if text.startswith(f"{HERE}/") else linked_from(parse(text)) if "<" in text else []
        found = {urldefrag(urljoin(f"{HERE}{address}", name)).url for name in named}
        ours = {one.removeprefix(HERE) or "/" for one in found if urlsplit(one).netloc == urlsplit(HERE).netloc}
        return sorted(one for one in ours if not one.startswith("/static/"))


def check(answers):
    """What holds for every page and feed; returns the answers that are pages."""
    assert {address: one.status for address, one in answers.items() if one.status not in (200, 301, 302)} == {}
    pages = {address: one for address, one in answers.items() if one.page and one.status == 200}
    for address, answer in pages.items():
        page = answer.page
        assert page.one("head").one("title").text, address
        assert all(found.attrs["content"] for found in page.all("meta", name="description")), address
        heads = len(page.all("meta", name="description")), len(page.all("link", rel="canonical")), len(page.all("h1"))
        assert heads == (1, 1, 1), address
        assert page.one("html").attrs["lang"] == "en-US", address
        assert len(page.all(id=True)) == len({found.attrs["id"] for found in page.all(id=True)}), address
        assert all("alt" in image.attrs for image in page.all("img")), address
        named = urlsplit(answer.canonical)
        assert named.scheme, address
        assert (named._replace(scheme="", netloc="").geturl() or "/") in answers, address
    assert repeated_titles(pages) == {}
    for address, answer in answers.items():
        if answer.kind == "application/atom+xml":
            same = answers[address.replace("feed.xml", "feed.json")]
            told = [told_by_json(one) for one in same.json["items"]]
            assert [told_by_atom(one) for one in answer.feed.entries] == told, address
    return pages


def repeated_titles(pages):
    """The titles that two pages bear, with the addresses of these."""
    addresses = {}
    for answer in pages.values():
        addresses.setdefault(answer.page.one("head").one("title").text, set()).add(answer.canonical)
    return {title: found for title, found in addresses.items() if len(found) > 1}


def told_by_atom(entry):
    dates = [datetime.fromisoformat(said) for said in (entry.published, entry.updated)]
    return entry.id, entry.link, entry.title, dates, [author.name for author in entry.authors]


def told_by_json(item):
    dates = [datetime.fromisoformat(item[name]) for name in ("date_published", "date_modified")]
    return item["id"], item["url"], item["title"], dates, [author["name"] for author in item["authors"]]


@pytest.mark.slow
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
@pytest.mark.timeout(900)  # it reads every page of the demo newsroom
@pytest.mark.django_db
def test_no_link_of_the_demo_newsroom_is_dead(client, crawl, pictures):
    call_command("demo", verbosity=0)

    answers = crawl()

    pages = check(answers)
    assert all_pages() - pages.keys() == set()
    mapped = {path for file in entries(client, "/sitemap.xml", HERE) for path in entries(client, file, HERE)}
    assert articles() <= mapped <= pages.keys()
    items = {item["url"]: item for item in answers["/feed.json"].json["items"]}
    assert items.keys() == {HERE + path for path in articles()}
    for address, answer in pages.items():
        thing = thing_of(address, answer)
        if thing and thing["@type"] == "NewsArticle":
            assert told_to_search_engines(thing) == told_in_the_feed(items[thing["url"]]), address


def articles():
    return {article.get_absolute_url() for article in Article.objects.published()}


def all_pages():
    """The address of each thing that has a page of its own for readers."""
    things = [*Show.objects.all(), *Season.objects.select_related("show"), *Person.objects.all()]
    things += [*Author.objects.with_articles(), *Section.objects.with_articles()]
    things += Topic.objects.filter(articles__stage=Stage.PUBLISHED)
    return articles() | {thing.get_absolute_url() for thing in things}


def thing_of(address, answer):
    """What the page says that it is about, or ``None``: it bears the name of its heading, at the page's address."""
    expected = THINGS.get(route_of(address)[0])
    found = [thing for thing in answer.things if thing["@type"] in THINGS.values()]
    assert [thing["@type"] for thing in found] == ([expected] if expected else []), address
    if not found:
        return None
    (thing,) = found
    assert thing["url"] == answer.canonical.partition("?")[0], address
    heading = answer.page.one("h1").text.casefold()
    assert thing.get("headline", thing.get("name")).casefold() in heading, address
    return thing


def told_to_search_engines(thing):
    dates = thing["datePublished"], thing["dateModified"]
    return thing["identifier"], thing["headline"], *dates, [author["name"] for author in thing["author"]]


def told_in_the_feed(item):
    dates = item["date_published"], item["date_modified"]
    return item["id"], item["title"], *dates, [author["name"] for author in item["authors"]]
