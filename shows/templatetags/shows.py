"""For the templates of shows, and of whatever lists their statuses."""

from django import template

from shows.drawing import SHAPES

register = template.Library()


@register.filter
def shape(look):
    """The path of the mark that a status of this look has in lists, as in the drawn timeline."""
    return SHAPES[look]
