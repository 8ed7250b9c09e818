"""How people sign in at the desk: what we want otherwise than allauth does it."""

from allauth.account import forms
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import get_user_model
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from newsroom import sessions
from newsroom.backends import Accounts

REFUSED = "Please enter the correct username and password. Capitals count in both."
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def may_sign_in(user):
    return user.is_staff and Accounts().user_can_authenticate(user)


def lacks_second_factor(user):
    """Whether ``user`` must have a second factor and has none."""
    if not settings.MFA_REQUIRED or Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS).exists():
        return False
    groups = user.groups.values_list("name", flat=True)
    # Whoever may do everything is above all groups.
    return user.is_superuser or any(name.lower() in settings.MFA_REQUIRED for name in groups)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": REFUSED,
        "too_many_login_attempts": "Too many attempts that failed. Wait five minutes, or reset your password.",
        "incorrect_code": "This code is not right, or no longer: enter the one that is shown now.",
        "rate_limited": "Too many codes that were not right. Wait some minutes.",
    }

    def authenticate(self, request, **credentials):
        user = super().authenticate(request, **credentials)
        # Whoever has no business at the desk gets the same answer as a wrong password.
        return user if user and may_sign_in(user) else None

    def pre_login(self, request, user, **kwargs):
        # A passkey needs no password, and so was not asked by authenticate().
        if may_sign_in(user):
            return None
        clear_login(request)
        messages.error(request, "This account can't sign in. Ask a managing editor.")
        return redirect("account_login")

    def login(self, request, user):
        super().login(request, user)
        sessions.begin(request, at=timezone.now())

    def get_reset_password_from_key_url(self, key):
        # Never by the name that the request was made to, which its sender chose.
        user, _, token = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": user, "key": token})
        return f"{settings.SITE_URL}{path}"


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
    }

    def generate_authenticator_name(self, user, type):
        return f"Passkey {Authenticator.objects.filter(user=user, type=type).count() + 1}"


class LoginForm(forms.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autofocus"] = True
        # The page has its own way to a new password.
        self.fields["password"].help_text = ""


class ResetPasswordForm(forms.ResetPasswordForm):
    def clean_email(self):
        email = self.cleaned_data["email"]
        found = get_user_model().objects.filter(email__iexact=email)
        self.users = [user for user in found if may_sign_in(user) and user.has_usable_password()]
        return email


class AddPasskeyForm(AddWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = "By which you will know it, such as “Laptop” or “Blue key”."
        self.fields["name"].max_length = 100
        self.fields["name"].widget.attrs["maxlength"] = 100
        self.fields["passwordless"].label = "Sign in with it alone"
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].help_text = (
            "Without name and password; the device asks for its PIN, fingerprint or face. "
            "A key that can't do that is your second factor beside the password."
        )
