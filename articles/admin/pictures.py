"""Pictures as they are uploaded with an article: looked into, never trusted by their names."""

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import UnfoldAdminImageFieldWidget

from newsroom.lib.pictures import NoPicture, look


class Chosen:
    """The picture of the library that an article has, as the field of a file shows it."""

    def __init__(self, picture):
        self.picture = picture

    def __str__(self):
        return str(self.picture)

    @property
    def url(self):
        return self.picture.desk_url()


class PictureField(forms.FileField):
    """A picture of a kind that browsers show; what it is is found out from its content, so any name will do."""

    widget = UnfoldAdminImageFieldWidget

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"accept": "image/*"}

    def to_python(self, data):
        file = super().to_python(data)
        if file is not None:
            try:
                look(file)
            except NoPicture as refusal:
                raise ValidationError(f"“{file.name}” {refusal}", code="invalid_image") from refusal
        return file
