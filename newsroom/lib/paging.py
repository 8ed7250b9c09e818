"""Pages that neither repeat nor lose rows while others come and go: each begins after a row, not at a number."""

import base64
import binascii
import json
from datetime import datetime
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import DateTimeField, Q
from django.utils.timezone import is_aware


class NotACursor(ValueError):
    """The text is no cursor that this order made."""


def cursor_of(values):
    """What names a place in a list by the ``values`` that JSON knows, as opaque text for addresses."""
    text = json.dumps(list(values), ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def values_of(cursor):
    """What ``cursor_of`` was given, as a list. Raises ``NotACursor``."""
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode()
        values = json.loads(text)
    except (binascii.Error, ValueError, RecursionError) as error:
        raise NotACursor(cursor) from error
    if not isinstance(values, list):
        raise NotACursor(cursor)
    return values


class Order:
    """A total order of the rows of ``model``: the last of ``names`` is unique, ``-`` before a name turns it around."""

    def __init__(self, model, *names):
        self.model, self.names = model, names
        self.keys = [(name.removeprefix("-"), name.startswith("-")) for name in names]

    def reversed(self):
        """The same rows the other way around; its cursors are ours."""
        return Order(self.model, *(name.removeprefix("-") if down else f"-{name}" for name, down in self.keys))

    def cursor_at(self, row):
        """Where the page after ``row`` begins, as opaque text."""
        values = [getattr(row, name) for name, _ in self.keys]
        return cursor_of(value.isoformat() if isinstance(value, datetime) else value for value in values)

    def position(self, cursor):
        """The values at which ``cursor`` stands. Raises ``NotACursor``."""
        try:
            return [self._value(name, value) for (name, _), value in zip(self.keys, values_of(cursor), strict=True)]
        except (ValueError, TypeError, OverflowError, ValidationError) as error:
            raise NotACursor(cursor) from error

    def _value(self, name, said):
        field = self.model._meta.pk if name == "pk" else self.model._meta.get_field(name)
        field = getattr(field, "output_field", field)  # of a generated column
        if isinstance(said, bool) or not isinstance(said, (int, str)) or "\x00" in str(said):
            raise NotACursor(said)
        str(said).encode()  # half a surrogate is no text
        value = field.to_python(said)
        if isinstance(field, DateTimeField) and not is_aware(value):
            raise NotACursor(said)
        return value

    def after(self, queryset, position):
        """The rows of ``queryset`` that come after ``position``."""
        beyond, same = Q(), Q()
        for (name, descending), value in zip(self.keys, position, strict=True):
            beyond |= same & Q(**{f"{name}__{'lt' if descending else 'gt'}": value})
            same &= Q(**{name: value})
        # Said once more for the first name alone, so that an index finds where to begin.
        name, descending = self.keys[0]
        return queryset.filter(beyond, **{f"{name}__{'lte' if descending else 'gte'}": position[0]})

    def page(self, queryset, size):
        """The first ``size`` rows of ``queryset``, and the cursor of those after them or ``None``."""
        found = list(queryset.order_by(*self.names)[: size + 1])
        rows = found[:size]
        return rows, self.cursor_at(rows[-1]) if len(found) > size else None


def query_of(request, *, cursor=None):
    """What was asked for in ``request``, in one order whatever the order it came in, at ``cursor``."""
    asked = sorted((name, value) for name, value in request.GET.items() if name != "cursor")
    return urlencode([*asked, ("cursor", cursor)] if cursor else asked)
