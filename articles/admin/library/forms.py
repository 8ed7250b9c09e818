"""What is said of a picture, and files that come."""

from django import forms
from unfold import widgets

from articles.admin.fields import Moment, wrapped
from articles.models import Picture
from newsroom.lib.began import BeganWith
from newsroom.lib.pictures import KINDS
from newsroom.lib.text import one_line

ACCEPTED = ",".join(kind.type for kind in KINDS.values())
PERCENT = {"min": 0, "max": 100, "step": 1}


class PictureForm(BeganWith):
    rights_until = Moment(
        required=False,
        label="Rights until",
        help_text="Time of the newsroom. From that moment on readers see artwork of ours in its place, everywhere. "
        "Empty: they don’t end.",
    )

    class Meta:
        model = Picture
        fields = ["title", "alt", "caption", "credit", "rights", "rights_until", "focal_x", "focal_y"]
        labels = {"alt": "Alternative text", "focal_x": "From the left, in %", "focal_y": "From the top, in %"}
        help_texts = {
            "title": "What the desk calls it. Readers don’t see it.",
            "alt": "What it shows, for those who don’t see it.",
            "caption": "Each article may say something else.",
            "credit": "Whose picture it is.",
            "rights": "By what right we use it: a license, an agency, a press kit.",
            "focal_x": "",
            "focal_y": "",
        }
        widgets = {
            "title": widgets.UnfoldAdminTextInputWidget(),
            "alt": wrapped(2),
            "caption": wrapped(2),
            "credit": widgets.UnfoldAdminTextInputWidget(),
            "rights": widgets.UnfoldAdminTextInputWidget(),
            "focal_x": widgets.UnfoldAdminIntegerFieldWidget(PERCENT),
            "focal_y": widgets.UnfoldAdminIntegerFieldWidget(PERCENT),
        }

    def clean(self):
        cleaned = super().clean()
        for name, value in cleaned.items():
            if isinstance(value, str):
                cleaned[name] = one_line(value)
        if "title" in cleaned and not cleaned["title"]:
            self.add_error("title", "A picture needs a title.")
        if cleaned.get("rights_until") and not cleaned.get("rights", True):
            self.add_error("rights", "Name the rights that end.")
        return cleaned


class Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFiles(forms.FileField):
    """Several files; what each of them is, is found out when it is kept."""

    def __init__(self, **kwargs):
        attrs = {"accept": ACCEPTED, "class": "pic-file"}
        super().__init__(widget=Files(attrs), allow_empty_file=True, **kwargs)

    def clean(self, data, initial=None):
        return [super(ManyFiles, self).clean(one, initial) for one in (data or [None])]


class UploadForm(forms.Form):
    files = ManyFiles(
        label="Pictures",
        error_messages={"required": "Choose at least one picture."},
    )


class ReplaceForm(forms.Form):
    file = forms.FileField(
        label="The new file",
        allow_empty_file=True,
        widget=forms.ClearableFileInput({"accept": ACCEPTED, "class": "pic-file"}),
        error_messages={"required": "Choose the file that takes its place."},
    )
