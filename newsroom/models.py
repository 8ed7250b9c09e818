from django.contrib.auth.models import AbstractUser

from newsroom.imports.models import Upload
from newsroom.saved_views import SavedView
from newsroom.telling.models import Digest, Message, Wishes

__all__ = ["Digest", "Message", "SavedView", "Upload", "User", "Wishes"]


class User(AbstractUser):
    """An account that signs in; what readers see of a writer is a byline."""

    class Meta(AbstractUser.Meta):
        verbose_name = "account"
        verbose_name_plural = "accounts"

    def __str__(self):
        return self.get_full_name() or self.username
