"""What is said of a picture, and files that come."""

import json
from datetime import UTC

from django import forms
from unfold import widgets

from articles.admin.fields import Moment, wrapped
from articles.models import Picture
from newsroom.lib.pictures import KINDS
from newsroom.lib.text import one_line

ACCEPTED = ",".join(kind.type for kind in KINDS.values())
PERCENT = {"min": 0, "max": 100, "step": 1}


class PictureForm(forms.ModelForm):
    """``began_with`` brings back what the page showed: what nobody wrote here stays as others have it now."""

    began_with = forms.CharField(required=False, widget=forms.HiddenInput)
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

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = {name: _plain(getattr(self.instance, name)) for name in self.Meta.fields if name in self.fields}
        self.initial["began_with"] = json.dumps(self.now)

    def clean(self):
        cleaned = super().clean()
        for name, value in cleaned.items():
            if isinstance(value, str):
                cleaned[name] = one_line(value)
        if "title" in cleaned and not cleaned["title"]:
            self.add_error("title", "A picture needs a title.")
        if cleaned.get("rights_until") and not cleaned.get("rights", True):
            self.add_error("rights", "Name the rights that end.")
        self._meet_others(cleaned)
        return cleaned

    @property
    def changed_data(self):
        return getattr(self, "said", [])

    def _meet_others(self, cleaned):
        began = self._began_with()
        typed = {name: _plain(cleaned[name]) for name in self.now if name in cleaned}
        self.said = [name for name in typed if typed[name] != began.get(name, self.now[name])]
        for name in self.said:
            if self.now[name] not in (began.get(name, self.now[name]), typed[name]):
                theirs = self.now[name] or "nothing"
                self.add_error(
                    name, f"Somebody else wrote here meanwhile: “{theirs}”. Save again to put yours in its place."
                )
        # The next try begins with what the complaints have shown.
        self.data = self.data.copy()
        self.data["began_with"] = json.dumps(began | {name: self.now[name] for name in self.said})

    def _began_with(self):
        try:
            found = json.loads(self.cleaned_data.get("began_with") or "{}")
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


def _plain(value):
    """``value`` as it is compared: a moment to the minute, as its field shows it."""
    if hasattr(value, "strftime"):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return "" if value is None else str(value)


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
