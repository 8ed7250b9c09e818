"""Every surface that carries an article, in one table: what each tells of every article, read as its users read it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode, urlsplit
from xml.etree import ElementTree

from django.urls import reverse

from articles import explain, notices
from articles.models import Article, Author, Section, Stage, Topic
from shows.models import Person, Season, Show
from shows.statuses import BY_STRENGTH, Kind
from tests.factories import moment
from tests.pages import parse, read

LONG_AFTER = moment("2099-01-01")
NOTHING = (None, "")
ATOM = "{http://www.w3.org/2005/Atom}"
FLAGGED = (Kind.CONTRADICTION, Kind.DECIDED, Kind.RECORD_CORRECTED)


# -- what stands where ---------------------------------------------------------------------------


def told_by(element, *, outside=()):
    """The kind and the words, headline first, of the one notice in ``element``; without the link to newer news."""
    within = [notice for other in outside for notice in other.all(data_notice=True)]
    found = [notice for notice in element.all(data_notice=True) if notice not in within]
    if not found:
        return NOTHING
    (notice,) = found
    headline = notice.all("strong")[0].text
    # What was and what is stands there as a pair, too, and at the end the way on.
    lines = [line.text for line in notice.all("p") or [notice]]
    words = " ".join(line for line in lines if not line.startswith("Read: ")).removeprefix(headline).strip()
    return notice.attrs["data-notice"], f"{headline.rstrip('.:')} {words}"


def told_in(document):
    """The same from a notice as JSON, whose HTML must tell it as well."""
    if document is None:
        return NOTHING
    told = document["kind"], f"{document['headline']} {document['text']}"
    assert told_by(parse(document["html"])) == told
    return told


def slug_of(address):
    return urlsplit(address).path.removeprefix("/articles/").strip("/")


def whole(client, address):
    """The pages of a list of ours, from the one at ``address`` to the last."""
    while address:
        page = read(client, address)
        yield page
        (following, *_) = [*page.all("a", rel="next"), None]
        address = following and f"{urlsplit(address).path}{following.attrs['href']}"


def documents(client, address):
    """The documents of a list for programs, from the one at ``address`` to the last."""
    while address:
        response = client.get(address)
        assert response.status_code == 200, f"{address}: {response.status_code}"
        document = json.loads(response.content)
        yield document
        parts = urlsplit(document.get("next_url") or "")
        address = parts.path and f"{parts.path}?{parts.query}"


def cards_on(client, addresses):
    for address in addresses:
        for page in whole(client, address):
            yield from cards_of(page)


def cards_of(page):
    rows = [row for row in page.all("li") if row.all(class_="row-headline") and not row.all("li")]
    for card in [*page.all("article", class_="card"), *rows]:
        (headline,) = [*card.all(class_="card-headline"), *card.all(class_="row-headline")]
        yield slug_of(headline.one("a").attrs["href"]), told_by(card)


# -- the readers: each a function of a client and the public articles ------------------------------


def article_pages(client, articles):
    for article in articles:
        page = read(client, article.get_absolute_url())
        text = page.one("article", class_="article")
        told = told_by(text, outside=text.all(class_="body"))
        head = page.one("head")
        says_first(told, *elsewhere(head))
        assert told_to_search_engines(head) == told
        is_drawn_in(told, head.one("meta", property="og:image:alt").attrs["content"])
        yield article.slug, told


def elsewhere(head):
    """What a page's head has others say of it."""
    yield head.one("title").text
    yield head.one("meta", name="description").attrs["content"]
    for name in ("og:title", "og:description"):
        yield head.one("meta", property=name).attrs["content"]


def told_to_search_engines(head):
    notice = json.loads(head.one("script", type="application/ld+json").children[0]).get("comment")
    if notice is None:
        return NOTHING
    kind = next(kind for kind, headline in notices.HEADLINES.items() if headline == notice["name"])
    return str(kind), f"{notice['name']} {notice['text']}"


def is_drawn_in(told, alt):
    """What the card for social networks says: the beginning of what has since changed, and of nothing else."""
    kind, words = told
    headline = notices.HEADLINES.get(kind, "Since then")
    _, _, drawn = alt.partition(f"{headline}: ")
    assert bool(drawn) == (kind in FLAGGED), alt
    assert words.startswith(f"{headline} {drawn}") or not drawn, alt


def says_first(told, *words):
    """Titles and summaries, beside which no notice stands, begin with it where the article is contradicted."""
    begin = [one.startswith("Since changed: ") for one in words]
    assert begin == [told[0] == Kind.CONTRADICTION] * len(words), words


