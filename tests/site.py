"""A newsroom with pages of every kind that a reader can come to, and the addresses of these pages."""

from articles import workflow
from articles.models import Article, Topic
from tests.factories import cover, make_article, make_draft, make_every_notice, make_section, moment

LONG = "Anextraordinarilylongwordwithoutanyspaceinit" * 3
BODY = (
    "<h2>Étoile</h2><p>A <a href='/shows/'>link</a>.</p><h3>Then</h3><ul><li>One</li></ul><blockquote><p>Said.</p>"
    "</blockquote><figure><p>Drawn.</p><figcaption>A caption.</figcaption></figure>"
    f"<table><tr><th scope='col'>Season</th><th scope='col'>{LONG}</th></tr><tr><td>1</td><td>{LONG}</td></tr></table>"
)
PAGES = {
    "/": 200,
    "/shows/": 200,
    "/shows/?q=e&status=nothing": 200,
    "/shows/?q=nowhere": 200,
    "/shows/etoile/": 200,
    "/shows/minx/season-2/": 200,
    "/status/": 200,
    "/status/?kind=nothing": 200,
    "/sections/television/": 200,
    "/topics/ballet/": 200,
    "/articles/everything/": 200,
    "/articles/withdrawn/": 410,
    "/authors/tv-desk/": 200,
    "/archive/": 200,
    "/archive/2024/01/": 200,
    "/corrections/": 200,
    "/nothing/": 404,
    "/partners/docs/extension/": 200,
}


def make_site(pictures):
    """An article with everything, one that was withdrawn, lists of several pages, and every kind of notice."""
    make_every_notice()
    etoile = Article.objects.get(live_revision__headline="Decided").shows.get()
    picture = {"lead_picture": pictures(), "lead_image_alt": "A stage", "lead_image_credit": "Illustration: Newsroom"}
    article = make_draft("Everything", slug="everything", dek="All of it.", body=BODY, authors=["TV desk"], **picture)
    cover(article, etoile, heading="Étoile")
    article.topics.add(Topic.objects.create(name="Ballet", slug="ballet"))
    workflow.publish(article, by=None, at=moment("2025-02-10"))
    workflow.update(article, by=None, at=moment("2025-02-11"), substantive=False, correction="We were wrong.")
    make_article("Withdrawn", slug="withdrawn")
    workflow.withdraw(Article.objects.get(slug="withdrawn"), by=None, at=moment("2025-06-10"), note="A mistake.")
    make_article(LONG, dek=LONG, authors=[LONG], shows=[etoile], **picture)
    for number in range(30):
        make_article(f"Article {number}", section=make_section("Features"), published="2024-01-01")
