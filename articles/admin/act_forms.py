"""What the acts on an article ask."""

from __future__ import annotations

from django import forms
from unfold.widgets import (
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from articles import outcomes, sealing
from articles.admin.assignments import PersonField, brief_field, due_field
from articles.admin.fields import Moment
from articles.bulk import Subject
from articles.models import Article, Exemption, Publication, ScheduledUpdate
from articles.models.comments import LONGEST
from newsroom.lib.periods import in_words, newsroom_date, to_the_minute
from newsroom.lib.text import one_line

What = ScheduledUpdate.What
CHOICES = 25  # revisions of which one is chosen
LONGEST_NOTE = Publication._meta.get_field("note").max_length
LONGEST_REASON = Exemption._meta.get_field("reason").max_length


class ActForm(forms.Form):
    """What an act asks; ``blamed`` is the field at which a refusal of it is shown."""

    blamed = None
    to_put_right = None  # the look at what the article reports, where that was refused

    def __init__(self, *args, article, **kwargs):
        self.article = article
        super().__init__(*args, label_suffix="", **kwargs)


def note(label, help_text, *, required=False, longest=LONGEST_NOTE):
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=longest,
        widget=UnfoldAdminTextareaWidget({"rows": 3}),
    )


class ReadForm(ActForm):
    """Of an act that somebody does who has read the words: it brings back the revision that the page named."""

    revision = forms.IntegerField(
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(
            ("required", "invalid"), "The form does not say which revision was read: read it below, then confirm."
        ),
    )


def reported_field():
    """Names what was seen of what the article reports."""
    return forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)


class WordsForm(ReadForm):
    """Of an act by which the latest revision goes out."""

    reported = reported_field()


