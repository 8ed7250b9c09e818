"""The form of an article: its words, which make a revision, beside how it is filed."""

import json

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from unfold import widgets

from articles import filing, text
from articles.admin.fields import Moment, wrapped
from articles.admin.library.fields import PictureChoiceField
from articles.admin.prose import ProseWidget, SourceWidget, can_hold
from articles.admin.unsaved import TakenOver
from articles.models import Article, Revision
from articles.models.comments import LONGEST
from newsroom.lib.html import TooLong, sanitized
from newsroom.lib.periods import with_zone
from newsroom.lib.rows import within
from newsroom.lib.slugs import ascii_slug, free_slug
from newsroom.lib.text import one_line, without_controls

WORDS = (*text.LINES, "body")


def longest(name):
    return Revision._meta.get_field(name).max_length


def line(name, *, widget=None, **kwargs):
    return forms.CharField(max_length=longest(name), widget=widget or widgets.UnfoldAdminTextInputWidget(), **kwargs)


class ArticleForm(forms.ModelForm):
    """``refused`` is what kept an earlier try from being saved: somebody else had saved before."""

    refused = None
    may_lift_embargo = True

    base = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    filed = forms.CharField(widget=forms.HiddenInput, required=False)
    headline = line("headline", widget=wrapped(1))
    dek = line(
        "dek",
        widget=wrapped(2),
        required=False,
        help_text="The sentence under the headline.",
    )
    body = forms.CharField(required=False, label="Text", widget=ProseWidget())
    lead_picture = PictureChoiceField(label="Lead picture")
    lead_image_alt = line(
        "lead_image_alt",
        required=False,
        label="Alternative text",
        help_text="What the picture shows, for those who don’t see it. Needed with a picture.",
    )
    lead_image_caption = line("lead_image_caption", required=False, label="Caption")
    lead_image_credit = line("lead_image_credit", required=False, label="Credit", help_text="Whose picture it is.")
    seo_title = line("seo_title", required=False, label="Title for search engines")
    seo_description = line(
        "seo_description",
        widget=wrapped(2),
        required=False,
        label="Description for search engines",
    )
    embargo_until = Moment(required=False, help_text="Nobody can publish it before. Time of the newsroom.")

    comment = forms.CharField(
        required=False,
        max_length=LONGEST,
        label="Comment",
        widget=widgets.UnfoldAdminTextareaWidget({"rows": 2, "class": "copy-grows"}),
    )

    class Meta:
        model = Article
        fields = ["slug", "section", "topics", "embargo_until"]
        labels = {"slug": "Address"}
        error_messages = {
            "slug": {
                "invalid": "An address has letters without accents, digits, hyphens and underscores only.",
                "unique": "Another article has this address already: choose another, or leave it empty.",
            }
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        latest = self.instance.latest_revision
        if latest is not None:
            self.initial |= {name: getattr(latest, name) for name in WORDS} | {"base": latest.number}
            self.initial["lead_picture"] = latest.lead_picture_id
            self.fields["lead_picture"].knows(latest.lead_picture)
        if "topics" in self.fields:
            topics = self.initial.get("topics", ())
            within(self.fields["topics"].widget).known = {str(topic.pk): topic for topic in topics}
        if self.instance.pk:
            current = filing.of(self.instance)
            self.initial["filed"] = current.as_text
            if isinstance(self.refused, TakenOver):
                self.refused.meets(self.instance, current)
        if latest is not None and not can_hold(latest.body):
            self.fields["body"].widget = SourceWidget({"rows": 30, "class": "copy-source"})
            self.fields["body"].help_text = "As HTML: this text has elements that the editor would lose."
        if "slug" in self.fields:
            self._settle_the_slug()
        if self.refused is not None and self.is_bound:
            # The next try begins with what the others saved, as far as the page shows it.
            self.data = self.data.copy()
            for name, shown in (("base", "rejected"), ("filed", "current")):
                if hasattr(self.refused, shown):
                    self.data[name] = str(self.initial[name])

    def _get_validation_exclusions(self):
        # That the section is there, its field has asked already; an address that stays is its own.
        return super()._get_validation_exclusions() | {"section"} | ({"slug"} - set(self.changed_data))

    def _settle_the_slug(self):
        field = self.fields["slug"]
        field.required = False
        field.help_text = "The end of its web address. Left empty, it is made from the headline."
        if self.instance.first_published_at:
            field.required = True
            field.help_text = "Its address is public. Who has the old one is led to another that you give it."

    def clean(self):
        cleaned = super().clean()
        for name in text.LINES:
            if name in cleaned:
                cleaned[name] = one_line(cleaned[name])
        if cleaned.get("headline") == "":
            self.add_error("headline", "An article needs a headline.")
        if (picture := cleaned.get("lead_picture")) and not cleaned.get("lead_image_alt", True):
            cleaned["lead_image_alt"] = picture.alt
        if picture and not cleaned.get("lead_image_alt", True):
            self.add_error("lead_image_alt", "A picture needs its alternative text: say what it shows.")
        if not cleaned.get("slug") and "slug" not in self.errors and cleaned.get("headline"):
            cleaned["slug"] = free_slug(ascii_slug(cleaned["headline"]), self._is_taken)
        if self.refused is not None:
            # A text that was taken over is no mistake, and what it is stands above the form.
            self.add_error("base" if isinstance(self.refused, TakenOver) else None, str(self.refused))
        return cleaned

    def clean_body(self):
        try:
            body = sanitized(self.cleaned_data["body"])
        except TooLong as error:
            raise ValidationError(str(error)) from error
        if mistakes := text.mistaken_figures(body):
            raise ValidationError(mistakes)
        return "" if body in ("<p></p>", "<p><br></p>") else body

    def clean_embargo_until(self):
        wanted, stands = self.cleaned_data["embargo_until"], self.instance.embargo_until
        if stands and wanted == stands.replace(second=0, microsecond=0):
            return stands  # the form shows no seconds
        if self.may_lift_embargo or stands is None or stands <= timezone.now():
            return wanted
        if wanted is None or wanted < stands:
            raise ValidationError(f"It is under embargo until {with_zone(stands)}: only an editor lifts it before.")
        return wanted

    def clean_comment(self):
        return without_controls(self.cleaned_data["comment"]).strip()

    def clean_filed(self):
        filed = self.cleaned_data["filed"]
        if filed:
            try:
                json.loads(filed)
            except ValueError as error:
                raise ValidationError("Load the page anew: the form is not as we sent it.") from error
        return filed

    def _is_taken(self, slug):
        return Article.objects.filter(slug=slug).exclude(pk=self.instance.pk).exists()

    @property
    def words(self):
        """What goes into the revision."""
        words = {name: self.cleaned_data[name] for name in WORDS}
        picture = self.cleaned_data["lead_picture"]
        return words | {"lead_picture_id": picture.pk if picture else None}

    @property
    def pictures(self):
        """The keys of those that the words show."""
        return text.shown(self.words)

    def says_something_new(self):
        """Whether the words are others than those that the writer began with."""
        began_with = self.instance.revisions.filter(number=self.cleaned_data["base"]).first()
        return began_with is None or not text.says_the_same(began_with, **self.words)

    def filing(self, authors, subjects):
        cleaned = self.cleaned_data
        return filing.Filing(
            cleaned["slug"],
            cleaned["section"].pk,
            frozenset(topic.pk for topic in cleaned["topics"]),
            cleaned["embargo_until"],
            tuple(authors),
            tuple(subjects),
        )