def related_cards(client, articles):
    for article in articles:
        yield from cards_of(read(client, article.get_absolute_url()))


def front_page(client, articles):
    return cards_on(client, ["/"])


def search_results(client, articles):
    """Each article is looked for by its own headline."""
    for article in articles:
        words = urlencode({"q": f'"{article.live_revision.headline}"'})
        yield from cards_on(client, [f"/search/?{words}"])


def section_lists(client, articles):
    return cards_on(client, addresses_of(Section, articles))


def topic_lists(client, articles):
    return cards_on(client, addresses_of(Topic, articles))


def show_pages(client, articles):
    return cards_on(client, addresses_of(Show, articles))


def season_pages(client, articles):
    seasons = Season.objects.filter(coverage__article__in=articles).distinct().select_related("show")
    return cards_on(client, [season.get_absolute_url() for season in seasons])


def person_pages(client, articles):
    people = Person.objects.filter(credits__show__articles__in=articles).distinct()
    return cards_on(client, [person.get_absolute_url() for person in people])


def addresses_of(model, articles):
    return [one.get_absolute_url() for one in model.objects.filter(articles__in=articles).distinct()]


def status_page(client, articles):
    return cards_on(client, ["/status/"])


def feed(client, articles):
    return items_of(client, "/feed.json")


def section_feeds(client, articles):
    for address in addresses_of(Section, articles):
        yield from items_of(client, f"{address}feed.json")


def show_feeds(client, articles):
    for address in addresses_of(Show, articles):
        yield from items_of(client, f"{address}feed.json")
        yield from entries_of(client, f"{address}feed.xml")


def author_feeds(client, articles):
    for author in Author.objects.filter(bylines__article__in=articles).distinct():
        yield from items_of(client, f"{reverse('articles:author', args=[author.slug])}feed.json")


def atom_feed(client, articles):
    return entries_of(client, "/feed.xml")


def entries_of(client, address):
    while address:
        feed = ElementTree.fromstring(client.get(address).content)
        for entry in feed.findall(f"{ATOM}entry"):
            told = told_by(parse(entry.findtext(f"{ATOM}content")))
            says_first(told, entry.findtext(f"{ATOM}summary") or "")
            yield slug_of(entry.find(f"{ATOM}link").get("href")), told
        following = [link.get("href") for link in feed.findall(f"{ATOM}link[@rel='next']")]
        parts = urlsplit(following[0] if following else "")
        address = parts.path and f"{parts.path}?{parts.query}"


def items_of(client, address):
    for document in documents(client, address):
        for item in document["items"]:
            ours = item["_newsroom"]
            told = told_in(ours["notice"])
            assert told_by(parse(item["content_html"])) == told
            assert ours["since_changed"] == (told[0] in FLAGGED)
            says_first(told, item.get("summary", ""))
            yield slug_of(item["url"]), told


def api_list(client, articles):
    for document in documents(client, "/api/v1/articles/?limit=100"):
        for found in document["results"]:
            assert found["since_changed"] == (found["notice"] is not None and found["notice"]["kind"] in FLAGGED)
            yield found["slug"], told_in(found["notice"])


def api_articles(client, articles):
    for article in articles:
        (document,) = documents(client, f"/api/v1/articles/{article.slug}/")
        yield article.slug, told_in(document["notice"])


def desk_list(client, articles):
    slugs = {reverse("admin:articles_article_change", args=[one.pk]): one.slug for one in articles}
    page = read(client, f"{reverse('admin:articles_article_changelist')}?stage=published")
    for row in page.all("tr"):
        addresses = {urlsplit(link.attrs["href"]).path for link in row.all("a", href=True)}
        for address in addresses & slugs.keys():
            (notice,) = row.all("span", data_notice=True) or [None]
            # The row shows the first words; all of them come up over it.
            words = notice and notice.attrs["title"].replace(". ", " ", 1)
            yield slugs[address], (notice.attrs["data-notice"], words) if notice else NOTHING


def desk_pages(client, articles):
    for article in articles:
        page = read(client, reverse("admin:articles_article_change", args=[article.pk]))
        yield article.slug, told_by(page)


def explanations(client, articles):
    for article in articles:
        yield article.slug, said(explain.explain(article).notice)


def explanations_from_scratch(client, articles):
    for article in articles:
        yield article.slug, said(explain.explain(article, at=LONG_AFTER).notice)


