"""For the templates of shows, and of whatever lists their statuses."""

from django import template

from shows import structured
from shows.drawing import SHAPES

register = template.Library()

register.simple_tag(structured.series, name="tv_series")
register.simple_tag(structured.season, name="tv_season")
register.simple_tag(structured.person, name="about_person")


@register.filter
def shape(look):
    """The path of the mark that a status of this look has in lists, as in the drawn timeline."""
    return SHAPES[look]
