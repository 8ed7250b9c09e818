"""A newsroom with something of everything, and an address of each kind that readers and programs can ask for.

A pattern without an address fails ``tests/newsroom/test_every_address.py``: what is
listed here is looked at by axe, the Nu HTML checker and the tests of headers.
"""

from django.urls import URLPattern, get_resolver
from django.utils import timezone

from articles import preview_links, renditions, workflow
from articles.models import LATEST_FIRST, Article, Author, Topic
from newsroom.lib import sitemap
from shows.models import Credit, Person
from tests.factories import cover, make_article, make_draft, make_every_notice, make_section, make_user, moment

LONG = "Anextraordinarilylongwordwithoutanyspaceinit" * 3
BODY = (
    "<h2>Étoile</h2><p>A <a href='/shows/'>link</a>.</p><h3>Then</h3><ul><li>One</li></ul><blockquote><p>Said.</p>"
    "</blockquote><figure><p>Drawn.</p><figcaption>A caption.</figcaption></figure>"
    f"<table><tr><th scope='col'>Season</th><th scope='col'>{LONG}</th></tr><tr><td>1</td><td>{LONG}</td></tr></table>"
)
# By the route: addresses that answer 200, or what stands behind them.
ADDRESSES = {
    "": ["/", "/?before={older}"],
    "archive/": ["/archive/"],
    "^archive/(?P<year>[0-9]{4})/(?P<month>[0-9]{2})/$": ["/archive/2024/01/", "/archive/2025/02/"],
    "articles/by-id/<uuid:uuid>/": ["/articles/by-id/{uuid}/ 302"],
    "articles/<slug:slug>/": ["/articles/everything/", "{contradicted}", "/articles/withdrawn/ 410"],
    "authors/<slug:slug>/": ["/authors/tv-desk/", "/authors/tv-desk/?before={older}"],
    "authors/<slug:slug>/feed.json": ["/authors/tv-desk/feed.json"],
    "authors/<slug:slug>/feed.xml": ["/authors/tv-desk/feed.xml"],
    "corrections/": ["/corrections/"],
    "media/pictures/<int:pk>/<int:version>/<str:name>": ["{picture}"],
    "media/pictures/at-the-desk/<int:until>/<str:signature>/<int:pk>/<int:version>/<str:name>": ["{private}"],
    "media/cards/<uuid:uuid>/<str:version>.jpg": ["/media/cards/{uuid}/none.jpg 302"],
    "media/<path:path>": ["/media/lead/2020/01/stage.png 404"],
    "preview/<str:token>/": ["/preview/{token}/"],
    "sections/<slug:slug>/": ["/sections/features/", "/sections/television/", "/sections/empty/"],
    "sections/<slug:slug>/feed.json": ["/sections/features/feed.json"],
    "sections/<slug:slug>/feed.xml": ["/sections/features/feed.xml"],
    "shows/<slug:slug>/feed.json": ["/shows/etoile/feed.json"],
    "shows/<slug:slug>/feed.xml": ["/shows/etoile/feed.xml"],
    "topics/<slug:slug>/": ["/topics/ballet/"],
    "people/<slug:slug>/": ["/people/amy-creator/"],
    "shows/": ["/shows/", "/shows/?q=e&status=nothing", "/shows/?q=nowhere"],
    "shows/<slug:slug>/": ["/shows/etoile/", "/shows/glow/", "/shows/nothing/"],
    "status/": ["/status/", "/status/?kind=nothing"],
    "search/": ["/search/", "/search/?q=etoile+or+everything", "/search/?q=etiole", "/search/?q=nowhere&since=x"],
    "search/suggest": ["/search/suggest?q=eto"],
    "^shows/(?P<slug>[-a-zA-Z0-9_]+)/season-(?P<number>[1-9][0-9]{0,2})/$": [
        "/shows/minx/season-2/",
        "/shows/glow/season-4/",
    ],
    "favicon.ico": ["/favicon.ico 302"],
    "manifest.webmanifest": ["/manifest.webmanifest"],
    "robots.txt": ["/robots.txt"],
    ".well-known/security.txt": ["/.well-known/security.txt"],
    "sitemap.xml": ["/sitemap.xml"],
    "sitemaps/pages.xml": ["/sitemaps/pages.xml"],
    "sitemaps/<slug:name>/<int:number>.xml": ["/sitemaps/articles/{file}.xml"],
    "news-sitemap.xml": ["/news-sitemap.xml"],
    "feed.json": ["/feed.json"],
    "feed.xml": ["/feed.xml"],
    "partners/docs/extension/": ["/partners/docs/extension/"],
    "partners/docs/extension/schema.json": ["/partners/docs/extension/schema.json"],
    "api/v1/": ["/api/v1/"],
    "api/v1/articles/": ["/api/v1/articles/"],
    "api/v1/articles/<slug:slug>/": ["/api/v1/articles/everything/"],
    "api/v1/shows/": ["/api/v1/shows/"],
    "api/v1/shows/<slug:slug>/": ["/api/v1/shows/etoile/"],
    "api/v1/shows/<slug:slug>/ledger/": ["/api/v1/shows/etoile/ledger/"],
    "api/v1/statuses/": ["/api/v1/statuses/"],
    "api/schema/": ["/api/schema/"],
    "api/docs/": ["/api/docs/"],
    "api/^[\\s\\S]*$": ["/api/nothing/ 404"],
}
NOWHERE = "/nothing/"
DRAWN_LATER = {"/api/docs/"}  # by its script: test_api_docs.py waits for that


