"""Fields of several forms at the desk."""

from django import forms
from unfold import widgets


class Moment(forms.DateTimeField):
    """A date and time of the newsroom's zone, in the browser's own field for one."""

    def __init__(self, **kwargs):
        attrs = {"type": "datetime-local"}
        widget = widgets.UnfoldAdminTextInputWidget(attrs)
        super().__init__(widget=widget, **kwargs)

    def prepare_value(self, value):
        value = super().prepare_value(value)
        return value.strftime("%Y-%m-%dT%H:%M") if hasattr(value, "strftime") else value


def wrapped(rows):
    """A line that is long: it wraps, and its box grows with it."""
    return widgets.UnfoldAdminTextareaWidget({"rows": rows, "class": "copy-grows"})
