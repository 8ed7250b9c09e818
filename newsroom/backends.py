"""Who can sign in."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, Permission
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Concat

from newsroom.models import User
from newsroom.roles import DEMO_ACCOUNTS


class Accounts(ModelBackend):
    """Accounts with their password; those of the demo, whose passwords everybody knows, only with DEBUG on.

    Every page of the desk asks who is there and what they may: one query for both.
    """

    def user_can_authenticate(self, user):
        # Also asked for whoever is signed in already, so that a session ends with DEBUG.
        return super().user_can_authenticate(user) and (settings.DEBUG or not is_of_the_demo(user))

    def get_user(self, user_id):
        demo = Group.objects.filter(user=OuterRef("pk"), name=DEMO_ACCOUNTS)
        permitted = ArraySubquery(_permitted(OuterRef(OuterRef("pk"))))
        found = User.objects.annotate(is_of_the_demo=Exists(demo), permitted=permitted)
        user = found.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj, obj=None):
        if not user_obj.is_active or user_obj.is_superuser or obj is not None:
            return super().get_all_permissions(user_obj, obj)
        if not hasattr(user_obj, "_perm_cache"):
            known = getattr(user_obj, "permitted", None)
            user_obj._perm_cache = set(_permitted(user_obj.pk) if known is None else known)
        return user_obj._perm_cache


def _permitted(user):
    """The names of the permissions that the account of this pk has, its own and those of its groups."""
    own = Q(pk__in=User.user_permissions.through.objects.filter(user=user).values("permission"))
    of_groups = Q(pk__in=Group.permissions.through.objects.filter(group__user=user).values("permission"))
    named = Concat("content_type__app_label", Value("."), "codename")
    return Permission.objects.filter(own | of_groups).order_by().values_list(named, flat=True)


def is_of_the_demo(user):
    if hasattr(user, "is_of_the_demo"):
        return user.is_of_the_demo
    return user.groups.filter(name=DEMO_ACCOUNTS).exists()
