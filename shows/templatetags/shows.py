"""For the templates of shows, and of whatever lists their statuses."""

from django import template
from django.utils.html import format_html

from shows import structured
from shows.drawing import SHAPES

register = template.Library()

register.simple_tag(structured.series, name="tv_series")
register.simple_tag(structured.season, name="tv_season")
register.simple_tag(structured.person, name="about_person")


@register.filter
def spoken(show):
    """The title of ``show``, marked with its language where it is not that of the page."""
    if not show.title_language:
        return show.title
    return format_html('<span lang="{}">{}</span>', show.title_language, show.title)


@register.filter
def shape(look):
    """The path of the mark that a status of this look has in lists, as in the drawn timeline."""
    return SHAPES[look]