def said(notice, *, briefly=False):
    if notice is None:
        return NOTHING
    words = " ".join(part for part in (notice.count, notice.told[0].brief) if part) if briefly else notice.text
    return notice.kind, f"{notice.headline} {words}"


@dataclass(frozen=True)
class Surface:
    """``briefly``: it says the beginning only; ``of``: of which articles it must tell, when asked for ``articles``."""

    read: Callable
    briefly: bool = False
    of: Callable = lambda articles: articles


def none_in_particular(articles):
    return []


def with_topics(articles):
    return [article for article in articles if article.topics.exists()]


def with_shows(articles):
    return [article for article in articles if article.coverage.exists()]


# Each costs the same of however many articles it is asked.
LISTS = {
    "front page": Surface(front_page, briefly=True),
    "status changes": Surface(status_page, briefly=True, of=none_in_particular),
    "feed": Surface(feed),
    "Atom": Surface(atom_feed),
    "API list": Surface(api_list),
    "list at the desk": Surface(desk_list),
}
OF_EACH = {
    "article page": Surface(article_pages),
    "related cards": Surface(related_cards, briefly=True, of=none_in_particular),
    "search": Surface(search_results, briefly=True),
    "section lists": Surface(section_lists, briefly=True),
    "topic lists": Surface(topic_lists, briefly=True, of=with_topics),
    "section feeds": Surface(section_feeds),
    "show feeds": Surface(show_feeds, of=with_shows),
    "author feeds": Surface(author_feeds),
    "show pages": Surface(show_pages, briefly=True, of=with_shows),
    "season pages": Surface(season_pages, briefly=True, of=none_in_particular),
    "person pages": Surface(person_pages, briefly=True, of=none_in_particular),
    "API article": Surface(api_articles),
    "explain": Surface(explanations),
}
# As long as a list of all.
SLOWLY = {"page at the desk": Surface(desk_pages), "explain from scratch": Surface(explanations_from_scratch)}


# -- held against each other -----------------------------------------------------------------------


def kinds(told):
    return {slug: notice and str(notice.kind) for slug, notice in told.items()}


def public():
    return list(Article.objects.published().newest_first())


def truth():
    """What is to be told of each public article, by its slug."""
    return {article.slug: notices.for_article(article) for article in Article.objects.published().for_notices()}


class Once:
    """A client that asks once for each address."""

    def __init__(self, client):
        self.get = cache(client.get)


def all_agree(client, *, near=None, closely=()):
    """The kind of notice of each public article by its slug, after holding all surfaces against each other.

    Lists are read for all articles; the articles themselves for the slugs
    ``near`` (all, if there are none), and what takes long for those ``closely``.
    """
    client, told, articles = Once(client), truth(), public()
    some = [article for article in articles if near is None or article.slug in near]
    watched = [article for article in articles if article.slug in closely]
    for surfaces, asked in [(LISTS, articles), (OF_EACH, some), (SLOWLY, watched)]:
        for name, surface in surfaces.items():
            _agrees(name, surface, client, asked, told)
    _filters_agree(client, kinds(told))
    _nobody_tells_of_the_others(client)
    return kinds(told)


def _agrees(name, surface, client, articles, told):
    seen = set()
    for slug, found in surface.read(client, articles):
        seen.add(slug)
        assert slug in told, f"{name}: “{slug}” is not public"
        assert found == said(told[slug], briefly=surface.briefly), f"{name}: “{slug}”"
    assert seen >= {article.slug for article in surface.of(articles)}, name


def _filters_agree(client, kinds):
    flagged = {slug for slug, kind in kinds.items() if kind in FLAGGED}
    for address, wanted in [
        ("/feed.json?since_changed=true", flagged),
        ("/feed.json?since_changed=false", kinds.keys() - flagged),
        ("/api/v1/articles/?since_changed=true&limit=100", flagged),
        *(
            (f"/api/v1/articles/?kind={kind}&limit=100", {slug for slug, found in kinds.items() if found == kind})
            for kind in BY_STRENGTH
            if kind != Kind.SAME
        ),
    ]:
        found = {
            slug_of(one["url"])
            for document in documents(client, address)
            for one in document.get("items", document.get("results"))
        }
        assert found == set(wanted), address


def _nobody_tells_of_the_others(client):
    for article in Article.objects.exclude(stage=Stage.PUBLISHED):
        gone = 410 if article.stage == Stage.WITHDRAWN else 404
        for address in (article.get_absolute_url(), f"/api/v1/articles/{article.slug}/"):
            assert client.get(address).status_code == gone, address
