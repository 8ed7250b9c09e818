"""Who can sign in."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend

from newsroom.roles import DEMO_ACCOUNTS


class Accounts(ModelBackend):
    """Accounts with their password; those of the demo, whose passwords everybody knows, only with DEBUG on."""

    def user_can_authenticate(self, user):
        # Also asked for whoever is signed in already, so that a session ends with DEBUG.
        return super().user_can_authenticate(user) and (
            settings.DEBUG or not user.groups.filter(name=DEMO_ACCOUNTS).exists()
        )
