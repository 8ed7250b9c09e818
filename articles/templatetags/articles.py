"""For templates of all apps: show pages list articles too, and may not import us."""

from django import template

from articles import notices
from articles.models import Section

register = template.Library()


@register.filter
def notice(article):
    """The notice that ``article``, fetched by ``for_notices``, carries on its card, or ``None``."""
    return notices.for_article(article)


@register.filter
def only_mentions(article, show):
    """Whether ``article`` only mentions ``show``."""
    return all(pin.mention_only for pin in article.pins if pin.show_id == show.pk)


@register.simple_tag(takes_context=True)
def menu(context):
    """The sections in which there is something to read; asked for unless the page brought them along."""
    brought = context.get("sections")
    return list(Section.objects.with_articles()) if brought is None else brought
