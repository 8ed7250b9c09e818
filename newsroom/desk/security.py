"""How one signs in, and where one is signed in: one's own page, and a managing editor's of an account."""

from allauth.account.decorators import reauthentication_required
from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView, View

from newsroom import accounts, sessions
from newsroom.desk.people import OfAnAccount
from newsroom.lib import browsers


def told(found, *, current):
    """Sessions as a page tells them."""
    return [
        {"row": one, "browser": browsers.in_words(one.user_agent), "current": one.session_key == current}
        for one in found
    ]


class SecurityView(IndexView):
    """One's own second factors, passkeys and sessions."""

    template_name = "mfa/index.html"

    def get_context_data(self, **kwargs):
        user, session = self.request.user, self.request.session
        found = sessions.of(user, at=timezone.now())
        if not any(one.session_key == session.session_key for one in found):
            UserSession.objects.create_from_request(self.request)
            found = sessions.of(user, at=timezone.now())
        context = super().get_context_data(**kwargs)
        factors = context["authenticators"]
        return context | {
            "passkeys": [key.instance for key in factors.get(Authenticator.Type.WEBAUTHN, [])],
            "codes": factors.get(Authenticator.Type.RECOVERY_CODES),
            "required": accounts.lacks_second_factor(user),
            "sessions": told(found, current=session.session_key),
        }


class EndSessionView(View):
    """Ends one session of one's own, or all the others."""

    http_method_names = ["post"]

    def post(self, request, pk=None):
        if pk is None:
            number = sessions.end_all(request.user, at=timezone.now(), but=request.session.session_key)
            messages.success(request, f"Ended your other sessions: {number}.")
            return redirect("mfa_index")
        session = get_object_or_404(UserSession, pk=pk, user=request.user)
        if session.session_key == request.session.session_key:
            messages.error(request, "This is the session that you are using. To end it, log out.")
            return redirect("mfa_index")
        sessions.end(session)
        messages.success(request, f"Ended the session of {browsers.in_words(session.user_agent)}.")
        return redirect("mfa_index")


class AccountView(OfAnAccount, TemplateView):
    """How another account signs in, for those who manage people."""

    template_name = "admin/desk/account.html"

    def get_context_data(self, **kwargs):
        factors = Authenticator.objects.filter(user=self.account, type__in=accounts.SECOND_FACTORS)
        return super().get_context_data(
            **admin.site.each_context(self.request),
            title=f"Sessions and second factors: {self.account}",
            account=self.account,
            factors=list(factors.order_by("created_at")),
            sessions=told(sessions.of(self.account, at=timezone.now()), current=self.request.session.session_key),
            **kwargs,
        )

    def post(self, request, pk):
        if request.POST.get("act") == "remove":
            return self.remove_factors(request, pk)
        number = sessions.end_all(self.account, at=timezone.now(), but=self.own_session)
        messages.success(request, f"Ended the sessions of “{self.account}”: {number}.")
        return redirect("desk:account", pk)

    @property
    def own_session(self):
        return self.request.session.session_key if self.account == self.request.user else None

    @method_decorator(reauthentication_required(app="allauth.mfa"))
    def remove_factors(self, request, pk):
        """For whoever lost telephone and recovery codes alike."""
        Authenticator.objects.filter(user=self.account).delete()
        sessions.end_all(self.account, at=timezone.now(), but=self.own_session)
        messages.success(request, f"“{self.account}” signs in by password alone until a new second factor is set up.")
        return redirect("desk:account", pk)