def routes(resolver=None, before=""):
    """The route of each pattern that needs no account."""
    for pattern in (resolver or get_resolver()).url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield route
        elif not route.startswith("admin/"):
            yield from routes(pattern, route)


def make_site(pictures):
    """An article with everything, one that was withdrawn, a draft, lists of several pages, and every kind of notice.

    Returns each address with the status that it answers.
    """
    make_every_notice()
    etoile = Article.objects.get(live_revision__headline="Decided").shows.get()
    person = Person.objects.create(name="Amy Creator", slug="amy-creator")
    Credit.objects.create(show=etoile, person=person, character="A dancer")
    picture = pictures()
    lead = {"lead_picture": picture, "lead_image_alt": "A stage", "lead_image_credit": "Illustration: Newsroom"}
    article = make_draft("Everything", slug="everything", dek="All of it.", body=BODY, **lead)
    cover(article, etoile, heading="Étoile")
    article.topics.add(Topic.objects.create(name="Ballet", slug="ballet"))
    workflow.publish(article, by=None, at=moment("2025-02-10"))
    workflow.update(article, by=None, at=moment("2025-02-11"), substantive=False, correction="We were wrong.")
    make_article("Withdrawn", slug="withdrawn")
    workflow.withdraw(Article.objects.get(slug="withdrawn"), by=None, at=moment("2025-06-10"), note="A mistake.")
    make_article(LONG, dek=LONG, authors=[LONG], shows=[etoile], **lead)
    make_section("Empty")
    for number in range(30):
        make_article(f"Article {number}", section=make_section("Features"), published="2024-01-01")
    Author.objects.filter(slug="tv-desk").update(
        role="Staff writers", biography="They watch.", email="tv@newsroom.example", links=["https://social.example/tv"]
    )
    _, token = preview_links.make(make_draft("Draft", body=BODY, **lead), by=make_user(), at=timezone.now())
    rendition = next(renditions.usual(picture)).name
    until = renditions.signed_until(timezone.now())
    named = {
        "older": LATEST_FIRST.cursor_at(Article.objects.published().newest_first()[3]),
        "uuid": article.uuid,
        "file": article.pk // sitemap.MOST,
        "contradicted": Article.objects.get(live_revision__headline="Contradicted").get_absolute_url(),
        "picture": renditions.folder_of(picture) + rendition,
        "private": renditions.folder_of(picture, until=until) + rendition,
        "token": token,
    }
    told = [(one.format(**named) + " 200").split()[:2] for ones in ADDRESSES.values() for one in ones]
    return {path: int(status) for path, status in told} | {NOWHERE: 404}


def pages_among(client, addresses):
    """Those of ``addresses`` that answer with a page for people, with their answers."""
    answers = {path: client.get(path) for path in addresses}
    return {
        path: answer
        for path, answer in answers.items()
        if answer["Content-Type"].startswith("text/html") and not 300 <= answer.status_code < 400
    }
