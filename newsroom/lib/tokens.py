"""The colors of static/css/tokens.css, for what is drawn or told where no style sheet reaches."""

import re
from functools import cache
from pathlib import Path
from zlib import crc32

from django import template
from django.contrib.staticfiles import finders

register = template.Library()

SHEET = "css/tokens.css"
TONES = 6  # in static/css/tone.css
_APART = 23  # with it, sections of the usual names differ
_COLOR = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6})\b")
_DARK = "@media (prefers-color-scheme: dark)"
_OTHERS = "@media print"


@register.simple_tag
def token(name, scheme="light"):
    """The color of that ``name``, as ``#5a2ca0``; what the dark scheme has none for, it has from the light one."""
    return colors(scheme)[name]


@cache
def colors(scheme):
    light, _, rest = Path(finders.find(SHEET)).read_text(encoding="utf-8").partition(_DARK)
    found = dict(_COLOR.findall(light))
    return found if scheme == "light" else found | dict(_COLOR.findall(rest.partition(_OTHERS)[0]))


@register.filter
@cache
def tone(slug):
    """The number of the color that the section of this ``slug`` has everywhere."""
    return crc32(slug.encode(), _APART) % TONES + 1
