"""A picture of the library as a field of a form: a plain choice, of which the picker makes more."""

import json

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import timezone
from unfold.widgets import UnfoldAdminSelectWidget

from articles.admin.library import files
from articles.models import Picture
from articles.text import NO_PICTURE

RECENT = 50  # that can be chosen without the picker


class PictureSelect(UnfoldAdminSelectWidget):
    """The newest of the library and the one that is chosen; ``known`` is a picture that is at hand."""

    known = None

    def render(self, name, value, attrs=None, renderer=None):
        chosen, at = self._chosen(value), timezone.now()
        recent = Picture.objects.usable(at).order_by("-uploaded_at", "-pk")[:RECENT]
        offered = {picture.pk: picture for picture in ([chosen] if chosen else []) + list(recent)}
        self.choices = [("", "No picture"), *((pk, picture.title) for pk, picture in offered.items())]
        told = files.choice(chosen, at) if chosen else None
        attrs = (attrs or {}) | {"data-chosen": json.dumps(told) if told else ""}
        select = super().render(name, chosen.pk if chosen else "", attrs, renderer)
        return render_to_string("admin/articles/picture/_select.html", {"select": select, "chosen": told})

    def _chosen(self, value):
        if not value or not str(value).isascii() or not str(value).isdigit() or len(str(value)) > 18:
            return None
        if self.known is not None and self.known.pk == int(value):
            return self.known
        return Picture.objects.filter(pk=value).first()


class PictureChoiceField(forms.ModelChoiceField):
    """Readers would not see one whose rights have ended; what ``known`` had already may stay."""

    known = None

    def __init__(self, **kwargs):
        super().__init__(Picture.objects.all(), required=False, widget=PictureSelect(), **kwargs)
        self.error_messages["invalid_choice"] = NO_PICTURE

    def knows(self, picture):
        self.known = self.widget.known = picture

    def to_python(self, value):
        if self.known is not None and str(value) == str(self.known.pk):
            return self.known
        return super().to_python(value)

    def validate(self, value):
        super().validate(value)
        if value is not None and value != self.known and not value.is_usable(timezone.now()):
            said = files.rights_of(value, timezone.now())[1].replace("Rights", "the rights", 1)
            raise ValidationError(f"Of “{value}” {said}: choose another picture.")
