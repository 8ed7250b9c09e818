"""Other names as an editor types them: one a line."""

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import UnfoldAdminTextareaWidget

from newsroom.lib.text import one_line
from shows.models.names import check_names


class NamesWidget(UnfoldAdminTextareaWidget):
    def __init__(self, attrs=None):
        super().__init__({"rows": 3} | (attrs or {}))

    def format_value(self, value):
        return value if isinstance(value, str) else "\n".join(value or [])


class NamesField(forms.CharField):
    """Names, one a line or with commas between them; none twice."""

    def __init__(self, *, longest=200, **kwargs):
        self.longest = longest
        super().__init__(widget=NamesWidget, required=False, **kwargs)

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        lines = str(value or "").replace(",", "\n").splitlines()
        names = list(dict.fromkeys(name for name in map(one_line, lines) if name))
        for name in names:
            if len(name) > self.longest:
                raise ValidationError(f"“{name[:40]}…” is longer than {self.longest} characters: shorten it.")
        check_names(names)
        return names

    def has_changed(self, initial, data):
        return list(initial or []) != self.to_python(data)
