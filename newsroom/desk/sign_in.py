"""The pages by which people sign in and look after that, with allauth's views in our look.

There is none for signing up or for changing an address of mail.
"""

from functools import wraps

from allauth.account import views as account
from allauth.account.internal.stagekit import clear_login
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.contrib import admin
from django.contrib.auth import logout
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import RedirectView

from newsroom.desk import security, telling


def in_our_look(view, title):
    @wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if isinstance(response, TemplateResponse):
            response.context_data = admin.site.each_context(request) | {"title": title} | response.context_data
        return response

    return never_cache(answer)


def log_in(request):
    if request.user.is_authenticated and not request.user.is_staff:
        # There is nothing here for this account any more, and no way to another one.
        logout(request)
    return account.login(request)


def ask_code(request):
    response = mfa.authenticate(request)
    if response.status_code == 302 and response.url == reverse("account_login"):
        # Nothing is to be asked any more, and the page before would lead back here for ever.
        clear_login(request)
    return response


set_password = account.PasswordSetView.as_view(template_name="account/password_change.html")

# For anybody: address, view, name, title.
_OUTSIDE = [
    ("login/", log_in, "account_login", "Log in"),
    ("login/passkey/", webauthn.login_webauthn, "mfa_login_webauthn", "Log in"),
    ("login/code/", ask_code, "mfa_authenticate", "Second factor"),
    ("logout/", require_POST(account.logout), "account_logout", "Log out"),
    ("password/reset/", account.password_reset, "account_reset_password", "Reset your password"),
    ("password/reset/sent/", account.password_reset_done, "account_reset_password_done", "Look into your mail"),
    (
        "password/reset/<str:uidb36>/<str:key>/",
        account.password_reset_from_key,
        "account_reset_password_from_key",
        "Choose a new password",
    ),
    (
        "password/reset/done/",
        account.password_reset_from_key_done,
        "account_reset_password_from_key_done",
        "Your password is changed",
    ),
    ("unsubscribe/<str:token>/", telling.unsubscribe, "unsubscribe", "Fewer messages"),
]
# For whoever is signed in.
_INSIDE = [
    ("password_change/", account.password_change, "account_change_password", "Change your password"),
    ("password_set/", set_password, "account_set_password", "Choose a password"),
    ("confirm/", account.reauthenticate, "account_reauthenticate", "Confirm that it is you"),
    ("confirm/code/", mfa.reauthenticate, "mfa_reauthenticate", "Confirm that it is you"),
    ("confirm/passkey/", webauthn.reauthenticate_webauthn, "mfa_reauthenticate_webauthn", "Confirm that it is you"),
    ("security/", security.SecurityView.as_view(), "mfa_index", "Security and sessions"),
    ("security/sessions/end/", security.EndSessionView.as_view(), "end_sessions", "Sessions"),
    ("security/sessions/<int:pk>/end/", security.EndSessionView.as_view(), "end_session", "Sessions"),
    ("security/app/", totp.activate_totp, "mfa_activate_totp", "Set up an authenticator app"),
    ("security/app/remove/", totp.deactivate_totp, "mfa_deactivate_totp", "Remove the authenticator app"),
    ("security/codes/", codes.view_recovery_codes, "mfa_view_recovery_codes", "Recovery codes"),
    ("security/codes/new/", codes.generate_recovery_codes, "mfa_generate_recovery_codes", "New recovery codes"),
    ("security/codes/file/", codes.download_recovery_codes, "mfa_download_recovery_codes", "Recovery codes"),
    ("security/passkeys/", RedirectView.as_view(pattern_name="mfa_index"), "mfa_list_webauthn", "Passkeys"),
    ("security/passkeys/add/", webauthn.add_webauthn, "mfa_add_webauthn", "Add a passkey"),
    ("security/passkeys/<int:pk>/", webauthn.edit_webauthn, "mfa_edit_webauthn", "Rename a passkey"),
    ("security/passkeys/<int:pk>/remove/", webauthn.remove_webauthn, "mfa_remove_webauthn", "Remove a passkey"),
]
# What answers also before somebody has the second factor that is asked of him or her.
NAMES = {name for _, _, name, _ in _OUTSIDE + _INSIDE}

urlpatterns = [path(route, in_our_look(view, title), name=name) for route, view, name, title in _OUTSIDE] + [
    path(route, admin.site.admin_view(in_our_look(view, title)), name=name) for route, view, name, title in _INSIDE
]