class AskForm(forms.Form):
    """Whether the article is about the shows that its headline names and that it does not cover: one field each."""

    def __init__(self, *args, offers, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.offers = {f"about-{offer.show.pk}": offer for offer in offers}
        for name, offer in self.offers.items():
            self.fields[name] = forms.ChoiceField(
                label=offer.show.name,
                choices=[("cover", f"Cover {offer.subject}"), ("aside", "It is not about it")],
                widget=UnfoldAdminRadioSelectWidget(),
                error_messages={"required": f"Say whether the article is about {offer.show.name}."},
            )

    @property
    def answers(self):
        """The subjects that it is to cover, and the keys of the shows that it is not about."""
        said = {offer: self.cleaned_data[name] for name, offer in self.offers.items()}
        covered = [Subject(offer.show.pk, offer.season) for offer, answer in said.items() if answer == "cover"]
        return covered, [offer.show.pk for offer, answer in said.items() if answer == "aside"]


class ScheduleForm(WordsForm):
    blamed = "publish_at"

    publish_at = Moment(label="Publish at")


class SendBackForm(ActForm):
    blamed = "comment"

    comment = note("What is to be done?", "Its writer reads it beside the article.", required=True, longest=LONGEST)


class WhatForm(ActForm):
    """What was changed of a published article, and what readers are told of it."""

    blamed = "correction"

    what = forms.ChoiceField(
        label="What was changed?",
        choices=[
            (What.SUBSTANTIVE, "Brought up to date: the article now relies on how its shows stand today"),
            (What.MINOR, "A small thing, such as a typo: what it relies on stays as it was"),
            (What.CORRECTION, "We were wrong: readers get a dated note; what it relies on stays as it was"),
        ],
        widget=UnfoldAdminRadioSelectWidget(),
    )
    correction = note("Public note", "For a correction only: one or two sentences, saying what was wrong.")

    def clean(self):
        cleaned = super().clean()
        is_correction, text = cleaned.get("what") == What.CORRECTION, cleaned.get("correction", "").strip()
        if is_correction and not text and "correction" not in self.errors:
            self.add_error("correction", "A correction needs its public note: say what was wrong.")
        if text and cleaned.get("what") and not is_correction:
            self.add_error("what", "There is a public note below: choose the correction, or remove the note.")
        return cleaned


class UpdateForm(WhatForm, WordsForm):
    pass


class ScheduleUpdateForm(WhatForm):
    blamed = "publish_at"

    revision = forms.TypedChoiceField(
        label="Which revision?",
        coerce=int,
        widget=UnfoldAdminSelectWidget(),
        help_text="It goes out as it is, whatever is saved until then.",
    )
    publish_at = Moment(label="Publish the changes at")
    reported = reported_field()
    field_order = ["revision", "publish_at", "what", "correction"]

    def __init__(self, *args, article, **kwargs):
        super().__init__(*args, article=article, **kwargs)
        live = article.live_revision.number if article.live_revision else 0
        newer = article.revisions.filter(number__gte=live).select_related("saved_by").defer("body").order_by("-number")
        self.fields["revision"].choices = [(one.number, _revision(one)) for one in newer[:CHOICES]]


def _revision(one):
    return f"{one.number}, saved by {one.saved_by or 'an import'} on {to_the_minute(one.saved_at)}: {one.headline}"


class ReviewForm(ReadForm):
    blamed = "note"

    note = note("Note", "For the log, if there is something to say.")


def newer_field():
    return forms.ModelChoiceField(
        Article.objects.none(),
        label="The newer article",
        required=False,
        empty_label="Choose one, or give its address below",
        widget=UnfoldAdminSelectWidget(),
        help_text="Those about what has changed, the newest first. Readers are led to it from the notice.",
    )


def address_field():
    return forms.CharField(
        label="Or its address",
        required=False,
        max_length=500,
        widget=UnfoldAdminTextInputWidget(),
        help_text="The last part of it is enough.",
    )


class FollowUpForm(ActForm):
    """Of one article, or of several at once: ``articles``."""

    blamed = "newer"

    newer = newer_field()
    address = address_field()
    note = note("Note", "For the log, if there is something to say.", longest=LONGEST_REASON)

    def __init__(self, *args, article, articles=None, **kwargs):
        super().__init__(*args, article=article, **kwargs)
        found = outcomes.candidates(articles or [article], most=CHOICES)
        self.fields["newer"].queryset = Article.objects.filter(pk__in=[one.pk for one in found])
        self.fields["newer"].choices = [
            ("", self.fields["newer"].empty_label),
            *((one.pk, f"{one}, {in_words(newsroom_date(one.published_at), 'day')}") for one in found),
        ]

    def clean(self):
        cleaned = super().clean()
        newer, address = cleaned.get("newer"), one_line(cleaned.get("address") or "")
        if bool(newer) == bool(address) and not self.errors:
            said = "Choose one of these, or give an address below: not both." if newer else "Choose the newer article."
            self.add_error("newer", said)
        elif address:
            slug = address.partition("?")[0].rstrip("/").rpartition("/")[2]
            cleaned["newer"] = Article.objects.published().filter(slug=slug).first()
            if cleaned["newer"] is None:
                self.add_error("address", "No article that readers see has this address: copy it from its page.")
        return cleaned


class WithdrawForm(ActForm):
    blamed = "note"

    note = note("Public note", "Readers who come to the article’s address read it there.")


class SealForm(ActForm):
    blamed = "reason"

    reason = note("Reason", "Only those read it who may do this.", required=True, longest=sealing.LONGEST)


class RedateForm(ActForm):
    blamed = "published_at"

    published_at = Moment(label="The date that readers see")


class AssignForm(ActForm):
    blamed = "to"

    to = PersonField(label="Who works on it?")
    due_at = due_field()
    brief = brief_field()


class SubjectForm(ActForm):
    """Of the whole article, or of one thing that it covers."""

    blamed = "reason"

    subject = forms.ChoiceField(label="For", required=False, widget=UnfoldAdminSelectWidget())
    reason = note("Reason", "It is logged, for those who ask later.", required=True, longest=LONGEST_REASON)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = {str(one.pk): one for one in self.subjects()}
        whole = [("", "The whole article")] if self.takes_the_whole() else []
        self.fields["subject"].choices = whole + [(pk, str(one)) for pk, one in self.rows.items()]

    @property
    def coverage(self):
        return self.rows.get(self.cleaned_data["subject"])

    def covered(self):
        return self.article.coverage.select_related("show", "season").order_by("position", "pk")


class ExemptForm(SubjectForm):
    def subjects(self):
        return self.covered().filter(is_exempt=False, mention_only=False)

    def takes_the_whole(self):
        return not self.article.is_exempt


class LiftForm(SubjectForm):
    def subjects(self):
        return self.covered().filter(is_exempt=True)

    def takes_the_whole(self):
        return self.article.is_exempt

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Else an empty choice that isn't there would mean the whole of it.
        self.fields["subject"].required = not self.takes_the_whole()
