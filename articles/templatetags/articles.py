"""For templates of all apps: show pages list articles too, and may not import us."""

from django import template

from articles import notices

register = template.Library()


@register.filter
def notice(article):
    """The notice that ``article``, fetched by ``for_notices``, carries on its card, or ``None``."""
    return notices.for_article(article)


@register.filter
def only_mentions(article, show):
    """Whether ``article`` only mentions ``show``."""
    return all(pin.mention_only for pin in article.pins if pin.show_id == show.pk)
