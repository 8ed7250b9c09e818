"""What is done to an article: each act with who may do it, what it asks, and the function that does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from articles import assignments, exemptions, holding, outcomes, sealing, updates, workflow
from articles.admin.act_forms import (
    ActForm,
    AssignForm,
    ExemptForm,
    FollowUpForm,
    LiftForm,
    ReadForm,
    RedateForm,
    ReviewForm,
    ScheduleForm,
    ScheduleUpdateForm,
    SealForm,
    SendBackForm,
    UpdateForm,
    What,
    WithdrawForm,
    WordsForm,
)
from articles.models import Stage
from newsroom.lib.periods import with_zone


def _has_changed(article, coverage):
    if coverage is None:
        return bool(outcomes.turns_of(article))
    return not article.is_exempt and any(one.relied_at and one.is_flagged for one in coverage)


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

    @property
    def is_of_what_is_sealed(self):
        return self.name in holding.OF_WHAT_IS_SEALED

    def why_not(self, article, *, by, at, coverage=None, sealed=None):
        """Why it is not possible now; empty where it is.

        ``coverage`` is that of the article, where it is known, and ``sealed``
        the ``Sealing`` that holds it.
        """
        if sealed and self.is_of_what_is_sealed:
            return sealing.why_not(self.name, sealed, by=by)
        if self.name == "cancel_update" and article.is_public and not ahead(article):
            return "no changes are scheduled"
        if self.name == "follow_up" and article.is_public and not _has_changed(article, coverage):
            return "nothing of it has since changed"
        if self.name in holding.POSSIBLE_AT:
            return holding.why_not(self.name, article, by=by, at=at)
        if self.name == "lift":
            exempt = article.is_exempt or coverage is None or any(one.is_exempt for one in coverage)
            return "" if exempt else "it is not exempted"
        if article.is_exempt:
            return "it is exempted already"
        return "it covers no show" if coverage is not None and not coverage else ""

    def told(self, article):
        """What is said once it is done."""
        when = with_zone(article.scheduled_for) if article.scheduled_for else ""
        return self.done.format(article, when=when)

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
        if self.name == "schedule_update" and ahead(article):
            return "Reschedule the changes…"
        if self.name == "update" and article.live_revision_id == article.latest_revision_id:
            return "Update or correct…"
        return f"{self.label}…" if self.asks else self.label


def _publish(article, form, **by_and_at):
    asked = form.cleaned_data
    return workflow.publish(article, revision=asked["revision"], seen=asked["reported"], **by_and_at)


def _submit(article, form, **by_and_at):
    return workflow.submit(article, revision=form.cleaned_data["revision"], **by_and_at)


def _approve(article, form, **by_and_at):
    return workflow.approve(article, revision=form.cleaned_data["revision"], **by_and_at)


def _send_back(article, form, **by_and_at):
    return workflow.send_back(article, comment=form.cleaned_data["comment"], **by_and_at)


def _schedule(article, form, **by_and_at):
    asked = form.cleaned_data
    seen, moment = asked["reported"], asked["publish_at"]
    return workflow.schedule(article, publish_at=moment, revision=asked["revision"], seen=seen, **by_and_at)


def _update(article, form, **by_and_at):
    asked = form.cleaned_data
    return workflow.update(
        article,
        substantive=asked["what"] == What.SUBSTANTIVE,
        correction=asked["correction"],
        revision=asked["revision"],
        seen=asked["reported"],
        **by_and_at,
    )


def _schedule_update(article, form, **by_and_at):
    asked = form.cleaned_data
    return updates.schedule(
        article,
        publish_at=asked["publish_at"],
        revision=asked["revision"],
        what=asked["what"],
        note=asked["correction"],
        seen=asked["reported"],
        **by_and_at,
    )


def _review(article, form, **by_and_at):
    asked = form.cleaned_data
    return workflow.review(article, note=asked["note"], revision=asked["revision"], **by_and_at)


def _follow_up(article, form, **by_and_at):
    asked = form.cleaned_data
    return outcomes.follow_up(article, asked["newer"], reason=asked["note"], **by_and_at)


def _withdraw(article, form, **by_and_at):
    return workflow.withdraw(article, note=form.cleaned_data["note"], **by_and_at)


def _redate(article, form, **by_and_at):
    return workflow.redate(article, published_at=form.cleaned_data["published_at"], **by_and_at)


def _assign(article, form, **by_and_at):
    asked = form.cleaned_data
    return assignments.assign(article, asked["to"], due_at=asked["due_at"], brief=asked["brief"], **by_and_at)


def _seal(article, form, **by_and_at):
    return sealing.seal(article, reason=form.cleaned_data["reason"], **by_and_at)


def _ask_restoration(article, form, **by_and_at):
    return sealing.ask(article, reason=form.cleaned_data["reason"], **by_and_at)


def _exempt(article, form, **by_and_at):
    return exemptions.exempt(article, reason=form.cleaned_data["reason"], coverage=form.coverage, **by_and_at)


def _lift(article, form, **by_and_at):
    return exemptions.lift(article, reason=form.cleaned_data["reason"], coverage=form.coverage, **by_and_at)


def ahead(article):
    """The update of ``article`` that is scheduled, where there is one; the desk's articles bring it along."""
    return getattr(article, "scheduled_update", None)


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
            "schedule_update",
            "Schedule the changes",
            "The changes of “{}” are scheduled: readers see what they see until then.",
            _schedule_update,
            "publish_article",
            ScheduleUpdateForm,
            about="Readers see what they see until its moment; then they get the revision that you choose. What is "
            "brought up to date relies on how its shows stand now: should news contradict that before its moment, it "
            "is held instead.",
        ),
        Act(
            "cancel_update",
            "Cancel the scheduled changes",
            "No changes of “{}” are scheduled any more.",
            lambda article, form, **by_and_at: updates.cancel(article, **by_and_at),
            "publish_article",
            about="Readers see what they see.",
            asks=False,
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
            "“{0}” is scheduled for {when}, with revision {0.latest_revision.number}.",
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
            "follow_up",
            "Link the follow-up",
            "“{}” is followed up: its notice leads to the newer article.",
            _follow_up,
            "review_article",
            FollowUpForm,
            about="A newer article tells what has changed. The notice stays, and leads readers there. This article "
            "leaves the stale desk, whatever follows from the same change; a new contradiction brings it back.",
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
        Act(
            "seal",
            "Withdraw for legal reasons",
            "“{}” is gone for everybody but those who may restore it.",
            _seal,
            "seal_article",
            SealForm,
            about="It is gone at once from every page, list, feed, search and link; its address says that it was "
            "withdrawn, without headline or reason. At the desk only managing editors find it and its revisions. "
            "Two people are needed to restore it.",
            look="danger",
        ),
        Act(
            "ask_restoration",
            "Ask for its restoration",
            "You asked for the restoration of “{}”: somebody else confirms it.",
            _ask_restoration,
            "seal_article",
            SealForm,
            about="Say why it may be read again. Another managing editor confirms it; until then nothing changes.",
            look="primary",
        ),
        Act(
            "take_back",
            "Take back the request",
            "Nobody asks any more for the restoration of “{}”.",
            lambda article, form, **by_and_at: sealing.take_back(article, **by_and_at),
            "seal_article",
            about="Nothing changes.",
            asks=False,
        ),
        Act(
            "confirm_restoration",
            "Confirm the restoration",
            "“{}” is restored.",
            lambda article, form, **by_and_at: sealing.restore(article, **by_and_at),
            "seal_article",
            about="It stands again where it stood before it was withdrawn for legal reasons, before readers if it was.",
            look="primary",
        ),
    )
}
REFUSALS = (workflow.NotAllowed, exemptions.NeedsReason, assignments.NotPossible)
