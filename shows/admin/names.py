"""Names as an editor types them, and whether what they name is here already."""

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from newsroom.lib.desk import OneLineForm
from newsroom.lib.text import one_line
from shows.models.names import check_names
from shows.twins import twins_of

ALL_THE_SAME = "all_the_same"  # the button that saves what may be here already

SAME = ("shows_show_title_year_country_is_unique", "shows_network_name_is_unique")


class Asking:
    """A field that asks, as one types, whether it is here already; the answer stands below it."""

    def render(self, name, value, attrs=None, renderer=None):
        place = f"{(attrs or {}).get('id', name)}_twins"
        asks = {
            "hx-trigger": "input changed delay:300ms",
            "hx-target": f"#{place}",
            "hx-sync": "this:replace",
            "autocomplete": "off",
        }
        field = super().render(name, value, (attrs or {}) | asks, renderer)
        return format_html('{}<div id="{}" aria-live="polite"></div>', field, place)


class NameWidget(Asking, UnfoldAdminTextInputWidget):
    pass


class NamesWidget(Asking, UnfoldAdminTextareaWidget):
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


class NamedForm(OneLineForm):
    """Of what has a name: refused once where that is the name of something that is here already.

    ``twins`` is what it was refused for; whoever saves it all the same says of which.
    """

    names = ()
    twins = ()
    asks_once = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.names = [name for name in self.names if name in self.fields]  # none for who only reads
        for name in self.names:
            address = reverse(f"desk:twins_of_{self.instance._meta.model_name}")
            self.fields[name].widget.attrs["hx-get"] = f"{address}?but={self.instance.pk or ''}"

    def clean(self):
        cleaned = super().clean()
        typed = {name: self._new_names(name, cleaned.get(name)) for name in self.names}
        known = set(self.data.get(ALL_THE_SAME, "").split())  # so that another one, entered meanwhile, is told of
        names = [one for some in typed.values() for one in some]
        twins = twins_of(type(self.instance), names, but=self.instance.pk)
        found = {str(twin.row.pk) for twin in twins}
        same = self.same(cleaned)
        if same.exclude(pk=self.instance.pk).exists():
            self._warn(twins, typed)
            (constraint,) = [one for one in same.model._meta.constraints if one.name in SAME]
            self.add_error(None, constraint.violation_error_message)
        elif not found <= known:
            self.asks_once = " ".join(sorted(found))
            self._warn(twins, typed, then=" If it is another one, save it all the same.")
        return cleaned

    def same(self, cleaned):
        """The rows beside which the database would refuse this one, if there is such a rule: it knows folded names
        alone, and what it says would come too late."""
        return type(self.instance).objects.none()

    def _new_names(self, name, value):
        before = self.get_initial_for_field(self.fields[name], name) if self.instance.pk else None
        had = before if isinstance(before, list) else [before]
        return [one for one in (value if isinstance(value, list) else [value]) if one and one not in had]

    def _warn(self, twins, typed, *, then=""):
        self.twins = twins
        for name, some in typed.items():
            of_name = [twin for twin in twins if twin.typed in some]
            if of_name:
                same = "is here already" if any(twin.is_same for twin in of_name) else "is nearly what is here already"
                listed = "; ".join(dict.fromkeys(twin.title for twin in of_name))
                self.add_error(name, f"“{of_name[0].typed}” {same}: {listed}.{then}")
