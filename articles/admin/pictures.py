"""Pictures as they are uploaded: looked into, never trusted by their names."""

from pathlib import Path

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import UnfoldAdminImageFieldWidget

from newsroom.lib.slugs import ascii_slug

LARGEST = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif", "GIF": "gif"}


class PictureField(forms.ImageField):
    """A picture of a kind that browsers show; SVG is none, as it can hold scripts."""

    widget = UnfoldAdminImageFieldWidget
    # What it is is found out from its content, so any name will do.
    default_validators = []
    default_error_messages = {
        "invalid_image": "This is no picture that can be shown: upload a JPEG, PNG, WebP, AVIF or GIF."
    }

    def to_python(self, data):
        if data not in self.empty_values and data.size > LARGEST:
            size = data.size / 1024 / 1024
            raise ValidationError(f"The picture has {size:.1f} MB: upload one of 10 MB at most.")
        picture = super().to_python(data)
        if picture is None:
            return None
        if picture.image.format not in ENDINGS:
            raise ValidationError(self.error_messages["invalid_image"], code="invalid_image")
        width, height = picture.image.size
        if width * height > MOST_PIXELS:
            raise ValidationError(f"The picture has {width} × {height} pixels: upload one of 50 million at most.")
        picture.name = f"{ascii_slug(Path(picture.name).stem, fallback='picture')}.{ENDINGS[picture.image.format]}"
        return picture
