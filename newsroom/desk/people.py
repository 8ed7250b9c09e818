"""Pages of an account on which somebody lets it go, or back in: what it has in hand, and who takes that over."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import FormView
from unfold.widgets import UnfoldAdminRadioSelectWidget, UnfoldAdminSelectWidget

from articles import assignments
from newsroom import handover
from newsroom.handover import HAND_OVER, REVOKE
from newsroom.models import User


class OfAnAccount:
    """For those who manage people; 403 before anything is looked up for who may not."""

    def dispatch(self, request, *args, **kwargs):
        if not request.user.has_perm("newsroom.change_user"):
            raise PermissionDenied
        if not admin.site.get_model_admin(User).has_change_permission(request, self.account):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def account(self):
        return get_object_or_404(User, pk=self.kwargs["pk"])


class HandOverForm(forms.Form):
    to = forms.ModelChoiceField(
        None,
        required=False,
        label="Who takes it over?",
        empty_label="Choose a person",
        widget=UnfoldAdminSelectWidget(),
    )
    links = forms.ChoiceField(
        label="Preview links",
        choices=[
            (REVOKE, "Revoke them: they lead nowhere from now on"),
            (HAND_OVER, "Hand them over: they go on working"),
        ],
        initial=REVOKE,
        required=False,
        widget=UnfoldAdminRadioSelectWidget(),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, account, work, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.work = work
        self.fields["to"].queryset = assignments.writers().exclude(pk=account.pk)
        if not work.links:
            del self.fields["links"]
        if not work:
            del self.fields["to"]

    @property
    def asked(self):
        said = self.cleaned_data
        return {"to": said.get("to"), "links": said.get("links") or REVOKE, "seen": said["seen"]}

    def shown(self):
        return [field for field in self if not field.is_hidden]


class WorkView(OfAnAccount, FormView):
    """Shows what an account has in hand, and does what is asked with it."""

    template_name = "admin/desk/hand_over.html"
    form_class = HandOverForm

    @cached_property
    def work(self):
        return handover.Work.of(self.account, at=timezone.now())

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"account": self.account, "work": self.work}

    def form_valid(self, form):
        try:
            self.act(self.account, by=self.request.user, at=timezone.now(), **form.asked)
        except handover.NotPossible as refusal:
            # Others may have given it something: what is shown is what there is now.
            del self.work
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        admin.site.get_model_admin(User).log_change(self.request, self.account, self.logged)
        messages.success(self.request, self.done.format(self.account))
        return redirect("admin:newsroom_user_change", self.account.pk)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            **admin.site.each_context(self.request),
            title=self.heading.format(self.account),
            account=self.account,
            work=self.work,
            view=self,
            **kwargs,
        )


class DeactivateView(WorkView):
    heading, button, logged = "Deactivate {}", "Deactivate", "Deactivated, and handed over what it had in hand."
    done = "“{}” is switched off: nobody signs in with it any more. What it had in hand is handed over."
    act = staticmethod(handover.deactivate)


class HandOverView(WorkView):
    heading, button, logged = "Hand over the work of {}", "Hand it over", "Handed over what it had in hand."
    done = "What “{}” had in hand is handed over."
    act = staticmethod(handover.hand_over)


class ReactivateView(WorkView):
    heading, button, logged = "Reactivate {}", "Reactivate", "Reactivated."
    done = "“{}” is switched on again. What was handed over stays where it is."

    @staticmethod
    def act(account, *, by, at, **asked):
        handover.reactivate(account, by=by, at=at)
