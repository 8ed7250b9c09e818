"""For templates of all apps: show pages list articles too, and may not import us."""

from django import template
from django.conf import settings
from django.utils import timezone

from articles import cards, notices, structured
from articles.models import Section
from articles.showing import Showing
from newsroom.lib.slugs import path_of
from newsroom.lib.tokens import tone

register = template.Library()

register.filter(tone)


@register.filter
def notice(article):
    """The notice that ``article``, fetched by ``for_notices``, carries on its card, or ``None``."""
    return notices.for_article(article)


@register.filter
def only_mentions(article, show):
    """Whether ``article`` only mentions ``show``."""
    return all(pin.mention_only for pin in article.pins if pin.show_id == show.pk)


@register.filter(expects_localtime=True)
def instant(at):
    """A moment as HTML's ``<time>`` has it, in which microseconds are a mistake."""
    return at.isoformat(timespec="seconds")


@register.simple_tag(takes_context=True)
def shown(context, revision, shape="cropped", sizes="100vw"):
    """The lead picture of ``revision`` as it is seen now, or our artwork in its place; ``None`` where it has none."""
    showing = context.get("showing") or Showing(timezone.now())
    return showing.lead(revision, shape, sizes)


@register.simple_tag(takes_context=True)
def drawn_card(context):
    """The picture that others put beside a link to the article of the page."""
    return cards.of(context["article"], context["notice"], at=context["showing"].at)


@register.simple_tag(takes_context=True)
def news_article(context):
    """The article of the page, as search engines take it."""
    given = {name: context[name] for name in ("article", "notice", "subjects", "mentions", "corrections")}
    return structured.news_article(**given, showing=Showing(context["showing"].at, site=settings.SITE_URL))


@register.simple_tag
def way_to(article):
    """The pages above that of ``article``, and itself."""
    section = article.section
    return [("Newsroom", "/"), (section.name, section.get_absolute_url()), (article.live_revision.headline, "")]


@register.simple_tag(takes_context=True)
def menu(context):
    """The sections in which there is something to read, with their paths; asked for unless the page has them."""
    sections = context.get("sections")
    if sections is None:
        sections = Section.objects.with_articles().values("name", "slug")
    return [{"path": path_of("articles:section", one["slug"]), "tone": tone(one["slug"]), **one} for one in sections]


@register.filter
def bare_link(address):
    """A web address as people say it: without its scheme, and a slash at its end."""
    return address.removeprefix("https://").removeprefix("www.").rstrip("/")
