"""What is typed behind the options of a command: read, or refused in one sentence that names the option."""

import difflib
import unicodedata

from django.core.management.base import CommandError

from newsroom.lib.periods import NotADate, parse
from newsroom.lib.text import one_line, without_controls


def text(option, said, longest=200):
    """One line of text; what nobody can see in it is refused."""
    said = str(said)
    if without_controls(said) != unicodedata.normalize("NFC", said):
        raise CommandError(f"{option} holds a control character, or one that nobody can see: type it anew.")
    said = one_line(said)
    if len(said) > longest:
        raise CommandError(f"{option} has {len(said):,} characters, more than {longest:,}: shorten it.")
    return said


def moment(option, said):
    """A date or time, as ``periods.parse`` reads it."""
    try:
        return parse(text(option, said))
    except NotADate as error:
        raise CommandError(f"{option}: {error}") from error


def number(option, said, *, least=1, most):
    said = text(option, said)
    if not (said.isascii() and said.isdigit() and least <= int(said) <= most):
        raise CommandError(f"{option}: “{said}” won't do: write a number from {least} to {most:,}.")
    return int(said)


# Words of the trade that are events, or other spellings, and the status that they lead to.
ALSO_SAID = {
    "renewed": ("returning", "ordered"),
    "picked_up": ("returning", "ordered"),
    "revived": ("returning", "ordered"),
    "saved": ("returning", "ordered"),
    "canceled": ("order_reversed",),
    "premiered": ("airing",),
}


def choice(option, said, allowed, *, what="choice"):
    said = text(option, said)
    if said not in allowed:
        meant = ALSO_SAID.get(said.lower().replace(" ", "_"), ())
        near = [one for one in meant if one in allowed] or difflib.get_close_matches(said.lower(), allowed, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise CommandError(f"{option}: “{said}” is no {what}: choose {either(allowed)}.{hint}")
    return said


def either(values):
    """``official, on_record or reported``."""
    *most, last = values
    return f"{', '.join(most)} or {last}"
