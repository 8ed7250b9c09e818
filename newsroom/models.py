from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """An account that signs in; what readers see of a writer is a byline."""

    def __str__(self):
        return self.get_full_name() or self.username
