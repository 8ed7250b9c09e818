"""What is done to an article: each act with who may do it, what it asks, and the function that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from unfold.widgets import (
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
)

from articles import assignments, exemptions, holding, workflow
from articles.admin.assignments import PersonField, brief_field, due_field
from articles.admin.fields import Moment
from articles.models import Exemption, Publication, Stage
from articles.models.comments import LONGEST

LONGEST_NOTE = Publication._meta.get_field("note").max_length
LONGEST_REASON = Exemption._meta.get_field("reason").max_length


class ActForm(forms.Form):
    """What an act asks; ``blamed`` is the field at which a refusal of it is shown."""

    blamed = None

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


class WordsForm(ReadForm):
    """Of an act by which the latest revision goes out."""


class ScheduleForm(WordsForm):
    blamed = "publish_at"

    publish_at = Moment(label="Publish at")


class SendBackForm(ActForm):
    blamed = "comment"

    comment = note("What is to be done?", "Its writer reads it beside the article.", required=True, longest=LONGEST)


class UpdateForm(WordsForm):
    SUBSTANTIVE, MINOR, CORRECTION = "substantive", "minor", "correction"
    blamed = "correction"

    what = forms.ChoiceField(
        label="What was changed?",
        choices=[
            (SUBSTANTIVE, "Brought up to date: the article now relies on how its shows stand today"),
            (MINOR, "A small thing, such as a typo: what it relies on stays as it was"),
            (CORRECTION, "We were wrong: readers get a dated note; what it relies on stays as it was"),
        ],
        widget=UnfoldAdminRadioSelectWidget(),
    )
    correction = note("Public note", "For a correction only: one or two sentences, saying what was wrong.")

    def clean(self):
        cleaned = super().clean()
        is_correction, text = cleaned.get("what") == self.CORRECTION, cleaned.get("correction", "").strip()
        if is_correction and not text and "correction" not in self.errors:
            self.add_error("correction", "A correction needs its public note: say what was wrong.")
        if text and cleaned.get("what") and not is_correction:
            self.add_error("what", "There is a public note below: choose the correction, or remove the note.")
        return cleaned


class ReviewForm(ReadForm):
    blamed = "note"

    note = note("Note", "For the log, if there is something to say.")


class WithdrawForm(ActForm):
    blamed = "note"

    note = note("Public note", "Readers who come to the article’s address read it there.")


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


@dataclass(frozen=True)
class Act:
    """``permission`` is the codename that it needs; without one, whoever may change the article may do it."""

    name: str
    label: str
    done: str
    run: Callable
    permission: str = ""
    form: type[ActForm] = ActForm
    about: str = ""
    look: str = "default"
    asks: bool = True

    @property
    def sends_words(self):
        """Whether the latest revision goes out by it."""
        return issubclass(self.form, WordsForm)

    @property
    def names_words(self):
        """Whether it is done by who has read a revision, which its page names."""
        return issubclass(self.form, ReadForm)

    @property
    def is_main(self):
        return self.look == "primary"

    def why_not(self, article, *, by, at, coverage=None):
        """Why it is not possible now; empty where it is. ``coverage`` is that of the article, where it is known."""
        if self.name in holding.POSSIBLE_AT:
            return holding.why_not(self.name, article, by=by, at=at)
        if self.name == "lift":
            exempt = article.is_exempt or coverage is None or any(one.is_exempt for one in coverage)
            return "" if exempt else "it is not exempted"
        if article.is_exempt:
            return "it is exempted already"
        return "it covers no show" if coverage is not None and not coverage else ""

    def named(self, article):
        """The words of its button."""
        if self.name == "assign" and article.assigned_to_id:
            return "Assign to somebody else…"
        if self.name == "publish" and article.held_at:
            return "Publish anyway…"
        if self.name == "publish" and article.stage == Stage.SCHEDULED:
            return "Publish now…"
        if self.name == "schedule" and article.stage == Stage.SCHEDULED:
            return "Reschedule…"
        if self.name == "update" and article.live_revision_id == article.latest_revision_id:
            return "Update or correct…"
        return f"{self.label}…" if self.asks else self.label


def _publish(article, form, **by_and_at):
    return workflow.publish(article, revision=form.cleaned_data["revision"], **by_and_at)


def _submit(article, form, **by_and_at):
    return workflow.submit(article, revision=form.cleaned_data["revision"], **by_and_at)


def _approve(article, form, **by_and_at):
    return workflow.approve(article, revision=form.cleaned_data["revision"], **by_and_at)


def _send_back(article, form, **by_and_at):
    return workflow.send_back(article, comment=form.cleaned_data["comment"], **by_and_at)


def _schedule(article, form, **by_and_at):
    asked = form.cleaned_data
    return workflow.schedule(article, publish_at=asked["publish_at"], revision=asked["revision"], **by_and_at)


def _update(article, form, **by_and_at):
    asked = form.cleaned_data
    return workflow.update(
        article,
        substantive=asked["what"] == UpdateForm.SUBSTANTIVE,
        correction=asked["correction"],
        revision=asked["revision"],
        **by_and_at,
    )


def _review(article, form, **by_and_at):
    asked = form.cleaned_data
    return workflow.review(article, note=asked["note"], revision=asked["revision"], **by_and_at)


def _withdraw(article, form, **by_and_at):
    return workflow.withdraw(article, note=form.cleaned_data["note"], **by_and_at)


def _redate(article, form, **by_and_at):
    return workflow.redate(article, published_at=form.cleaned_data["published_at"], **by_and_at)


def _assign(article, form, **by_and_at):
    asked = form.cleaned_data
    return assignments.assign(article, asked["to"], due_at=asked["due_at"], brief=asked["brief"], **by_and_at)


def _exempt(article, form, **by_and_at):
    return exemptions.exempt(article, reason=form.cleaned_data["reason"], coverage=form.coverage, **by_and_at)


def _lift(article, form, **by_and_at):
    return exemptions.lift(article, reason=form.cleaned_data["reason"], coverage=form.coverage, **by_and_at)


ACTS = {
    act.name: act
    for act in (
        Act(
            "approve",
            "Approve",
            "Revision {0.latest_revision.number} of “{0}” is approved.",
            _approve,
            "publish_article",
            WordsForm,
            about="You have read it, and it may go out. Once somebody saves another revision, it is in review again.",
            look="primary",
        ),
        Act(
            "publish",
            "Publish",
            "“{0}” is live. Readers see revision {0.live_revision.number}.",
            _publish,
            "publish_article",
            WordsForm,
            about="It goes before readers, tied to how its shows stand now.",
            look="primary",
        ),
        Act(
            "update",
            "Publish the changes",
            "Readers of “{0}” see revision {0.live_revision.number}.",
            _update,
            "publish_article",
            UpdateForm,
            about="What was changed goes before readers.",
            look="primary",
        ),
        Act(
            "submit",
            "Submit for review",
            "Revision {0.latest_revision.number} of “{0}” is in review: an editor takes it from here.",
            _submit,
            form=WordsForm,
            about="An editor takes it from here. You cannot change it any more until it is sent back.",
            look="primary",
            asks=False,
        ),
        Act(
            "schedule",
            "Schedule",
            "“{0}” is scheduled with revision {0.latest_revision.number}.",
            _schedule,
            "publish_article",
            ScheduleForm,
            about="It relies on how its shows stand now. Should news contradict that before its moment, it is held "
            "instead of published. What is saved until then goes out in place of the revision below.",
        ),
        Act(
            "unschedule",
            "Take off the schedule",
            "“{}” is off the schedule.",
            lambda article, form, **by_and_at: workflow.unschedule(article, **by_and_at),
            "publish_article",
            about="It goes back to where it was approved, or else into review.",
            asks=False,
        ),
        Act(
            "send_back",
            "Send back",
            "“{}” is a draft again.",
            _send_back,
            "publish_article",
            SendBackForm,
            about="It is a draft again, and its writer can change it.",
        ),
        Act(
            "assign",
            "Assign",
            "{0.assigned_to} works on “{0}”.",
            _assign,
            "assign_article",
            AssignForm,
            about="Whoever works on it finds it on the first page of the desk, and may change it while it is a draft.",
        ),
        Act(
            "review",
            "Still right",
            "“{}” was reviewed: it relies on how its shows stand now.",
            _review,
            "review_article",
            ReviewForm,
            about="You have read it, and what it says is right as of now. It relies on how its shows stand now, "
            "without a change of text; a notice about older news goes.",
        ),
        Act(
            "exempt",
            "Exempt from notices",
            "Exempted: “{}”.",
            _exempt,
            "exempt_article",
            ExemptForm,
            about="For an obituary, a review, a piece from the archive: it carries no notice, whatever happens to its "
            "shows.",
        ),
        Act(
            "lift",
            "Lift the exemption",
            "The exemption is lifted: “{}”.",
            _lift,
            "exempt_article",
            LiftForm,
            about="It carries its notice again.",
        ),
        Act(
            "redate",
            "Redate",
            "“{}” has its new date.",
            _redate,
            "redate_article",
            RedateForm,
            about="Readers see the new date; feeds keep that of the first publication. Where the article last relied "
            "on the ledger by being published, it relies on it as of the new date.",
        ),
        Act(
            "withdraw",
            "Withdraw",
            "“{}” is withdrawn.",
            _withdraw,
            "withdraw_article",
            WithdrawForm,
            about="It goes from every page and feed; its address says that it is withdrawn.",
            look="danger",
        ),
        Act(
            "restore",
            "Restore",
            "“{}” is live again.",
            lambda article, form, **by_and_at: workflow.restore(article, **by_and_at),
            "withdraw_article",
            about="It goes before readers again as it was. What it relies on does not move.",
            look="primary",
        ),
    )
}
REFUSALS = (workflow.NotAllowed, exemptions.NeedsReason, assignments.NotPossible)
