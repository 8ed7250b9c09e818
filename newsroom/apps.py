from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class NewsroomConfig(AppConfig):
    name = "newsroom"
    verbose_name = "People"  # as the desk's navigation calls what stands there: accounts

    def ready(self):
        from newsroom import roles

        # A name that is misspelled would ask nobody.
        if unknown := settings.MFA_REQUIRED - {name.lower() for name in roles.MAY}:
            raise ImproperlyConfigured(
                f"MFA_REQUIRED says “{min(unknown)}”: say nobody, or some of {', '.join(roles.MAY)}, with commas."
            )
